"""The delivery shape: from a copy, which holds only what its recipient may have, to a FHIR message Bundle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from adapter.mapping import encounter, header, patient, provenance, sip, task, told_consent
from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.communication import communication
from adapter.mapping.content import Occasion, content
from adapter.mapping.draft import Draft
from adapter.mapping.organization import organization
from adapter.mapping.practitioner import staff
from adapter.model.copy import Copy
from adapter.model.directory import Unit
from adapter.r4 import claims, extensions, primitives, shape, systems
from adapter.r4.claims import Extent
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.rows import PLACES, UNDOING


@dataclass(frozen=True, slots=True)
class Composed:
    """A message Bundle, and what each of its resources is in it: labels by resource id."""

    bundle: Resource
    labels: Mapping[str, str]


def bundle(copy: Copy, *, bundle_id: str, timestamp: datetime, own_url: str, mappings: Mappings) -> Resource:
    """The message Bundle of one delivery; `own_url` is the adapter's FHIR base as others reach it."""
    made = compose(copy, bundle_id=bundle_id, timestamp=timestamp, own_url=own_url, mappings=mappings)
    return made.bundle


def compose(copy: Copy, *, bundle_id: str, timestamp: datetime, own_url: str, mappings: Mappings) -> Composed:
    """The same with the labels, by which a transaction knows what is whose."""
    draft = Draft(copy.delivery, mappings)
    message = copy.message
    made = communication(
        draft,
        message_id=message.message_id,
        kind=message.kind,
        action=message.action,
        sent=primitives.instant(message.sent_at),
        relates_to=copy.relates_to,
    )
    if not copy.content_free:
        _person_and_stay(draft, copy)
    sender = organization(draft, copy.sender.unit, copy.sender.name)
    author = _author(draft, copy, sender)
    receivers = [organization(draft, unit.unit, unit.name) for unit in _receivers(copy)]
    own = draft.reference(f"Organization/{copy.recipient.unit}")
    made |= {"sender": author or sender, "recipient": receivers}
    if message.kind == "kvittens" and message.action not in UNDOING:
        task.given(draft, relates_to=copy.relates_to, owner=sender)
    if not copy.content_free:
        _content(draft, copy, sender, own)
    if copy.kvittens_due is not None:
        task.owed(draft, due=copy.kvittens_due, since=copy.received_at, requester=sender, owner=own)
    focus = [draft.reference(label) for label in (COMMUNICATION, task.LABEL) if label in draft]
    first = header.header(
        draft,
        header.Route(
            header.own_source(own_url), [header.destination(copy.recipient, own, own_url)], sender, author
        ),
        kind=message.kind,
        action=message.action,
        focus=focus,
        narrative=_narrative(draft, copy),
    )
    _provenance(draft, copy, author or sender, sender, own_url)
    _mark_withheld(draft, copy, first)
    tag = {"tag": [shape.TEST_DATA]} if copy.person.test and not copy.content_free else None
    whole = draft.bundle(first, bundle_id=bundle_id, timestamp=primitives.instant(timestamp), meta=tag)
    return Composed(claims.claimed(whole, _extent(copy, draft)), draft.labels)


def _extent(copy: Copy, draft: Draft) -> Extent:
    """Whether this is a copy cut down to what may leave without consent, or to ids alone."""
    if copy.content_free:
        return Extent.CONTENT_FREE
    cut = copy.withheld and claims.is_minimal(copy.disclosed, draft.types)
    return Extent.MINIMAL if cut else Extent.MESSAGE


def _receivers(copy: Copy) -> list[Unit]:
    others = [unit for unit in copy.recipients if unit.unit != copy.recipient.unit]
    return [copy.recipient, *others]


def _person_and_stay(draft: Draft, copy: Copy) -> None:
    message, made = copy.message, draft[COMMUNICATION]
    if "patient.identifier" in copy.disclosed:
        ended = message.kind == "avbruten-planering" and message.content.get("reason") == "avliden"
        patient.patient(draft, message.patient, copy.person, deceased=ended and message.action == "new")
        made["subject"] = draft.reference(patient.LABEL)
    if copy.episode_id is None:
        return
    admitted = message.episode.admitted_at if message.episode else None
    encounter.encounter(
        draft,
        status=encounter.status(message.kind, message.action, message.content.get("reason"), copy.episode),
        episode_id=copy.episode_id,
        admitted_at=primitives.instant(admitted) if admitted and _tells(copy, "episode.admittedAt") else None,
    )
    made["encounter"] = draft.reference(encounter.LABEL)
    if message.episode is not None and _tells(copy, "episode.legalForm"):
        encounter.legal_form(draft, message.episode.legal_form)


