"""Deadlines and payment liability for 10,000 stays in one call: how many a second, and what it costs beside reading them."""

import json
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

from adapter import bootstrap
from adapter.cli.deadlines import reckoned
from adapter.cli.liability import judged
from adapter.cli.many import answered
from adapter.intake import scenario as scenarios
from adapter.pipeline.cases import read_cases

STAYS = 10_000
EXAMPLE = "vasterbotten/cases/liability.yaml"


def stays() -> dict[str, float]:
    """Stays per second, in one call from NDJSON to NDJSON; and its cost to that of reading the same scenarios."""
    packs = bootstrap.packs()
    plain = next(case.document for case in read_cases(bootstrap.pack_files(None)) if case.file == EXAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stays.ndjson"
        file.write_text(f"{json.dumps(plain)}\n" * STAYS, encoding="utf-8")
        reading = _seconds(lambda: answered(file, lambda document: (_read(document), True)))
        reckoning = _seconds(lambda: answered(file, lambda document: (reckoned(document, packs), True)))
        judging = _seconds(lambda: answered(file, lambda document: judged(document, packs)))
    return {
        "stays_reckoned_per_second": round(STAYS / reckoning),
        "reckoning_to_reading_stays": round(reckoning / reading, 2),
        "stays_judged_per_second": round(STAYS / judging),
        "judging_to_reading_stays": round(judging / reading, 2),
    }


def _read(document: object) -> dict[str, object]:
    return {"region": scenarios.read(document).region}


def _seconds(work: Callable[[], object]) -> float:
    with redirect_stdout(TextIOWrapper(BytesIO())):
        began = time.perf_counter()
        work()
        return time.perf_counter() - began


if __name__ == "__main__":
    for name, figure in stays().items():
        print(f"{name:36} {figure}")
