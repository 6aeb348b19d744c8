"""Reading what arrived at a receiving endpoint, as far as its ledger needs: ids, who, what, for whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapter.r4.systems import ACTION, HSA_ID, HSA_ID_RIV, KIND, MESSAGE_ID

Json = Mapping[str, object]


class Unreadable(ValueError):
    """What came is no message that this endpoint knows."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it arrived; `bundle` is empty for a native one."""

    id: str
    bundle: str
    recipient: str
    kind: str
    action: str
    message_id: str
    patient: str
    event: Json = field(default_factory=dict)

    def row(self) -> dict[str, str]:
        """The members of a ledger row."""
        return {
            "bundle": self.bundle,
            "delivery": self.id,
            "recipient": self.recipient,
            "kind": self.kind,
            "action": self.action,
            "message_id": self.message_id,
            "patient": self.patient,
        }


def of_bundle(bundle: object) -> Delivery:
    """A FHIR message Bundle; raises `Unreadable` when there is no MessageHeader first."""
    if not isinstance(bundle, dict) or bundle.get("type") != "message" or not bundle.get("id"):
        raise Unreadable("a message Bundle with an id is wanted")
    resources = dict(_resources(bundle))
    header = next(iter(resources.values()), {})
    if header.get("resourceType") != "MessageHeader" or not header.get("id"):
        raise Unreadable("the first entry of a message Bundle is a MessageHeader with an id")
    event = _json(header.get("eventCoding"))
    communication = _first(resources, "Communication")
    return Delivery(
        id=str(header["id"]),
        bundle=str(bundle["id"]),
        recipient=_recipient(header, resources),
        kind=str(event.get("code", "")) if event.get("system") == KIND else "",
        action=_coded(header.get("reason"), ACTION),
        message_id=_identifier(communication.get("identifier"), MESSAGE_ID),
        patient=_identifier(_first(resources, "Patient").get("identifier")),
        event=event,
    )


def of_native(body: object) -> Delivery:
    """The native delivery of `contract.md` §7."""
    if not isinstance(body, dict) or not isinstance(body.get("deliveryId"), str):
        raise Unreadable("a delivery with a deliveryId is wanted")
    message = _json(body.get("message"))
    recipients = message.get("recipients")
    verdict = _json(body.get("verdict"))
    return Delivery(
        id=body["deliveryId"],
        bundle="",
        recipient=str(
            verdict.get("recipient") or (recipients[0] if isinstance(recipients, list) and recipients else "")
        ),
        kind=str(message.get("kind", "")),
        action=str(message.get("action", "")),
        message_id=str(message.get("messageId", "")),
        patient=str(_json(message.get("patient")).get("value", "")),
    )


def _resources(bundle: Json) -> Iterator[tuple[str, Json]]:
    for position, entry in enumerate(_list(bundle.get("entry"))):
        found = _json(entry)
        yield str(found.get("fullUrl", position)), _json(found.get("resource"))


def _recipient(header: Json, resources: Mapping[str, Json]) -> str:
    for destination in _list(header.get("destination")):
        receiver = _json(_json(destination).get("receiver"))
        found = resources.get(str(receiver.get("reference", "")), {})
        candidates = [*_list(found.get("identifier")), receiver.get("identifier")]
        for system in (HSA_ID, HSA_ID_RIV):
            value = _identifier(candidates, system)
            if value:
                return value
    return ""


def _identifier(identifiers: object, system: str | None = None) -> str:
    for candidate in _list(identifiers):
        found = _json(candidate)
        if system is None or found.get("system") == system:
            return str(found.get("value", ""))
    return ""


def _coded(concept: object, system: str) -> str:
    codings = (_json(coding) for coding in _list(_json(concept).get("coding")))
    return next((str(coding.get("code", "")) for coding in codings if coding.get("system") == system), "")


def _first(resources: Mapping[str, Json], name: str) -> Json:
    return next((found for found in resources.values() if found.get("resourceType") == name), {})


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _json(value: object) -> Json:
    return value if isinstance(value, dict) else {}
