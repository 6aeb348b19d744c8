"""When a deadline applies: named questions about an instance; None where nothing says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from adapter.deadlines.instance import Instance, invitations
from adapter.deadlines.moments import assessed_at, earliest_stated, later_assessment
from adapter.model import flow as flows
from adapter.model.consent import INFORMATION
from adapter.model.course import Course
from adapter.model.deadline import Cutoff
from adapter.model.directory import provider_of
from adapter.model.history import MANUAL, Episode
from adapter.model.invitations import versions
from adapter.model.message import OPEN_COMPULSORY
from adapter.model.needs import NEW_NEEDS_QUESTIONS, much_as_before, social_services_only
from adapter.model.swedish_time import NOON, STOCKHOLM, swedish_day

Condition = Callable[[Course, Instance], bool | None]
_SHORT = timedelta(hours=24)


def _stay(of: Callable[[Episode], bool | None]) -> Condition:
    def condition(_: Course, instance: Instance) -> bool | None:
        return of(instance.stay) if instance.stay else None

    return condition


def _colour(*colours: str) -> Condition:
    return _stay(lambda stay: stay.colour in colours if stay.colour else None)


def _assessed_later(course: Course, instance: Instance) -> bool | None:
    """Whether the need was judged only after the admission."""
    return instance.stay is not None and later_assessment(course, instance.stay) is not None


def needs_coordination(course: Course, instance: Instance) -> bool | None:
    """Whether interventions of several must be coordinated: as the planning basis answers it, or `sipRequired` says."""
    stated = course.facts.get("sipRequired")
    if isinstance(stated, bool):
        return stated
    said = dict(instance.stay.answers) if instance.stay else {}
    return said.get("samordningsbehov")


def only_social_services(course: Course, instance: Instance) -> bool | None:
    """Whether only social services are needed."""
    return social_services_only(dict(instance.stay.answers) if instance.stay else {}, course.facts)


def _refused(scope: str) -> Condition:
    """Whether the newest consent to something is a no: the ward's own provider's records where it has any."""

    def condition(course: Course, instance: Instance) -> bool | None:
        records = [one for one in course.history.consents if scope in (one.consent.scopes or (INFORMATION,))]
        ward = instance.stay.inpatient_unit if instance.stay else None
        holder = provider_of(ward, course.units) if ward else None
        own = [one for one in records if one.holder == holder]
        refused: bool | None = None
        for record in own if own and scope != "sip" else records:
            refused = record.refuses(before=refused is True)
        return refused

    return condition


def _adapted_time(course: Course, instance: Instance) -> bool | None:
    """Whether an invitation says that its time is adapted to the person's needs."""
    return any(
        told.noted.get("adaptedTime") is True
        for _, event in invitations(course, instance)
        for told in versions(course.events, event.message_id)
    )


def _flow(course: Course, instance: Instance) -> int | None:
    stay = instance.stay
    return flows.of_stay(stay, course.of_stay(stay), course.role) if stay else None


def new_needs(course: Course, instance: Instance) -> bool | None:
    """Whether the patient has needs that are new, as the planning basis answers or inpatient care's message says."""
    stated = dict(instance.stay.answers) if instance.stay else {}
    said = {stated.get(question) for question in NEW_NEEDS_QUESTIONS}
    if True in said or said == {False}:
        return True in said
    found = _flow(course, instance)
    return None if found is None else found != flows.KNOWN_NEEDS


def _planning(course: Course, instance: Instance) -> bool | None:
    """Whether coordinated planning is needed: new needs of more than social services, or so answered."""
    said, found = needs_coordination(course, instance), _flow(course, instance)
    if said or found == flows.NEW_NEEDS:
        return True
    return False if found is not None else said


def _much_as_before(course: Course, instance: Instance) -> bool | None:
    """Whether a known person goes home much as before; what nobody has said is no ground for such an aim."""
    stay = instance.stay
    return stay is not None and much_as_before(stay, course.of_stay(stay)) is True


def _after_a_day(of: Callable[[Course, Episode], datetime | None]) -> Condition:
    def condition(course: Course, instance: Instance) -> bool | None:
        stay = instance.stay
        at = of(course, stay) if stay else None
        if at is None or stay is None or stay.admitted_at is None:
            return None
        return at > stay.admitted_at + _SHORT

    return condition


