"""A message's content out of a QuestionnaireResponse whose questions are the kind's own members."""

from collections.abc import Iterator, Sequence
from typing import Any

from adapter.intake.faults import Faults
from adapter.model.member import Member
from adapter.r4 import leaves, primitives, shape
from adapter.r4.leaves import Leaf
from adapter.r4.models import Resource

_OPEN = frozenset({"completed", "amended", "in-progress"})


def right_status(response: Resource, action: str, faults: Faults) -> None:
    """Status modifies all that a response says: only an annulled one is entered in error."""
    known = {shape.SURVEY_STATUSES["annul"]} if action == "annul" else _OPEN
    if response.get("status") not in known:
        faults.add(
            "READ-STATUS",
            "QuestionnaireResponse.status",
            "The status does not go with the action.",
            "Only annul is entered-in-error; a response that is sent is completed, amended or in-progress.",
        )


def strangers(response: Resource, members: Sequence[Member]) -> Iterator[str]:
    """Items that our Questionnaire does not have, by linkId."""
    known = {name for member in members for name in _links(member, "")}
    for position, (link, _) in enumerate(_items(response)):
        if link not in known:
            yield f"QuestionnaireResponse.item[{position}]"


def answer(response: Resource, member: Member) -> Any:
    """The member as its item says it."""
    said = [
        Leaf(link, primitives.leaf(one)) for link, item in _items(response) for one in item.get("answer", ())
    ]
    return leaves.gather(member, said)


def complete(response: Resource, member: Member) -> Any:
    """Whether it is finished: said, or told by its being in progress."""
    said = answer(response, member)
    return False if said is None and response.get("status") == "in-progress" else said


def plan(response: Resource, _member: Member) -> Any:
    """The id of the plan that it is for."""
    return shape.plan_referred(response.get("basedOn", ()))


def _items(element: Resource) -> Iterator[tuple[str, Resource]]:
    for item in element.get("item", ()):
        yield item["linkId"], item
        yield from _items(item)


def _links(member: Member, prefix: str) -> Iterator[str]:
    yield f"{prefix}{member.name}"
    for part in member.members:
        yield from _links(part, f"{prefix}{member.name}.")
