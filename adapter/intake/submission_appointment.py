"""A message's content out of an Appointment and an AppointmentResponse: the inverse of what mapping writes."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from adapter.intake.faults import Faults
from adapter.intake.submission_entries import Entries
from adapter.model.member import Member
from adapter.model.sip_kinds import PARTIES
from adapter.r4 import extensions, leaves, primitives, shape, systems
from adapter.r4.models import Resource

IN_PARTICIPANTS = ("place", "participants", "invitees")
"""Members that participants are, each marked with its own; others are units and the person."""

_DAY = 24 * 60


def right_status(meeting: Resource, action: str, faults: Faults) -> None:
    """Status modifies all that an Appointment says: it is one that goes with the action."""
    if meeting.get("status") not in shape.APPOINTMENT_STATUSES.get(action, ()):
        faults.add(
            "READ-STATUS",
            "Appointment.status",
            "The meeting's status does not go with the action.",
            "A meeting is proposed, pending or booked when called to, cancelled when called off, entered-in-error when annulled.",
        )


def right_answer(answer: Resource, faults: Faults) -> None:
    """An answer is yes or no; half an answer cannot be told on."""
    if answer.get("participantStatus") not in {shape.NO_ANSWER, *shape.ATTENDANCE.values()}:
        faults.add(
            "READ-STATUS",
            "AppointmentResponse.participantStatus",
            "An answer is yes or no.",
            "Answer accepted or declined.",
        )


def strangers(meeting: Resource, members: Collection[str], entries: Entries, faults: Faults) -> Iterator[str]:
    """Locations of what is not told on: codes of others, units that the message does not go to, actors without a name."""
    for leaf in leaves.stated(meeting):
        if leaf.name.partition(".")[0] not in members:
            faults.unknown("content", leaf.name, members)
    for name in ("serviceType", "reasonCode", "appointmentType"):
        concepts = meeting.get(name, [])
        concepts = concepts if isinstance(concepts, list) else [concepts]
        if len(list(_codes(concepts))) < len(concepts):
            yield f"Appointment.{name}"
    parties = _parties(entries)
    for number, participant in enumerate(meeting.get("participant", ())):
        mark, unit = _mark(participant), entries.unit(participant.get("actor"))
        if mark is not None and mark not in IN_PARTICIPANTS:
            faults.unknown("content", mark, IN_PARTICIPANTS)
        person = _is_person(participant, entries)
        if _member(participant, entries) is None and unit not in parties and not person:
            yield f"Appointment.participant[{number}]"


def _parties(entries: Entries) -> set[str]:
    header = entries.first()
    receivers = [destination.get("receiver") for destination in header.get("destination", ())]
    units = (entries.unit(party) for party in (header.get("sender"), *receivers))
    return {unit for unit in units if unit is not None}


def start(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """When it begins."""
    return meeting.get("start")


def end(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """When it ends: said, or told by how long it takes."""
    begins, minutes = meeting.get("start"), meeting.get("minutesDuration")
    if "end" in meeting or begins is None or minutes is None or minutes > _DAY:
        return meeting.get("end")
    return (datetime.fromisoformat(begins) + timedelta(minutes=minutes)).isoformat()


def agreed(meeting: Resource, member: Member, _entries: Entries) -> Any:
    """Whether the time is agreed: said, or told by its being booked."""
    said = leaves.gather(member, leaves.stated(meeting))
    return True if said is None and meeting.get("status") == "booked" else said


def purpose(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """What kind of meeting it is."""
    return next(_codes(meeting.get("serviceType", ())), None)


def form(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """In which form they meet."""
    return shape.code_of(systems.VALUE, meeting.get("appointmentType"))


def reasons(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """Why the meeting is needed."""
    return list(_codes(meeting.get("reasonCode", ())))


def _codes(concepts: Collection[Resource]) -> Iterator[str]:
    found = (shape.code_of(systems.VALUE, concept) for concept in concepts)
    return (code for code in found if code is not None)


def cancelled(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """Why it is called off: in words, or the code's."""
    concept: Resource = meeting.get("cancelationReason", {})
    coding: Resource = next(iter(concept.get("coding", ())), {})
    return concept.get("text", coding.get("display", coding.get("code")))


