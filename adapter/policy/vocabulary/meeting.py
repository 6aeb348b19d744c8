"""Facts about a meeting that a SIP calls to: who receives it, who is wanted there and why, what was called before."""

from collections.abc import Iterator, Mapping
from datetime import time

from adapter.model.history import Event
from adapter.model.invitations import versions
from adapter.model.sip_kinds import REASONS
from adapter.model.sip_parts import Content, objects
from adapter.model.swedish_time import STOCKHOLM
from adapter.model.weekdays import is_weekday
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.history import of_stay, original
from adapter.policy.vocabulary.message import instant, on_weekend
from adapter.policy.vocabulary.sip import about, replaced, responsible_units

_HOME_CARE = ("reason", "background", "status", "treatment")
_REMOTE_FORMS = frozenset({"digitalt", "telefon"})
_REMOTE = frozenset({"lank", "telefon"})
PLANNING_HOURS = "planningHours"
"""The setting with the first and the last hour for planning meetings: ["08:00", "17:00"]."""


def rejected(view: View) -> object:
    """Whether the individual does not want this recipient invited (rejectedUnits)."""
    units = view.message.content.get("rejectedUnits")
    return isinstance(units, list | tuple) and view.recipient in units


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
    return on_weekend(view, "start")


def in_planning_hours(view: View) -> object:
    """Whether the whole meeting is on a weekday, within the region's hours for planning; None without a start, or
    where the region names no hours."""
    hours = _hours(view.facts.settings.get(PLANNING_HOURS, view.settings.get(PLANNING_HOURS)))
    start = instant(view, "start")
    if start is None or hours is None:
        return None
    opens, closes = hours
    begins = start.astimezone(STOCKHOLM)
    ends = (instant(view, "end") or start).astimezone(STOCKHOLM)
    if not is_weekday(begins.date()) or ends.date() != begins.date():
        return False
    return opens <= begins.time() < closes and ends.time() <= closes


def _hours(stated: object) -> tuple[time, time] | None:
    """The first and the last hour, as the setting has them; None for what are no two hours."""
    try:
        opens, closes = (time.fromisoformat(str(hour)) for hour in stated)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    return opens, closes


def unnamed_others(view: View) -> object:
    """Whether somebody is invited as `annan`, or as nobody in particular, and not named (VM-MSG-03)."""
    return any(
        one.get("party", "annan") == "annan" and not one.get("name")
        for one in objects(view.message.content.get("invitees"))
    )


def reasons_unknown(view: View) -> object:
    """Whether a stated reason for the SIP is none of those that the routines name."""
    stated = view.message.content.get("reasons")
    return isinstance(stated, list | tuple) and any(reason not in REASONS for reason in stated)


def _attendees(view: View) -> Iterator[Content]:
    """Whoever takes part at a distance: by the answer's own words, else by the form of the meeting."""
    content, event = view.message.content, original(view)
    remote = event is not None and event.noted.get("form") in _REMOTE_FORMS
    if isinstance(content.get("attendee"), Mapping) and remote:
        yield from objects([content["attendee"]])
    for one in objects(content.get("attendees")):
        if one.get("form") in _REMOTE or (remote and one.get("form") is None):
            yield one


def remote_untitled(view: View) -> object:
    """Whether somebody takes part by link or telephone without a stated profession (VB-SIP-22)."""
    return any(not one.get("title") for one in _attendees(view))


def pre_meeting_called(view: View) -> object:
    """Whether an invitation to a pre-meeting (förmöte) stands in the stay."""
    calls = of_stay(view)
    return any(
        event.noted.get("purpose") == "formote" and versions(calls, event.message_id) for event in calls
    )


def sender_responsible(view: View) -> object:
    """Whether the sending unit is responsible for a part of the plan."""
    return view.message.sender.unit in responsible_units(view)


def coordinates_replaced(view: View) -> object:
    """Whether the sending unit coordinates the active SIP that `replaces` names; None without one."""
    sip = replaced(view)
    return sip.leads == view.message.sender.unit if sip else None


def home_care_lacking(view: View) -> object:
    """What enrolment in home care lacks in this message and those of the SIP before; None where none speaks of it."""
    stated = view.message.content.get("homeCareEnrolment")
    told = {name for name in _HOME_CARE if stated.get(name)} if isinstance(stated, Mapping) else set()
    for event in _of_sip(view):
        before = event.noted.get("homeCare")
        told.update(before if isinstance(before, list | tuple) else ())
    return tuple(name for name in _HOME_CARE if name not in told) if told else None


def _of_sip(view: View) -> Iterator[Event]:
    sip = about(view)
    return (event for event in view.facts.history.standing if sip and event.message_id in sip.messages)


QUESTIONS: Mapping[str, Question] = {
    "message.hostRole": host_role,
    "message.inviteesUnexplained": invitees_unexplained,
    "message.unnamedOthers": unnamed_others,
    "message.meetingOnWeekend": meeting_on_weekend,
    "message.meetingInPlanningHours": in_planning_hours,
    "message.reasonsUnknown": reasons_unknown,
    "message.remoteUntitled": remote_untitled,
    "episode.preMeetingCalled": pre_meeting_called,
    "sender.responsibleInSip": sender_responsible,
    "sender.coordinatesReplaced": coordinates_replaced,
    "sip.homeCareLacking": home_care_lacking,
}
RECIPIENT: Mapping[str, Question] = {"recipient.rejected": rejected}
