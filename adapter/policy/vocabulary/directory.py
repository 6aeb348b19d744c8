"""Facts about the sender's and the recipient's units, from the directory and the stay they take part in."""

from collections.abc import Callable, Mapping

from adapter.model.directory import INPATIENT, MUNICIPAL, OPEN_CARE, Unit, provider_of
from adapter.policy.view import Question, View

PSYCHIATRY = frozenset({"psykiatrisk-slutenvard", "psykiatrisk-oppenvard"})
CHIEF_PHYSICIAN = frozenset({"chefsoverlakare", "delegerad-overlakare"})
LPT_DUTY = frozenset({("lpt-43", "opt"), ("lrv-24", "orv")})
"""The sections on the chief physician's need of information, each with its legal form (LAW-CONS-01)."""
_DEVIATIONS = "digitalDeviations"
"""The setting that lists the municipalities that take deviation reports electronically (VB-DEV-07)."""


def _sender(of: Callable[[Unit], object]) -> Question:
    def ask(view: View) -> object:
        return of(view.facts.sender) if view.facts.sender else None

    return ask


def _recipient(of: Callable[[Unit], object]) -> Question:
    def ask(view: View) -> object:
        unit = view.unit
        return of(unit) if unit else None

    return ask


def sender_known(view: View) -> object:
    """Whether the directory has the sending unit."""
    return view.facts.sender is not None


def sender_region_matches(view: View) -> object:
    """Whether the message's region is the sending unit's (semantics 10)."""
    return view.facts.sender is not None and view.facts.sender.region == view.message.region


def sender_addressed(view: View) -> object:
    """Whether the sending unit is in the stay's process: its ward, or addressed."""
    episode = view.facts.episode
    if episode is None:
        return False
    return view.message.sender.unit in {*episode.addressed, episode.inpatient_unit}


def sender_is_ward(view: View) -> object:
    """Whether the sending unit is the ward that sent the stay's inskrivningsmeddelande."""
    episode = view.facts.episode
    return episode is not None and episode.inpatient_unit == view.message.sender.unit


def sender_fixed_contact(view: View) -> object:
    """Whether the sending unit is the one that named the fast vårdkontakt."""
    episode = view.facts.episode
    contact = episode.fixed_contact if episode else None
    return contact is not None and contact.unit == view.message.sender.unit


def recipient_known(view: View) -> object:
    """Whether the directory has the recipient."""
    return view.unit is not None


def recipient_electronic(view: View) -> object:
    """Whether the recipient has a system of its own; an external actor and a stranger have none."""
    unit = view.unit
    return unit is not None and unit.has_system


def recipient_addressed(view: View) -> object:
    """Whether the recipient is in the stay's process: its ward, or addressed by the inskrivningsmeddelande."""
    episode = view.facts.episode
    if episode is None:
        return False
    return view.recipient in {*episode.addressed, episode.inpatient_unit}


def recipient_is_sender(view: View) -> object:
    """Whether the message is addressed to the unit it comes from."""
    return view.recipient == view.message.sender.unit


def recipient_withheld(view: View) -> object:
    """Whether the sender decided on secrecy against this recipient."""
    return any(withhold.unit == view.recipient for withhold in view.message.withhold)


def recipient_concerned(view: View) -> object:
    """Whether the unit that a deviation is about belongs to the recipient's provider (NB-DEV-02)."""
    concerned, unit = view.message.content.get("unit"), view.unit
    if not isinstance(concerned, str) or unit is None:
        return False
    return provider_of(concerned, view.facts.units) == unit.provider


def recipient_takes_deviations(view: View) -> object:
    """Whether the recipient's municipality has announced that it takes deviation reports electronically."""
    announced = view.facts.settings.get(_DEVIATIONS, view.settings.get(_DEVIATIONS, ()))
    municipality = view.unit.municipality if view.unit else None
    return isinstance(announced, list | tuple) and municipality in announced


def recipient_lpt_duty(view: View) -> object:
    """Whether the duty to tell the chief physician (LPT 43 §, LRV 24 §) is stated in full and opens for this recipient.

    It needs the section with its legal form, that the chief physician asked and why it is needed, a sender in health
    care or social services, and psychiatric care as the recipient.
    """
    ground, unit, sender = view.message.content.get("legalGround"), view.unit, view.facts.sender
    if not isinstance(ground, Mapping) or unit is None or sender is None:
        return False
    return (
        (ground.get("basis"), ground.get("legalForm")) in LPT_DUTY
        and ground.get("requesterFunction") in CHIEF_PHYSICIAN
        and bool(ground.get("requestedBy"))
        and bool(ground.get("necessity"))
        and sender.organisation != "extern"
        and unit.organisation != "extern"
        and unit.role in PSYCHIATRY
    )


SENDER: Mapping[str, Question] = {
    "sender.known": sender_known,
    "sender.role": _sender(lambda unit: unit.role),
    "sender.organisation": _sender(lambda unit: unit.organisation),
    "sender.region": _sender(lambda unit: unit.region),
    "sender.provider": _sender(lambda unit: unit.provider),
    "sender.principal": _sender(lambda unit: unit.principal),
    "sender.municipality": _sender(lambda unit: unit.municipality),
    "sender.inpatient": _sender(lambda unit: unit.role in INPATIENT),
    "sender.openCare": _sender(lambda unit: unit.role in OPEN_CARE),
    "sender.municipal": _sender(lambda unit: unit.role in MUNICIPAL),
    "sender.regionMatches": sender_region_matches,
    "sender.addressed": sender_addressed,
    "sender.isWard": sender_is_ward,
    "sender.isFixedContact": sender_fixed_contact,
}
RECIPIENT: Mapping[str, Question] = {
    "recipient.unit": lambda view: view.recipient,
    "recipient.known": recipient_known,
    "recipient.electronic": recipient_electronic,
    "recipient.role": _recipient(lambda unit: unit.role),
    "recipient.organisation": _recipient(lambda unit: unit.organisation),
    "recipient.region": _recipient(lambda unit: unit.region),
    "recipient.provider": _recipient(lambda unit: unit.provider),
    "recipient.principal": _recipient(lambda unit: unit.principal),
    "recipient.municipality": _recipient(lambda unit: unit.municipality),
    "recipient.inpatient": _recipient(lambda unit: unit.role in INPATIENT),
    "recipient.openCare": _recipient(lambda unit: unit.role in OPEN_CARE),
    "recipient.municipal": _recipient(lambda unit: unit.role in MUNICIPAL),
    "recipient.addressed": recipient_addressed,
    "recipient.isSender": recipient_is_sender,
    "recipient.withheld": recipient_withheld,
    "recipient.concerned": recipient_concerned,
    "recipient.takesDeviations": recipient_takes_deviations,
    "recipient.lptDuty": recipient_lpt_duty,
}
