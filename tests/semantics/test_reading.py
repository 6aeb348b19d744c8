"""What may be read over REST (semantics 15, 20 to 23, 38): decided anew at each reading, for each caller by itself."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapter.gateways import audit_records
from adapter.gateways.store_connection import partitions
from adapter.model.errors import Unavailable
from adapter.model.message import EpisodeRef
from adapter.pipeline.reading import Reading
from adapter.reading.resources import Shown, of_message
from tests.builders import PERSON as NUMBER
from tests.planning import PLAN_ID, calls, plan_of
from tests.whole import (
    BUSY,
    GIVEN,
    HEALTH_CENTRE,
    HOME_CARE,
    PERSON,
    PROTECTED,
    SENT,
    SOCIAL,
    WARD,
    Whole,
    answering,
    basis,
    consent,
    kvittens,
    notice,
    patient,
    ready,
    silent,
    taking_back,
)

pytestmark = pytest.mark.anyio


async def seen(whole: Whole, *units: str) -> tuple[Shown, ...]:
    """Everything that these units may read of the person."""
    return await Reading(whole.parts, whole.mailbox).of_person(patient(NUMBER), frozenset(units), "r1")


def types(shown: tuple[Shown, ...]) -> Counter[str]:
    return Counter(one.type for one in shown)


def only(shown: tuple[Shown, ...], type_: str) -> Shown:
    (found,) = (one for one in shown if one.type == type_)
    return found


def kinds(shown: tuple[Shown, ...]) -> list[str]:
    found = [one.newest.resource for one in shown if one.type == "Communication"]
    return sorted(one["category"][0]["coding"][0]["code"] for one in found)


async def records(whole: Whole, what: str) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for place in partitions():
        async for record in audit_records.read(whole.store.shelf.connection, place):
            kept.append(record.content)  # noqa: PERF401 - of several streams
    return [record for record in kept if record.get("what") == what]


async def test_a_unit_reads_what_it_got_once_it_got_it(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    assert await seen(whole, SOCIAL) == ()
    await whole.work()
    shown = await seen(whole, SOCIAL)
    assert types(shown) == {
        "Communication": 1,
        "Patient": 1,
        "Encounter": 1,
        "Task": 1,
        "Consent": 1,
        "Provenance": 1,
        "PractitionerRole": 1,
        "AuditEvent": 1,
    }
    person = only(shown, "Patient").newest.resource
    assert person["name"][0]["family"] == "Testsson"
    assert person["meta"]["tag"][0]["code"] == "HTEST"
    said = only(shown, "Communication").newest.resource
    assert said["subject"] == {"reference": only(shown, "Patient").reference}
    assert said["encounter"] == {"reference": only(shown, "Encounter").reference}
    assert said["sender"]["reference"].partition("/")[0] == "PractitionerRole"
    assert said["recipient"][0] == {"reference": f"Organization/{SOCIAL}"}
    assert only(shown, "Provenance").newest.resource["target"] == [
        {"reference": only(shown, "Communication").reference}
    ]


async def test_the_sender_reads_what_it_sent_and_nobody_else_anything(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    assert "Communication" in types(await seen(whole, WARD))
    assert await seen(whole, HEALTH_CENTRE) == ()
    mine = only(await seen(whole, WARD), "Communication")
    reading = Reading(whole.parts, whole.mailbox)
    assert await reading.read("Communication", mine.id, frozenset({WARD}), "r") == mine
    for units in (frozenset({HEALTH_CENTRE}), frozenset({SOCIAL}), frozenset[str]()):
        assert await reading.read("Communication", mine.id, units, "r") is None
    assert await reading.read("Encounter", mine.id, frozenset({WARD}), "r") is None
    for nothing in ("", "0" * 56, "z" * 56, mine.id[:-1], mine.id[::-1]):
        assert await reading.read("Communication", nothing, frozenset({WARD}), "r") is None


async def test_ids_say_nothing_and_stay(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    first, second = await seen(whole, SOCIAL), await seen(whole, SOCIAL)
    assert first == second
    assert len({one.id for one in first}) == len(first)
    assert not any(one.id[24:] == other.id[24:] for one in first for other in first if one is not other)


async def test_a_withdrawn_consent_closes_reading_for_the_recipient(whole: Whole) -> None:
    await whole.send(notice(SOCIAL, HEALTH_CENTRE))
    await whole.send(basis(SOCIAL))
    await whole.work()
    assert "planeringsunderlag" in kinds(await seen(whole, SOCIAL))
    await whole.send(consent("withdrawn", SOCIAL))
    await whole.work()
    after = await seen(whole, SOCIAL)
    assert "planeringsunderlag" not in kinds(after)
    assert "QuestionnaireResponse" not in types(after)
    # the notice of admission goes reduced on a refusal: it is read reduced
    assert "Känd sedan" not in str([one.versions for one in after])
    assert "inskrivningsmeddelande" in kinds(after)
    assert "admissionReason" not in str(after)
    assert "planeringsunderlag" in kinds(await seen(whole, WARD))


async def test_a_later_consent_shows_no_more_than_was_delivered(whole: Whole) -> None:
    await whole.send(notice(SOCIAL, consent=replace(GIVEN, status="refused")))
    await whole.work()
    then = only(await seen(whole, SOCIAL), "Communication").newest.resource
    await whole.send(consent("given", SOCIAL, content={**consent("given").content, "askedAnew": True}))
    await whole.work()
    shown = [one for one in await seen(whole, SOCIAL) if one.type == "Communication"]
    now = next(
        one.newest.resource for one in shown if one.newest.resource["identifier"] == then["identifier"]
    )
    assert now.get("payload") == then.get("payload")


async def test_protected_and_unknown_are_closed_for_all_and_a_silent_register_says_so(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    mine = only(await seen(whole, WARD), "Communication")
    for answer in (PROTECTED, replace(PERSON, guardians=("200001252386",))):
        answering(whole, answer)
        assert await seen(whole, WARD, SOCIAL) == ()
        assert (
            await Reading(whole.parts, whole.mailbox).read("Communication", mine.id, frozenset({WARD}), "r")
            is None
        )
    silent(whole)
    with pytest.raises(Unavailable):
        await seen(whole, SOCIAL)


async def test_what_is_annulled_is_closed_and_the_notice_of_it_is_there(whole: Whole) -> None:
    first = notice(SOCIAL)
    await whole.send(first)
    await whole.work()
    await whole.send(taking_back(first, "annul"))
    await whole.work()
    for unit in (SOCIAL, WARD):
        (said,) = (one.newest.resource for one in await seen(whole, unit) if one.type == "Communication")
        assert said["status"] == "entered-in-error"


async def test_a_stay_goes_on_over_its_messages(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    whole.clock.forward(hours=1)
    await whole.send(ready(SOCIAL))
    await whole.work()
    stay = only(await seen(whole, SOCIAL), "Encounter")
    assert len(stay.versions) == 2
    assert len({version.id for version in stay.versions}) == 2
    assert "ready" in str(stay.newest.resource["extension"])
    assert stay.versions[0].at < stay.versions[1].at


async def test_a_kvittens_completes_the_task(whole: Whole) -> None:
    first = notice(SOCIAL)
    await whole.send(first)
    await whole.work()
    owed = only(await seen(whole, SOCIAL), "Task")
    assert owed.newest.resource["status"] == "requested"
    whole.clock.forward(minutes=5)
    await whole.send(kvittens(first))
    await whole.work()
    given = next(one for one in await seen(whole, SOCIAL) if one.id == owed.id)
    assert [version.resource["status"] for version in given.versions] == ["requested", "completed"]
    assert given.newest.at == whole.clock.at


async def test_a_plan_has_versions_and_its_parts_stay_the_same(whole: Whole) -> None:
    await whole.send(calls(SOCIAL, HOME_CARE))
    plan = plan_of(SOCIAL, HOME_CARE)
    await whole.send(plan)
    await whole.work()
    whole.clock.forward(minutes=5)
    changed = plan_of(SOCIAL, HOME_CARE, action="revise", relates_to=plan.message_id)
    changed = replace(changed, content={**changed.content, "mainGoal": "Ett annat mål"})
    await whole.send(changed)
    await whole.work()
    shown = await seen(whole, SOCIAL)
    kept = only(shown, "CarePlan")
    assert len(kept.versions) == 2
    assert kept.newest.resource["identifier"][0]["value"] == PLAN_ID
    goals = [one for one in shown if one.type == "Goal"]
    assert max(len(goal.versions) for goal in goals) == 2
    pointed = [goal["reference"] for goal in kept.newest.resource["goal"]]
    assert sorted(pointed) == sorted(goal.reference for goal in goals)


async def test_every_reading_is_on_record_and_nothing_else(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    await seen(whole, HEALTH_CENTRE)
    assert await records(whole, "read") == []
    shown = await seen(whole, SOCIAL)
    (record,) = await records(whole, "read")
    assert record["by"] == SOCIAL
    assert record["request"] == "r1"
    assert set(record["resources"]) == {one.reference for one in shown}
    assert NUMBER not in str(record)


async def test_recent_goes_person_by_person(whole: Whole) -> None:
    numbers = ("191212121212", NUMBER, "189002029800")
    for position, number in enumerate(numbers):
        whole.register.answers[number] = replace(PERSON, identifier=number)
        stay = EpisodeRef(f"vtf-{position}", SENT)
        await whole.send(notice(SOCIAL, patient=patient(number), episode=stay))
        await whole.work()
        whole.clock.forward(minutes=1)
    reading, units = Reading(whole.parts, whole.mailbox), frozenset({SOCIAL})
    found, cursor = [], None
    for _ in numbers:
        page, cursor = await reading.recent(units, since=None, cursor=cursor, most=1, request="r")
        found.append(only(page, "Patient").newest.resource["identifier"][0]["value"])
    assert found == list(reversed(numbers))
    assert cursor is None
    since = whole.clock.at - timedelta(minutes=1, seconds=30)
    page, cursor = await reading.recent(units, since=since, cursor=None, most=5, request="r")
    assert types(page)["Patient"] == 1
    assert cursor is None
    page, _ = await reading.recent(frozenset({HEALTH_CENTRE}), since=None, cursor=None, most=5, request="r")
    assert page == ()


async def test_what_was_only_tried_counts_as_got(whole: Whole) -> None:
    """An attempt of unknown outcome may have been taken: what it held is no secret to the unit."""
    whole.recipients.answer(SOCIAL, BUSY)
    await whole.send(notice(SOCIAL))
    await whole.work(most=1)
    assert "Communication" in types(await seen(whole, SOCIAL))


async def test_units_are_read_from_the_directory(whole: Whole) -> None:
    reading = Reading(whole.parts, whole.mailbox)
    unit = await reading.read("Organization", SOCIAL, frozenset({WARD}), "r")
    assert unit is not None
    assert unit.id == SOCIAL
    assert unit.newest.resource["identifier"][0]["value"] == SOCIAL
    assert await reading.read("Organization", "SE2321000222-XXX", frozenset({WARD}), "r") is None


async def test_who_has_had_what_is_told_the_sender_and_each_of_itself(whole: Whole) -> None:
    await whole.send(notice(SOCIAL, HEALTH_CENTRE))
    await whole.work()

    async def told(unit: str) -> list[str]:
        events = [one.newest.resource for one in await seen(whole, unit) if one.type == "AuditEvent"]
        whose = only(await seen(whole, unit), "Patient").reference
        assert all({"reference": whose} in [one["what"] for one in event["entity"]] for event in events)
        return sorted(event["agent"][1]["who"]["identifier"]["value"] for event in events)

    assert await told(WARD) == sorted((SOCIAL, HEALTH_CENTRE))
    assert await told(SOCIAL) == [SOCIAL]
    assert await told(HEALTH_CENTRE) == [HEALTH_CENTRE]


async def test_to_read_a_message_that_waits_in_a_mailbox_is_to_pull_it(whole: Whole) -> None:
    waits = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(waits)
    assert await seen(whole, HOME_CARE) == ()
    state = await whole.store.known(NUMBER)
    assert state is not None
    id_ = whole.store.resource_id(state.key, "Communication", of_message(waits.message_id, HOME_CARE))
    reading = Reading(whole.parts, whole.mailbox)
    assert await reading.read("Communication", id_, frozenset({SOCIAL}), "r") is None
    assert await whole.state(waits, HOME_CARE) == "available"
    found = await reading.read("Communication", id_, frozenset({HOME_CARE}), "r")
    assert found is not None
    assert await whole.state(waits, HOME_CARE) == "fetched"
    beside = await reading.beside(id_, frozenset({HOME_CARE}), "r")
    assert beside == await seen(whole, HOME_CARE)
    assert await reading.beside(id_, frozenset({SOCIAL}), "r") == ()
    assert await reading.beside("0" * 56, frozenset({HOME_CARE}), "r") == ()
