"""Everybody once, whatever partition; and that it was read is in the audit."""

import pytest

from adapter.gateways.audit_records import read
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import partitions
from adapter.model.errors import StoreUnavailable
from tests.store.acceptances import a_message, accept, entry

pytestmark = pytest.mark.anyio


async def test_everybody_is_read_once_with_all_that_is_kept(store: RedisStore) -> None:
    numbers = [f"1890010198{number:02d}" for number in range(90)]
    for number in numbers:
        await accept(store, a_message(), entry(), number=number)
    await accept(store, a_message(), number=numbers[0])
    found = [person async for person in store.persons()]
    assert len({person.key for person in found}) == len(found) == len(numbers)
    assert sorted(len(person.history.events) for person in found)[-2:] == [1, 2]
    assert len({person.partition for person in found}) > 1
    for one in found[:3]:
        history, _ = await store.shelf.read_person(one.partition, one.key)
        assert history == one.history


async def test_somebody_who_cannot_be_read_is_told_of_and_nothing_is_counted_without_them(
    store: RedisStore, capsys: pytest.CaptureFixture[str]
) -> None:
    await accept(store, a_message())
    (bad,) = [person async for person in store.persons()]
    await store.shelf.connection.send("LSET", f"{bad.partition}:log:{bad.key}", 0, "torn")
    with pytest.raises(StoreUnavailable):
        _ = [person async for person in store.persons()]
    said = capsys.readouterr()
    assert bad.key in said.out + said.err


async def test_an_empty_store_has_nobody(store: RedisStore) -> None:
    assert [person async for person in store.persons()] == []


async def test_that_it_was_read_is_on_record(store: RedisStore) -> None:
    await store.note({"what": "report", "client": "region", "month": "2026-02"})
    records = [record for place in partitions() async for record in read(store.shelf.connection, place)]
    assert [record.content for record in records] == [
        {"step": "read-report", "what": "report", "client": "region", "month": "2026-02"}
    ]
    assert records[0].intact
