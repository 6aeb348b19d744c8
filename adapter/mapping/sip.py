"""What a SIP's CarePlan says besides a plan's words: its version, what it replaces, its times, who contributes."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapter.mapping.care_plan import LABEL, write_extension
from adapter.mapping.draft import Draft
from adapter.mapping.encounter import LABEL as STAY
from adapter.model.identifiers import is_hsa_id
from adapter.model.ids import plan_version
from adapter.model.member import Member
from adapter.r4 import extensions, shape, systems
from adapter.r4.models import Resource


def write_version(draft: Draft, _member: Member, value: int | str) -> None:
    """The version that the parties know the plan by: several drafts may have the same."""
    mark = {"url": extensions.PLAN_VERSION.url, "valueInteger": int(value)}
    draft[LABEL].setdefault("extension", []).append(mark)


def write_replaces(draft: Draft, member: Member, value: Mapping[str, Any]) -> None:
    """The plan that this one takes the place of, by its id, and why."""
    if "planId" in value:
        _replaces(draft, shape.plan_identifier(value["planId"]))
    if "reason" in value:
        write_extension(draft, member, {"reason": value["reason"]})


def write_scheduled(draft: Draft, member: Member, value: str) -> None:
    """When the plan is followed up or evaluated: an appointment to be, with its hour, which a goal's due date has not."""
    plan = draft[LABEL]
    detail = {
        "kind": "Appointment",
        "code": shape.concept(draft.mappings.coding(systems.KIND, shape.SCHEDULED[member.name])),
        "status": shape.SCHEDULED_STATUSES[plan["status"]],
        "scheduledTiming": {"event": [value]},
    }
    plan.setdefault("activity", []).append({"detail": detail})


def complete(draft: Draft, given: Mapping[str, Any]) -> None:
    """What follows from several members: the name of this version and the one before, and the units that contribute."""
    plan = draft[LABEL]
    plan["title"] = draft.mappings.words(systems.KIND, "sip")
    if STAY in draft:
        plan["encounter"] = draft.reference(STAY)
    if "planId" in given and "version" in given:
        version = int(given["version"])
        plan["identifier"].append(_version(given["planId"], version))
        if version > 1:
            _replaces(draft, _version(given["planId"], version - 1))
    units = list(dict.fromkeys(_units(given)))
    if units:
        plan["contributor"] = [shape.party(unit) for unit in units]


def name_version(draft: Draft, message_id: str, action: str) -> None:
    """What `If-Match` builds on: every message that writes the plan makes a version of it; annulling it makes none."""
    if LABEL in draft and action != "annul":
        draft[LABEL]["meta"] = {"versionId": plan_version(message_id)}


def _units(given: Mapping[str, Any]) -> Iterator[str]:
    """Every unit that the plan says is responsible for a part of it, coordinates it or has agreed to it."""
    coordinator = given.get("coordinator", {})
    if "unit" in coordinator:
        yield coordinator["unit"]
    for part in (*given.get("subGoals", ()), *given.get("interventions", ())):
        if is_hsa_id(part.get("responsible", "")):
            yield part["responsible"]
    yield from given.get("agreedBy", ())


def _version(plan_id: str, version: int) -> Resource:
    return {"system": systems.PLAN_VERSION, "value": f"{plan_id}/{version}"}


def _replaces(draft: Draft, identifier: Resource) -> None:
    draft[LABEL].setdefault("replaces", []).append({"type": LABEL, "identifier": identifier})
