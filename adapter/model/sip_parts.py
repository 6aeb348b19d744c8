"""The parts of a SIP's content: whose each is, and digests by which a change is seen without keeping the words."""

from collections.abc import Iterator, Mapping

from adapter.model.identifiers import is_hsa_id
from adapter.model.ids import digest
from adapter.model.sip import Item

PARTS = ("subGoals", "interventions")
_CORE = (
    "mainGoal",
    "needs",
    "resources",
    "coordinator",
    "careContacts",
    "followUpAt",
    "evaluationAt",
    "ownGoals",
    "otherProviders",
    "shareWith1177",
)
"""What the plan's coordinator answers for; the rest belongs to the units that are responsible for it."""

Content = Mapping[str, object]


def core(content: Content) -> str:
    """A digest of what is the coordinator's."""
    return digest([content.get(name) for name in _CORE])


def items(content: Content) -> tuple[Item, ...]:
    """Every sub-goal and intervention, known by its id, or by what it says where it has none."""
    return tuple(
        Item(part, digest(item.get("id") or item), responsible_unit(item), digest(item))
        for part in PARTS
        for item in objects(content.get(part))
    )


def responsible_unit(item: Content) -> str | None:
    """The HSA-id of the unit responsible; None where it is the individual, somebody else or nobody."""
    responsible = str(item.get("responsible") or "")
    return responsible if is_hsa_id(responsible) else None


def objects(value: object) -> Iterator[Content]:
    """The objects of a list, if it is one."""
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, Mapping):
            yield item
