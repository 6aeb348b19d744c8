"""Facts about what a patient needs after discharge, and whether those who plan for it have been told and asked."""

from collections.abc import Mapping

from adapter.model.directory import INPATIENT, MUNICIPAL
from adapter.model.flow import of_stay as flow_of_stay
from adapter.model.history import Event
from adapter.model.needs import much_as_before
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.history import of_stay

_DIALOGUE = frozenset(
    {"svar-inskrivningsmeddelande", "planeringsunderlag", "patientinformation", "generellt-meddelande"}
)


def _role(view: View, unit: str) -> str | None:
    known = view.facts.units.get(unit)
    return known.role if known else None


def flow(view: View) -> object:
    """Which of three ways the planning goes, by the needs told so far; None while undecided (HA-TRACK-01 to 03)."""
    episode = view.facts.episode
    return flow_of_stay(episode, of_stay(view), lambda unit: _role(view, unit)) if episode else None


def needs_as_before(view: View) -> object:
    """Whether a known person goes home with the same interventions or minor new ones; None where nothing says."""
    episode = view.facts.episode
    return much_as_before(episode, of_stay(view)) if episode else None


def _to_municipality(view: View, event: Event) -> bool:
    from_ward = _role(view, event.sender) in INPATIENT
    return from_ward and any(_role(view, unit) in MUNICIPAL for unit in event.recipients)


def municipality_told(view: View) -> object:
    """Whether inpatient care has sent a unit of a municipality a general message in the stay (HA-TRACK-03)."""
    return any(
        event.kind == "generellt-meddelande" and _to_municipality(view, event) for event in of_stay(view)
    )


def municipality_consulted(view: View) -> object:
    """Whether inpatient care and a unit of a municipality have written to each other of the planning in the stay, or
    the message says that somebody was spoken to (HA-TRACK-02)."""
    if view.message.content.get("contactRecord"):
        return True
    return any(
        event.kind in _DIALOGUE
        and (
            _role(view, event.sender) in MUNICIPAL
            or (event.kind == "generellt-meddelande" and _to_municipality(view, event))
        )
        for event in of_stay(view)
    )


QUESTIONS: Mapping[str, Question] = {
    "episode.flow": flow,
    "episode.needsAsBefore": needs_as_before,
    "episode.municipalityTold": municipality_told,
    "episode.municipalityConsulted": municipality_consulted,
}
