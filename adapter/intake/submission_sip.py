"""A message's content out of the resources of a SIP: goals, requests, care team, times; the inverse of mapping's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapter.intake.faults import Faults
from adapter.intake.submission_entries import Entries
from adapter.model.member import Member
from adapter.r4 import extensions, leaves, primitives, shape, systems
from adapter.r4.models import Resource

Json = dict[str, Any]
Reader = Callable[[Resource, Member, Entries], Any]
"""A resource that the Communication is about (or itself), the member, the other resources."""


def plan_named(communication: Resource, _member: Member, _entries: Entries) -> Any:
    """The plan that a message speaks of, by its id."""
    return shape.plan_referred(communication.get("about", ()))


def comments(communication: Resource, member: Member, entries: Entries) -> Any:
    """The payloads that are comments, with what they are on and how far that has come."""
    plan_id = plan_named(communication, member, entries)
    return [
        _without_none(
            target=_target(plan_id, payload),
            text=payload.get("contentString"),
            status=_marked(payload, extensions.PROGRESS.url),
        )
        for payload in communication.get("payload", ())
        if _marked(payload, extensions.MEMBER.url) == member.name
    ]


def _target(plan_id: str | None, payload: Resource) -> Any:
    extension = shape.extension(extensions.TARGET.url, payload)
    return shape.part_of(plan_id, extension.get("valueIdentifier", {})) if extension else None


def achievement(goal: Resource, _member: Member, _entries: Entries) -> Any:
    """Whether the main goal was met: yes, no, or words."""
    said = goal.get("achievementStatus")
    code = shape.code_of(systems.GOAL_ACHIEVEMENT, said)
    known = {coding["code"]: met for met, coding in shape.ACHIEVED.items()}
    return known.get(code or "", said.get("text", code) if said else None)


def _version(plan: Resource, _member: Member, _entries: Entries) -> Any:
    return _marked(plan, extensions.PLAN_VERSION.url)


def _replaces(plan: Resource, member: Member, _entries: Entries) -> Any:
    said = leaves.gather(member, leaves.stated(plan)) or {}
    plan_id = shape.plan_referred(plan.get("replaces", ()))
    return {**said, **({"planId": plan_id} if plan_id is not None else {})}


def _scheduled(plan: Resource, member: Member, _entries: Entries) -> Any:
    wanted = shape.SCHEDULED[member.name]
    for activity in plan.get("activity", ()):
        detail = activity.get("detail", {})
        if shape.code_of(systems.KIND, detail.get("code")) == wanted:
            return next(iter(detail.get("scheduledTiming", {}).get("event", ())), None)
    return None


def _goal(plan: Resource, member: Member, entries: Entries) -> Any:
    goal = next(_goals(plan, member.name, entries), None)
    return goal.get("description", {}).get("text") if goal else None


def _goals(plan: Resource, member: str, entries: Entries) -> Iterator[Resource]:
    for goal in entries.all(plan.get("goal", []), "Goal"):
        if member in _codes(goal, systems.MEMBER):
            yield goal


def _goal_parts(plan: Resource, member: Member, entries: Entries) -> Any:
    return [
        _without_none(
            id=_part(plan, goal),
            text=goal.get("description", {}).get("text"),
            responsible=_party(_reference(goal, extensions.RESPONSIBLE.url), entries),
            term=next(iter(_codes(goal, systems.VALUE)), None),
        )
        for goal in _goals(plan, member.name, entries)
    ]


def _requests(plan: Resource, member: Member, entries: Entries) -> Any:
    return [_request(plan, request, member, entries) for request in _requested(plan, entries)]


def _requested(plan: Resource, entries: Entries) -> Iterator[Resource]:
    references = [activity.get("reference", {}) for activity in plan.get("activity", ())]
    return entries.all(references, "ServiceRequest")


def _request(plan: Resource, request: Resource, member: Member, entries: Entries) -> Json:
    code, pertains = request.get("code", {}), _reference(request, systems.PERTAINS_TO_GOAL)
    found = _without_none(
        id=_part(plan, request),
        text=code.get("text"),
        responsible=_party(next(iter(request.get("performer", ())), None), entries),
        performer=request.get("performerType", {}).get("text"),
        subGoal=_sub_goal(plan, pertains, entries),
        category=next(iter(_codes(request, systems.VALUE)), None),
        type=shape.code_of(systems.VALUE, code),
        # without our extensions R4's own elements say it
        selfCare=f"{member.name}.{shape.SELF_CARE}" in _codes(request, systems.MEMBER) or None,
        proposal=request.get("intent") == "proposal" or None,
        decision="declined" if request.get("status") == "revoked" else None,
        **request.get("occurrencePeriod", {}),
    )
    return {**found, **(leaves.gather(replace(member, many=False), leaves.stated(request)) or {})}


def _sub_goal(plan: Resource, reference: Resource | None, entries: Entries) -> Any:
    if reference is None:
        return None
    goal = entries.find(reference, "Goal")
    named = goal or {"identifier": [reference["identifier"]] if "identifier" in reference else []}
    return _part(plan, named)


def _coordinator(plan: Resource, _member: Member, entries: Entries) -> Any:
    role = next(_team(plan, shape.COORDINATOR, entries), None)
    if role is None:
        return None
    return _without_none(
        unit=entries.unit(role.get("organization")),
        name=role.get("practitioner", {}).get("display"),
        phone=_phone(role),
    )


def _contacts(plan: Resource, member: Member, entries: Entries) -> Any:
    return [contact(role, replace(member, many=False)) for role in _team(plan, shape.FIXED_CONTACT, entries)]


def contact(role: Resource, member: Member) -> Json:
    """A fast vårdkontakt, of the PractitionerRole that says who it is."""
    return {
        **_without_none(
            name=role.get("practitioner", {}).get("display"),
            workplace=role.get("organization", {}).get("display"),
            phone=_phone(role),
        ),
        **(leaves.gather(member, leaves.stated(role)) or {}),
    }


def _team(plan: Resource, function: str, entries: Entries) -> Iterator[Resource]:
    for team in entries.all(plan.get("careTeam", []), "CareTeam"):
        for participant in team.get("participant", ()):
            role = entries.find(participant.get("member"), "PractitionerRole")
            functions = [shape.code_of(systems.FUNCTION, one) for one in participant.get("role", ())]
            if role is not None and function in functions:
                yield role


READERS: Mapping[str, Reader] = {
    "CarePlan.version": _version,
    "CarePlan.replaces": _replaces,
    "CarePlan.activity.scheduled": _scheduled,
    "CarePlan.activity.request": _requests,
    "CarePlan.goal": _goal,
    "CarePlan.goal.part": _goal_parts,
    "CarePlan.careTeam.coordinator": _coordinator,
    "CarePlan.careTeam.contact": _contacts,
}
"""Of the CarePlan that the message is about, by place."""


def strangers(plan: Resource, members: Sequence[Member], entries: Entries, faults: Faults) -> Iterator[str]:
    """Locations of goals and activities that no member takes; statuses that do not go with the plan's are faults."""
    named = {member.name: member for member in members}
    for position, reference in enumerate(plan.get("goal", ())):
        goal = entries.find(reference, "Goal")
        if goal is None or not named.keys() & set(_codes(goal, systems.MEMBER)):
            yield f"CarePlan.goal[{position}]"
        else:
            _right(goal, "lifecycleStatus", shape.GOAL_STATUSES.get(plan["status"]), faults)
    known = {shape.SCHEDULED[name] for name in named if name in shape.SCHEDULED}
    for position, activity in enumerate(plan.get("activity", ())):
        code = shape.code_of(systems.KIND, activity.get("detail", {}).get("code"))
        if entries.find(activity.get("reference"), "ServiceRequest") is None and code not in known:
            yield f"CarePlan.activity[{position}]"
    for request in _requested(plan, entries):
        _right_request(request, plan, faults)
        _right_leaves(request, named, faults)
    for team in entries.all(plan.get("careTeam", []), "CareTeam"):
        _right(team, "status", shape.TEAM_STATUSES.get(plan["status"]), faults)
        for participant in team.get("participant", ()):
            _right_leaves(entries.find(participant.get("member"), "PractitionerRole") or {}, named, faults)


