"""Makes the snapshot of every StructureDefinition in `profiles/fhir/` anew: `python -m tests.conformance.snapshots`.

HAPI's snapshot generator makes them, out of the differentials, R4 and HL7 Sweden's base profiles; what a receiver needs
neither to read nor to check an element is left out. Needs Java and the built validator, as `make conformance` does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapter.r4 import guide as definitions
from adapter.r4.models import Resource
from tests.checkout import ROOT, mappings
from tests.conformance import guide, hapi

DEFAULT_BASE = os.environ.get("HL7SE_BASE", "../shared/data/hl7se-base")  # noqa: TID251 - a tool of the tests

_LEFT_OUT = ("mapping", "comment", "requirements", "alias", "example")
"""R4's own prose and mappings to v2 and v3: R4 has them, and they are two thirds of a snapshot."""
_BINDING_NAME = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bindingName"


def made(base: Path) -> dict[str, list[Resource]]:
    """The elements of each snapshot by file name; raises hapi.Skip or RuntimeError where the generator does not run."""
    hapi.build()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "definitions"
        folder.mkdir()
        for name, one in definitions.definitions(mappings()).items():
            # Without snapshots: one that is built on another of ours must not see an old one.
            (folder / name).write_text(json.dumps(one))
        files = sorted(folder.glob("StructureDefinition-*.json"))
        answers = _generated(files, (base, folder), Path(scratch))
    return {Path(one["file"]).name: [_element(element) for element in one["element"]] for one in answers}


def _generated(files: list[Path], folders: tuple[Path, ...], home: Path) -> list[dict[str, Any]]:
    command = ["java", f"-Duser.home={home}", "-cp", f"{hapi.JAR}:{hapi.JAR.parent}/lib/*"]
    command.append("svu.conformance.Snapshots")
    for folder in folders:
        command += ["--definitions", str(folder)]
    names = "".join(f"{file}\n" for file in files)
    with hapi.LOG.open("w") as log:
        done = subprocess.run(
            command, input=names, stdout=subprocess.PIPE, stderr=log, text=True, check=False
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(answers) != len(files) or not all(one["element"] for one in answers):
        raise RuntimeError(f"{len(answers)} snapshots of {len(files)} were made; the log: {hapi.LOG}")
    return answers


def _element(element: Resource) -> Resource:
    kept = {name: value for name, value in element.items() if name not in _LEFT_OUT}
    if "constraint" in kept:
        kept["constraint"] = [_without(one, "xpath") for one in kept["constraint"]]
    if "binding" in kept:
        kept["binding"] = _named_by_nobody(kept["binding"])
    return kept


def _without(part: Mapping[str, Any], name: str) -> Resource:
    return {key: value for key, value in part.items() if key != name}


def _named_by_nobody(binding: Mapping[str, Any]) -> Resource:
    """A binding without the name that R4's own code generators give it."""
    others = [one for one in binding.get("extension", ()) if one["url"] != _BINDING_NAME]
    return {**({"extension": others} if others else {}), **_without(binding, "extension")}


def stale(base: Path) -> list[str]:
    """The files whose committed snapshot is not the one that is made now."""
    committed = guide.snapshots()
    return sorted(name for name, elements in made(base).items() if committed.get(name) != elements)


def write(base: Path) -> None:
    """Writes the definitions with the snapshots that are made now."""
    guide.write(made(base))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hl7se-base", default=DEFAULT_BASE, help="folder of HL7 Sweden's base package (R4)")
    try:
        write((ROOT / parser.parse_args().hl7se_base).resolve())
    except hapi.Skip as skip:
        sys.exit(str(skip))
