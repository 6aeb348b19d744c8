"""A coordinated individual plan folded from a person's messages, whatever order and region they come in."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.episode.event import event
from adapter.episode.sips import sips
from adapter.model.ids import plan_key
from adapter.model.message import Message, Sender
from adapter.model.sip import Sip
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message

CONTENT: dict[str, object] = {
    "planId": "plan-1",
    "version": 1,
    "mainGoal": "Bo hemma",
    "interventions": [
        {"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL},
        {"id": "i2", "text": "Promenad", "responsible": "patient"},
    ],
    "coordinator": {"unit": HEALTH_CENTRE},
    "followUpAt": "2026-04-02T10:00:00+02:00",
    "evaluationAt": "2026-06-02T10:00:00+02:00",
}


def sent(
    kind: str, name: str, action: str = "new", sender: str = HEALTH_CENTRE, **changes: object
) -> Message:
    """A message of the SIP from the health centre to social services, outside any stay."""
    fields = {"recipients": (SOCIAL,), "episode": None, "content": {}, **changes}
    return replace(message(kind=kind, action=action, message_id=name, **fields), sender=Sender(sender))


def call(name: str = "k1", action: str = "new", plan_id: str | None = None, **changes: object) -> Message:
    """An invitation, to a SIP where nothing else is said."""
    purpose = str(changes.pop("purpose", "sip-fristaende"))
    content = {
        "purpose": purpose,
        "start": "2026-03-10T13:00:00+01:00",
        **({"planId": plan_id} if plan_id else {}),
    }
    fields: dict[str, Any] = {"content": content, **changes}
    return sent("kallelse", name, action, **fields)


def plan(name: str = "p1", action: str = "new", **changes: object) -> Message:
    """The plan; `changes` to its content, `relates_to` to the message."""
    relates_to = changes.pop("relates_to", None)
    return sent("sip", name, action, content={**CONTENT, **changes}, relates_to=relates_to)


def annul(name: str, of: str, reason: str, kind: str = "sip") -> Message:
    """The annulment of a message."""
    return sent(kind, name, "annul", content={"reason": reason}, relates_to=of)


def folded(*messages: Message) -> tuple[Sip, ...]:
    """What the messages make."""
    return sips(event(one, SENT) for one in messages)


def only(*messages: Message) -> Sip:
    """The only SIP that they make."""
    (found,) = folded(*messages)
    return found


def test_an_invitation_opens_a_sip_and_the_plan_names_it() -> None:
    called = only(call())
    assert (called.state, called.named, called.invited, called.leads) == (
        "called",
        False,
        frozenset({SOCIAL}),
        HEALTH_CENTRE,
    )
    drawn = only(call(), plan())
    assert (drawn.state, drawn.named, drawn.version, drawn.newest) == ("draft", True, 1, "p1")
    assert drawn.messages == {"k1", "p1"}
    assert drawn.coordinator == HEALTH_CENTRE
    assert [(item.part, item.unit) for item in drawn.items] == [
        ("interventions", SOCIAL),
        ("interventions", None),
    ]
    assert drawn.follow_up_at is not None


def test_no_words_of_the_plan_are_kept() -> None:
    kept = str(event(plan(), SENT).noted)
    assert "hemma" not in kept
    assert "Hemtjänst" not in kept
    assert "plan-1" not in kept
    assert "i1" not in {str(item[1]) for item in event(plan(), SENT).noted["items"]}  # type: ignore[attr-defined]


def test_a_version_is_approved_and_the_next_is_a_draft_again() -> None:
    approved = only(plan(), plan("p2", "approve"))
    assert (approved.state, approved.version) == ("approved", 1)
    again = only(plan(), plan("p2", "approve"), plan("p3", version=2))
    assert (again.state, again.version, again.newest) == ("draft", 2, "p3")
    unnumbered = plan("p3", version=None)
    assert only(plan(), plan("p2", "approve"), unnumbered).version == 2
    assert only(plan(), plan("p2", "revise")).version == 1


def test_a_plan_is_closed_outright_by_death_or_by_the_one_that_replaces_it() -> None:
    closed = only(plan(), plan("p2", "close", reason="mal-uppnadda"))
    assert (closed.state, closed.newest) == ("closed", "p2")
    died = message(kind="avbruten-planering", message_id="d", content={"reason": "avliden"})
    ended = message(kind="avbruten-planering", message_id="d", content={"reason": "annan"})
    assert only(plan(), died).state == "closed"
    assert only(plan(), ended).state == "draft"
    old, new = folded(plan(), plan("p2", planId="plan-2", replaces={"planId": "plan-1", "reason": "nya mål"}))
    assert (old.state, new.state) == ("closed", "draft")
    assert [
        one.state for one in folded(plan(), plan("p2", planId="plan-2", replaces={"planId": "other"}))
    ] == [
        "draft",
        "draft",
    ]


def test_a_revised_invitation_is_the_same_one_and_a_cancelled_one_is_none() -> None:
    revised = only(call(), call("k2", "revise", relates_to="k1", recipients=(HOME_CARE,)))
    assert revised.invited == {HOME_CARE}
    assert len(revised.invitations) == 1
    again = call("k3", "revise", relates_to="k2", recipients=(SOCIAL, HOME_CARE), content={})
    assert only(call(), call("k2", "revise", relates_to="k1"), again).invited == {SOCIAL, HOME_CARE}
    assert (
        only(call(), call("k2", "revise", relates_to="k1"), again).invitations[0].purpose == "sip-fristaende"
    )
    cancelled = only(call(), call("k2", "cancel", relates_to="k1"))
    assert (cancelled.state, cancelled.invitations, cancelled.active) == ("none", (), False)
    assert only(call(), plan(), call("k2", "cancel", relates_to="k1")).state == "draft"
    two = only(call(plan_id="plan-1"), call("k2", plan_id="plan-1"), call("k3", "cancel", relates_to="k1"))
    assert (two.state, len(two.invitations)) == ("called", 1)


def test_answers_stand_by_the_invitation_and_the_last_one_counts() -> None:
    def answer(name: str, to: str, *, attends: bool) -> Message:
        return sent("svar-kallelse", name, sender=SOCIAL, relates_to=to, content={"attends": attends})

    found = only(
        call(plan_id="plan-1"),
        call("k2", plan_id="plan-1"),
        answer("s1", "k1", attends=True),
        answer("s2", "k1", attends=False),
    )
    assert {one.message_id: one.answers for one in found.invitations} == {
        "k1": ((SOCIAL, False),),
        "k2": (),
    }
    kept = only(call(), answer("s1", "k1", attends=True), call("k2", "revise", relates_to="k1"))
    assert kept.invitations[0].answers == ((SOCIAL, True),)


def test_what_is_said_of_the_plan_is_noted() -> None:
    found = only(
        call(),
        sent("kartlaggning", "m1"),
        plan(),
        sent("uppfoljning", "u1", sender=SOCIAL, content={"planId": "plan-1"}),
        sent("utvardering", "v1", content={"planId": "plan-1"}),
    )
    assert (found.surveyed, found.commented) == (True, frozenset({SOCIAL}))
    assert "v1" in found.messages


def test_other_meetings_open_nothing_and_give_no_access() -> None:
    assert folded(call(purpose="aktorsmote")) == ()
    assert folded(call(purpose="uppfoljning")) == ()
    assert folded(sent("kartlaggning", "m1")) == ()
    met = only(plan(), call(purpose="uppfoljning"))
    assert met.invited == {SOCIAL}
    planned = only(plan(), call(purpose="formote", plan_id="plan-1"))
    assert planned.invited == frozenset()
    assert planned.parties == {HEALTH_CENTRE}


def test_two_plans_are_two_and_the_one_written_about_last_stands_last() -> None:
    found = folded(plan(), plan("p2", planId="plan-2"), plan("p3", "approve"))
    assert [one.state for one in found] == ["draft", "approved"]
    assert found[-1].key == plan_key("sip", "plan-1")


def test_what_was_annulled_has_never_been() -> None:
    assert folded(call(), annul("a", "k1", "fel-person", "kallelse")) == ()
    assert only(call(), plan(), annul("a", "p1", "fel-mottagare")).state == "called"


def test_a_plan_whose_every_note_is_annulled_at_withdrawal_is_annulled() -> None:
    withdrawn = "samtycke-aterkallat"
    one = only(call(), plan(), plan("p2", "approve"), annul("a1", "p2", withdrawn))
    assert (one.state, one.newest) == ("draft", "p1")
    both = only(
        call(), plan(), plan("p2", "approve"), annul("a1", "p2", withdrawn), annul("a2", "p1", withdrawn)
    )
    assert (both.state, both.active) == ("annulled", False)
    assert only(plan(), annul("a1", "p1", withdrawn)).state == "annulled"
    unnamed = replace(plan(), content={**CONTENT, "planId": None})
    assert folded(unnamed, annul("a1", "p1", withdrawn)) == ()


@pytest.mark.parametrize("sender", [WARD, SOCIAL])
def test_a_stay_s_invitation_keeps_the_stay(sender: str) -> None:
    found = only(replace(message(kind="kallelse", content={"purpose": "sip-svu"}), sender=Sender(sender)))
    assert found.episode == message().episode.id  # type: ignore[union-attr]
    assert found.owner == sender
