"""The examples of `profiles/fhir/examples/`, made by the product from synthetic episodes; `tests.conformance.guide` writes them.

No FHIR here is written by hand: episodes of the sandbox are decided, cut down, mapped and taken apart as in service. People are
synthetic, their numbers the official test numbers, and every example is marked as test health data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from adapter import bootstrap
from adapter.intake import scenario
from adapter.mapping import bundle, organization, submission, subscription
from adapter.mapping.audit_event import audit_event
from adapter.mapping.draft import Draft
from adapter.mapping.transaction import transaction
from adapter.model.copies import Copies
from adapter.model.copy import Copy
from adapter.model.ids import digest
from adapter.model.message import Message
from adapter.model.subscription import Asked, Content, Status, Subscription
from adapter.pipeline import cases, desk
from adapter.pipeline.notices import as_told
from adapter.pipeline.render import copy_for
from adapter.r4 import bundle_profiles, claims, shape, systems
from adapter.r4.answer_profiles import AUDIT, SUBMISSION_PATIENT
from adapter.r4.claims import Extent
from adapter.r4.models import Resource
from adapter.r4.party_profiles import ORGANIZATION
from adapter.r4.profile import Profile
from adapter.reading import searchset
from adapter.reading.resources import Shown, Told, resources, single
from adapter.reading.results import Results
from adapter.sandbox import places, shares
from adapter.sandbox.synthetic import Maker
from tests import golden_clock, golden_sips
from tests.checkout import ROOT, mappings
from tests.conformance.synthetic import OWN_URL, Synthetic, answered, directory_of

SEED = 2026
EPISODES: Mapping[str, tuple[int, ...]] = {
    "vasterbotten": (0, 2, 7, 9, 10, 19, 27),
    "norrbotten": (0, 2),
    "halland": (8,),
    "stockholm": (2, 3),
    "vastmanland": (1, 11, 25),
}
"""The synthetic episodes that are played: between them they have every kind that a unit is sent."""
_OF_A_WITHDRAWN_PLAN: Mapping[str, str] = {
    "sip-close-content-free": "vasterbotten/withdrawn/10-sip-close.json",
    "sip-close-minimal": "norrbotten/withdrawn/10-sip-close.json",
}
"""What a unit gets when consent to a plan is withdrawn: of the lives of a SIP, which `tests.golden_sips` plays."""
_OF_A_CASE = ("NB-CONS-11/called-off", "kallelse-cancel-minimal")
"""What no episode comes to: a meeting called off without consent. The rule whose case in its pack has it, and its name."""
_ENDPOINT = "https://journal.example/fhir"
_LATER = timedelta(seconds=20)
_NAMESPACE = UUID("5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c01")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message as one recipient gets it."""

    copy: Copy
    composed: bundle.Composed
    answer: Resource
    """What its sender is answered."""
    episode: str

    @property
    def message(self) -> Message:
        """The message."""
        return self.copy.message

    @property
    def extent(self) -> Extent:
        """How much may stand in it."""
        return claims.extent_of(self.composed.bundle) or Extent.MESSAGE

    @property
    def name(self) -> str:
        """The id under which its example is published."""
        of = f"{self.message.kind}-{self.message.action}"
        return of if self.extent is Extent.MESSAGE else f"{of}-{self.extent.name.lower().replace('_', '-')}"


@cache
def made() -> tuple[Resource, ...]:
    """Every example, in the order of type and id."""
    chosen = _chosen()
    found = [
        *(_named(one.composed.bundle, name) for name, one in chosen.items()),
        *(_named(golden_sips.written(place), name) for name, place in _OF_A_WITHDRAWN_PLAN.items()),
        _of_a_case(*_OF_A_CASE),
        *_around(chosen["inskrivningsmeddelande-new"]),
        *_of_time(),
        *_subscribed(chosen["inskrivningsmeddelande-new"]),
        *_read(),
    ]
    every = {(one["resourceType"], one["id"]): _marked(one) for one in found}
    if len(every) < len(found):
        raise ValueError("two examples share a type and an id")
    return tuple(every[key] for key in sorted(every))


def profiles_of(resource: Resource) -> Iterator[str]:
    """The profiles that a resource claims, and that what stands in it claims."""
    yield from resource.get("meta", {}).get("profile", ())
    for entry in resource.get("entry", ()):
        yield from profiles_of(entry.get("resource", {}))


@cache
def _delivered() -> tuple[Delivered, ...]:
    return tuple(_played())


