"""The audit chain's arithmetic: HMAC-SHA-256 from record to record, and the heads exported off the store."""

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import orjson

from adapter.gateways.audit_records import AuditRecord
from adapter.gateways.keys import KeyRing, Unsealable

GENESIS = b""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a partition is sealed: the last record's number, the chain's MAC there, and which key made it."""

    sequence: int
    mac: bytes
    key_id: str


def link(key: bytes, before: bytes, record: AuditRecord) -> bytes:
    """The chain's MAC at a record, in hex: over the one before, the place, the store's time and the digest."""
    text = b"|".join(
        (before, record.partition.encode(), str(record.sequence).encode(), record.stamp, record.digest)
    )
    return hmac.digest(key, text, sha256).hex().encode()


def chained(key: bytes, before: bytes, records: Iterable[AuditRecord]) -> bytes:
    """The MAC after all of them."""
    for record in records:
        before = link(key, before, record)
    return before


class HeadsFile:
    """Signed heads, one JSON line per export; lies off the store, is only ever appended to, and is synced."""

    def __init__(self, path: Path, ring: KeyRing) -> None:
        self.path = path
        self._ring = ring

    def append(self, at: datetime, heads: Mapping[str, Head]) -> None:
        """One line for the heads that moved. Blocks for the time of an fsync."""
        body = orjson.dumps(
            {
                "at": at.isoformat(),
                "heads": {
                    partition: [head.sequence, head.mac.decode(), head.key_id]
                    for partition, head in heads.items()
                },
            },
            option=orjson.OPT_SORT_KEYS,
        )
        key = self._ring.current
        line = orjson.dumps(
            {
                "body": body.decode(),
                "key": key.id,
                "signature": hmac.digest(key.audit, body, sha256).hex(),
            }
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> Iterator[tuple[int, dict[str, Head] | None]]:
        """Line number and heads; None for a line whose signature does not hold. No file, no lines."""
        if not self.path.exists():
            return
        for number, line in enumerate(self.path.read_bytes().splitlines(), start=1):
            yield number, self._opened(line)

    def _opened(self, line: bytes) -> dict[str, Head] | None:
        try:
            document = orjson.loads(line)
            body = document["body"].encode()
            key = self._ring.key(document["key"])
            if not hmac.compare_digest(hmac.digest(key.audit, body, sha256).hex(), document["signature"]):
                return None
            heads = orjson.loads(body)["heads"]
            return {
                partition: Head(sequence, mac.encode(), key_id)
                for partition, (sequence, mac, key_id) in heads.items()
            }
        except (ValueError, KeyError, TypeError, AttributeError, Unsealable):
            return None
