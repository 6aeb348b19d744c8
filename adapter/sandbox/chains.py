"""Care chains as the regions run them: one inpatient stay from admission to discharge, with what may go otherwise."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapter.sandbox import contents
from adapter.sandbox.course import Course, Sent
from adapter.sandbox.expectation import GIVEN, NONE, REFUSED, UNABLE
from adapter.sandbox.places import units

WITH_BASIS = {"vasterbotten", "norrbotten"}
"""Regions whose routine has a planning basis and answers to the admission notice."""
WITH_INFORMATION = {"vasterbotten", "norrbotten", "halland"}
_STANDING = {
    "given": GIVEN,
    "withdrawn": GIVEN,
    "refused": REFUSED,
    "unclear": REFUSED,
    "unable": UNABLE,
    "not-asked": NONE,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How one stay goes: its consent, its colour, the day of being ready, who acknowledges, and what happens besides."""

    consent: str = "given"
    colour: str = "bla"
    days: int = 4
    reason: int = 0
    traits: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()

    def has(self, trait: str) -> bool:
        """Whether this happens in the stay."""
        return trait in self.traits


def stay(course: Course, plan: Plan) -> None:
    """The whole stay."""
    if plan.has("care-request"):
        _care_request(course)
    notice = _admission(course, plan)
    if course.sent[-1].whole:
        return
    _receive(course, plan, notice, course.at(0, 11), answers=plan.consent == "given")
    if plan.has("mistake"):
        _mistake(course)
    _planning(course, plan)
    if plan.has("death"):
        _death(course, plan)
        return
    ready = _ready(course, plan)
    if any(expected.arrives for expected in ready.step.expected.values()):
        _receive(course, plan, ready, ready.step.at + timedelta(minutes=15))
    _before_leaving(course, plan)
    _discharge(course, plan)


def _admission(course: Course, plan: Plan) -> Sent:
    at = course.at(0, 10)
    course.said(course.ward, _STANDING[plan.consent])
    block = consent_block(course, plan.consent, at, course.ward)
    content = contents.admission(course, plan.days, short=plan.has("short"), reason=plan.reason)
    notice = course.send(at, "inskrivningsmeddelande", content, consent=block)
    if plan.has("moved") and not notice.whole:
        moved = contents.admission(course, plan.days + 3, reason=plan.reason)
        course.send(
            course.at(1, 7, 30),
            "inskrivningsmeddelande",
            moved,
            action="revise",
            relates_to=notice.step.message_id,
            says="the estimated date moves",
        )
    return notice


def consent_block(course: Course, consent: str, at: datetime, unit: str) -> dict[str, object] | None:
    """The block that a message carries in which this is said for the first time."""
    recorded = at - timedelta(minutes=30)
    if consent == "not-asked":
        return None
    if consent == "refused":
        return course.consent("refused", recorded, unit, scopes=["informationsoverforing"])
    if consent in {"unable", "unclear"}:
        block = course.consent("unable", recorded, unit)
        if consent == "unclear":
            block["harmAssessment"] = {
                "outcome": "unclear",
                "assessor": {"name": "Sara Provläkare", "title": "överläkare"},
                "at": recorded.isoformat(),
            }
        return block
    return course.consent("given", recorded, unit)


def own_consent(course: Course, unit: str, at: datetime) -> dict[str, object] | None:
    """Where every party asks for itself: what it was told, the first time that it sends."""
    if not course.own_holder or course.standing(unit) != NONE:
        return None
    course.said(unit, GIVEN)
    return course.consent("given", at - timedelta(minutes=10), unit)


def _receive(course: Course, plan: Plan, message: Sent, at: datetime, *, answers: bool = False) -> None:
    """Every unit that got it acknowledges, late or never as the plan has it, and answers where the routine says so."""
    for unit in _receivers(course):
        if unit in plan.silent:
            continue
        late = unit in plan.late
        # a late one comes well after noon and the end of the day, but while the stay goes on
        when = at + timedelta(hours=26) if late else at
        course.acknowledge(when, unit, message, late=late)
        if answers and units()[unit].region in WITH_BASIS and not late:
            block = own_consent(course, unit, at)
            course.send(
                at + timedelta(minutes=10),
                "svar-inskrivningsmeddelande",
                contents.answer(),
                sender=unit,
                to=(course.ward,),
                relates_to=message.step.message_id,
                consent=block,
            )


def _receivers(course: Course) -> tuple[str, ...]:
    return tuple(unit for unit in course.to if units()[unit].electronic)


