"""CapabilityStatements of the actors (`kind: requirements`): who sends, the adapter between, who receives.

The adapter's REST side is the table of `interactions`, so it requires what the server does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapter.model.delivery import NOTICES
from adapter.model.kinds import KINDS
from adapter.r4 import backport, interactions, message_definitions, systems
from adapter.r4.interactions import Served
from adapter.r4.models import Resource
from adapter.r4.terminology import name

FORMATS = ("application/fhir+json",)
"""What every actor reads and writes."""
SERVED = (*FORMATS, "application/fhir+xml")
"""What the adapter does."""
FHIR_VERSION = "4.0.1"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor: kinds that it must be able to send and to take, resources it reads and writes as a client."""

    id: str
    title: str
    says: str
    sends: tuple[str, ...]
    takes: tuple[str, ...]


_EVERY = tuple(KINDS)
SENDER = Actor(
    "svu-sender",
    "Sender: a unit's system that sends messages",
    "Sends message Bundles to the adapter, takes its notices, and may read and write by REST instead.",
    sends=_EVERY,
    takes=NOTICES,
)
ADAPTER = Actor(
    "svu-adapter-actor",
    "The adapter",
    "Takes messages, decides for each recipient what may leave, delivers it, and shows a caller by REST what it may see.",
    sends=(*_EVERY, *NOTICES),
    takes=_EVERY,
)
RECEIVER = Actor(
    "svu-receiver",
    "Receiver: a unit's system that takes deliveries",
    "Takes message Bundles from the adapter, answers each with a response message, and acknowledges by a kvittens or its Task.",
    sends=("kvittens",),
    takes=(*_EVERY, *NOTICES),
)
ACTORS = (SENDER, ADAPTER, RECEIVER)
_WRITES: Mapping[str, tuple[str, ...]] = {
    SENDER.id: tuple(one.type for one in interactions.TABLE.values() if one.writes),
    RECEIVER.id: ("Task",),
}
"""What a client's actor writes by REST, where it does not send it as a message."""


def definitions() -> Iterator[Resource]:
    """One CapabilityStatement for each actor."""
    return (_definition(actor) for actor in ACTORS)


def canonical(actor: Actor) -> str:
    """The canonical of an actor's CapabilityStatement."""
    return f"{systems.BASE}/CapabilityStatement/{actor.id}"


def _definition(actor: Actor) -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "id": actor.id,
        "url": canonical(actor),
        "name": name(actor.id),
        "title": actor.title,
        "description": actor.says,
        "kind": "requirements",
        "fhirVersion": FHIR_VERSION,
        "format": list(SERVED if actor is ADAPTER else FORMATS),
        "rest": [_rest(actor)],
        "messaging": [
            {
                "documentation": "A message is posted to $process-message and answered by a message with MessageHeader.response.",
                "supportedMessage": [
                    *_supported("sender", actor.sends),
                    *_supported("receiver", actor.takes),
                ],
            }
        ],
    }


def _supported(mode: str, kinds: Iterable[str]) -> Iterator[Resource]:
    return ({"mode": mode, "definition": message_definitions.canonical(kind)} for kind in kinds)


def _rest(actor: Actor) -> Resource:
    if actor is ADAPTER:
        return {"mode": "server", **served()}
    chosen = _WRITES[actor.id]
    return {
        "mode": "client",
        "documentation": "Whatever it does not send as a message.",
        "resource": [_written(one) for one in interactions.TABLE.values() if one.type in chosen],
    }


def _written(one: Served) -> Resource:
    """A resource type as a client writes it."""
    return {
        "type": one.type,
        "supportedProfile": list(one.profile_urls),
        "interaction": [{"code": interaction.value} for interaction in one.writes],
    }


def served() -> Resource:
    """What the adapter serves by REST: resources, interactions and operations of the table."""
    types = (served_type(one) for one in interactions.TABLE.values())
    subscription = {name: value for name, value in backport.capability().items() if name != "extension"}
    # the backport's own extension is only on the statement of a server: this one stands without its package
    made: Resource = {"resource": [*types, subscription]}
    system = [{"code": code} for code in interactions.SYSTEM_INTERACTIONS]
    operations = _operations(interactions.SYSTEM_OPERATIONS)
    return {
        **made,
        **({"interaction": system} if system else {}),
        **({"operation": operations} if operations else {}),
    }


def served_type(one: Served) -> Resource:
    """A resource type as a CapabilityStatement tells it."""
    operations = _operations(interactions.TYPE_OPERATIONS)
    made: Resource = {
        "type": one.type,
        "supportedProfile": list(one.profile_urls),
        "interaction": [{"code": interaction.value} for interaction in one.interactions],
        "conditionalCreate": one.conditional_create or None,
        "searchInclude": list(one.includes),
        "searchRevInclude": list(one.revincludes),
        "searchParam": [
            {"name": found.name, "definition": found.url, "type": found.kind.value}
            for found in one.searched.values()
        ],
        "operation": operations,
    }
    return {element: value for element, value in made.items() if value not in (None, [])}


def _operations(named: Mapping[str, str]) -> list[Resource]:
    return [{"name": operation, "definition": definition} for operation, definition in named.items()]
