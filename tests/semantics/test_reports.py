"""Reports out of a real store: what was told while it happened is counted, for whom it is, and nobody is in it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import pytest

from adapter.gateways.audit_records import read
from adapter.gateways.store_connection import partitions
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.kept import PersonState
from adapter.model.message import EpisodeRef, Message, Outage
from adapter.model.report import Report
from adapter.pipeline.liability import agreement
from adapter.pipeline.reporting import NotOver, Reporting, municipalities
from tests.builders import HEALTH_CENTRE, SOCIAL, WARD, message
from tests.whole import PERSON, UNITS, Whole

pytestmark = pytest.mark.anyio
REGION, KOMMUN = frozenset({WARD}), frozenset({SOCIAL})
SKELLEFTEA = "SE2120002643-SOC1"
OTHER = replace(
    UNITS[SOCIAL], unit=SKELLEFTEA, municipality="2482", provider="SE2120002643", principal="SE2120002643"
)
ADMITTED = datetime.fromisoformat("2026-03-02T08:10:00+01:00")
READY, LEFT = ADMITTED + timedelta(days=2), ADMITTED + timedelta(days=4)
NUMBERS = (Path(__file__).parents[2] / "bench" / "test-numbers.txt").read_text().split()
APRIL = datetime.fromisoformat("2026-04-01T00:00:00+02:00")


async def stay(whole: Whole, number: str, stay: str, *, municipality: str = "2480") -> None:
    """Admitted on Monday 2 March, ready on Wednesday before noon (day 0 is 4 March), home on Friday 6: two days."""
    whole.units.units[SKELLEFTEA] = OTHER
    whole.register.answers[number] = replace(PERSON, identifier=number, municipality=municipality)
    there = SOCIAL if municipality == "2480" else SKELLEFTEA
    notice: Message = message(
        patient=PatientId(NumberType.PERSONNUMMER, number),
        episode=EpisodeRef(stay, ADMITTED),
        recipients=(there, HEALTH_CENTRE),
    )
    steps = (
        (ADMITTED + timedelta(hours=1), "inskrivningsmeddelande", notice.content),
        (READY, "utskrivningsklar", {"readyAt": READY.isoformat()}),
        (LEFT, "utskrivningsmeddelande", {"dischargedAt": LEFT.isoformat()}),
    )
    for at, kind, content in steps:
        whole.clock.at = at
        sent = replace(notice, message_id=f"{stay}-{kind}"[:36], kind=kind, sent_at=at, content=content)
        await whole.send(sent)


def reporting(whole: Whole) -> Reporting:
    return Reporting(whole.parts, municipalities(UNITS.values()))


async def told(whole: Whole, units: frozenset[str] = REGION, month: str = "2026-03") -> Report | None:
    return await reporting(whole).report(month, None, None, caller="c", units=units, request="r")


async def test_seven_stays_are_counted_and_the_two_of_the_other_municipality_are_not_told(
    whole: Whole,
) -> None:
    numbers = NUMBERS
    for number in range(7):
        await stay(whole, numbers[number], f"vtf-{number}")
    for number in range(7, 9):
        await stay(whole, numbers[number], f"vtf-{number}", municipality="2482")
    asked = len(whole.register.asked)
    whole.clock.at = APRIL
    found = await told(whole)
    assert found is not None
    assert len(whole.register.asked) == asked  # nobody is looked up
    own, other = found.figures
    figures: dict[str, tuple[object, ...]] = {
        one.code: (one.numerator, one.denominator, one.value) for one in own.indicators
    }
    assert own.municipality == "2480"
    assert figures["patients"] == (7, None, 7)
    assert figures["ready-days-mean"] == (14, 7, 2.0)
    assert figures["home-within-three-days"] == (7, 7, 1.0)
    assert figures["home-within-one-day"] == (0, 7, 0.0)
    assert figures["notice-within-24h"] == (7, 7, 1.0)
    assert own.settlement is not None
    assert (own.settlement.state, own.settlement.amount) == ("none", 0)
    assert other.municipality == "2482"
    assert all(one.suppressed for one in other.indicators if one.code in {"patients", "ready-days-mean"})
    # nor does the region's total tell them
    assert all(one.suppressed for one in found.totals if one.code in {"patients", "ready-days-mean"})
    text = orjson.dumps(found.to_json()).decode()
    assert not any(number in text for number in numbers[:9])
    assert "vtf-" not in text


async def test_a_municipality_reads_its_own_a_region_its_region_and_nobody_else_anything(
    whole: Whole,
) -> None:
    for number in range(6):
        await stay(whole, NUMBERS[number], f"vtf-{number}")
    whole.clock.at = APRIL
    found = await told(whole, KOMMUN)
    assert found is not None
    assert ([one.municipality for one in found.figures], found.totals) == (["2480"], ())
    report = reporting(whole).report
    assert await report("2026-03", "halland", None, caller="c", units=REGION) is None
    assert await report("2026-03", None, "2482", caller="c", units=KOMMUN) is None
    assert await report("2026-03", None, None, caller="c", units=frozenset()) is None
    assert await report("2026-03", None, None, caller="c", units=frozenset({"SE0000000000-X"})) is None
    one = await report("2026-03", "vasterbotten", "2480", caller="c", units=REGION | {HEALTH_CENTRE})
    assert one is not None
    assert one.totals == ()


async def test_each_reading_is_on_record_and_what_is_refused_reads_nothing(whole: Whole) -> None:
    whole.clock.at = APRIL
    await told(whole, KOMMUN)
    await told(whole, frozenset())
    with pytest.raises(NotOver):
        await told(whole, month="2026-04")
    await reporting(whole).everything("2026-03", "vasterbotten", who="operator")
    records = [
        record.content
        for place in partitions()
        async for record in read(whole.store.shelf.connection, place)
        if record.content["step"] == "read-report"
    ]
    assert [(one.get("client") or one["by"], one["municipalities"]) for one in records] == [
        ("c", ["2480"]),
        ("operator", "all"),
    ]
    assert records[0]["month"] == "2026-03"


async def test_in_a_region_of_which_nobody_has_written_only_fixed_sums_are_told(whole: Whole) -> None:
    await stay(whole, NUMBERS[0], "vtf-1")
    whole.clock.at = APRIL
    found = await reporting(whole).everything("2026-03", "halland", who="operator")
    assert found.figures == ()
    assert [one.numerator for one in found.totals if one.code == "patients"] == [0]
    assert not any(one.suppressed for one in found.totals)


@pytest.mark.parametrize(("reading", "in_time"), [("done", True), ("sent", False)])
async def test_late_entry_counts_in_a_report_as_it_does_by_the_clock(
    whole: Whole, reading: str, *, in_time: bool
) -> None:
    whole.clock.at = ADMITTED + timedelta(hours=30)
    outage = Outage("Driftstopp", ADMITTED + timedelta(hours=2))
    await whole.send(message(episode=EpisodeRef("vtf-1", ADMITTED), outage=outage))
    history = (await whole.store.person([PERSON.identifier])).history
    pack = whole.parts.packs.of("vasterbotten")
    pack = replace(pack, process=replace(pack.process, late_entry=reading))
    found = reporting(whole)._person(history, pack, agreement(pack.liability), APRIL)
    assert found is not None
    assert [one.in_time for one in found.rows.duties if one.what == "inskrivningsmeddelande"] == [in_time]


async def test_those_who_ask_at_once_are_counted_for_one_after_another(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stay(whole, NUMBERS[0], "vtf-1")
    whole.clock.at = APRIL
    running, most = 0, 0
    read_all = whole.store.persons

    async def persons() -> AsyncIterator[PersonState]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        async for person in read_all():
            yield person
        running -= 1

    monkeypatch.setattr(whole.store, "persons", persons)
    one = reporting(whole)
    found = await asyncio.gather(
        *(one.report("2026-03", None, None, caller="c", units=REGION) for _ in range(5))
    )
    assert None not in found
    assert most == 1
