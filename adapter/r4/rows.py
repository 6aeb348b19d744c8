"""Where each content member goes in FHIR: the rows of `mappings/messages/`, the one truth for writing and reading."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapter.model.kinds import KINDS
from adapter.model.member import Kind, Member, Type
from adapter.model.message import REGIONS
from adapter.r4.definition_file import Part

UNDOING = frozenset({"cancel", "annul"})
"""Actions after which the stay no longer says what the member says."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in FHIR: the resource it is in, whether several members fit, and which members it can hold."""

    resource: str
    many: bool
    holds: Callable[[Member], bool]


def _of(*types: Type) -> Callable[[Member], bool]:
    return lambda member: member.type in types and not member.many


def _list_of(kind: Type) -> Callable[[Member], bool]:
    return lambda member: member.type is kind and member.many


def _question(member: Member) -> bool:
    """What a Questionnaire can ask: words, yes or no, codes, and objects of these."""
    if member.type is Type.STRUCT:
        return not member.many and all(_question(part) for part in member.members)
    return member.type in {Type.TEXT, Type.BOOLEAN, Type.CODE}


def _text_parts(member: Member) -> bool:
    """Texts, lists of texts, objects of texts, and lists of `{unit, text}`."""
    if member.type is Type.TEXT:
        return True
    if member.type is not Type.STRUCT:
        return False
    if member.many:
        return {(part.name, part.type) for part in member.members} == {
            ("unit", Type.UNIT),
            ("text", Type.TEXT),
        }
    return all(part.type is Type.TEXT for part in member.members)


def _struct_of(*names: str, many: bool = False) -> Callable[[Member], bool]:
    """An object or a list of objects with these parts, of which it may lack some."""
    return lambda member: (
        member.type is Type.STRUCT
        and member.many is many
        and {part.name for part in member.members} <= set(names)
    )