def _played() -> Iterator[Delivered]:
    synthetic = Synthetic(SEED)
    for region, numbers in EPISODES.items():
        maker, directory = Maker(places.regions()[region], SEED, shares.read([])), directory_of(region)
        for episode in maker.episodes(max(numbers) + 1):
            if episode.number in numbers:
                for laid, decision in synthetic.decided(maker, episode, directory):
                    if not decision.whole:
                        answer = answered(laid, decision, laid.message.message_id)
                        yield from _deliveries(
                            laid, decision.verdicts, desk.accepted(laid, decision), answer, episode.name
                        )


def _deliveries(
    laid: desk.Desk, verdicts: Any, facts: Any, answer: Resource, episode: str
) -> Iterator[Delivered]:
    for verdict in verdicts:
        if verdict.leaves:
            told = as_told(laid.message, verdict.recipient, facts.history)
            copy = copy_for(told, verdict, facts, revision=0, received_at=facts.at)
            composed = bundle.compose(
                copy,
                bundle_id=copy.delivery,
                timestamp=facts.at + _LATER,
                own_url=OWN_URL,
                mappings=mappings(),
            )
            yield Delivered(copy, composed, answer, episode)


@cache
def _chosen() -> Mapping[str, Delivered]:
    """Of each kind, action and extent the delivery that tells most, the first of those that tell as much."""
    found: dict[str, Delivered] = {}
    for one in _delivered():
        known = found.get(one.name)
        if known is None or _size(one) > _size(known):
            found[one.name] = one
    return found


def _size(one: Delivered) -> int:
    return len(one.composed.bundle["entry"])


def _of_a_case(rule: str, name: str) -> Resource:
    """What the first unit gets in the first case of a pack that fires this rule."""
    files = bootstrap.pack_files(ROOT / "profiles")
    case = next(one for one in cases.read_cases(files) if rule in one.fires)
    read, packs = scenario.read(case.document), bootstrap.packs()
    told = next(verdict.recipient for verdict in desk.decide(read, packs).verdicts if verdict.leaves)
    _, copy = desk.copy(read, packs, told)
    assert copy is not None
    at = copy.received_at + _LATER
    return bundle.bundle(copy, bundle_id=name, timestamp=at, own_url=OWN_URL, mappings=mappings())


def _around(one: Delivered) -> Iterator[Resource]:
    """A message as it was submitted, answered, and delivered as a transaction; the audit record of the delivery."""
    submitted = submission.bundle(one.message, mappings())
    yield _named(submitted, "submission")
    person = next(
        entry["resource"] for entry in submitted["entry"] if entry["resource"]["resourceType"] == "Patient"
    )
    yield _claiming(_named(person, "submitted"), SUBMISSION_PATIENT)
    yield _named(one.answer, "response")
    copies = Copies(one.copy.recipient.unit, str(uuid5(_NAMESPACE, one.episode)), one.copy.delivery)
    written = transaction(one.composed.bundle, one.composed.labels, copies, mappings())
    yield _claiming(_named(written, "transaction"), bundle_profiles.TRANSACTION)
    record = {
        "what": "attempt",
        "recipient": one.copy.recipient.unit,
        "message": one.message.message_id,
        "delivery": one.copy.delivery,
        "kind": one.message.kind,
        "action": one.message.action,
        "disclosed": list(one.copy.disclosed),
        "person": str(uuid5(_NAMESPACE, one.episode)),
    }
    event = audit_event(record, at=one.copy.received_at + _LATER, partition="0", sequence=1)
    yield _claiming(_named(event, "disclosure"), AUDIT)


def _subscribed(one: Delivered) -> Iterator[Resource]:
    """A unit's subscription, and what it is told of the message."""
    unit, at = one.copy.recipient.unit, one.copy.received_at
    criteria = f"Communication?recipient=Organization/{unit}"
    asked = Asked(criteria, f"{_ENDPOINT}/notified", Content.ID_ONLY, "Meddelanden till enheten", unit=unit)
    made_ = Subscription("subscription", unit, "journal", asked, Status.ACTIVE, 2, at - _LATER)
    yield subscription.resource(made_, at)
    told = subscription.event(
        made_,
        number=1,
        focus=str(uuid5(_NAMESPACE, one.copy.delivery)),
        at=at,
        bundle_id=str(uuid5(_NAMESPACE, f"{one.copy.delivery}|notification")),
        now=at + _LATER,
        own_url=OWN_URL,
    )
    yield _named(told, "notification")


def _of_time() -> Iterator[Resource]:
    """Reminders, notices of what has not arrived, and reports."""
    for name, made_ in golden_clock.made():
        if made_.get("type") != "collection":
            yield _named(made_, name)
        else:
            measured = (entry["resource"] for entry in made_["entry"])
            reports = [one for one in measured if one["resourceType"] == "MeasureReport"]
            yield from (_named(one, f"{name}-{number}") for number, one in enumerate(reports))


