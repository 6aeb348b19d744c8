"""The demo on a screen: a live table while it plays (plain lines where there is no terminal), and the report afterwards."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from adapter.cli.demo_play import Line
from adapter.sandbox.reckoning import Check
from adapter.sandbox.script import Scenario

_COLOURS = {
    "forward": "green",
    "reduce": "yellow",
    "hold": "cyan",
    "refuse": "red",
    "conflict": "red",
    "repeated": "blue",
    "stopped": "red",
    "buried": "red",
}
_SHOWN = 16
_WIDTH = 10


class Audience:
    """`with Audience(console) as it:` and `it.tell(line)` from any thread; `lines` has all of them afterwards."""

    def __init__(self, console: Console) -> None:
        self.lines: list[Line] = []
        self._console = console
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        terminal = console.is_terminal
        self._live = Live(console=console, refresh_per_second=10, transient=True) if terminal else None

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
            self.lines.append(line)
            if line.outcome:
                self._counts[line.outcome] += 1
            if self._live:
                self._live.update(Group(_table(self.lines[-_SHOWN:]), _counted(self._counts)))
            else:
                self._console.print(_plain(line), soft_wrap=True)


def report(
    console: Console, scenarios: Sequence[Scenario], lines: Sequence[Line], checks: Sequence[Check]
) -> None:
    """Scenario by scenario: what it shows, how every message came out and why, and what differed from the script."""
    for scenario in scenarios:
        own = [check for check in checks if check.scenario == scenario.name]
        _headline(console, f"{scenario.name}: {scenario.about}", own)
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=_WIDTH)
        grid.add_column()
        for outcome, says, why in _outcomes(line for line in lines if line.scenario == scenario.name):
            grid.add_row(Text(outcome, style=_COLOURS.get(outcome, "")), Text(says))
            if why:
                grid.add_row("", Text(why, style="dim"))
        console.print(Padding(grid, (0, 0, 0, 3)))
        _differences(console, own)
    whole = [check for check in checks if not check.scenario]
    _headline(console, "the whole run", whole)
    for check in whole:
        if check.ok:
            console.print(Padding(Text(check.name), (0, 0, 0, 3)))
    _differences(console, whole)


def overdue(console: Console, reminded: Mapping[tuple[str, str], int]) -> None:
    """What was overdue as the clock leapt, by rule: each told once to who owes it and to who waits for it."""
    told = ", ".join(f"{what} ({rule}) × {times}" for (rule, what), times in sorted(reminded.items()))
    console.print(Padding(Text(f"reminders of what was overdue: {told or 'none'}"), (0, 0, 0, 3)))


def _headline(console: Console, text: str, checks: Sequence[Check]) -> None:
    right = all(check.ok for check in checks)
    mark = Text("ok ", style="bold green") if right else Text("NOT AS TOLD ", style="bold red")
    console.print(mark.append(text, style="bold default"))


def _differences(console: Console, checks: Iterable[Check]) -> None:
    for check in checks:
        for found in check.found:
            console.print(Padding(Text(f"{check.name}: {found}", style="red"), (0, 0, 0, 3)))


def _outcomes(lines: Iterable[Line]) -> Iterator[tuple[str, str, str]]:
    """Lines that say the same are told once, with everybody they went to; what simply went is only counted."""
    groups: dict[tuple[str, str, str], Counter[str]] = {}
    forwarded: Counter[str] = Counter()
    for line in lines:
        if line.outcome == "forward":
            forwarded[line.says] += 1
        elif line.outcome:
            groups.setdefault((line.outcome, line.says, line.why), Counter())[line.recipient] += 1
    if forwarded:
        yield "forward", ", ".join(f"{says} × {times}" for says, times in forwarded.items()), ""
    for (outcome, says, why), recipients in groups.items():
        to = ", ".join(name if times == 1 else f"{name} × {times}" for name, times in recipients.items())
        yield outcome, f"{says} → {to}", why


def _table(lines: Sequence[Line]) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, header_style="bold")
    table.add_column("when", width=9, no_wrap=True)
    table.add_column("outcome", width=8, no_wrap=True)
    for name, ratio in (("who → whom: what", 5), ("why", 4)):
        table.add_column(name, ratio=ratio, no_wrap=True, overflow="ellipsis")
    for line in lines:
        outcome = Text(line.outcome, style=_COLOURS.get(line.outcome, ""))
        table.add_row(f"{line.at:%a %H:%M}", outcome, Text(_what(line)), Text(_one_line(line.why)))
    return table


def _counted(counts: Counter[str]) -> Text:
    return Text(" · ".join(f"{name} {count}" for name, count in counts.items()), style="bold")


def _plain(line: Line) -> Text:
    why = f" ({_one_line(line.why)})" if line.why and line.outcome != "forward" else ""
    text = Text(f"{line.at:%a %H:%M}  ")
    return text.append(f"{line.outcome or '--':<{_WIDTH}}{_what(line)}{why}")


def _one_line(why: str) -> str:
    return why.replace("\n", " · ")


def _what(line: Line) -> str:
    return f"{line.sender} → {line.recipient}: {line.says}" if line.sender else line.says
