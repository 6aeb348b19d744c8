"""Semantics 34: a delivery as a transaction, end to end, at a server that does what FHIR says of conditional writes."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.mapping import conform_transaction
from adapter.r4 import systems
from tests.interop.relay import Exchange
from tests.interop.state import Key, Reckoned, reckon
from tests.planning import calls, plan_of
from tests.whole import LOST, POISON, SOCIAL, WARD, Sent, Whole, basis, consent, notice, ready, taking_back

pytestmark = pytest.mark.anyio
Json = dict[str, Any]
ANSWERS: list[Json] = basis().content["answers"]  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _server(whole: Whole) -> None:
    """Social services and the ward have a plain FHIR server."""
    for unit in (SOCIAL, WARD):
        known = whole.units.units[unit]
        assert known.endpoint is not None
        whole.units.units[unit] = replace(known, endpoint=replace(known.endpoint, mode="transaction"))


def server(whole: Whole, unit: str = SOCIAL, *, refused: tuple[int, ...] = ()) -> Reckoned:
    """What the unit's server holds of everything sent to it; it has refused the transactions of these numbers."""
    sent = whole.recipients.to(unit)
    for one in sent:
        assert conform_transaction.check(one.body) == ()
    taken = [one for number, one in enumerate(sent) if number not in refused]
    return reckon(Exchange(one.body, 200, {}) for one in taken)


def of_type(held: Reckoned, name: str) -> dict[Key, list[Json]]:
    return {key: versions for key, versions in held.plain.items() if key[0] == name}


def the(held: Reckoned, name: str) -> Json:
    """The newest state of the one resource of a type."""
    (versions,) = of_type(held, name).values()
    return versions[-1]


def statuses(held: Reckoned, name: str) -> list[str]:
    return [versions[-1]["status"] for versions in of_type(held, name).values()]


async def test_the_delivery_is_known_by_the_id_it_has_in_every_mode(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL)
    assert sent.body["type"] == "transaction"
    assert sent.header["id"] == sent.delivery
    assert sent.body["entry"][0]["request"] == {"method": "PUT", "url": f"MessageHeader/{sent.delivery}"}


