"""Updating over REST: the next version of a plan, and a consent withdrawn or given anew."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from adapter.intake.faults import Faults
from adapter.intake.rest_kind import PlanState, action_of, action_stated, kind_of, next_action
from adapter.intake.rest_posted import Piece, Posted
from adapter.model.errors import InputError
from adapter.model.ids import ANY_VERSION, plan_version
from adapter.r4 import extensions, shape, systems
from adapter.r4.models import Resource
from adapter.reading.resources import Shown, Version
from adapter.web.faults import ConditionMissing, NotFound, NotNewest
from adapter.web.parts import Parts
from adapter.web.precondition import VERSIONED
from adapter.web.writing import Step, Writer, Written

Tags = frozenset[str] | None


async def update(
    parts: Parts, writer: Writer, posted: Posted, id_: str, tags: Tags, condition: str | None = None
) -> Written:
    """Write the next version of the resource of this id, which the caller must be able to see."""
    type_ = posted.anchor.type
    if type_ == "CarePlan" and tags is None:
        raise ConditionMissing
    shown = await writer.known.find(type_, id_)
    if shown is None:
        raise NotFound
    posted = _with_person(writer, posted)
    message_id = writer.message_id(posted, condition)
    # a repeat is judged as the first one was: on what there was before it
    before = [one for one in shown.versions if one.id != plan_version(message_id)]
    if type_ == "CarePlan":
        step = _plan_step(parts, writer, posted, before or list(shown.versions), tags)
    else:
        posted, step = _consent_step(posted, before or list(shown.versions), tags)
    return await writer.write(posted, message_id, step)


def _with_person(writer: Writer, posted: Posted) -> Posted:
    """The posting with the person whom the resource in the address is about: reading refuses it where it is another's."""
    names = {name for piece in posted.pieces for name in piece.names}
    return posted.with_others(
        *(
            Piece({"resourceType": "Patient", "identifier": kept}, "", (one.reference,))
            for one in writer.known.among("Patient")
            if (kept := one.newest.resource.get("identifier")) and one.reference not in names
        )
    )


def _plan_step(parts: Parts, writer: Writer, posted: Posted, before: list[Version], tags: Tags) -> Step:
    plan, known = posted.anchor.resource, before[-1].resource
    kind = kind_of(plan)
    _same(plan, known, kind)
    region = _region(writer, posted)
    action = action_stated(plan) or (
        next_action(kind, region, PlanState.of(known), PlanState.of(plan), parts.mappings) if kind else None
    )
    if action is None:
        faults = Faults()
        faults.add(
            "READ-STATUS",
            "CarePlan.status",
            "No step leads from the plan as it is to this status.",
            "A draft is revised or approved; a plan in force gets a new version (svu-plan-version), or is completed; "
            "a plan that is over is begun anew by POST.",
        )
        raise InputError(tuple(faults))
    if action in VERSIONED.get(kind or "", ()):
        expected = tags  # held in the step that puts
    else:
        _demand_newest(before[-1], tags)
        expected = None
    # a new version of a plan in force follows nothing: its planId says what it is of
    earlier = None if action == "new" else _message_of(writer.known.among("Communication"), before[-1])
    return Step(action, earlier, expected)


def _consent_step(posted: Posted, before: list[Version], tags: Tags) -> tuple[Posted, Step]:
    if tags is not None:
        _demand_newest(before[-1], tags)
    consent, known = posted.anchor.resource, before[-1].resource
    action = action_of(consent)
    if action == "annul":
        source = known.get("sourceReference", {}).get("identifier", {})
        earlier = source.get("value") if source.get("system") == systems.MESSAGE_ID else None
        return posted, Step(action, earlier)
    if consent.get("status") == "inactive":
        if _scopes(consent) != _scopes(known):
            faults = Faults()
            faults.add(
                "READ-SCOPES",
                "Consent.category",
                "What is withdrawn is the consent as it was given.",
                "Send it with the scopes it has; a consent to less is a new one.",
            )
            raise InputError(tuple(faults))
        posted = _withdrawn(posted)
    return posted, Step(action)


def _withdrawn(posted: Posted) -> Posted:
    """Whoever sets a consent they have read to inactive withdraws it, though its extension still says `given`."""
    kept = [one for one in posted.anchor.resource.get("extension", ()) if not _is_status(one)]
    made = {name: value for name, value in posted.anchor.resource.items() if name != "extension"}
    provision = {**made.get("provision", {}), "type": "permit"}
    anchor: Resource = {**made, "provision": provision, **({"extension": kept} if kept else {})}
    return replace(posted, anchor=Piece(anchor, posted.anchor.path, posted.anchor.names))


def _is_status(extension: Resource) -> bool:
    parts: Iterable[Resource] = extension.get("extension", ())
    return extension.get("url") == extensions.CONTENT.url and any(
        part.get("url") == "member" and part.get("valueCoding", {}).get("code") == "status" for part in parts
    )


def _same(plan: Resource, known: Resource, kind: str | None) -> None:
    """A plan stays of its kind and keeps its planId."""
    faults = Faults()
    if kind != kind_of(known):
        faults.add("READ-PLAN", "CarePlan.category", "The plan is of another kind.", "Begin a plan by POST.")
    if _plan_id(plan) != _plan_id(known):
        faults.add(
            "READ-PLAN", "CarePlan.identifier", "The plan has another planId.", "Send the identifier it has."
        )
    if len(faults):
        raise InputError(tuple(faults))


def _plan_id(plan: Resource) -> str | None:
    return shape.value_in(systems.PLAN_ID, plan.get("identifier", ()))


def _region(writer: Writer, posted: Posted) -> str | None:
    """The region of the unit that writes, as far as the plan says which."""
    unit = posted.unit(posted.anchor.resource.get("author")) or writer.unit
    for piece in posted.of_type("Communication"):
        unit = posted.unit(piece.resource.get("sender")) or unit
    return writer.region(unit) if unit else None


def _scopes(consent: Resource) -> set[str]:
    codes = (shape.code_of(systems.SCOPE, category) for category in consent.get("category", ()))
    return {code for code in codes if code is not None}


def _demand_newest(newest: Version, tags: Tags) -> None:
    if tags is not None and tags.isdisjoint({ANY_VERSION, newest.id}):
        raise NotNewest


def _message_of(communications: Iterable[Shown], version: Version) -> str | None:
    """The id of the message that made a version, by the Communication of that version."""
    for one in communications:
        if any(version.id == other.id for other in one.versions):
            identifiers: Any = one.newest.resource.get("identifier", ())
            return shape.value_in(systems.MESSAGE_ID, identifiers)
    return None
