"""Redaction by verdict: the message as one recipient may see it, made before anything is mapped (semantics 20).

An allow-list: what the verdict does not disclose is gone from the copy, from the stay's state and from the person.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from adapter.model.consent import Consent
from adapter.model.copy import Copy, Trail
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import Episode
from adapter.model.identifiers import PatientId, organisation_of
from adapter.model.ids import alias
from adapter.model.message import EpisodeRef, Message, Outage, Sender
from adapter.model.person import Person
from adapter.model.process import Process
from adapter.model.verdict import Verdict
from adapter.policy.available import available


def redact(  # noqa: PLR0913 - all but three by name
    message: Message,
    verdict: Verdict,
    facts: Facts,
    *,
    delivery: str,
    revision: int,
    received_at: datetime,
    relates_to: str | None,
    trail: tuple[Trail, ...],
    kvittens_due: datetime | None,
) -> Copy:
    """The copy for `verdict.recipient`, which the directory must have.

    `relates_to` is the id by which the recipient knows the earlier message, `trail` what it got of its history.
    """
    shown = frozenset(verdict.disclosed)
    recipient = facts.units[verdict.recipient]
    episode_id = _episode_id(message, shown, recipient.unit)
    sender = _sender(message, facts, shown)
    has = available(message, facts, Process())
    return Copy(
        message=_message(message, shown, recipient.unit, sender, episode_id, relates_to),
        recipient=recipient,
        sender=sender,
        person=_person(message, facts, shown),
        delivery=delivery,
        revision=revision,
        disclosed=verdict.disclosed,
        withheld=tuple(path for path in has if path not in shown),
        received_at=received_at,
        episode_id=episode_id,
        episode=_episode(facts.episode, shown, recipient.unit, episode_id),
        relates_to=relates_to,
        recipients=_recipients(message, facts, shown, recipient),
        trail=trail,
        kvittens_due=kvittens_due,
        content_free=not verdict.disclosed,
    )


def organisation_of_unit(unit: Unit) -> Unit:
    """The unit's care provider in its stead: nothing of the unit itself remains."""
    return Unit(
        unit=unit.provider,
        role=unit.role if unit.organisation == "extern" else unit.organisation,
        name=unit.provider,
        organisation=unit.organisation,
        region=unit.region,
        provider=unit.provider,
        principal=unit.principal,
    )


def _sender(message: Message, facts: Facts, shown: frozenset[str]) -> Unit:
    known = facts.sender
    if known is None:
        organisation = organisation_of(message.sender.unit)
        known = Unit(
            message.sender.unit,
            "extern",
            message.sender.unit,
            "extern",
            message.region,
            organisation,
            organisation,
        )
    return known if "sender.unit" in shown else organisation_of_unit(known)


def _episode_id(message: Message, shown: frozenset[str], recipient: str) -> str | None:
    if message.episode is None:
        return None
    return message.episode.id if "episode.id" in shown else alias(message.episode.id, recipient)


def _message(
    message: Message,
    shown: frozenset[str],
    recipient: str,
    sender: Unit,
    episode_id: str | None,
    relates_to: str | None,
) -> Message:
    return replace(
        message,
        sender=Sender(sender.unit, message.sender.person if "sender.person" in shown else None),
        recipients=message.recipients if "recipients" in shown else (recipient,),
        patient=message.patient if "patient.identifier" in shown else PatientId(message.patient.type, ""),
        episode=_episode_ref(message, shown, episode_id),
        relates_to=relates_to,
        withhold=(),
        outage=Outage("", message.outage.original_at) if message.outage else None,
        consent=_consent(message.consent, shown, recipient, episode_id),
        content=_content(message.content, shown),
    )


def _content(content: Mapping[str, object], shown: frozenset[str]) -> dict[str, object]:
    return {name: value for name, value in content.items() if f"content.{name}" in shown}


def _episode_ref(message: Message, shown: frozenset[str], episode_id: str | None) -> EpisodeRef | None:
    """The stay with its admission; without it only `Copy.episode_id` remains."""
    if message.episode is None or episode_id is None or "episode.admittedAt" not in shown:
        return None
    legal_form = message.episode.legal_form if "episode.legalForm" in shown else "frivillig"
    return EpisodeRef(episode_id, message.episode.admitted_at, legal_form)


def _consent(
    consent: Consent | None, shown: frozenset[str], recipient: str, episode_id: str | None
) -> Consent | None:
    """The consent names only its recipient (semantics 24); what was said around it stays with the sender."""
    if consent is None or "consent.status" not in shown:
        return None
    return replace(
        consent,
        parties=(recipient,) if consent.parties else (),
        episode=episode_id if consent.episode else None,
        child_asked=None,
        refusal_information_given=None,
        documented_in=(),
        information=None,
    )


def _person(message: Message, facts: Facts, shown: frozenset[str]) -> Person:
    known = facts.person
    identifier = message.patient.value if "patient.identifier" in shown else ""
    if not isinstance(known, Person):
        return Person(identifier)
    told_of_death = message.content.get("reason") == "avliden" and "content.reason" in shown
    return Person(
        identifier,
        municipality=known.municipality if "patient.municipality" in shown else None,
        deceased=known.deceased if told_of_death else None,
        name=known.name if "patient.name" in shown else None,
        address=known.address if "patient.address" in shown else None,
        test=known.test,
    )


def _episode(
    episode: Episode | None, shown: frozenset[str], recipient: str, episode_id: str | None
) -> Episode | None:
    """The stay's state, with only what this copy itself discloses: nothing by the side door."""
    if episode is None or episode_id is None:
        return None
    basis = bool(shown & {"content.answers", "content.colour"})
    estimate = bool(shown & {"content.estimatedDischarge", "content.newEstimatedDischarge"})
    return Episode(
        id=episode_id,
        state=episode.state,
        admitted_at=episode.admitted_at if "episode.admittedAt" in shown else None,
        legal_form=episode.legal_form if "episode.legalForm" in shown else "frivillig",
        inpatient_unit=episode.inpatient_unit if "sender.unit" in shown else None,
        addressed=episode.addressed & {recipient},
        estimated_discharge=episode.estimated_discharge if estimate else None,
        short_stay=episode.short_stay and "content.contactReason" in shown,
        answered=episode.answered & {recipient},
        answers=episode.answers if "content.answers" in shown else (),
        colours=episode.colours[-1:] if basis else (),
        fixed_contact=episode.fixed_contact if "content.contact" in shown else None,
        ready_at=episode.ready_at if "content.readyAt" in shown else None,
        discharged_at=episode.discharged_at if "content.dischargedAt" in shown else None,
        deceased=episode.deceased and "content.reason" in shown,
    )


def _recipients(message: Message, facts: Facts, shown: frozenset[str], recipient: Unit) -> tuple[Unit, ...]:
    if "recipients" not in shown:
        return (recipient,)
    return tuple(facts.units[unit] for unit in message.recipients if unit in facts.units)
