"""Answers that come by themselves, after a receiver only said that it would answer (semantics 31)."""

from adapter.model.delivery import Answer
from adapter.pipeline.deliver import Deliverer
from adapter.pipeline.parts import Parts

LEASE_SECONDS = 30.0


class Answers:
    """What a receiver sends to say what became of a delivery."""

    def __init__(self, parts: Parts, deliverer: Deliverer) -> None:
        self._parts = parts
        self._deliverer = deliverer

    async def take(self, delivery: str, answer: Answer, *, caller_units: frozenset[str]) -> bool:
        """Do with the delivery as the answer says; False when none of these units was sent it.

        An answer to what is done already, or to a revision that another has followed, changes nothing. Raises
        `Unavailable` while the delivery is being sent: the receiver answers again.
        """
        store = self._parts.store
        for unit in sorted(caller_units):
            known = await store.delivered(unit, delivery)
            if known is None:
                continue
            frozen = known.entry.frozen
            if frozen is not None and frozen.delivery == delivery:
                claim = await store.take(unit, delivery, self._parts.chance.uuid(), LEASE_SECONDS)
                if claim is not None:
                    await self._deliverer.answered(claim, answer)
            return True
        return False
