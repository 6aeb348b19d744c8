"""Facts about how a planning meeting is arranged: who receives the person, on what day, and why each party is called."""

from collections.abc import Mapping

from adapter.model.sip_parts import objects
from adapter.model.swedish_time import swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.message import instant

_SATURDAY = 5


def host_role(view: View) -> object:
    """The role of the unit that the invitation names as host; None where it names no known unit."""
    host = view.message.content.get("host")
    unit = view.facts.units.get(str(host.get("unit"))) if isinstance(host, Mapping) else None
    return unit.role if unit else None


def invitees_unexplained(view: View) -> object:
    """Whether a party is invited without a word on why (NB-MSG-22)."""
    return any(not one.get("reason") for one in objects(view.message.content.get("invitees")))


def meeting_on_weekend(view: View) -> object:
    """Whether the meeting starts on a Saturday or Sunday in Sweden; None without a start."""
    start = instant(view, "start")
    return None if start is None else swedish_day(start).weekday() >= _SATURDAY


def answered_no(view: View) -> object:
    """The questions of the stay's planning basis that were last answered no."""
    episode = view.facts.episode
    return tuple(question for question, yes in episode.answers if not yes) if episode else ()


QUESTIONS: Mapping[str, Question] = {
    "message.hostRole": host_role,
    "message.inviteesUnexplained": invitees_unexplained,
    "message.meetingOnWeekend": meeting_on_weekend,
    "episode.answeredNo": answered_no,
}
