"""What is read over REST, as Bundles: golden deliveries taken apart as a reader gets them, and their versions.

What is read in part (`_summary`, `_elements`) is not among them: R4's own invariants need not hold of it.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adapter.r4 import systems
from adapter.r4.interactions import TABLE
from adapter.reading.resources import Shown, Told, resources
from adapter.reading.results import Results
from adapter.reading.searchset import Page, history, searchset

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
OWN_URL = "http://127.0.0.1:8080/fhir"
UNIT = "SE2120002627-SOC1"


def bundles() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Searches and histories of every golden case, and of whole lives of a SIP, by a name."""
    for file in sorted(GOLDEN.glob("*/bundle.json")):
        yield from _of(file.parent.name, [json.loads(file.read_text(encoding="utf-8"))])
    for folder in sorted(GOLDEN.glob("sip/*/*/")):
        steps = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
        life = [step for step in steps if step.get("type") == "message"]
        yield from _of(f"{folder.parent.name}-{folder.name}", life, versions=True)


def _of(
    name: str, life: Sequence[Mapping[str, Any]], *, versions: bool = False
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    shown = resources([_told(step) for step in life], lambda type_, identity: _name(f"{type_}|{identity}"))
    yield f"read-{name}", _search(shown)
    if not versions:
        return
    for one in shown:
        if len(one.versions) > 1:
            link = f"{OWN_URL}/{one.reference}/_history"
            yield f"read-{name}-{one.type}-{one.id[:8]}", history(one, own_url=OWN_URL, link=link)


def _search(shown: Sequence[Shown]) -> Mapping[str, Any]:
    matches = tuple(one for one in shown if one.type == "Communication")
    along = tuple(one for one in shown if one.type in TABLE and one not in matches)
    links = {"self": f"{OWN_URL}/Communication"}
    return searchset(
        Page(matches, along, len(matches)), Results(), own_url=OWN_URL, links=links, outcome=None
    )


def _told(bundle: Mapping[str, Any]) -> Told:
    entries = [entry["resource"] for entry in bundle["entry"]]
    communication = next(one for one in entries if one["resourceType"] == "Communication")
    numbers = [
        one["identifier"][0]["value"]
        for one in entries
        if one["resourceType"] == "Patient" and "identifier" in one
    ]
    message_id = next(
        one["value"] for one in communication["identifier"] if one["system"] == systems.MESSAGE_ID
    )
    at = datetime.fromisoformat(bundle["timestamp"])
    return Told(dict(bundle), message_id, UNIT, at, message_id, next(iter(numbers), ""))


def _name(identity: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, identity).hex
