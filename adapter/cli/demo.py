"""`demo`: plays the episodes end to end, over real HTTP on loopback, and judges the run by the receivers' own ledgers."""

import asyncio
import contextlib
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from adapter.cli.app import app
from adapter.cli.demo_play import Line, Player
from adapter.cli.demo_stage import Stage
from adapter.cli.demo_table import Audience, overdue, report
from adapter.cli.language import LANGUAGE, known
from adapter.cli.output import PEOPLE, Exit, show
from adapter.cli.service import cancelled
from adapter.model.basis import DEFAULT_LANGUAGE
from adapter.model.errors import UsageError
from adapter.sandbox.episodes import START, vasterbotten
from adapter.sandbox.people import CAST
from adapter.sandbox.places import regions
from adapter.sandbox.reckoning import Check, Reckoning
from adapter.sandbox.scenes import SCENES, residents, sip
from adapter.sandbox.script import Scenario

PLAYED: dict[str, Callable[[], tuple[Scenario, ...]]] = {
    "vasterbotten": lambda: (*vasterbotten(), *sip("vasterbotten")),
    **SCENES,
}


_REPORT_WIDTH = 120
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Performance:
    """How a run came out."""

    region: str
    counters: dict[str, int]
    checks: tuple[Check, ...]
    seconds: float
    reminded: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Reminders of what was overdue, by rule and what is due."""

    @property
    def ok(self) -> bool:
        """Whether what should arrive arrived, and nothing else did."""
        return self.counters["lost"] == 0 and all(check.ok for check in self.checks)


def to_json(performances: Sequence[Performance]) -> dict[str, object]:
    """The figures of `contract.md` §5, together and by region, and the checks."""
    total: Counter[str] = Counter()
    for one in performances:
        total.update(one.counters)
    return {
        **total,
        "regions": {one.region: dict(one.counters) for one in performances},
        "ok": all(one.ok for one in performances),
        "seconds": round(sum(one.seconds for one in performances), 2),
        "checks": [{"region": one.region, **check.to_json()} for one in performances for check in one.checks],
    }


@app.command()
def demo(
    *,
    region: Annotated[str | None, typer.Option(help=f"Play one region only: {', '.join(PLAYED)}.")] = None,
    language: LANGUAGE = DEFAULT_LANGUAGE,
    json: Annotated[bool, typer.Option("--json", help="Print the figures and checks as JSON.")] = False,
) -> None:
    """Play discharge episodes end to end on loopback; exits by itself, 0 only when all went as it should."""
    if region is not None and region not in PLAYED:
        raise UsageError(f"the demo plays {', '.join(PLAYED)}, not {region!r}")
    language = known(language)
    performances = []
    with _interruptible(), Audience(PEOPLE) as audience:
        for wanted in (region,) if region else PLAYED:
            with tempfile.TemporaryDirectory(prefix="svu-demo-") as directory:
                performances.append(perform(wanted, Path(directory), audience.tell, language=language))
    if json:
        show(to_json(performances))
    else:
        _report(performances, audience.lines)
    raise typer.Exit(Exit.FINE if all(one.ok for one in performances) else Exit.NOT_IN_ORDER)


def _report(performances: Sequence[Performance], lines: Sequence[Line]) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _REPORT_WIDTH)
    for one in performances:
        console.rule(one.region)
        report(console, PLAYED[one.region](), lines, one.checks)
        overdue(console, one.reminded)
        figures = " · ".join(f"{name} {value}" for name, value in one.counters.items())
        console.print(f"\n{figures} · in {one.seconds:.1f} s", soft_wrap=True)


def perform(
    region: str,
    directory: Path,
    tell: Callable[[Line], None],
    *,
    prepare: Callable[[Stage], None] = lambda _: None,
    language: str = DEFAULT_LANGUAGE,
) -> Performance:
    """One run in an empty directory; `prepare` may change the stage before the first message, rules speak `language`."""
    began = time.monotonic()
    scenarios = PLAYED[region]()
    own = region == "vasterbotten"
    start = START if own else regions()[region].start
    people = CAST.everybody() if own else residents(region)
    with Stage(directory, start, region, people) as stage:
        prepare(stage)
        played = asyncio.run(_until_interrupted(Player(stage, scenarios, tell, language).play()))
    reckoning = Reckoning(scenarios, played, stage.observed())
    took = time.monotonic() - began
    return Performance(region, reckoning.counters(), reckoning.checks(), took, reckoning.reminded())


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends the demo as interrupted even where something on its way swallowed the interrupt (seen once)."""
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


async def _until_interrupted(playing: Coroutine[Any, Any, T]) -> T:
    """What comes of it; `KeyboardInterrupt` after Ctrl-C, whatever became of the cancellation."""
    pressed = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, pressed.set)
    task = asyncio.create_task(playing)
    waiting = asyncio.create_task(pressed.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if pressed.is_set():
        await cancelled(task)
        raise KeyboardInterrupt
    waiting.cancel()
    return task.result()
