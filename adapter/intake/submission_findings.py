"""What of a submitted Bundle is refused or reported though the message can be read: nothing is dropped in silence."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapter.intake.submission_entries import Entries
from adapter.model.issue import Issue, Severity
from adapter.r4 import extensions, systems
from adapter.r4.models import Resource

_PLACES: Mapping[str, tuple[str, ...]] = {
    **{e.url: e.contexts for e in extensions.ALL if e not in extensions.WRITING},
    systems.PLANNED_END: ("Encounter",),
    systems.GOAL_RELATIONSHIP: ("Goal",),
    systems.PERTAINS_TO_GOAL: ("ServiceRequest",),
    systems.DATA_ABSENT: (
        *("Communication.payload.contentReference", "Goal.description"),
        *("Appointment._start", "Appointment._end", "Appointment.participant.actor"),
        "AppointmentResponse.appointment",
    ),
}
_WRITTEN: Mapping[str, tuple[str, ...]] = {**_PLACES, **{e.url: e.contexts for e in extensions.WRITING}}
_READ: Mapping[str, frozenset[str]] = {
    resource_type: frozenset(elements.split())
    for resource_type, elements in {
        "MessageHeader": "eventCoding destination sender author source reason focus definition",
        "Communication": (
            "identifier inResponseTo status statusReason category subject topic about encounter sent recipient "
            "sender reasonCode payload"
        ),
        "Encounter": "identifier status class subject episodeOfCare period reasonCode type location serviceProvider",
        "Consent": (
            "identifier status scope category patient dateTime performer organization sourceReference policy "
            "provision"
        ),
        "QuestionnaireResponse": "questionnaire status basedOn subject encounter authored author item",
        "Appointment": (
            "identifier status cancelationReason serviceType appointmentType reasonCode supportingInformation start end "
            "minutesDuration comment participant"
        ),
        "AppointmentResponse": "identifier appointment actor participantStatus comment",
        "CarePlan": (
            "identifier replaces status intent category title subject encounter description contributor careTeam goal "
            "activity note"
        ),
        "Goal": "identifier lifecycleStatus achievementStatus category description subject expressedBy",
        "ServiceRequest": (
            "identifier basedOn status intent category code subject occurrencePeriod performerType performer"
        ),
        "CareTeam": "status subject participant",
        "PractitionerRole": "practitioner organization code telecom",
        "Organization": "identifier name",
        "Task": "status intent code focus for encounter owner requester authoredOn executionPeriod restriction",
    }.items()
}
_OF_EVERY_RESOURCE = frozenset(
    ("resourceType", "id", "meta", "text", "language", "extension", "modifierExtension", "implicitRules")
)
# Register data is noted for comparison, and who sent what is documented anew.
_NOT_REPORTED = frozenset(("Patient", "Provenance"))


def refused(resource: Resource) -> Iterator[Issue]:
    """Modifiers that we do not know: to drop one would change what the sender said (semantics 3)."""
    for path, element in _elements(resource, resource["resourceType"]):
        for name in ("modifierExtension", "implicitRules"):
            if name in element:
                yield Issue(
                    Severity.ERROR,
                    "READ-MODIFIER",
                    f"{path}.{name}",
                    "This modifier is not known here, so the element cannot be understood.",
                    "Send the message without it.",
                    "extension",
                )


def reported(bundle: Resource, entries: Entries) -> Iterator[Issue]:
    """Extensions, elements and resources that have no place in a message, and narrative."""
    for path, element in _elements(bundle, "Bundle"):
        for number, extension in enumerate(element.get("extension", ())):
            if not path.startswith("Bundle.entry") or not _placed(path, extension, entries):
                yield _warning(f"{path}.extension[{number}]", "This extension has no place in the message.")
    for number, resource in enumerate(entries.resources):
        where, known = f"Bundle.entry[{number}].resource", _READ.get(resource["resourceType"])
        for name in resource if known is not None else ():
            if name not in _OF_EVERY_RESOURCE and name not in (known or ()) and not name.startswith("_"):
                yield _warning(f"{where}.{name}", "This element has no place in the message.")
        if "text" in resource:
            yield Issue(
                Severity.INFORMATION,
                "READ-NARRATIVE",
                f"{where}.text",
                "Narrative is not read; what it says must be in elements.",
                code="informational",
            )
    for number, resource in entries.unread():
        if resource["resourceType"] not in _NOT_REPORTED:
            yield _warning(f"Bundle.entry[{number}].resource", "This resource has no place in the message.")


def unplaced(resource: Resource) -> Iterator[Issue]:
    """Extensions of a single resource, and of what it contains, that no message has a place for.

    One that is posted by itself says what a message has elements for; a type that no message has may have any."""
    name = resource["resourceType"]
    inside = resource.get("contained", ())
    own = {element: value for element, value in resource.items() if element != "contained"}
    yield from _unplaced(own, name, _WRITTEN)
    for number, one in enumerate(inside):
        yield from _unplaced(one, f"{name}.contained[{number}]", _PLACES)


def _unplaced(resource: Resource, where: str, places: Mapping[str, tuple[str, ...]]) -> Iterator[Issue]:
    name = resource["resourceType"]
    for path, element in _elements(resource, where) if name in _READ else ():
        place = ".".join((name, *(step.partition("[")[0] for step in path[len(where) :].split(".") if step)))
        for number, extension in enumerate(element.get("extension", ())):
            if place not in places.get(extension.get("url", ""), ()):
                yield _warning(f"{path}.extension[{number}]", "This extension has no place in a message.")


def unmapped(path: str) -> Issue:
    """A finding on content that was dropped."""
    return _warning(path, "This content has no place in the message.")


def _placed(path: str, extension: Mapping[str, Any], entries: Entries) -> bool:
    """Whether our reading looks for this extension at this element."""
    number, _, inside = path.removeprefix("Bundle.entry[").partition("]")
    resource = entries.resources[int(number)]
    if resource["resourceType"] == "Patient":
        return True
    steps = [step.partition("[")[0] for step in inside.removeprefix(".resource").split(".") if step]
    return ".".join((resource["resourceType"], *steps)) in _PLACES.get(extension.get("url", ""), ())


def _elements(element: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object with its location; the inside of an extension is the extension's own."""
    if isinstance(element, dict):
        yield path, element
        for name, value in element.items():
            if name != "extension":
                yield from _elements(value, f"{path}.{name}")
    elif isinstance(element, list):
        for number, item in enumerate(element):
            yield from _elements(item, f"{path}[{number}]")


def _warning(path: str, text: str) -> Issue:
    return Issue(Severity.WARNING, "READ-UNMAPPED", path, text, "It was left out.", "not-supported")
