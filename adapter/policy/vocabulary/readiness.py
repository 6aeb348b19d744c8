"""Facts about utskrivningsklar: how its time and its kvittens are read where a routine can be read in two ways."""

from collections.abc import Mapping

from adapter.model.history import MANUAL
from adapter.model.swedish_time import NOON, STOCKHOLM, swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.message import instant


def ready_by_noon(view: View) -> object:
    """Whether the utskrivningsklar in force was received at 12:00 at the latest; None without one."""
    received = view.facts.episode.ready_received_at if view.facts.episode else None
    return None if received is None else received.astimezone(STOCKHOLM).time() <= NOON


def ready_acknowledged_by_any(view: View) -> object:
    """Whether at least one unit that owes a kvittens for the utskrivningsklar has given it; None without one."""
    ready = view.facts.episode.ready if view.facts.episode else None
    if ready is None:
        return None
    owed = (owed for owed in view.facts.history.owed if owed.message_id == ready and owed.kind != MANUAL)
    return any(one.met_at is not None for one in owed)


def ready_days_after_sending(view: View) -> object:
    """Days from the day of sending to that of readyAt, in Sweden; on paper it is the day it was done."""
    stated = instant(view, "readyAt")
    if stated is None:
        return None
    done = view.message.outage.original_at if view.message.outage else view.message.sent_at
    return (swedish_day(stated) - swedish_day(done)).days


def care_contact_requested(view: View) -> object:
    """Whether the stay's newest inskrivningsmeddelande says that the patient asks for a fast vårdkontakt."""
    episode = view.facts.episode
    notices = (
        event.noted.get("careContactRequested")
        for event in reversed(view.facts.history.events)
        if episode and event.message_id == episode.notice
    )
    return next(notices, None) is True


QUESTIONS: Mapping[str, Question] = {
    "episode.readyByNoon": ready_by_noon,
    "episode.readyAcknowledgedByAny": ready_acknowledged_by_any,
    "episode.careContactRequested": care_contact_requested,
    "message.readyDaysAfterSending": ready_days_after_sending,
}
