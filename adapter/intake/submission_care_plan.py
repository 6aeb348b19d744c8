"""A message's content out of a CarePlan: the inverse of what mapping writes."""

from collections.abc import Collection, Iterator
from typing import Any

from adapter.intake.faults import Faults
from adapter.model.member import Member
from adapter.r4 import extensions, leaves, primitives, shape, systems
from adapter.r4.models import Resource


def right_status(plan: Resource, status: str | None, faults: Faults) -> None:
    """Status modifies all that a CarePlan says: it is the one that goes with the action."""
    if plan.get("status") != status:
        faults.add(
            "READ-STATUS",
            "CarePlan.status",
            "The plan's status does not go with the action.",
            "A plan is draft or active while it is written, active when approved, completed when closed.",
        )


def strangers(plan: Resource, members: Collection[str], faults: Faults) -> Iterator[str]:
    """Locations of notes that say no member; what names a member that has another place, or none, is a fault."""
    named = [leaf.name for leaf in leaves.stated(plan)]
    for position, (name, _) in enumerate(notes(plan)):
        if name is None:
            yield f"CarePlan.note[{position}]"
        else:
            named.append(name)
    for name in named:
        if name.partition(".")[0] not in members:
            faults.unknown("content", name, members)


def identifier(plan: Resource, _member: Member) -> Any:
    """The plan's id."""
    named = [i for i in plan.get("identifier", ()) if i.get("system") != systems.PLAN_VERSION]
    return next((identifier.get("value") for identifier in named), None)


def description(plan: Resource, _member: Member) -> Any:
    """What the plan is for."""
    return plan.get("description")


def legal_form(plan: Resource, _member: Member) -> Any:
    """The act under which the person is cared for."""
    extension = shape.extension(extensions.LEGAL_FORM.url, plan)
    return primitives.leaf(extension) if extension else None


def extension(plan: Resource, member: Member) -> Any:
    """What CarePlan has no element for."""
    return leaves.gather(member, leaves.stated(plan))


def note(plan: Resource, member: Member) -> Any:
    """The notes that say they are this member."""
    return leaves.gather(member, [leaves.Leaf(name, text) for name, text in notes(plan) if name])


def notes(plan: Resource) -> Iterator[tuple[str | None, str | None]]:
    """Member name and text of each note."""
    for one in plan.get("note", ()):
        mark = shape.extension(extensions.MEMBER.url, one)
        name = primitives.leaf(mark) if mark else None
        yield name if isinstance(name, str) else None, one.get("text")


def measure(plan: Resource, _member: Member) -> Any:
    """What is to be done."""
    return _detail(plan).get("description")


def performer(plan: Resource, _member: Member) -> Any:
    """Who does it."""
    return next((one.get("display") for one in _detail(plan).get("performer", ())), None)


def _detail(plan: Resource) -> Resource:
    activity: Resource = next(iter(plan.get("activity", ())), {})
    detail: Resource = activity.get("detail", {})
    return detail
