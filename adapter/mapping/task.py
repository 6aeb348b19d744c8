"""Task: the kvittens that a recipient owes, and the one that was given."""

from datetime import datetime

from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.draft import Draft
from adapter.model.member import Member
from adapter.r4 import primitives, shape, systems
from adapter.r4.models import Resource

LABEL = "Task"


def owed(draft: Draft, *, due: datetime, since: datetime, requester: Resource, owner: Resource) -> None:
    """The kvittens that the recipient owes for this message, to be completed by `due`."""
    draft.add(
        LABEL,
        "Task",
        # by which `PUT /fhir/Task/{id}` finds the delivery that the completed Task acknowledges
        identifier=[shape.message_identifier(draft.header_id)],
        restriction={"period": {"end": primitives.instant(due)}},
        status="requested",
        intent="order",
        code=_code(draft),
        focus=draft.reference(COMMUNICATION),
        **{"for": draft.maybe("Patient")},
        encounter=draft.maybe("Encounter"),
        authoredOn=primitives.instant(since),
        requester=requester,
        owner=owner,
    )


def given(draft: Draft, *, relates_to: str | None, owner: Resource) -> None:
    """The Task that a kvittens completes, about the message it acknowledges."""
    about = (
        {"type": "Communication", "identifier": shape.message_identifier(relates_to)} if relates_to else None
    )
    draft.add(LABEL, "Task", status="completed", intent="order", code=_code(draft), focus=about, owner=owner)


def write_end(draft: Draft, _member: Member, value: str) -> None:
    """A member holding when it was acknowledged."""
    draft[LABEL]["executionPeriod"] = {"end": value}


def _code(draft: Draft) -> Resource:
    return shape.concept(draft.mappings.coding(systems.ACTIVITY, "kvittens"))
