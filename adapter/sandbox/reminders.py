"""What receivers hold of reminders and of notices of delay: whether each came once, and says no more than it may."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from adapter.r4.systems import ACTIVITY
from adapter.sandbox.ledger import Row

_DELAYS = frozenset({"delayed", "delivered-after-delay"})
Json = Mapping[str, object]


def is_delay(row: Row) -> bool:
    """Whether a notice says that something is late in coming, or has come after all; not that it will not come."""
    native = _object(row.body.get("message")).get("reason")
    return native in _DELAYS or any(
        concept.get("system") == ACTIVITY and concept.get("code") in _DELAYS
        for resource in _resources(row.body)
        for reason in _list(resource.get("reasonCode"))
        for concept in _list(reason.get("coding"))
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
    told = _object(row.body.get("message"))
    if told:
        return str(told.get("rule")), str(told.get("what"))
    task = next((one for one in _resources(row.body) if one.get("resourceType") == "Task"), {})
    return _code(_object(task.get("reasonCode"))), _code(_object(task.get("code")))


def _code(concept: Json) -> str:
    return next((str(one.get("code")) for one in _list(concept.get("coding"))), "")


def _what(body: Json) -> tuple[object, ...]:
    """What a reminder is of, so that two of the same are told apart from two of a kind."""
    told = _object(body.get("message"))
    if told:
        return tuple(told.get(name) for name in ("rule", "what", "due", "relatesTo", "owner"))
    task = next((one for one in _resources(body) if one.get("resourceType") == "Task"), {})
    period = _object(_object(task.get("restriction")).get("period"))
    return str(task.get("identifier")), str(task.get("reasonCode")), period.get("end")


def _about(body: Json) -> str:
    told = _object(body.get("message"))
    if told:
        return str(told.get("relatesTo"))
    made = next((one for one in _resources(body) if one.get("resourceType") == "Communication"), {})
    answers = _list(made.get("inResponseTo"))
    return str(_object(answers[0].get("identifier")).get("value")) if answers else ""


def _resources(body: Json) -> Iterator[Json]:
    return (_object(entry.get("resource")) for entry in _list(body.get("entry")))


def _list(value: object) -> list[Json]:
    return cast("list[Json]", value) if isinstance(value, list) else []


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
