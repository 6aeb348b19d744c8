"""The clock in service: what becomes overdue is told once, to those it concerns, in ids that they have."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapter.model.deadline import Row
from adapter.model.directory import Endpoint
from adapter.model.history import Event, History
from adapter.model.message import Sender
from adapter.model.struck import KIND
from adapter.pipeline import due
from adapter.pipeline.due import Due
from adapter.pipeline.duties import duties, known_as
from adapter.pipeline.overdue import Overdue
from tests.whole import (
    BUSY,
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    PERSON,
    PROTECTED,
    SENT,
    SOCIAL,
    WARD,
    Sent,
    Whole,
    answering,
    consent,
    kvittens,
    notice,
    silent,
    taking_back,
)

pytestmark = pytest.mark.anyio
END_OF_DAY = datetime.fromisoformat("2026-03-02T23:59:59+01:00")
"""What came before noon is to be acknowledged that day (VB-ACK-04)."""
NEXT_DAY = END_OF_DAY + timedelta(seconds=2)


@dataclass
class Told:
    """Counts, as the metrics do."""

    lags: list[float] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def clock(self, lag: float) -> None:
        self.lags.append(lag)

    def overdue(self, rule: str, _reminders: int) -> None:
        self.rules.append(rule)


@dataclass
class Clockwork:
    whole: Whole
    told: Told = field(default_factory=Told)

    async def tick(self, at: datetime | None = None) -> int:
        """One look at everybody who is due, at an instant; and what it queues delivered."""
        if at is not None:
            self.whole.clock.at = at
        self.whole.store._swept = float("-inf")
        looked = await Overdue(self.whole.parts, self.told).tick()
        await self.whole.work()
        return looked

    def reminders(self, unit: str) -> list[Sent]:
        return self.whole.recipients.to(unit, KIND)

    def of_kvittens(self, unit: str) -> list[Sent]:
        return [sent for sent in self.reminders(unit) if _due(sent) == "kvittens"]

    async def history(self) -> History:
        return (await self.whole.store.person([PERSON.identifier])).history


@pytest.fixture
def clock(whole: Whole) -> Clockwork:
    return Clockwork(whole)


def _task(sent: Sent) -> dict[str, Any]:
    return sent.all("Task")[0]


def _due(sent: Sent) -> str:
    code: str = _task(sent)["code"]["coding"][0]["code"]
    return code


async def test_an_unanswered_notice_is_told_of_once_to_who_owes_and_who_waits(
    whole: Whole, clock: Clockwork
) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    delivery = whole.recipients.to(SOCIAL)[0].delivery
    assert await clock.tick() == 1
    assert await clock.tick(END_OF_DAY) == 0
    assert clock.of_kvittens(SOCIAL) == []
    assert await clock.tick(NEXT_DAY) == 1
    (owner,), (sender,) = clock.of_kvittens(SOCIAL), clock.of_kvittens(WARD)
    assert owner.delivery != sender.delivery
    assert _task(owner)["focus"]["identifier"]["value"].endswith(delivery)
    assert _task(sender)["focus"]["identifier"]["value"].endswith(sent.message_id)
    assert _task(owner)["businessStatus"]["coding"][0]["code"] == "overdue"
    assert _task(owner)["restriction"]["period"]["end"] == "2026-03-02T23:59:59+01:00"
    for _ in range(3):
        await clock.tick(whole.clock.at + timedelta(minutes=2))
    assert len(clock.of_kvittens(SOCIAL)) == len(clock.of_kvittens(WARD)) == 1
    (struck,) = [one for one in (await clock.history()).struck if one.what == "kvittens"]
    assert set(struck.told) == {SOCIAL, WARD}


async def test_what_was_done_in_time_is_not_told_of(whole: Whole, clock: Clockwork) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    whole.clock.forward(hours=1)
    await whole.send(kvittens(sent))
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.of_kvittens(SOCIAL) == []


async def test_what_is_done_before_the_reminder_leaves_is_not_told_of(whole: Whole, clock: Clockwork) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    whole.recipients.answer(SOCIAL, LOST)
    await clock.tick()
    whole.clock.at = NEXT_DAY
    whole.store._swept = float("-inf")
    await Overdue(whole.parts, clock.told).tick()
    await whole.send(kvittens(sent))
    await whole.work()
    assert clock.of_kvittens(SOCIAL) == clock.of_kvittens(WARD) == []


async def test_nothing_of_the_person_or_the_stay_is_in_a_reminder(whole: Whole, clock: Clockwork) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    await clock.tick()
    await clock.tick(NEXT_DAY)
    for unit in (SOCIAL, WARD):
        (one,) = clock.of_kvittens(unit)
        text = str(one.body)
        assert one.all("Patient") == one.all("Encounter") == []
        assert sent.episode is not None
        for secret in (PERSON.identifier, "Testsson", "Exempelgatan", sent.episode.id, "estimatedDischarge"):
            assert secret not in text


@pytest.mark.parametrize("protected", [True, False])
async def test_it_is_told_alike_of_whoever_is_protected_since(
    whole: Whole, clock: Clockwork, *, protected: bool
) -> None:
    await whole.send(notice())
    await whole.work()
    if protected:
        answering(whole, PROTECTED)
    else:
        silent(whole)
    asked = len(whole.register.asked)
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert len(clock.of_kvittens(SOCIAL)) == len(clock.of_kvittens(WARD)) == 1
    assert len(whole.register.asked) == asked


async def test_whom_the_message_never_reached_is_told_nothing(whole: Whole, clock: Clockwork) -> None:
    silent(whole)
    sent = notice()
    await whole.accept(sent)
    await whole.work()
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.reminders(SOCIAL) == []
    assert whole.recipients.to(SOCIAL) == []
    assert {_due(one) for one in clock.reminders(WARD)} >= {"kvittens"}


async def test_whoever_has_not_got_the_message_yet_is_reminded_after_it(
    whole: Whole, clock: Clockwork
) -> None:
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(notice())
    await whole.work()
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.reminders(SOCIAL) == []
    assert len(clock.of_kvittens(WARD)) == 1
    await whole.hurry()
    await whole.work()
    await whole.hurry()
    await whole.work()
    kinds = [one.kind for one in whole.recipients.to(SOCIAL) if one.kind in {KIND, "inskrivningsmeddelande"}]
    assert kinds[:2] == ["inskrivningsmeddelande", "inskrivningsmeddelande"]
    assert len(clock.of_kvittens(SOCIAL)) == 1


async def test_whom_the_message_will_never_reach_is_not_reminded(whole: Whole, clock: Clockwork) -> None:
    whole.recipients.answer(SOCIAL, BUSY)
    sent = notice()
    await whole.send(sent)
    await whole.work()
    answering(whole, PROTECTED)
    await clock.tick()
    await clock.tick(NEXT_DAY)
    for _ in range(3):
        await whole.hurry()
        await whole.work()
    assert await whole.state(sent, SOCIAL) == "stopped"
    assert clock.reminders(SOCIAL) == []


async def test_what_was_annulled_is_nobodys_duty(whole: Whole, clock: Clockwork) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    await whole.send(taking_back(sent, "annul"))
    await whole.work()
    await clock.tick()
    await clock.tick(NEXT_DAY)
    mentioned = {_task(one)["focus"]["identifier"]["value"][-36:] for one in clock.reminders(SOCIAL)}
    assert whole.recipients.to(SOCIAL, "inskrivningsmeddelande")[0].delivery not in mentioned


async def test_a_withdrawn_consent_takes_no_duty_from_whoever_has_the_message(
    whole: Whole, clock: Clockwork
) -> None:
    await whole.send(notice())
    await whole.work()
    await whole.send(consent("withdrawn", SOCIAL))
    await whole.work()
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert "kvittens" in {_due(one) for one in clock.reminders(SOCIAL)}


async def test_a_unit_without_a_server_pulls_its_reminder(whole: Whole, clock: Clockwork) -> None:
    await whole.send(notice(HOME_CARE, HEALTH_CENTRE))
    (first,) = await whole.mailbox.pull(HOME_CARE, most=10)
    await clock.tick()
    await clock.tick(NEXT_DAY)
    pulled = await whole.mailbox.pull(HOME_CARE, most=10)
    bundles: list[Any] = [one["bundle"] for one in pulled if one["deliveryId"] != first["deliveryId"]]
    kinds = [bundle["entry"][0]["resource"]["eventCoding"]["code"] for bundle in bundles]
    assert KIND in kinds
    again = await whole.mailbox.pull(HOME_CARE, most=10)
    assert {one["deliveryId"] for one in again} == {first["deliveryId"]}


async def test_a_unit_of_native_json_gets_ids_rule_and_time(whole: Whole, clock: Clockwork) -> None:
    native = Endpoint(f"to-{SOCIAL}", "https://unit.example/native", mode="native")
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], endpoint=native)
    await whole.send(notice())
    await whole.work()
    (first,) = [one for one in whole.recipients.sent if one.unit == SOCIAL]
    await clock.tick()
    await clock.tick(NEXT_DAY)
    messages = [one.body["message"] for one in whole.recipients.sent if one.unit == SOCIAL][1:]
    (told,) = [one for one in messages if one["what"] == "kvittens"]
    assert told == {
        "kind": KIND,
        "rule": told["rule"],
        "what": "kvittens",
        "due": "2026-03-02T23:59:59+01:00",
        "relatesTo": first.delivery,
        "owner": SOCIAL,
    }


async def test_a_unit_that_has_left_the_directory_is_told_nothing(whole: Whole, clock: Clockwork) -> None:
    await whole.send(notice())
    await whole.work()
    del whole.units.units[SOCIAL]
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.of_kvittens(SOCIAL) == []


async def test_a_message_of_a_unit_that_has_left_is_counted_by_nobodys_rules(
    whole: Whole, clock: Clockwork
) -> None:
    await whole.send(notice())
    await whole.work()
    del whole.units.units[WARD]
    await clock.tick()
    await clock.tick(NEXT_DAY)
    assert clock.told.rules == []


async def test_a_region_without_rules_counts_nothing(whole: Whole, clock: Clockwork) -> None:
    await whole.send(notice())
    for name in (WARD, SOCIAL):
        whole.units.units[name] = replace(whole.units.units[name], region="ingenstans")
    assert duties(await clock.history(), NEXT_DAY, whole.parts) == ()


async def test_each_message_is_counted_by_the_rules_of_its_own_region(whole: Whole, clock: Clockwork) -> None:
    sent = notice()
    await whole.send(sent)
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], region="norrbotten")
    await whole.send(kvittens(sent, sender=Sender(SOCIAL), region="norrbotten"))
    rules = {row.rule for row in duties(await clock.history(), NEXT_DAY, whole.parts)}
    assert rules
    assert not [rule for rule in rules if rule.startswith("NB-")]


async def test_two_copies_side_by_side_tell_once(whole: Whole, clock: Clockwork) -> None:
    await whole.send(notice(SOCIAL, HEALTH_CENTRE))
    await whole.work()
    await clock.tick()
    whole.clock.at = NEXT_DAY
    for _ in range(4):
        whole.store._swept = float("-inf")
        await Overdue(whole.parts, clock.told).tick()
        whole.clock.forward(seconds=61)
    await whole.work()
    assert len(clock.of_kvittens(SOCIAL)) == len(clock.of_kvittens(HEALTH_CENTRE)) == 1
    assert len(clock.of_kvittens(WARD)) == 2


async def test_how_late_a_look_is_and_what_passed_is_counted(whole: Whole, clock: Clockwork) -> None:
    await whole.send(notice())
    await clock.tick(SENT + timedelta(seconds=3))
    assert clock.told.lags == [3.0]
    await clock.tick(NEXT_DAY)
    assert clock.told.rules


async def _due_of(whole: Whole, message_id: str, unit: str) -> list[Any] | None:
    rows = await Due(whole.parts).of_message(message_id, frozenset({unit}))
    return None if rows is None else list(rows)


async def test_a_sender_is_told_what_it_owes_and_what_its_message_made_others_owe(whole: Whole) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    rows = await _due_of(whole, sent.message_id, WARD)
    assert rows is not None
    (owed,) = [row for row in rows if row["what"] == "kvittens"]
    assert (owed["owner"], owed["state"], owed["messageId"]) == (SOCIAL, "open", sent.message_id)
    whole.clock.at = NEXT_DAY
    rows = await _due_of(whole, sent.message_id, WARD)
    assert rows is not None
    assert [row["state"] for row in rows if row["what"] == "kvittens"] == ["overdue"]
    assert all("episode" not in row for row in rows)
    assert {row["owner"] for row in rows} <= {WARD, SOCIAL}


async def test_what_is_due_is_told_to_nobody_but_the_sender(whole: Whole) -> None:
    sent = notice()
    await whole.send(sent)
    assert await _due_of(whole, sent.message_id, SOCIAL) is None
    assert await _due_of(whole, "8b1f0a52-0000-4000-8000-000000000000", WARD) is None


async def test_another_units_message_goes_by_the_delivery_id_and_others_duties_are_not_shown(
    whole: Whole,
) -> None:
    sent = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(sent)
    await whole.work()
    delivery = whole.recipients.to(SOCIAL)[0].delivery
    receipt = kvittens(sent)
    await whole.send(receipt)
    rows = await _due_of(whole, receipt.message_id, SOCIAL)
    assert rows
    assert {row["owner"] for row in rows} == {SOCIAL}
    (own,) = [row for row in rows if row["what"] == "kvittens"]
    assert (own["state"], own["messageId"]) == ("met", delivery)


async def test_of_what_was_refused_or_waits_for_the_register_nothing_is_due(whole: Whole) -> None:
    answering(whole, PROTECTED)
    refused = notice()
    await whole.refused(refused)
    assert await _due_of(whole, refused.message_id, WARD) == []
    silent(whole)
    held = notice()
    await whole.accept(held)
    assert await _due_of(whole, held.message_id, WARD) == []


async def test_a_unit_that_has_pulled_nothing_is_told_nothing_and_the_sender_is(
    whole: Whole, clock: Clockwork
) -> None:
    await whole.send(notice(HOME_CARE, HEALTH_CENTRE))
    await clock.tick()
    await clock.tick(NEXT_DAY)
    (struck,) = [
        one for one in (await clock.history()).struck if one.what == "kvittens" and one.owner == HOME_CARE
    ]
    assert struck.told == (WARD,)
    pulled: Any = await whole.mailbox.pull(HOME_CARE, most=10)
    kinds = [one["bundle"]["entry"][0]["resource"]["eventCoding"]["code"] for one in pulled]
    assert kinds == ["inskrivningsmeddelande"]


async def test_a_client_of_many_units_is_answered_for_those_that_have_something_of_the_person(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = notice()
    await whole.send(sent)
    await whole.work()
    asked: set[str] = set()

    def spied(row: Row, unit: str, history: History) -> tuple[str, Event] | None:
        asked.add(unit)
        return known_as(row, unit, history)

    monkeypatch.setattr(due, "known_as", spied)
    many = frozenset({WARD, *(f"SE2321000222-U{number}" for number in range(500))})
    assert await Due(whole.parts).of_message(sent.message_id, many)
    assert asked == {WARD}
