"""What a demo sends: every body that its receivers took, and every answer that its senders got, as files.

`python -m tests.conformance.demo FOLDER [REGION …]` plays the demo as `svu-adapter demo` does, over real HTTP.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from adapter.cli.demo import PLAYED
from adapter.cli.demo_play import Line, Player
from adapter.cli.demo_stage import Stage
from adapter.sandbox.episodes import START
from adapter.sandbox.people import CAST
from adapter.sandbox.places import regions
from adapter.sandbox.scenes import residents

REGIONS = tuple(PLAYED)


def write(folder: Path, names: Iterable[str] = REGIONS) -> Counter[str]:
    """Plays and writes; returns how many of each: deliveries, answers."""
    counts: Counter[str] = Counter()
    for region in names:
        for what, number, body in _played(region):
            file = folder / region / f"{what}-{number:04}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(body, ensure_ascii=False))
            counts[what] += 1
    return counts


def _played(region: str) -> Iterable[tuple[str, int, Mapping[str, object]]]:
    own = region == "vasterbotten"
    people = CAST.everybody() if own else residents(region)
    start = START if own else regions()[region].start
    with tempfile.TemporaryDirectory(prefix="svu-conformance-") as directory:
        with Stage(Path(directory), start, region, people) as stage:
            played = asyncio.run(Player(stage, PLAYED[region](), _unheard).play())
        rows = [row for rows in stage.rows().values() for row in rows]
    bundles = [row.body for row in rows if row.body.get("resourceType") == "Bundle"]
    answers = [json.loads(one.answer) for one in played if one.step.way == "fhir" and one.answer]
    yield from (("delivery", number, body) for number, body in enumerate(bundles))
    yield from (("answer", number, body) for number, body in enumerate(answers))


def _unheard(_: Line) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    sys.stdout.write(f"{dict(write(Path(sys.argv[1]), sys.argv[2:] or REGIONS))}\n")
