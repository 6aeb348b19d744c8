"""Provenance: who wrote, who transmitted, what is revised or removed, and what this recipient got before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapter.mapping.care_plan import LABEL as PLAN
from adapter.mapping.draft import Draft
from adapter.mapping.header import SOFTWARE
from adapter.mapping.organization import identifier
from adapter.model.copy import Trail
from adapter.r4 import primitives, shape, systems
from adapter.r4.models import Resource

_ROLES = {"revise": "revision", "cancel": "revision", "annul": "removal", "forward": "source"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """When it happened and was recorded here, who wrote it, and the unit (or organisation) that sent it."""

    occurred: datetime
    recorded: datetime
    author: Resource
    sender: Resource


def current(draft: Draft, occasion: Occasion, *, action: str, relates_to: str | None, own_url: str) -> None:
    """This message: written by its author, put together and transmitted by the adapter."""
    role = _ROLES.get(action)
    what = {"type": "MessageHeader", "identifier": shape.message_identifier(relates_to or "")}
    author: Resource = {"type": _agent("author"), "who": occasion.author}
    if occasion.author != occasion.sender:
        author["onBehalfOf"] = occasion.sender
    transmitter = draft.mappings.coding(systems.ACTIVITY, "transmitter")
    itself = {"identifier": {"system": systems.URI, "value": own_url}, "display": SOFTWARE}
    draft.add(
        "Provenance",
        "Provenance",
        # a plan is kept and changed: who wrote this version stands beside it
        target=[draft.header_reference(), *([draft.reference(PLAN)] if PLAN in draft else [])],
        occurredDateTime=primitives.instant(occasion.occurred),
        recorded=primitives.instant(occasion.recorded),
        activity=_activity(draft, action),
        agent=[
            author,
            {"type": shape.concept(transmitter, *_agent("assembler")["coding"]), "who": itself},
        ],
        entity=[{"role": role, "what": what}] if role and relates_to else None,
    )


def trail(draft: Draft, steps: tuple[Trail, ...]) -> None:
    """Earlier messages that this recipient got, under the ids it got them by (semantics 20)."""
    for number, step in enumerate(steps):
        who = {
            "type": "Organization",
            "identifier": identifier(step.sender.unit),
            "display": step.sender.name,
        }
        draft.add(
            f"Provenance/{number}",
            "Provenance",
            target=[{"type": "MessageHeader", "identifier": shape.message_identifier(step.delivery)}],
            recorded=primitives.instant(step.at),
            activity=_activity(draft, step.action),
            agent=[{"type": _agent("author"), "who": who}],
        )


def harm_assessment(
    draft: Draft, label: str, harm: Mapping[str, Any], *, recorded: datetime, sender: Resource
) -> None:
    """Who made the harm assessment that the Consent with this label is (semantics 24)."""
    assessor = harm.get("assessor", {})
    told = [assessor[part] for part in ("name", "title") if part in assessor]
    named: Resource = {"who": {"display": ", ".join(told)}, "onBehalfOf": sender}
    draft.add(
        f"Provenance/{label}",
        "Provenance",
        target=[draft.reference(label)],
        occurredDateTime=harm.get("at"),
        recorded=primitives.instant(recorded),
        activity=shape.concept(draft.mappings.coding(systems.ACTIVITY, "harm-assessment")),
        agent=[{"type": _agent("performer"), **(named if told else {"who": sender})}],
    )


def _agent(code: str) -> Resource:
    return shape.concept({"system": systems.PROVENANCE_AGENT, "code": code})


def _activity(draft: Draft, action: str) -> Resource:
    return shape.concept(draft.mappings.coding(systems.ACTION, action))
