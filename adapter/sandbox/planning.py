"""A coordinated individual plan (SIP) from its invitation to its end, as each region runs it, outside any stay."""

from dataclasses import dataclass
from datetime import timedelta

from adapter.sandbox import contents, plan_contents
from adapter.sandbox.course import Course, Sent
from adapter.sandbox.expectation import GIVEN, NONE, REFUSED
from adapter.sandbox.places import units

SCOPES = ["informationsoverforing", "sip"]
APPROVES = frozenset({"vasterbotten", "vastmanland"})
"""Regions whose coordinator locks or approves a version; there what changes afterwards is a new one."""
CASE_FIRST = frozenset({"vastmanland"})
_MEETING_DAY = 7


@dataclass(slots=True)
class Plan:
    """A plan in the making: its course, who leads it, its id, and its newest message."""

    course: Course
    leads: str
    plan_id: str
    newest: Sent | None = None
    version: int = 1

    @property
    def region(self) -> str:
        """Whose routine it follows."""
        return self.course.region.name

    @property
    def others(self) -> tuple[str, ...]:
        """The units that take part beside the coordinator."""
        return tuple(unit for unit in self.course.to if unit != self.leads)


def whole_life(course: Course) -> None:
    """Called, answered, assessed, drawn up, followed up, evaluated, closed."""
    _followed_up(_drawn_up(course))


def withdrawn(course: Course) -> None:
    """Consent is withdrawn: nothing more is written, and the plan ends by the region's rule."""
    plan = _drawn_up(course)
    at = course.at(20, 9)
    course.said(plan.leads, REFUSED)
    course.send(
        at,
        "samtycke",
        course.consent("withdrawn", at, plan.leads, scopes=["sip"]),
        sender=plan.leads,
        in_stay=False,
        says="the consent to the SIP is withdrawn",
    )
    _written(plan, 20, 11, action="revise", whole=("PRODUKT-PLAN",), says="a change after the withdrawal")
    if plan.region in CASE_FIRST:
        _annulled(plan)
    else:
        _closed(plan, 20, "samtycke-aterkallat", says="closed: consent withdrawn", content_free=True)


def refused(course: Course) -> None:
    """The individual does not want a SIP: no invitation leaves."""
    leads = _leads(course)
    at = course.at(0, 9)
    course.said(leads, REFUSED)
    block = course.consent("refused", at - timedelta(minutes=10), leads, scopes=["sip"])
    plan = Plan(course, leads, f"sip-{course.name}")
    content = plan_contents.invitation(course, course.at(_MEETING_DAY, 13), plan.plan_id)
    course.send(
        at,
        "kallelse",
        content,
        sender=leads,
        in_stay=False,
        consent=block,
        whole=("VM-MSG", "VM-CONS") if plan.region in CASE_FIRST else (),
        says="kallelse without consent",
    )


LIVES = (whole_life, withdrawn, refused)


def _leads(course: Course) -> str:
    return next(unit for unit in course.to if units()[unit].role == "primarvard")


def _block(course: Course, unit: str, day: int, hour: int) -> dict[str, object] | None:
    """What a unit says the first time that it sends where every party asks for itself."""
    if course.standing(unit) != NONE:
        return None
    course.said(unit, GIVEN)
    # whoever consents for a child says which units may be invited (VB-CONS-12)
    parties = {"parties": sorted(course.to)} if course.patient.minor else {}
    at = course.at(day, hour) - timedelta(minutes=10)
    return course.consent("given", at, unit, scopes=SCOPES, **parties)


def _drawn_up(course: Course) -> Plan:
    plan = Plan(course, _leads(course), f"sip-{course.name}")
    block = _block(course, plan.leads, 0, 9)
    first, content = (
        ("samordningsarende", plan_contents.case(course))
        if plan.region in CASE_FIRST
        else ("fast-vardkontakt", contents.contact())
    )
    course.send(course.at(0, 9), first, content, sender=plan.leads, in_stay=False, consent=block)
    called = course.send(
        course.at(0, 13),
        "kallelse",
        plan_contents.invitation(course, course.at(_MEETING_DAY, 13), plan.plan_id),
        sender=plan.leads,
        in_stay=False,
    )
    for position, unit in enumerate(plan.others):
        course.send(
            course.at(1, 9, position),
            "svar-kallelse",
            plan_contents.answer(),
            sender=unit,
            to=(plan.leads,),
            relates_to=called.step.message_id,
            in_stay=False,
            consent=_block(course, unit, 1, 9),
        )
    _send(plan, 2, 9, "kartlaggning", plan_contents.survey(plan.plan_id))
    _written(plan, _MEETING_DAY, 15)
    if plan.region in APPROVES:
        _written(plan, _MEETING_DAY + 1, 9, action="approve", says="the plan is approved")
    else:
        _written(plan, _MEETING_DAY + 1, 9, action="revise", says="the plan is revised")
    return plan


