"""Fold a person's accepted messages into the plans and cases they are about, in every region the same.

A coordinated care plan is a draft until the chief physician sends it as approved, and closed when that is said; a
coordination case is open until closed. What was annulled has never been (semantics 22), and what began with an
annulled message has not either. A message that names no plan is about that of the message it relates to.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from adapter.model.history import Event, Plan, annulled

_STATES: Mapping[str, Mapping[str, str]] = {
    "samordnad-vardplan": {"new": "draft", "revise": "draft", "approve": "approved", "close": "closed"},
    "samordningsarende": {"new": "open", "revise": "open", "close": "closed"},
}


def plans(events: Iterable[Event]) -> tuple[Plan, ...]:
    """Every plan and case of the person, the one written about last at the end."""
    every = tuple(event for event in events if event.kind in _STATES)
    gone = annulled(every)
    keys: dict[str, object] = {}
    never: set[tuple[str, str]] = set()
    found: dict[tuple[str, str], Plan] = {}
    for event in every:
        key = keys[event.message_id] = event.noted.get("plan") or keys.get(event.relates_to or "")
        state = _STATES[event.kind].get(event.action)
        if state is None or not isinstance(key, str):
            continue
        name = event.kind, key
        if event.action == "new":
            never = never | {name} if event.message_id in gone else never - {name}
        if event.message_id not in gone and name not in never:
            found[name] = _after(found.pop(name, Plan(*name)), event, state)
    return tuple(found.values())


def _after(plan: Plan, event: Event, state: str) -> Plan:
    units = cast("list[str]", event.noted.get("units", []))
    legal_form = cast("str | None", event.noted.get("legalForm"))
    return Plan(
        plan.kind,
        plan.key,
        state=state,
        owner=plan.owner or event.sender,
        episode=event.episode or plan.episode,
        legal_form=legal_form or plan.legal_form,
        units=plan.units.union(units),
        addressed=plan.addressed.union(event.recipients),
        coordinator=cast("str | None", event.noted.get("coordinator")) or plan.coordinator,
    )
