"""The clock against those who would learn from it, and those who would wear it out."""

from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, cast

import pytest

from adapter.episode.event import event
from adapter.model.deadline import Row
from adapter.model.history import Disclosure, History, Owed
from adapter.model.identifiers import NumberType
from adapter.model.message import EpisodeRef, Sender
from adapter.pipeline import overdue
from adapter.pipeline.deviations import Deviations
from adapter.pipeline.due import Due
from adapter.pipeline.duties import duties
from adapter.pipeline.outages import Outages
from adapter.pipeline.overdue import look
from adapter.pipeline.parts import Parts
from adapter.pipeline.reporting import Reporting
from tests.semantics.test_overdue import NEXT_DAY, Clockwork
from tests.whole import (
    HEALTH_CENTRE,
    LOST,
    PERSON,
    SENT,
    SOCIAL,
    WARD,
    Whole,
    basis,
    kvittens,
    notice,
    patient,
    ready,
    silent,
)

OTHER = "189001029819"
APRIL = datetime.fromisoformat("2026-04-01T10:00:00+02:00")

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock(whole: Whole) -> Clockwork:
    return Clockwork(whole)


async def rows(whole: Whole, message_id: str, unit: str) -> list[Any]:
    found = await Due(whole.parts).of_message(message_id, frozenset({unit}))
    assert found is not None
    return list(found)


async def test_what_is_held_from_a_unit_is_not_told_by_what_it_will_owe_for_it(
    whole: Whole, clock: Clockwork
) -> None:
    first = notice(consent=None)
    await whole.send(first)
    held = basis()
    assert whole.outcomes(await whole.send(held)) == {SOCIAL: "hold"}
    await whole.work()
    receipt = kvittens(first)
    await whole.send(receipt)
    await whole.work()
    assert "planeringsunderlag" not in {row["kind"] for row in await rows(whole, receipt.message_id, SOCIAL)}
    assert "planeringsunderlag" in {row["kind"] for row in await rows(whole, held.message_id, WARD)}
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.of_kvittens(SOCIAL) == []
    assert len(clock.of_kvittens(WARD)) == 1


async def test_what_waits_for_the_register_is_told_by_no_row_of_its_recipient(whole: Whole) -> None:
    first = notice()
    await whole.send(first)
    await whole.work()
    receipt = kvittens(first)
    await whole.send(receipt)
    before = await rows(whole, receipt.message_id, SOCIAL)
    silent(whole)
    await whole.accept(basis())
    await whole.work()
    assert await rows(whole, receipt.message_id, SOCIAL) == before


async def test_what_was_only_begun_is_told_by_no_row_of_its_recipient(whole: Whole) -> None:
    first = notice()
    await whole.send(first)
    await whole.work()
    receipt = kvittens(first)
    await whole.send(receipt)
    before = await rows(whole, receipt.message_id, SOCIAL)
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(basis())
    await whole.work()
    assert await rows(whole, receipt.message_id, SOCIAL) == before


async def test_a_short_stay_that_has_grown_long_is_looked_at_though_nothing_came(
    whole: Whole, clock: Clockwork
) -> None:
    told = {"estimatedDischarge": "2026-03-02", "ward": "Avdelning 1", "contactReason": "kort-vardtid-24h"}
    short = notice(SOCIAL, HEALTH_CENTRE, content=told)
    await whole.send(short)
    whole.clock.forward(minutes=10)
    await whole.send(ready(SOCIAL, HEALTH_CENTRE))
    await whole.work()
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert "VB-DEADL-07" not in clock.told.rules  # nobody need be called to plan a short stay
    assert short.episode is not None
    assert short.episode.admitted_at is not None
    await clock.tick(short.episode.admitted_at + timedelta(days=1, seconds=2))
    assert "VB-DEADL-07" in clock.told.rules


@pytest.mark.parametrize("torn", ["key", "line"])
async def test_whoever_cannot_be_read_keeps_no_other_persons_time_from_being_struck(
    whole: Whole, clock: Clockwork, torn: str
) -> None:
    whole.register.answers[OTHER] = replace(PERSON, identifier=OTHER)
    await whole.send(notice())
    await whole.send(notice(patient=patient(OTHER, NumberType.PERSONNUMMER)))
    await whole.work()
    bad = await whole.store.person([PERSON.identifier])
    if torn == "key":
        await whole.store.shelf.connection.send("HDEL", f"{bad.partition}:keys:{bad.key}", "person")
    else:
        await whole.store.shelf.connection.send("LSET", f"{bad.partition}:log:{bad.key}", 0, "torn")
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert len(clock.of_kvittens(SOCIAL)) == 1
    assert await clock.tick() == 0  # the one that cannot be read is left for a minute, not asked for at once