PLACES: Mapping[str, Place] = {
    "Communication.payload": Place("Communication", many=True, holds=_text_parts),
    "Communication.extension": Place("Communication", many=True, holds=lambda _member: True),
    "Communication.topic": Place("Communication", many=False, holds=_of(Type.CODE)),
    "Communication.topic.text": Place("Communication", many=False, holds=_of(Type.TEXT)),
    "Communication.reasonCode": Place("Communication", many=False, holds=_of(Type.TEXT, Type.CODE)),
    "Communication.statusReason": Place("Communication", many=False, holds=_of(Type.TEXT, Type.CODE)),
    "Communication.decidedBy": Place(
        "Communication", many=False, holds=_struct_of("name", "title", "function")
    ),
    "Communication.about.plan": Place("Communication", many=False, holds=_of(Type.TEXT)),
    "Communication.payload.comment": Place(
        "Communication", many=False, holds=_struct_of("target", "text", "status", many=True)
    ),
    "Communication.contact": Place(
        "Communication",
        many=False,
        holds=_struct_of("name", "workplace", "phone", "coordinates", "physician"),
    ),
    "Encounter.plannedEndDate": Place("Encounter", many=False, holds=_of(Type.DATE)),
    "Encounter.ready": Place("Encounter", many=False, holds=_of(Type.INSTANT)),
    "Encounter.colour": Place("Encounter", many=False, holds=_of(Type.CODE)),
    "Encounter.period.end": Place("Encounter", many=False, holds=_of(Type.INSTANT)),
    "Encounter.location": Place("Encounter", many=False, holds=_of(Type.TEXT)),
    "Encounter.reasonCode": Place("Encounter", many=False, holds=_of(Type.TEXT)),
    "Encounter.type": Place("Encounter", many=False, holds=_of(Type.CODE)),
    "QuestionnaireResponse.item": Place(
        "QuestionnaireResponse",
        many=False,
        holds=_struct_of("question", "answer", "comment", "date", "name", "title", many=True),
    ),
    "QuestionnaireResponse.answer": Place("QuestionnaireResponse", many=True, holds=_question),
    "QuestionnaireResponse.complete": Place("QuestionnaireResponse", many=False, holds=_of(Type.BOOLEAN)),
    "QuestionnaireResponse.basedOn": Place("QuestionnaireResponse", many=False, holds=_of(Type.TEXT)),
    "Appointment.start": Place("Appointment", many=False, holds=_of(Type.INSTANT)),
    "Appointment.end": Place("Appointment", many=False, holds=_of(Type.INSTANT)),
    "Appointment.status": Place("Appointment", many=False, holds=_of(Type.BOOLEAN)),
    "Appointment.serviceType": Place("Appointment", many=False, holds=_of(Type.CODE)),
    "Appointment.appointmentType": Place("Appointment", many=False, holds=_of(Type.CODE)),
    "Appointment.reasonCode": Place("Appointment", many=False, holds=_list_of(Type.CODE)),
    "Appointment.cancelationReason": Place("Appointment", many=False, holds=_of(Type.TEXT)),
    "Appointment.comment": Place("Appointment", many=False, holds=_of(Type.TEXT)),
    "Appointment.supportingInformation": Place("Appointment", many=False, holds=_of(Type.TEXT)),
    "Appointment.virtualService.address": Place("Appointment", many=False, holds=_of(Type.TEXT)),
    "Appointment.virtualService.sessionKey": Place("Appointment", many=False, holds=_of(Type.TEXT)),
    "Appointment.participant": Place("Appointment", many=False, holds=_list_of(Type.TEXT)),
    "Appointment.participant.party": Place(
        "Appointment", many=False, holds=_struct_of("party", "name", "reason", many=True)
    ),
    "Appointment.participant.patient": Place("Appointment", many=False, holds=_of(Type.BOOLEAN)),
    "Appointment.participant.location": Place("Appointment", many=False, holds=_of(Type.TEXT)),
    "Appointment.participant.location.type": Place("Appointment", many=False, holds=_of(Type.CODE)),
    "Appointment.extension": Place("Appointment", many=True, holds=lambda _member: True),
    "AppointmentResponse.participantStatus": Place(
        "AppointmentResponse", many=False, holds=_of(Type.BOOLEAN)
    ),
    "AppointmentResponse.actor": Place("AppointmentResponse", many=False, holds=_struct_of("name", "title")),
    "AppointmentResponse.comment": Place("AppointmentResponse", many=False, holds=_of(Type.TEXT)),
    "AppointmentResponse.extension": Place("AppointmentResponse", many=True, holds=lambda _member: True),
    "CarePlan.identifier": Place("CarePlan", many=False, holds=_of(Type.TEXT)),
    "CarePlan.description": Place("CarePlan", many=False, holds=_of(Type.TEXT)),
    "CarePlan.legalForm": Place("CarePlan", many=False, holds=_of(Type.CODE)),
    "CarePlan.note": Place("CarePlan", many=True, holds=lambda member: member.type is Type.TEXT),
    "CarePlan.extension": Place("CarePlan", many=True, holds=lambda _member: True),
    "CarePlan.activity": Place("CarePlan", many=False, holds=_of(Type.TEXT)),
    "CarePlan.activity.performer": Place("CarePlan", many=False, holds=_of(Type.TEXT)),
    "CarePlan.version": Place("CarePlan", many=False, holds=_of(Type.INTEGER)),
    "CarePlan.replaces": Place("CarePlan", many=False, holds=_struct_of("planId", "reason")),
    "CarePlan.activity.scheduled": Place("CarePlan", many=True, holds=_of(Type.INSTANT)),
    "CarePlan.goal": Place("CarePlan", many=True, holds=_of(Type.TEXT)),
    "CarePlan.goal.part": Place(
        "CarePlan", many=False, holds=_struct_of("id", "text", "responsible", "term", many=True)
    ),
    "CarePlan.activity.request": Place(
        "CarePlan",
        many=False,
        holds=_struct_of(
            *("id", "text", "responsible", "performer", "subGoal", "start", "end"),
            *("selfCare", "decision", "proposal", "category", "type"),
            many=True,
        ),
    ),
    "CarePlan.careTeam.coordinator": Place("CarePlan", many=False, holds=_struct_of("unit", "name", "phone")),
    "CarePlan.careTeam.contact": Place(
        "CarePlan",
        many=False,
        holds=_struct_of("name", "workplace", "phone", "coordinates", "physician", many=True),
    ),
    "Goal.achievementStatus": Place("Communication", many=False, holds=_of(Type.SCALAR)),
    "Task.executionPeriod.end": Place("Task", many=False, holds=_of(Type.INSTANT)),
    "Consent": Place("Consent", many=True, holds=lambda _member: True),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Where one member goes: `to`, or `undone` when the action is cancel or annul, or `annul` when it is annul.

    `forwarded` False keeps it out of deliveries (a submission always has it); `why` says why.
    """

    member: Member
    to: str
    undone: str | None = None
    annul: str | None = None
    forwarded: bool = True
    why: str = ""

    def place(self, action: str) -> str:
        """The place of the member in a message with this action."""
        if action == "annul" and self.annul:
            return self.annul
        if action in UNDOING and self.undone:
            return self.undone
        return self.to


Rows = Mapping[str, tuple[Row, ...]]
"""By kind, in the order of the kind's members."""


def read(document: Part) -> tuple[str, tuple[Row, ...]]:
    """A file of `mappings/messages/`: the kind and its rows; raises PackError."""
    given = document.members(("kind", "members"), ("approvedIn",))
    kind = KINDS[given["kind"].one_of(tuple(KINDS))]
    parts = given["members"].members(tuple(member.name for member in kind.members))
    rows = tuple(_row(member, parts[member.name]) for member in kind.members)
    _no_collisions(kind, rows, given["members"])
    return kind.name, rows


def approved_in(document: Part) -> frozenset[str]:
    """The regions whose routine has the step of approving a plan of this kind; a plan is in force at once in others."""
    part = document.mapping().get("approvedIn")
    return frozenset(region.one_of(REGIONS) for region in part.items()) if part else frozenset()


def _row(member: Member, part: Part) -> Row:
    given = part.members(("to",), ("undone", "annul", "forwarded", "why"))
    places = {name: given[name] for name in ("to", "undone", "annul") if name in given}
    for where in places.values():
        if not PLACES[where.one_of(tuple(PLACES))].holds(member):
            raise where.error(f"this place cannot hold {member.name!r}")
    named = {name: where.text() for name, where in places.items()}
    forwarded = given["forwarded"].flag() if "forwarded" in given else True
    why = given["why"].text() if "why" in given else ""
    if forwarded is bool(why):
        raise part.error("a member that is not forwarded says why, and only such a member does")
    return Row(member, named["to"], named.get("undone"), named.get("annul"), forwarded, why)


def _no_collisions(kind: Kind, rows: tuple[Row, ...], part: Part) -> None:
    for action in kind.actions:
        places = [row.place(action) for row in rows]
        for place in set(places):
            if not PLACES[place].many and places.count(place) > 1:
                raise part.error(f"with {action}, two members of {kind.name} share {place}, which holds one")
