"""Rates of the pure core on one core: verdicts decided, and Bundles mapped, validated and serialised."""

import gc
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from adapter import bootstrap
from adapter.intake.document import parse
from adapter.intake.scenario import Scenario, read
from adapter.mapping import bundle, conform
from adapter.pipeline import desk
from adapter.policy.decide import decide

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "refused-consent.yaml"
SECONDS = 3.0


def _scenario() -> Scenario:
    return read(parse(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name))


def verdicts() -> float:
    """Verdicts per second: facts given, both phases decided, one recipient."""
    laid = desk.lay_out(_scenario(), bootstrap.packs())
    return _rate(lambda: decide(laid.message, laid.facts, laid.pack))


def bundles() -> float:
    """Bundles per second: redacted copy given; mapped, validated once, serialised."""
    scenario, packs, mappings = _scenario(), bootstrap.packs(), bootstrap.mappings()
    _, copy = desk.copy(scenario, packs, "SE2120002627-SOC1")
    assert copy is not None

    def once() -> None:
        made = bundle.bundle(
            copy,
            bundle_id="4f0c6a8e-0000-4000-8000-000000000000",
            timestamp=copy.received_at,
            own_url="https://svu.example/fhir",
            mappings=mappings,
        )
        assert conform.check(made) == ()
        orjson.dumps(made)

    return _rate(once)


def _rate(work: Callable[[], object]) -> float:
    for _ in range(50):  # the models of fhir.resources are built at their first uses
        work()
    gc.collect()
    gc.freeze()  # as the service does once it has started
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        for _ in range(50):
            work()
        done += 50
    return done / (time.perf_counter() - began)
