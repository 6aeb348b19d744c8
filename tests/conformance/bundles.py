"""Bundles of every kind and action, from generated messages: `python -m tests.conformance.bundles FOLDER`.

Beside the golden ones, which are few and read by people, these are many and odd: whatever the table of kinds allows.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from adapter.acknowledgement import response
from adapter.mapping import bundle, notice, reminder, submission, subscription
from adapter.model.copy import Copy, Trail
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.history import Episode
from adapter.model.issue import Issue, Severity
from adapter.model.kinds import KINDS
from adapter.model.message import Message
from adapter.model.person import Address, HumanName, Person
from adapter.model.process import Process
from adapter.model.subscription import Asked, Content, Status, Subscription
from adapter.model.verdict import Outcome, Verdict
from adapter.policy.available import available
from adapter.policy.redact import redact
from adapter.r4 import backport
from adapter.r4.mappings import Mappings
from adapter.sandbox.people import CAST
from adapter.sandbox.register_server import patient
from adapter.validation.check import check
from adapter.web import capability
from tests.checkout import mappings
from tests.conformance import read
from tests.strategies import messages

EACH = 8
"""Messages tried per kind; each that is accepted gives a submission and four deliveries."""
OWN_URL = "http://127.0.0.1:8080/fhir"
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
LATEST = datetime(2028, 1, 1, tzinfo=UTC)
"""After every instant that is generated: none is refused for being still to come."""
MESSAGE_ID = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"
ISSUES = (
    Issue(Severity.ERROR, "VB-MSG-03", "content.ward", "Saknas.", "Ange avdelning.", "business-rule"),
    Issue(Severity.ERROR, "READ-TYPE", "Bundle.entry[1].resource.status", "Fel form.", "Rätta."),
    Issue(Severity.WARNING, "", "$", "Sent inkommet.", code="informational"),
)
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
    """The same messages of a kind each time, without those that intake refuses."""
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
        if not check(message, LATEST):
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
    known = mappings()
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        for number, message in enumerate(generated(kind)):
            for name, made in of(message, known):
                file = folder / f"{kind}-{message.action}-{number:02}-{name}.json"
                file.write_text(json.dumps(made, ensure_ascii=False))
    for name, said in (*_own(known), *read.bundles()):
        (folder / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False))


def _own(known: Mappings) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the adapter says for itself: notices, reminders, answers to messages, what it can do."""
    for reason in notice.REASONS:
        made = notice.undelivered(
            delivery="6b1f0a52-0000-4000-8000-5c8f3d0a1e12",
            bundle_id="5f0c7a0e-0000-4000-8000-000000000001",
            timestamp=NOW,
            own_url=OWN_URL,
            recipient=_unit("SE2321000222-AVD1"),
            about_message=MESSAGE_ID,
            about_recipient="SE2120002627-SOC1",
            mappings=known,
            reason=reason,
        )
        yield f"oleverat-{reason}", made
    for what in known.tables["svu-due"].concepts:
        for owner in ("SE2321000222-AVD1", "SE2120002627-SOC1"):
            told = reminder.reminder(
                delivery="6b1f0a52-0000-4000-8000-5c8f3d0a1e13",
                bundle_id="5f0c7a0e-0000-4000-8000-000000000003",
                timestamp=NOW,
                own_url=OWN_URL,
                recipient=_unit("SE2321000222-AVD1"),
                about_message=MESSAGE_ID,
                rule="VB-ACK-04",
                what=what,
                due=NOW - timedelta(hours=1),
                owner=owner,
                mappings=known,
            )
            yield f"paminnelse-{what}-{owner}", told
    for code in response.Code:
        for kind in ("inskrivningsmeddelande", None):
            answer = response.bundle(
                response.Request(MESSAGE_ID, kind, "https://journal.example/fhir" if kind else None),
                code,
                ISSUES,
                bundle_id="5f0c7a0e-0000-4000-8000-000000000002",
                timestamp=NOW,
                own_url=OWN_URL,
            )
            yield f"answer-{code.value}-{kind}", answer
    for number, person in enumerate(CAST.everybody()):
        yield f"register-{number}", patient(person)
    yield from _subscribed()
    yield "metadata", capability.statement(OWN_URL, NOW)


def _subscribed() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Subscriptions of every content, asked for and told."""
    unit = "SE2120002627-SOC1"
    for content in Content:
        plain = content is Content.PING
        asked = Asked(
            criteria=f"Communication?recipient={unit}&category=sip" if plain else backport.TOPIC,
            address="https://kommun.example/hook",
            content=content,
            reason="To fetch what is new",
            unit=unit,
            topic=not plain,
            filters=() if plain else (f"Communication?recipient={unit}",),
            payload=None if plain else "application/fhir+json",
            end=LATEST,
            max_count=None if plain else 1,
        )
        ours = Subscription(MESSAGE_ID, unit, "kommun", asked, Status.ACTIVE, 2, NOW, "Not taken: http-422.")
        sent: dict[str, Any] = {
            "bundle_id": "5f0c7a0e-0000-4000-8000-000000000004",
            "now": NOW,
            "own_url": OWN_URL,
        }
        yield f"subscription-{content}", subscription.resource(ours, NOW)
        yield f"subscription-{content}-status", subscription.status(ours, events=3, now=NOW, own_url=OWN_URL)
        if not plain:
            yield f"notification-{content}-handshake", subscription.handshake(ours, **sent)
            told = subscription.event(ours, number=3, focus="4b7d", at=NOW, **sent)
            yield f"notification-{content}", told


if __name__ == "__main__":
    write(Path(sys.argv[1]))
