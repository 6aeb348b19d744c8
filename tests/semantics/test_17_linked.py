"""Semantics 17: one person under several numbers, as the register gives them, and no trace of it outside."""

from dataclasses import replace

import pytest

from adapter.model.ids import alias
from adapter.model.message import EpisodeRef, Message, Sender, Staff
from adapter.model.person import NoHit, Person, Protection, Silent
from adapter.pipeline.reading import Reading
from tests.builders import PERSON as NEW
from tests.whole import (
    BUSY,
    GIVEN,
    PERSON,
    SENT,
    SOCIAL,
    WARD,
    Whole,
    basis,
    consent,
    kvittens,
    notice,
    patient,
    ready,
    taking_back,
)

pytestmark = pytest.mark.anyio
OLD = "189002029800"


def link(whole: Whole, **old: object) -> None:
    """The register replaces the old number by the new one."""
    whole.register.answers[NEW] = replace(PERSON, linked=(OLD,))
    known = Person(OLD, name=PERSON.name, test=True, linked=(NEW,), primary=NEW)
    whole.register.answers[OLD] = replace(known, **old)  # type: ignore[arg-type]


def unlinked(whole: Whole) -> None:
    whole.register.answers[NEW] = PERSON
    whole.register.answers[OLD] = replace(PERSON, identifier=OLD)


def under(number: str, message: Message, stay: str = "vtf-2026-000123") -> Message:
    episode = EpisodeRef(stay, SENT) if message.episode else None
    return replace(message, patient=patient(number), episode=episode)


async def test_protection_of_any_linked_number_binds(whole: Whole) -> None:
    link(whole, protection=Protection.SEKRETESSMARKERING)
    await whole.refused(notice())
    await whole.refused(under(OLD, notice()))


async def test_a_linked_number_that_the_register_is_silent_of_holds(whole: Whole) -> None:
    link(whole)
    whole.register.answers[OLD] = Silent()
    receipt = await whole.send(notice())
    assert whole.outcomes(receipt) == {SOCIAL: "hold"}


async def test_a_linked_number_without_a_record_of_its_own_says_nothing(whole: Whole) -> None:
    link(whole)
    whole.register.answers[OLD] = NoHit()
    assert whole.outcomes(await whole.send(notice())) == {SOCIAL: "forward"}


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
async def test_a_refusal_or_withdrawal_under_the_old_number_binds(whole: Whole, status: str) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice(consent=GIVEN)))
    await whole.send(under(OLD, consent(status, SOCIAL)))
    link(whole)
    receipt = await whole.send(notice(consent=None))
    assert whole.outcomes(receipt) == {SOCIAL: "reduce"}


async def test_a_refusal_that_a_later_consent_ended_binds_no_more(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice(consent=None)))
    await whole.send(under(OLD, consent("refused", SOCIAL)))
    whole.clock.forward(minutes=1)
    await whole.send(under(OLD, consent("given", SOCIAL)))
    link(whole)
    receipt = await whole.send(under(NEW, notice(consent=GIVEN), "vtf-2"))
    assert whole.outcomes(receipt) == {SOCIAL: "forward"}


async def test_a_permit_does_not_carry_over(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice(consent=GIVEN)))
    await whole.send(under(OLD, consent("given", SOCIAL)))
    link(whole)
    await whole.send(under(NEW, notice(consent=None), "vtf-2"))
    receipt = await whole.send(under(NEW, basis(), "vtf-2"))
    assert whole.outcomes(receipt) == {SOCIAL: "hold"}


async def test_a_permit_under_the_primary_number_does_not_carry_over_either(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(NEW, notice(consent=None)))
    await whole.send(under(NEW, consent("given", SOCIAL)))
    link(whole)
    await whole.send(under(OLD, notice(consent=None), "vtf-2"))
    waits = under(OLD, basis(), "vtf-2")
    assert whole.outcomes(await whole.send(waits)) == {SOCIAL: "hold"}
    await whole.hurry()
    await whole.work()
    assert await whole.state(waits, SOCIAL) == "held"


async def test_a_permit_counts_under_its_own_number_wherever_it_is_kept(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice(consent=None)))
    link(whole)
    # of no stay, so it is kept under the primary number
    await whole.send(replace(under(OLD, consent("given", SOCIAL)), episode=None))
    assert whole.outcomes(await whole.send(under(OLD, basis()))) == {SOCIAL: "forward"}
    await whole.send(under(NEW, notice(consent=None), "vtf-2"))
    assert whole.outcomes(await whole.send(under(NEW, basis(), "vtf-2"))) == {SOCIAL: "hold"}


