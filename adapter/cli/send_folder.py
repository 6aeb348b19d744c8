"""Plays a folder of synthetic messages against a running adapter and compares every outcome with its manifest."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import cast

from rich.progress import Progress, TaskID

from adapter.gateways.http_sender import HttpSender, Reply
from adapter.model.errors import Unavailable, UsageError
from adapter.sandbox import manifest
from adapter.sandbox.manifest import Entry, Told
from adapter.sandbox.script import REFUSED_WHOLE

NATIVE_PATH = "/svu/messages"
FHIR_PATH = "/fhir/$process-message"
AT_ONCE = 16
"""So many episodes are on their way at a time; within one the order is kept."""
TRIES = 6
PATIENCE_SECONDS = 30.0
_POLL_SECONDS = 0.25
_LATER = {425, 429, 500, 502, 503, 504}
_NOT_LET_IN = {401, 404, 405}
_GONE = {"delivered", "acknowledged"}
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Playing:
    """Where to, and how: `speed` times as fast as it happened, or as fast as the adapter answers when None."""

    base: str
    speed: float | None = None
    fhir: bool = False
    patience: float = PATIENCE_SECONDS


@dataclass(slots=True)
class Outcome:
    """How it went."""

    messages: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    unanswered: int = 0

    def count(self, outcome: str) -> None:
        """One more of it."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def summary(self) -> str:
        """In one line."""
        came = ", ".join(f"{outcome} {count}" for outcome, count in sorted(self.outcomes.items()))
        end = (
            f"{len(self.differences)} differences from the manifest"
            if self.differences
            else "all as the manifest says"
        )
        lost = f"; {self.unanswered} without an answer" if self.unanswered else ""
        return f"{self.messages} messages: {came}: {end}{lost}"

    def to_json(self) -> Json:
        """For `--json`."""
        return {
            "messages": self.messages,
            "outcomes": dict(sorted(self.outcomes.items())),
            "unanswered": self.unanswered,
            "differences": self.differences,
        }


async def play(folder: Path, playing: Playing, progress: Progress) -> Outcome:
    """Every message of the folder, in the order of its manifest."""
    _, entries = manifest.read(folder)
    return await _Player(folder, playing, entries, progress).play()