def _planning(course: Course, plan: Plan) -> None:
    if plan.has("short"):
        return
    first = _basis(course, plan)
    if course.region.name == "vastmanland" and plan.consent == "given":
        course.send(course.at(1, 10), "samordningsarende", contents.case(course))
    if plan.consent == "not-asked":
        _asked_later(course, plan, first)
    if plan.consent == "withdrawn":
        _withdrawn(course)
    if plan.consent == "given":
        _contact(course)
        if plan.has("annulled"):
            _annulled(course)
        if plan.has("self-care"):
            at = course.at(1, 14)
            course.send(at, "egenvardsplanering", contents.self_care(at))
        if plan.has("long"):
            _basis(course, plan, again=first)


def _basis(course: Course, plan: Plan, again: Sent | None = None) -> Sent:
    """What the planning rests on, as the region has it: a planning basis, Halland's notice of planning, or a note."""
    at = course.at(plan.days - 2 if again else 1, 9)
    if course.region.name in WITH_BASIS:
        return course.send(
            at,
            "planeringsunderlag",
            contents.planning_basis(at, contents.YES[plan.colour]),
            action="revise" if again else "new",
            relates_to=again.step.message_id if again else None,
        )
    if again:
        return course.send(at, "generellt-meddelande", contents.note("Läget är oförändrat"))
    halland = course.region.name == "halland"
    content = contents.joint_planning() if halland else contents.note("Underlag för planering")
    return course.send(at, "generellt-meddelande", content)


def _contact(course: Course) -> None:
    """The fixed care contact is named by open care where the patient lives."""
    unit = next(unit for unit in course.to if units()[unit].role == "primarvard")
    at = course.at(1, 12)
    others = (course.ward, *(one for one in _receivers(course) if one != unit))
    course.send(
        at,
        "fast-vardkontakt",
        contents.contact(),
        sender=unit,
        to=others,
        consent=own_consent(course, unit, at),
    )


def _asked_later(course: Course, plan: Plan, before: Sent) -> None:
    """The patient is asked at last; what was held goes, what was refused is sent anew."""
    said = course.at(1, 13)
    course.said(course.ward, GIVEN)
    course.send(said, "samtycke", course.consent("given", said, course.ward), says="the consent is given")
    if any(expected.outcome == "hold" for expected in before.step.expected.values()):
        course.sent[course.sent.index(before)] = replace(before, later="forward")
    at = course.at(1, 15)
    if course.region.name in WITH_BASIS:
        course.send(
            at,
            "planeringsunderlag",
            contents.planning_basis(at, contents.YES[plan.colour]),
            action="revise",
            relates_to=before.step.message_id,
            says="planeringsunderlag anew",
        )
    else:
        course.send(at, "generellt-meddelande", contents.note("Underlag för planering, nu med samtycke"))


def _withdrawn(course: Course) -> None:
    said = course.at(1, 13)
    course.said(course.ward, REFUSED)
    block = course.consent("withdrawn", said, course.ward, scopes=["informationsoverforing"])
    course.send(said, "samtycke", block, says="the consent is withdrawn")
    course.send(course.at(1, 15), "generellt-meddelande", contents.note("Efter återkallelsen"))


def _annulled(course: Course) -> None:
    wrong = course.send(course.at(1, 13), "generellt-meddelande", contents.note("Till fel mottagare"))
    course.send(
        course.at(1, 13, 30),
        "generellt-meddelande",
        {"reason": "fel-mottagare"},
        action="annul",
        relates_to=wrong.step.message_id,
        says="annulled: wrong recipient",
    )


def _mistake(course: Course) -> None:
    """Somebody who may not says that the patient is ready."""
    at = course.at(0, 15)
    prefix = course.region.prefix
    course.send(
        at,
        "utskrivningsklar",
        contents.ready(at),
        function="annan",
        whole=(f"{prefix}-ROLE", "LAW-ROLE"),
        says="utskrivningsklar without the physician",
    )


def _death(course: Course, plan: Plan) -> None:
    at = course.at(plan.days, 9)
    content = {"reason": "avliden", "text": "Patienten har avlidit på avdelningen"}
    course.send(at, "avbruten-planering", content, says="the patient dies")