async def test_new_state_belongs_to_the_primary_number(whole: Whole) -> None:
    link(whole)
    await whole.send(under(OLD, notice()))
    kept = await whole.store.known(NEW)
    assert kept is not None
    assert len(kept.history.events) == 1
    assert await whole.store.known(OLD) is None


async def test_a_stay_goes_on_where_it_began_and_its_kvittens_is_met_there(whole: Whole) -> None:
    unlinked(whole)
    first = under(OLD, notice())
    await whole.send(first)
    await whole.work()
    link(whole)
    await whole.send(under(NEW, ready()))
    await whole.send(under(OLD, kvittens(first)))
    old = await whole.store.known(OLD)
    new = await whole.store.known(NEW)
    assert old is not None
    assert [event.kind for event in old.history.events] == [
        "inskrivningsmeddelande",
        "utskrivningsklar",
        "kvittens",
    ]
    assert new is None or new.history.events == ()
    owed = [one for one in old.history.owed if one.message_id == first.message_id]
    assert owed
    assert all(one.met_at for one in owed)


async def test_a_cancel_lies_with_what_it_cancels_though_the_stay_is_known_under_both_numbers(
    whole: Whole,
) -> None:
    unlinked(whole)
    for number in (NEW, OLD):
        await whole.send(under(number, notice()))
        await whole.work()
    whole.recipients.answer(SOCIAL, BUSY)
    first = under(OLD, ready())
    await whole.send(first)
    await whole.work()
    link(whole)
    await whole.send(under(NEW, taking_back(first)))
    old = await whole.store.known(OLD)
    assert old is not None
    assert [event.action for event in old.history.events] == ["new", "new", "cancel"]
    await whole.hurry()
    await whole.work()
    ready_and_not = [one for one in whole.recipients.to(SOCIAL) if one.kind == "utskrivningsklar"]
    assert [one.header["reason"]["coding"][0]["code"] for one in ready_and_not][-1] == "cancel"


async def test_a_stay_goes_on_where_it_began_also_under_the_id_that_its_recipient_knows(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice(consent=None)))
    await whole.work()
    link(whole)
    said = {"kind": "generellt-meddelande", "consent": None, "content": {"text": "Vi återkommer."}}
    sender = Sender(SOCIAL, Staff("Test Provsson", "handläggare"))
    told = notice(WARD, **said, sender=sender)
    await whole.send(under(OLD, told, alias("vtf-2026-000123", SOCIAL)))
    old = await whole.store.known(OLD)
    assert old is not None
    assert [event.episode for event in old.history.events] == ["vtf-2026-000123"] * 2


async def test_a_withdrawal_under_the_new_number_stops_what_waits_under_the_old(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice()))
    await whole.work()
    waits = under(OLD, basis())
    await whole.send(waits)
    link(whole)
    await whole.send(under(NEW, notice(consent=None), "vtf-2"))
    await whole.send(under(NEW, consent("withdrawn", SOCIAL), "vtf-2"))
    await whole.work()
    assert await whole.state(waits, SOCIAL) == "stopped"


async def test_that_two_numbers_are_linked_is_shown_nowhere(whole: Whole) -> None:
    unlinked(whole)
    await whole.send(under(OLD, notice()))
    await whole.work()
    link(whole)
    await whole.send(under(NEW, notice(), "vtf-2"))
    await whole.send(under(OLD, notice(), "vtf-3"))
    await whole.work()
    reading = Reading(whole.parts, whole.mailbox)

    async def stays(number: str) -> set[str]:
        shown = await reading.of_person(patient(number), frozenset({SOCIAL}), "r")
        numbers = {one.newest.resource["identifier"][0]["value"] for one in shown if one.type == "Patient"}
        assert numbers == {number}
        return {
            one.newest.resource["episodeOfCare"][0]["identifier"]["value"]
            for one in shown
            if one.type == "Encounter"
        }

    assert await stays(OLD) == {"vtf-2026-000123", "vtf-3"}
    assert await stays(NEW) == {"vtf-2"}
    mine = await reading.of_person(patient(NEW), frozenset({WARD}), "r")
    anything = next(one for one in mine if one.type == "Communication")
    beside = await reading.beside(anything.id, frozenset({WARD}), "r")
    assert OLD not in str(beside)