class _Player:
    def __init__(self, folder: Path, playing: Playing, entries: Sequence[Entry], progress: Progress) -> None:
        self._folder = folder
        self._playing = playing
        self._entries = entries
        self._progress = progress
        self._told = Outcome()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._senders = {
            client: HttpSender(_key(folder, client)) for client in {one.client for one in entries}
        }

    async def play(self) -> Outcome:
        task = self._progress.add_task("sending", total=len(self._entries))
        began = asyncio.get_running_loop().time()
        ordered = sorted(self._entries, key=lambda one: (one.episode, one.send_at, one.name))
        try:
            async with asyncio.TaskGroup() as group:
                for _, own in groupby(ordered, key=lambda one: one.episode):
                    group.create_task(self._episode(list(own), began, task))
            await self._settled(self._entries, lambda told: told.later is not None)
        except ExceptionGroup as group:
            # what the other episodes met while they were cut short follows from the one that can be told
            told = group.subgroup((Unavailable, UsageError))
            if told is None:
                raise
            raise told.exceptions[0] from None
        finally:
            for sender in self._senders.values():
                await sender.close()
        self._told.differences.sort()
        return self._told

    async def _episode(self, entries: Sequence[Entry], began: float, task: TaskID) -> None:
        for place, entry in enumerate(entries):
            await self._until(entry, began)
            if entry.waits:
                await self._settled(entries[:place], lambda told: told.outcome in {"forward", "reduce"})
            async with self._slots:
                await self._send(entry)
            self._progress.advance(task)

    async def _until(self, entry: Entry, began: float) -> None:
        if self._playing.speed is not None:
            after = (entry.send_at - self._entries[0].send_at).total_seconds() / self._playing.speed
            await asyncio.sleep(max(0.0, began + after - asyncio.get_running_loop().time()))

    async def _send(self, entry: Entry) -> None:
        self._told.messages += 1
        body = _body(self._folder / ("fhir" if self._playing.fhir else "native") / f"{entry.name}.json")
        reply = await self._post(entry, body)
        if reply is None:
            self._told.unanswered += 1
            return
        if reply.status in _NOT_LET_IN:
            raise UsageError(
                f"{self._playing.base} answers {reply.status}: no adapter that runs with this folder's settings.env"
            )
        refused = reply.status == REFUSED_WHOLE
        accepted = reply.status in {200, 202}
        self._told.count("refused whole" if refused else "accepted" if accepted else f"HTTP {reply.status}")
        if refused is not (entry.status == REFUSED_WHOLE) or not (refused or accepted):
            why = ", ".join(refused_by(reply.document))
            self._differs(entry, f"answered {reply.status}, not {entry.status}{why and f' ({why})'}")
        elif accepted:
            receipt = await self._receipt(entry) if self._playing.fhir else reply.document
            for found in differences(entry, receipt):
                self._differs(entry, found)
            for verdict in _verdicts(receipt):
                self._told.count(str(verdict.get("outcome")))

    async def _post(self, entry: Entry, body: bytes) -> Reply | None:
        path = FHIR_PATH if self._playing.fhir else NATIVE_PATH
        for tried in range(TRIES):
            try:
                reply = await self._senders[entry.client].post(
                    self._playing.base + path, body, fhir=self._playing.fhir
                )
            except Unavailable:
                if self._told.messages == 1 or tried == TRIES - 1:
                    raise
            else:
                if reply.status not in _LATER:
                    return reply
            await asyncio.sleep(0.1 * 2**tried)
        return None

    async def _receipt(self, entry: Entry) -> Json:
        url = f"{self._playing.base}{NATIVE_PATH}/{entry.message_id}"
        return (await self._senders[entry.client].get(url)).document

    async def _settled(self, entries: Sequence[Entry], goes: Callable[[Told], bool]) -> None:
        """What goes by the manifest must have arrived by now, or soon."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._playing.patience
        for entry in entries:
            wanted = {unit for unit, told in entry.recipients.items() if goes(told)}
            while wanted and (missing := wanted - _arrived(await self._receipt(entry))):
                if loop.time() > deadline:
                    self._differs(entry, f"has not arrived at {', '.join(sorted(missing))}")
                    break
                await asyncio.sleep(_POLL_SECONDS)

    def _differs(self, entry: Entry, found: str) -> None:
        self._told.differences.append(f"{entry.name}: {found}")


def differences(entry: Entry, receipt: Json) -> Iterator[str]:
    """Where a receipt says otherwise than the manifest, recipient by recipient."""
    found = {str(verdict.get("recipient")): verdict for verdict in _verdicts(receipt)}
    for unit, told in entry.recipients.items():
        verdict = found.pop(unit, {})
        if verdict.get("outcome") != told.outcome:
            yield f"{unit}: {verdict.get('outcome')}, not {told.outcome} ({', '.join(_rules(verdict))})"
        elif told.rules and not any(rule.startswith(told.rules) for rule in _rules(verdict)):
            yield f"{unit}: {told.outcome} by {', '.join(_rules(verdict))}, not by {', '.join(told.rules)}…"
        elif verdict.get("handling") != told.handling:
            yield f"{unit}: to be handled {verdict.get('handling')}, not {told.handling}"
    yield from (f"{unit}: {verdict.get('outcome')}, not addressed" for unit, verdict in found.items())


def _verdicts(receipt: Json) -> Sequence[Json]:
    return cast("Sequence[Json]", receipt.get("verdicts") or ())


def _rules(verdict: Json) -> list[str]:
    return [str(ground["rule"]) for ground in cast("Iterable[Json]", verdict.get("grounds") or ())]


def refused_by(problem: Json) -> Iterator[str]:
    """The rules that a refusal names, natively or as FHIR."""
    outcome = cast("Json", problem.get("operationOutcome") or problem)
    for issue in cast("Iterable[Json]", outcome.get("issue") or ()):
        for coding in cast("Iterable[Json]", cast("Json", issue.get("details") or {}).get("coding") or ()):
            yield str(coding.get("code"))


def _arrived(receipt: Json) -> set[str]:
    return {
        str(verdict.get("recipient"))
        for verdict in _verdicts(receipt)
        if cast("Json", verdict.get("delivery") or {}).get("state") in _GONE
    }


def _key(folder: Path, client: str) -> str:
    return _body(folder / "keys" / client).decode().strip()


def _body(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or 'cannot be read'}") from None
