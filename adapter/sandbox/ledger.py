"""What a receiving endpoint has taken: an append-only file, one JSON line per message, on disk before the answer leaves.

The table of FHIR reliable messaging: a message seen before gets the answer it got; a Bundle.id is never used twice.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import orjson


class Seen(Enum):
    """What the table says of a pair (Bundle.id, MessageHeader.id)."""

    NEW = "new"
    AGAIN = "again"
    BUNDLE_REUSED = "bundle-reused"


@dataclass(frozen=True, slots=True)
class Row:
    """One message taken. `body` is what came, whole: people are synthetic here, and the checks read all of it."""

    bundle: str
    delivery: str
    recipient: str
    kind: str
    action: str
    message_id: str
    patient: str
    body: Mapping[str, object] = field(repr=False)
    answer: Mapping[str, object] = field(repr=False)


class Ledger:
    """Kept in one file; opened again after a crash it knows what it has taken. A torn last line is not taken."""

    def __init__(self, path: Path) -> None:
        self._bundles: dict[str, str] = {}
        self._rows: dict[str, Row] = {}
        for row in rows(path):
            self._remember(row)
        _drop_torn_tail(path)
        self._path = path

    @property
    def rows(self) -> tuple[Row, ...]:
        """Everything taken, in the order it came."""
        return tuple(self._rows.values())

    def seen(self, bundle: str, delivery: str) -> Seen:
        """What the table says; a body without a Bundle.id (native) goes by its delivery id alone."""
        if bundle and self._bundles.get(bundle, delivery) != delivery:
            return Seen.BUNDLE_REUSED
        return Seen.AGAIN if delivery in self._rows else Seen.NEW

    def answer(self, delivery: str) -> Mapping[str, object]:
        """The answer a message got the first time."""
        return self._rows[delivery].answer

    def take(self, row: Row) -> None:
        """Write the row; on disk when this returns."""
        with self._path.open("ab", buffering=0) as file:
            file.write(orjson.dumps(_to_json(row)) + b"\n")
            os.fsync(file.fileno())
        self._remember(row)

    def _remember(self, row: Row) -> None:
        self._bundles[row.bundle] = row.delivery
        self._rows[row.delivery] = row


def rows(path: Path) -> Iterator[Row]:
    """The rows of a ledger file, oldest first; a missing file has none."""
    if not path.exists():
        return
    for line in path.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            yield Row(**orjson.loads(line))


def _to_json(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _drop_torn_tail(path: Path) -> None:
    if not path.exists():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
