"""Courses for the tests of payment liability: a stay's events, made directly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from adapter.bootstrap import packs
from adapter.episode.fold import fold
from adapter.model.course import Course
from adapter.model.directory import Unit
from adapter.model.history import Event, History
from adapter.model.liability import Agreement
from adapter.model.person import Person

SWEDEN = ZoneInfo("Europe/Stockholm")
WARD, CLINIC, GERIATRICS = "SE2321000000-AVD1", "SE2321000000-PSY1", "SE2321000000-GER1"
OPEN_CARE, MUNICIPALITY, OTHER = "SE2321000000-HC01", "SE2120000000-SOC1", "SE2120000000-SOC2"
CODE, OTHER_CODE = "1384", "1380"
RATES = {str(year): 1000 + year for year in range(2015, 2035)}
ALL_WELL: Mapping[str, object] = {"regionInterventionsAvailable": True, "socialServicesOnly": True}
"""Facts with which nothing but the days decides, in every region."""


def _unit(name: str, role: str, organisation: str, municipality: str | None = None) -> Unit:
    owner = name.partition("-")[0]
    return Unit(name, role, name, organisation, "halland", owner, owner, municipality)


UNITS = {
    one.unit: one
    for one in (
        _unit(WARD, "slutenvard", "region"),
        _unit(CLINIC, "psykiatrisk-slutenvard", "region"),
        _unit(GERIATRICS, "geriatrisk-slutenvard", "region"),
        _unit(OPEN_CARE, "primarvard", "region"),
        _unit(MUNICIPALITY, "kommun-socialtjanst", "kommun", CODE),
        _unit(OTHER, "kommun-socialtjanst", "kommun", OTHER_CODE),
    )
}


def at(text: str) -> datetime:
    """Swedish wall time: `2025-05-12 11:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN).astimezone(UTC)


def event(kind: str, when: datetime, action: str = "new", **changes: object) -> Event:
    """An event of the stay `s`, from the ward to the municipality and open care."""
    plain: dict[str, object] = {
        "message_id": f"{kind}-{action}-{when.isoformat()}",
        "sender": WARD,
        "recipients": (MUNICIPALITY, OPEN_CARE),
        "episode": "s",
        "received_at": when,
        "sent_at": when,
    }
    return Event(kind=kind, action=action, **{**plain, **changes})  # type: ignore[arg-type]


def admitted(when: datetime, **changes: object) -> Event:
    """The admission notice, sent at once."""
    return event("inskrivningsmeddelande", when, **{"admitted_at": when, **changes})  # type: ignore[arg-type]


def ready(when: datetime, **changes: object) -> Event:
    """The notice that the patient is ready."""
    return event("utskrivningsklar", when, **changes)  # type: ignore[arg-type]


def left(day: date, **changes: object) -> Event:
    """The discharge notice, at ten in the morning."""
    when = datetime(day.year, day.month, day.day, 10, tzinfo=SWEDEN)
    return event("utskrivningsmeddelande", when, **{"noted": {"dischargedAt": when.isoformat()}, **changes})  # type: ignore[arg-type]


def course(region: str, *events: Event, asked: datetime | None = None, **changes: object) -> Course:
    """The course of a person registered in `CODE`, asked at an instant, or when the last thing happened."""
    names = dict.fromkeys(one.episode for one in events if one.episode)
    made = Course(
        at=asked or max(one.received_at for one in events),
        region=region,
        history=History(events=events),
        episodes=tuple(fold(name, events) for name in names),
        units=UNITS,
        facts=ALL_WELL,
        person=Person("189001019802", municipality=CODE),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def agreement(region: str) -> Agreement:
    """What the region's pack says of payment liability."""
    found = packs().of(region).liability
    assert found is not None
    return found
