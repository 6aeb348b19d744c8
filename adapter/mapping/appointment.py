"""Appointment: the meeting that an invitation calls to, its time, place, purpose and participants."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapter.mapping.communication import about
from adapter.mapping.draft import Draft
from adapter.mapping.patient import LABEL as PATIENT
from adapter.model.member import Member
from adapter.r4 import extensions, leaves, shape, systems
from adapter.r4.models import Resource

LABEL = "Appointment"
_MINUTE = timedelta(minutes=1)


def appointment(draft: Draft, action: str, sender: Resource, invited: Sequence[Resource]) -> Resource:
    """The meeting; of the units only the inviting one and those given here take part, whoever else is called.

    `sender` and `invited` are references to Organizations. R4 has no Organization for an actor: a unit takes part
    as a role at it.
    """
    made = draft.add(
        LABEL,
        "Appointment",
        identifier=draft["Communication"]["identifier"],
        status=shape.APPOINTMENT_STATUSES[action][0],
        participant=[{"actor": inviter(draft, sender), "status": "accepted"}],
    )
    once = {unit["reference"]: unit for unit in invited}
    made["participant"].extend(
        {"actor": _role(draft, f"participant/{number}", unit), "status": "needs-action"}
        for number, unit in enumerate(once.values())
    )
    if PATIENT in draft:
        made["participant"].append({"actor": draft.reference(PATIENT), "status": "needs-action"})
    about(draft, draft.reference(LABEL))
    return made


def inviter(draft: Draft, sender: Resource) -> Resource:
    """The sender as somebody who takes part: who wrote the message, else the unit."""
    return draft.maybe("author") or _role(draft, "participant", sender)


def _role(draft: Draft, label: str, organization: Resource) -> Resource:
    draft.add(label, "PractitionerRole", organization=organization)
    return draft.reference(label)


def settle(draft: Draft) -> None:
    """What follows from all that was written: how long it takes, and that a time which R4 demands is not known."""
    made = draft[LABEL]
    missing = [name for name in ("start", "end") if name not in made]
    if not missing:
        length = datetime.fromisoformat(made["end"]) - datetime.fromisoformat(made["start"])
        if length >= _MINUTE and not length % _MINUTE:
            made["minutesDuration"] = length // _MINUTE
    elif len(missing) == 1 or made["status"] not in shape.WITHOUT_TIME:  # app-2, app-3
        made |= {f"_{name}": shape.ABSENT for name in missing}


def write_start(draft: Draft, _member: Member, value: str) -> None:
    """When it begins."""
    draft[LABEL]["start"] = value


def write_end(draft: Draft, _member: Member, value: str) -> None:
    """When it ends."""
    draft[LABEL]["end"] = value


def write_agreed(draft: Draft, member: Member, value: bool) -> None:  # noqa: FBT001 - a member's value
    """Whether the units have agreed on the time: then it is booked, not only proposed."""
    write_extension(draft, member, value)
    if value and draft[LABEL]["status"] == "proposed":
        draft[LABEL]["status"] = "booked"


def write_purpose(draft: Draft, _member: Member, value: str) -> None:
    """What kind of meeting it is."""
    draft[LABEL]["serviceType"] = [_concept(draft, value)]


def write_form(draft: Draft, _member: Member, value: str) -> None:
    """In which form they meet."""
    draft[LABEL]["appointmentType"] = _concept(draft, value)


def write_reasons(draft: Draft, _member: Member, value: Sequence[str]) -> None:
    """Why the meeting is needed."""
    draft[LABEL]["reasonCode"] = [_concept(draft, code) for code in value]


def write_cancelled(draft: Draft, _member: Member, value: str) -> None:
    """Why it is called off."""
    draft[LABEL]["cancelationReason"] = {"text": value}


def write_agenda(draft: Draft, _member: Member, value: str) -> None:
    """What it is to be about."""
    draft[LABEL]["comment"] = value


def write_plan(draft: Draft, _member: Member, value: str) -> None:
    """The plan it concerns, by its id."""
    draft[LABEL]["supportingInformation"] = [shape.plan_reference(value)]


def write_link(draft: Draft, _member: Member, value: str) -> None:
    """Where those who are not there take part."""
    _virtual(draft).append({"url": "address", "valueString": value})


def write_phone_code(draft: Draft, _member: Member, value: str) -> None:
    """What they key in to be let in."""
    _virtual(draft).append({"url": "sessionKey", "valueString": value})


def _virtual(draft: Draft) -> list[Resource]:
    held = draft[LABEL].setdefault("extension", [])
    found = next((one for one in held if one["url"] == extensions.VIRTUAL.url), None)
    if found is None:
        found = {"url": extensions.VIRTUAL.url, "extension": []}
        held.append(found)
    parts: list[Resource] = found["extension"]
    return parts


def write_extension(draft: Draft, member: Member, value: object) -> None:
    """What Appointment has no element for."""
    draft[LABEL].setdefault("extension", []).extend(leaves.write(member, value))


def write_patient(draft: Draft, _member: Member, value: bool) -> None:  # noqa: FBT001 - a member's value
    """Whether the person takes part."""
    participants, person = draft[LABEL]["participant"], draft.maybe(PATIENT)
    found = next((one for one in participants if one.get("actor") == person), None)
    if found is None:
        found = {"actor": {"type": PATIENT, **shape.ABSENT}}
        participants.append(found)
    found["status"] = "accepted" if value else "declined"


def write_place(draft: Draft, _member: Member, value: str) -> None:
    """Where they meet, in words."""
    _place(draft)["actor"] = {"type": "Location", "display": value}


def write_place_type(draft: Draft, _member: Member, value: str) -> None:
    """What kind of place that is."""
    _place(draft)["type"] = [_concept(draft, value)]


def _place(draft: Draft) -> Resource:
    participants: list[Resource] = draft[LABEL]["participant"]
    place = next((one for one in participants if one.get("extension") == [_mark("place")]), None)
    if place is None:
        place = {"extension": [_mark("place")], "status": "accepted"}
        participants.append(place)
    return place


def write_participants(draft: Draft, member: Member, value: Sequence[str]) -> None:
    """Others who are called, in words: they have no system."""
    draft[LABEL]["participant"].extend(
        {"extension": [_mark(member.name)], "actor": {"display": name}, "status": "needs-action"}
        for name in value
    )


def write_invitees(draft: Draft, member: Member, value: Sequence[Mapping[str, Any]]) -> None:
    """Parties who are called that are no units: who, by name, and why; R4 demands a type or an actor (app-1)."""
    for invitee in value:
        rest = {name: said for name, said in invitee.items() if name == "reason"}
        one = Member(member.name, member.type, members=member.members)
        made: Resource = {
            "extension": [_mark(member.name), *leaves.write(one, rest)],
            "status": "needs-action",
        }
        if "party" in invitee:
            made["type"] = [_concept(draft, invitee["party"])]
        if "name" in invitee:
            made["actor"] = {"display": invitee["name"]}
        elif "party" not in invitee:
            made["actor"] = shape.ABSENT
        draft[LABEL]["participant"].append(made)


def _mark(name: str) -> Resource:
    return {"url": extensions.MEMBER.url, "valueCoding": leaves.member_coding(name)}


def _concept(draft: Draft, code: str) -> Resource:
    return shape.concept(draft.mappings.coding(systems.VALUE, code))