async def test_sent_again_after_an_unknown_outcome_it_gives_the_same_state(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(notice())
    await whole.work()
    await whole.hurry()
    await whole.work()
    first, second = whole.recipients.to(SOCIAL)
    assert first.body["id"] != second.body["id"]
    assert reckon([Exchange(first.body, 200, {})]) == server(whole)


async def test_the_stay_is_one_resource_whose_state_the_newest_word_says(whole: Whole) -> None:
    await whole.send(notice())
    await whole.send(ready())
    await whole.work()
    held = server(whole)
    assert the(held, "Encounter")["status"] == "in-progress"
    assert len(of_type(held, "Patient")) == 1
    assert len(of_type(held, "Communication")) == 2
    (versions,) = of_type(held, "Encounter").values()
    assert len(versions) == 2


async def test_a_plan_revised_is_one_care_plan_with_its_versions(whole: Whole) -> None:
    first = calls(SOCIAL)
    await whole.send(first)
    plan = plan_of(SOCIAL)
    await whole.send(plan)
    await whole.work()
    for goal in ("Bo kvar hemma", "Bo kvar hemma med trygghet och stöd"):
        plan = plan_of(SOCIAL, action="revise", relates_to=plan.message_id, mainGoal=goal)
        await whole.send(plan)
        await whole.work()
    held = server(whole)
    (versions,) = of_type(held, "CarePlan").values()
    marks = [
        [one["value"] for one in version["identifier"] if one["system"] == systems.RESOURCE_VERSION]
        for version in versions
    ]
    sent = whole.recipients.to(SOCIAL, "sip")
    assert len({mark for (mark,) in marks}) == len(sent) == 3
    assert the(held, "Goal")["description"]["text"] == "Bo kvar hemma med trygghet och stöd"
    assert len(of_type(held, "ServiceRequest")) == 2
    assert len(of_type(held, "CareTeam")) == 1


async def test_what_is_annulled_is_in_error_at_the_receiver_too_and_says_nothing(whole: Whole) -> None:
    wrong = notice()
    await whole.send(wrong)
    await whole.work()
    await whole.send(taking_back(wrong, "annul"))
    await whole.work()
    held = server(whole)
    assert statuses(held, "Communication") == ["entered-in-error"] * 2
    assert statuses(held, "Encounter") == ["entered-in-error"]
    # what it asserted of a consent has never been, either
    assert statuses(held, "Consent") == ["entered-in-error"]
    # the annulment is acknowledged like any message
    assert sorted(statuses(held, "Task")) == ["entered-in-error", "requested"]
    assert not any("payload" in versions[-1] for versions in of_type(held, "Communication").values())


async def test_annulled_when_its_content_may_not_be_told_any_more_it_is_emptied(whole: Whole) -> None:
    await whole.send(notice())
    told = basis(
        consent=notice().consent, content={"answers": [*ANSWERS, {**ANSWERS[0], "name": "En Annan"}]}
    )
    await whole.send(told)
    await whole.work()
    before = of_type(server(whole), "QuestionnaireResponse")
    assert len(before) == 2
    assert all("item" in versions[-1] for versions in before.values())
    await whole.send(consent("withdrawn"))
    await whole.send(taking_back(told, "annul"))
    await whole.work()
    held = server(whole)
    assert statuses(held, "QuestionnaireResponse") == ["entered-in-error"] * 2
    assert not any("item" in versions[-1] for versions in of_type(held, "QuestionnaireResponse").values())


async def test_a_letter_that_comes_late_does_not_undo_what_is_newer(whole: Whole) -> None:
    late = notice()
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(late)
    await whole.work()
    await whole.send(ready())
    (dead,) = await whole.store.dead_letters(10)
    # what follows a buried notice waits for it: the operator lets it go first, as a pack may say
    await whole.store.replay(dead.entry.id, {"what": "replay"})
    await whole.hurry()
    await whole.work()
    held = server(whole, refused=(0,))
    (versions,) = of_type(held, "Encounter").values()
    assert any(one["url"].endswith("ready-at") or "ready" in one["url"] for one in versions[-1]["extension"])
    assert len(of_type(held, "Communication")) == 2


async def test_a_notice_of_our_own_is_a_transaction_without_a_person(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, POISON)
    await whole.send(notice())
    await whole.work()
    (told,) = whole.recipients.to(WARD)
    assert told.kind == "oleverat"
    assert _types(told) == {"MessageHeader", "Communication", "Organization"}
    assert server(whole, WARD).plain


async def test_an_endpoint_that_becomes_a_plain_server_gets_what_waited_as_a_transaction(
    whole: Whole,
) -> None:
    known = whole.units.units[SOCIAL]
    assert known.endpoint is not None
    whole.units.units[SOCIAL] = replace(known, endpoint=replace(known.endpoint, mode="message"))
    whole.recipients.answer(SOCIAL, LOST)
    await whole.send(notice())
    await whole.work()
    whole.units.units[SOCIAL] = known
    await whole.hurry()
    await whole.work()
    first, second = whole.recipients.to(SOCIAL)
    assert (first.body["type"], second.body["type"]) == ("message", "transaction")
    assert first.delivery == second.delivery


async def test_no_request_says_who_or_which_stay_or_plan(whole: Whole) -> None:
    await whole.send(notice())
    await whole.send(plan_of(SOCIAL, consent=calls(SOCIAL).consent))
    await whole.work()
    said = [str(entry["request"]) for one in whole.recipients.to(SOCIAL) for entry in one.body["entry"]]
    assert said
    assert not any(
        word in one for one in said for word in ("189001019802", "vtf-", "plan-1", systems.PERSONNUMMER)
    )


def _types(sent: Sent) -> set[str]:
    return {entry["resource"]["resourceType"] for entry in sent.body["entry"]}
