"""What has not arrived in time is told of, while its sender can still telephone (semantics 32, 33)."""

from adapter.log import Event, emit
from adapter.model.kept import Claim
from adapter.pipeline.own_notices import ARRIVED, DELAYED, undelivered
from adapter.pipeline.parts import Parts

MOST = 20
"""Of each partition at a look; what is left is found by the next."""
LEASE_SECONDS = 60.0


class Undelivered:
    """The scheduler's part: several processes may look at once, each entry is told of by one, once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def tell(self) -> int:
        """One look everywhere; how many senders were told. Raises `Unavailable`."""
        claims = await self._parts.store.undelivered(MOST, LEASE_SECONDS)
        return sum([await self._tell(claim) for claim in claims])

    async def _tell(self, claim: Claim) -> bool:
        sender = self._parts.directory.unit(claim.sender)
        if sender is None:
            await self._parts.store.forget_late(claim)
            return False
        record = {
            "what": "told-delayed",
            "at": self._parts.clock.now().isoformat(),
            "message": claim.message_id,
            "recipient": claim.entry.recipient,
        }
        told = await self._parts.store.tell_delayed(
            claim, undelivered(claim, sender, DELAYED), undelivered(claim, sender, ARRIVED), record
        )
        if told:
            entry = claim.entry
            emit(Event.DELIVERY_LATE, entry=entry.id, endpoint=entry.endpoint, kind=entry.kind)
        return told
