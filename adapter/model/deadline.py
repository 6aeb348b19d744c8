"""Deadlines: what a pack says of each, and the row that one becomes in a person's case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5

WEIGHTS = ("limit", "goal", "reminder")
"""A limit is a duty; a goal is only measured; a reminder stands for words like *snarast* that name no time."""
TELL = ("owner", "sender")
"""Who is notified of what is overdue: the unit that owes it, the unit whose message began it."""
STATES = ("open", "met", "overdue", "not-applicable")


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What begins at or after an hour counts as begun the next day; `exactly` is what the hour itself counts as."""

    at: time
    exactly: str = "after"

    def passed(self, local: time) -> bool:
        """Whether a time of the day is beyond it."""
        return local > self.at or (local == self.at and self.exactly == "after")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long there is: elapsed `hours`, or whole `days`, `weekdays` or `years` to the end of the last (or to `at`).

    `cutoff` shifts the first day; `until` names a moment that ends the time instead, `cap` one that may end it sooner.
    `rounds` are the hours that divide a day into rounds: what comes in one is seen to by the end of the next.
    `open` is for *without delay* where no time is named: there is an age, and no end.
    """

    hours: float | None = None
    days: int | None = None
    weekdays: int | None = None
    years: int | None = None
    at: time | None = None
    cutoff: Cutoff | None = None
    until: str | None = None
    cap: str | None = None
    rounds: tuple[time, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """One entry of a pack's `deadlines`. Names of moments, owners, fulfilments and conditions are the vocabulary's.

    `reading` is the one of `rule` to which alone it belongs; None where it is in force under both.
    """

    rule: str
    what: str
    owner: str
    start: str
    limit: Limit
    met: str
    part: str | None = None
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    weight: str = "limit"
    tell: tuple[str, ...] = ("owner",)
    source: str = ""
    reading: str | None = None
    finding: str | None = None
    """A code that the overdue row carries: what a missed goal is called."""
    layer: str = ""
    file: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """Unique within the packs, as a rule's key is."""
        return f"{self.rule}/{self.part}" if self.part else self.rule


@dataclass(frozen=True, slots=True)
class Row:
    """What one unit owes in one case: from when, until when, and how it stands; times in Swedish time.

    `due` None: until something that has not happened. `message_id` is the message it is about, `episode` its stay,
    `plan` its plan's key (never told). `late_entry`: what began it, or met it, was done on paper and
    entered later.
    """

    rule: str
    what: str
    owner: str | None
    starts: datetime | None
    due: datetime | None
    state: str
    met_at: datetime | None = None
    kind: str | None = None
    message_id: str | None = None
    episode: str | None = None
    plan: str | None = None
    weight: str = "limit"
    tell: tuple[str, ...] = ("owner",)
    part: str | None = None
    late_entry: bool = False
    finding: str | None = None

    @property
    def mark(self) -> str:
        """Tells this duty from every other of the person, however often it is reckoned.

        A plan gets its name after its first invitation, and may come to belong to a stay: what a message of it began is
        told by that message alone.
        """
        of_a_plan = self.plan is not None and self.message_id is not None
        where = (None, None) if of_a_plan else (self.episode, self.plan)
        about = "\0".join(
            str(one) for one in (self.rule, self.part, self.what, self.owner, *where, self.message_id)
        )
        return str(uuid5(NAMESPACE_URL, about))

    def to_json(self) -> Mapping[str, object]:
        """The shape of `contract.md` §5, with which message and stay it is about."""
        return {
            "rule": self.rule,
            "what": self.what,
            "owner": self.owner,
            "starts": _text(self.starts),
            "due": _text(self.due),
            "state": self.state,
            "metAt": _text(self.met_at),
            "weight": self.weight,
            "kind": self.kind,
            "messageId": self.message_id,
            "episode": self.episode,
            **({"lateEntry": True} if self.late_entry else {}),
            **({"finding": self.finding} if self.finding and self.state == "overdue" else {}),
        }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
