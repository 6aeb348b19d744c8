"""Semantics 21, 22 and 23: withdrawal, cancel and annulment reach exactly those who got the original."""

from typing import Any

import pytest

from tests.whole import (
    BUSY,
    GIVEN,
    HEALTH_CENTRE,
    HOME_CARE,
    LOST,
    SOCIAL,
    Whole,
    basis,
    consent,
    notice,
    ready,
    taking_back,
)

pytestmark = pytest.mark.anyio


async def pulled(whole: Whole) -> list[dict[str, Any]]:
    """The MessageHeaders in home care's mailbox."""
    found: Any = await whole.mailbox.pull(HOME_CARE, most=5)
    return [one["bundle"]["entry"][0]["resource"] for one in found]


async def test_after_a_withdrawal_a_waiting_notice_goes_reduced_and_waiting_content_does_not_go(
    whole: Whole,
) -> None:
    whole.recipients.answer(SOCIAL, BUSY)
    first = notice()
    content = basis()
    await whole.send(first)
    await whole.work()
    await whole.send(content)
    await whole.send(consent("withdrawn", SOCIAL))
    await whole.hurry()
    await whole.work()
    sent = whole.recipients.to(SOCIAL, "inskrivningsmeddelande")[-1]
    assert "REDACTED" in str(sent.body)
    assert "REDACTED" not in str(whole.recipients.to(SOCIAL, "inskrivningsmeddelande")[0].body)
    assert whole.recipients.to(SOCIAL, "planeringsunderlag") == []
    assert await whole.state(content, SOCIAL) == "stopped"


