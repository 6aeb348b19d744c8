"""Rates of the pure core on one core: verdicts decided, and Bundles mapped, validated and serialised."""

import gc
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import orjson

from adapter import bootstrap
from adapter.intake.document import parse
from adapter.intake.scenario import Scenario, read
from adapter.mapping import bundle, conform, submission
from adapter.pipeline import desk
from adapter.policy.decide import decide
from adapter.policy.loader import Packs, load
from adapter.r4 import models
from adapter.r4.check import check
from tests import golden_bundles

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "refused-consent.yaml"
MUNICIPALITY = "SE2120002627-SOC1"
SECONDS = 3.0


def _scenario() -> Scenario:
    return read(parse(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name))


def verdicts() -> dict[str, float]:
    """Verdicts per second, facts given, both phases decided: for one recipient and for four, with every pack loaded;
    and the rate for four with only the pack that decides loaded, in the same run."""
    every, one = bootstrap.packs(), load(_only("vasterbotten"))
    alone = _deciding(_addressed_to(1), every)
    four, four_alone = _deciding(_addressed_to(4), every), _deciding(_addressed_to(4), one)
    rates = [(_rate(four), _rate(four_alone)) for _ in range(3)]  # by turns: the machine's speed moves
    best, best_alone = (max(pair[place] for pair in rates) for place in (0, 1))
    return {
        "verdicts_per_second": round(_rate(alone)),
        "verdicts_per_second_of_four": round(4 * best),
        "rate_with_all_packs_to_one": round(best / best_alone, 2),
    }


def _only(region: str) -> dict[str, str]:
    files = bootstrap.pack_files(None)
    return {
        name: text for name, text in files.items() if name.split("/")[0] in {"produkt", "sverige", region}
    }


def _addressed_to(count: int) -> Scenario:
    """The example, to so many units of the municipality."""
    scenario = _scenario()
    unit = scenario.units[MUNICIPALITY]
    names = tuple(f"{MUNICIPALITY}{place}" for place in range(count))
    assert scenario.message is not None
    return replace(
        scenario,
        units={**scenario.units, **{name: replace(unit, unit=name) for name in names}},
        message=replace(scenario.message, recipients=names),
    )


def _deciding(scenario: Scenario, packs: Packs) -> Callable[[], object]:
    laid = desk.lay_out(scenario, packs)
    return lambda: decide(laid.message, laid.facts, laid.pack)


def bundles() -> float:
    """Bundles per second: redacted copy given; mapped, validated once, serialised."""
    scenario, packs, mappings = _scenario(), bootstrap.packs(), bootstrap.mappings()
    _, copy = desk.copy(scenario, packs, MUNICIPALITY)
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


def checks() -> dict[str, float]:
    """What it costs to hold a posted Bundle against R4 and our profiles, to parsing it with fhir.resources alone.

    Two Bundles: the example's notice, and a coordinated individual plan; by turns in one run.
    """
    mappings, told = bootstrap.mappings(), dict[str, float]()
    for name, case in (("notice", "inskrivningsmeddelande-new-full"), ("plan", "sip-new-full")):
        document = golden_bundles.document(ROOT / "tests" / "golden" / case)
        posted = submission.of_json(document["message"], mappings)
        checked, parsed = _cheapest(
            partial(check, posted, mappings, lenient=True), partial(models.structure, posted)
        )
        told[f"check_of_{name}_to_its_parse"] = round(checked / parsed, 2)
        told[f"check_of_{name}_ms"] = round(1000 * checked, 2)
    return told


def _cheapest(*works: Callable[[], object]) -> tuple[float, ...]:
    """The least processor time that each takes, by turns: whatever else the machine does makes it more, never less."""
    for work in works:
        work()
    rounds = [tuple(_seconds(work) for work in works) for _ in range(100)]
    return tuple(min(one[place] for one in rounds) for place in range(len(works)))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


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