def _right_request(request: Resource, plan: Resource, faults: Faults) -> None:
    if request.get("doNotPerform"):
        faults.add(
            "READ-MODIFIER",
            "ServiceRequest.doNotPerform",
            "An intervention of a plan is one to be done.",
            "Leave out what is not to be done.",
        )
    decided = [leaf.value for leaf in leaves.stated(request) if leaf.name.endswith(".decision")]
    declined = request.get("status") == "revoked" and "accepted" not in decided
    if not declined or plan["status"] == "entered-in-error":
        _right(request, "status", shape.REQUEST_STATUSES.get(plan["status"]), faults)


def _right(resource: Resource, element: str, wanted: str | None, faults: Faults) -> None:
    if resource.get(element) != wanted:
        faults.add(
            "READ-STATUS",
            f"{resource['resourceType']}.{element}",
            "The status does not go with the plan's.",
            "What a plan consists of is proposed while it is a draft, active while it is in force.",
        )


def _right_leaves(resource: Resource, members: Mapping[str, Member], faults: Faults) -> None:
    for leaf in leaves.stated(resource):
        if leaf.name.partition(".")[0] not in members:
            faults.unknown("content", leaf.name, members)


def _without_none(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _marked(element: Resource, url: str) -> Any:
    extension = shape.extension(url, element)
    return primitives.leaf(extension) if extension else None


def _reference(element: Resource, url: str) -> Resource | None:
    extension = shape.extension(url, element)
    return extension.get("valueReference") if extension else None


def _part(plan: Resource, resource: Resource) -> Any:
    plan_id = shape.value_in(systems.PLAN_ID, plan.get("identifier", ()))
    return next((shape.part_of(plan_id, identifier) for identifier in resource.get("identifier", ())), None)


def _codes(resource: Resource, system: str) -> list[str]:
    codes = (shape.code_of(system, category) for category in resource.get("category", ()))
    return [code for code in codes if code is not None]


def _party(reference: Resource | None, entries: Entries) -> Any:
    """The unit that is responsible, or the words."""
    if reference is None:
        return None
    return entries.unit(reference) or reference.get("display")


def _phone(role: Resource) -> Any:
    return next((t.get("value") for t in role.get("telecom", ()) if t.get("system") == "phone"), None)
