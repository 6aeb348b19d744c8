"""Writes `profiles/fhir/` anew from the tables of `adapter/r4` and `mappings/`: `python -m tests.conformance.guide`.

Snapshots stay as they are committed; `python -m tests.conformance.snapshots` does the same and makes them anew.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from adapter.r4 import guide
from adapter.r4.models import Resource
from tests.checkout import ROOT, mappings
from tests.conformance import examples, rules

FOLDER = ROOT / "profiles" / "fhir"
EXAMPLES = FOLDER / "examples"
_MANY = 200
"""Concepts beyond which a code system is written a concept a line."""

Snapshots = Mapping[str, list[Resource]]
"""The elements of snapshots by the file name of their definition."""


def snapshots(folder: Path = FOLDER) -> dict[str, list[Resource]]:
    """The committed ones."""
    read = {file.name: json.loads(file.read_text()) for file in folder.glob("StructureDefinition-*.json")}
    return {name: one["snapshot"]["element"] for name, one in read.items() if "snapshot" in one}


def definitions() -> dict[str, Resource]:
    """Every definition by its file's name, the guide over them among them."""
    return guide.with_guide(guide.definitions(mappings(), rules.words()), examples.made())


def texts(known: Snapshots) -> dict[str, str]:
    """Every definition's file name and text, with the snapshots given."""
    return {name: _text(one, known.get(name)) for name, one in definitions().items()}


def _text(definition: Resource, snapshot: list[Resource] | None) -> str:
    """Indented JSON; an element of a snapshot takes one line, since nobody reads them and there are thousands."""
    if definition["resourceType"] == "CodeSystem" and len(definition["concept"]) > _MANY:
        return _by_line(definition)
    whole = json.dumps(definition, ensure_ascii=False, indent=2) + "\n"
    if snapshot is None:
        return whole
    lines = ",\n".join(f"      {json.dumps(element, ensure_ascii=False)}" for element in snapshot)
    before, found, after = whole.partition('\n  "differential": {')
    if not found:
        raise ValueError(f"{definition['url']} has a snapshot and no differential")
    return f'{before}\n  "snapshot": {{\n    "element": [\n{lines}\n    ]\n  }},{found}{after}'


def _by_line(system: Resource) -> str:
    """A large code system, a concept a line: its last member."""
    concepts = ",\n".join(f"    {json.dumps(concept, ensure_ascii=False)}" for concept in system["concept"])
    head = json.dumps(
        {name: value for name, value in system.items() if name != "concept"}, ensure_ascii=False, indent=2
    )
    return f'{head.removesuffix("}").rstrip()},\n  "concept": [\n{concepts}\n  ]\n}}\n'


def write(known: Snapshots) -> None:
    """Writes the files, and removes definitions that are made no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = texts(known)
    for file in FOLDER.glob("*.json"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text)
    write_examples()


def example_texts() -> dict[str, str]:
    """Every example's file name and text."""
    return {guide.file_name(one): _text(one, None) for one in examples.made()}


def write_examples() -> None:
    """Writes the examples, and removes those that are made no more."""
    EXAMPLES.mkdir(exist_ok=True)
    made = example_texts()
    for file in EXAMPLES.glob("*.json"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (EXAMPLES / name).write_text(text)


if __name__ == "__main__":
    write(snapshots())
