"""What meets a deadline: for each owner the instant at which it was done, None as long as it is not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from adapter.deadlines.instance import Instance, called_off_since, invitations, written
from adapter.deadlines.moments import first_notice, follows_up
from adapter.model.course import Course
from adapter.model.directory import INPATIENT, MUNICIPAL, OPEN_CARE
from adapter.model.history import Event, done_at


@dataclass(frozen=True, slots=True)
class Done:
    """When it was done; `late_entry` where that was on paper."""

    at: datetime
    late_entry: bool = False


_FOLLOWING = frozenset({"sip", "uppfoljning", "utvardering"})
"""What draws up a plan or follows it up."""
Fulfilment = Callable[[Course, Instance, str | None], Done | None]


def _by(event: Event | None) -> Done | None:
    return Done(done_at(event), event.late_entry) if event else None


def _first(events: Iterable[Event]) -> Done | None:
    return _by(min(events, key=done_at, default=None))


def _notice(course: Course, instance: Instance, _: str | None) -> Done | None:
    return _by(first_notice(course, instance.stay)) if instance.stay else None


def _estimate(course: Course, instance: Instance, _: str | None) -> Done | None:
    """A notice that names the estimated discharge date."""
    return _first(
        event
        for event in written(course, instance, "inskrivningsmeddelande")
        if event.noted.get("estimatedDischarge")
    )


def _planning_basis(course: Course, instance: Instance, _: str | None) -> Done | None:
    """The ward's own planning basis."""
    return _first(
        event
        for event in written(course, instance, "planeringsunderlag")
        if _of_ward(course, instance, event)
    )


def _of_ward(course: Course, instance: Instance, event: Event) -> bool:
    ward = instance.stay.inpatient_unit if instance.stay else None
    return event.sender == ward or course.role(event.sender) in INPATIENT


