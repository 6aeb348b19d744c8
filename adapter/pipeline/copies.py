"""How the things of a message are known at its recipient, where that is a server that keeps resources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from adapter.mapping.transaction import writes_stay
from adapter.model.copies import Copies, Original, Thing
from adapter.model.copy import Copy
from adapter.model.facts import Facts
from adapter.model.history import MANUAL, Event, History
from adapter.model.ids import entry_id
from adapter.model.kept import Claim
from adapter.model.message import Message
from adapter.pipeline.parts import Parts
from adapter.r4.mappings import Mappings

_CHAINED = frozenset({"revise", "cancel", "annul", "approve", "close"})
"""Actions of a message that goes on with what the one it relates to began."""
_ENDING = frozenset({"cancel", "annul", "close"})


def of_notice(claim: Claim) -> Copies:
    """For a notice of our own: it is about no thing that others write."""
    return Copies(claim.entry.recipient, claim.person_key, claim.entry.id)


async def known(claim: Claim, message: Message, facts: Facts, copy: Copy, parts: Parts) -> Copies | None:
    """For a message as its recipient is told it, where that has a server which keeps resources; `facts` with the stay as it
    was after it.
    """
    endpoint = copy.recipient.endpoint
    if endpoint is None or endpoint.mode != "transaction":
        return None
    found = of_message(claim, message, facts, parts.mappings, content_free=copy.content_free)
    if message.action != "annul" or found.original is None:
        return found
    about = facts.history.event(found.original.message_id)
    kept = await parts.store.kept(about.message_id, (about.sender,)) if about else None
    answers = kept.message.content.get("answers") if kept and kept.message else None
    return replace(found, original=replace(found.original, authors=_authors(answers)))


def _authors(answers: object) -> int:
    """How many have answered; one where the body is gone."""
    given = answers if isinstance(answers, list | tuple) else ()
    return len({(one.get("name"), one.get("title")) for one in given if isinstance(one, Mapping)}) or 1


def of_message(
    claim: Claim, message: Message, facts: Facts, mappings: Mappings, *, content_free: bool
) -> Copies:
    """The same, but for what only the original's body says."""
    told = _Told(facts.history, claim.entry.recipient, mappings)
    event = facts.history.event(message.message_id)
    if event is None:  # what is delivered has been accepted
        return of_notice(claim)
    return Copies(
        claim.entry.recipient,
        claim.person_key,
        claim.entry.id,
        names=told.names(event),
        newer=frozenset(told.newer(event)),
        gone=message.kind == "inskrivningsmeddelande"
        and message.action == "annul"
        and facts.episode is not None
        and facts.episode.state == "unregistered",
        original=told.original(message, event) if message.action in _ENDING else None,
        content_free=content_free,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What one unit has been told of a person."""

    history: History
    unit: str
    mappings: Mappings

    def names(self, event: Event) -> dict[Thing, str]:
        """What the things of a message are called, in words that stay the same in every message about them."""
        found = {Thing.PERSON: "", Thing.THREAD: self._root(event).message_id}
        if event.episode is not None:
            found[Thing.STAY] = event.episode
        if (plan := self._plan(event)) is not None:
            found[Thing.PLAN] = plan
        return found

    def newer(self, event: Event) -> Iterator[Thing]:
        """Of which things the unit has got a later message, or may have."""
        own, later = self.names(event), self._later(event)
        for other in later:
            names = self.names(other)
            if "patient.name" in self._paths(other):
                yield Thing.PERSON
            if names.get(Thing.STAY) == own.get(Thing.STAY) and writes_stay(other.kind, self.mappings):
                yield Thing.STAY
            if other.kind == event.kind and names.get(Thing.PLAN) == own.get(Thing.PLAN):
                yield Thing.PLAN
            if names[Thing.THREAD] == own[Thing.THREAD]:
                yield Thing.THREAD

    def original(self, message: Message, event: Event) -> Original | None:
        """What the message takes back or ends, as the unit got it: the one it names, else the plan's newest."""
        about = self.history.event(message.relates_to) if message.relates_to else self._last_of_plan(event)
        delivery = self.history.got(about.message_id, self.unit) if about else None
        if about is None or delivery is None:
            return None
        return Original(
            about.message_id,
            about.kind,
            entry_id(about.sender, about.message_id, self.unit),
            delivery,
            self._paths(about),
            owed=any(
                one.message_id == about.message_id and one.unit == self.unit and one.kind != MANUAL
                for one in self.history.owed
            ),
            parts=tuple(_parts(about)),
        )

    def _later(self, event: Event) -> tuple[Event, ...]:
        events = self.history.events
        after = [one.message_id for one in events].index(event.message_id) + 1
        return tuple(one for one in events[after:] if self.history.got(one.message_id, self.unit))

    def _paths(self, event: Event) -> frozenset[str]:
        got = (
            one
            for one in self.history.disclosures
            if one.message_id == event.message_id and one.recipient == self.unit
        )
        return frozenset(path for one in got for path in one.paths)

    def _root(self, event: Event) -> Event:
        """The message that began the chain: an invitation of its revision, an assessment of its correction."""
        seen = {event.message_id}
        while event.action in _CHAINED and event.relates_to:
            before = self.history.event(event.relates_to)
            if before is None or before.kind != event.kind or before.message_id in seen:
                break
            seen.add(before.message_id)
            event = before
        return event

    def _plan(self, event: Event) -> str | None:
        """The plan it is about: the one it names, else that of the message it goes on with."""
        for one in (event, self._root(event)):
            if isinstance(plan := one.noted.get("plan"), str):
                return plan
        return None

    def _last_of_plan(self, event: Event) -> Event | None:
        plan = self._plan(event)
        events = self.history.events
        before = events[: [one.message_id for one in events].index(event.message_id)]
        return next(
            (
                one
                for one in reversed(before)
                if plan is not None
                and one.kind == event.kind
                and self._plan(one) == plan
                and self.history.got(one.message_id, self.unit)
            ),
            None,
        )


def _parts(event: Event) -> Iterator[tuple[str, str]]:
    """The member and the digest of each goal and intervention of a plan (`model/sip_parts.py`)."""
    items = event.noted.get("items")
    for item in items if isinstance(items, list) else ():
        part, digest = item[0], item[1]
        yield str(part), str(digest)
