"""What reading a person's case costs, and telling a subscriber, to one delivery: processor time on a real store, by turns.

The register and the receivers are the tests' own, in the same process: what is measured is deciding, mapping and the store's
steps, without the network.
"""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from pathlib import Path

from adapter import log
from adapter.intake import subscription as intake
from adapter.model.kept import Claim
from adapter.model.message import EpisodeRef
from adapter.model.subscription import Status
from adapter.pipeline.reading import Reading
from adapter.pipeline.subscriptions import Subscriptions
from bench.surroundings import NUMBERS, person
from tests.semantics.test_subscriptions import HOOK, OWN, posted
from tests.whole import SENT, SOCIAL, Whole, notice, opened, patient

MESSAGES = (1, 10, 30)
ROUNDS = 20
DELIVERY, NOTIFICATION = "delivery", "notification"


def reads() -> dict[str, float]:
    """The cost of everything a unit may read of a person of whom it got 1, 10 and 30 messages, and of a notification; ratios."""
    log.configure("error")
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_reads(Path(folder)))


async def _reads(folder: Path) -> dict[str, float]:
    async with opened(folder) as whole:
        whole.register.answers |= {number: person(number) for number in NUMBERS}
        numbers = dict(zip(MESSAGES, NUMBERS, strict=False))
        for many, number in numbers.items():
            for place in range(many):
                await _send(whole, number, f"vtf-{place}")
            await whole.work(most=1000)
        await _subscribe(whole)
        reading, units = Reading(whole.parts, whole.mailbox), frozenset({SOCIAL})
        for many, number in numbers.items():
            shown = await reading.of_person(patient(number), units, "r0")
            assert sum(one.type == "Communication" for one in shown) == many
        seconds: dict[object, list[float]] = defaultdict(list)
        for turn, other in enumerate(NUMBERS[len(MESSAGES) :][:ROUNDS]):
            for many, number in numbers.items():
                began = reading.of_person(patient(number), units, f"r{turn}")
                seconds[many].append(await _seconds(began))
            await _send(whole, other, f"vtf-{turn}")
            while claims := await _due(whole):
                for claim in claims:
                    what = NOTIFICATION if claim.entry.notified else DELIVERY
                    seconds[what].append(await _seconds(whole.deliverer.deliver(claim)))
    least = {what: min(spent) for what, spent in seconds.items()}
    return {
        "delivery_ms": round(1000 * least[DELIVERY], 2),
        "notification_to_a_delivery": round(least[NOTIFICATION] / least[DELIVERY], 2),
        **{f"read_of_{many}_to_a_delivery": round(least[many] / least[DELIVERY], 2) for many in MESSAGES},
    }


async def _send(whole: Whole, number: str, stay: str) -> None:
    """An admission notice, one of the person's stays."""
    await whole.send(notice(SOCIAL, patient=patient(number), episode=EpisodeRef(stay, SENT)))


async def _due(whole: Whole) -> Sequence[Claim]:
    whole.store.shelf.hint_all()
    return await whole.store.claim("worker", 10, 60.0)


async def _subscribe(whole: Whole) -> None:
    """The unit is told at an address of its own of what comes from now on."""
    unit = whole.units.units[SOCIAL]
    assert unit.endpoint is not None
    whole.units.units[SOCIAL] = replace(unit, endpoint=replace(unit.endpoint, hook=HOOK))
    service, units = Subscriptions(whole.parts), frozenset({SOCIAL})
    made, _ = await service.create(intake.read(posted(), OWN), units, "bench", "r0")
    await whole.work()
    found = await service.find(made.id, units)
    assert found is not None
    assert found.status is Status.ACTIVE


async def _seconds(work: Awaitable[object]) -> float:
    began = time.process_time()
    await work
    return time.process_time() - began
