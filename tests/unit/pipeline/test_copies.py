"""By which names a recipient's server knows what messages speak of, and what a late one may not write."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapter.model.copies import Copies, Thing
from adapter.model.delivery import Entry, State
from adapter.model.facts import Facts
from adapter.model.history import Disclosure, Episode, Event, History, Owed
from adapter.model.ids import entry_id
from adapter.model.kept import Claim
from adapter.pipeline.copies import of_message, of_notice
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message
from tests.checkout import mappings

PERSON_KEY = "0d7e8d4c-5a4e-4a8c-8a69-5d1f2f3b4c01"
PATHS = ("patient.identifier", "patient.name", "content.mainGoal")


def event(number: int, kind: str, action: str = "new", **changes: Any) -> Event:
    at = SENT + timedelta(hours=number)
    return Event(f"m-{number}", kind, action, WARD, (SOCIAL,), at, at, **changes)


def told(*events: Event, to: str = SOCIAL, of: tuple[Event, ...] | None = None) -> History:
    """A history of which the unit got some, all unless told."""
    got = (one for one in (events if of is None else of))
    return History(
        events,
        disclosures=tuple(
            Disclosure(one.message_id, to, f"d-{one.message_id}", PATHS, one.received_at) for one in got
        ),
    )


def copies(
    history: History, about: Event, *, episode: Episode | None = None, content_free: bool = False
) -> Copies:
    sent = replace(
        message(),
        message_id=about.message_id,
        kind=about.kind,
        action=about.action,
        relates_to=about.relates_to,
        content={},
    )
    entry = Entry(
        entry_id(WARD, about.message_id, SOCIAL), "k", SOCIAL, "e", about.kind, about.action, State.WAITING
    )
    claim = Claim("{p00}", PERSON_KEY, "lane", 1, entry, sent, SENT)
    facts = Facts(SENT, history=history, episode=episode)
    return of_message(claim, sent, facts, mappings(), content_free=content_free)


FIRST = event(1, "sip", noted={"plan": "p", "items": [["subGoals", "d1", None, "x"]]})
REVISED = event(2, "sip", "revise", relates_to="m-1", noted={"plan": "p"})
CLOSED = event(3, "sip", "close", relates_to="m-2")
ANNULLED = event(4, "sip", "annul", relates_to="m-1")


def test_every_message_about_a_plan_names_it_alike() -> None:
    history = told(FIRST, REVISED, CLOSED)
    names = [copies(history, one).names[Thing.PLAN] for one in (FIRST, REVISED, CLOSED)]
    assert names == ["p", "p", "p"]


def test_a_chain_is_known_by_what_began_it() -> None:
    called, moved = event(1, "kallelse"), event(2, "kallelse", "revise", relates_to="m-1")
    off = event(3, "kallelse", "cancel", relates_to="m-2")
    history = told(called, moved, off)
    assert {copies(history, one).names[Thing.THREAD] for one in (called, moved, off)} == {"m-1"}
    answer = event(4, "svar-kallelse", relates_to="m-2")
    assert copies(told(called, moved, answer), answer).names[Thing.THREAD] == "m-4"


@pytest.mark.parametrize("related", ["m-1", "m-9", "m-2"])
def test_a_chain_that_leads_nowhere_or_in_a_circle_ends(related: str) -> None:
    odd = event(1, "sip", "revise", relates_to=related)
    assert copies(told(odd), odd).names[Thing.THREAD] == "m-1"


def test_what_is_newer_at_the_recipient_is_not_written() -> None:
    stay = {"episode": "vtf-1"}
    notice, ready = event(1, "inskrivningsmeddelande", **stay), event(2, "utskrivningsklar", **stay)
    asked = event(3, "generellt-meddelande", **stay)
    assert copies(told(notice, ready, asked), notice).newer == {Thing.STAY, Thing.PERSON}
    assert copies(told(notice, asked), notice).newer == {Thing.PERSON}
    assert copies(told(notice, ready, of=(notice,)), notice).newer == set()
    assert copies(told(notice, ready), ready).newer == set()
    assert Thing.PLAN in copies(told(FIRST, REVISED), FIRST).newer
    assert Thing.THREAD in copies(told(FIRST, REVISED), FIRST).newer


def test_what_is_taken_back_is_told_as_the_recipient_got_it() -> None:
    history = replace(told(FIRST, ANNULLED), owed=(Owed("m-1", "kvittens", SOCIAL, SENT),))
    found = copies(history, ANNULLED, content_free=True)
    assert found.content_free
    original = found.original
    assert original is not None
    assert (original.message_id, original.delivery, original.kind) == ("m-1", "d-m-1", "sip")
    assert original.entry == entry_id(WARD, "m-1", SOCIAL)
    assert original.owed
    assert original.paths == set(PATHS)
    assert original.parts == (("subGoals", "d1"),)


def test_what_the_recipient_never_got_is_not_taken_back_from_it() -> None:
    assert copies(told(FIRST, ANNULLED, of=(ANNULLED,)), ANNULLED).original is None
    assert copies(told(FIRST, ANNULLED, to=HEALTH_CENTRE), ANNULLED).original is None
    assert copies(told(FIRST, REVISED), REVISED).original is None


def test_a_plan_that_ends_without_saying_what_it_goes_on_with_ends_its_newest() -> None:
    ends = event(3, "sip", "close", noted={"plan": "p"})
    original = copies(told(FIRST, REVISED, ends), ends).original
    assert original is not None
    assert original.message_id == "m-2"
    assert copies(told(event(1, "sip", "close"), of=()), event(1, "sip", "close")).original is None


@pytest.mark.parametrize(("state", "gone"), [("unregistered", True), ("admitted", False)])
def test_an_annulled_admission_leaves_no_stay_unless_another_one_holds(state: str, *, gone: bool) -> None:
    admitted = event(1, "inskrivningsmeddelande", episode="vtf-1")
    annulled = event(2, "inskrivningsmeddelande", "annul", relates_to="m-1", episode="vtf-1")
    history = told(admitted, annulled)
    assert copies(history, annulled, episode=Episode("vtf-1", state=state)).gone is gone
    assert not copies(history, admitted, episode=Episode("vtf-1")).gone


def test_a_notice_is_about_nothing_that_others_write() -> None:
    entry = Entry("e-1", "k", SOCIAL, "e", "oleverat", "new", State.WAITING)
    found = of_notice(Claim("{p00}", PERSON_KEY, "lane", 1, entry, None, SENT))
    assert found == Copies(SOCIAL, PERSON_KEY, "e-1")
    assert found.of(Thing.PLAN, "CarePlan") == found.of_message("CarePlan")
