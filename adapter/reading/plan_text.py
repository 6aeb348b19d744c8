"""A plan as plain text, in Swedish: what its CarePlan, goals and interventions say, line by line."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapter.model.identifiers import is_hsa_id
from adapter.r4 import systems
from adapter.r4.models import Resource

_STATUSES = {"draft": "utkast", "active": "gällande", "completed": "avslutad"}
_INTERVENTION = "Insats"
_GOAL = "Mål"

Find = Callable[[str], Resource | None]
Named = Callable[[str], str]


def text(plan: Resource, find: Find, name: Named) -> str:
    """The lines; a part that may not be seen has none. `name` is a unit's by its HSA-id."""
    return "\n".join(_lines(plan, find, name))


def _lines(plan: Resource, find: Find, name: Named) -> Iterator[str]:
    yield plan.get("title", "Plan")
    if plan["status"] in _STATUSES:
        yield f"Status: {_STATUSES[plan['status']]}"
    if "description" in plan:
        yield f"Behov: {plan['description']}"
    for reference in plan.get("goal", ()):
        goal = find(reference.get("reference", ""))
        if goal is not None:
            yield f"{_label(goal, _GOAL)}: {goal['description']['text']}"
    for activity in plan.get("activity", ()):
        yield from _activity(activity, find, name)
    for note in plan.get("note", ()):
        (label,) = [one["valueCoding"].get("display") for one in note.get("extension", ())] or [None]
        yield f"{label or 'Anteckning'}: {note['text']}"


def _activity(activity: Mapping[str, Any], find: Find, name: Named) -> Iterator[str]:
    if "detail" in activity:
        detail = activity["detail"]
        times = detail.get("scheduledTiming", {}).get("event", ())
        words = detail.get("description") or _display(detail.get("code", {}))
        yield ": ".join([words or _INTERVENTION, *times])
        return
    request = find(activity.get("reference", {}).get("reference", ""))
    if request is None:
        return
    code = request.get("code", {})
    words = code.get("text") or _display(code) or _INTERVENTION
    parties = ", ".join(_party(one, name) for one in request.get("performer", ()))
    declined = " [avböjd]" if request["status"] == "revoked" else ""
    yield f"{_INTERVENTION}: {words}" + (f" (ansvarig: {parties})" if parties else "") + declined


def _label(goal: Resource, otherwise: str) -> str:
    return next(
        (
            coding["display"]
            for concept in goal.get("category", ())
            for coding in concept.get("coding", ())
            if coding.get("system") == systems.MEMBER and "display" in coding
        ),
        otherwise,
    )


def _display(concept: Mapping[str, Any]) -> str:
    return next((str(one["display"]) for one in concept.get("coding", ()) if "display" in one), "")


def _party(party: Mapping[str, Any], name: Named) -> str:
    named = party.get("identifier", {}).get("value", "")
    return name(named) if is_hsa_id(named) else str(party.get("display", ""))