def _first_round(course: Course, stay: Episode) -> datetime | None:
    """The first medical round, as the notices state it."""
    return earliest_stated(course, stay, "firstRoundAt")


def _open_compulsory(course: Course, instance: Instance) -> bool | None:
    """Whether the patient goes over to open compulsory care, where a coordinated care plan is made instead."""
    stay = instance.stay
    if stay is None:
        return None
    over = (one.noted.get("transferTo") for one in course.of_stay(stay) if one.message_id == stay.ready)
    return stay.legal_form in OPEN_COMPULSORY or any(form in OPEN_COMPULSORY for form in over)


def _sip_expected(course: Course, instance: Instance) -> bool | None:
    """Whether a SIP meeting is to come: one is called to, or coordination is needed and the colour asks for it."""
    if invitations(course, instance):
        return True
    if instance.stay is not None and instance.stay.colour in {"bla", "gron"}:
        return False
    return needs_coordination(course, instance)


def _short_stay(course: Course, instance: Instance) -> bool | None:
    """Whether it is a short stay still: told to be one, no longer than 24 hours so far, left without changed needs."""
    stay = instance.stay
    if stay is None or not stay.short_stay:
        return False if stay else None
    until = stay.discharged_at or course.at
    left = course.history.event(stay.discharge) if stay.discharge else None
    changed = left is not None and left.noted.get("changedNeeds") is True
    return not changed and until - (stay.admitted_at or until) <= _SHORT


def turns(stays: Iterable[Episode]) -> Iterator[datetime]:
    """When a condition comes to hold otherwise though nobody sends anything: a short stay has gone on for too long."""
    for stay in stays:
        if stay.short_stay and stay.discharge is None and stay.admitted_at is not None:
            yield stay.admitted_at + _SHORT


def _contact_needed(enough: Callable[[Iterable[bool]], bool], cutoff: Cutoff) -> Condition:
    """Whether a short stay's patient who leaves on the day of being ready needs the units to be contacted first: the
    notice came after the hour, or not enough of them have acknowledged it (VB-ACK-08, VB-ACK-09)."""

    def condition(course: Course, instance: Instance) -> bool | None:
        stay = instance.stay
        if stay is None or stay.ready_received_at is None or not _short_stay(course, instance):
            return False
        came = stay.ready_received_at.astimezone(STOCKHOLM)
        leaves = stay.discharged_at or course.at
        if swedish_day(leaves) != came.date():
            return False
        owed = [one for one in course.history.owed if one.message_id == stay.ready and one.kind != MANUAL]
        taken = enough(one.met_at is not None and one.met_at <= leaves for one in owed)
        return cutoff.passed(came.time()) or not taken

    return condition


def _complex(stay: Episode) -> bool:
    """Whether extensive needs are answered or the colour is red; what nobody has said is not complex."""
    return stay.colour == "rod" or dict(stay.answers).get("omfattande-behov") is True


CONDITIONS: Mapping[str, Condition] = {
    "short-stay": _short_stay,
    "sip-expected": _sip_expected,
    "complex-needs": _stay(_complex),
    "contact-needed": _contact_needed(all, Cutoff(NOON)),
    "contact-needed-unless-one": _contact_needed(any, Cutoff(NOON, "before")),
    "colour-undetermined": _stay(lambda stay: stay.colour is None),
    "later-assessment": _assessed_later,
    "needs-coordination": needs_coordination,
    "only-social-services": only_social_services,
    "colour-blue-or-green": _colour("bla", "gron"),
    "colour-yellow": _colour("gul"),
    "new-needs": new_needs,
    "coordinated-planning": _planning,
    "much-as-before": _much_as_before,
    "assessed-after-a-day": _after_a_day(assessed_at),
    "first-round-after-a-day": _after_a_day(_first_round),
    "open-compulsory-care": _open_compulsory,
    "information-refused": _refused(INFORMATION),
    "sip-declined": _refused("sip"),
    "adapted-time": _adapted_time,
}
