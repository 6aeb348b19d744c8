"""What a running service says is due, and what `deadlines` says of the same messages as a scenario, are the same rows.

Synthetic stays and plans of all regions go through the whole pipeline on a real store, each message at its own time; at
random instants in between and long after, the live answer is held against the offline one.

A scenario does not say what became of a message: the desk takes it that every recipient got it, and tells of no letters.
So what the desk says a unit owes for a message that did not leave for it is left out, and so are the service's letters.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.deadlines import reckoned
from adapter.intake import native
from adapter.model.directory import Endpoint
from adapter.model.directory import Unit as Known
from adapter.pipeline.due import Due
from adapter.sandbox import shares
from adapter.sandbox.places import REGIONS, Place, regions, units
from adapter.sandbox.synthetic import Episode, Maker, person_of
from tests import packs
from tests.whole import Whole, opened

pytestmark = pytest.mark.anyio
EPISODES = int(os.environ.get("SVU_SYNTH_PROOF", "20")) // len(REGIONS)  # noqa: TID251 - as the synthetic proof has it
SEED = 2026
SAME = ("rule", "what", "owner", "starts", "due", "state", "metAt", "weight", "kind")
LEAVES, LETTER, SOMETIMES = frozenset({"forward", "reduce"}), "brev", 0.15
OF_ONE = frozenset({"kvittens", "svar-kallelse", "bevakning"})
"""What a unit owes for a message because it got it."""
EVERYBODY = frozenset(units())
Json = Mapping[str, Any]


def _unit(place: Place) -> Known:
    provider = place.unit.partition("-")[0]
    endpoint = Endpoint(f"to-{place.unit}", "https://unit.example/fhir") if place.electronic else None
    return Known(
        place.unit,
        place.role,
        place.name,
        place.organisation,
        place.region,
        provider,
        provider,
        municipality=place.municipality,
        endpoint=endpoint,
        electronic=place.electronic,
    )


@dataclass
class Live:
    """An episode as the service was told it: what it took, and at which instants it is asked."""

    whole: Whole
    episode: Episode
    taken: list[dict[str, Any]] = field(default_factory=list)
    kept_back: set[tuple[str, str]] = field(default_factory=set)

    async def play(self, chance: random.Random) -> list[str]:
        """Send everything; the differences found on the way and afterwards."""
        found: list[str] = []
        for sent in self.episode.sent:
            message = native.read(sent.step.message)
            self.whole.clock.at = max(self.whole.clock.at, sent.step.at)
            receipt = (await self.whole.accept(message)).receipt
            if receipt.refused:
                continue
            await self.whole.work(most=500)
            self.taken.append(dict(sent.step.message))
            outcomes = self.whole.outcomes(receipt)
            self.kept_back |= {
                (message.message_id, unit) for unit, out in outcomes.items() if out not in LEAVES
            }
            if chance.random() < SOMETIMES:
                found += await self.differences()
        if not self.taken:
            return found
        for days in (0.5, 40, 400):
            self.whole.clock.forward(days=days)
            found += await self.differences()
        return found

    async def differences(self) -> list[str]:
        """How the live rows differ from those of the scenario, at this instant."""
        live: Counter[tuple[object, ...]] = Counter()
        for message in self._asked():
            rows = await Due(self.whole.parts).of_message(message, EVERYBODY)
            assert rows is not None
            live |= Counter(_of(row) for row in rows if row["what"] != LETTER)
        told: Any = reckoned(self._scenario(), packs.packs())["deadlines"]
        desk = Counter(_of(row) for row in told if not self._never_came(row))
        where = f"{self.episode.name} {self.episode.traits} {self.whole.clock.at.isoformat()}"
        return [
            *(f"{where}: only the service: {one}" for one in live - desk),
            *(f"{where}: only the desk: {one}" for one in desk - live),
        ]

    def _never_came(self, row: Json) -> bool:
        return row["what"] in OF_ONE and (row["messageId"], row["owner"]) in self.kept_back

    def _asked(self) -> Iterator[str]:
        """One message of each stay, whose rows are all told together, and every message outside one."""
        stays: set[str] = set()
        for message in self.taken:
            stay = message.get("episode", {}).get("id")
            if stay is None or stay not in stays:
                yield str(message["messageId"])
            stays.add(stay)

    def _scenario(self) -> Json:
        named = {unit for one in self.taken for unit in (one["sender"]["unit"], *one["recipients"])}
        person = person_of(self.episode.patient)
        told: dict[str, object] = {
            "identifier": self.episode.patient.value,
            "registerHit": person is not None,
        }
        if person is not None:
            told["municipality"] = person.municipality
        return {
            "region": self.taken[0]["region"],
            "at": self.whole.clock.at.isoformat(),
            "directory": [units()[unit].to_json() for unit in sorted(named)],
            "person": told,
            "history": self.taken,
        }


def _of(row: Json) -> tuple[object, ...]:
    return tuple(row.get(name) for name in SAME)


@pytest.mark.parametrize("region", REGIONS)
async def test_the_service_and_the_desk_say_the_same_is_due(region: str, tmp_path: Path) -> None:
    maker = Maker(regions()[region], SEED, shares.read([]))
    chance = random.Random(f"{SEED}|{region}")  # noqa: S311 - to be repeated
    found: list[str] = []
    async with opened(tmp_path) as whole:
        whole.units.units = {place.unit: _unit(place) for place in units().values()}
        for episode in maker.episodes(EPISODES):
            whole.register.answers |= {one.identifier: one for one in maker.people.everybody}
            whole.clock.at = episode.sent[0].step.at
            live = Live(whole, episode)
            found += await live.play(chance)
    assert not found, "\n".join(found[:40])
