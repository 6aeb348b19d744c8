"""The golden Bundles of every step of a SIP in every region, under `tests/golden/sip/`: made from the sandbox's lives.

Each step is decided, redacted and mapped as in service, for the first unit that gets anything of it.
`python -m tests.golden_sips` writes every Bundle anew.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from adapter import bootstrap
from adapter.intake import scenario
from adapter.mapping.bundle import bundle
from adapter.pipeline import desk
from adapter.sandbox import planning
from adapter.sandbox.course import Course, Patient
from adapter.sandbox.people import CAST
from adapter.sandbox.places import REGIONS, regions, units
from tests.checkout import mappings

FOLDER = Path(__file__).parent / "golden" / "sip"
OWN_URL = "https://adapter.example/fhir"
BUNDLE_ID = "5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c01"
_PERSON = CAST.plans


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each step's Bundle is kept, and the Bundle that the step gives now."""
    for region in REGIONS:
        whole = dict(_played(region, "whole-life", _course(region, planning.whole_life)))
        yield from whole.items()
        for name, resource in _played(region, "withdrawn", _course(region, planning.withdrawn)):
            if name.replace("withdrawn", "whole-life", 1) not in whole:  # the same up to the withdrawal
                yield name, resource


def written(place: str) -> dict[str, Any]:
    """The Bundle on disk."""
    return dict(orjson.loads((FOLDER / place).read_bytes()))


def _course(region: str, life: Any) -> Course:
    place = regions()[region]
    town = place.municipalities[0]
    patient = Patient("personnummer", _PERSON.identifier, _PERSON, region, town)
    to = (town.unit("SOC1"), town.unit("HSV1"), place.unit("HC01"))
    course = Course(place, f"golden-{region}", patient, to=to, admitted=place.start)
    life(course)
    return course


def _played(region: str, life: str, course: Course) -> Iterator[tuple[str, dict[str, Any]]]:
    packs = bootstrap.packs()
    history: list[dict[str, Any]] = []
    directory = [unit.to_json() for unit in units().values() if unit.region == region]
    for number, sent in enumerate(sorted(course.sent, key=lambda one: one.step.at), start=1):
        message = dict(sent.step.message)
        document = {
            "region": region,
            "directory": directory,
            "person": _register(course),
            "history": history,
            "message": message,
        }
        read = scenario.read(document)
        decision = desk.decide(read, packs)
        told = next((verdict.recipient for verdict in decision.verdicts if verdict.leaves), None)
        if not decision.whole:
            history = [*history, message]
        if told is None:
            continue
        _, copy = desk.copy(read, packs, told)
        assert copy is not None
        at = copy.received_at + timedelta(seconds=20)
        name = f"{region}/{life}/{number:02}-{message['kind']}-{message['action']}.json"
        yield name, bundle(copy, bundle_id=BUNDLE_ID, timestamp=at, own_url=OWN_URL, mappings=mappings())


def _register(course: Course) -> dict[str, Any]:
    assert _PERSON.name is not None
    assert _PERSON.address is not None
    address = _PERSON.address
    return {
        "identifier": _PERSON.identifier,
        "registerHit": True,
        "protection": "none",
        "municipality": course.patient.town.code,
        "name": {"given": list(_PERSON.name.given), "family": _PERSON.name.family},
        "address": {
            "line": list(address.line),
            "postalCode": address.postal_code,
            "city": address.city,
        },
        "test": True,
    }


def main() -> None:
    """Writes every Bundle anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for place, resource in steps():
        file = FOLDER / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(orjson.dumps(resource, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
