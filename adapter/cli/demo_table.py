"""The demo on a screen: a live table in a terminal, plain lines elsewhere."""

import threading
from collections import Counter, deque
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from adapter.cli.demo_play import Line
from adapter.sandbox.reckoning import Check

_COLOURS = {
    "forward": "green",
    "reduce": "yellow",
    "hold": "cyan",
    "refuse": "red",
    "conflict": "red",
    "repeated": "blue",
}
_SHOWN = 16


class Audience:
    """`with Audience(console) as it:` and `it.tell(line)` from any thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: deque[Line] = deque(maxlen=_SHOWN)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._live = (
            Live(console=console, refresh_per_second=10, transient=True) if console.is_terminal else None
        )

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def tell(self, line: Line) -> None:
        """Show one line."""
        with self._lock:
            self._lines.append(line)
            if line.outcome:
                self._counts[line.outcome] += 1
            if self._live:
                self._live.update(Group(_table(list(self._lines)), _counted(self._counts)))
            else:
                self._console.print(_plain(line), soft_wrap=True)


def summary(console: Console, counters: dict[str, int], checks: tuple[Check, ...], seconds: float) -> None:
    """The figures, every scenario's checks, and what differed."""
    console.print()
    by_scenario: dict[str, list[Check]] = {}
    for check in checks:
        by_scenario.setdefault(check.scenario or "the whole run", []).append(check)
    for scenario, own in by_scenario.items():
        right = sum(check.ok for check in own)
        mark = "[green]ok[/]" if right == len(own) else "[red]NOT AS TOLD[/]"
        console.print(f"{mark} {escape(scenario)}: {right} of {len(own)} checks", highlight=False)
        for check in own:
            for found in check.found:
                console.print(
                    f"   [red]{escape(check.name)}[/]: {escape(found)}", highlight=False, soft_wrap=True
                )
    figures = " · ".join(f"{name} {value}" for name, value in counters.items())
    console.print(f"\n{figures} · in {seconds:.1f} s", highlight=False, soft_wrap=True)


def _table(lines: list[Line]) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, header_style="bold")
    for name, ratio in (("when", 2), ("who → whom", 5), ("what", 5), ("outcome", 2), ("why", 8)):
        table.add_column(name, ratio=ratio, no_wrap=True, overflow="ellipsis")
    for line in lines:
        table.add_row(
            f"{line.at:%a %H:%M}",
            _whom(line),
            line.says,
            Text(line.outcome, style=_COLOURS.get(line.outcome, "")),
            line.why,
        )
    return table


def _counted(counts: Counter[str]) -> Text:
    return Text(" · ".join(f"{name} {count}" for name, count in counts.items()), style="bold")


def _plain(line: Line) -> Text:
    if not line.outcome:
        return Text(f"{line.at:%a %H:%M}  -- {line.says}")
    why = f" ({line.why})" if line.why and line.outcome != "forward" else ""
    text = Text(f"{line.at:%a %H:%M}  ")
    text.append(f"{line.outcome:<8}", style=_COLOURS.get(line.outcome, ""))
    text.append(f" {_whom(line)}: {line.says}{why}")
    return text


def _whom(line: Line) -> str:
    return f"{line.sender} → {line.recipient}" if line.sender else ""
