"""Communication: what every message is, and the places in it that content members go to."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapter.mapping.draft import Draft
from adapter.mapping.practitioner import fixed_contact, staff
from adapter.model.member import Member, Type
from adapter.r4 import extensions, leaves, primitives, shape, systems
from adapter.r4.models import Resource

LABEL = "Communication"


def communication(
    draft: Draft,
    *,
    message_id: str,
    kind: str,
    action: str,
    sent: str,
    relates_to: str | None,
) -> Resource:
    """The Communication, without parties and content; only annul makes it entered-in-error (semantics 23)."""
    return draft.add(
        LABEL,
        "Communication",
        identifier=[shape.message_identifier(message_id)],
        inResponseTo=[{"identifier": shape.message_identifier(relates_to)}] if relates_to else None,
        status="entered-in-error" if action == "annul" else "completed",
        category=[shape.concept(draft.mappings.coding(systems.KIND, kind))],
        sent=sent,
    )


def payload(draft: Draft, member: Member, value: Any) -> None:
    """Texts as payloads, each saying which member it is; of a section also which unit wrote it."""
    payloads = draft[LABEL].setdefault("payload", [])
    for name, text, unit in _texts(member, value):
        marks: list[Resource] = [{"url": extensions.MEMBER.url, "valueCoding": leaves.member_coding(name)}]
        if unit is not None:
            marks.append({"url": extensions.SECTION_UNIT.url, "valueIdentifier": shape.unit_identifier(unit)})
        said = {"contentString": text} if text is not None else {"contentReference": shape.ABSENT}
        payloads.append({"extension": marks, **said})


def comments(draft: Draft, member: Member, value: Any) -> None:
    """Comments as payloads, each saying which goal or intervention it is on and how far that has come."""
    payloads = draft[LABEL].setdefault("payload", [])
    named = [reference.get("identifier", {}) for reference in draft[LABEL].get("about", ())]
    plan_id = shape.value_in(systems.PLAN_ID, named)
    for comment in value:
        marks: list[Resource] = [
            {"url": extensions.MEMBER.url, "valueCoding": leaves.member_coding(member.name)}
        ]
        if "target" in comment:
            on = shape.part_identifier(plan_id, comment["target"])
            marks.append({"url": extensions.TARGET.url, "valueIdentifier": on})
        if "status" in comment:
            coding = draft.mappings.coding(systems.VALUE, comment["status"])
            marks.append({"url": extensions.PROGRESS.url, "valueCoding": coding})
        text = comment.get("text")
        said = {"contentString": text} if text is not None else {"contentReference": shape.ABSENT}
        payloads.append({"extension": marks, **said})


def plan(draft: Draft, _member: Member, value: str) -> None:
    """The plan that the message speaks of, by its id: the plan itself is in messages of its own."""
    about(draft, shape.plan_reference(value))


def _texts(member: Member, value: Any) -> Iterator[tuple[str, str | None, str | None]]:
    if member.type is Type.TEXT:
        for text in value if member.many else [value]:
            yield member.name, text, None
    elif member.many:
        for section in value:
            yield member.name, section.get("text"), section.get("unit")
    else:
        for part in member.members:
            if part.name in value:
                yield f"{member.name}.{part.name}", value[part.name], None


def extension(draft: Draft, member: Member, value: object) -> None:
    """What FHIR has no element for, as `svu-content` extensions."""
    draft[LABEL].setdefault("extension", []).extend(leaves.write(member, value))


def topic(draft: Draft, member: Member, value: object) -> None:
    """A code in Communication.topic, which a subject may share."""
    draft[LABEL].setdefault("topic", {}).update(primitive_coding(member, value))


def topic_text(draft: Draft, _member: Member, value: object) -> None:
    """A subject, in words."""
    draft[LABEL].setdefault("topic", {})["text"] = value


def reason_code(draft: Draft, member: Member, value: object) -> None:
    """Why: a code or words."""
    draft[LABEL]["reasonCode"] = [_concept(member, value)]


def status_reason(draft: Draft, member: Member, value: object) -> None:
    """Why the message no longer holds."""
    draft[LABEL]["statusReason"] = _concept(member, value)


def decided_by(draft: Draft, _member: Member, value: Mapping[str, Any]) -> None:
    """Who decided, when another one transmits."""
    reference = staff(draft, "decided-by", value)
    draft[LABEL].setdefault("extension", []).append(
        {"url": extensions.DECIDED_BY.url, "valueReference": reference}
    )


def contact(draft: Draft, member: Member, value: Mapping[str, Any]) -> None:
    """The fast vårdkontakt that the message is about."""
    about(draft, fixed_contact(draft, member, value))


def about(draft: Draft, reference: Resource) -> None:
    """The Communication is about that resource."""
    draft[LABEL].setdefault("about", []).append(reference)


def primitive_coding(member: Member, value: object) -> Resource:
    """A CodeableConcept for a coded member."""
    return {"coding": [primitives.value(member, value)["valueCoding"]]}


def _concept(member: Member, value: object) -> Resource:
    return primitive_coding(member, value) if member.type is Type.CODE else {"text": value}
