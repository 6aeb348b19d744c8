"""Facts about the fast vårdkontakter that units have named for the person."""

from collections.abc import Mapping

from adapter.model.history import Event
from adapter.policy.view import Question, View


def _named(view: View) -> tuple[Event, ...]:
    """The messages that have named one, in any stay or outside any."""
    return tuple(event for event in view.facts.history.standing if event.kind == "fast-vardkontakt")


def _for_stay(view: View) -> tuple[Event, ...]:
    """Those of the stay in hand or outside any."""
    stay = view.message.episode.id if view.message.episode else None
    return tuple(event for event in _named(view) if event.episode in {stay, None})


def contact_roles(view: View) -> object:
    """The roles of the units that have named a fast vårdkontakt for the stay; each counts (HA-ROLE-02)."""
    units = view.facts.units
    return tuple(sorted({units[event.sender].role for event in _for_stay(view) if event.sender in units}))


def physician_contact(view: View) -> object:
    """Whether any of them is a physician (fast läkarkontakt)."""
    return any(event.noted.get("physician") is True for event in _for_stay(view))


def fixed_contacts(view: View) -> object:
    """How many units have named a fast vårdkontakt for the person, in a stay or outside any."""
    return len({event.sender for event in _named(view)})


def contact_of_person(view: View) -> object:
    """Whether the sending unit is one of them; None where none has named any."""
    named = {event.sender for event in _named(view)}
    return view.message.sender.unit in named if named else None


QUESTIONS: Mapping[str, Question] = {
    "episode.contactRoles": contact_roles,
    "episode.physicianContact": physician_contact,
    "person.fixedContacts": fixed_contacts,
    "sender.contactOfPerson": contact_of_person,
}
