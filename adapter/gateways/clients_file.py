"""`clients.yaml`: who may call, for which units, with which rights; keys stand there as SHA-256 digests only."""

import hashlib
import re
from collections.abc import Mapping

from adapter.intake.document import parse
from adapter.model.client import Client, Right
from adapter.model.errors import ConfigurationError
from adapter.model.identifiers import is_hsa_id

_MEMBERS = {"id", "keySha256", "units", "rights"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Clients:
    """Clients by the digest of their key."""

    def __init__(self, by_digest: Mapping[str, Client]) -> None:
        self._by_digest = dict(by_digest)

    def by_key(self, key: str) -> Client | None:
        """The client that presents this key. The look-up is by digest: its time says nothing of any key."""
        return self._by_digest.get(hashlib.sha256(key.encode()).hexdigest())


def read(text: str, name: str) -> Clients:
    """Clients of a YAML text called `name`; raises `ConfigurationError` with every fault found."""
    rows = parse(text, name)
    if not isinstance(rows, list):
        raise ConfigurationError(f"{name}: a list of clients is wanted")
    faults: list[str] = []
    by_digest: dict[str, Client] = {}
    seen: set[str] = set()
    for position, row in enumerate(rows):
        found = _faults(row)
        faults.extend(f"{name}: [{position}] {fault}" for fault in found)
        if found:
            continue
        client = Client(
            row["id"], frozenset(row["units"]), frozenset(Right(right) for right in row["rights"])
        )
        if client.id in seen or row["keySha256"] in by_digest:
            faults.append(f"{name}: [{position}] id and keySha256 must be of its own")
        seen.add(client.id)
        by_digest[row["keySha256"]] = client
    if faults:
        raise ConfigurationError("\n".join(faults))
    return Clients(by_digest)


def _faults(row: object) -> list[str]:
    if not isinstance(row, dict):
        return ["a client is a mapping"]
    wrong = [f"unknown member {key}" for key in row if key not in _MEMBERS]
    wrong.extend(f"member {key} is missing" for key in sorted(_MEMBERS - set(row)))
    if wrong:
        return wrong
    if not (isinstance(row["id"], str) and _ID.fullmatch(row["id"])):
        wrong.append("id: lower-case letters, digits and hyphens, at most 64")
    if not (isinstance(row["keySha256"], str) and _DIGEST.fullmatch(row["keySha256"])):
        wrong.append("keySha256: 64 lower-case hexadecimal digits")
    if not (_texts(row["units"]) and all(is_hsa_id(unit) for unit in row["units"])):
        wrong.append("units: a list of HSA-ids")
    if not (_texts(row["rights"]) and set(row["rights"]) <= set(Right)):
        wrong.append("rights: a list of send, read, operate, report")
    return wrong


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
