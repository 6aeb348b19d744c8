"""Which rule packs have passed their own cases with this very code, so that a restart need not try them again."""

from hashlib import sha256
from importlib import metadata
from pathlib import Path
from sys import version

from adapter.gateways.store_shelf import Shelf

_KEPT_SECONDS = 90 * 24 * 3600
_CODE = Path(__file__).parents[1]


class TriedPacks:
    """Kept in the store under a name that only who has the store's key can make."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def have_passed(self, digest: str) -> bool:
        """Whether packs of this digest passed before, by this code on this Python with these libraries."""
        return bool(await self._shelf.connection.send("EXISTS", self._name(digest)))

    async def passed(self, digest: str) -> None:
        """They have; forgotten after ninety days."""
        await self._shelf.connection.send("SET", self._name(digest), "1", "EX", _KEPT_SECONDS)

    def _name(self, digest: str) -> str:
        return f"tried:{self._shelf.records.fingerprint(f'{digest}|{_surroundings()}'.encode())}"


def _surroundings() -> str:
    """A digest of everything besides the packs that decides how a case comes out."""
    seen = sha256(version.encode())
    for file in sorted(_CODE.rglob("*.py")):
        seen.update(file.relative_to(_CODE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for name in sorted(f"{one.name}=={one.version}" for one in metadata.distributions()):
        seen.update(name.encode())
    return seen.hexdigest()
