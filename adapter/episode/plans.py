"""Fold a person's accepted messages into the plans and cases they are about, in every region the same.

A coordinated care plan is a draft until the chief physician sends it as approved, and closed when that is said; a
coordination case is open until closed. What was annulled has never been (semantics 22).
"""

from collections.abc import Iterable, Mapping
from typing import cast

from adapter.episode.fold import annulled
from adapter.model.history import Event, Plan

_STATES: Mapping[str, Mapping[str, str]] = {
    "samordnad-vardplan": {"new": "draft", "revise": "draft", "approve": "approved", "close": "closed"},
    "samordningsarende": {"new": "open", "revise": "open", "close": "closed"},
}


def plans(events: Iterable[Event]) -> tuple[Plan, ...]:
    """Every plan and case of the person, the one written about last at the end."""
    every = tuple(events)
    gone = annulled(every)
    found: dict[tuple[str, str], Plan] = {}
    for event in every:
        state = _STATES.get(event.kind, {}).get(event.action)
        key = event.noted.get("plan")
        if state is None or not isinstance(key, str) or event.message_id in gone:
            continue
        earlier = found.pop((event.kind, key), Plan(event.kind, key))
        found[event.kind, key] = _after(earlier, event, state)
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
    )
