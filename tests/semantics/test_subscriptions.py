"""Subscriptions: a unit is told, at an endpoint of its own, that something is there to read, and of nothing else."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from adapter.gateways import audit_records
from adapter.gateways.store_connection import partitions
from adapter.intake import subscription as intake
from adapter.mapping.subscription import resource
from adapter.model.delivery import Answer, AnswerKind
from adapter.model.directory import Endpoint
from adapter.model.errors import InputError, LeaseLost, Stale, Unavailable
from adapter.model.ids import entry_id
from adapter.model.subscription import MOST_PER_UNIT, Status, Subscription
from adapter.pipeline.notifying import GONE
from adapter.pipeline.reading import Reading
from adapter.pipeline.subscriptions import Subscriptions
from adapter.r4 import backport
from adapter.reading.resources import of_message
from tests.whole import (
    BUSY,
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    PERSON,
    POISON,
    PROTECTED,
    SOCIAL,
    WARD,
    Told,
    Whole,
    answering,
    basis,
    consent,
    notice,
    silent,
    taking_back,
)

pytestmark = pytest.mark.anyio
OWN = "https://adapter.example/fhir"
URL = "https://unit.example/fhir"
HOOK = "https://unit.example/hook"
UNUSABLE = Answer(AnswerKind.ENDPOINT, "http-404", 404, proves_not_taken=True)


def posted(unit: str = SOCIAL, *, kinds: str = "", **changes: Any) -> dict[str, Any]:
    """R4, with a body in its notifications."""
    return {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "To fetch what is new",
        "criteria": f"Communication?recipient={unit}" + (f"&category={kinds}" if kinds else ""),
        "channel": {"type": "rest-hook", "endpoint": URL, "payload": "application/fhir+json"},
        **changes,
    }


def by_topic(unit: str = SOCIAL, content: str = "id-only", **changes: Any) -> dict[str, Any]:
    """The R5 backport."""
    return {
        **posted(unit),
        "meta": {"profile": [backport.SUBSCRIPTION]},
        "criteria": backport.TOPIC,
        "_criteria": {
            "extension": [{"url": backport.FILTER, "valueString": f"Communication?recipient={unit}"}]
        },
        "channel": {
            "type": "rest-hook",
            "endpoint": URL,
            "payload": "application/fhir+json",
            "_payload": {"extension": [{"url": backport.PAYLOAD_CONTENT, "valueCode": content}]},
        },
        **changes,
    }


def boxed() -> dict[str, Any]:
    """Of the unit that has a mailbox."""
    return by_topic(HOME_CARE, channel={**by_topic()["channel"], "endpoint": HOOK})


@dataclass
class Subscribers:
    whole: Whole

    @property
    def service(self) -> Subscriptions:
        return Subscriptions(self.whole.parts)

    async def subscribe(self, resource_: dict[str, Any] | None = None, unit: str = SOCIAL) -> Subscription:
        asked = intake.read(resource_ or posted(unit), OWN)
        made, again = await self.service.create(asked, frozenset({unit}), "client", "r1")
        assert not again
        return made

    async def active(self, resource_: dict[str, Any] | None = None, unit: str = SOCIAL) -> Subscription:
        """Its handshake taken."""
        made = await self.subscribe(resource_, unit)
        await self.whole.work()
        found = await self.now(made)
        assert found.status is Status.ACTIVE
        self.whole.recipients.told.clear()
        return found

    async def now(self, of: Subscription) -> Subscription:
        found = await self.service.find(of.id, frozenset({of.unit}))
        assert found is not None
        return found

    def told(self) -> list[Told]:
        return self.whole.recipients.told


@pytest.fixture
def subscribers(whole: Whole) -> Subscribers:
    social, home = whole.units.units[SOCIAL], whole.units.units[HOME_CARE]
    whole.units.units[SOCIAL] = replace(
        social, endpoint=replace(social.endpoint or Endpoint("x", None), hook=HOOK)
    )
    whole.units.units[HOME_CARE] = replace(
        home, endpoint=Endpoint(f"to-{HOME_CARE}", None, mode="mailbox", hook=HOOK)
    )
    return Subscribers(whole)


async def test_a_handshake_that_is_taken_makes_it_active(whole: Whole, subscribers: Subscribers) -> None:
    made = await subscribers.subscribe(by_topic())
    assert made.status is Status.REQUESTED
    await whole.work()
    (first,) = subscribers.told()
    assert first.url == URL
    assert first.status["type"] == "handshake"
    assert first.status["status"] == "requested"
    assert first.status["events-since-subscription-start"] == "0"
    assert first.status["subscription"] == f"{OWN}/Subscription/{made.id}"
    assert "notification-event" not in first.status
    assert (await subscribers.now(made)).status is Status.ACTIVE


async def test_a_message_that_was_delivered_is_told_of_by_its_id_alone(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.active(by_topic())
    sent = notice()
    await whole.send(sent)
    await whole.work()
    (told,) = subscribers.told()
    person = await whole.store.person([PERSON.identifier])
    named = whole.store.resource_id(person.key, "Communication", of_message(sent.message_id, SOCIAL))
    assert told.body["type"] == "history"
    assert told.status["type"] == "event-notification"
    assert told.status["status"] == "active"
    assert told.status["topic"] == backport.TOPIC
    assert told.status["events-since-subscription-start"] == "1"
    assert told.status["notification-event"]["event-number"] == "1"
    assert told.status["notification-event"]["focus"] == f"{OWN}/Communication/{named}"
    said = orjson.dumps(told.body).decode()
    for word in (PERSON.identifier, WARD, "Test", "vtf", sent.message_id, "inskrivning"):
        assert word not in said
    assert await subscribers.service.events(made) == 1


async def test_an_empty_notification_names_nothing_and_a_ping_has_no_body(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(by_topic(content="empty"))
    await subscribers.active(posted(channel={"type": "rest-hook", "endpoint": HOOK}))
    await whole.send(notice())
    await whole.work()
    empty = next(one for one in subscribers.told() if one.url == URL)
    ping = next(one for one in subscribers.told() if one.url == HOOK)
    assert "topic" not in empty.status
    assert set(empty.status["notification-event"]) == {"event-number", "timestamp"}
    assert ping.body == {}


async def test_what_lies_in_a_mailbox_is_told_of_and_one_entry_pulled_by_its_id(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(
        posted(
            HOME_CARE,
            channel={
                "type": "rest-hook",
                "endpoint": f"to-{HOME_CARE}",
                "payload": "application/fhir+json",
            },
        ),
        HOME_CARE,
    )
    first, second = notice(HOME_CARE, HEALTH_CENTRE), basis(HOME_CARE)
    for sent in (first, second):
        await whole.send(sent)
    await whole.work()
    assert [one.url for one in subscribers.told()] == [HOOK, HOOK]
    numbers = {one.status["notification-event"]["event-number"] for one in subscribers.told()}
    assert numbers == {"1", "2"}
    partition = (await whole.store.mailbox(HOME_CARE))[0].partition
    one = entry_id(second.sender.unit, second.message_id, HOME_CARE)
    pulled = await whole.mailbox.pull_one(HOME_CARE, partition, one)
    assert pulled is not None
    assert not pulled["fetchedBefore"]
    assert await whole.state(second, HOME_CARE) == "fetched"
    assert await whole.state(first, HOME_CARE) == "available"
    assert await whole.mailbox.pull_one(HOME_CARE, partition, one) is None
    assert await whole.mailbox.pull_one(SOCIAL, partition, one) is None
    history = (await whole.store.person([PERSON.identifier])).history
    got = [one.message_id for one in history.disclosures if one.recipient == HOME_CARE]
    assert got == [second.message_id]
    rest = await whole.mailbox.pull(HOME_CARE, most=10)
    assert {bool(found["fetchedBefore"]) for found in rest} == {True, False}


async def test_one_entry_is_not_pulled_while_its_lane_is_fetched_from_nor_when_it_may_not_go(
    whole: Whole, subscribers: Subscribers
) -> None:
    sent = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(sent)
    partition = (await whole.store.mailbox(HOME_CARE))[0].partition
    one = entry_id(sent.sender.unit, sent.message_id, HOME_CARE)
    (claim,) = await whole.store.fetch(HOME_CARE, "other", 1, 60)
    with pytest.raises(Unavailable):
        await whole.mailbox.pull_one(HOME_CARE, partition, one)
    await whole.store.reschedule(claim, claim.entry, 0, None)
    answering(whole, PROTECTED)
    assert await whole.mailbox.pull_one(HOME_CARE, partition, one) is None
    assert await whole.state(sent, HOME_CARE) == "stopped"


async def test_only_the_kinds_asked_for_are_told_of(whole: Whole, subscribers: Subscribers) -> None:
    await subscribers.active(posted(kinds="planeringsunderlag,sip"))
    await whole.send(notice())
    await whole.send(basis())
    await whole.work()
    assert len(subscribers.told()) == 1


async def test_nothing_is_told_of_what_the_guard_holds_until_it_lets_the_person_pass(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active()
    silent(whole)
    await whole.send(notice())
    await whole.work()
    await whole.hurry()
    await whole.work()
    assert subscribers.told() == []
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert len(subscribers.told()) == 1


async def test_of_a_person_who_turns_out_protected_nothing_is_ever_told(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active()
    silent(whole)
    await whole.send(notice())
    answering(whole, PROTECTED)
    await whole.hurry()
    await whole.work()
    await whole.hurry()
    await whole.work()
    assert subscribers.told() == []


async def test_what_waits_for_a_consent_is_told_of_when_it_came(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(posted(kinds="planeringsunderlag"))
    await whole.send(notice(SOCIAL, HEALTH_CENTRE, consent=None))
    await whole.send(basis(SOCIAL))
    await whole.work()
    assert subscribers.told() == []
    await whole.send(consent("given", HEALTH_CENTRE))
    await whole.work()
    assert len(subscribers.told()) == 1


async def test_what_is_annulled_before_the_notification_leaves_is_not_told_of(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active()
    whole.recipients.hooks[SOCIAL].append(BUSY)
    sent = notice()
    await whole.send(sent)
    await whole.work()
    assert len(subscribers.told()) == 1
    await whole.send(taking_back(sent, "annul"))
    await whole.work()
    told = len(subscribers.told())
    await whole.hurry()
    await whole.work()
    # the annulment itself is there to read, and told of
    assert len(subscribers.told()) == told == 2


async def test_what_is_taken_back_out_of_a_mailbox_before_the_notification_leaves_is_not_told_of(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(boxed(), HOME_CARE)
    whole.recipients.hooks[HOME_CARE].append(BUSY)
    await whole.send(notice(HOME_CARE, HEALTH_CENTRE))
    second = basis(HOME_CARE)
    await whole.send(second)
    await whole.send(taking_back(second, "annul"))
    assert await whole.state(second, HOME_CARE) == "superseded"
    await whole.hurry()
    await whole.work()
    await whole.hurry()
    await whole.work()
    assert len({one.request_id for one in subscribers.told()}) == 1


async def test_what_is_held_again_is_told_of_when_it_may_be_read(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(boxed(), HOME_CARE)
    sent = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(sent)
    silent(whole)
    assert await whole.mailbox.pull(HOME_CARE, most=1) == []
    assert await whole.state(sent, HOME_CARE) == "held"
    await whole.work()
    assert subscribers.told() == []
    answering(whole)
    for _ in range(2):
        await whole.hurry()
        await whole.work()
    assert len(subscribers.told()) == 1


async def test_a_unit_that_the_message_does_not_name_and_the_ledger_does_is_told(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(posted(kinds="samtycke"))
    await whole.send(notice())
    await whole.work()
    await whole.send(consent("withdrawn", HEALTH_CENTRE))
    await whole.work()
    assert [sent.kind for sent in whole.recipients.to(SOCIAL)] == ["inskrivningsmeddelande", "samtycke"]
    assert len(subscribers.told()) == 1


async def test_a_lost_answer_is_sent_again_with_the_same_number_and_bytes(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.active(by_topic())
    whole.recipients.hooks[SOCIAL].extend([LOST, LOST])
    await whole.send(notice())
    await whole.work()
    for _ in range(3):
        await whole.hurry()
        await whole.work()
    first, *others = subscribers.told()
    assert [one.body for one in others] == [first.body, first.body]
    assert {one.request_id for one in others} == {first.request_id}
    await whole.send(basis())
    await whole.work()
    assert subscribers.told()[-1].status["notification-event"]["event-number"] == "2"
    assert await subscribers.service.events(made) == 2


async def test_an_endpoint_that_does_not_take_notifications_gets_its_messages_all_the_same(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active()
    whole.recipients.hooks[SOCIAL].append(UNUSABLE)
    await whole.send(notice())
    await whole.work()
    assert await whole.store.circuit(f"to-{SOCIAL}") is None
    assert await whole.store.circuit(f"hook:to-{SOCIAL}") is not None
    second = basis()
    await whole.send(second)
    await whole.work()
    assert await whole.state(second, SOCIAL) == "delivered"
    assert len(subscribers.told()) == 1
    await whole.hurry()
    await whole.work()
    assert len(subscribers.told()) == 3


async def test_a_refused_handshake_makes_it_an_error_until_an_operator_or_the_client_tries_again(
    whole: Whole, subscribers: Subscribers
) -> None:
    whole.recipients.hooks[SOCIAL].append(POISON)
    made = await subscribers.subscribe()
    await whole.work()
    failed = await subscribers.now(made)
    assert failed.status is Status.ERROR
    assert failed.error == "The endpoint did not take a handshake: http-422."
    await whole.send(notice())
    await whole.work()
    assert len(subscribers.told()) == 1
    (dead,) = await whole.store.dead_letters(10)
    await whole.store.replay(dead.entry.id, {"what": "replay"})
    await whole.work()
    again = await subscribers.now(made)
    assert (again.status, again.error) == (Status.ACTIVE, None)


async def test_a_notification_given_up_is_a_dead_letter_and_the_next_goes_on(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.active()
    whole.recipients.hooks[SOCIAL].append(POISON)
    await whole.send(notice())
    await whole.work()
    found = await subscribers.now(made)
    assert (found.status, found.error) == (
        Status.ACTIVE,
        "The endpoint did not take a notification: http-422.",
    )
    assert len(await whole.store.dead_letters(10)) == 1
    assert whole.recipients.to(WARD) == [], "the sender's message has arrived: nobody is told of this"
    await whole.send(basis())
    await whole.work()
    assert (await subscribers.now(made)).error is None
    assert len(subscribers.told()) == 2


async def test_an_endpoint_that_is_silent_for_a_day_is_given_up(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.subscribe()
    whole.recipients.hooks[SOCIAL].extend([LOST, LOST, LOST])
    await whole.work()
    whole.clock.forward(hours=12)
    await whole.hurry()
    await whole.work()
    assert (await subscribers.now(made)).status is Status.REQUESTED
    whole.clock.forward(hours=12)
    await whole.hurry()
    await whole.work()
    assert (await subscribers.now(made)).status is Status.ERROR


@pytest.mark.parametrize("how", ["removed", "off", "ended"])
async def test_what_has_ended_is_told_of_nothing_not_even_what_was_under_way(
    whole: Whole, subscribers: Subscribers, how: str
) -> None:
    ends = (whole.clock.at + timedelta(hours=1)).isoformat()
    made = await subscribers.active(posted(**({"end": ends} if how == "ended" else {})))
    whole.recipients.hooks[SOCIAL].append(BUSY)
    await whole.send(notice())
    await whole.work()
    if how == "removed":
        assert await subscribers.service.remove(made, "client", "r2")
        assert not await subscribers.service.remove(made, "client", "r3")
    elif how == "off":
        asked = intake.read(posted(status="off"), OWN)
        await subscribers.service.replace(
            await subscribers.now(made), asked, frozenset({SOCIAL}), "client", "r2"
        )
    else:
        whole.clock.forward(hours=2)
        assert resource(await subscribers.now(made), whole.clock.at)["status"] == "off"
    await whole.send(basis())
    await whole.hurry()
    await whole.work()
    assert len(subscribers.told()) == 1


async def test_requested_anew_it_begins_with_a_handshake(whole: Whole, subscribers: Subscribers) -> None:
    made = await subscribers.active()
    units, asked = frozenset({SOCIAL}), intake.read(posted(status="off"), OWN)
    off = await subscribers.service.replace(made, asked, units, "client", "r2")
    with pytest.raises(InputError):
        await subscribers.service.replace(off, replace(asked, status=Status.ACTIVE), units, "client", "r3")
    await subscribers.service.replace(off, intake.read(posted(), OWN), units, "client", "r4")
    with pytest.raises(Stale):
        await subscribers.service.replace(off, intake.read(posted(), OWN), units, "client", "r5")
    await whole.work()
    (handshake,) = subscribers.told()
    assert handshake.status["type"] == "handshake"
    now = await subscribers.now(made)
    assert now.status is Status.ACTIVE
    kept = replace(intake.read(posted(), OWN), status=Status.ACTIVE, reason="Another")
    assert (await subscribers.service.replace(now, kept, units, "client", "r6")).status is Status.ACTIVE


async def test_an_endpoint_that_is_the_units_no_more_is_never_called(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.active()
    unit = whole.units.units[SOCIAL]
    whole.units.units[SOCIAL] = replace(
        unit, endpoint=replace(unit.endpoint or Endpoint("x", None), url="https://new.example/fhir")
    )
    await whole.send(notice())
    await whole.work()
    assert subscribers.told() == []
    found = await subscribers.now(made)
    assert (found.status, found.error) == (Status.ERROR, GONE)


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/hook", "to-someone", f"{URL}/other", "http://127.0.0.1/x"]
)
async def test_nothing_but_an_endpoint_of_the_unit_itself_is_taken(
    whole: Whole, subscribers: Subscribers, address: str
) -> None:
    channel = {"type": "rest-hook", "endpoint": address}
    with pytest.raises(InputError) as refused:
        await subscribers.subscribe(posted(channel=channel))
    (issue,) = refused.value.issues
    assert (issue.rule, issue.path) == ("PRODUKT-SUB-06", "Subscription.channel.endpoint")
    assert issue.remedy
    assert await whole.work() == 0


async def test_another_units_endpoint_and_another_unit_are_refused(
    whole: Whole, subscribers: Subscribers
) -> None:
    mine = frozenset({WARD})
    with pytest.raises(InputError) as refused:
        await subscribers.service.create(intake.read(posted(SOCIAL), OWN), mine, "client", "r")
    assert refused.value.issues[0].path == "Subscription.criteria"
    theirs = intake.read(posted(WARD, channel={"type": "rest-hook", "endpoint": HOOK}), OWN)
    with pytest.raises(InputError):
        await subscribers.service.create(theirs, mine, "client", "r")
    made = await subscribers.active()
    assert await subscribers.service.find(made.id, mine) is None
    assert await subscribers.service.of_units(mine) == []
    with pytest.raises(InputError):
        await subscribers.service.replace(
            made, intake.read(posted(WARD), OWN), frozenset({SOCIAL, WARD}), "client", "r"
        )


async def test_the_unit_is_found_by_its_endpoint_where_only_one_has_it(
    whole: Whole, subscribers: Subscribers
) -> None:
    unsaid = by_topic(_criteria={"extension": []}, channel={**by_topic()["channel"], "endpoint": HOOK})
    both = frozenset({SOCIAL, WARD})
    made, _ = await subscribers.service.create(intake.read(unsaid, OWN), both, "client", "r")
    assert made.unit == SOCIAL
    shared = by_topic(_criteria={"extension": []})
    with pytest.raises(InputError) as refused:
        await subscribers.service.create(intake.read(shared, OWN), both, "client", "r")
    assert refused.value.issues[0].code == "multiple-matches"


async def test_a_unit_may_have_so_many(whole: Whole, subscribers: Subscribers) -> None:
    for _ in range(MOST_PER_UNIT):
        await subscribers.subscribe(posted(status="off"))
    with pytest.raises(InputError) as refused:
        await subscribers.subscribe()
    assert refused.value.issues[0].rule == "PRODUKT-SUB-07"
    assert await whole.work() == 0


async def test_the_same_asked_for_again_is_the_first(whole: Whole, subscribers: Subscribers) -> None:
    made = await subscribers.subscribe()
    await whole.work()
    asked, units = intake.read(posted(), OWN), frozenset({SOCIAL})
    again, known = await subscribers.service.create(asked, units, "client", "r2")
    assert (again.id, again.status, known) == (made.id, Status.ACTIVE, True)
    other, known = await subscribers.service.create(replace(asked, reason="x"), units, "client", "r3")
    assert (other.id == made.id, known) == (False, False)


async def test_an_answer_that_comes_as_a_message_settles_no_notification(
    whole: Whole, subscribers: Subscribers
) -> None:
    whole.recipients.hooks[SOCIAL].append(BUSY)
    made = await subscribers.subscribe()
    await whole.work()
    (first,) = subscribers.told()
    taken = Answer(AnswerKind.TAKEN, "ok")
    assert await whole.answers.take(first.request_id, taken, caller_units=frozenset({SOCIAL}))
    assert (await subscribers.now(made)).status is Status.REQUESTED
    await whole.work()
    assert (await subscribers.now(made)).status is Status.ACTIVE


async def test_a_change_by_the_client_while_a_notification_is_under_way_stands(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.subscribe()
    whole.store.shelf.hint_all()
    (claim,) = await whole.store.claim("worker", 1, 60)
    kept = whole.store.write_subscription

    async def turned_off_before(changed: Subscription, known: int, *rest: Any) -> None:
        await kept(replace(made, status=Status.OFF, version=2), 1, None, {"what": "off"})
        await kept(changed, known, *rest)

    whole.store.write_subscription = turned_off_before  # type: ignore[method-assign, assignment]
    await whole.deliverer.deliver(claim)
    assert (await subscribers.now(made)).status is Status.OFF


async def test_what_comes_while_a_notification_begins_puts_it_off_a_moment(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active()
    await whole.send(notice())
    whole.store.shelf.hint_all()
    (message,) = await whole.store.claim("worker", 5, 60)
    await whole.deliverer.deliver(message)
    whole.store.shelf.hint_all()
    (claim,) = await whole.store.claim("worker", 5, 60)
    await whole.send(consent("given", HEALTH_CENTRE))
    await whole.deliverer.deliver(claim)
    assert subscribers.told() == []
    await whole.hurry()
    await whole.work()
    assert [one.status["notification-event"]["event-number"] for one in subscribers.told()] == ["1"]


async def test_a_notification_whose_lease_passed_on_is_left_to_the_next(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active()
    await whole.send(notice())
    whole.store.shelf.hint_all()
    (message,) = await whole.store.claim("worker", 5, 60)
    await whole.deliverer.deliver(message)
    whole.store.shelf.hint_all()
    (slow,) = await whole.store.claim("slow", 5, 0.001)
    whole.store.shelf.hint_all()
    (fast,) = await whole.store.claim("fast", 5, 60)
    await whole.deliverer.deliver(fast)
    with pytest.raises(LeaseLost):
        await whole.deliverer.deliver(slow)
    assert len(subscribers.told()) == 1


async def test_what_was_told_of_is_read_by_its_id_pushed_or_pulled(
    whole: Whole, subscribers: Subscribers
) -> None:
    await subscribers.active(by_topic())
    await subscribers.active(boxed(), HOME_CARE)
    sent = notice(SOCIAL, HOME_CARE, HEALTH_CENTRE)
    await whole.send(sent)
    await whole.work()
    reading = Reading(whole.parts, whole.mailbox)
    for unit in (SOCIAL, HOME_CARE):
        (told,) = [one for one in subscribers.told() if one.unit == unit]
        focus = told.status["notification-event"]["focus"].rpartition("/")[2]
        found = await reading.read("Communication", focus, frozenset({unit}), "r1")
        assert found is not None, unit
        assert found.newest.resource["id"] == focus
        assert await reading.read("Communication", focus, frozenset({WARD, HEALTH_CENTRE}), "r2") is None
    assert await whole.state(sent, HOME_CARE) == "fetched"


async def test_whatever_is_done_with_a_subscription_is_in_the_audit_with_who_did_it(
    whole: Whole, subscribers: Subscribers
) -> None:
    made = await subscribers.active()
    await subscribers.service.remove(made, "kommunen", "r9")
    connection = whole.store.shelf.connection
    said = [
        record.content
        for place in partitions()
        async for record in audit_records.read(connection, place)
        if record.content.get("subscription") == made.id
    ]
    assert [one["what"] for one in said] == [
        "subscription-created",
        "notifying",
        "subscription-status",
        "delivered",
        "subscription-removed",
    ]
    assert (said[0]["by"], said[-1]["by"], said[-1]["request"]) == ("client", "kommunen", "r9")
    assert {one.get("unit") or one.get("recipient") for one in said} == {SOCIAL}
