"""Messages that a unit sent or got, taken apart into REST resources: one per logical thing, with its versions.

A stay, a plan and its parts, a meeting, a consent and the person go on over several messages: each message is a version
of them. What belongs to one message alone (a Communication, a Task, answers) is a resource of that message.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapter.model.ids import plan_version
from adapter.r4 import shape, systems
from adapter.r4.models import Resource
from adapter.r4.primitives import instant

HEADER = "MessageHeader"
ELSEWHERE = frozenset({HEADER, "Organization"})
"""Types of a message that are no resource of a person: a header is only of the message, units are the directory's."""
_PLAN_PARTS = frozenset({"Goal", "ServiceRequest"})
_URN = "urn:uuid:"

Name = Callable[[str, str], str]
"""The REST id of what is of this type and this identity."""


@dataclass(frozen=True, slots=True)
class Version:
    """A resource as it was from `at` on: with id, `meta.versionId`, `meta.lastUpdated` and references as `Type/id`."""

    resource: Resource
    at: datetime

    @property
    def id(self) -> str:
        """`meta.versionId`."""
        return str(self.resource["meta"]["versionId"])


@dataclass(frozen=True, slots=True)
class Shown:
    """One resource as a caller may see it now; versions oldest first, at least one."""

    type: str
    id: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """As it is now."""
        return self.versions[-1]

    @property
    def reference(self) -> str:
        """How others point at it."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Told:
    """A message as one of the caller's units has it: its Bundle, and when the unit came to have it.

    `thread` is the message that began the meeting it is about, else itself; `number` the person's, as the message has it:
    what came with two numbers is of two persons, whatever the register links (semantics 17). `met_at` is when the kvittens that the
    unit owed for it came.
    """

    bundle: Resource
    message_id: str
    unit: str
    at: datetime
    thread: str
    number: str
    met_at: datetime | None = None


def resources(told: Iterable[Told], name: Name) -> tuple[Shown, ...]:
    """Every resource of these messages, in the order in which it first came."""
    found: dict[tuple[str, str], list[Version]] = {}
    for one in sorted(told, key=lambda message: message.at):
        for version in _versions(one, name):
            made = version.resource
            known = found.setdefault((made["resourceType"], made["id"]), [])
            # every message about a plan is a version of it, as If-Match counts them, though it change only a goal
            if not known or made["resourceType"] == "CarePlan" or not _same(known[-1].resource, made):
                known.append(version)
    return tuple(
        Shown(type_, id_, tuple(sorted(versions, key=lambda version: version.at)))
        for (type_, id_), versions in found.items()
    )


def single(resource: Resource, id_: str, at: datetime, version: str) -> Shown:
    """A resource of one version that comes from elsewhere than a message."""
    made = {**resource, "id": id_, "meta": _meta(resource, (), version, at)}
    return Shown(resource["resourceType"], id_, (Version(made, at),))


def _versions(told: Told, name: Name) -> Iterable[Version]:
    entries = told.bundle["entry"]
    by_url = {entry["fullUrl"]: entry["resource"] for entry in entries}
    identities = _Identities(told, by_url)
    places = {url: _place(resource, identities, name) for url, resource in by_url.items()}
    communication = next(place for place in places.values() if place.startswith("Communication/"))
    # a header is no resource here: what was said of it is said of its Communication
    places |= {url: communication for url, one in by_url.items() if one["resourceType"] == HEADER}
    version, tags = plan_version(told.message_id), told.bundle.get("meta", {}).get("tag", ())
    for url, resource in by_url.items():
        if resource["resourceType"] in ELSEWHERE:
            continue
        made = _pointing(resource, places)
        made["id"] = places[url].partition("/")[2]
        made["meta"] = _meta(resource, tags, version, told.at)
        yield Version(made, told.at)
        if resource["resourceType"] == "Task" and told.met_at is not None and made["status"] == "requested":
            met = _meta(resource, tags, plan_version(f"{told.message_id}|kvittens"), told.met_at)
            end = {"executionPeriod": {"end": instant(told.met_at)}}
            yield Version({**made, "meta": met, "status": "completed", **end}, told.met_at)


class _Identities:
    """What each resource of one message is the same as in other messages."""

    def __init__(self, told: Told, by_url: Mapping[str, Resource]) -> None:
        self._told, self._by_url = told, by_url
        self._counts: dict[str, int] = {}
        plans = (one for one in by_url.values() if one["resourceType"] == "CarePlan")
        self._plan = next((_plan(plan, told.number) for plan in plans), None)

    def of(self, resource: Resource) -> str:
        """The identity; of what is the message's alone, its place in the message."""
        type_ = resource["resourceType"]
        match type_:
            case "Patient":
                known: str | None = self._told.number
            case "Communication":
                known = of_message(self._told.message_id, self._told.unit)
            case "Encounter":
                stays = (stay["identifier"] for stay in resource.get("episodeOfCare", ()))
                stay = shape.value_in(systems.EPISODE_ID, stays)
                known = f"{self._told.number}|{stay}" if stay else None
            case "CarePlan" | "CareTeam":
                known = self._plan
            case "Appointment":
                known = self._told.thread
            case "Consent":
                known = self._consent(resource)
            case _:
                known = self._part(resource)
        return known if known is not None else self._place(type_)

    def _part(self, resource: Resource) -> str | None:
        """A goal or an intervention of a plan; one without an id by its place among those of the plan."""
        if resource["resourceType"] not in _PLAN_PARTS or self._plan is None:
            return None
        part = shape.value_in(systems.PLAN_PART, resource.get("identifier", ()))
        return f"{self._plan}|{part or self._count(resource['resourceType'])}"

    def _consent(self, resource: Resource) -> str:
        """Whoever holds it and what it is for: given, refused and withdrawn are one consent (semantics 24)."""
        holders = [
            self._by_url.get(one.get("reference", ""), one) for one in resource.get("organization", ())
        ]
        held = [one.get("value") for holder in holders for one in _listed(holder.get("identifier"))]
        codes = sorted(
            coding["code"] for category in resource.get("category", ()) for coding in category["coding"]
        )
        return "|".join([self._told.number, *map(str, held or [self._told.unit]), *codes])

    def _place(self, type_: str) -> str:
        return f"{of_message(self._told.message_id, self._told.unit)}|{self._count(type_)}"

    def _count(self, type_: str) -> int:
        self._counts[type_] = self._counts.get(type_, 0) + 1
        return self._counts[type_]


