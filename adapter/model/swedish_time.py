"""Swedish time: the zone that every rule's days and hours are counted in, whatever offset an instant came with."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = time(12)
"""The hour that most routines divide a day by (VB-ACK-04, NB-ACK-01)."""


def swedish_day(at: datetime) -> date:
    """The day it is in Sweden at an instant."""
    return at.astimezone(STOCKHOLM).date()
