"""Read a resource posted over REST: it becomes the submission shape, so that one reader and one rule set judge it.

The resource is the anchor. What is only the message's (whom it is for, what it answers) stands in its Communication:
the anchor itself, one that it contains, or one made here of what the resource says and of its extensions.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from adapter.intake.faults import Faults
from adapter.intake.native import NEEDS_NO_RECIPIENT
from adapter.intake.rest_kind import KINDS_OF, action_of, kind_of
from adapter.intake.rest_paths import Paths
from adapter.intake.rest_posted import Piece, Posted, identifiers, organization_named, pointing
from adapter.intake.submission import Submission, read_submission
from adapter.model.errors import InputError
from adapter.r4 import extensions, primitives, shape, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

_SUBJECT: Mapping[str, str] = {"Consent": "patient"}
_SENDER: Mapping[str, str] = {
    "Communication": "sender",
    "Consent": "organization",
    "CarePlan": "author",
    "QuestionnaireResponse": "author",
    "AppointmentResponse": "actor",
}
_ABOUT = frozenset({"CarePlan", "QuestionnaireResponse", "Appointment", "AppointmentResponse"})
_OWN = frozenset(extension.url for extension in extensions.WRITING)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a posting may leave unsaid: its id and when it was sent, who sends (`unit`), what it does and follows.

    `region` is the region of a unit, None where the directory does not have it.
    """

    message_id: str
    sent: str
    region: Callable[[str], str | None]
    unit: str | None = None
    action: str | None = None
    relates_to: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a posting was read as, with the way back from the message's paths to the posted ones."""

    submission: Submission
    paths: Paths


def read(posted: Posted, terms: Terms, mappings: Mappings) -> Reading:
    """The message that was posted; raises InputError with every fault, located in what was posted."""
    faults = Faults()
    kind = _kind(posted, faults)
    _references(posted, faults)
    if kind is None or len(faults):
        raise InputError(tuple(faults))
    made = _Made(posted, terms, kind)
    bundle = made.bundle(mappings)
    paths = Paths(posted, made.paths, mappings.rows[kind], made.action)
    if missing := tuple(made.faults):
        raise InputError(missing)
    try:
        found = read_submission(bundle, mappings)
    except InputError as error:
        raise InputError(paths.translated(error.issues)) from None
    return Reading(
        Submission(found.message, paths.translated(found.warnings), found.stated, found.test), paths
    )


def _kind(posted: Posted, faults: Faults) -> str | None:
    """The kind that the anchor and the Communication with it agree on."""
    anchor = posted.anchor
    if anchor.type not in KINDS_OF:
        faults.add(
            "READ-TYPE",
            anchor.path,
            "No message is posted as a resource of this type.",
            f"Post one of: {', '.join(KINDS_OF)}.",
        )
        return None
    said = [*posted.of_type("Communication")]
    if len(said) > 1:
        faults.add("READ-TWICE", said[1].path, "A posting is one message.", "Send one Communication.")
        return None
    kind = kind_of(anchor.resource)
    if kind is None:
        where = "questionnaire" if anchor.type == "QuestionnaireResponse" else "category"
        faults.not_a_code(f"{anchor.path}.{where}", KINDS_OF[anchor.type])
    elif said and (told := kind_of(said[0].resource)) not in {kind, None}:
        faults.add(
            "READ-CODE",
            f"{said[0].path}.category",
            f"The Communication is of the kind {told}, the resource of the kind {kind}.",
            "Make them say the same.",
        )
    return kind


def _references(posted: Posted, faults: Faults) -> None:
    for path, _ in posted.strangers():
        faults.add(
            "READ-REFERENCE",
            f"{path}.reference",
            "This points at nothing that came along and at nothing that this client may see.",
            "Contain the resource, or name it by its identifier.",
        )


