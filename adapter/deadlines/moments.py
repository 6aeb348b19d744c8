"""The moments that deadlines are counted from: each gives one instance per stay, invitation or plan that has it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from adapter.deadlines import judgements, received
from adapter.deadlines.instance import Begun, Instance
from adapter.model.course import Course
from adapter.model.history import MERE_ANSWERS, Episode, Event, done_at
from adapter.model.invitations import versions
from adapter.model.sip import OPENING
from adapter.model.swedish_time import swedish_day

Moment = Callable[[Course], Iterator[Instance]]


def first_notice(course: Course, stay: Episode) -> Event | None:
    """The stay's first inskrivningsmeddelande."""
    return next((event for event in course.of_stay(stay) if event.kind == "inskrivningsmeddelande"), None)


def assessed_at(course: Course, stay: Episode) -> datetime | None:
    """When the physician judged that interventions may be needed, as the notices say it; the earliest."""
    return earliest_stated(course, stay, "needAssessedAt")


def earliest_stated(course: Course, stay: Episode, member: str) -> datetime | None:
    """The earliest of what the stay's notices state there."""
    notices = (event for event in course.of_stay(stay) if event.kind == "inskrivningsmeddelande")
    stated = (event.instant(member) for event in notices)
    return min((one for one in stated if one is not None), default=None)


def _stays(of: Callable[[Course, Episode], Begun | None]) -> Moment:
    def moment(course: Course) -> Iterator[Instance]:
        for stay in course.episodes:
            found = of(course, stay)
            if found is not None:
                starts, about = found
                yield Instance(starts, about, stay=stay)

    return moment


def _admission(course: Course, stay: Episode) -> Begun | None:
    """As the newest notice says it; before there is a notice, as the first message of the stay does, no mere answer."""
    own = (event for event in course.of_stay(stay) if event.kind not in MERE_ANSWERS)
    stated = (event.admitted_at for event in own if event.admitted_at is not None)
    at = stay.admitted_at or next(stated, None)
    return (at, first_notice(course, stay)) if at else None


def _assessment(course: Course, stay: Episode) -> Begun | None:
    at = assessed_at(course, stay)
    return (at, first_notice(course, stay)) if at else None


def later_assessment(course: Course, stay: Episode) -> Begun | None:
    """The judgement, where it was made only after the admission."""
    at = assessed_at(course, stay)
    later = at is not None and stay.admitted_at is not None and at > stay.admitted_at
    return (at, first_notice(course, stay)) if at is not None and later else None


def _admission_or_assessment(course: Course, stay: Episode) -> Begun | None:
    """The later of the two clocks (ST-DEADL-01)."""
    found = [one for one in (_admission(course, stay), _assessment(course, stay)) if one is not None]
    return max(found, key=lambda one: one[0].timestamp(), default=None)


def _assessment_or_admission(course: Course, stay: Episode) -> Begun | None:
    """The judgement where one is stated, else the admission, at which it is then taken to have been made (NB-DEADL-01)."""
    return _assessment(course, stay) or _admission(course, stay)


def _notice(course: Course, stay: Episode) -> Begun | None:
    notice = first_notice(course, stay)
    return (done_at(notice), notice) if notice else None


def _notice_without_date(course: Course, stay: Episode) -> Begun | None:
    notice = first_notice(course, stay)
    if notice is None or notice.noted.get("estimatedDischarge"):
        return None
    return done_at(notice), notice


def _ready(course: Course, stay: Episode) -> Begun | None:
    """The utskrivningsklar that stands, from when it was sent."""
    event = course.history.event(stay.ready) if stay.ready else None
    return (done_at(event), event) if event else None


def _judged_ready(course: Course, stay: Episode) -> Begun | None:
    event = course.history.event(stay.ready) if stay.ready else None
    return (stay.ready_at, event) if event and stay.ready_at else None


def _discharge(course: Course, stay: Episode) -> Begun | None:
    """The departure, as the utskrivningsmeddelande that stands says it."""
    event = course.history.event(stay.discharge) if stay.discharge else None
    return (stay.discharged_at or done_at(event), event) if event else None


def _calls(course: Course) -> Iterator[Instance]:
    """Every invitation that stands to draw up a SIP, from when it was sent; of a plan that was replaced, in that plan."""
    for sip in course.sips:
        for invitation in sip.invitations:
            told = versions(course.history.events, invitation.message_id)
            event = told[0] if told else None
            if event is not None and event.message_id in sip.messages and invitation.purpose in OPENING:
                yield Instance(done_at(event), event, sip=sip, invitation=invitation)


