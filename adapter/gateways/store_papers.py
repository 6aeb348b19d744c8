"""The store's paper: accepted messages read again to be printed, and what is noted of their letters."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from adapter.gateways import audit_records
from adapter.gateways.store_intake import Intake
from adapter.gateways.store_records import PERSON_KEY, LogRecord, PersonKeys
from adapter.gateways.store_shelf import written
from adapter.model.history import Disclosure, Owed
from adapter.model.kept import Kept, PersonState
from adapter.model.message import Message


class Papers(Intake):
    """Reads and notes; nothing of it is in a lane."""

    async def kept(self, message_id: str, units: Sequence[str]) -> Kept | None:
        """Receipt, body and history; the history is read last, so that what is decided on it is its newest."""
        receipt = await self.receipt(message_id, units)
        if receipt is None or receipt.refused:
            return None
        records, send = self._shelf.records, self._shelf.connection.send
        key = records.message_key(receipt.sender, message_id)
        place = cast("bytes", await send("HGET", f"id:{key}", "partition")).decode()
        row = await send("HMGET", f"{place}:message:{key}", "person", "body", "key", "wrapped", "guarded")
        person, *rest = cast("list[bytes | None]", row)
        if person is None:
            return None
        history, keys = await self._shelf.read_person(place, person.decode())
        state = PersonState(person.decode(), place, history, keys)
        now = {(one.message_id, one.unit): one for one in history.owed}
        owed = tuple(now.get((one.message_id, one.unit), one) for one in receipt.owed)
        return Kept(replace(receipt, owed=owed), state, self._body(state, key, rest))

    async def bodies(
        self, person: PersonState, messages: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Message | None]:
        """The bodies of messages of this person, by sender and id, in one round trip; None where one may not be read."""
        records = self._shelf.records
        keys = [records.message_key(*name) for name in messages]
        rows = await self._shelf.connection.together(
            [
                ("HMGET", f"{person.partition}:message:{key}", "body", "key", "wrapped", "guarded")
                for key in keys
            ]
        )
        return {
            name: self._body(person, key, cast("list[bytes | None]", row))
            for name, key, row in zip(messages, keys, rows, strict=True)
        }

    async def inscribe(
        self,
        person: PersonState,
        owed: Sequence[Owed],
        disclosure: Disclosure | None,
        audit: Mapping[str, object],
    ) -> None:
        """In one step with its audit record; a repeat of the same call by the client is told by its token."""
        keys = PersonKeys.of(person)
        records = self._shelf.records
        line = b""
        if owed or disclosure is not None:
            opened = records.open_key(person.partition, person.key, PERSON_KEY, keys.wrapped[PERSON_KEY])
            noted = LogRecord(owed=tuple(owed), disclosure=disclosure)
            line = records.log(opened, person.partition, person.key, noted)
        record, digest = audit_records.record("inscribe", audit, person=person.key)
        answer = await self._shelf.connection.call(
            "inscribe",
            [person.partition],
            *(person.key, person.history.rev, keys.lines, str(uuid.uuid4()), line, record, digest),
        )
        written(answer)

    def _body(self, state: PersonState, key: str, row: Sequence[bytes | None]) -> Message | None:
        body, name, own, guarded = (value or b"" for value in row)
        keys = state.handle
        if not body or guarded or not isinstance(keys, PersonKeys):
            return None
        stay = name.decode()
        wrapped = keys.wrapped.get(stay) if stay else own
        if not wrapped:
            return None
        opened = self._shelf.records.open_key(state.partition, state.key, stay or key, wrapped)
        return self._shelf.records.read_message(opened, state.partition, key, body)
