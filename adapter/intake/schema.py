"""JSON Schema 2020-12 of the native message, made from the table of kinds; it accepts what the reader reads.

What a schema cannot say (a day that does not exist) only the reader refuses. What a region demands is not here:
it is judged, not read.
"""

from collections.abc import Collection, Mapping

from adapter.intake.members import (
    CODE,
    DATE,
    DIGITS,
    INSTANT,
    LARGEST_INTEGER,
    LONGEST_LIST,
    LONGEST_TEXT,
    NEEDED,
    UNSENDABLE,
    UUID,
)
from adapter.intake.native import NEEDS_NO_RECIPIENT, REQUIRED
from adapter.model.identifiers import NumberType
from adapter.model.kinds import CONSENT, KINDS
from adapter.model.member import Kind, Member, Type
from adapter.model.message import FUNCTIONS, LEGAL_FORMS, REGIONS

ID = "https://svu-adapter.example/schema/message"
Schema = dict[str, object]

_HSA_ID = "SE[0-9]{10}-[0-9A-Za-z]{1,19}"
_SENDABLE = f"[^{UNSENDABLE}]*"


def schema() -> Schema:
    """The schema of `contract.md` §1; published at `/svu/schema` and in `docs/schema/message.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Native SVU message",
        "description": "A null, blank or empty member is the same as a missing one. "
        "Members that a rule demands are judged with the message and not required here.",
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in REQUIRED if name != "recipients"],
        "properties": {**_envelope(), "consent": _or_null({"$ref": "#/$defs/consent"}), "content": True},
        "allOf": [_for_kind(kind) for kind in KINDS.values()],
        "$defs": {
            "consent": _consent(),
            **{f"content-{kind.name}": _or_null(_table(kind.members)) for kind in KINDS.values()},
        },
    }


def _envelope() -> Schema:
    person = _object({"name": _TEXT, "title": _TEXT, "function": _code(FUNCTIONS)})
    return {
        "messageId": _pattern(UUID),
        "kind": {"enum": list(KINDS)},
        "action": {"type": "string"},
        "region": {"enum": list(REGIONS)},
        "sentAt": _pattern(INSTANT, format="date-time"),
        "sender": _object({"unit": _pattern(_HSA_ID), "person": _or_null(person)}, ("unit",)),
        "recipients": _or_null(_list(_or_null(_pattern(_HSA_ID)))),
        "patient": _object({"type": {"enum": list(NumberType)}, "value": _GIVEN}, ("type", "value")),
        "episode": _or_null(
            _object(
                {
                    "id": _GIVEN,
                    "admittedAt": _pattern(INSTANT, format="date-time"),
                    "legalForm": _or_null({"enum": list(LEGAL_FORMS)}),
                },
                ("id", "admittedAt"),
                may_be_empty=True,
            )
        ),
        "relatesTo": _or_null(_pattern(UUID)),
        "withhold": _or_null(
            _list(
                _or_null(
                    _object(
                        {"unit": _pattern(_HSA_ID), "reason": _GIVEN}, ("unit", "reason"), may_be_empty=True
                    )
                )
            )
        ),
        "outage": _or_null(
            _object(
                {"reason": _GIVEN, "originalAt": _pattern(INSTANT, format="date-time")},
                ("reason", "originalAt"),
                may_be_empty=True,
            )
        ),
    }


def _for_kind(kind: Kind) -> Schema:
    properties: Schema = {
        "action": {"enum": list(kind.actions)},
        "content": {"$ref": f"#/$defs/content-{kind.name}"},
    }
    then: Schema = {"properties": properties}
    if kind.name not in NEEDS_NO_RECIPIENT:
        then["required"] = ["recipients"]
        properties["recipients"] = {"type": "array", "contains": {"type": "string"}}
    return {
        "title": f"{kind.name} ({kind.english})",
        "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
        "then": then,
    }


def _consent() -> Schema:
    return _object(_properties(CONSENT.members, ("status",)), ("status",))


def _table(members: Collection[Member], needed: Collection[str] = ()) -> Schema:
    return _object(_properties(members, needed), needed, may_be_empty=True)


def _properties(members: Collection[Member], needed: Collection[str] = ()) -> Schema:
    return {member.name: _member(member, needed=member.name in needed) for member in members}


def _member(member: Member, *, needed: bool) -> Schema:
    match member.type:
        case Type.STRUCT:
            one = _table(member.members, NEEDED.get(member.name, ()))
        case Type.CODE:
            one = {"type": "string", "pattern": f"^{CODE}$"} if member.open else {"enum": list(member.codes)}
        case Type.TEXT:
            one = _TEXT
        case Type.SCALAR:
            one = {**_TEXT, "type": ["string", "boolean", "null"]}
        case Type.INTEGER if member.open:
            one = {"anyOf": [_LEAVES[Type.INTEGER], _pattern(f"[0-9]{{1,{DIGITS}}}")]}
        case _:
            one = _LEAVES[member.type]
    if member.many:
        one = _list(_or_null(one))
    found = one if needed else _or_null(one)
    return {**found, "description": "★ required: judged, not read"} if member.starred else found


def _object(properties: Schema, needed: Collection[str] = (), *, may_be_empty: bool = False) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    if needed and may_be_empty:
        found["if"] = {"not": {"maxProperties": 0}}
        found["then"] = {"required": list(needed)}
    elif needed:
        found["required"] = list(needed)
    return found


def _list(items: Schema) -> Schema:
    return {"type": "array", "maxItems": LONGEST_LIST, "items": items}


def _or_null(found: Schema) -> Schema:
    if isinstance(found.get("type"), list):
        return found
    if isinstance(found.get("type"), str):
        return {**found, "type": [found["type"], "null"]}
    if isinstance(codes := found.get("enum"), list):
        return {**found, "enum": [*codes, None]}
    return {"anyOf": [found, {"type": "null"}]}


def _code(codes: Collection[str]) -> Schema:
    return _or_null({"enum": list(codes)})


def _pattern(pattern: str, **more: object) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$", **more}


_TEXT: Schema = {"type": ["string", "null"], "maxLength": LONGEST_TEXT, "pattern": f"^{_SENDABLE}$"}
_GIVEN: Schema = {**_TEXT, "type": "string", "allOf": [{"pattern": "\\S"}]}
_LEAVES: Mapping[Type, Schema] = {
    Type.INSTANT: _pattern(INSTANT, format="date-time"),
    Type.DATE: _pattern(DATE, format="date"),
    Type.BOOLEAN: {"type": "boolean"},
    Type.INTEGER: {"type": "integer", "minimum": 0, "maximum": LARGEST_INTEGER},
    Type.UNIT: _pattern(_HSA_ID),
}
