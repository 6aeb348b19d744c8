"""What the pipeline works with, handed in by `bootstrap`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapter.exports.system import System
from adapter.policy.loader import Packs
from adapter.ports import Chance, Clock, Directory, PopulationRegister, Recipient, Store
from adapter.r4.mappings import Mappings


@dataclass(frozen=True, slots=True)
class Parts:
    """`fingerprint` is a keyed digest of bytes; `own_url` the adapter's FHIR base as others reach it.

    `systems` are the source systems whose names a native endpoint may want. `settings` are the facts that no message
    carries (semantics 8), which environment this is among them (semantics 19).
    """

    clock: Clock
    chance: Chance
    register: PopulationRegister
    directory: Directory
    store: Store
    recipient: Recipient
    packs: Packs
    mappings: Mappings
    fingerprint: Callable[[bytes], str]
    own_url: str
    settings: Mapping[str, object] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