async def test_a_withdrawal_is_told_to_exactly_the_units_that_got_something(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    receipt = await whole.send(consent("withdrawn", HEALTH_CENTRE))
    assert set(whole.outcomes(receipt)) == {SOCIAL}
    await whole.work()
    assert len(whole.recipients.to(SOCIAL, "samtycke")) == 1
    assert whole.recipients.to(HEALTH_CENTRE) == []


async def test_a_withdrawal_bound_to_a_stay_is_told_to_the_units_of_that_stay(whole: Whole) -> None:
    await whole.send(notice(SOCIAL))
    await whole.work()
    content = {**consent("withdrawn").content, "episode": "another-stay"}
    receipt = await whole.send(consent("withdrawn", HEALTH_CENTRE, content=content))
    assert whole.outcomes(receipt) == {}


async def test_a_cancel_whose_original_never_left_is_not_sent_and_the_original_is_superseded(
    whole: Whole,
) -> None:
    await whole.send(notice())
    await whole.work()
    original = ready()
    await whole.send(original)
    receipt = await whole.send(taking_back(original))
    assert whole.outcomes(receipt) == {}
    await whole.work()
    assert whole.recipients.to(SOCIAL, "utskrivningsklar") == []
    assert await whole.state(original, SOCIAL) == "superseded"


async def test_a_cancel_goes_to_who_got_the_original_and_supersedes_where_it_waits(whole: Whole) -> None:
    await whole.send(notice(SOCIAL, HOME_CARE, HEALTH_CENTRE))
    await whole.work()
    original = ready(SOCIAL, HOME_CARE, HEALTH_CENTRE)
    await whole.send(original)
    await whole.work()  # home care's lies in its mailbox
    back = taking_back(original)
    receipt = await whole.send(back)
    assert set(whole.outcomes(receipt)) == {SOCIAL, HEALTH_CENTRE}
    await whole.work()
    (sent,) = [
        one
        for one in whole.recipients.to(SOCIAL, "utskrivningsklar")
        if one.header["reason"]["coding"][0]["code"] == "cancel"
    ]
    (communication,) = sent.all("Communication")
    assert communication["status"] == "completed"
    assert "inResponseTo" in communication
    (stay,) = sent.all("Encounter")
    assert stay["status"] == "in-progress"
    assert await whole.state(original, HOME_CARE) == "superseded"
    kinds = [header["eventCoding"]["code"] for header in await pulled(whole)]
    assert kinds == ["inskrivningsmeddelande"]


async def test_a_cancel_follows_an_original_of_unknown_outcome_in_order(whole: Whole) -> None:
    await whole.send(notice())
    await whole.work()
    whole.recipients.answer(SOCIAL, LOST)
    original = ready()
    await whole.send(original)
    await whole.work()
    receipt = await whole.send(taking_back(original))
    assert set(whole.outcomes(receipt)) == {SOCIAL}
    await whole.hurry()
    await whole.work()
    actions = [
        one.header["reason"]["coding"][0]["code"] for one in whole.recipients.to(SOCIAL, "utskrivningsklar")
    ]
    assert actions == ["new", "new", "cancel"]


async def test_a_cancel_of_content_that_may_go_no_more_is_told_without_content(whole: Whole) -> None:
    await whole.send(notice())
    original = basis()
    await whole.send(original)
    await whole.work()
    await whole.send(consent("withdrawn"))
    await whole.send(taking_back(original, "annul"))
    await whole.work()
    sent = whole.recipients.to(SOCIAL, "planeringsunderlag")[-1]
    assert sent.all("QuestionnaireResponse") == []
    assert "Känd sedan tidigare" not in str(sent.body)
    (communication,) = sent.all("Communication")
    assert communication["status"] == "entered-in-error"


async def test_an_annulled_message_is_not_sent_again_however_its_attempts_went(whole: Whole) -> None:
    whole.recipients.answer(SOCIAL, LOST)
    original = notice()
    await whole.send(original)
    await whole.work()
    await whole.send(taking_back(original, "annul"))
    await whole.hurry()
    await whole.work()
    actions = [one.header["reason"]["coding"][0]["code"] for one in whole.recipients.to(SOCIAL)]
    assert actions == ["new", "annul"]
    assert await whole.state(original, SOCIAL) == "superseded"


async def test_an_annulled_copy_in_a_mailbox_is_closed_to_reading(whole: Whole) -> None:
    original = notice(HOME_CARE, HEALTH_CENTRE)
    await whole.send(original)
    assert len(await whole.mailbox.pull(HOME_CARE, most=5)) == 1
    await whole.send(taking_back(original, "annul"))
    actions = [header["reason"]["coding"][0]["code"] for header in await pulled(whole)]
    assert actions == ["annul"]


async def test_the_stay_is_computed_without_what_was_annulled(whole: Whole) -> None:
    await whole.send(notice())
    original = ready()
    await whole.send(original)
    await whole.work()
    await whole.send(taking_back(original, "annul"))
    await whole.work()
    # ready again: the first one never was
    await whole.send(ready())


async def test_a_unit_that_left_the_directory_stops_no_withdrawal(whole: Whole) -> None:
    original = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(original)
    await whole.work()
    gone = whole.units.units.pop(SOCIAL)
    first = consent("withdrawn", SOCIAL)
    receipt = await whole.send(first)
    assert whole.outcomes(receipt) == {SOCIAL: "refuse", HEALTH_CENTRE: "reduce"}
    whole.units.units[SOCIAL] = gone
    second = taking_back(original, "annul")
    await whole.send(second)
    whole.units.units.pop(SOCIAL)
    await whole.work()
    assert await whole.state(second, SOCIAL) == "stopped"
    assert [one.kind for one in whole.recipients.to(HEALTH_CENTRE)][1:] == ["samtycke", original.kind]


async def test_a_consent_that_was_annulled_never_was(whole: Whole) -> None:
    await whole.send(notice(consent=None))
    given = consent("given", SOCIAL)
    await whole.send(given)
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "forward"}
    await whole.work()
    await whole.send(taking_back(given, "annul"))
    state = await whole.store.person([given.patient.value])
    assert [record.consent.status for record in state.history.consents] == ["given"]
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "hold"}


async def test_a_refusal_recorded_for_the_wrong_person_binds_nobody(whole: Whole) -> None:
    await whole.send(notice())
    refused = consent("refused", SOCIAL)
    await whole.send(refused)
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "refuse"}
    await whole.work()
    await whole.send(taking_back(refused, "annul"))
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "forward"}


async def test_what_an_annulled_message_asserted_is_annulled_with_it(whole: Whole) -> None:
    await whole.send(notice(consent=None))
    asserting = basis(consent=GIVEN)
    await whole.send(asserting)
    await whole.work()
    await whole.send(taking_back(asserting, "annul"))
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "hold"}
