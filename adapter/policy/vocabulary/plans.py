"""Facts about the person's coordinated care plan and coordination case."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from adapter.model.history import Plan
from adapter.model.ids import PLAN_ID_MEMBERS, plan_key
from adapter.model.swedish_time import swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.history import original

CARE_PLAN = "samordnad-vardplan"
CASE = "samordningsarende"


def _related(view: View) -> object:
    """The plan of the message that this one relates to, for one that names none itself."""
    event = original(view)
    return event.noted.get("plan") if event else None


def known(view: View, kind: str) -> Plan | None:
    """The plan that the message itself names; for a message of another kind the person's newest."""
    own = tuple(plan for plan in view.facts.plans if plan.kind == kind)
    if view.message.kind == kind:
        key = plan_key(kind, view.message.content.get(PLAN_ID_MEMBERS[kind])) or _related(view)
        return next((plan for plan in own if plan.key == key), None)
    return own[-1] if own else None


def _state(kind: str) -> Question:
    def ask(view: View) -> object:
        plan = known(view, kind)
        return plan.state if plan else "none"

    return ask


def _stated(view: View, kind: str, member: str) -> frozenset[str]:
    said = view.message.content.get(member) if view.message.kind == kind else None
    items = said if isinstance(said, list | tuple) else ()
    units = (item.get("unit") if isinstance(item, Mapping) else item for item in items)
    return frozenset(unit for unit in units if isinstance(unit, str))


def unapproved(view: View) -> object:
    """Units that the coordinated care plan has been sent to and that have not approved it."""
    plan = known(view, CARE_PLAN)
    addressed = plan.addressed if plan else frozenset()
    if view.message.kind == CARE_PLAN:
        addressed = addressed.union(view.message.recipients)
    approved = (plan.units if plan else frozenset()).union(_stated(view, CARE_PLAN, "approvals"))
    return tuple(sorted(addressed - approved))


def left_out(view: View) -> object:
    """Units that the coordinated care plan has been sent to and that this message is not addressed to."""
    plan = known(view, CARE_PLAN)
    told = {*view.message.recipients, view.message.sender.unit}
    return tuple(sorted(plan.addressed - told)) if plan else ()


def _conditions(view: View) -> Iterator[Mapping[str, object]]:
    conditions = view.message.content.get("conditionDecisions")
    for condition in conditions if isinstance(conditions, list | tuple) else ():
        if isinstance(condition, Mapping):
            yield condition


def conditions_undecided(view: View) -> object:
    """Whether a condition lacks its type or who decided it, or the chief physician decided without the court's leave."""
    return any(
        condition.get("type") is None
        or condition.get("decidedBy") is None
        or (condition["decidedBy"] == "chefsoverlakare" and condition.get("basis") != "overlamnande")
        for condition in _conditions(view)
    )


def changes_unfounded(view: View) -> object:
    """Whether a condition is changed without a new application or the court's leave (NB-PSY-16)."""
    return any(
        condition.get("change") is True and condition.get("basis") is None for condition in _conditions(view)
    )


def court_decision_told_late(view: View) -> object:
    """Whether the court's decision is of an earlier day than the one it is sent on; None without one."""
    decision = view.message.content.get("courtDecision")
    at = decision.get("at") if isinstance(decision, Mapping) else None
    if not isinstance(at, str):
        return None
    return swedish_day(datetime.fromisoformat(at)) < swedish_day(view.message.sent_at)


def owned(view: View) -> object:
    """Whether the sending unit opened the coordination case; None without one."""
    case = known(view, CASE)
    return case.owner == view.message.sender.unit if case else None


def case_units(view: View) -> frozenset[str]:
    """Who the coordination case is for: whoever opened it, and the units involved before and by this message."""
    case = known(view, CASE)
    before = case.units.union({case.owner} if case.owner else ()) if case else frozenset()
    return before | _stated(view, CASE, "involvedUnits")


QUESTIONS: Mapping[str, Question] = {
    "carePlan.state": _state(CARE_PLAN),
    "carePlan.unapproved": unapproved,
    "carePlan.leftOut": left_out,
    "carePlan.conditionsUndecided": conditions_undecided,
    "carePlan.changesUnfounded": changes_unfounded,
    "carePlan.courtDecisionToldLate": court_decision_told_late,
    "case.state": _state(CASE),
    "case.senderOpened": owned,
}
