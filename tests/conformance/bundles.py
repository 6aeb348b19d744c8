"""Bundles of every kind and action, from generated messages: `python -m tests.conformance.bundles FOLDER`.

Beside the golden ones, which are few and read by people, these are many and odd: whatever the table of kinds allows.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from adapter.mapping import bundle, notice, submission
from adapter.model.copy import Copy, Trail
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import Episode
from adapter.model.kinds import KINDS
from adapter.model.message import Message
from adapter.model.person import Address, HumanName, Person
from adapter.model.process import Process
from adapter.model.verdict import Outcome, Verdict
from adapter.policy.available import available
from adapter.policy.redact import redact
from adapter.r4 import mappings
from adapter.r4.mappings import Mappings
from tests.strategies import messages

ROOT = Path(__file__).resolve().parent.parent.parent
EACH = 12
"""Messages per kind; each gives a submission and four deliveries."""
OWN_URL = "http://127.0.0.1:8080/fhir"
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
TRAIL = (
    Trail(
        "0b6ac4f2-0000-4000-8000-000000000001",
        "inskrivningsmeddelande",
        "new",
        NOW - timedelta(days=1),
        Unit(
            "SE2321000222-AVD1",
            "slutenvard",
            "Avdelning 1",
            "region",
            "vasterbotten",
            "SE2321000222",
            "SE2321000222",
        ),
    ),
)


def generated(kind: str) -> list[Message]:
    """The same messages of a kind each time."""
    found: list[Message] = []

    @seed(20260303)
    @settings(
        max_examples=EACH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(messages([kind]))
    def collect(message: Message) -> None:
        found.append(message)

    collect()
    return found


def of(message: Message, known: Mappings) -> Iterator[tuple[str, dict[str, Any]]]:
    """The submission of a message and its deliveries: whole, as after a refusal, protected sender, and content-free."""
    yield "submission", submission.bundle(message, known)
    facts = _facts(message)
    everything = available(message, facts, Process())
    content = tuple(path for path in everything if path.startswith("content."))
    for name, disclosed in {
        "whole": everything,
        "legal-minimum": ("patient.identifier", "patient.name", "sender.unit", "episode.id", *content[:1]),
        "organisation-only": ("patient.identifier", *content[1:]),
        "content-free": (),
    }.items():
        shown = tuple(path for path in everything if path in disclosed)
        verdict = Verdict(message.recipients[0], Outcome.FORWARD, (), shown)
        yield (
            name,
            bundle.bundle(
                _copy(message, verdict, facts),
                bundle_id="5f0c7a0e-0000-4000-8000-000000000000",
                timestamp=NOW,
                own_url=OWN_URL,
                mappings=known,
            ),
        )


def _copy(message: Message, verdict: Verdict, facts: Facts) -> Copy:
    owed = message.kind not in {"kvittens", "samtycke", "svar-inskrivningsmeddelande"}
    return redact(
        message,
        verdict,
        facts,
        delivery="6b1f0a52-0000-4000-8000-5c8f3d0a1e11",
        revision=0,
        received_at=NOW,
        relates_to=TRAIL[0].delivery if message.relates_to else None,
        trail=TRAIL if message.relates_to else (),
        kvittens_due=NOW + timedelta(hours=12) if owed else None,
    )


def _facts(message: Message) -> Facts:
    person = Person(
        message.patient.value,
        municipality="2480",
        name=HumanName(("Tolvan", "Elva"), "Tolvansson"),
        address=Address(("Storgatan 1",), "903 25", "UMEÅ"),
        test=True,
    )
    names = {message.sender.unit, *message.recipients}
    units = {name: _unit(name) for name in names}
    stay = message.episode
    episode = Episode(
        stay.id if stay else "",
        "ready",
        estimated_discharge="2026-03-06",
        ready_at=NOW,
        colours=("gul",),
    )
    return Facts(
        NOW, person, sender=units[message.sender.unit], units=units, episode=episode if stay else None
    )


def _unit(name: str) -> Unit:
    provider = name.partition("-")[0]
    return Unit(name, "slutenvard", f"Enhet {name}", "region", "vasterbotten", provider, provider)


def write(folder: Path) -> None:
    """Writes them all."""
    files = {
        str(file.relative_to(ROOT / "mappings")): file.read_text()
        for part in ("messages", "codes")
        for file in (ROOT / "mappings" / part).glob("*.yaml")
    }
    known = mappings.load(files)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        for number, message in enumerate(generated(kind)):
            for name, made in of(message, known):
                file = folder / f"{kind}-{message.action}-{number:02}-{name}.json"
                file.write_text(json.dumps(made, ensure_ascii=False))
    for reason in notice.REASONS:
        made = notice.undelivered(
            delivery="6b1f0a52-0000-4000-8000-5c8f3d0a1e12",
            bundle_id="5f0c7a0e-0000-4000-8000-000000000001",
            timestamp=NOW,
            own_url=OWN_URL,
            recipient=_unit("SE2321000222-AVD1"),
            about_message="8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
            about_recipient="SE2120002627-SOC1",
            mappings=known,
            reason=reason,
        )
        (folder / f"oleverat-{reason}.json").write_text(json.dumps(made, ensure_ascii=False))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
