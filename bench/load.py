"""A small HTTP/1.1 load generator: keep-alive connections on raw streams, so that it costs little beside what it measures."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came of a run: answers by status, seconds from first byte to last answer, latencies in seconds."""

    statuses: Counter[int]
    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return sum(self.statuses.values()) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that this share of the answers stays under, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


async def post_all(
    host: str, port: int, path: str, bodies: Sequence[bytes], *, key: str, connections: int
) -> Load:
    """POST every body once over so many connections; the bodies are shared out in turn."""
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    queue = iter(bodies)

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for body in queue:
            head = (
                f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            began = time.perf_counter()
            writer.write(head.encode() + body)
            statuses[await _answer(reader)] += 1
            latencies.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    return Load(statuses, time.perf_counter() - began, tuple(latencies))


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next(int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(length)
    return int(head[9:12])