def agenda(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """What it is to be about."""
    return meeting.get("comment")


def plan(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """The id of the plan it concerns."""
    return shape.plan_referred(meeting.get("supportingInformation", ()))


def link(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """Where those who are not there take part."""
    return _virtual(meeting, "address")


def phone_code(meeting: Resource, _member: Member, _entries: Entries) -> Any:
    """What they key in to be let in."""
    return _virtual(meeting, "sessionKey")


def _virtual(meeting: Resource, part: str) -> object:
    found = shape.extension(extensions.VIRTUAL.url, meeting) or {}
    return primitives.leaf(shape.extension(part, found) or {})


def extension(resource: Resource, member: Member, _entries: Entries) -> Any:
    """What the resource has no element for."""
    return leaves.gather(member, leaves.stated(resource))


def patient(meeting: Resource, _member: Member, entries: Entries) -> Any:
    """Whether the person takes part, where the answer is known."""
    participants = meeting.get("participant", ())
    said = (one.get("status") for one in participants if _is_person(one, entries))
    return _attends(next(said, None))


def _attends(status: object) -> bool | None:
    return next((comes for comes, code in shape.ATTENDANCE.items() if code == status), None)


def place(meeting: Resource, _member: Member, entries: Entries) -> Any:
    """Where they meet, in words."""
    return next((_name(one, entries) for one in _of(meeting, "place", entries)), None)


def place_type(meeting: Resource, _member: Member, entries: Entries) -> Any:
    """What kind of place that is."""
    return next((_party(one) for one in _of(meeting, "place", entries)), None)


def participants(meeting: Resource, _member: Member, entries: Entries) -> Any:
    """Others who are called, in words."""
    names = (_name(one, entries) for one in _of(meeting, "participants", entries))
    return [name for name in names if name is not None]


def invitees(meeting: Resource, member: Member, entries: Entries) -> Any:
    """Parties who are called that are no units."""
    reason = next(part for part in member.members if part.name == "reason")
    found = []
    for one in _of(meeting, member.name, entries):
        why = leaves.gather(reason, leaves.stated(one), f"{member.name}.")
        said = {"party": _party(one), "name": _name(one, entries), "reason": why}
        found.append({name: value for name, value in said.items() if value is not None})
    return [one for one in found if one]


def _of(meeting: Resource, member: str, entries: Entries) -> Iterator[Resource]:
    return (one for one in meeting.get("participant", ()) if _member(one, entries) == member)


def _member(participant: Resource, entries: Entries) -> str | None:
    """The member that a participant is: as marked, else by what it is."""
    marked = _mark(participant)
    if marked is not None:
        return marked
    if participant.get("actor", {}).get("type") == "Location":
        return "place"
    if _party(participant) in PARTIES:
        return "invitees"
    unit = entries.unit(participant.get("actor"))
    told = unit is None and not _is_person(participant, entries) and _name(participant, entries)
    return "participants" if told else None


def _mark(participant: Resource) -> str | None:
    mark = shape.extension(extensions.MEMBER.url, participant)
    name = primitives.leaf(mark) if mark else None
    return name if isinstance(name, str) else None


def _party(participant: Resource) -> str | None:
    return next(_codes(participant.get("type", ())), None)


def _name(participant: Resource, entries: Entries) -> str | None:
    actor: Resource = participant.get("actor", {})
    role = entries.find(actor, "PractitionerRole") or {}
    name: str | None = actor.get("display", role.get("practitioner", {}).get("display"))
    return name


def _is_person(participant: Resource, entries: Entries) -> bool:
    actor: Resource = participant.get("actor", {})
    return actor.get("type") == "Patient" or entries.find(actor, "Patient") is not None


def attends(answer: Resource, _member: Member, _entries: Entries) -> Any:
    """Whether the unit comes."""
    return _attends(answer.get("participantStatus"))


def comment(answer: Resource, _member: Member, _entries: Entries) -> Any:
    """What the unit says to it."""
    return answer.get("comment")