def _ready(course: Course, plan: Plan) -> Sent:
    """Utskrivningsklar, perhaps taken back once."""
    hour = 10 if plan.days else 13
    at = course.at(plan.days, hour)
    transfer = "opt" if plan.has("psychiatric") else None
    ready = course.send(at, "utskrivningsklar", contents.ready(at, transfer=transfer))
    if plan.has("retracted") and any(expected.arrives for expected in ready.step.expected.values()):
        back = course.at(plan.days, 15)
        prefix = course.region.prefix
        if course.region.name == "norrbotten":
            # The guideline knows no retraction (NB-STATE-13): refused, and the patient stays ready.
            rules: tuple[str, ...] = (f"{prefix}-STATE-13",)
        else:
            rules = ()
        course.send(
            back,
            "utskrivningsklar",
            contents.retraction(course, plan.days + 1),
            action="cancel",
            relates_to=ready.step.message_id,
            whole=rules,
            says="utskrivningsklar retracted",
        )
        if not rules:
            again = course.at(plan.days + 1, 9)
            course.send(
                again, "utskrivningsklar", contents.ready(again, transfer=transfer), says="ready anew"
            )
    return ready


def _before_leaving(course: Course, plan: Plan) -> None:
    region = course.region.name
    if plan.has("psychiatric") and plan.consent == "given":
        at = course.at(plan.days, 12)
        content = contents.care_plan(course, at)
        made = course.send(at, "samordnad-vardplan", content, function="chefsoverlakare")
        course.send(
            course.at(plan.days, 14),
            "samordnad-vardplan",
            content,
            action="approve",
            relates_to=made.step.message_id,
            function="chefsoverlakare",
            says="the coordinated care plan is approved by all",
        )
    if region == "norrbotten":
        _start_times(course, plan)
    if plan.consent in {"given", "not-asked"} and region in WITH_INFORMATION:
        for position, unit in enumerate(_receivers(course)):
            at = course.at(plan.days, 16, 20 + position)
            content = contents.patient_information(unit, _leaves(course, plan))
            block = own_consent(course, unit, at)
            course.send(at, "patientinformation", content, sender=unit, to=(course.ward,), consent=block)


def _start_times(course: Course, plan: Plan) -> None:
    """Norrbotten's ward waits for every receiver's start time (NB-MSG-13, NB-STATE-06), unless the patient has refused."""
    if plan.consent in {"refused", "withdrawn"}:
        return
    home_at = _leaves(course, plan)
    for position, unit in enumerate(_receivers(course)):
        at = course.at(plan.days, 16, position)
        if plan.consent in {"unable", "unclear"}:
            block = consent_block(course, plan.consent, at, unit)
            course.said(unit, _STANDING[plan.consent])
        else:
            block = own_consent(course, unit, at)
        content = contents.start_time(home_at - timedelta(hours=1))
        course.send(at, "generellt-meddelande", content, sender=unit, to=(course.ward,), consent=block)


def _leaves(course: Course, plan: Plan) -> datetime:
    if plan.has("short"):
        return course.at(0, 17, 30)
    return course.at(plan.days + (2 if plan.has("retracted") else 1), 11)


def _discharge(course: Course, plan: Plan) -> None:
    at = _leaves(course, plan)
    discharge = course.send(at, "utskrivningsmeddelande", contents.discharge(at))
    _receive(course, plan, discharge, at + timedelta(minutes=40))
    if plan.consent != "given":
        return
    if plan.has("deviation"):
        unit = _receivers(course)[0]
        sent = at + timedelta(hours=5)
        course.send(
            sent,
            "avvikelse",
            contents.deviation(course.ward, sent - timedelta(hours=1)),
            sender=unit,
            to=(course.ward,),
            consent=own_consent(course, unit, sent),
        )
    if course.region.name == "vastmanland" and not plan.has("short"):
        case = next(s for s in course.sent if s.step.message["kind"] == "samordningsarende")
        course.send(
            at + timedelta(days=1),
            "samordningsarende",
            {**contents.case(course), "reason": "Målen är uppnådda"},
            action="close",
            relates_to=case.step.message_id,
            says="the case is closed",
        )


def _care_request(course: Course) -> None:
    """Vårdbegäran: the municipality tells the hospital how the person is, before the admission."""
    unit = next(unit for unit in course.to if units()[unit].organisation == "kommun")
    at = course.at(0, 7, 30)
    course.said(unit, GIVEN)
    course.send(
        at,
        "vardbegaran",
        contents.care_request(),
        sender=unit,
        to=(course.ward,),
        in_stay=False,
        consent=course.consent("given", at - timedelta(minutes=10), unit),
    )
