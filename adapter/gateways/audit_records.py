"""Audit records: what each step appends with what it does, and reading them back."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

import orjson

from adapter.gateways.store_connection import Connection

_PAGE = 500


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One record as kept: its number in the partition, the store's time, the bytes and their digest."""

    partition: str
    sequence: int
    at: datetime
    stamp: bytes
    """The time as the store wrote it, in milliseconds: what the chain is computed over."""
    body: bytes
    digest: bytes

    @property
    def content(self) -> dict[str, object]:
        """The record's members."""
        return dict(orjson.loads(self.body))

    @property
    def intact(self) -> bool:
        """Whether the digest is that of the bytes."""
        return sha256(self.body).hexdigest().encode() == self.digest


def record(step: str, audit: Mapping[str, object], **ours: object) -> tuple[bytes, str]:
    """The bytes of a record and their SHA-256: what the caller tells, what step it was, and whose by random id."""
    body = orjson.dumps({"step": step, **ours, **audit}, default=str, option=orjson.OPT_SORT_KEYS)
    return body, sha256(body).hexdigest()


async def read(connection: Connection, partition: str, after: int = 0) -> AsyncIterator[AuditRecord]:
    """The records of a partition in order, from the one after `after`."""
    while True:
        page = cast(
            "list[tuple[bytes, list[bytes]]]",
            await connection.send("XRANGE", f"{partition}:audit", f"({after}-0", "+", "COUNT", _PAGE),
        )
        found = [parsed(partition, name, fields) for name, fields in page]
        for kept in found:
            yield kept
        if len(found) < _PAGE:
            return
        after = found[-1].sequence


def parsed(partition: str, name: bytes, row: Sequence[bytes]) -> AuditRecord:
    """A record out of a stream's answer."""
    fields = dict(zip(row[::2], row[1::2], strict=True))
    stamp = fields[b"at"]
    return AuditRecord(
        partition,
        int(name.split(b"-")[0]),
        datetime.fromtimestamp(int(stamp) / 1000, UTC),
        stamp,
        fields[b"record"],
        fields[b"digest"],
    )
