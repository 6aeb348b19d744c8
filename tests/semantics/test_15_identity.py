"""Semantics 15, 16, 19 and 40: the identity guard, end to end."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from adapter.acknowledgement.receipt import issues, to_json
from adapter.model.identifiers import NumberType
from adapter.model.person import NoHit, Protection, Silent
from tests import whole as parts
from tests.whole import (
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    PERSON,
    PROTECTED,
    SOCIAL,
    WARD,
    Whole,
    answering,
    kvittens,
    notice,
    patient,
    silent,
    taking_back,
)

pytestmark = pytest.mark.anyio
GUARDIAN = "200001252386"
R_NUMBER = patient("R123456", NumberType.R_NUMMER)


async def test_protected_unknown_unregistered_and_r_numbers_look_the_same(whole: Whole) -> None:
    seen = []
    for answer, message in (
        (PROTECTED, notice()),
        (replace(PERSON, protection=Protection.SKYDDAD_FOLKBOKFORING), notice()),
        (NoHit(), notice()),
        (PERSON, notice(patient=R_NUMBER)),
        (PERSON, notice(patient=patient("LMA1", NumberType.LMA_NUMMER))),
        (PERSON, notice(patient=patient("20210325K069", NumberType.RESERVNUMMER))),
        (replace(PERSON, guardians=(GUARDIAN,), protection=Protection.SEKRETESSMARKERING), notice()),
    ):
        whole.register.answers[PERSON.identifier] = answer
        asked = len(whole.register.asked)
        receipt = await whole.refused(message)
        shown = {**to_json(receipt), "messageId": None}
        seen.append((issues(receipt), shown, len(whole.register.asked) - asked))
    assert all(one == seen[0] for one in seen)


async def test_a_body_that_the_guard_refuses_is_nowhere_in_the_store(whole: Whole, tmp_path: Path) -> None:
    answering(whole, PROTECTED)
    message = notice()
    await whole.refused(message)
    send = whole.store.shelf.connection.send
    kept: list[bytes] = await send("KEYS", "*:message:*")  # type: ignore[assignment]
    (key,) = kept
    assert set(await send("HKEYS", key)) == {b"receipt", b"entries", b"at"}  # type: ignore[call-overload]


async def test_a_held_body_is_purged_within_a_day_and_the_sender_told_before(whole: Whole) -> None:
    silent(whole)
    message = notice(kind="inskrivningsmeddelande")
    await whole.send(message)
    entry = await whole.entry(message, SOCIAL)
    assert entry.hold_until is not None
    assert (entry.hold_until - whole.clock.at).total_seconds() < 24 * 3600
    whole.clock.forward(hours=23, minutes=1)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "stopped"
    assert [one.kind for one in whole.recipients.sent] == ["oleverat"]
    await whole.a_day_later()
    assert await bodies(whole) == [b""]


async def bodies(whole: Whole) -> list[bytes]:
    """What the store keeps of the messages themselves, sealed."""
    send = whole.store.shelf.connection.send
    keys: Any = await send("KEYS", "*:message:*")
    kept: Any = [await send("HGET", key, "body") for key in keys]
    return [body for body in kept if body is not None]


async def test_a_sender_is_told_when_nobody_was_there_to_end_the_hold_in_time(whole: Whole) -> None:
    silent(whole)
    message = notice()
    await whole.send(message)
    whole.clock.forward(days=2)
    await whole.a_day_later()
    assert await bodies(whole) == [b""]
    answering(whole)
    await whole.hurry()
    await whole.work()
    assert await whole.state(message, SOCIAL) == "stopped"
    assert [one.kind for one in whole.recipients.sent] == ["oleverat"]


async def test_nothing_leaves_for_whoever_becomes_protected_while_a_message_waits(whole: Whole) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE)
    whole.recipients.answer(SOCIAL, LOST)
    whole.recipients.answer(HEALTH_CENTRE, LOST)
    await whole.send(message)
    await whole.work()
    before = len(whole.recipients.sent)
    answering(whole, PROTECTED)
    await whole.hurry()
    await whole.work()
    assert [one.kind for one in whole.recipients.sent[before:]] == ["oleverat", "oleverat"]
    receipt = to_json(await whole.receipt(message))
    reasons = {verdict["delivery"]["reason"] for verdict in receipt["verdicts"]}  # type: ignore[attr-defined]
    assert reasons == {"coordinate-by-telephone"}


async def test_a_mailbox_is_closed_for_whoever_becomes_protected(whole: Whole) -> None:
    message = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(message)
    assert len(await whole.mailbox.pull(HOME_CARE, most=5)) == 1
    answering(whole, PROTECTED)
    assert await whole.mailbox.pull(HOME_CARE, most=5) == []


async def test_a_guardians_protection_is_the_childs(whole: Whole) -> None:
    whole.register.answers[GUARDIAN] = replace(PROTECTED, identifier=GUARDIAN)
    answering(whole, replace(PERSON, guardians=(GUARDIAN,)))
    receipt = await whole.refused(notice())
    assert receipt.alike


async def test_a_silent_answer_about_a_guardian_holds(whole: Whole) -> None:
    whole.register.answers[GUARDIAN] = Silent()
    answering(whole, replace(PERSON, guardians=(GUARDIAN,)))
    receipt = await whole.send(notice())
    assert whole.outcomes(receipt) == {SOCIAL: "hold"}


async def test_kvittens_go_though_the_person_is_protected(whole: Whole) -> None:
    message = notice()
    await whole.send(message)
    await whole.work()
    answering(whole, PROTECTED)
    await whole.send(kvittens(message))
    await whole.work()
    (given,) = whole.recipients.to(WARD)
    assert given.kind == "kvittens"
    assert PERSON.identifier not in str(given.body)


async def test_a_taking_back_for_a_protected_person_is_a_telephone_list(whole: Whole) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(message)
    await whole.work()
    answering(whole, PROTECTED)
    back = taking_back(message, "annul", recipients=(SOCIAL,))
    await whole.refused(back)
    shown = to_json(await whole.receipt(back))
    assert {one["recipient"]: one["handling"] for one in shown["verdicts"]} == {  # type: ignore[attr-defined]
        SOCIAL: "telefon",
        HEALTH_CENTRE: "telefon",
    }


async def test_death_is_decided_by_kind(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    answering(whole, replace(PERSON, deceased=date(2026, 3, 2)))
    await whole.refused(notice())
    ended = notice(kind="avbruten-planering", consent=None, content={"reason": "avliden"})
    await whole.send(ended)
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL, "avbruten-planering")
    (stay,) = sent.all("Encounter")
    (person,) = sent.all("Patient")
    assert stay["status"] == "finished"
    assert "deceasedDateTime" in person or person.get("deceasedBoolean")


@pytest.mark.parametrize(
    ("environment", "test", "refused"),
    [("production", True, True), ("production", False, False), ("test", True, False), ("test", False, True)],
)
async def test_each_environment_lets_its_own_people_in(
    tmp_path: Path, environment: str, *, test: bool, refused: bool
) -> None:
    async with parts.opened(tmp_path, environment=environment) as whole:
        answering(whole, replace(PERSON, test=test))
        assert (await whole.accept(notice())).receipt.refused is refused


@pytest.mark.parametrize("number", ["1212121212", "191212121213"])
async def test_a_wrong_form_or_check_digit_can_be_corrected(whole: Whole, number: str) -> None:
    receipt = await whole.refused(notice(patient=patient(number)))
    (verdict,) = cast("list[dict[str, object]]", receipt.decision["verdicts"])
    assert verdict["handling"] is None
    assert not receipt.alike
    assert whole.register.asked == []