def _send(plan: Plan, day: int, hour: int, kind: str, content: dict[str, object], **how: object) -> Sent:
    return plan.course.send(
        plan.course.at(day, hour),
        kind,
        content,
        **{"sender": plan.leads, "in_stay": False, **how},  # type: ignore[arg-type]
    )


def _written(
    plan: Plan, day: int, hour: int, *, action: str = "new", whole: tuple[str, ...] = (), says: str = ""
) -> Sent:
    """The plan as it is then, built on its newest message."""
    course, before = plan.course, plan.newest
    met = course.at(_MEETING_DAY, 14)
    sent = course.send(
        course.at(day, hour),
        "sip",
        plan_contents.plan(course, plan.leads, met, plan.plan_id, plan.version),
        sender=plan.leads,
        action=action,
        relates_to=before.step.message_id if before else None,
        in_stay=False,
        whole=whole,
        says=says or f"the plan, version {plan.version}",
    )
    if not whole:
        plan.newest = sent
    return sent


def _followed_up(plan: Plan) -> None:
    """Called to, commented, evaluated; Västmanland writes all of it into a new version, which is then approved."""
    course = plan.course
    content = plan_contents.invitation(course, course.at(37, 14), plan.plan_id, purpose="uppfoljning")
    _send(plan, 30, 9, "kallelse", content, says="kallelse to follow-up")
    if plan.region in CASE_FIRST:
        plan.version += 1
        _written(plan, 37, 13, says="version 2, for what the follow-up finds")
    for number, unit in enumerate(plan.others, start=1):
        others = tuple(one for one in course.to if one != unit)
        comment = plan_contents.follow_up(plan.plan_id, number)
        _send(plan, 37, 14 + number, "uppfoljning", comment, sender=unit, to=others)
    own = len(plan.others) + 1
    _send(plan, 67, 13, "utvardering", plan_contents.evaluation(plan.plan_id, own, course.at(67, 13)))
    if plan.region in CASE_FIRST:
        _written(plan, 67, 15, action="approve", says="version 2 is approved")
    _closed(plan, 68, "mal-uppnadda", says="closed: the goals are met")


def _closed(plan: Plan, day: int, reason: str, *, says: str, content_free: bool = False) -> None:
    outcomes = dict.fromkeys(plan.others, "reduce") if content_free else None
    content: dict[str, object] = {"planId": plan.plan_id, "reason": reason, "individualConsulted": True}
    if not content_free:
        content["agreedBy"] = sorted(plan.course.to)
    newest = plan.newest.step.message_id if plan.newest else None
    _send(plan, day, 13, "sip", content, action="close", relates_to=newest, says=says, outcomes=outcomes)


def _annulled(plan: Plan) -> None:
    """Västmanland annuls note by note, the newest first, and then the case (VM-CONS-10)."""
    reason = {"reason": "samtycke-aterkallat"}
    notes = [sent for sent in plan.course.sent if sent.step.message["kind"] == "sip" and not sent.whole]
    outcomes = dict.fromkeys(plan.others, "reduce")
    for position, note in enumerate(reversed(notes)):
        plan.course.send(
            plan.course.at(20, 13, position),
            "sip",
            reason,
            sender=plan.leads,
            action="annul",
            relates_to=note.step.message_id,
            in_stay=False,
            outcomes=outcomes,
            says="a note of the plan is annulled",
        )
    case = next(sent for sent in plan.course.sent if sent.step.message["kind"] == "samordningsarende")
    plan.course.send(
        plan.course.at(20, 14),
        "samordningsarende",
        reason,
        sender=plan.leads,
        action="annul",
        relates_to=case.step.message_id,
        in_stay=False,
        outcomes=outcomes,
        says="the case is annulled",
    )
