"""One occasion on which a deadline runs: a stay, an invitation, a plan, and the instant it is counted from."""

from dataclasses import dataclass
from datetime import datetime

from adapter.model.course import Course
from adapter.model.history import Episode, Event, done_at
from adapter.model.invitations import thread
from adapter.model.sip import SIP_INVITATIONS, Invitation, Sip

Begun = tuple[datetime, Event | None]
"""From when a time runs in a stay, and the message that began it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """`starts` is what the time is counted from; `about` the message that began it.

    `units` are those that it concerns, where the moment itself says which.
    """

    starts: datetime
    about: Event | None = None
    stay: Episode | None = None
    sip: Sip | None = None
    invitation: Invitation | None = None
    units: tuple[str, ...] = ()
    due: datetime | None = None
    """When the time runs out, for what looks at whether something still stood then."""

    @property
    def episode(self) -> str | None:
        """The id of its stay, or of the stay that its plan belongs to."""
        return self.stay.id if self.stay else self.sip.episode if self.sip else None


def written(course: Course, instance: Instance, *kinds: str) -> tuple[Event, ...]:
    """The standing messages of these kinds in the stay or plan of an instance, oldest first."""
    events = (event for event in course.events if event.kind in kinds)
    if instance.sip is not None:
        return tuple(event for event in events if event.message_id in instance.sip.messages)
    stay = instance.stay.id if instance.stay else None
    return tuple(event for event in events if stay is not None and event.episode == stay)


def invitations(course: Course, instance: Instance) -> tuple[tuple[Invitation, Event], ...]:
    """The standing invitations to a SIP that belong to an instance, each with the message that began it.

    To a stay belongs what was called in it, and what was called of the person's plans from when it began until the next.
    """
    found = []
    for sip in course.sips if instance.sip is None else (instance.sip,):
        for invitation in sip.invitations:
            event = course.history.event(invitation.message_id)
            if event is None or invitation.purpose not in SIP_INVITATIONS:
                continue
            if instance.sip is not None or _in_stay(course, instance.stay, invitation.episode, event):
                found.append((invitation, event))
    return tuple(sorted(found, key=lambda pair: done_at(pair[1])))


def _in_stay(course: Course, stay: Episode | None, episode: str | None, event: Event) -> bool:
    """Whether it was called in the stay; what names none was called in the one that had begun last."""
    if stay is None or episode is not None:
        return stay is not None and episode == stay.id
    begun = [(one.admitted_at, one.id) for one in course.episodes if one.admitted_at is not None]
    return max(((at, one) for at, one in begun if at <= done_at(event)), default=(None, ""))[1] == stay.id


def called_off_since(course: Course, instance: Instance) -> tuple[Event, ...]:
    """The invitations of a stay that were called off only after its time had run out: until then they stood."""
    due = instance.due
    if due is None:
        return ()
    found = (
        event
        for event in course.events
        if event.kind == "kallelse"
        and event.action == "new"
        and event.noted.get("purpose") in SIP_INVITATIONS
        and _in_stay(course, instance.stay, event.episode, event)
    )
    return tuple(event for event in found if _called_off_after(course, event, due))


def _called_off_after(course: Course, event: Event, due: datetime) -> bool:
    last = thread(course.events, event.message_id)[-1]
    return last.action == "cancel" and done_at(last) > due
