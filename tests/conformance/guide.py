"""Writes `profiles/fhir/` anew from the tables of `adapter/r4` and `mappings/`: `python -m tests.conformance.guide`."""

import json

from adapter.r4 import guide
from tests.checkout import ROOT, mappings

FOLDER = ROOT / "profiles" / "fhir"


def texts() -> dict[str, str]:
    """Every definition's file name and text."""
    made = guide.definitions(mappings())
    return {name: json.dumps(one, ensure_ascii=False, indent=2) + "\n" for name, one in made.items()}


def write() -> None:
    """Writes the files, and removes definitions that are made no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = texts()
    for file in FOLDER.glob("*.json"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    write()
