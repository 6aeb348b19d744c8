"""Facts about who has been called to coordinated planning, by whom, and what the plan that came of it leaves open."""

from collections.abc import Iterator, Mapping
from datetime import date

from adapter.model.history import Event
from adapter.model.sip import SIP_INVITATIONS, Invitation, Sip
from adapter.model.swedish_time import swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.history import of_stay, original
from adapter.policy.vocabulary.parties import roles_of
from adapter.policy.vocabulary.sip import about, responsible_units

_CALL = "kallelse"


def _call(view: View) -> Event | None:
    """The invitation that a message names, or that of the answer it names."""
    event = original(view)
    if event is not None and event.kind != _CALL and event.relates_to:
        event = view.facts.history.event(event.relates_to)
    return event if event and event.kind == _CALL else None


def called_for(view: View) -> object:
    """The purpose of the invitation that this message is about; None where it is about none."""
    call = _call(view)
    return call.noted.get("purpose") if call else None


def called_by(view: View) -> object:
    """The role of the unit that sent the invitation that this message is about."""
    call = _call(view)
    unit = view.facts.units.get(call.sender) if call else None
    return unit.role if unit else None


def call_retracted(view: View) -> object:
    """Whether the stay's utskrivningsklar was retracted after the invitation that this message names (HA-STATE-11)."""
    call = _call(view)
    if call is None or call.episode is None:
        return False
    events = view.facts.history.standing
    since = events[events.index(call) + 1 :] if call in events else ()
    return any(
        event.episode == call.episode and event.kind == "utskrivningsklar" and event.action == "cancel"
        for event in since
    )


def _calls(view: View) -> Iterator[Invitation]:
    """The invitations to planning that stand and were sent in the stay in hand, or since it began."""
    stay = of_stay(view)
    begun = stay[0].received_at if stay else None
    sent = {event.message_id: event.received_at for event in view.facts.history.standing}
    for sip in view.facts.sips:
        for invitation in sip.invitations:
            at = sent.get(invitation.message_id)
            late = begun is not None and at is not None and at >= begun
            if late and sip.active and invitation.purpose in SIP_INVITATIONS:
                yield invitation


def planning_called(view: View) -> object:
    """Whether anybody has called to planning since the stay began, and the invitation stands."""
    return any(True for _ in _calls(view))


def meeting_ahead(view: View) -> object:
    """Whether such an invitation calls to a meeting that is still to come."""
    return any(call.start is not None and call.start > view.facts.at for call in _calls(view))


def needed_from(view: View) -> object:
    """Whom the stay's newest request for planning or invitation says that interventions are needed from."""
    told = (event.noted["neededFrom"] for event in reversed(of_stay(view)) if "neededFrom" in event.noted)
    return next(told, None)


def party_roles(view: View) -> object:
    """The roles of the units that take part in the SIP: invited, inviting and coordinating."""
    sip = about(view)
    return roles_of(view, sip.parties) if sip else ()


def coordinator_role(view: View) -> object:
    """The role of the unit that the plan names as coordinator; None where it names no known unit."""
    stated = view.message.content.get("coordinator")
    named = view.facts.units.get(str(stated.get("unit"))) if isinstance(stated, Mapping) else None
    return named.role if named else None


def responsible_uncalled(view: View) -> object:
    """The units responsible in the plan that were neither called to it nor coordinate it nor send this message."""
    sip = about(view)
    there = {*(sip.parties if sip else ()), *view.message.recipients, view.message.sender.unit}
    return tuple(sorted(responsible_units(view) - there))


def not_followed_up(view: View) -> object:
    """The units responsible in the plan that have written no follow-up; its sender's own message counts as one."""
    sip = about(view)
    return tuple(sorted(responsible_units(view) - sip.commented - {view.message.sender.unit})) if sip else ()


def record_unmarked(view: View) -> object:
    """The units of the message that are not stated to have marked in their own records that there is a plan."""
    marked = view.message.content.get("recordMarked")
    stated = marked if isinstance(marked, list | tuple) else ()
    return tuple(sorted({view.message.sender.unit, *view.message.recipients} - {*stated}))


def copy_owed(view: View) -> object:
    """Whether the newest plan says that the individual wants a copy and not that one was handed over (HA-SIP-10)."""
    plans = (event for event in reversed(view.facts.history.standing) if event.kind == "sip")
    newest = next(plans, None)
    return newest is not None and newest.noted.get("copyOwed") is True


def recipient_at_meeting(view: View) -> object:
    """Whether the recipient and the opener both took part in the SIP that was closed on the day when this one was
    opened without an invitation: the sitting meeting makes the new plan (VB-SIP-35)."""
    sip = about(view)
    if sip is not None and sip.origin is not None:
        return False
    day = swedish_day(sip.opened_at if sip and sip.opened_at else view.message.sent_at)
    opener = sip.owner if sip and sip.owner else view.message.sender.unit
    return any({opener, view.recipient} <= old.parties for old in _closed_on(view, day))


def _closed_on(view: View, day: date) -> Iterator[Sip]:
    for old in view.facts.sips:
        last = view.facts.history.event(old.newest) if old.state == "closed" and old.newest else None
        if last is not None and last.action == "close" and swedish_day(last.received_at) == day:
            yield old


QUESTIONS: Mapping[str, Question] = {
    "original.calledFor": called_for,
    "original.calledBy": called_by,
    "original.callRetracted": call_retracted,
    "episode.planningCalled": planning_called,
    "episode.meetingAhead": meeting_ahead,
    "episode.neededFrom": needed_from,
    "sip.roles": party_roles,
    "sip.coordinatorRole": coordinator_role,
    "sip.responsibleUncalled": responsible_uncalled,
    "sip.notFollowedUp": not_followed_up,
    "sip.recordUnmarked": record_unmarked,
    "sip.copyOwed": copy_owed,
}
RECIPIENT: Mapping[str, Question] = {"recipient.atClosingMeeting": recipient_at_meeting}
