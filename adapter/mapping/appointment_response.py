"""AppointmentResponse: a unit's answer to an invitation, and who comes."""

from collections.abc import Mapping
from typing import Any

from adapter.mapping.appointment import inviter
from adapter.mapping.communication import about
from adapter.mapping.draft import Draft
from adapter.mapping.practitioner import staff
from adapter.model.member import Member
from adapter.r4 import leaves, shape
from adapter.r4.models import Resource

LABEL = "AppointmentResponse"


def response(draft: Draft) -> Resource:
    """The answer; the meeting is named by the id of the invitation, which the Communication answers.

    R4 has no status for an annulled answer: its Communication is entered in error.
    """
    answered = draft["Communication"].get("inResponseTo")
    meeting: Resource = {"type": "Appointment", **(answered[0] if answered else shape.ABSENT)}
    made = draft.add(
        LABEL,
        "AppointmentResponse",
        identifier=draft["Communication"]["identifier"],
        appointment=meeting,
        participantStatus=shape.NO_ANSWER,
    )
    about(draft, draft.reference(LABEL))
    return made


def write_attends(draft: Draft, _member: Member, value: bool) -> None:  # noqa: FBT001 - a member's value
    """Whether the unit comes."""
    draft[LABEL]["participantStatus"] = shape.ATTENDANCE[value]


def attendee(draft: Draft, value: Mapping[str, Any], sender: Resource) -> None:
    """Who comes for the unit."""
    draft[LABEL]["actor"] = staff(draft, "attendee", value, sender)


def settle(draft: Draft, sender: Resource) -> None:
    """R4 demands who answers: the unit, where nobody is named."""
    if "actor" not in draft[LABEL]:
        draft[LABEL]["actor"] = inviter(draft, sender)


def write_comment(draft: Draft, _member: Member, value: str) -> None:
    """What the unit says to it."""
    draft[LABEL]["comment"] = value


def write_extension(draft: Draft, member: Member, value: object) -> None:
    """What AppointmentResponse has no element for."""
    draft[LABEL].setdefault("extension", []).extend(leaves.write(member, value))
