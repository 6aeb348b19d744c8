"""What is due in the stay or plan of a message, as far as it concerns the units that ask."""

from collections.abc import Mapping, Sequence

from adapter.episode.sips import sips
from adapter.model.deadline import Row
from adapter.model.history import Event, History
from adapter.pipeline.duties import duties, known_as, knows
from adapter.pipeline.overdue import knows_message
from adapter.pipeline.parts import Parts

_SENDER = "sender"


class Due:
    """Reckoned anew at each asking, so that it is never older than the answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def of_message(
        self, message_id: str, units: frozenset[str]
    ) -> Sequence[Mapping[str, object]] | None:
        """The rows of the message's stay or plan; None where none of these units sent such a message.

        Of a refused message nothing is due, and of one that waits for the register nothing is told (semantics 15).
        Shown is what one of the units owes itself, and what is owed for a message of theirs where the rules tell its
        sender when that is late, by a unit they know of; how others fare is theirs (semantics 38).
        """
        store = self._parts.store
        receipt = await store.receipt(message_id, tuple(units))
        if receipt is None:
            return None
        kept = await store.kept(message_id, (receipt.sender,))
        if kept is None or kept.message is None:
            return ()
        history = kept.person.history
        event = history.event(receipt.message_id)
        if event is None:
            return ()
        found = duties(history, self._parts.clock.now(), self._parts)
        mine = [row for row in found if _together(row, event, history) and _concerns(row, history, units)]
        parties = sorted(units & _parties(history))
        return [_told(row, history, parties) for row in mine if await self._has(row, history, parties)]

    async def _has(self, row: Row, history: History, parties: Sequence[str]) -> bool:
        """Whether one of the units sent or has got what the row is about: what is held from it, or was refused to it, is
        not told by its row; nor is what an attempt may have brought (semantics 15, 20)."""
        for unit in parties:
            known = known_as(row, unit, history)
            if known is not None:
                _, event = known
                about = await self._parts.store.receipt(event.message_id, (event.sender,))
                if knows_message(unit, about):
                    return True
        return False


def _together(row: Row, event: Event, history: History) -> bool:
    if row.message_id == event.message_id:
        return True
    began = history.event(row.message_id) if row.message_id else None
    stay = row.episode or (began.episode if began else None)
    if stay is not None and stay == event.episode:
        return True
    return any(row.plan == sip.key and event.message_id in sip.messages for sip in sips(history.events))


def _concerns(row: Row, history: History, units: frozenset[str]) -> bool:
    if row.owner is None or row.owner in units:
        return row.owner is not None
    began = history.event(row.message_id) if row.message_id else None
    if began is None or began.sender not in units or _SENDER not in row.tell:
        return False
    return knows(began.sender, row.owner, row, history)


def _parties(history: History) -> frozenset[str]:
    """Whoever sent or was sent anything of the person: a client may have hundreds of units that know nothing of it."""
    got = {one.recipient for one in history.disclosures}
    return frozenset(got | {event.sender for event in history.events})


def _told(row: Row, history: History, parties: Sequence[str]) -> Mapping[str, object]:
    """The row with the id by which the units know its message; the stay's id is the one that they asked by."""
    shown = {**row.to_json()}
    del shown["episode"]
    known = (known_as(row, unit, history) for unit in parties)
    about = next((name for name, event in filter(None, known) if event.message_id == row.message_id), None)
    return {**shown, "messageId": about}
