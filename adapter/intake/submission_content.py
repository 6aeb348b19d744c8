"""A message's content out of its places in FHIR: the same rows as writing (`mappings/messages/`) say where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapter.intake import submission_appointment as appointment
from adapter.intake import submission_care_plan as care_plan
from adapter.intake import submission_sip as sip
from adapter.intake import submission_survey as survey
from adapter.intake.faults import Faults
from adapter.intake.submission_consent import consent
from adapter.intake.submission_entries import Entries
from adapter.model.member import Member, Type
from adapter.r4 import extensions, leaves, primitives, shape, systems
from adapter.r4.models import Resource
from adapter.r4.rows import Row


@dataclass(frozen=True, slots=True)
class Found:
    """The resources of a submission that content is in; an empty dict where there is none."""

    entries: Entries
    communication: Resource
    encounter: Resource
    task: Resource
    author: Resource | None
    faults: Faults
    unmapped: list[str] = field(default_factory=list)
    """Locations of payloads that no member takes."""

    def about(self, *types: str) -> list[Resource]:
        """What the Communication is about, of these types."""
        return list(self.entries.all(self.communication.get("about", []), *types))


Reader = Callable[[Found, Member], Any]
Json = dict[str, Any]


def content(found: Found, rows: tuple[Row, ...], action: str, plan_status: str | None) -> Json:
    """Every member that its place holds; what names a member that has another place, or none, is a fault.

    `plan_status` is the one that a CarePlan has after this action.
    """
    given: Json = {}
    by_place: dict[str, list[Member]] = {}
    for row in rows:
        by_place.setdefault(row.place(action), []).append(row.member)
    for place, members in by_place.items():
        if place == "Consent":
            given |= _consent(found)
            continue
        for member in members:
            value = _READERS[place](found, member)
            if value not in (None, [], {}):
                given[member.name] = value
    _strangers(found, by_place)
    if any(place.startswith("CarePlan.") for place in by_place):
        _plan_strangers(found, by_place, plan_status)
    _meeting_strangers(found, by_place, action)
    return given


def _meeting_strangers(found: Found, by_place: Mapping[str, list[Member]], action: str) -> None:
    """What is wrong with an Appointment, an answer to one or a survey; of a kind that has none, nothing is looked at."""
    if "Appointment.extension" in by_place:
        for meeting in found.about("Appointment"):
            members = [member.name for member in by_place["Appointment.extension"]]
            members += [member.name for member in by_place.get("Appointment.status", ())]
            appointment.right_status(meeting, action, found.faults)
            found.unmapped.extend(appointment.strangers(meeting, members, found.entries, found.faults))
    if "AppointmentResponse.extension" in by_place:
        known = [member.name for member in by_place["AppointmentResponse.extension"]]
        for answer in found.about("AppointmentResponse"):
            appointment.right_answer(answer, found.faults)
            for leaf in leaves.stated(answer):
                if leaf.name.partition(".")[0] not in known:
                    found.faults.unknown("content", leaf.name, known)
    if "QuestionnaireResponse.answer" in by_place:
        asked = [*by_place["QuestionnaireResponse.answer"], *by_place["QuestionnaireResponse.complete"]]
        for response in found.about("QuestionnaireResponse"):
            survey.right_status(response, action, found.faults)
            found.unmapped.extend(survey.strangers(response, asked))


def _plan_strangers(found: Found, by_place: Mapping[str, list[Member]], status: str | None) -> None:
    members = [
        member.name
        for place in ("CarePlan.note", "CarePlan.extension", "CarePlan.replaces")
        for member in by_place.get(place, ())
    ]
    elsewhere = [member for place in sip.READERS for member in by_place.get(place, ())]
    for plan in found.about("CarePlan"):
        care_plan.right_status(plan, status, found.faults)
        found.unmapped.extend(care_plan.strangers(plan, members, found.faults))
        if elsewhere:
            found.unmapped.extend(sip.strangers(plan, elsewhere, found.entries, found.faults))


def _strangers(found: Found, by_place: Mapping[str, list[Member]]) -> None:
    extension_members = [member.name for member in by_place.get("Communication.extension", ())]
    named = [(leaf.name, extension_members) for leaf in leaves.stated(found.communication)]
    payload_members = [
        member.name
        for place in ("Communication.payload", "Communication.payload.comment")
        for member in by_place.get(place, ())
    ]
    for position, (name, _, _) in enumerate(_payloads(found)):
        if name is not None:
            named.append((name, payload_members))
        elif "text" not in payload_members:
            found.unmapped.append(f"Communication.payload[{position}]")
    for name, known in named:
        if name.partition(".")[0] not in known:
            found.faults.unknown("content", name, known)


def _payloads(found: Found) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Member name, text and unit of each payload."""
    for payload in found.communication.get("payload", ()):
        mark = shape.extension(extensions.MEMBER.url, payload)
        unit = shape.extension(extensions.SECTION_UNIT.url, payload)
        name = primitives.leaf(mark) if mark else None
        yield (
            name if isinstance(name, str) else None,
            payload.get("contentString"),
            str(primitives.leaf(unit)) if unit else None,
        )


