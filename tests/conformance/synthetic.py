"""What would leave for random synthetic messages of all regions: decided, cut down and mapped as in service.

`python -m tests.conformance.synthetic FOLDER [SEED]` writes the Bundles. Unlike `bundles.py`, whose messages are odd on
purpose, these belong to whole courses of care: with history, consents, plans and stays behind them.
"""

import json
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from adapter import bootstrap
from adapter.acknowledgement import response
from adapter.intake import native
from adapter.intake.directory import read_units
from adapter.intake.faults import Faults
from adapter.intake.scenario import Scenario
from adapter.mapping import bundle
from adapter.model.directory import Unit
from adapter.model.kept import StoredReceipt
from adapter.model.message import Message
from adapter.model.person import NoHit, Person
from adapter.model.verdict import Decision
from adapter.pipeline import desk
from adapter.pipeline.notices import as_told
from adapter.pipeline.render import copy_for
from adapter.policy.loader import Packs
from adapter.r4.models import Resource
from adapter.sandbox import shares
from adapter.sandbox.places import REGIONS, regions, units
from adapter.sandbox.synthetic import Episode, Maker, person_of
from tests.checkout import mappings

MESSAGES = 1_000
OWN_URL = "https://adapter.example/fhir"
_LATER = timedelta(seconds=20)
_NAMESPACE = uuid.UUID("5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c01")


@dataclass(slots=True)
class Synthetic:
    """Messages from one seed; the same seed gives the same Bundles."""

    seed: int
    messages: int = MESSAGES
    counts: Counter[str] = field(default_factory=Counter)
    """Messages, and Bundles by what they are, so far."""
    _packs: Packs = field(default_factory=bootstrap.packs)

    def write(self, folder: Path) -> None:
        """Every Bundle as a file."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, made in self.bundles():
            (folder / f"{name}.json").write_text(json.dumps(made, ensure_ascii=False))

    def bundles(self) -> Iterator[tuple[str, Resource]]:
        """Region by region in turn, one episode after the other, until there are messages enough."""
        makers = {name: Maker(regions()[name], self.seed, shares.read([])) for name in REGIONS}
        directories = {name: directory_of(name) for name in REGIONS}
        number = 0
        while True:
            for name, maker in makers.items():
                yield from self.played(maker, maker.episode(number), directories[name])
                if self.counts["messages"] >= self.messages:
                    return
            number += 1

    def played(
        self, maker: Maker, episode: Episode, directory: dict[str, Unit]
    ) -> Iterator[tuple[str, Resource]]:
        """What leaves for each message of an episode, and what its sender is answered."""
        for laid, decision in self.decided(maker, episode, directory):
            if self.counts["messages"] >= self.messages:
                return
            self.counts["messages"] += 1
            message = laid.message
            yield from self._of(
                laid, decision, f"{self.counts['messages']:05}-{message.kind}-{message.action}"
            )

    def decided(
        self, maker: Maker, episode: Episode, directory: dict[str, Unit]
    ) -> Iterator[tuple[desk.Desk, Decision]]:
        """Each message of an episode on the desk, with those before it that were accepted, and what is decided."""
        register = {person.identifier: person for person in maker.people.everybody}
        person = person_of(episode.patient)
        history: list[Message] = []
        for sent in episode.sent:
            message = native.read(sent.step.message)
            scenario = _scenario(message, person, register, directory, history)
            decision = desk.decide(scenario, self._packs)
            yield desk.lay_out(scenario, self._packs), decision
            if not decision.whole:
                history.append(message)

    def _of(self, laid: desk.Desk, decision: Decision, name: str) -> Iterator[tuple[str, Resource]]:
        """A delivery for each recipient that gets one, and the answer that the sender gets."""
        facts = desk.accepted(laid, decision)
        at = facts.at + _LATER
        for number, verdict in enumerate(decision.verdicts):
            if decision.whole or not verdict.leaves:
                continue
            told = as_told(laid.message, verdict.recipient, facts.history)
            copy = copy_for(told, verdict, facts, revision=0, received_at=facts.at)
            content = any(path.startswith("content.") for path in copy.disclosed)
            what = verdict.outcome.value if content else f"{verdict.outcome.value} without content"
            self.counts[what] += 1
            made = bundle.bundle(
                copy, bundle_id=_id(name, number), timestamp=at, own_url=OWN_URL, mappings=mappings()
            )
            yield f"{name}-{number}", made
        self.counts["answers"] += 1
        yield f"{name}-answer", answered(laid, decision, _id(name, "answer"))


def answered(laid: desk.Desk, decision: Decision, bundle_id: str) -> Resource:
    """What the sender of a message is answered."""
    return response.of_receipt(
        response.Request(laid.message.message_id, laid.message.kind, "https://journal.example/fhir"),
        _receipt(laid, decision),
        bundle_id=bundle_id,
        timestamp=laid.facts.at + _LATER,
        own_url=OWN_URL,
    )


def _scenario(
    message: Message,
    person: Person | None,
    register: dict[str, Person],
    directory: dict[str, Unit],
    history: list[Message],
) -> Scenario:
    guardians = tuple(register[number] for number in person.guardians) if person else ()
    return Scenario(
        message.region,
        message.sent_at,
        directory,
        person or NoHit(),
        guardians,
        history=tuple(history),
        message=message,
    )


def _receipt(laid: desk.Desk, decision: Decision) -> StoredReceipt:
    message = laid.message
    return StoredReceipt(
        message.message_id,
        message.sender.unit,
        message.kind,
        message.action,
        laid.facts.at,
        decision.to_json(),
        refused=decision.whole,
        alike=decision.identity,
    )


def directory_of(region: str) -> dict[str, Unit]:
    """Every unit of the sandbox, as a region's directory has them."""
    faults = Faults()
    known = read_units([unit.to_json() for unit in units().values()], region=region, path="", faults=faults)
    if list(faults):
        raise RuntimeError(f"the sandbox's directory of {region} cannot be read")
    return dict(known)


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


if __name__ == "__main__":
    made = Synthetic(int(sys.argv[2]) if sys.argv[2:] else 2026)
    made.write(Path(sys.argv[1]))
    sys.stdout.write(f"{dict(made.counts)}\n")