class _Made:
    """The submission Bundle while it is being put together."""

    def __init__(self, posted: Posted, terms: Terms, kind: str) -> None:
        self._posted, self._terms, self._kind = posted, terms, kind
        self._ids = {
            id(piece): str(uuid5(NAMESPACE_URL, f"{terms.message_id}|{number}"))
            for number, piece in enumerate(posted.pieces)
        }
        self._said = next(iter(posted.of_type("Communication")), None)
        self._urls = {name: self._url(piece) for piece in posted.pieces for name in piece.names}
        self.action = terms.action or action_of(posted.anchor.resource)
        self.faults = Faults()
        self.paths: tuple[str, ...] = ()

    def bundle(self, mappings: Mappings) -> Resource:
        """The message Bundle; `paths` are then where its entries came from."""
        communication = self._communication(mappings)
        others = [piece for piece in self._posted.pieces if piece is not self._said]
        resources = [communication, *(self._resource(piece) for piece in others)]
        self.paths = ("", self._said.path if self._said else "", *(piece.path for piece in others))
        meta = {
            name: value
            for name, value in self._posted.anchor.resource.get("meta", {}).items()
            if name in {"tag", "security"}
        }
        entries = [self._header(communication, mappings), *resources]
        return {
            "resourceType": "Bundle",
            "id": str(uuid5(NAMESPACE_URL, f"{self._terms.message_id}|Bundle")),
            "type": "message",
            "timestamp": self._terms.sent,
            **({"meta": meta} if meta else {}),
            "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in entries],
        }

    def _url(self, piece: Piece) -> str:
        return f"urn:uuid:{self._ids[id(piece)]}"

    def _place(self, reference: str) -> Resource | None:
        if reference in self._urls:
            return {"reference": self._urls[reference]}
        unit = organization_named({"reference": reference})
        return {"identifier": shape.unit_identifier(unit)} if unit else None

    def _resource(self, piece: Piece) -> Resource:
        """A piece as an entry: its own references, its own id, and nothing that is only the posting's."""
        made: Resource = pointing(piece.resource, self._place)
        made = {name: value for name, value in made.items() if name not in {"meta", "extension"}}
        if kept := [e for e in piece.resource.get("extension", ()) if e.get("url") not in _OWN]:
            made["extension"] = pointing(kept, self._place)
        made["id"] = self._ids[id(piece)]
        if piece.type == "Patient" and "meta" in piece.resource:
            made["meta"] = piece.resource["meta"]
        if piece is self._posted.anchor and piece.type in {"CarePlan", "QuestionnaireResponse"}:
            _without_message_id(made)
        if piece is self._posted.anchor and piece.type == "CarePlan":
            made.pop("author", None)
        return made

    def _communication(self, mappings: Mappings) -> Resource:
        posted = self._posted
        said: Resource = self._resource(self._said) if self._said else self._new()
        identifiers_ = said.get("identifier", [])
        if shape.value_in(systems.MESSAGE_ID, identifiers_) is None:
            said["identifier"] = [*identifiers_, shape.message_identifier(self._terms.message_id)]
        if kind_of(said) is None:
            said["category"] = [
                *said.get("category", ()),
                shape.concept(mappings.coding(systems.KIND, self._kind)),
            ]
        for name, value in self._defaults().items():
            if value:
                said.setdefault(name, pointing(value, self._place))
        about = said.setdefault("about", [])
        pointed = {one.get("reference") for one in about}
        missing = [
            {"reference": self._url(piece)}
            for piece in posted.pieces
            if piece is not self._said and self._is_subject_matter(piece) and self._url(piece) not in pointed
        ]
        said["about"] = [*missing, *about]
        if not said["about"]:
            del said["about"]
        for piece in posted.of_type("Consent"):
            if self._kind != "samtycke" and not self._pointed_at(piece):
                asserted = {"url": extensions.CONSENT.url, "valueReference": {"reference": self._url(piece)}}
                said["extension"] = [*said.get("extension", ()), asserted]
        return said

    def _new(self) -> Resource:
        status = "entered-in-error" if self.action == "annul" else "completed"
        made = str(uuid5(NAMESPACE_URL, f"{self._terms.message_id}|message"))
        return {"resourceType": "Communication", "id": made, "status": status}

    def _is_subject_matter(self, piece: Piece) -> bool:
        """Whether the message is about it: the anchor, and what nothing else points at."""
        if piece is self._posted.anchor:
            return True
        known = _ABOUT | {"Consent"} if self._kind == "samtycke" else _ABOUT
        return piece.type in known and not self._pointed_at(piece)

    def _pointed_at(self, piece: Piece) -> bool:
        names = {*piece.names, self._url(piece)}
        return any(
            said in names
            for other in self._posted.pieces
            if other is not piece
            for said in _said(other.resource)
        )

    def _defaults(self) -> Mapping[str, Any]:
        """What the anchor says that belongs to the Communication."""
        anchor, terms = self._posted.anchor, self._terms
        resource = anchor.resource
        return {
            "subject": resource.get(_SUBJECT.get(anchor.type, "subject")) or self._only("Patient"),
            "encounter": resource.get("encounter") or self._only("Encounter"),
            "inResponseTo": self._earlier(resource),
            "sent": self._sent(resource) or terms.sent,
            "sender": self._sender(resource),
            "recipient": [
                extension.get("valueReference", {})
                for extension in resource.get("extension", ())
                if extension.get("url") == extensions.RECIPIENT.url
            ],
        }

    def _only(self, type_: str) -> Resource | None:
        """The one resource of a type that came along."""
        pieces = self._posted.of_type(type_)
        return {"reference": self._url(pieces[0])} if len(pieces) == 1 else None

    def _earlier(self, resource: Resource) -> list[Resource] | None:
        extension = shape.extension(extensions.RELATES_TO.url, resource)
        if extension is not None:
            return [{"identifier": extension.get("valueIdentifier", {})}]
        answered = resource.get("appointment", {}).get("identifier", {})
        if answered.get("system") == systems.MESSAGE_ID:
            return [{"identifier": answered}]
        earlier = self._terms.relates_to
        return [{"identifier": shape.message_identifier(earlier)}] if earlier else None

    def _sent(self, resource: Resource) -> object:
        extension = shape.extension(extensions.SENT.url, resource)
        if extension is not None:
            return primitives.leaf(extension)
        authored = resource.get("authored")
        # a day is no instant: when it was sent is then when it came
        return authored if isinstance(authored, str) and "T" in authored else None

    def _sender(self, resource: Resource) -> Resource | None:
        said = resource.get(_SENDER[self._posted.anchor.type])
        said = next(iter(said), None) if isinstance(said, list) else said
        if said is not None and self._posted.named(said) is not None:
            return dict(said)
        unit = self._posted.unit(said) or self._terms.unit
        return {"identifier": shape.unit_identifier(unit)} if unit else None

    def _header(self, communication: Resource, mappings: Mappings) -> Resource:
        unit = self._unit(communication.get("sender"))
        region = self._terms.region(unit) if unit else None
        receivers = communication.get("recipient", [])
        self._demand(unit, region, receivers)
        tasks = [{"reference": self._url(piece)} for piece in self._posted.of_type("Task")]
        author = self._author(communication)
        return {
            "resourceType": "MessageHeader",
            "id": self._terms.message_id,
            **({"extension": [{"url": extensions.REGION.url, "valueCode": region}]} if region else {}),
            "eventCoding": mappings.coding(systems.KIND, self._kind),
            **({"destination": [_destination(one) for one in receivers]} if receivers else {}),
            **({"sender": self._sending(communication["sender"], unit)} if unit else {}),
            **({"author": author} if author else {}),
            "source": {"endpoint": f"{systems.BASE}/rest"},
            "reason": {"coding": [{"system": systems.ACTION, "code": self.action}]},
            "focus": [{"reference": f"urn:uuid:{communication['id']}"}, *tasks],
            "definition": f"{systems.MESSAGE_DEFINITION}/{self._kind}",
        }

    def _unit(self, reference: Resource | None) -> str | None:
        """The unit of a reference as it is in the Bundle, else the caller's only one."""
        if reference is None:
            return None
        by_url = {self._url(piece): piece.names for piece in self._posted.pieces}
        names = by_url.get(reference.get("reference", ""), ())
        said = {"reference": names[0]} if names else reference
        return self._posted.unit(said) or (self._terms.unit if names else None)

    def _role(self, sender: Resource) -> Piece | None:
        roles = self._posted.of_type("PractitionerRole")
        return next((role for role in roles if self._url(role) == sender.get("reference")), None)

    def _sending(self, sender: Resource, unit: str) -> Resource:
        """The unit as the sender was named: itself, or the one that the role which wrote is at."""
        role = self._role(sender)
        at: Resource = sender if role is None else role.resource.get("organization", {})
        named: Resource = pointing(at, self._place)
        return named if "reference" in named else {"identifier": shape.unit_identifier(unit)}

    def _author(self, communication: Resource) -> Resource | None:
        """Who wrote it, for the header: where a signed answer names the same one, the answer keeps its name."""
        sender = communication.get("sender", {})
        wrote = self._role(sender)
        if wrote is None:
            return None
        answers = self._said is None and self._posted.anchor.type in {
            "QuestionnaireResponse",
            "AppointmentResponse",
        }
        functions = [shape.code_of(systems.FUNCTION, code) for code in wrote.resource.get("code", ())]
        return None if answers and not any(functions) else dict(sender)

    def _demand(self, unit: str | None, region: str | None, receivers: list[Resource]) -> None:
        anchor = self._posted.anchor
        sender = f"{anchor.path}.{_SENDER[anchor.type]}"
        if unit is None:
            self.faults.add(
                "READ-MISSING", sender, "The sending unit is not named.", "Name it by its HSA-id."
            )
        elif region is None:
            self.faults.add(
                "READ-SENDER", sender, "The directory does not have this unit.", "Name a unit of yours."
            )
        if not receivers and self._kind not in NEEDS_NO_RECIPIENT:
            where = "recipient" if anchor.type == "Communication" else "extension"
            self.faults.add(
                "READ-RECIPIENT",
                f"{anchor.path}.{where}",
                "It does not say whom it is for; that is never guessed.",
                f"Name each unit: Communication.recipient, or {extensions.RECIPIENT.url}.",
            )


def _destination(receiver: Resource) -> Resource:
    return {"endpoint": f"{systems.BASE}/unit", "receiver": receiver}


def _without_message_id(made: Resource) -> None:
    """A plan and a response have identifiers of their own: the message's is the Communication's."""
    kept = [one for one in identifiers(made) if one.get("system") != systems.MESSAGE_ID]
    if isinstance(made.get("identifier"), list) and kept:
        made["identifier"] = kept
    elif not kept:
        made.pop("identifier", None)


def _said(element: Any) -> Iterator[str]:
    """Every reference in a resource."""
    if isinstance(element, dict):
        if isinstance(element.get("reference"), str):
            yield element["reference"]
        for value in element.values():
            yield from _said(value)
    elif isinstance(element, list):
        for one in element:
            yield from _said(one)
