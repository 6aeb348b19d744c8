"""Plans and cases folded from a person's messages, and what rules may ask about them."""

from dataclasses import replace

from adapter.episode.event import event
from adapter.episode.plans import plans
from adapter.model.facts import Facts
from adapter.model.history import Event, Plan
from adapter.model.message import Message, Sender
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message
from tests.packs import pack

APPROVAL = {"unit": SOCIAL, "at": "2026-03-03T10:00:00+01:00"}


def plan(action: str = "new", plan_id: str = "svp-1", **content: object) -> Message:
    """A coordinated care plan from the ward to social services and the health centre."""
    members = {"planId": plan_id, "legalForm": "opt", **content}
    return message(
        kind="samordnad-vardplan", action=action, content=members, message_id=f"{plan_id}-{action}"
    )


def case(action: str = "new", case_id: str = "arende-1", **content: object) -> Message:
    """A coordination case opened by the ward."""
    members = {"caseId": case_id, **content}
    return message(kind="samordningsarende", action=action, content=members, message_id=f"{case_id}-{action}")


def events(*messages: Message) -> tuple[Event, ...]:
    """The messages as events."""
    return tuple(event(one, SENT) for one in messages)


def answer(name: str, about: Message, *before: Message) -> object:
    """What a fact answers about a message, after others."""
    facts = Facts(SENT, plans=plans(events(*before)))
    return QUESTIONS[name].ask(View(about, facts, pack().process))


def folded(*messages: Message) -> Plan:
    """The only plan that these messages make."""
    (found,) = plans(events(*messages))
    return found


def test_a_plan_is_a_draft_until_it_is_approved_and_then_until_it_is_closed() -> None:
    assert folded(plan()).state == "draft"
    approved = folded(plan(), plan("approve", approvals=[APPROVAL]))
    assert (approved.state, approved.units, approved.owner) == ("approved", frozenset({SOCIAL}), WARD)
    assert folded(plan(), plan("approve"), plan("close", reason="upphört")).state == "closed"
    assert folded(plan()).addressed == {SOCIAL, HEALTH_CENTRE}
    assert folded(plan()).legal_form == "opt"


def test_two_plans_are_two_and_the_one_written_about_last_stands_last() -> None:
    found = plans(events(plan(), plan(plan_id="svp-2"), plan("approve")))
    assert [one.state for one in found] == ["draft", "approved"]


def test_an_annulled_message_has_never_been() -> None:
    wrong = message(
        kind="samordnad-vardplan",
        action="annul",
        content={"reason": "fel-person"},
        relates_to="svp-1-approve",
    )
    assert folded(plan(), plan("approve"), wrong).state == "draft"


def test_a_message_without_the_plans_id_is_about_no_plan() -> None:
    assert plans(events(message(kind="samordningsarende", action="close", content={"reason": "klart"}))) == ()


def test_no_id_that_a_sender_chose_is_kept() -> None:
    assert "svp-1" not in str(event(plan(), SENT).noted)


def test_a_case_is_open_until_it_is_closed() -> None:
    opened = folded(case(involvedUnits=[WARD, SOCIAL]))
    assert (opened.state, opened.units) == ("open", frozenset({WARD, SOCIAL}))
    assert folded(case(), case("close", reason="avliden")).state == "closed"


def test_what_a_rule_may_ask_of_a_care_plan() -> None:
    assert answer("carePlan.state", message()) == "none"
    assert answer("carePlan.state", message(), plan()) == "draft"
    assert answer("carePlan.state", plan(plan_id="svp-2"), plan()) == "none"
    assert answer("carePlan.unapproved", message(), plan(approvals=[APPROVAL])) == (HEALTH_CENTRE,)
    assert answer("carePlan.unapproved", plan("approve", approvals=[APPROVAL])) == (HEALTH_CENTRE,)
    assert answer("carePlan.unapproved", message()) == ()


def test_what_a_rule_may_ask_of_a_case() -> None:
    assert answer("case.state", message()) == "none"
    assert answer("case.state", message(), case()) == "open"
    assert answer("case.senderOpened", case("close"), case()) is True
    other = replace(case("close"), sender=Sender(SOCIAL, None))
    assert answer("case.senderOpened", other, case()) is False
    assert answer("case.senderOpened", case()) is None
