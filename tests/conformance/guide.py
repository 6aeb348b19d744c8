"""Writes `profiles/fhir/` anew from the tables of `adapter/r4` and `mappings/`: `python -m tests.conformance.guide`.

Snapshots stay as they are committed; `python -m tests.conformance.snapshots` does the same and makes them anew.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from adapter.r4 import guide
from adapter.r4.models import Resource
from tests.checkout import ROOT, mappings
from tests.conformance import rules

FOLDER = ROOT / "profiles" / "fhir"

Snapshots = Mapping[str, list[Resource]]
"""The elements of snapshots by the file name of their definition."""


def snapshots(folder: Path = FOLDER) -> dict[str, list[Resource]]:
    """The committed ones."""
    read = {file.name: json.loads(file.read_text()) for file in folder.glob("StructureDefinition-*.json")}
    return {name: one["snapshot"]["element"] for name, one in read.items() if "snapshot" in one}


def definitions() -> dict[str, Resource]:
    """Every definition by its file's name, the guide over them among them."""
    return guide.with_guide(guide.definitions(mappings(), rules.words()), ())


def texts(known: Snapshots) -> dict[str, str]:
    """Every definition's file name and text, with the snapshots given."""
    return {name: _text(one, known.get(name)) for name, one in definitions().items()}


def _text(definition: Resource, snapshot: list[Resource] | None) -> str:
    """Indented JSON; an element of a snapshot takes one line, since nobody reads them and there are thousands."""
    whole = json.dumps(definition, ensure_ascii=False, indent=2) + "\n"
    if snapshot is None:
        return whole
    lines = ",\n".join(f"      {json.dumps(element, ensure_ascii=False)}" for element in snapshot)
    before, found, after = whole.partition('\n  "differential": {')
    if not found:
        raise ValueError(f"{definition['url']} has a snapshot and no differential")
    return f'{before}\n  "snapshot": {{\n    "element": [\n{lines}\n    ]\n  }},{found}{after}'


def write(known: Snapshots) -> None:
    """Writes the files, and removes definitions that are made no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = texts(known)
    for file in FOLDER.glob("*.json"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    write(snapshots())
