"""A message's content into its places: the rows of `mappings/messages/` say which writer takes which member."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapter.mapping import (
    appointment,
    appointment_response,
    care_plan,
    care_team,
    communication,
    encounter,
    goal,
    intervention,
    questionnaire_response,
    sip,
    survey,
    task,
)
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
    "Communication.about.plan": communication.plan,
    "Communication.payload.comment": communication.comments,
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
    "CarePlan.version": sip.write_version,
    "CarePlan.replaces": sip.write_replaces,
    "CarePlan.activity.scheduled": sip.write_scheduled,
    "CarePlan.activity.request": intervention.write,
    "CarePlan.goal": goal.write_goal,
    "CarePlan.goal.part": goal.write_parts,
    "CarePlan.careTeam.coordinator": care_team.write_coordinator,
    "CarePlan.careTeam.contact": care_team.write_contacts,
    "Goal.achievementStatus": goal.write_achievement,
    "Appointment.start": appointment.write_start,
    "Appointment.end": appointment.write_end,
    "Appointment.status": appointment.write_agreed,
    "Appointment.serviceType": appointment.write_purpose,
    "Appointment.appointmentType": appointment.write_form,
    "Appointment.reasonCode": appointment.write_reasons,
    "Appointment.cancelationReason": appointment.write_cancelled,
    "Appointment.comment": appointment.write_agenda,
    "Appointment.supportingInformation": appointment.write_plan,
    "Appointment.virtualService.address": appointment.write_link,
    "Appointment.virtualService.sessionKey": appointment.write_phone_code,
    "Appointment.participant": appointment.write_participants,
    "Appointment.participant.party": appointment.write_invitees,
    "Appointment.participant.patient": appointment.write_patient,
    "Appointment.participant.location": appointment.write_place,
    "Appointment.participant.location.type": appointment.write_place_type,
    "Appointment.extension": appointment.write_extension,
    "AppointmentResponse.participantStatus": appointment_response.write_attends,
    "AppointmentResponse.comment": appointment_response.write_comment,
    "AppointmentResponse.extension": appointment_response.write_extension,
    "QuestionnaireResponse.answer": survey.write_answer,
    "QuestionnaireResponse.complete": survey.write_complete,
    "QuestionnaireResponse.basedOn": survey.write_plan,
    "Task.executionPeriod.end": task.write_end,
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """The message that content is of; `sender` and `invited` are references to Organizations.

    `invited` are the units that a meeting is told to have: of a delivery its recipient alone.
    """

    kind: str
    action: str
    region: str
    sender: Resource
    invited: Sequence[Resource]


def content(
    draft: Draft,
    rows: tuple[Row, ...],
    occasion: Occasion,
    *,
    given: Mapping[str, Any],
    consent: Callable[[Mapping[str, Any]], Resource],
) -> None:
    """Writes every member that `given` has; Communication, and an Encounter where one is meant, must be there.

    `consent` adds the Consent that a samtycke states and gives a reference to it.
    """
    _meeting(draft, occasion)
    stated: dict[str, Any] = {}
    for row in rows:
        if row.member.name not in given:
            continue
        place, value = row.place(occasion.action), given[row.member.name]
        if place == "Consent":
            stated[row.member.name] = value
        elif place == "QuestionnaireResponse.item":
            questionnaire_response.responses(
                draft,
                value,
                occasion.sender,
                kind=occasion.kind,
                action=occasion.action,
                region=occasion.region,
            )
        elif place == "AppointmentResponse.actor":
            appointment_response.attendee(draft, value, occasion.sender)
        else:
            resource = PLACES[place].resource
            if resource not in draft:
                _BEGUN[resource](draft, occasion)
            _WRITERS[place](draft, row.member, value)
    if stated:
        communication.about(draft, consent(stated))
    if occasion.kind == "sip" and care_plan.LABEL in draft:
        sip.complete(draft, given)
    _settle(draft, occasion)


_BEGUN: Mapping[str, Callable[[Draft, Occasion], object]] = {
    encounter.LABEL: lambda draft, _occasion: encounter.encounter(draft, status=encounter.IN_PROGRESS),
    care_plan.LABEL: lambda draft, of: care_plan.care_plan(draft, of.kind, of.action, of.region),
    survey.LABEL: lambda draft, of: survey.survey(draft, of.kind, of.action, of.sender),
}
"""The resources that are there once a member is written in them."""


def _meeting(draft: Draft, occasion: Occasion) -> None:
    """The Appointment, or the answer to one, that a message is even if it says nothing more."""
    if occasion.kind == "kallelse":
        appointment.appointment(draft, occasion.action, occasion.sender, occasion.invited)
    elif occasion.kind == "svar-kallelse":
        appointment_response.response(draft)


def _settle(draft: Draft, occasion: Occasion) -> None:
    """What follows from all that was written, where R4 demands more than was said."""
    if appointment.LABEL in draft:
        appointment.settle(draft)
    if appointment_response.LABEL in draft:
        appointment_response.settle(draft, occasion.sender)
    if survey.LABEL in draft:
        survey.settle(draft, occasion.kind, occasion.region)
