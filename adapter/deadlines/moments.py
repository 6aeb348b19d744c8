"""The moments that deadlines are counted from: each gives one instance per stay, invitation or plan that has it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from adapter.deadlines.instance import Instance
from adapter.model.course import Course
from adapter.model.history import Episode, Event, done_at
from adapter.model.sip import SIP_INVITATIONS

Moment = Callable[[Course], Iterator[Instance]]


def noted_instant(event: Event, name: str) -> datetime | None:
    """An instant that an event kept of its content."""
    value = event.noted.get(name)
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def first_notice(course: Course, stay: Episode) -> Event | None:
    """The stay's first inskrivningsmeddelande."""
    return next((event for event in course.of_stay(stay) if event.kind == "inskrivningsmeddelande"), None)


def assessed_at(course: Course, stay: Episode) -> datetime | None:
    """When the physician judged that interventions may be needed, as the notices say it; the earliest."""
    said = (
        noted_instant(event, "needAssessedAt")
        for event in course.of_stay(stay)
        if event.kind == "inskrivningsmeddelande"
    )
    return min((one for one in said if one is not None), default=None)


def _stays(of: Callable[[Course, Episode], tuple[datetime, Event | None] | None]) -> Moment:
    def moment(course: Course) -> Iterator[Instance]:
        for stay in course.episodes:
            found = of(course, stay)
            if found is not None:
                starts, about = found
                yield Instance(starts, about, stay=stay)

    return moment


def _admission(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    return (stay.admitted_at, first_notice(course, stay)) if stay.admitted_at else None


def _assessment(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    at = assessed_at(course, stay)
    return (at, first_notice(course, stay)) if at else None


def _admission_or_assessment(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    """The later of the two clocks (ST-DEADL-01)."""
    known = [at for at in (stay.admitted_at, assessed_at(course, stay)) if at is not None]
    return (max(known), first_notice(course, stay)) if known else None


def _assessment_or_admission(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    """The judgement where one is stated, else the admission, at which it is then taken to have been made (NB-DEADL-01)."""
    return _assessment(course, stay) or _admission(course, stay)


def _notice(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    notice = first_notice(course, stay)
    return (done_at(notice), notice) if notice else None


def _notice_without_date(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    notice = first_notice(course, stay)
    if notice is None or notice.noted.get("estimatedDischarge"):
        return None
    return done_at(notice), notice


def _ready(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    """The utskrivningsklar that stands, from when it was sent."""
    event = course.history.event(stay.ready) if stay.ready else None
    return (done_at(event), event) if event else None


def _judged_ready(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    event = course.history.event(stay.ready) if stay.ready else None
    return (stay.ready_at, event) if event and stay.ready_at else None


def _discharge(course: Course, stay: Episode) -> tuple[datetime, Event | None] | None:
    """The departure, as the utskrivningsmeddelande that stands says it."""
    event = course.history.event(stay.discharge) if stay.discharge else None
    return (stay.discharged_at or done_at(event), event) if event else None


def _calls(course: Course) -> Iterator[Instance]:
    """Every invitation to a SIP that stands, from when it was sent."""
    for sip in course.sips:
        for invitation in sip.invitations:
            event = course.history.event(invitation.message_id)
            if event is not None and invitation.purpose in SIP_INVITATIONS:
                yield Instance(done_at(event), event, sip=sip, invitation=invitation)


def _meetings(course: Course) -> Iterator[Instance]:
    """Every meeting that a standing invitation calls to, from when it begins."""
    for instance in _calls(course):
        invitation = instance.invitation
        if invitation is not None and invitation.start is not None:
            yield Instance(invitation.start, instance.about, sip=instance.sip, invitation=invitation)


def _need_known(course: Course) -> Iterator[Instance]:
    """When the need of a plan became known, as the invitation that opened it says."""
    for sip in course.sips:
        for event in course.events:
            at = noted_instant(event, "needKnownAt") if event.message_id in sip.messages else None
            if event.kind == "kallelse" and at is not None:
                yield Instance(at, event, sip=sip)
                break


def _follow_up_date(course: Course) -> Iterator[Instance]:
    """The follow-up date that an active plan's newest version sets."""
    for sip in course.sips:
        event = course.history.event(sip.newest) if sip.newest else None
        if sip.active and sip.follow_up_at is not None:
            yield Instance(sip.follow_up_at, event, sip=sip)


def _last_followed_up(course: Course) -> Iterator[Instance]:
    """When an active plan was last drawn up, followed up or evaluated."""
    kinds = frozenset({"sip", "uppfoljning", "utvardering"})
    for sip in course.sips:
        own = [e for e in course.events if e.kind in kinds and e.message_id in sip.messages]
        if sip.active and own:
            yield Instance(done_at(own[-1]), own[-1], sip=sip)


MOMENTS: Mapping[str, Moment] = {
    "admission": _stays(_admission),
    "assessment": _stays(_assessment),
    "admission-or-assessment": _stays(_admission_or_assessment),
    "assessment-or-admission": _stays(_assessment_or_admission),
    "notice": _stays(_notice),
    "notice-without-date": _stays(_notice_without_date),
    "ready": _stays(_ready),
    "judged-ready": _stays(_judged_ready),
    "discharge": _stays(_discharge),
    "call": _calls,
    "meeting": _meetings,
    "need-known": _need_known,
    "follow-up-date": _follow_up_date,
    "last-followed-up": _last_followed_up,
}