def _meetings(course: Course) -> Iterator[Instance]:
    """Every meeting that a standing invitation calls to, from when it begins."""
    for instance in _calls(course):
        invitation = instance.invitation
        if invitation is not None and invitation.start is not None:
            yield Instance(invitation.start, instance.about, sip=instance.sip, invitation=invitation)


def _calls_in_open_care(course: Course) -> Iterator[Instance]:
    """Every standing invitation outside any stay to draw up a plan; one to a discharge's is of the stay that had begun."""
    for instance in _calls(course):
        called_in_stay = instance.about is not None and instance.about.episode is not None
        begun = (one.admitted_at for one in course.episodes if one.admitted_at is not None)
        of_stay = any(at <= instance.starts for at in begun)
        svu = instance.invitation is not None and instance.invitation.purpose == "sip-svu"
        if not called_in_stay and not (svu and of_stay):
            yield instance


def _need_known_in_open_care(course: Course) -> Iterator[Instance]:
    """When the need became known, as each of those invitations says it."""
    for instance in _calls_in_open_care(course):
        told = versions(course.events, instance.about.message_id if instance.about else None)
        at = next((at for event in told if (at := event.instant("needKnownAt")) is not None), None)
        if at is not None:
            yield replace(instance, starts=at)


def _care_planning_meetings(course: Course) -> Iterator[Instance]:
    """Every meeting of coordinated care planning (LPT, LRV) that is not called off, from when it begins."""
    for event in course.events:
        if event.kind != "kallelse" or event.action != "new":
            continue
        told = versions(course.events, event.message_id)
        if told and told[-1].noted.get("purpose", event.noted.get("purpose")) == "samordnad-vardplanering":
            starts = told[-1].instant("start") or event.instant("start")
            if starts is not None:
                yield Instance(starts, event)


def _each_follow_up(course: Course) -> Iterator[Instance]:
    """When a plan was drawn up, and each day on which it was followed up: a year that was missed stays missed."""
    for sip in course.sips:
        days: dict[date, Event] = {}
        own = (event for event in course.events if event.message_id in sip.messages)
        for event in sorted(filter(follows_up, own), key=done_at):
            days[swedish_day(done_at(event))] = event
        for event in days.values():
            yield Instance(done_at(event), event, sip=sip)


def follows_up(event: Event) -> bool:
    """Whether a message is a plan's first or next version, a follow-up or an evaluation of it."""
    return event.kind in {"uppfoljning", "utvardering"} or (event.kind == "sip" and event.action == "new")


def _follow_up_agreed(course: Course) -> Iterator[Instance]:
    """When a plan's follow-up date was agreed on: the message that first states the date that now holds."""
    for sip in course.sips:
        since: Event | None = None
        date_now: object = None
        for event in course.events:
            stated = event.noted.get("followUpAt")
            if event.kind == "sip" and event.message_id in sip.messages and stated not in (None, date_now):
                since, date_now = event, stated
        if since is not None:
            yield Instance(done_at(since), since, sip=sip)


def _follow_up_date(course: Course) -> Iterator[Instance]:
    """The follow-up date that a plan's newest version sets, from the message that first set it; a closed plan's too."""
    for sip in course.sips:
        if sip.follow_up_at is None or sip.state == "annulled":
            continue
        setting = None
        for event in course.events:
            if event.kind == "sip" and event.action != "close" and event.message_id in sip.messages:
                same = event.instant("followUpAt") == sip.follow_up_at
                setting = (setting or event) if same else None
        yield Instance(sip.follow_up_at, setting, sip=sip)


MOMENTS: Mapping[str, Moment] = {
    "admission": _stays(_admission),
    "assessment": _stays(_assessment),
    "later-assessment": _stays(later_assessment),
    "admission-or-assessment": _stays(_admission_or_assessment),
    "assessment-or-admission": _stays(_assessment_or_admission),
    "notice": _stays(_notice),
    "new-needs-judged": _stays(judgements.new_needs),
    "notice-without-date": _stays(_notice_without_date),
    "ready": _stays(_ready),
    "ready-received": _stays(judgements.ready_received),
    "ready-to-go-home": _stays(judgements.ready_to_go_home),
    "judged-ready": _stays(_judged_ready),
    "discharge": _stays(_discharge),
    "planning-call": _calls,
    "planning-meeting": _meetings,
    "care-planning-meeting": _care_planning_meetings,
    "call-in-open-care": _calls_in_open_care,
    "need-known-in-open-care": _need_known_in_open_care,
    "each-follow-up": _each_follow_up,
    "follow-up-agreed": _follow_up_agreed,
    "follow-up-date": _follow_up_date,
    "notice-received": received.notices,
    "half-day": received.half_days,
    "sip-agreed": _stays(received.agreed),
}
