"""The native delivery body of `contract.md` §7, for recipients that do not speak FHIR."""

from adapter.model.copy import Copy
from adapter.model.verdict import Verdict
from adapter.model.wire import to_json

Json = dict[str, object]


def body(copy: Copy, verdict: Verdict) -> Json:
    """`{deliveryId, message, withheld, verdict}`; the message is as redacted, under the ids this recipient knows."""
    return {
        "deliveryId": copy.delivery,
        "message": _message(copy),
        "withheld": list(copy.withheld),
        "verdict": verdict.for_recipient(),
    }


def _message(copy: Copy) -> Json:
    native = to_json(copy.message)
    native["sender"] = {**_person(native), "unit": copy.sender.unit}
    native["recipients"] = [copy.recipient.unit, *(u.unit for u in copy.recipients if u != copy.recipient)]
    # The sender's secrecy decisions against others, and ids that this recipient does not know, stay here.
    for name in ("withhold", "relatesTo", "episode", "outage"):
        native.pop(name, None)
    if copy.relates_to:
        native["relatesTo"] = copy.relates_to
    if copy.message.outage:
        native["outage"] = {"originalAt": copy.message.outage.original_at.isoformat()}
    if copy.content_free or "patient.identifier" not in copy.disclosed:
        native.pop("patient", None)
    if copy.content_free:
        native.pop("consent", None)
        native["content"] = {}
    elif copy.episode_id:
        native["episode"] = _episode(copy, copy.episode_id)
    return native


def _person(native: Json) -> Json:
    sender = native["sender"]
    return dict(sender) if isinstance(sender, dict) else {}


def _episode(copy: Copy, episode_id: str) -> Json:
    stay = copy.message.episode
    tells = stay is not None and "episode.admittedAt" in copy.disclosed
    return {"id": episode_id, **({"admittedAt": stay.admitted_at.isoformat()} if stay and tells else {})}