def of_message(message_id: str, unit: str) -> str:
    """The identity of a message's Communication as a unit has it: a sender's and each recipient's are their own."""
    return f"{message_id}|{unit}"


def _plan(plan: Resource, number: str) -> str | None:
    value = shape.value_in(systems.PLAN_ID, plan.get("identifier", ()))
    kind = next((coding["code"] for one in plan["category"] for coding in one["coding"]), "")
    return f"{number}|{kind}|{value}" if value else None


def _listed(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []


def _place(resource: Resource, identities: _Identities, name: Name) -> str:
    type_ = resource["resourceType"]
    if type_ == "Organization":
        return f"{type_}/{resource['identifier'][0]['value']}"
    return f"{type_}/{name(type_, identities.of(resource))}"


def _pointing(element: Any, places: Mapping[str, str]) -> Any:
    """The same with references to what lies beside it in the Bundle as references of ours."""
    if isinstance(element, dict):
        return {
            key: places.get(value, value)
            if key == "reference" and isinstance(value, str)
            else _pointing(value, places)
            for key, value in element.items()
        }
    if isinstance(element, list):
        return [_pointing(one, places) for one in element]
    return element


def _meta(resource: Resource, tags: Sequence[Resource], version: str, at: datetime) -> Resource:
    known = resource.get("meta", {})
    own = known.get("tag", ())
    marked = [*own, *(tag for tag in tags if tag not in own)]
    return {"versionId": version, "lastUpdated": instant(at), **known, **({"tag": marked} if marked else {})}


def _same(first: Resource, second: Resource) -> bool:
    """Whether two versions say the same but which they are."""
    return _content(first) == _content(second)


def _content(resource: Resource) -> Resource:
    meta = {k: v for k, v in resource["meta"].items() if k not in {"versionId", "lastUpdated"}}
    return {**resource, "meta": meta}
