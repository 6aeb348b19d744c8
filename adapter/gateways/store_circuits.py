"""Endpoints as the store knows them: open circuits, one probe at a time, and how much is in flight."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from adapter.gateways.store_shelf import Shelf
from adapter.model.kept import Circuit, Claim

_FRESH_SECONDS = 1.0
_PROBED_WITHIN_SECONDS = 60.0
"""An endpoint in trouble is probed as soon as its pause is over, and the probe answers or fails within this."""


class Circuits:
    """Soft state: read at most once a second and endpoint; losing it costs a probe, never a message."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._read: dict[str, tuple[float, Circuit | None]] = {}
        self._flying: dict[str, dict[tuple[str, str, int], float]] = {}
        self._probing: set[str] = set()

    async def open(self, endpoint: str, seconds: float, reason: str) -> None:
        """Counts one failure more; the probe that failed gives its place free."""
        until = datetime.fromtimestamp(time.time() + seconds, UTC)
        key = _key(endpoint)
        send = self._shelf.connection.send
        failures, *_ = await asyncio.gather(
            send("HINCRBY", key, "failures", 1),
            send("HSETNX", key, "since", time.time()),
            send("HSET", key, "until", until.timestamp(), "reason", reason),
            send("DEL", f"{key}:probe"),
        )
        self._read[endpoint] = (
            time.monotonic(),
            Circuit(endpoint, until, reason, cast("int", failures)),
        )

    async def close(self, endpoint: str) -> None:
        """Nothing remains of the trouble; costs a round trip only when there was any."""
        if await self.state(endpoint) is None:
            return
        await self._shelf.connection.send("DEL", _key(endpoint), f"{_key(endpoint)}:probe")
        self._read[endpoint] = (time.monotonic(), None)
        self._shelf.woken.set()

    async def state(self, endpoint: str) -> Circuit | None:
        """At most a second old."""
        read = self._read.get(endpoint)
        if read is None or time.monotonic() - read[0] >= _FRESH_SECONDS:
            answer = cast(
                "list[bytes | None]",
                await self._shelf.connection.send(
                    "HMGET", _key(endpoint), "until", "reason", "failures", "since"
                ),
            )
            read = (time.monotonic(), _circuit(endpoint, answer))
            self._read[endpoint] = read
        return read[1]

    async def trouble(self, endpoint: str) -> Circuit | None:
        """The circuit while it is open, and while the probe after it has said nothing better yet."""
        circuit = await self.state(endpoint)
        if circuit is None or circuit.until.timestamp() + _PROBED_WITHIN_SECONDS <= time.time():
            return None
        return circuit

    async def share(
        self, due: Sequence[tuple[str, str]], most: int, lease_seconds: float
    ) -> dict[tuple[str, str], int]:
        """How many lanes to claim where: the endpoints in turn, none above what it may have in flight."""
        room = {endpoint: await self._room(endpoint, lease_seconds) for endpoint in {one for _, one in due}}
        share: dict[tuple[str, str], int] = {}
        left = most
        while left > 0:
            before = left
            for place in due:
                if left > 0 and room[place[1]] > 0:
                    room[place[1]] -= 1
                    left -= 1
                    share[place] = share.get(place, 0) + 1
            if left == before:
                break
        for partition, endpoint in due:
            if (partition, endpoint) not in share or not room[endpoint]:
                self._shelf.hints.add(partition)
        return share

    def took(self, endpoint: str, claims: Sequence[Claim], lease_seconds: float) -> None:
        """They are in flight until given back or until their lease is over."""
        flying = self._flying.setdefault(endpoint, {})
        if claims:
            self._probing.discard(endpoint)
        for claim in claims:
            flying[_flight(claim)] = time.monotonic() + lease_seconds

    async def return_probes(self) -> None:
        """Probes that found no lane to claim: another may try at once."""
        unused, self._probing = self._probing, set()
        for endpoint in unused:
            await self._shelf.connection.send("DEL", f"{_key(endpoint)}:probe")

    def gave_back(self, claim: Claim) -> None:
        """Settled, rescheduled or buried."""
        for flying in self._flying.values():
            flying.pop(_flight(claim), None)

    async def _room(self, endpoint: str, lease_seconds: float) -> int:
        circuit = await self.state(endpoint)
        if circuit is not None:
            if circuit.until.timestamp() > time.time():
                return 0
            probe = await self._shelf.connection.send(
                "SET", f"{_key(endpoint)}:probe", "1", "NX", "PX", int(lease_seconds * 1000)
            )
            if probe:
                self._probing.add(endpoint)
            return 1 if probe else 0
        now = time.monotonic()
        flying = self._flying.setdefault(endpoint, {})
        for flight in [flight for flight, until in flying.items() if until <= now]:
            del flying[flight]
        return max(0, self._shelf.in_flight(endpoint) - len(flying))


def _lasted(since: bytes | None) -> float:
    return max(0.0, time.time() - float(since)) if since is not None else 0.0


def _flight(claim: Claim) -> tuple[str, str, int]:
    return claim.partition, claim.lane, claim.fence


def _key(endpoint: str) -> str:
    return f"{{e:{endpoint}}}"


def _circuit(endpoint: str, answer: Sequence[bytes | None]) -> Circuit | None:
    until, reason, failures, since = answer
    if until is None or reason is None or failures is None:
        return None
    return Circuit(
        endpoint, datetime.fromtimestamp(float(until), UTC), reason.decode(), int(failures), _lasted(since)
    )
