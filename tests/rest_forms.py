"""Messages as a vendor posts them over REST: one resource with the others contained, or a transaction."""

from collections.abc import Mapping
from typing import Any

from adapter.r4.models import Resource

ANCHORS = ("CarePlan", "QuestionnaireResponse", "Consent", "AppointmentResponse")


def contained(bundle: Resource, anchor: str = "Communication") -> Resource:
    """The submission's resources in one of this type; all that the header says is in the others or known of the sender."""
    entries = _resources(bundle)
    chosen = next(iter(_of(entries, anchor)))
    names = {
        url: "#" if resource is chosen else f"#c{number}"
        for number, (url, resource) in enumerate(entries.items())
    }
    made = {name: value for name, value in _pointing(chosen, names).items() if name != "id"}
    others = [
        {**_pointing(resource, names), "id": names[url][1:]}
        for url, resource in entries.items()
        if resource is not chosen
    ]
    return _with_action(bundle, {**made, **({"contained": others} if others else {})})


def transaction(bundle: Resource, anchor: str = "Communication") -> Resource:
    """The submission as a transaction: every resource created beside the others."""
    entries = _resources(bundle)
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": url,
                "resource": _with_action(bundle, resource)
                if resource["resourceType"] == anchor
                else {k: v for k, v in resource.items() if k != "id"},
                "request": {"method": "POST", "url": resource["resourceType"]},
            }
            for url, resource in entries.items()
        ],
    }


def can_be(bundle: Resource, anchor: str) -> bool:
    """Whether the message is about a resource of this type, or is one."""
    return any(_of(_resources(bundle), anchor))


def _of(entries: Mapping[str, Resource], type_: str) -> list[Resource]:
    message = next(one for one in entries.values() if one["resourceType"] == "Communication")
    about = [entries.get(one.get("reference", ""), {}) for one in message.get("about", ())]
    return [one for one in (message, *about) if one.get("resourceType") == type_]


def _resources(bundle: Resource) -> dict[str, Resource]:
    return {
        entry["fullUrl"]: entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] != "MessageHeader"
    }


def _with_action(bundle: Resource, resource: Resource) -> Resource:
    reason = bundle["entry"][0]["resource"]["reason"]["coding"][0]
    action = {
        "url": "https://svu-adapter.example/fhir/StructureDefinition/svu-action",
        "valueCoding": {"system": reason["system"], "code": reason["code"]},
    }
    return {**resource, "extension": [*resource.get("extension", ()), action]}


def _pointing(element: Any, names: Mapping[str, str]) -> Any:
    if isinstance(element, dict):
        return {
            key: names.get(value, value)
            if key == "reference" and isinstance(value, str)
            else _pointing(value, names)
            for key, value in element.items()
        }
    return [_pointing(one, names) for one in element] if isinstance(element, list) else element
