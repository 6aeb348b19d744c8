"""What receivers hold of reminders and of notices of delay: whether each came once, and says no more than it may."""

from collections import Counter
from collections.abc import Iterator, Sequence

from adapter.r4.systems import ACTIVITY, DUE, RULE
from adapter.sandbox.fhir_parts import Json, coded, first, items, members, resources
from adapter.sandbox.ledger import Row

_DELAYS = frozenset({"delayed", "delivered-after-delay"})


def is_delay(row: Row) -> bool:
    """Whether a notice says that something is late in coming, or has come after all; not that it will not come."""
    native = members(row.body.get("message")).get("reason")
    return native in _DELAYS or any(
        coded(reason, ACTIVITY) in _DELAYS
        for _, resource in resources(row.body)
        for reason in items(resource.get("reasonCode"))
    )


def wrong(rows: Sequence[Row], known: frozenset[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Recipient and fault of every reminder that should not be; `known` has each unit with the ids that it knows.

    A native reminder does not say to which unit of its endpoint it goes: there any unit's id will do.
    """
    ids = frozenset(name for _, name in known)
    times = Counter((row.recipient, _what(row.body)) for row in rows)
    for (recipient, _), count in times.items():
        if count > 1:
            yield recipient, f"reminded {count} times of the same"
    for row in rows:
        if row.patient:
            yield row.recipient, "a reminder names the patient"
        about = _about(row.body)
        if (row.recipient, about) not in known and (row.recipient or about not in ids):
            yield row.recipient, "reminded of a message that it does not know"


def subject(row: Row) -> tuple[str, str]:
    """The rule that a reminder is of, and what is due by it."""
    told = members(row.body.get("message"))
    if told:
        return str(told.get("rule")), str(told.get("what"))
    task = _first(row.body, "Task")
    return coded(task.get("reasonCode"), RULE), coded(task.get("code"), DUE)


def _what(body: Json) -> tuple[object, ...]:
    """What a reminder is of, so that two of the same are told apart from two of a kind."""
    told = members(body.get("message"))
    if told:
        return tuple(told.get(name) for name in ("rule", "what", "due", "relatesTo", "owner"))
    task = _first(body, "Task")
    period = members(members(task.get("restriction")).get("period"))
    return str(task.get("identifier")), str(task.get("reasonCode")), period.get("end")


def _about(body: Json) -> str:
    told = members(body.get("message"))
    if told:
        return str(told.get("relatesTo"))
    answers = items(_first(body, "Communication").get("inResponseTo"))
    return str(members(members(answers[0]).get("identifier")).get("value")) if answers else ""


def _first(body: Json, name: str) -> Json:
    return first(dict(resources(body)), name)
