"""Stand-ins for ports: a clock you set, chance you know, a register you write, a store's edge you script."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from adapter.model.delivery import Answer, AnswerKind, Entry, State
from adapter.model.directory import Endpoint
from adapter.model.kept import Claim
from adapter.model.person import NoHit, RegisterAnswer
from tests import builders


class SetClock:
    """Stands still until moved."""

    def __init__(self, at: datetime = builders.SENT) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class KnownChance:
    """Counts instead of drawing: ids are 00000000-…-000000000001 and on, jitter is a half."""

    def __init__(self) -> None:
        self.drawn = 0

    def uuid(self) -> str:
        self.drawn += 1
        return f"00000000-0000-4000-8000-{self.drawn:012d}"

    def jitter(self) -> float:
        return 0.5


class Register:
    """Answers what it was told; nobody else exists."""

    def __init__(self, answers: Mapping[str, RegisterAnswer] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[tuple[str, ...]] = []

    async def look_up(self, numbers: Sequence[str]) -> Mapping[str, RegisterAnswer]:
        self.asked.append(tuple(numbers))
        return {number: self.answers.get(number, NoHit()) for number in numbers}


class Recipient:
    """Gives the answers it was told, in order, then always takes."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = deque(answers)
        self.sent: list[tuple[str, str, bytes, str, bool]] = []

    async def send(
        self,
        endpoint: Endpoint,
        delivery: str,
        body: bytes,
        *,
        request_id: str,
        unknown_before: bool = False,
        correlation_id: str | None = None,  # noqa: ARG002 - the port's
    ) -> Answer:
        self.sent.append((endpoint.id, delivery, body, request_id, unknown_before))
        return self._answers.popleft() if self._answers else Answer(AnswerKind.TAKEN, "ok", 200)


class ClaimQueue:
    """A store as the worker's loop sees it: `claim` gives what is queued; a queued error is raised."""

    def __init__(
        self, *batches: Sequence[Claim] | Exception, then: Callable[[], None] = lambda: None
    ) -> None:
        self._batches = deque(batches)
        self._then = then
        self.asked: list[int] = []

    async def claim(self, _worker: str, most: int, _lease_seconds: float) -> Sequence[Claim]:
        self.asked.append(most)
        if not self._batches:
            self._then()
            return ()
        batch = self._batches.popleft()
        if isinstance(batch, Exception):
            raise batch
        return batch

    async def wait_for_work(self, timeout: float) -> bool:
        await asyncio.sleep(timeout)
        return False


def claim(name: str = "entry-1", **changes: object) -> Claim:
    """A leased head of a lane to social services."""
    entry = Entry(
        id=name,
        message_key="key-1",
        recipient=builders.SOCIAL,
        endpoint="kommun",
        kind="inskrivningsmeddelande",
        action="new",
        state=State.WAITING,
    )
    return Claim("p00", "person", "lane", 1, entry, builders.message(), builders.SENT, **changes)  # type: ignore[arg-type]