async def test_in_a_region_without_rules_there_is_nothing_to_tell_and_nothing_breaks(whole: Whole) -> None:
    sent = notice()
    await whole.send(sent)
    units = frozenset({WARD})
    for name in whole.units.units:
        whole.units.units[name] = replace(whole.units.units[name], region="ingenstans")
    due = Due(whole.parts)
    assert await due.of_message(sent.message_id, units) == []
    assert await Deviations(whole.parts, due).of_message(sent.message_id, units, "sv") == []
    outages = Outages(whole.parts, cast("Any", None))
    assert outages.routine(units, "sv") is None
    assert await outages.form("sip", units) is None
    whole.clock.at = APRIL
    assert await Reporting(whole.parts).report("2026-03", None, None, caller="c", units=units) is None


def _of_many(count: int) -> History:
    """Nobody has acknowledged any of so many messages, a stay for every tenth."""
    events = [
        event(notice(SOCIAL, HEALTH_CENTRE, episode=EpisodeRef(f"vtf-{number // 10}", SENT)), SENT)
        for number in range(count)
    ]
    got = [
        Disclosure(one.message_id, unit, f"{one.message_id}|{unit}", ("sender.unit",), SENT)
        for one in events
        for unit in one.recipients
    ]
    owed = [Owed(one.message_id, one.kind, unit, SENT) for one in events for unit in one.recipients]
    return History(tuple(events), disclosures=tuple(got), owed=tuple(owed))


async def test_a_person_of_many_messages_is_looked_at_well_within_a_lease(whole: Whole) -> None:
    """A look must end well within its lease (60 s), or another takes it over, and nothing is ever struck."""
    history = _of_many(2000)
    began = perf_counter()
    found = look(history, SENT + timedelta(days=3), whole.parts)
    assert len(found.struck) >= 4000
    assert perf_counter() - began < 5


async def test_nothing_waits_behind_a_reminder_that_waits_for_its_message(
    whole: Whole, clock: Clockwork
) -> None:
    whole.recipients.answer(SOCIAL, LOST)
    begun = notice()
    await whole.send(begun)
    await whole.work()
    whole.clock.at = NEXT_DAY
    asked = notice(
        WARD, sender=Sender(SOCIAL), kind="generellt-meddelande", consent=None, content={"text": "Nytt möte"}
    )
    await whole.accept(asked)
    silent(whole)
    await whole.hurry()
    await clock.tick()
    assert await whole.state(begun, SOCIAL) == "held"
    assert any(SOCIAL in one.told for one in (await clock.history()).struck)
    await whole.send(kvittens(asked, WARD))
    await whole.work()
    assert [one.kind for one in whole.recipients.to(SOCIAL)] == ["inskrivningsmeddelande", "kvittens"]


async def test_whose_case_cannot_be_reckoned_is_told_by_random_id_and_left_for_a_minute(
    whole: Whole, clock: Clockwork, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole.register.answers[OTHER] = replace(PERSON, identifier=OTHER)
    await whole.send(notice())
    await whole.send(notice(patient=patient(OTHER, NumberType.PERSONNUMMER)))
    await whole.work()
    await clock.tick()
    bad = await whole.store.person([PERSON.identifier])
    ids = {one.message_id for one in bad.history.events}

    def poisoned(history: History, at: datetime, parts: Parts) -> tuple[Row, ...]:
        if {one.message_id for one in history.events} & ids:
            raise OverflowError(PERSON.identifier)
        return duties(history, at, parts)

    monkeypatch.setattr(overdue, "duties", poisoned)
    capsys.readouterr()
    assert await clock.tick(NEXT_DAY) == 2
    assert len(clock.of_kvittens(SOCIAL)) == 1
    said = "".join(capsys.readouterr())
    assert "clock.failed" in said
    assert bad.key in said
    assert PERSON.identifier not in said
    assert await clock.tick() == 0
    assert await clock.tick(NEXT_DAY + timedelta(seconds=61)) == 1
