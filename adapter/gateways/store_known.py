"""Whom a unit knows of, and the ids that resources have over REST: keyed pseudonyms that lead back to the person.

`{p7f}:known:<unit>` holds the random id of every person of whom the unit sent or got something, scored with the instant
of the newest. In clear there is nothing else (semantics 38).
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from adapter.gateways.store_connection import tag
from adapter.gateways.store_shelf import Shelf, milliseconds
from adapter.model.kept import Acquaintance, PersonState

_MARK_BYTES, _PERSON_BYTES = 12, 16
_LENGTH = 2 * (_MARK_BYTES + _PERSON_BYTES)


class Known:
    """Reads only; what is known is written by the steps that accept and that begin an attempt."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def resource_id(self, person: str, type_: str, identity: str) -> str:
        """The id of a resource: nobody without the store's key can tell whose it is, nor that two are one person's."""
        records, whose = self._shelf.records, uuid.UUID(person).bytes
        mark = records.keyed(b"resource", whose + f"{type_}|{identity}".encode())[:_MARK_BYTES]
        return (mark + _masked(whose, records.keyed(b"mask", mark))).hex()

    async def person_named(self, resource_id: str) -> PersonState | None:
        """The person whom a resource with this id would be about; None for what is no id of ours."""
        if len(resource_id) != _LENGTH:
            return None
        try:
            kept = bytes.fromhex(resource_id)
        except ValueError:
            return None
        mark = kept[:_MARK_BYTES]
        whose = uuid.UUID(bytes=_masked(kept[_MARK_BYTES:], self._shelf.records.keyed(b"mask", mark)))
        return await self.person_of(str(whose))

    async def person_of(self, person: str) -> PersonState | None:
        """The state under a random id; None where nothing is kept."""
        partition = tag(uuid.UUID(person).bytes[0])
        history, keys = await self._shelf.read_person(partition, person)
        return PersonState(person, partition, history, keys) if keys.lines else None

    async def acquaintances(
        self, units: Sequence[str], since: datetime | None, before: Acquaintance | None, most: int
    ) -> Sequence[Acquaintance]:
        """Up to `most` persons of whom one of these units sent or got something, the newest first, each once.

        None of whom the newest came before `since`, and only those that come after `before` in this order.
        """
        least = "-inf" if since is None else milliseconds(since)
        last = "+inf" if before is None else before.at
        answers = await self._shelf.connection.call_everywhere("acquainted", last, least, most + 1, *units)
        newest: dict[str, int] = {}
        for answer in answers.values():
            rows = cast("list[bytes]", answer)
            newest.update(
                {name.decode(): int(float(at)) for name, at in zip(rows[::2], rows[1::2], strict=True)}
            )
        found = sorted((Acquaintance(at, person) for person, at in newest.items()), reverse=True)
        return [one for one in found if before is None or one < before][:most]


def _masked(whose: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(whose, mask[:_PERSON_BYTES], strict=True))
