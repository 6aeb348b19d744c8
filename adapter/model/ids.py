"""Ids that are computed, never drawn: the same message, recipient and revision always get the same ones."""

import json
import uuid

from adapter.model.sip import FAMILY

_NAMESPACE = uuid.UUID("6f1d6c1e-8a55-5d0b-9d0e-2b3c7a5e4f10")


def message_key(sender: str, message_id: str) -> str:
    """The store's key of a message: its idempotency key (sender unit, messageId)."""
    return str(uuid.uuid5(_NAMESPACE, f"{sender}|{message_id}"))


def entry_id(sender: str, message_id: str, recipient: str, notice: str = "") -> str:
    """The id of a message's entry for one recipient, or of a notice of our own about it."""
    return str(uuid.uuid5(_NAMESPACE, f"{sender}|{message_id}|{recipient}|{notice}"))


def letter_id(sender: str, message_id: str, place: str) -> str:
    """What a letter of a message is known by; it says nothing of whom it is for."""
    return str(uuid.uuid5(_NAMESPACE, f"{sender}|{message_id}|letter|{place}"))


def delivery_id(sender: str, message_id: str, recipient: str, revision: int, notice: str = "") -> str:
    """`MessageHeader.id`: stays the same over resends of one content revision (semantics 1)."""
    return str(uuid.uuid5(_NAMESPACE, f"{sender}|{message_id}|{recipient}|{revision}|{notice}"))


PLAN_ID_MEMBERS = {
    "samordnad-vardplan": "planId",
    "samordningsarende": "caseId",
    **dict.fromkeys(sorted(FAMILY), "planId"),
}
"""The kinds that are about a plan or a case, and the member that names it."""


def plan_key(kind: str, stated: object) -> str | None:
    """What a plan or case is known by in a person's history, where no text that a sender chose is kept."""
    of = "sip" if kind in FAMILY else kind
    return str(uuid.uuid5(_NAMESPACE, f"plan|{of}|{stated}")) if isinstance(stated, str) else None


def digest(value: object) -> str:
    """What tells two parts of a plan apart in a person's history, where their words are not kept."""
    return str(uuid.uuid5(_NAMESPACE, f"part|{json.dumps(value, sort_keys=True, ensure_ascii=False)}"))


ANY_VERSION = "*"
"""What stands for whatever version there is (`If-Match: *`)."""


def plan_version(message_id: str) -> str:
    """The version of a plan that its message made, as ETag and `meta.versionId` tell it: opaque, and never told ahead."""
    return str(uuid.uuid5(_NAMESPACE, f"version|{message_id}"))


def etag(version: str) -> str:
    """A version as its ETag: a weak one, as FHIR's, for two copies of one version need not be the same bytes."""
    return f'W/"{version}"'


def alias(of: str, recipient: str) -> str:
    """What a recipient that may not know an id gets instead of it (semantics 20)."""
    return str(uuid.uuid5(_NAMESPACE, f"alias|{of}|{recipient}"))


def resource_key(*parts: str) -> str:
    """What a recipient's copy of a thing is known by on a server that keeps resources: the same in every message about it."""
    return str(uuid.uuid5(_NAMESPACE, f"resource|{json.dumps(parts, ensure_ascii=False)}"))


def of_export(system: str, unit: str, own: str) -> str:
    """The messageId of an exported message that has an id of the system's own but no UUID."""
    return str(uuid.uuid5(_NAMESPACE, f"export|{system}|{unit}|{own}"))
