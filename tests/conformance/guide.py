"""Writes `profiles/fhir/` anew from the tables of `adapter/r4` and `mappings/`: `python -m tests.conformance.guide`."""

import json
from pathlib import Path

from adapter.r4 import guide, mappings

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "profiles" / "fhir"


def texts() -> dict[str, str]:
    """Every definition's file name and text."""
    found = {
        str(file.relative_to(ROOT / "mappings")): file.read_text()
        for folder in ("messages", "codes")
        for file in (ROOT / "mappings" / folder).glob("*.yaml")
    }
    made = guide.definitions(mappings.load(found))
    return {name: json.dumps(one, ensure_ascii=False, indent=2) + "\n" for name, one in made.items()}


def main() -> None:
    """Writes the files, and removes definitions that are made no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = texts()
    for file in FOLDER.glob("*.json"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