def _read() -> Iterator[Resource]:
    """What a unit reads by REST: of each profile one resource with what it points at, a search and a history."""
    shown = [one for episode in sorted({one.episode for one in _delivered()}) for one in _shown(episode)]
    by_place = {one.reference: one for one in shown}
    taken: dict[str, Shown] = {}
    told = set[str]()
    for one in shown:
        claimed = set(profiles_of(one.newest.resource)) - told
        if any(url.startswith(systems.BASE) for url in claimed):
            told |= claimed
            for reached in _closure(one, by_place):
                taken[reached.reference] = reached
                told |= set(profiles_of(reached.newest.resource))
    yield from (one.newest.resource for one in taken.values())
    units = {place for one in taken.values() for place in pointers(one.newest.resource)}
    yield from (
        _unit(place.partition("/")[2]) for place in sorted(units) if place.startswith("Organization/")
    )
    whole = next(one for one in taken.values() if len(one.versions) > 2 and one.type == "CarePlan")
    link = {"self": f"{OWN_URL}/CarePlan?_id={whole.id}"}
    found = searchset.searchset(
        searchset.Page((whole,), total=1), Results(), own_url=OWN_URL, links=link, outcome=None
    )
    yield _claiming(_named(found, "search"), bundle_profiles.SEARCHSET)
    versions = searchset.history(whole, own_url=OWN_URL, link=f"{OWN_URL}/{whole.reference}/_history")
    yield _claiming(_named(versions, "history"), bundle_profiles.HISTORY)


def _unit(hsa_id: str) -> Resource:
    """A unit of the sandbox's directory, as it is read."""
    unit = places.units()[hsa_id]
    draft = Draft(str(uuid5(_NAMESPACE, hsa_id)), mappings())
    made = draft.find(organization.organization(draft, unit.unit, unit.name))
    version = digest([unit.unit, unit.name])
    shown = single(made, unit.unit, places.regions()[unit.region].start, version).newest.resource
    return _claiming(shown, ORGANIZATION)


def _shown(episode: str) -> tuple[Shown, ...]:
    """What the unit that was told most of an episode may read of it."""
    every = [one for one in _delivered() if one.episode == episode and one.extent is Extent.MESSAGE]
    units = [one.copy.recipient.unit for one in every]
    if not units:
        return ()
    most = max(sorted({*units}), key=units.count)
    told = (_told(one) for one in every if one.copy.recipient.unit == most)
    return resources(told, lambda type_, identity: str(uuid5(_NAMESPACE, f"{type_}|{identity}")))


def _told(one: Delivered) -> Told:
    message = one.message
    thread = (
        message.relates_to if message.kind == "svar-kallelse" and message.relates_to else message.message_id
    )
    unit, at = one.copy.recipient.unit, one.copy.received_at
    return Told(one.composed.bundle, message.message_id, unit, at, thread, message.patient.value)


def _closure(first: Shown, by_place: Mapping[str, Shown]) -> Iterator[Shown]:
    """A resource and everything that it leads to."""
    ahead, seen = [first], {first.reference}
    while ahead:
        one = ahead.pop()
        yield one
        for place in pointers(one.newest.resource):
            if place in by_place and place not in seen:
                seen.add(place)
                ahead.append(by_place[place])


def pointers(element: Any) -> Iterator[str]:
    if isinstance(element, Mapping):
        for name, value in element.items():
            if name == "reference" and isinstance(value, str):
                yield value
            else:
                yield from pointers(value)
    elif isinstance(element, list):
        for one in element:
            yield from pointers(one)


def _named(resource: Mapping[str, Any], name: str) -> Resource:
    head = {"resourceType": resource["resourceType"], "id": name}
    return {**head, **{key: value for key, value in resource.items() if key not in head}}


def _claiming(resource: Resource, profile: Profile) -> Resource:
    """With the profile named: a receiver of these asks for it by what it does, so the product leaves it out."""
    if profile.url in resource.get("meta", {}).get("profile", ()):
        return resource
    meta = {
        **resource.get("meta", {}),
        "profile": [profile.url, *resource.get("meta", {}).get("profile", ())],
    }
    head = {"resourceType": resource["resourceType"], "id": resource["id"], "meta": meta}
    return {**head, **{key: value for key, value in resource.items() if key not in head}}


def _marked(resource: Resource) -> Resource:
    """With the tag of test health data."""
    meta = resource.get("meta", {})
    if any(tag.get("code") == shape.TEST_DATA["code"] for tag in meta.get("tag", ())):
        return resource
    head = {"resourceType": resource["resourceType"], "id": resource["id"]}
    rest = {key: value for key, value in resource.items() if key not in {*head, "meta"}}
    return {**head, "meta": {**meta, "tag": [*meta.get("tag", ()), shape.TEST_DATA]}, **rest}
