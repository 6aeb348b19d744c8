"""The golden pairs of `tests/golden/`: a case and the Bundle it gives, one delivery a folder.

`case.yaml` holds a native `message`, the unit it goes `to`, what is `disclosed` (`everything`, or paths of
`contract.md` §5) and what the adapter knows besides. `python -m tests.golden_bundles` writes every `bundle.json` anew.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from adapter.intake import native
from adapter.intake.document import parse
from adapter.mapping.bundle import bundle
from adapter.model.copy import Copy, Trail
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import Episode
from adapter.model.ids import delivery_id
from adapter.model.message import Message
from adapter.model.person import Address, HumanName, Person
from adapter.model.process import Process
from adapter.model.verdict import Outcome, Verdict
from adapter.policy.available import available
from adapter.policy.redact import redact
from tests.builders import units
from tests.checkout import mappings

FOLDER = Path(__file__).parent / "golden"
OWN_URL = "https://adapter.example/fhir"
BUNDLE_ID = "5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c01"


def cases() -> Iterator[Path]:
    """Every case's folder."""
    return (file.parent for file in sorted(FOLDER.glob("*/case.yaml")))


def made(folder: Path) -> dict[str, Any]:
    """The Bundle that the case gives now."""
    copy = copy_of(document(folder))
    at = copy.received_at + timedelta(seconds=20)
    return bundle(copy, bundle_id=BUNDLE_ID, timestamp=at, own_url=OWN_URL, mappings=mappings())


def written(folder: Path) -> dict[str, Any]:
    """The Bundle on disk."""
    return dict(orjson.loads((folder / "bundle.json").read_bytes()))


def copy_of(case: dict[str, Any]) -> Copy:
    """The copy that the case's recipient may have, made by the same redaction as in service."""
    message = native.read(case["message"])
    known = units()
    facts = Facts(
        message.sent_at,
        _person(message, case.get("person", {})),
        sender=known[message.sender.unit],
        units=known,
        episode=_episode(message, case.get("episode")),
    )
    received_at = message.sent_at + timedelta(seconds=2)
    due = case.get("kvittensDue")
    return redact(
        message,
        Verdict(case["to"], Outcome.FORWARD, (), _disclosed(case, message, facts)),
        facts,
        delivery=delivery_id(message.sender.unit, message.message_id, case["to"], 0),
        revision=0,
        received_at=received_at,
        relates_to=case.get("knownAs"),
        trail=tuple(_trail(step, known) for step in case.get("trail", ())),
        kvittens_due=datetime.fromisoformat(due) if due else None,
    )


def document(folder: Path) -> dict[str, Any]:
    """The case on disk."""
    file = folder / "case.yaml"
    case = parse(file.read_text(encoding="utf-8"), file.name)
    assert isinstance(case, dict)
    return case


def _disclosed(case: dict[str, Any], message: Message, facts: Facts) -> tuple[str, ...]:
    wanted = case["disclosed"]
    has = available(message, facts, Process())
    return has if wanted == "everything" else tuple(path for path in has if path in wanted)


def _person(message: Message, changes: dict[str, Any]) -> Person:
    deceased = changes.get("deceased")
    return Person(
        message.patient.value,
        municipality="2480",
        deceased=date.fromisoformat(deceased) if deceased else None,
        name=HumanName(("Tolvan",), "Tolvansson"),
        address=Address(("Storgatan 1",), "90325", "UMEÅ"),
        test=changes.get("test", False),
    )


def _episode(message: Message, given: dict[str, Any] | None) -> Episode | None:
    if given is None or message.episode is None:
        return None
    return Episode(
        message.episode.id,
        given["state"],
        admitted_at=message.episode.admitted_at,
        inpatient_unit=given.get("inpatientUnit"),
        estimated_discharge=given.get("estimatedDischarge"),
        ready_at=_instant(given, "readyAt"),
        discharged_at=_instant(given, "dischargedAt"),
        colours=tuple(given.get("colours", ())),
        deceased=given.get("deceased", False),
    )


def _instant(given: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(given[name]) if name in given else None


def _trail(step: dict[str, Any], known: dict[str, Unit]) -> Trail:
    at = datetime.fromisoformat(step["at"])
    return Trail(step["delivery"], step["kind"], step["action"], at, known[step["sender"]])


def main() -> None:
    """Writes every Bundle anew, and the transactions of some."""
    from tests import golden_transactions  # noqa: PLC0415 - it is made of these cases

    golden_transactions.main()
    for folder in cases():
        body = orjson.dumps(made(folder), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        (folder / "bundle.json").write_bytes(body)


if __name__ == "__main__":
    main()
