"""Reading what arrived at a receiving endpoint, as far as its ledger needs: ids, who, what, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapter.r4.systems import ACTION, HSA_ID, HSA_ID_RIV, KIND, MESSAGE_ID
from adapter.sandbox.fhir_parts import Json, coded, first, identifier, items, members, resources


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
    held = dict(resources(bundle))
    header = next(iter(held.values()), {})
    if header.get("resourceType") != "MessageHeader" or not header.get("id"):
        raise Unreadable("the first entry of a message Bundle is a MessageHeader with an id")
    event = members(header.get("eventCoding"))
    communication = first(held, "Communication")
    return Delivery(
        id=str(header["id"]),
        bundle=str(bundle["id"]),
        recipient=_recipient(header, held),
        kind=str(event.get("code", "")) if event.get("system") == KIND else "",
        action=coded(header.get("reason"), ACTION),
        message_id=identifier(communication.get("identifier"), MESSAGE_ID),
        patient=identifier(first(held, "Patient").get("identifier")),
        event=event,
    )


def of_native(body: object) -> Delivery:
    """The native delivery of `contract.md` §7."""
    if not isinstance(body, dict) or not isinstance(body.get("deliveryId"), str):
        raise Unreadable("a delivery with a deliveryId is wanted")
    message = members(body.get("message"))
    recipients = message.get("recipients")
    verdict = members(body.get("verdict"))
    return Delivery(
        id=body["deliveryId"],
        bundle="",
        recipient=str(
            verdict.get("recipient") or (recipients[0] if isinstance(recipients, list) and recipients else "")
        ),
        kind=str(message.get("kind", "")),
        action=str(message.get("action", "")),
        message_id=str(message.get("messageId", "")),
        patient=str(members(message.get("patient")).get("value", "")),
    )


def _recipient(header: Json, held: Mapping[str, Json]) -> str:
    for destination in items(header.get("destination")):
        receiver = members(members(destination).get("receiver"))
        found = held.get(str(receiver.get("reference", "")), {})
        candidates = [*items(found.get("identifier")), receiver.get("identifier")]
        for system in (HSA_ID, HSA_ID_RIV):
            value = identifier(candidates, system)
            if value:
                return value
    return ""
