"""Endpoints in trouble: left alone, then probed one lane at a time."""

import asyncio
from dataclasses import replace

import pytest

from adapter.gateways.store import RedisStore
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL
from tests.store.acceptances import a_message, accept, claim_all, deliver, entry

pytestmark = pytest.mark.anyio

NUMBERS = (PERSON, "189001029819", "189001039800")
TROUBLED = f"ep-{SOCIAL}"


async def backlog(store: RedisStore) -> None:
    for number in NUMBERS:
        await accept(store, a_message(), entry(), entry(HEALTH_CENTRE), number=number)


async def test_an_open_circuit_delays_nobody_else(store: RedisStore) -> None:
    await backlog(store)
    await store.open_circuit(TROUBLED, 60, "no answer")
    assert {claim.entry.recipient for claim in await claim_all(store)} == {HEALTH_CENTRE}
    circuit = await store.circuit(TROUBLED)
    assert circuit is not None
    assert (circuit.reason, circuit.failures) == ("no answer", 1)
    assert await store.circuit(f"ep-{HEALTH_CENTRE}") is None


async def test_after_the_pause_one_lane_probes_and_success_lets_all_go(store: RedisStore) -> None:
    await backlog(store)
    await store.open_circuit(TROUBLED, 0, "no answer")
    claims = [claim for claim in await claim_all(store) if claim.entry.recipient == SOCIAL]
    assert len(claims) == 1
    assert await claim_all(store) == []
    await store.close_circuit(TROUBLED)
    await deliver(store, claims[0])
    assert len(await claim_all(store)) == len(NUMBERS) - 1
    assert await store.circuit(TROUBLED) is None


async def test_a_failed_probe_pauses_again_and_gives_its_place_free(store: RedisStore) -> None:
    await backlog(store)
    await store.open_circuit(TROUBLED, 0, "no answer")
    (probe,) = [claim for claim in await claim_all(store) if claim.entry.recipient == SOCIAL]
    await store.open_circuit(TROUBLED, 0.1, "still none")
    await store.reschedule(probe, replace(probe.entry, reason="none"), 0, None)
    assert await claim_all(store) == []
    await asyncio.sleep(0.11)
    assert len(await claim_all(store)) == 1
    circuit = await store.circuit(TROUBLED)
    assert circuit is not None
    assert circuit.failures == 2


async def test_a_probe_that_finds_no_lane_is_given_back(store: RedisStore) -> None:
    await store.open_circuit(TROUBLED, 0, "no answer")
    # Another worker was quicker: it is said to be due, but no lane is.
    await store.shelf.connection.send("ZADD", "{p00}:next", 1, f"to:{TROUBLED}")
    assert await claim_all(store) == []
    await accept(store, a_message(), entry())
    assert len(await claim_all(store)) == 1


async def test_closing_a_closed_circuit_costs_nothing(store: RedisStore) -> None:
    await store.close_circuit(TROUBLED)
    assert await store.circuit(TROUBLED) is None


async def test_a_circuit_is_seen_by_other_processes_within_a_second(store: RedisStore) -> None:
    other = RedisStore(store.shelf)
    assert await other.circuit(TROUBLED) is None
    await store.open_circuit(TROUBLED, 60, "no answer")
    await asyncio.sleep(1.01)
    assert await other.circuit(TROUBLED) is not None