def _payload(found: Found, member: Member) -> Any:
    # A text that does not say which member it is, is the message's text.
    said = [(name or "text", text, unit) for name, text, unit in _payloads(found)]
    if member.type is Type.STRUCT and member.many:
        return [_section(text, unit) for name, text, unit in said if name == member.name]
    return leaves.gather(member, [leaves.Leaf(name, text) for name, text, _ in said])


def _section(text: str | None, unit: str | None) -> Json:
    return {name: value for name, value in (("unit", unit), ("text", text)) if value is not None}


def _extension(found: Found, member: Member) -> Any:
    return leaves.gather(member, leaves.stated(found.communication))


def _topic(found: Found, _member: Member) -> Any:
    return shape.code_of(systems.VALUE, found.communication.get("topic"))


def _topic_text(found: Found, _member: Member) -> Any:
    return found.communication.get("topic", {}).get("text")


def _reason(found: Found, member: Member) -> Any:
    return _concept(member, next(iter(found.communication.get("reasonCode", [])), None))


def _status_reason(found: Found, member: Member) -> Any:
    return _concept(member, found.communication.get("statusReason"))


def _concept(member: Member, concept: Mapping[str, Any] | None) -> Any:
    if concept is None:
        return None
    code = shape.code_of(systems.VALUE, concept)
    return code if member.type is Type.CODE else concept.get("text", code)


def _decided_by(found: Found, _member: Member) -> Any:
    extension = shape.extension(extensions.DECIDED_BY.url, found.communication)
    role = found.entries.find(extension.get("valueReference"), "PractitionerRole") if extension else None
    return staff(role) if role else None


def staff(role: Resource) -> Json:
    """`{name, title, function}` of a PractitionerRole; the inverse of what mapping writes."""
    codes = role.get("code", [])
    functions = (shape.code_of(systems.FUNCTION, code) for code in codes)
    given = {
        "name": role.get("practitioner", {}).get("display"),
        "title": next((code["text"] for code in codes if "text" in code), None),
        "function": next((function for function in functions if function), None),
    }
    return {name: value for name, value in given.items() if value is not None}


def _contact(found: Found, member: Member) -> Any:
    role = next(iter(found.about("PractitionerRole")), None)
    return sip.contact(role, member) if role else None


def _planned_end(found: Found, _member: Member) -> Any:
    extension = shape.extension(systems.PLANNED_END, found.encounter)
    # R5's element is a dateTime; the routine knows a day.
    return str(primitives.leaf(extension)).partition("T")[0] if extension else None


def _ready(found: Found, _member: Member) -> Any:
    return _value(found.encounter, extensions.READY.url)


def _colour(found: Found, _member: Member) -> Any:
    return _value(found.encounter, extensions.COLOUR.url)


def _value(resource: Resource, url: str) -> object:
    extension = shape.extension(url, resource)
    return primitives.leaf(extension) if extension else None


def _end(found: Found, _member: Member) -> Any:
    return found.encounter.get("period", {}).get("end")


def _location(found: Found, _member: Member) -> Any:
    locations = found.encounter.get("location", [])
    return locations[0].get("location", {}).get("display") if locations else None


def _encounter_reason(found: Found, member: Member) -> Any:
    return _concept(member, next(iter(found.encounter.get("reasonCode", [])), None))


def _encounter_type(found: Found, member: Member) -> Any:
    return _concept(member, next(iter(found.encounter.get("type", [])), None))


def _task_end(found: Found, _member: Member) -> Any:
    return found.task.get("executionPeriod", {}).get("end")


def _consent(found: Found) -> Json:
    resource = next(iter(found.about("Consent")), None)
    return consent(resource, found.entries, "content", found.faults) if resource else {}


def _answers(found: Found, _member: Member) -> Any:
    answers: list[tuple[int, Json]] = []
    for response in found.about("QuestionnaireResponse"):
        role = found.entries.find(response.get("author"), "PractitionerRole")
        author = staff(role) if role is not None and role is not found.author else {}
        for item in response.get("item", ()):
            position = _value(item, extensions.POSITION.url)
            answer = {**_answer(item), **author}
            answers.append((position if isinstance(position, int) else len(answers), answer))
    return [answer for _, answer in sorted(answers, key=lambda placed: placed[0])]


_PARTS = {link: part for part, link in shape.QUESTION_PARTS.items()}


