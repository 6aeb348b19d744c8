"""What has not arrived in time is told of, while its sender can still telephone (semantics 32, 33)."""

from adapter.log import Event, emit
from adapter.model.delivery import Entry, State
from adapter.model.directory import Unit
from adapter.model.ids import entry_id
from adapter.model.kept import Claim
from adapter.pipeline.parts import Parts

MOST = 20
"""Of each partition at a look; what is left is found by the next."""
LEASE_SECONDS = 60.0
DELAYED, ARRIVED = "delayed", "delivered-after-delay"


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
            claim, _notice(claim, sender, DELAYED), _notice(claim, sender, ARRIVED), record
        )
        if told:
            entry = claim.entry
            emit(Event.DELIVERY_LATE, entry=entry.id, endpoint=entry.endpoint, kind=entry.kind)
        return told


def _notice(claim: Claim, sender: Unit, reason: str) -> Entry:
    """A content-free *oleverat* to the sender; its id is computed, so that it is queued once."""
    entry = claim.entry
    return Entry(
        id=entry_id(claim.sender, claim.message_id, entry.recipient, f"oleverat {reason}"),
        message_key=entry.message_key,
        recipient=sender.unit,
        endpoint=sender.queue,
        kind="oleverat",
        action="new",
        state=State.AVAILABLE if sender.pulls else State.WAITING,
        notice=entry.recipient,
        reason=reason,
    )