def _fixed_contact(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That a fast vårdkontakt is named, in the stay or earlier outside any."""
    stay = instance.stay.id if instance.stay else None
    return _first(
        event
        for event in course.events
        if event.kind == "fast-vardkontakt" and event.episode in {None, stay} and event.action != "cancel"
    )


def _fixed_contact_of_role(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """That a fast vårdkontakt is named by a unit of the owner's role: local care and psychiatry each name one; who had
    one from an earlier stay keeps it."""
    stay, role = instance.stay.id if instance.stay else None, course.role(owner)
    return _first(
        event
        for event in course.events
        if event.kind == "fast-vardkontakt"
        and course.role(event.sender) == role
        and (event.episode in {None, stay} or done_at(event) <= instance.starts)
    )


def _call(course: Course, instance: Instance, _: str | None) -> Done | None:
    """The first invitation to coordinated individual planning that stands, or stood as long as there was time for it."""
    standing = (event for _, event in invitations(course, instance))
    return _first((*standing, *called_off_since(course, instance)))


def _open_care_call(course: Course, instance: Instance, _: str | None) -> Done | None:
    """The same, of open care, whose duty it is; one of a unit that the directory lacks is taken for open care's."""
    standing = (event for _, event in invitations(course, instance))
    return _first(
        event
        for event in (*standing, *called_off_since(course, instance))
        if course.role(event.sender) in {*OPEN_CARE, None}
    )


def _meeting(course: Course, instance: Instance, _: str | None) -> Done | None:
    """The first SIP meeting that has been held: an invitation that stands, to a time that has come."""
    starts = [one.start for one, _ in invitations(course, instance) if one.start is not None]
    held = [start for start in starts if start <= course.at]
    return Done(min(held)) if held else None


def _after(course: Course, instance: Instance, *kinds: str) -> tuple[Event, ...]:
    return tuple(event for event in written(course, instance, *kinds) if done_at(event) >= instance.starts)


def _plans(course: Course, instance: Instance) -> Iterable[Event]:
    """The messages that draw up or follow up a plan of the person since the instance began."""
    return (
        event
        for event in course.events
        if event.kind in _FOLLOWING and event.action != "close" and done_at(event) >= instance.starts
    )


def _plan(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That the plan is drawn up, or an existing one followed up."""
    if instance.sip is not None:
        return _first(event for event in written(course, instance, "sip") if event.action != "close")
    return _first(_plans(course, instance))


def _plan_of_stay(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That a plan of the person was drawn up or followed up since the stay began, before or after the discharge."""
    admitted = instance.stay.admitted_at if instance.stay else None
    since = replace(instance, starts=admitted or instance.starts)
    return _first(_plans(course, since))


def _part_written(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """That a unit's own part of the plan is written after the meeting: it wrote itself, or the plan names it."""
    return _first(
        event
        for event in _after(course, instance, "sip", "uppfoljning")
        if event.sender == owner or owner in _responsible(event)
    )


def _plan_written(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That the plan itself is written after the meeting, by whoever."""
    return _first(event for event in _after(course, instance, "sip") if event.action != "close")


def _responsible(event: Event) -> frozenset[str | None]:
    items = cast("list[list[str | None]]", event.noted.get("items", []))
    return frozenset(unit for _, _, unit, _ in items)


def _next_follow_up(course: Course, instance: Instance, _: str | None) -> Done | None:
    """The plan's next version, follow-up or evaluation; that it was approved or closed is none."""
    return _first(
        event
        for event in written(course, instance, "sip", "uppfoljning", "utvardering")
        if follows_up(event) and done_at(event) > instance.starts
    )


def _commented(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """That a unit commented on its part since the version that set the date."""
    since = done_at(instance.about) if instance.about else instance.starts
    return _first(
        event
        for event in written(course, instance, "uppfoljning")
        if event.sender == owner and done_at(event) >= since
    )


def _departure(_: Course, instance: Instance, __: str | None) -> Done | None:
    at = instance.stay.discharged_at if instance.stay else None
    return Done(at) if at else None


def _planning_asked(course: Course, instance: Instance, _: str | None) -> Done | None:
    """Inpatient care's general message that asks for coordinated planning."""
    return _first(
        event
        for event in written(course, instance, "generellt-meddelande")
        if event.noted.get("topic") == "samordnad-planering" and _of_ward(course, instance, event)
    )


def _told(_: Course, instance: Instance, __: str | None) -> Done | None:
    """The message itself that the instance is about."""
    return _by(instance.about)


def _open_care_contact(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """That open care has named a fast vårdkontakt: in the stay or outside any; in an earlier stay, the same unit."""
    stay = instance.stay.id if instance.stay else None
    return _first(
        event
        for event in course.events
        if event.kind == "fast-vardkontakt"
        and course.role(event.sender) not in MUNICIPAL
        and (event.episode in {None, stay} or (event.sender == owner and done_at(event) <= instance.starts))
    )


def _made_or_followed_up(course: Course, instance: Instance, _: str | None) -> Done | None:
    """After a stay: that a plan was made since the admission, or that one from before was followed up since."""
    admitted = instance.stay.admitted_at if instance.stay else None
    found = []
    for sip in course.sips:
        own = [event for event in course.events if event.message_id in sip.messages]
        made = [event for event in own if event.kind == "sip" and event.action != "close"]
        if made and (admitted is None or min(map(done_at, made)) >= admitted) and sip.active:
            found += made
        found += [
            event
            for event in own
            if event.kind in _FOLLOWING
            and event.action in {"new", "revise"}
            and done_at(event) >= instance.starts
        ]
    return _first(found)


def _follow_up_call(course: Course, instance: Instance, _: str | None) -> Done | None:
    """A standing invitation to a follow-up that is still to come when the instance begins."""
    return _first(
        event
        for invitation, event in invitations(course, instance)
        if invitation.purpose == "uppfoljning"
        and invitation.start is not None
        and invitation.start > instance.starts
    )


def _own_planning(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """That a called unit told of its own planning: an assessment, its part of the plan, or that it comes prepared."""
    return _first(
        event
        for event in written(course, instance, "kartlaggning", "sip", "svar-kallelse")
        if event.sender == owner
        and done_at(event) >= instance.starts
        and (event.kind != "svar-kallelse" or event.noted.get("prepared") is True)
    )


def _care_plan_after(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That the coordinated care plan is written after the meeting."""
    return _first(
        event
        for event in course.events
        if event.kind == "samordnad-vardplan"
        and event.action != "close"
        and done_at(event) >= instance.starts
    )


def _notice_answered(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """That a unit has answered the admission notice, in any version: answers given stay valid (VB-ACK-03)."""
    answers = written(course, instance, "svar-inskrivningsmeddelande")
    return _first(event for event in answers if event.sender == owner)


def _fetched(course: Course, owner: str | None) -> list[datetime]:
    """When a unit that fetches what is for it did so; what is pushed to a unit is no sign that anybody looked."""
    unit = course.units.get(owner) if owner else None
    if unit is None or not unit.pulls:
        return []
    received = {event.message_id: event.received_at for event in course.events}
    return [
        disclosure.at
        for disclosure in course.history.disclosures
        if disclosure.recipient == owner
        and disclosure.at > received.get(disclosure.message_id, disclosure.at)
    ]


def _seen(course: Course, instance: Instance, owner: str | None) -> Done | None:
    """The first sign that a unit looked at what it gets: a kvittens, a message of its own, or that it emptied its mailbox."""
    signs = _fetched(course, owner)
    signs += [owed.met_at for owed in course.history.owed if owed.unit == owner and owed.met_at is not None]
    signs += [event.received_at for event in course.events if event.sender == owner]
    return min((Done(at) for at in signs if at >= instance.starts), key=lambda done: done.at, default=None)


def _drawn_up(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That a plan was drawn up which was not closed before the instance began."""
    drawn: list[Event] = []
    for sip in course.sips:
        own = [event for event in course.events if event.kind == "sip" and event.message_id in sip.messages]
        if not any(event.action == "close" and done_at(event) < instance.starts for event in own):
            drawn += [event for event in own if event.action != "close"]
    return _first(drawn)


def _contact(course: Course, instance: Instance, _: str | None) -> Done | None:
    """That the units were contacted before the departure, as the utskrivningsmeddelande that stands records it."""
    left = (
        course.history.event(instance.stay.discharge) if instance.stay and instance.stay.discharge else None
    )
    at = left.instant("contactRecordAt") if left else None
    return Done(at) if at else None


FULFILMENTS: Mapping[str, Fulfilment] = {
    "contact": _contact,
    "notice-answered": _notice_answered,
    "seen": _seen,
    "drawn-up": _drawn_up,
    "notice": _notice,
    "estimated-discharge": _estimate,
    "planning-basis": _planning_basis,
    "fixed-contact": _fixed_contact,
    "fixed-contact-of-role": _fixed_contact_of_role,
    "call": _call,
    "open-care-call": _open_care_call,
    "next-follow-up": _next_follow_up,
    "meeting": _meeting,
    "plan": _plan,
    "plan-of-stay": _plan_of_stay,
    "plan-written": _plan_written,
    "part-written": _part_written,
    "commented": _commented,
    "departure": _departure,
    "planning-asked": _planning_asked,
    "care-plan-after": _care_plan_after,
    "told": _told,
    "open-care-contact": _open_care_contact,
    "made-or-followed-up": _made_or_followed_up,
    "follow-up-call": _follow_up_call,
    "own-planning": _own_planning,
}
