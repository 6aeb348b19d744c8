"""The Act's clock, black-box; and that one thing due is one row, in whichever region."""

from datetime import datetime
from typing import Any

import pytest

from tests.contract.builder import Json, consent
from tests.contract.clock import Clock, Place, ask

WARD = "SE2321000222-AVD1"
CENTRE = "SE2321000222-HC01"
SOCIAL = "SE2120002627-SOC1"
TO = (SOCIAL, CENTRE)
ACT = Place(
    region="sverige",
    municipality="2480",
    admitted="2018-03-05T10:00:00+01:00",
    units={WARD: "slutenvard", CENTRE: "primarvard", SOCIAL: "kommun-socialtjanst"},
)


def march(day: int, clock: str) -> str:
    """An instant of March 2018, before the clocks change."""
    return f"2018-03-{day:02d}T{clock}+01:00"


def at(instant: str) -> datetime:
    """Read it."""
    return datetime.fromisoformat(instant)


def notice(sent: str, place: Place = ACT, **content: Any) -> Json:
    """The admission notice."""
    plain: Json = {"estimatedDischarge": "2018-03-12", "ward": "Avdelning 1", "admissionReason": "Fall"}
    return place.told("inskrivningsmeddelande", sent, WARD, TO, 1, **plain | content)


def ready(sent: str, place: Place = ACT) -> Json:
    """Ready for discharge."""
    return place.told("utskrivningsklar", sent, WARD, TO, 2, readyAt=sent)


def call(sent: str) -> Json:
    """Called to planning."""
    meeting = {"start": march(20, "10:00:00"), "form": "fysiskt", "place": "Hemma", "agenda": "Planering"}
    return ACT.told("kallelse", sent, CENTRE, (SOCIAL,), 3, purpose="sip-svu", **meeting)


def now(instant: str, *history: Json, **more: Any) -> Clock:
    """The rows at an instant."""
    return ask(ACT.scene(instant, *history, **more))


@pytest.mark.parametrize(
    ("sent", "state"), [(march(6, "10:00:00"), "met"), (march(6, "10:00:01"), "overdue")]
)
def test_the_notice_is_due_24_hours_after_admission(sent: str, state: str) -> None:
    """LAW-DEADL-01."""
    row = now(march(7, "09:00:00"), notice(sent)).row("LAW-DEADL-01")
    assert (row["state"], row["owner"]) == (state, WARD)
    assert at(row["due"]) == at(march(6, "10:00:00"))


@pytest.mark.parametrize(
    ("sent", "state"), [(march(8, "09:00:00"), "met"), (march(8, "09:00:01"), "overdue")]
)
def test_a_need_seen_later_has_its_own_24_hours(sent: str, state: str) -> None:
    """LAW-DEADL-02: then the admission's are not counted."""
    rows = now(march(9, "09:00:00"), notice(sent, needAssessedAt=march(7, "09:00:00")))
    assert rows.state("LAW-DEADL-02", WARD) == state
    assert rows.due("LAW-DEADL-02") == at(march(8, "09:00:00"))
    assert rows.state("LAW-DEADL-01") == "not-applicable"


@pytest.mark.parametrize(
    ("sent", "state"),
    [(march(8, "23:59:59"), "met"), (march(9, "00:00:00"), "overdue"), (None, "overdue")],
)
def test_the_call_is_due_three_days_after_readiness(sent: str | None, state: str) -> None:
    """LAW-DEADL-03: notified on 5 March."""
    told = [call(sent)] if sent else []
    row = now(march(12, "09:00:00"), notice(march(5, "11:00:00")), ready(march(5, "14:00:00")), *told).row(
        "LAW-DEADL-03"
    )
    assert (row["state"], row["owner"]) == (state, CENTRE)
    assert at(row["due"]) == at(march(8, "23:59:59"))


def test_whoever_says_no_is_not_called() -> None:
    """LAW-DEADL-03: a no that came in time; what was given again makes it due again."""
    history = notice(march(5, "11:00:00")), ready(march(5, "14:00:00"))
    no = consent("refused", CENTRE, scopes=["sip"], recordedAt=march(6, "09:00:00"))
    yes = consent("given", CENTRE, scopes=["sip"], recordedAt=march(7, "09:00:00"))
    assert now(march(12, "09:00:00"), *history, consents=[no]).state("LAW-DEADL-03") == "not-applicable"
    assert now(march(12, "09:00:00"), *history, consents=[no, yes]).state("LAW-DEADL-03") == "overdue"


def test_without_a_directory_who_owes_it_is_not_known() -> None:
    """The directory is not needed: then the ward owes its own, and nobody is named for open care."""
    scene = ACT.scene(march(12, "09:00:00"), notice(march(5, "11:00:00")), ready(march(5, "14:00:00")))
    del scene["directory"]
    rows = ask(scene)
    assert rows.state("LAW-DEADL-01", WARD) == "met"
    assert rows.row("LAW-DEADL-03")["owner"] is None


REGIONS = ("vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland", "sverige")


@pytest.mark.parametrize("region", REGIONS)
def test_one_thing_due_is_one_row(region: str) -> None:
    """A region's own entry takes the place of the Act's on the same thing; nobody owes one thing twice."""
    place = Place(
        region=region,
        municipality="2480",
        admitted="2018-10-01T10:00:00+02:00",
        units=ACT.units,
    )
    history = (
        notice("2018-10-02T09:00:00+02:00", place, estimatedDischarge="2018-10-08"),
        ready("2018-10-05T09:00:00+02:00", place),
    )
    rows = ask(place.scene("2018-10-20T09:00:00+02:00", *history))
    live = [row for row in rows.all if row["state"] != "not-applicable"]
    seen = [(row["what"], row["owner"], row["messageId"]) for row in live]
    assert len(seen) == len(set(seen)), rows.told()
    assert any(row["what"] == "inskrivningsmeddelande" for row in live), rows.told()
