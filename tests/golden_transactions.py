"""Golden cases as transactions: `transaction.json` beside the case's `bundle.json`, for a few that differ in kind.

`python -m tests.golden_transactions` writes each anew.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from adapter.mapping.bundle import compose
from adapter.mapping.transaction import transaction
from adapter.model.copies import Copies, Original, Thing
from adapter.model.ids import digest, entry_id
from tests import golden_bundles
from tests.builders import WARD
from tests.checkout import mappings

PERSON_KEY = "b7d5a8d4-7f3e-4c69-8d5c-3a3a0d0f6a01"
_ORIGINAL = "0b7c1c2e-1d8e-4c1b-9a55-2f0d6f3b7a01"
_DELIVERY = "1d2e3f40-9a4b-5c6d-8e7f-000000000001"
_NAMES = {Thing.PERSON: "", Thing.STAY: "vtf-2026-000123", Thing.PLAN: "plan-1", Thing.THREAD: _ORIGINAL}
_SIP_PATHS = ("mainGoal", "subGoals", "interventions", "coordinator")
_PARTS = (("subGoals", digest("m1")), ("interventions", digest("i1")))

CASES: dict[str, Original | None] = {
    "inskrivningsmeddelande-new-full": None,
    "planeringsunderlag-revise-full": None,
    "samtycke-new-full": None,
    "sip-new-full": None,
    "sip-annul-content-free": Original(
        _ORIGINAL,
        "sip",
        entry_id(WARD, _ORIGINAL, "sip"),
        _DELIVERY,
        frozenset(f"content.{name}" for name in _SIP_PATHS),
        owed=True,
        parts=_PARTS,
    ),
    "kallelse-annul-content-free": Original(
        _ORIGINAL, "kallelse", entry_id(WARD, _ORIGINAL, "kallelse"), _DELIVERY, frozenset({"content.start"})
    ),
    "kartlaggning-annul-content-free": Original(
        _ORIGINAL, "kartlaggning", entry_id(WARD, _ORIGINAL, "k"), _DELIVERY, frozenset({"content.needs"})
    ),
    "samtycke-annul-content-free": Original(
        _ORIGINAL, "samtycke", entry_id(WARD, _ORIGINAL, "s"), _DELIVERY, frozenset({"content.status"})
    ),
}
"""By golden case, what it takes back of what its recipient has."""


def file(name: str) -> Path:
    """Where the transaction of a case is."""
    return golden_bundles.FOLDER / name / "transaction.json"


def made(name: str) -> dict[str, Any]:
    """The transaction that the case gives now."""
    copy = golden_bundles.copy_of(golden_bundles.document(golden_bundles.FOLDER / name))
    recipient = copy.recipient.unit
    composed = compose(
        copy,
        bundle_id=golden_bundles.BUNDLE_ID,
        timestamp=copy.received_at + timedelta(seconds=20),
        own_url=golden_bundles.OWN_URL,
        mappings=mappings(),
    )
    copies = Copies(
        recipient,
        PERSON_KEY,
        entry_id(copy.message.sender.unit, copy.message.message_id, recipient),
        names=_NAMES,
        original=CASES[name],
        content_free=copy.content_free,
    )
    return transaction(composed.bundle, composed.labels, copies, mappings())


def main() -> None:
    """Writes every transaction anew."""
    for name in CASES:
        body = orjson.dumps(made(name), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        file(name).write_bytes(body)


if __name__ == "__main__":
    main()
