"""A message's content into its places: the rows of `mappings/messages/` say which writer takes which member."""

from collections.abc import Callable, Mapping
from typing import Any

from adapter.mapping import care_plan, communication, encounter, questionnaire_response, task
from adapter.mapping.draft import Draft
from adapter.model.member import Member
from adapter.r4.models import Resource
from adapter.r4.rows import PLACES, Row

Writer = Callable[[Draft, Member, Any], None]

_WRITERS: Mapping[str, Writer] = {
    "Communication.payload": communication.payload,
    "Communication.extension": communication.extension,
    "Communication.topic": communication.topic,
    "Communication.topic.text": communication.topic_text,
    "Communication.reasonCode": communication.reason_code,
    "Communication.statusReason": communication.status_reason,
    "Communication.decidedBy": communication.decided_by,
    "Communication.contact": communication.contact,
    "Encounter.plannedEndDate": encounter.write_planned_end,
    "Encounter.ready": encounter.write_ready,
    "Encounter.colour": encounter.write_colour,
    "Encounter.period.end": encounter.write_end,
    "Encounter.location": encounter.write_location,
    "Encounter.reasonCode": encounter.write_reason,
    "Encounter.type": encounter.write_type,
    "CarePlan.identifier": care_plan.write_identifier,
    "CarePlan.description": care_plan.write_description,
    "CarePlan.legalForm": care_plan.write_legal_form,
    "CarePlan.note": care_plan.write_note,
    "CarePlan.extension": care_plan.write_extension,
    "CarePlan.activity": care_plan.write_measure,
    "CarePlan.activity.performer": care_plan.write_performer,
    "Task.executionPeriod.end": task.write_end,
}


def content(
    draft: Draft,
    rows: tuple[Row, ...],
    *,
    kind: str,
    action: str,
    given: Mapping[str, Any],
    sender: Resource,
    consent: Callable[[Mapping[str, Any]], Resource],
) -> None:
    """Writes every member that `given` has; Communication, and an Encounter where one is meant, must be there.

    `consent` adds the Consent that a samtycke states and gives a reference to it.
    """
    stated: dict[str, Any] = {}
    for row in rows:
        if row.member.name not in given:
            continue
        place, value = row.place(action), given[row.member.name]
        if place == "Consent":
            stated[row.member.name] = value
        elif place == "QuestionnaireResponse.item":
            questionnaire_response.responses(draft, kind, action, value, sender)
        else:
            if PLACES[place].resource == encounter.LABEL and encounter.LABEL not in draft:
                encounter.encounter(draft, status=encounter.IN_PROGRESS)
            if PLACES[place].resource == care_plan.LABEL and care_plan.LABEL not in draft:
                care_plan.care_plan(draft, kind, action)
            _WRITERS[place](draft, row.member, value)
    if stated:
        communication.about(draft, consent(stated))
