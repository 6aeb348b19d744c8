"""Facts about who takes part in a stay or a coordination case, and which sides a message reaches."""

from collections.abc import Iterable, Mapping

from adapter.model.directory import MUNICIPAL, OPEN_CARE
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.plans import CASE, case_units, known

_SIDES: Mapping[str, frozenset[str]] = {"kommun": MUNICIPAL, "oppenvard": OPEN_CARE}


def _in_stay(view: View) -> frozenset[str]:
    """The stay's units, its ward among them."""
    episode = view.facts.episode
    if episode is None:
        return frozenset()
    ward = {episode.inpatient_unit} if episode.inpatient_unit else set()
    return episode.addressed.union(ward)


def unreached(view: View, units: Iterable[str]) -> tuple[str, ...]:
    """Those of the units that the message neither goes to nor comes from."""
    return tuple(sorted({*units} - {*view.message.recipients, view.message.sender.unit}))


def roles_of(view: View, units: Iterable[str]) -> tuple[str, ...]:
    """The roles of the units, as far as the directory has them."""
    known_units = (view.facts.units.get(unit) for unit in units)
    return tuple(sorted({unit.role for unit in known_units if unit}))


def sides_left_out(view: View) -> object:
    """Which of kommun and oppenvard take part in the stay and have no unit among the recipients (ST-MSG-06)."""
    inside, reached = set(roles_of(view, _in_stay(view))), set(roles_of(view, view.message.recipients))
    return tuple(side for side, roles in _SIDES.items() if inside & roles and not reached & roles)


def answered_roles(view: View) -> object:
    """The roles of the units that have answered the inskrivningsmeddelande (ST-ROLE-02)."""
    episode = view.facts.episode
    return roles_of(view, episode.answered) if episode else ()


def ward_role(view: View) -> object:
    """The role of the ward that sent the stay's inskrivningsmeddelande (HA-TRACK-05); None where it is not known."""
    episode = view.facts.episode
    ward = view.facts.units.get(episode.inpatient_unit) if episode and episode.inpatient_unit else None
    return ward.role if ward else None


def case_left_out(view: View) -> object:
    """The units of the person's open coordination case that the message is not addressed to (VM-CONS-10)."""
    case = known(view, CASE)
    return unreached(view, case_units(view)) if case and case.state == "open" else ()


def sender_in_case(view: View) -> object:
    """Whether the sending unit opened the coordination case, is involved in it, or is its caring unit (VM-MSG-06)."""
    return view.message.sender.unit in {*case_units(view), view.message.content.get("careUnit")}


def sender_was_in_case(view: View) -> object:
    """Whether the sending unit took part in the coordination case before this message (VM-VIS-01)."""
    return _was_in_case(view, view.message.sender.unit)


def recipient_was_in_case(view: View) -> object:
    """Whether the recipient took part in the coordination case before this message (VM-STATE-06)."""
    return _was_in_case(view, view.recipient)


def _was_in_case(view: View, unit: str | None) -> bool:
    case = known(view, CASE)
    return case is not None and unit in {*case.units, case.owner}


def recipient_in_case(view: View) -> object:
    """Whether the recipient opened the coordination case or is involved in it (VM-VIS-01)."""
    return view.recipient in case_units(view)


def reaches_concerned(view: View) -> object:
    """Whether the unit that a deviation report is about is among its recipients (ST-DEV-01)."""
    return view.message.content.get("unit") in view.message.recipients


QUESTIONS: Mapping[str, Question] = {
    "message.sidesLeftOut": sides_left_out,
    "episode.answeredRoles": answered_roles,
    "episode.wardRole": ward_role,
    "case.unitsLeftOut": case_left_out,
    "sender.inCase": sender_in_case,
    "sender.wasInCase": sender_was_in_case,
    "message.reachesConcerned": reaches_concerned,
}
RECIPIENT: Mapping[str, Question] = {
    "recipient.inCase": recipient_in_case,
    "recipient.wasInCase": recipient_was_in_case,
}
