"""What becomes, on a server that keeps resources, of the copies of a message that is taken back (semantics 21 to 23).

Annulled: every copy is entered in error and has no content any more. Called off or ended without content: the meeting or
the plan has its new status, and no content either. Nothing here is new to the recipient: it has got all of it.
"""

from collections.abc import Iterator
from typing import Any

from adapter.mapping import goal
from adapter.mapping.care_plan import LABEL as PLAN
from adapter.mapping.care_team import LABEL as TEAM
from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.encounter import LABEL as STAY
from adapter.mapping.task import LABEL as TASK
from adapter.mapping.told_consent import LABEL as ASSERTED
from adapter.model.copies import Copies, Original, Thing
from adapter.r4 import shape, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

Keyed = tuple[str, Resource]
_WRONG = "entered-in-error"
_MEETING = "Appointment"
_GOALS = ("mainGoal", "ownGoals")
_TEAM = ("coordinator", "careContacts")
_ANSWERS = frozenset({"planeringsunderlag", "svar-inskrivningsmeddelande"})
_SURVEY = "kartlaggning"
"""The kinds whose answers are in a response per author, and the one with all in one."""


def resources(header: Resource, copies: Copies, mappings: Mappings) -> Iterator[Keyed]:
    """Keys and what to write under them, where the message does not itself; none where it takes nothing back."""
    original = copies.original
    if original is None:
        return
    action = shape.code_of(systems.ACTION, header["reason"]) or ""
    if action == "annul":
        yield from _message(original, copies, mappings)
    if copies.content_free or action == "annul":
        yield from _things(original, action, copies, mappings)


def _message(original: Original, copies: Copies, mappings: Mappings) -> Iterator[Keyed]:
    """The message itself, and the kvittens that nobody owes any more."""
    yield (
        copies.key("message", original.entry, COMMUNICATION),
        _emptied(
            COMMUNICATION,
            identifier=[shape.message_identifier(original.message_id)],
            status=_WRONG,
            category=[shape.concept(mappings.coding(systems.KIND, original.kind))],
        ),
    )
    if "consent.status" in original.paths and original.kind != "samtycke":
        # a consent that was asserted with it has never been either (semantics 22)
        yield copies.key("message", original.entry, ASSERTED), _consent(mappings)
    if original.owed:
        named = [shape.message_identifier(original.delivery)]
        yield (
            copies.key(TASK, original.delivery),
            _emptied(TASK, identifier=named, status=_WRONG, intent="order"),
        )


def _things(original: Original, action: str, copies: Copies, mappings: Mappings) -> Iterator[Keyed]:
    """What the original told of, where it told anything."""
    kind = original.kind
    if not original.paths:
        return
    if kind in shape.CARE_PLAN_STATUSES:
        status = mappings.plan_status(kind, action, None)
        if status is not None:
            yield from _plan(original, status, copies)
    if kind == "kallelse" and action in {"cancel", "annul"}:
        yield copies.of(Thing.THREAD, _MEETING), _meeting(action)
    if action != "annul":
        return
    for label in _answers(original):
        yield copies.of(Thing.THREAD, label), _emptied("QuestionnaireResponse", status=_WRONG)
    if kind == "samtycke":
        yield copies.of(Thing.THREAD, "Consent"), _consent(mappings)
    if copies.gone:
        inpatient = {"system": systems.ACT_CODE, "code": "IMP", "display": "inpatient encounter"}
        yield copies.of(Thing.STAY), _emptied(STAY, status=_WRONG, **{"class": inpatient})


def _answers(original: Original) -> Iterator[str]:
    """The labels of the responses that it gave."""
    if original.kind in _ANSWERS and "content.answers" in original.paths:
        yield from (f"answers/{number}" for number in range(original.authors))
    if original.kind == _SURVEY and any(path.startswith("content.") for path in original.paths):
        yield "QuestionnaireResponse"


def _plan(original: Original, status: str, copies: Copies) -> Iterator[Keyed]:
    thing = Thing.PLAN if Thing.PLAN in copies.names else Thing.THREAD
    nobody = shape.subject(None)
    yield copies.of(thing, PLAN), _emptied(PLAN, status=status, intent="plan", subject=nobody)
    told = {path.removeprefix("content.") for path in original.paths}
    for member in _GOALS:
        if member in told:
            yield copies.of(thing, goal.label(member)), _goal(status)
    for member, digest in original.parts:
        if member in told:
            yield copies.of(thing, part(member, digest)), _part(member, status)
    if told.intersection(_TEAM):
        yield copies.of(thing, TEAM), _emptied(TEAM, status=shape.TEAM_STATUSES[status])


def part(member: str, digest: str) -> str:
    """What a goal or an intervention that has an id is labelled by, however many stand before it in a version."""
    return f"{member}/{digest}"


def _part(member: str, status: str) -> Resource:
    if member == "subGoals":
        return _goal(status)
    return _emptied(
        "ServiceRequest", status=shape.REQUEST_STATUSES[status], intent="plan", subject=shape.subject(None)
    )


def _goal(status: str) -> Resource:
    return _emptied(
        "Goal",
        lifecycleStatus=shape.GOAL_STATUSES[status],
        description=shape.ABSENT,
        subject=shape.subject(None),
    )


def _meeting(action: str) -> Resource:
    status = shape.APPOINTMENT_STATUSES[action][0]
    made = _emptied(_MEETING, status=status, participant=[{"actor": shape.ABSENT, "status": "needs-action"}])
    # R4 lets a meeting that is called off have no time, not one that is entered in error (app-3)
    return made if status in shape.WITHOUT_TIME else made | {"_start": shape.ABSENT, "_end": shape.ABSENT}


def _consent(mappings: Mappings) -> Resource:
    return _emptied(
        "Consent",
        status=_WRONG,
        scope=shape.concept({"system": systems.CONSENT_SCOPE, "code": "patient-privacy"}),
        category=[shape.concept(mappings.coding(systems.CONSENT_CATEGORY, "samtycke"))],
        # R4's ppc-2: a consent to privacy has its patient
        patient=shape.subject(None),
        policy=[{"uri": systems.CONSENT_POLICY}],
    )


def _emptied(name: str, **elements: Any) -> Resource:
    return {"resourceType": name, "meta": {"security": [shape.REDACTED]}, **elements}
