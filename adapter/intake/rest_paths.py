"""Where in what was posted a fault is: paths of the message, and of the Bundle made of it, as the sender's own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from adapter.intake.rest_posted import Posted
from adapter.model.issue import Issue
from adapter.r4.rows import Row

_ENTRY = re.compile(r"Bundle\.entry\[(\d+)\](?:\.resource)?(.*)")
_MEMBER = re.compile(r"(?P<name>content|consent)(?:\.(?P<member>\w+))?.*")

ELEMENTS: Mapping[str, str] = {
    "Communication.decidedBy": "Communication.extension",
    "Communication.contact": "Communication.about",
    "Communication.about.plan": "Communication.about",
    "Communication.payload.comment": "Communication.payload",
    "Encounter.plannedEndDate": "Encounter.extension",
    "Encounter.ready": "Encounter.extension",
    "Encounter.colour": "Encounter.extension",
    "QuestionnaireResponse.answer": "QuestionnaireResponse.item",
    "QuestionnaireResponse.complete": "QuestionnaireResponse.status",
    "CarePlan.legalForm": "CarePlan.extension",
    "CarePlan.version": "CarePlan.extension",
    "CarePlan.activity.performer": "CarePlan.activity.detail.performer",
    "CarePlan.activity.request": "CarePlan.activity.reference",
    "CarePlan.activity.scheduled": "CarePlan.activity.detail",
    "CarePlan.goal.part": "CarePlan.goal",
    "CarePlan.careTeam.coordinator": "CarePlan.careTeam",
    "CarePlan.careTeam.contact": "CarePlan.careTeam",
    "Appointment.virtualService.address": "Appointment.extension",
    "Appointment.virtualService.sessionKey": "Appointment.extension",
    "Appointment.participant.party": "Appointment.participant",
    "Appointment.participant.patient": "Appointment.participant",
    "Appointment.participant.location": "Appointment.participant",
    "Appointment.participant.location.type": "Appointment.participant.type",
}
"""The element that a place of `mappings/messages/` is in, where its name is not the element's."""
_CONSENT: Mapping[str, str] = {
    "status": "status",
    "scopes": "category",
    "givenBy": "performer",
    "recordedAt": "dateTime",
    "recordedBy": "organization",
    "period": "provision.period",
    "parties": "provision.actor",
}
_ENVELOPE: Mapping[str, Mapping[str, str]] = {
    "Communication": {
        "messageId": "identifier",
        "kind": "category",
        "action": "extension",
        "sentAt": "sent",
        "sender": "sender",
        "region": "sender",
        "recipients": "recipient",
        "patient": "subject",
        "episode": "encounter",
        "relatesTo": "inResponseTo",
        "withhold": "extension",
        "outage": "extension",
    },
    "Consent": {
        "messageId": "identifier",
        "sender": "organization",
        "region": "organization",
        "patient": "patient",
    },
    "CarePlan": {
        "messageId": "identifier",
        "kind": "category",
        "sender": "author",
        "region": "author",
        "patient": "subject",
        "episode": "encounter",
    },
    "QuestionnaireResponse": {
        "messageId": "identifier",
        "kind": "questionnaire",
        "sentAt": "authored",
        "sender": "author",
        "region": "author",
        "patient": "subject",
        "episode": "encounter",
    },
    "AppointmentResponse": {
        "messageId": "identifier",
        "sender": "actor",
        "region": "actor",
        "relatesTo": "appointment",
    },
}
_OTHER = "extension"


@dataclass(frozen=True, slots=True)
class Paths:
    """`entries` are the posted paths of the Bundle's entries; `rows` and `action` say where content is."""

    posted: Posted
    entries: tuple[str, ...]
    rows: tuple[Row, ...]
    action: str

    def translated(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """The issues with their paths in what was posted."""
        return tuple(replace(issue, path=self.of(issue.path)) for issue in issues)

    def of(self, path: str) -> str:
        """Where the sender finds what is at this path; of what is nowhere in particular, the resource posted."""
        if found := _ENTRY.fullmatch(path):
            return self._entry(int(found[1]), found[2])
        if found := _MEMBER.fullmatch(path):
            return self._member(found["name"], found["member"])
        head, _, rest = path.partition(".")
        pieces = self.posted.of_type(head)
        if pieces:
            return f"{pieces[0].path}.{rest}" if rest else pieces[0].path
        return self._envelope(head.partition("[")[0])

    def _entry(self, number: int, rest: str) -> str:
        known = self.entries[number] if number < len(self.entries) else ""
        return f"{known}{rest}" if known else self.posted.anchor.path

    def _envelope(self, name: str) -> str:
        anchor, said = self.posted.anchor, _ENVELOPE["Communication"].get(name)
        if said is None:
            return anchor.path
        for piece in self.posted.of_type("Communication"):
            return f"{piece.path}.{said}"
        return f"{anchor.path}.{_ENVELOPE[anchor.type].get(name, _OTHER)}"

    def _member(self, of: str, member: str | None) -> str:
        row = next((row for row in self.rows if row.member.name == member), None)
        place = "Consent" if of == "consent" else row.place(self.action) if row else ""
        element = (
            f"Consent.{_CONSENT.get(member or '', _OTHER)}"
            if place == "Consent"
            else ELEMENTS.get(place, place)
        )
        type_, _, rest = element.partition(".")
        for piece in self.posted.of_type(type_):
            return f"{piece.path}.{rest}" if rest else piece.path
        return self.posted.anchor.path
