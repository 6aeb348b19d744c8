"""Verifies the audit: what was altered, is missing, was cut off, or is not sealed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from adapter.gateways.audit_chain import GENESIS, Head, HeadsFile, link
from adapter.gateways.audit_records import AuditRecord, read
from adapter.gateways.keys import KeyRing, Unsealable
from adapter.gateways.store_connection import Connection, partitions


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is altered, gap, truncated, key or export; `sequence` the record it concerns, 0 for none."""

    partition: str
    kind: str
    sequence: int
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `audit verify` reports."""

    records: int
    sealed: int
    findings: tuple[Finding, ...]

    @property
    def unsealed(self) -> int:
        """Records that only their digest protects so far."""
        return self.records - self.sealed

    @property
    def whole(self) -> bool:
        """Nothing altered, nothing missing."""
        return not self.findings

    def to_json(self) -> dict[str, object]:
        """For `audit verify --json`."""
        return {
            "records": self.records,
            "sealed": self.sealed,
            "unsealed": self.unsealed,
            "whole": self.whole,
            "findings": [
                {"partition": one.partition, "kind": one.kind, "sequence": one.sequence, "text": one.text}
                for one in self.findings
            ],
        }


async def verify(connection: Connection, ring: KeyRing, heads: HeadsFile | None = None) -> Verification:
    """Reads everything; compares with the heads exported off the store when they are given."""
    findings: list[Finding] = []
    exported: dict[str, dict[int, Head]] = {}
    for number, line in heads.read() if heads is not None else ():
        if line is None:
            findings.append(Finding("", "export", number, f"line {number} of the exported heads is not ours"))
            continue
        for partition, head in line.items():
            exported.setdefault(partition, {})[head.sequence] = head
    records = sealed = 0
    for partition in partitions():
        walk = _Walk(partition, ring, exported.get(partition, {}))
        await walk.through(connection)
        records += walk.records
        sealed += walk.sealed
        findings += walk.findings
    return Verification(records, sealed, tuple(findings))


class _Walk:
    """Through one partition, from its first record to its counter."""

    def __init__(self, partition: str, ring: KeyRing, exported: Mapping[int, Head]) -> None:
        self._partition = partition
        self._ring = ring
        self._exported = exported
        self._mac = GENESIS
        self._last = 0
        self._seals: list[Head] = []
        self.records = 0
        self.sealed = 0
        self.findings: list[Finding] = []

    async def through(self, connection: Connection) -> None:
        """Reads the partition's records once."""
        place = self._partition
        counter = int(cast("bytes | None", await connection.send("GET", f"{place}:audit:seq")) or 0)
        seals = cast("list[bytes]", await connection.send("LRANGE", f"{place}:audit:seals", 0, -1))
        self._seals = [_seal(line) for line in seals]
        async for record in read(connection, place):
            self._take(record)
        furthest = max(counter, *(head.sequence for head in (*self._seals, *self._exported.values())), 0)
        if furthest > self._last:
            self._find(
                "truncated", self._last + 1, f"records {self._last + 1} to {furthest} are missing at the end"
            )

    def _take(self, record: AuditRecord) -> None:
        self.records += 1
        if record.sequence != self._last + 1:
            self._find(
                "gap", self._last + 1, f"records {self._last + 1} to {record.sequence - 1} are missing"
            )
        self._last = record.sequence
        if not record.intact:
            self._find("altered", record.sequence, "the record is not the one that its digest was made of")
        while self._seals and self._seals[0].sequence < record.sequence:
            self._find("gap", self._seals[0].sequence, "a sealed record is missing")
            self._mac = self._seals.pop(0).mac
        if self._seals:
            self._link(record, self._seals[0])
        elif record.sequence in self._exported:
            self._find("altered", record.sequence, "a head was exported here, but the seal is gone")

    def _link(self, record: AuditRecord, seal: Head) -> None:
        try:
            key = self._ring.key(seal.key_id)
        except Unsealable:
            self._find(
                "key", record.sequence, f"the key {seal.key_id!r} that sealed it is not in the key file"
            )
            key = None
        if key is not None:
            self._mac = link(key.audit, self._mac, record)
        self.sealed += 1
        known = self._exported.get(record.sequence)
        if known is not None and known.mac != self._mac:
            self._find("altered", record.sequence, "the chain is not the one whose head was exported")
        if record.sequence != seal.sequence:
            return
        self._seals.pop(0)
        if key is not None and self._mac != seal.mac:
            self._find("altered", seal.sequence, "the chain up to this record is not the one that was sealed")
        self._mac = seal.mac

    def _find(self, kind: str, sequence: int, text: str) -> None:
        self.findings.append(Finding(self._partition, kind, sequence, text))


def _seal(line: bytes) -> Head:
    sequence, key_id, mac = line.split(b" ")
    return Head(int(sequence), mac, key_id.decode())
