"""A posted Subscription (R4, or with the R5 backport's profile): what it asks for, or every fault at once.

A closed list of what is read: whatever else stands there is refused, for it would be kept and not done. Nothing that
could be about a person is taken: a subscription is to a unit's messages by kind, never to somebody's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from adapter.model.errors import InputError
from adapter.model.identifiers import hides_identity_number, is_hsa_id
from adapter.model.issue import Issue, Severity
from adapter.model.kinds import KINDS
from adapter.model.subscription import Asked, Content, Status
from adapter.r4 import backport, models, shape, systems

_ROOT = "Subscription"
_OURS = frozenset({"resourceType", "id", "meta", "text", "error"})
"""What may stand there as we answered it: it is ours to write, and is written anew."""
_READ = frozenset({"status", "reason", "criteria", "_criteria", "channel", "end", "contact"})
_CHANNEL = frozenset({"type", "endpoint", "payload", "_payload", "extension"})
_PAYLOADS = ("application/fhir+json",)
_LONGEST = 500
_WRITTEN = {"requested": Status.REQUESTED, "active": Status.ACTIVE, "off": Status.OFF}

_WANT_CRITERIA = "Write Communication?recipient=<HSA-id of your unit>, and after it &category=<kind>,<kind> for some kinds only."
_BY_PATIENT = "A subscription is to a unit's messages, and their kinds: no person is named in it."


def read(document: object, own_url: str) -> Asked:
    """What a decoded Subscription asks for; raises `InputError` with every fault, none of which quotes a value."""
    if not isinstance(document, dict) or document.get("resourceType") != _ROOT:
        fault = Issue(
            Severity.ERROR, "PRODUKT-SUB-01", _ROOT, "This is no Subscription.", "Send one.", "structure"
        )
        raise InputError((fault,))
    faults = models.structure_of(document)
    if faults:
        raise InputError(faults)
    reader = _Reader(own_url)
    asked = reader.subscription(document)
    if reader.faults:
        raise InputError(tuple(reader.faults))
    return asked


class _Reader:
    """Of one Subscription whose structure is R4's: so texts are texts, and lists lists."""

    def __init__(self, own_url: str) -> None:
        self._own_url = own_url
        self.faults: list[Issue] = []

    def subscription(self, resource: Mapping[str, Any]) -> Asked:
        self._only(resource, _OURS | _READ, _ROOT)
        topic = backport.SUBSCRIPTION in resource.get("meta", {}).get("profile", ())
        filters = self._filters(resource) if topic else ()
        criteria = resource["criteria"]
        if not topic:
            self._only({k: v for k, v in resource.items() if k == "_criteria"}, frozenset(), _ROOT)
        elif criteria != backport.TOPIC:
            self._fault(
                "PRODUKT-SUB-03",
                "criteria",
                "There is no such topic here.",
                f"The topic is {backport.TOPIC}; its filters go into the extension of criteria.",
            )
        unit, kinds = self._narrowed([(criteria, "criteria")] if not topic else filters)
        payload, content, most = self._channel(resource["channel"], topic=topic)
        return Asked(
            criteria=criteria,
            address=resource["channel"].get("endpoint", ""),
            content=content,
            reason=self._text(resource["reason"], "reason"),
            unit=unit,
            kinds=kinds,
            topic=topic,
            filters=tuple(said for said, _ in filters),
            payload=payload,
            end=self._instant(resource.get("end")),
            status=self._status(resource["status"]),
            max_count=most,
            contact=self._contact(resource.get("contact", ())),
        )

    def _status(self, status: str) -> Status:
        if status not in _WRITTEN:
            self._fault(
                "PRODUKT-SUB-02",
                "status",
                "A client sets the status to requested, or to off.",
                "Write requested: it becomes active when your endpoint has taken a first notification.",
            )
        return _WRITTEN.get(status, Status.REQUESTED)

    def _filters(self, resource: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        found = []
        for number, one in enumerate(resource.get("_criteria", {}).get("extension", ())):
            path = f"criteria.extension[{number}]"
            if one["url"] != backport.FILTER or not isinstance(one.get("valueString"), str):
                self._unknown(path)
                continue
            found.append((one["valueString"], path))
        return tuple(found)

    def _narrowed(self, criteria: Sequence[tuple[str, str]]) -> tuple[str | None, tuple[str, ...]]:
        """Unit and kinds of all that is said: several filters hold all at once."""
        units: dict[str, None] = {}
        kinds: dict[str, None] | None = None
        for said, path in criteria:
            type_, _, query = said.rpartition("?")
            wrong = type_ not in {"Communication", ""} or (type_ == "" and path == "criteria")
            if wrong or hides_identity_number(said):
                text = _BY_PATIENT if hides_identity_number(said) else "This is not read here."
                self._fault("PRODUKT-SUB-03", path, text, _WANT_CRITERIA)
                continue
            for name, value in parse_qsl(query, keep_blank_values=True):
                match name:
                    case "recipient" | "recipient:Organization" | "recipient:identifier":
                        units.update(self._unit(value, path))
                    case "category":
                        stated = self._kinds(value, path)
                        kinds = stated if kinds is None else {one: None for one in kinds if one in stated}
                    case _:
                        self._fault(
                            "PRODUKT-SUB-03", path, f"{_BY_PATIENT} Nothing else is read.", _WANT_CRITERIA
                        )
        if kinds == {}:
            self._fault(
                "PRODUKT-SUB-03", "criteria", "No kind is of all these categories at once.", _WANT_CRITERIA
            )
        if len(units) > 1:
            self._fault(
                "PRODUKT-SUB-03", "criteria", "A subscription belongs to one unit.", "Make one for each unit."
            )
        return next(iter(units), None), tuple(kinds or ())

    def _unit(self, value: str, path: str) -> dict[str, None]:
        system, bar, name = value.rpartition("|")
        plain = name.removeprefix(f"{self._own_url}/").removeprefix("Organization/")
        if (bar and system not in shape.HSA_SYSTEMS) or not is_hsa_id(plain):
            self._fault("PRODUKT-SUB-03", path, "recipient is not one unit's HSA-id.", _WANT_CRITERIA)
            return {}
        return {plain: None}

    def _kinds(self, value: str, path: str) -> dict[str, None]:
        found: dict[str, None] = {}
        for one in value.split(","):
            system, bar, kind = one.rpartition("|")
            if kind not in KINDS or (bar and system != systems.KIND):
                self._fault(
                    "PRODUKT-SUB-03",
                    path,
                    "category holds what is no kind of message.",
                    f"The kinds are in {systems.KIND}, as codes: sip, inskrivningsmeddelande and so on.",
                    "code-invalid",
                )
                continue
            found[kind] = None
        return found

    def _channel(self, channel: Mapping[str, Any], *, topic: bool) -> tuple[str | None, Content, int | None]:
        if channel["type"] != "rest-hook":
            self._fault(
                "PRODUKT-SUB-04",
                "channel.type",
                "Only the channel rest-hook is served.",
                "Write rest-hook.",
                "not-supported",
            )
        if "header" in channel:
            self._fault(
                "PRODUKT-SUB-04",
                "channel.header",
                "No credential is kept in a resource: what your endpoint demands is in the directory.",
                "Leave it out; the operator sets the endpoint's credential.",
                "not-supported",
            )
        self._only(channel, _CHANNEL | {"header"}, "channel")
        if not channel.get("endpoint"):
            self._fault(
                "PRODUKT-SUB-06",
                "channel.endpoint",
                "Where to notify is not said.",
                "Name the address, or the id, of an endpoint that the directory gives your unit.",
                "required",
            )
        payload = channel.get("payload")
        if payload is not None and payload.partition(";")[0] not in _PAYLOADS:
            self._fault(
                "PRODUKT-SUB-05",
                "channel.payload",
                "This media type is not sent.",
                "Write application/fhir+json, or leave payload out for a notification without a body.",
                "not-supported",
            )
        content = self._content(channel, topic=topic)
        if payload is None and topic:
            self._fault(
                "PRODUKT-SUB-05",
                "channel.payload",
                "A subscription by topic says what its notifications are to hold.",
                "Write application/fhir+json.",
                "required",
            )
        return payload, content, self._most(channel)

    def _content(self, channel: Mapping[str, Any], *, topic: bool) -> Content:
        codes = []
        for number, one in enumerate(channel.get("_payload", {}).get("extension", ())):
            if one["url"] == backport.PAYLOAD_CONTENT and topic:
                codes.append(one.get("valueCode"))
            else:
                self._unknown(f"channel.payload.extension[{number}]")
        if not topic:
            return Content.ID_ONLY if "payload" in channel else Content.PING
        if codes in (["empty"], ["id-only"]):
            return Content(codes[0])
        full = codes == ["full-resource"]
        self._fault(
            "PRODUKT-SUB-05",
            "channel.payload.extension",
            "What a unit may see is decided when it reads, so no resource goes out with a notification."
            if full
            else "What a notification is to hold is stated once: id-only or empty.",
            f"Write id-only, or empty, in the extension {backport.PAYLOAD_CONTENT}.",
            "not-supported" if full else "required",
        )
        return Content.ID_ONLY

    def _most(self, channel: Mapping[str, Any]) -> int | None:
        found = None
        for number, one in enumerate(channel.get("extension", ())):
            if one["url"] == backport.MAX_COUNT and one.get("valuePositiveInt"):
                found = int(one["valuePositiveInt"])
            else:
                self._unknown(f"channel.extension[{number}]")
        return found

    def _instant(self, end: str | None) -> datetime | None:
        if end is None:
            return None
        try:
            return datetime.fromisoformat(end)
        except ValueError:  # a leap second
            self._fault(
                "PRODUKT-SUB-02", "end", "This is no instant of ours.", "Write one without a leap second."
            )
            return None

    def _contact(self, contacts: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, str | int], ...]:
        for number, one in enumerate(contacts):
            path = f"contact[{number}]"
            self._only(one, frozenset({"system", "value", "use", "rank"}), path)
            self._text(one.get("value", ""), f"{path}.value")
        return tuple(
            {name: value for name, value in one.items() if isinstance(value, str | int)} for one in contacts
        )

    def _text(self, text: str, path: str) -> str:
        if hides_identity_number(text) or len(text) > _LONGEST:
            self._fault(
                "PRODUKT-SUB-02",
                path,
                "This text is too long, or holds somebody's number.",
                "Say it in one sentence, of no person.",
            )
        return text

    def _only(self, element: Mapping[str, Any], known: frozenset[str], path: str) -> None:
        for name in sorted(element.keys() - known):
            self._unknown(name if path == _ROOT else f"{path}.{name}")

    def _unknown(self, path: str) -> None:
        self._fault(
            "PRODUKT-SUB-02",
            path.replace("_criteria", "criteria"),
            "This is not read here, and what is not read is not kept.",
            "Leave it out.",
            "not-supported",
        )

    def _fault(self, rule: str, path: str, text: str, remedy: str, code: str = "value") -> None:
        self.faults.append(Issue(Severity.ERROR, rule, f"{_ROOT}.{path}", text, remedy, code))
