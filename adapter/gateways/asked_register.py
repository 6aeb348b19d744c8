"""What every population register that is asked over the network has in common: reuse, questions that travel together, the circuit.

Never raises: whatever goes wrong is `Silent`, and silence holds (design 7, semantics 18).
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from adapter.gateways.circuit import Circuit
from adapter.gateways.metrics import Metrics
from adapter.log import Event, emit
from adapter.model.person import NoHit, Person, Protection, RegisterAnswer, Silent

# sixty seconds when an attempt begins (semantics 18), less what passes between gathering and beginning
LONGEST_REUSE = 55.0
MOST_KEPT = 50_000
MOST_IN_FLIGHT = 4
LARGEST_ANSWER = 4 * 1024 * 1024


class Unanswered(Exception):
    """The register gave no answer that can be used, for any of the numbers."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class _Kept:
    asked_at: float
    answer: RegisterAnswer


class AskedRegister(ABC):
    """Numbers asked for while requests are on their way travel together in the next one, and two askers of the same
    number share one question. `reuse` is in seconds, 0 for never.
    """

    most_asked = 50
    """Numbers in one request."""

    def __init__(
        self,
        metrics: Metrics,
        *,
        reuse: float = LONGEST_REUSE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics
        self._reuse = min(reuse, LONGEST_REUSE)
        self._monotonic = monotonic
        self._kept: dict[str, _Kept] = {}
        self._waiting: dict[str, asyncio.Future[RegisterAnswer]] = {}
        self._asked: dict[str, asyncio.Future[RegisterAnswer]] = {}
        self._requests: set[asyncio.Task[None]] = set()
        self._circuit = Circuit(monotonic)

    @abstractmethod
    async def ask(self, numbers: tuple[str, ...]) -> Mapping[str, RegisterAnswer]:
        """One answer per number, by one request; raises `Unanswered`, an error of httpx, or ValueError."""

    def sort(self, number: str) -> str:  # noqa: ARG002 - what a number is does not matter to every register
        """Numbers of different sorts do not travel together."""
        return ""

    def unasked(self, number: str) -> RegisterAnswer | None:  # noqa: ARG002 - as above
        """What is known of a number without asking; None where it has to be asked for."""
        return None

    @property
    def answering(self) -> bool:
        """False while the circuit is open; readiness shows it."""
        return not self._circuit.open

    async def look_up(self, numbers: Sequence[str]) -> Mapping[str, RegisterAnswer]:
        """One answer per number, however it went."""
        answers: dict[str, RegisterAnswer] = {}
        pending: dict[str, asyncio.Future[RegisterAnswer]] = {}
        reused = 0
        for number in dict.fromkeys(numbers):
            known = self.unasked(number)
            if known is None and (known := self._reusable(number)) is not None:
                reused += 1
            if known is None:
                pending[number] = self._ask(number)
            else:
                answers[number] = known
        if reused:
            self._metrics.looked_up("reused", reused)
        for number, future in pending.items():
            # shielded: one asker that gives up must not take the answer from the others
            answers[number] = await asyncio.shield(future)
        return answers

    def evict(self, number: str) -> None:
        """Forget what is known of a number, and of everybody it is linked to or guardian of."""
        self._kept.pop(number, None)
        for other in [
            other
            for other, kept in self._kept.items()
            if isinstance(kept.answer, Person) and number in (*kept.answer.guardians, *kept.answer.linked)
        ]:
            del self._kept[other]

    def _reusable(self, number: str) -> RegisterAnswer | None:
        kept = self._kept.get(number)
        if kept is None:
            return None
        if self._monotonic() - kept.asked_at >= self._reuse:
            del self._kept[number]
            return None
        return kept.answer

    def _ask(self, number: str) -> asyncio.Future[RegisterAnswer]:
        on_its_way = self._waiting.get(number) or self._asked.get(number)
        if on_its_way is not None:
            return on_its_way
        loop = asyncio.get_running_loop()
        future: asyncio.Future[RegisterAnswer] = loop.create_future()
        self._waiting[number] = future
        # by the next turn of the loop everybody who asks in this turn has asked
        loop.call_soon(self._send)
        return future

    def _send(self) -> None:
        while self._waiting and len(self._requests) < MOST_IN_FLIGHT:
            sort = self.sort(next(iter(self._waiting)))
            alike = [number for number in self._waiting if self.sort(number) == sort]
            batch = {number: self._waiting.pop(number) for number in alike[: self.most_asked]}
            self._asked.update(batch)
            task = asyncio.get_running_loop().create_task(self._answer(batch))
            self._requests.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._requests.discard(task)
        self._send()

    async def _answer(self, batch: Mapping[str, asyncio.Future[RegisterAnswer]]) -> None:
        asked_at = self._monotonic()
        answers: Mapping[str, RegisterAnswer] = {}
        try:
            answers = await self._request(tuple(batch))
        finally:
            for number, future in batch.items():
                answer = answers.get(number, Silent())
                self._keep(number, answer, asked_at)
                self._asked.pop(number, None)
                if not future.done():
                    future.set_result(answer)

    async def _request(self, numbers: tuple[str, ...]) -> Mapping[str, RegisterAnswer]:
        if not self._circuit.admit():
            return {}
        was_open = self._circuit.open
        try:
            answers = await self.ask(numbers)
        except Unanswered as error:
            self._failed(error.reason, error.status, len(numbers))
            return {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            self._failed(type(error).__name__, None, len(numbers))
            return {}
        except BaseException:
            self._circuit.failed()
            raise
        self._circuit.succeeded()
        if was_open:
            emit(Event.REGISTER_CIRCUIT, open=False)
        return answers

    def _failed(self, reason: str, status: int | None, asked: int) -> None:
        was_open = self._circuit.open
        self._circuit.failed()
        emit(Event.REGISTER_SILENT, reason=reason, status=status, asked=asked)
        if self._circuit.open and not was_open:
            emit(Event.REGISTER_CIRCUIT, open=True)

    def _keep(self, number: str, answer: RegisterAnswer, asked_at: float) -> None:
        self._metrics.looked_up(_sort(answer), 1)
        match answer:
            case Person(protection=Protection.NONE):
                if len(self._kept) >= MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[number] = _Kept(asked_at, answer)
            case Person():
                self.evict(number)
            case NoHit() | Silent():
                # a number may be registered in the next second: only a hit is worth keeping
                self._kept.pop(number, None)


def readable(response: httpx.Response) -> bool:
    """Whether the answer is one, and not too large to be read."""
    return response.status_code == httpx.codes.OK and len(response.content) <= LARGEST_ANSWER


def _sort(answer: RegisterAnswer) -> str:
    match answer:
        case Person(protection=Protection.NONE):
            return "hit"
        case Person():
            return "protected"
        case NoHit():
            return "no-hit"
        case Silent():
            return "silent"
