"""Synthetic episodes by the number: the same seed gives the same bytes, whoever makes them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from adapter.model.person import Person, Protection
from adapter.sandbox.episodes import START
from adapter.sandbox.people import CAST
from adapter.sandbox.script import Scenario, Step
from adapter.sandbox.tracks import TRACKS, whole_stay

_BETWEEN_STAYS = timedelta(days=14)
"""A person's next stay begins so long after the one before, which takes four days."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message and the name of its file: by episode, then in the order of sending."""

    name: str
    step: Step


def episodes(count: int, seed: int) -> Iterator[Scenario]:
    """So many whole stays of the sandbox's people, each on a track that the seed picks."""
    chosen = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    people = [person for person in CAST.everybody() if _ordinary(person)]
    for number in range(count):
        again, place = divmod(number, len(people))
        track = chosen.choice(TRACKS)
        admitted = START + again * _BETWEEN_STAYS + timedelta(hours=chosen.randrange(0, 2))
        name = f"syn-{seed}-{number:05d}"
        yield whole_stay(track, name, people[place], admitted, canaries=False)


def messages(count: int, seed: int) -> Iterator[Written]:
    """Every message of those episodes, in an order in which they can be sent."""
    for number, episode in enumerate(episodes(count, seed)):
        steps = (item for item in episode.script if isinstance(item, Step))
        for place, step in enumerate(steps):
            yield Written(f"{number:05d}-{place:02d}-{step.message['kind']}", step)


def _ordinary(person: Person) -> bool:
    return person.protection is Protection.NONE and not person.deceased and not person.guardians
