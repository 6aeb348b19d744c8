"""Whether open care had to call to coordinated individual planning, and which calls count."""

from collections.abc import Mapping
from datetime import date

from adapter.liability.stay import Stay
from adapter.model.directory import OPEN_CARE
from adapter.model.history import Event, done_at
from adapter.model.liability import Precondition
from adapter.model.needs import social_services_only
from adapter.model.sip import SIP_INVITATIONS
from adapter.model.swedish_time import swedish_day

REQUIRED = "sipRequired"
"""The fact that says outright whether planning is to be held."""
_COLOURS: Mapping[str, bool] = {"gul": True, "rod": True, "bla": False, "gron": False}
_COORDINATION = "samordningsbehov"


def call_needed(stay: Stay, demand: Precondition) -> tuple[bool | None, str]:
    """Whether a call was needed, and why; None where nothing says so, and only one that was sent is looked at."""
    return _if_planned(stay) if demand.needed == "if-planned" else _unless_social_only(stay)


def _if_planned(stay: Stay) -> tuple[bool | None, str]:
    """Where planning is to be held: as a fact says, else the colour, else the answer about coordination.

    In the yellow track it depends on the need of coordination (line 289); without that answer it is to be held.
    """
    required = stay.course.facts.get(REQUIRED)
    answers = _answers(stay)
    colour = stay.episode.colour if stay.episode else None
    if isinstance(required, bool):
        return required, f"it is said that {'' if required else 'no '}planning is to be held"
    if colour is not None and not (colour == "gul" and answers.get(_COORDINATION) is False):
        needed = _COLOURS[colour]
        return needed, f"planning is {'' if needed else 'not '}to be held in the track {colour}"
    if _COORDINATION in answers:
        needed = answers[_COORDINATION]
        return needed, "there is a need of coordination" if needed else "there is no need of coordination"
    return None, "nothing says that planning is to be held"


def _unless_social_only(stay: Stay) -> tuple[bool | None, str]:
    """Always, but for patients with interventions of social services alone; what nobody has said is not that."""
    alone = social_services_only(_answers(stay), stay.course.facts)
    if alone is None:
        return True, "it is not said that the patient needs social services alone"
    return not alone, f"the patient needs {'social services alone' if alone else 'more than social services'}"


def _answers(stay: Stay) -> Mapping[str, bool]:
    return dict(stay.episode.answers) if stay.episode else {}


def called(stay: Stay, limit: date | None) -> tuple[Event, ...]:
    """The calls to planning that open care sent since the admission, oldest first.

    One called off by the last day for it has not been; what is called off later had called.
    """
    calls = tuple(event for event in stay.course.events if event.kind == "kallelse")
    first = {event.message_id: event.relates_to for event in calls if event.action == "revise"}
    off = {
        first.get(event.relates_to or "", event.relates_to): swedish_day(done_at(event))
        for event in calls
        if event.action == "cancel"
    }
    found = (
        event
        for event in calls
        if event.action == "new"
        and event.noted.get("purpose") in SIP_INVITATIONS
        and _of_open_care(stay, event)
        and _in_stay(stay, event)
    )
    kept = (one for one in found if not _called_off(off.get(one.message_id), limit))
    return tuple(sorted(kept, key=done_at))


def _of_open_care(stay: Stay, event: Event) -> bool:
    return not stay.course.units or stay.course.role(event.sender) in OPEN_CARE


def _in_stay(stay: Stay, event: Event) -> bool:
    if event.episode is not None:
        return event.episode == stay.id
    return stay.admitted_at is not None and done_at(event) >= stay.admitted_at


def _called_off(day: date | None, limit: date | None) -> bool:
    return day is not None and (limit is None or day <= limit)