def _tells(copy: Copy, path: str) -> bool:
    return path in copy.disclosed


def _author(draft: Draft, copy: Copy, sender: Resource) -> Resource | None:
    person = copy.message.sender.person
    if person is None or copy.content_free:
        return None
    given = {"name": person.name, "title": person.title, "function": person.function}
    return staff(draft, "author", {name: value for name, value in given.items() if value}, sender)


def _content(draft: Draft, copy: Copy, sender: Resource, own: Resource) -> None:
    message = copy.message
    record = told_consent.Record(message.message_id, copy.received_at, sender, own)
    content(
        draft,
        tuple(row for row in draft.mappings.rows[message.kind] if row.forwarded),
        Occasion(message.kind, message.action, message.region, sender, [own]),
        given=message.content,
        consent=partial(told_consent.stated, draft, record),
    )
    if message.kind == "sip":
        sip.name_version(draft, message.message_id, message.action)
    if encounter.LABEL in draft:
        _stay_now(draft, copy, sender)
    if message.consent is not None and _tells(copy, "consent.status"):
        told_consent.asserted(draft, record, message.consent)


def _stay_now(draft: Draft, copy: Copy, sender: Resource) -> None:
    """What the stay is after this message, where the message itself does not say it."""
    episode, made = copy.episode, draft[encounter.LABEL]
    if copy.message.kind in {"inskrivningsmeddelande", "utskrivningsklar", "utskrivningsmeddelande"}:
        made["serviceProvider"] = sender
    if episode is None:
        return
    if episode.estimated_discharge and shape.extension(systems.PLANNED_END, made) is None:
        encounter.planned_end(draft, episode.estimated_discharge)
    if episode.ready_at and shape.extension(extensions.READY.url, made) is None:
        encounter.ready_at(draft, primitives.instant(episode.ready_at))
    if episode.colour and shape.extension(extensions.COLOUR.url, made) is None:
        encounter.planning_colour(draft, episode.colour)
    if episode.discharged_at and "end" not in made.get("period", {}):
        made.setdefault("period", {})["end"] = primitives.instant(episode.discharged_at)


def _provenance(draft: Draft, copy: Copy, author: Resource, sender: Resource, own_url: str) -> None:
    message = copy.message
    occurred = message.outage.original_at if message.outage else message.sent_at
    provenance.current(
        draft,
        provenance.Occasion(occurred, copy.received_at, author, sender),
        action=message.action,
        relates_to=copy.relates_to,
        own_url=own_url,
    )
    provenance.trail(draft, copy.trail)


def _narrative(draft: Draft, copy: Copy) -> str:
    words = draft.mappings.words
    kind = words(systems.KIND, copy.message.kind)
    action = words(systems.ACTION, copy.message.action).lower()
    return f"{kind} ({action}) från {copy.sender.name}"


def _mark_withheld(draft: Draft, copy: Copy, first: Resource) -> None:
    """`REDACTED` on each resource that something was taken from; on the Communication where none of it is left."""
    places = {
        row.member.name: row.place(copy.message.action) for row in draft.mappings.rows[copy.message.kind]
    }
    marked: dict[int, Resource] = {}
    for path in copy.withheld:
        area, _, member = path.partition(".")
        label = {"patient": patient.LABEL, "episode": encounter.LABEL}.get(area, COMMUNICATION)
        if area == "content" and member in places:
            label = PLACES[places[member]].resource
        resource = first if area == "sender" else draft[label if label in draft else COMMUNICATION]
        marked[id(resource)] = resource
    if copy.content_free:
        marked[0] = draft[COMMUNICATION]
    for resource in marked.values():
        resource["meta"] = {**resource.get("meta", {}), "security": [shape.REDACTED]}
