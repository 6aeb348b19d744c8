"""Who may call the adapter: a client, the units it acts for and what it may do."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """`SEND` messages for its units, `READ` what its units were sent, `OPERATE` the service (metrics), `REPORT`: read the
    figures of its units' region or municipality."""

    SEND = "send"
    READ = "read"
    OPERATE = "operate"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Client:
    """A caller of `clients.yaml`; its key is kept only as a SHA-256 digest, by the file's reader."""

    id: str
    units: frozenset[str]
    rights: frozenset[Right]
