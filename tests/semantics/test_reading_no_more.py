"""What a unit reads over REST holds nothing that no Bundle delivered to it held (semantics 3, 20, 21).

Synthetic episodes of all regions go through the whole pipeline on a real store; texts have canaries. After each message
every unit that ever got something, and a unit that got nothing, reads all that it may: what is said there by elements, ids
and references aside, was said in a Bundle that was sent to it or in a message that it sent itself.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapter.intake import native
from adapter.mapping import submission
from adapter.model.message import Message
from adapter.pipeline.reading import Reading
from adapter.reading.resources import Shown
from adapter.sandbox import shares
from adapter.sandbox.places import REGIONS, regions, units
from adapter.sandbox.synthetic import Maker
from tests.checkout import mappings
from tests.semantics.test_deadlines_agree import _unit
from tests.whole import Whole, opened

pytestmark = pytest.mark.anyio
EPISODES = int(os.environ.get("SVU_SYNTH_PROOF", "10")) // len(REGIONS)  # noqa: TID251 - as the synthetic proof has it
ASIDE = {"id", "meta", "reference", "fullUrl"}
LEDGER = "AuditEvent"
"""Made at reading: it has words of its own, and is held against what was withheld."""


def leaves(element: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value by the element that holds it."""
    if isinstance(element, Mapping):
        for key, value in element.items():
            if key not in ASIDE:
                yield from leaves(value, key)
    elif isinstance(element, list):
        for value in element:
            yield from leaves(value, name)
    else:
        # a Task ends when its kvittens was sent, which that message said by another element
        yield "" if name in {"end", "sent"} else name, str(element)


async def read(whole: Whole, message: Message, unit: str) -> tuple[Shown, ...]:
    return await Reading(whole.parts, whole.mailbox).of_person(message.patient, frozenset({unit}), "r")


@pytest.mark.parametrize("region", REGIONS)
async def test_nothing_is_read_that_was_not_delivered(region: str, tmp_path: Path) -> None:
    maker = Maker(regions()[region], 2027, shares.read([]), canaries=True)
    found: set[str] = set()
    resources = 0
    async with opened(tmp_path) as whole:
        whole.units.units = {place.unit: _unit(place) for place in units().values()}
        for episode in maker.episodes(EPISODES):
            whole.register.answers |= {one.identifier: one for one in maker.people.everybody}
            whole.clock.at = episode.sent[0].step.at
            had: dict[str, set[tuple[str, str]]] = defaultdict(set)
            planted: set[str] = set()
            own: dict[str, set[str]] = defaultdict(set)
            for sent in episode.sent:
                message = native.read(sent.step.message)
                whole.clock.at = max(whole.clock.at, sent.step.at)
                before = len(whole.recipients.sent)
                await whole.accept(message)
                await whole.work(most=500)
                planted |= set(sent.step.canaries.values())
                own[message.sender.unit] |= set(sent.step.canaries.values())
                had[message.sender.unit] |= set(leaves(submission.bundle(message, mappings())))
                for got in whole.recipients.sent[before:]:
                    had[got.unit] |= set(leaves(got.body))
                for unit, got_by_it in had.items():
                    shown = await read(whole, message, unit)
                    resources += len(shown)
                    may = "".join(value for _, value in got_by_it)
                    for one in shown:
                        for version in one.versions:
                            where = f"{episode.name} {episode.traits} {message.kind} {one.type}"
                            said = set(leaves(version.resource))
                            if one.type != LEDGER:
                                found |= {f"{where}: {leaf}" for leaf in said - got_by_it}
                            texts = "".join(value for _, value in said)
                            found |= {
                                f"{where}: a canary withheld from {unit}"
                                for canary in planted - own[unit]
                                if canary in texts and canary not in may
                            }
            stranger = next(one for one in units() if one not in had and one not in own)
            assert await read(whole, native.read(episode.sent[0].step.message), stranger) == ()
    assert resources
    assert not found, "\n".join(sorted(found)[:60])
