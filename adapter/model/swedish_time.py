"""Swedish time: the zone that every rule's days and hours are counted in, whatever offset an instant came with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def swedish_day(at: datetime) -> date:
    """The day it is in Sweden at an instant."""
    return at.astimezone(STOCKHOLM).date()