def _answer(item: Resource) -> Json:
    link = item["linkId"]
    said: Json = {} if link == shape.OTHER_QUESTION else {"question": link}
    if "answer" in item:  # a question asked without the group that our Questionnaires have
        said["answer"] = primitives.leaf(item["answer"][0])
    for part in item.get("item", ()):
        name = _PARTS.get(part["linkId"].removeprefix(f"{link}."))
        if name is not None and part.get("answer"):
            said["answer" if name == "text" else name] = primitives.leaf(part["answer"][0])
    date = _value(item, extensions.ANSWER_DATE.url)
    return {**said, **({"date": date} if date is not None else {})}


def _in_plan(read: Callable[[Resource, Member], Any]) -> Reader:
    """A reader of the CarePlan that the message is about."""

    def of(found: Found, member: Member) -> Any:
        plan = next(iter(found.about("CarePlan")), None)
        return read(plan, member) if plan else None

    return of


def _in(resource_type: str, read: Callable[[Resource, Member, Entries], Any]) -> Reader:
    """A reader of the resource of that type that the message is about, with the others it points at."""

    def of(found: Found, member: Member) -> Any:
        resource = next(iter(found.about(resource_type)), None)
        return read(resource, member, found.entries) if resource else None

    return of


def _said(read: Callable[[Resource, Member, Entries], Any]) -> Reader:
    return lambda found, member: read(found.communication, member, found.entries)


def _attendee(answer: Resource, _member: Member, entries: Entries) -> Any:
    role = entries.find(answer.get("actor"), "PractitionerRole")
    author = entries.find(entries.first().get("author"), "PractitionerRole")
    return staff(role) if role is not None and role is not author else None


def _surveyed(read: Callable[[Resource, Member], Any]) -> Reader:
    return _in("QuestionnaireResponse", lambda response, member, _entries: read(response, member))


_READERS: Mapping[str, Reader] = {
    "Communication.payload": _payload,
    "Communication.extension": _extension,
    "Communication.topic": _topic,
    "Communication.topic.text": _topic_text,
    "Communication.reasonCode": _reason,
    "Communication.statusReason": _status_reason,
    "Communication.decidedBy": _decided_by,
    "Communication.contact": _contact,
    "Communication.about.plan": _said(sip.plan_named),
    "Communication.payload.comment": _said(sip.comments),
    "Goal.achievementStatus": _in("Goal", sip.achievement),
    **{place: _in("CarePlan", read) for place, read in sip.READERS.items()},
    "Encounter.plannedEndDate": _planned_end,
    "Encounter.ready": _ready,
    "Encounter.colour": _colour,
    "Encounter.period.end": _end,
    "Encounter.location": _location,
    "Encounter.reasonCode": _encounter_reason,
    "Encounter.type": _encounter_type,
    "QuestionnaireResponse.item": _answers,
    "CarePlan.identifier": _in_plan(care_plan.identifier),
    "CarePlan.description": _in_plan(care_plan.description),
    "CarePlan.legalForm": _in_plan(care_plan.legal_form),
    "CarePlan.note": _in_plan(care_plan.note),
    "CarePlan.extension": _in_plan(care_plan.extension),
    "CarePlan.activity": _in_plan(care_plan.measure),
    "CarePlan.activity.performer": _in_plan(care_plan.performer),
    "Appointment.start": _in("Appointment", appointment.start),
    "Appointment.end": _in("Appointment", appointment.end),
    "Appointment.status": _in("Appointment", appointment.agreed),
    "Appointment.serviceType": _in("Appointment", appointment.purpose),
    "Appointment.appointmentType": _in("Appointment", appointment.form),
    "Appointment.reasonCode": _in("Appointment", appointment.reasons),
    "Appointment.cancelationReason": _in("Appointment", appointment.cancelled),
    "Appointment.comment": _in("Appointment", appointment.agenda),
    "Appointment.supportingInformation": _in("Appointment", appointment.plan),
    "Appointment.virtualService.address": _in("Appointment", appointment.link),
    "Appointment.virtualService.sessionKey": _in("Appointment", appointment.phone_code),
    "Appointment.participant": _in("Appointment", appointment.participants),
    "Appointment.participant.party": _in("Appointment", appointment.invitees),
    "Appointment.participant.patient": _in("Appointment", appointment.patient),
    "Appointment.participant.location": _in("Appointment", appointment.place),
    "Appointment.participant.location.type": _in("Appointment", appointment.place_type),
    "Appointment.extension": _in("Appointment", appointment.extension),
    "AppointmentResponse.participantStatus": _in("AppointmentResponse", appointment.attends),
    "AppointmentResponse.actor": _in("AppointmentResponse", _attendee),
    "AppointmentResponse.comment": _in("AppointmentResponse", appointment.comment),
    "AppointmentResponse.extension": _in("AppointmentResponse", appointment.extension),
    "QuestionnaireResponse.answer": _surveyed(survey.answer),
    "QuestionnaireResponse.complete": _surveyed(survey.complete),
    "QuestionnaireResponse.basedOn": _surveyed(survey.plan),
    "Task.executionPeriod.end": _task_end,
}
