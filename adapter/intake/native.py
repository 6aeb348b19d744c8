"""Read the native message of `contract.md` §1: decoded JSON, or its bytes, to a Message with all faults at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from adapter.intake.consent import read_consent
from adapter.intake.document import json_document
from adapter.intake.faults import Faults, under
from adapter.intake.members import Reader, code, instant, many, struct, table, text, unit, uuid
from adapter.model.consent import Consent
from adapter.model.errors import InputError
from adapter.model.identifiers import NumberType, PatientId, normalised
from adapter.model.kinds import KINDS
from adapter.model.message import (
    FUNCTIONS,
    LEGAL_FORMS,
    REGIONS,
    EpisodeRef,
    Message,
    Outage,
    Sender,
    Staff,
    Withhold,
)

if TYPE_CHECKING:
    from datetime import datetime

REQUIRED = ("messageId", "kind", "action", "region", "sentAt", "sender", "recipients", "patient")
"""Members without which nothing can be read as a message; a samtycke may have no recipients."""
NEEDS_NO_RECIPIENT = frozenset({"samtycke"})

_CONTENT: Mapping[str, Reader] = {kind.name: table(kind.members) for kind in KINDS.values()}
_ENVELOPE: Mapping[str, Reader] = {
    "messageId": uuid,
    "kind": code(tuple(KINDS)),
    "action": text,
    "region": code(REGIONS),
    "sentAt": instant,
    "sender": struct(
        {
            "unit": unit,
            "person": struct({"name": text, "title": text, "function": code(FUNCTIONS)}),
        },
        ("unit",),
    ),
    "recipients": many(unit),
    "patient": struct({"type": code(tuple(NumberType)), "value": text}, ("type", "value")),
    "episode": struct(
        {"id": text, "admittedAt": instant, "legalForm": code(LEGAL_FORMS)}, ("id", "admittedAt")
    ),
    "relatesTo": uuid,
    "withhold": many(struct({"unit": unit, "reason": text}, ("unit", "reason"))),
    "outage": struct({"reason": text, "originalAt": instant}, ("reason", "originalAt")),
}
_MEMBERS = (*_ENVELOPE, "consent", "content")


def read_bytes(body: bytes) -> Message:
    """The message in a JSON body; raises InputError with every fault."""
    return read(json_document(body))


def read(document: object) -> Message:
    """The message in decoded JSON; raises InputError with every fault."""
    faults = Faults()
    message = read_message(document, "", faults)
    if message is None or len(faults):
        raise InputError(tuple(faults))
    return message


def read_message(document: object, path: str, faults: Faults) -> Message | None:
    """The message found at `path` of a larger document, its faults collected; None when it has any."""
    if not isinstance(document, dict):
        faults.wrong_type(path, "an object holding a message")
        return None
    before = len(faults)
    given = _envelope(document, path, faults)
    kind = cast("str | None", given.get("kind"))
    content = _content(document, kind, path, faults)
    _require(given, path, faults)
    consent: Consent | None = None
    if document.get("consent") is not None:
        consent = read_consent(document["consent"], under(path, "consent"), faults)
    if len(faults) > before:
        return None
    return _message(given, consent, content)


def _envelope(document: Mapping[str, object], path: str, faults: Faults) -> dict[str, object]:
    """The members that were given; None for one whose faults are already told."""
    given: dict[str, object] = {}
    for name, value in document.items():
        read_member = _ENVELOPE.get(name)
        if read_member is not None:
            before = len(faults)
            kept = None if value is None else read_member(value, under(path, name), faults)
            if kept is not None or len(faults) > before:
                given[name] = kept
        elif name not in _MEMBERS:
            faults.unknown(path, name, _MEMBERS)
    return given


def _content(
    document: Mapping[str, object], kind: str | None, path: str, faults: Faults
) -> dict[str, object]:
    content = document.get("content")
    if kind is None or content is None:
        return {}
    return cast("dict[str, object]", _CONTENT[kind](content, under(path, "content"), faults) or {})


def _require(given: Mapping[str, object], path: str, faults: Faults) -> None:
    kind, action = given.get("kind"), given.get("action")
    for name in REQUIRED:
        optional = name == "recipients" and kind in NEEDS_NO_RECIPIENT
        if name not in given and not optional:
            faults.missing(under(path, name))
    if isinstance(kind, str) and isinstance(action, str) and action not in KINDS[kind].actions:
        actions = ", ".join(KINDS[kind].actions)
        faults.add(
            "READ-ACTION",
            under(path, "action"),
            f"This action is not defined for {kind}.",
            f"Use one of: {actions}",
        )


def _message(given: Mapping[str, object], consent: Consent | None, content: dict[str, object]) -> Message:
    sender = cast("dict[str, object]", given["sender"])
    return Message(
        message_id=cast("str", given["messageId"]),
        kind=cast("str", given["kind"]),
        action=cast("str", given["action"]),
        region=cast("str", given["region"]),
        sent_at=cast("datetime", given["sentAt"]),
        sender=Sender(
            cast("str", sender["unit"]), _staff(cast("dict[str, str] | None", sender.get("person")))
        ),
        recipients=tuple(cast("list[str] | None", given.get("recipients")) or ()),
        patient=_patient(cast("dict[str, str]", given["patient"])),
        episode=_episode(cast("dict[str, object] | None", given.get("episode"))),
        relates_to=cast("str | None", given.get("relatesTo")),
        withhold=_withhold(cast("list[dict[str, str]] | None", given.get("withhold"))),
        outage=_outage(cast("dict[str, object] | None", given.get("outage"))),
        consent=consent,
        content=content,
    )


def _staff(given: dict[str, str] | None) -> Staff | None:
    return Staff(given.get("name"), given.get("title"), given.get("function")) if given else None


def _patient(given: dict[str, str]) -> PatientId:
    return PatientId(NumberType(given["type"]), normalised(given["value"]))


def _episode(given: dict[str, object] | None) -> EpisodeRef | None:
    if given is None:
        return None
    return EpisodeRef(
        cast("str", given["id"]),
        cast("datetime", given["admittedAt"]),
        cast("str", given.get("legalForm", "frivillig")),
    )


def _withhold(given: list[dict[str, str]] | None) -> tuple[Withhold, ...]:
    return tuple(Withhold(decision["unit"], decision["reason"]) for decision in given or ())


def _outage(given: dict[str, object] | None) -> Outage | None:
    if given is None:
        return None
    return Outage(cast("str", given["reason"]), cast("datetime", given["originalAt"]))
