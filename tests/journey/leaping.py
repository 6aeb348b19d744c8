"""`python -m tests.journey.leaping FILE`: `svu-adapter serve --with-worker` by a clock that leaps where FILE says."""

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

import uvloop

from adapter import log, settings
from adapter.cli.service import serving
from adapter.gateways.clock import SystemClock


class FileClock(SystemClock):
    """The machine's time and so many seconds more as stand in a file: every process on the file leaps at once."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def now(self) -> datetime:
        """As of the file's newest text."""
        return super().now() + timedelta(seconds=float(self._file.read_text(encoding="ascii")))


def leap(file: Path, instant: datetime) -> None:
    """All clocks on the file go on from an instant."""
    ahead = (instant - SystemClock().now()).total_seconds()
    new = file.with_suffix(".new")
    new.write_text(str(ahead), encoding="ascii")
    os.replace(new, file)  # a reader sees the one or the other  # noqa: PTH105


async def _run(file: Path) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serving(settings.read(), stop, with_worker=True, clock=FileClock(file))


if __name__ == "__main__":
    log.configure("info")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(Path(sys.argv[1])))
