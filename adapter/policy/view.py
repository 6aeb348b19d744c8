"""One decision's view of the facts: each asked for at most once, and only when a rule needs it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from adapter.model.basis import Seen
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.message import Message
from adapter.model.process import Process


class Unknown:
    """The value of a fact whose source did not answer."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()
TOLD = ("plain", "code", "never")
SOURCES = ("message", "register", "directory", "history", "consent", "setting", "none")
_NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """A name that rules may ask for: where it comes from live, what silence means, and how to ask.

    `ask` returns `UNKNOWN` when its source is silent, None for what is known to be absent.
    `per_recipient` facts differ between the recipients of one message.
    """

    name: str
    source: str
    on_silence: object
    ask: "Question"
    per_recipient: bool
    told: str = "plain"
    """What a verdict may say of its value: `plain` truths, numbers and times; `code` words of a closed list too;
    `never` nothing but whether it is given."""
    to_parties: str | None = None
    """The fact that must hold for the sender to be told of it at all; None where every sender may be (semantics 38)."""


@dataclass(slots=True)
class View:
    """What the questions look at. `recipient` is None while nothing that depends on it is asked."""

    message: Message
    facts: Facts
    process: Process
    settings: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    recipient: str | None = None
    shared: dict[str, object] = field(default_factory=dict)
    own: dict[str, object] = field(default_factory=dict)

    def for_recipient(self, recipient: str) -> "View":
        """The same message seen for one recipient; what was asked about the message is not asked again."""
        return View(self.message, self.facts, self.process, self.settings, recipient, self.shared)

    @property
    def unit(self) -> Unit | None:
        """The recipient's entry in the directory."""
        return self.facts.units.get(self.recipient) if self.recipient is not None else None

    def value(self, fact: Fact) -> object:
        """The fact's value; silence already read as the pack declares."""
        known = self.own if fact.per_recipient else self.shared
        if fact.name in known:
            return known[fact.name]
        answer = fact.ask(self)
        if answer is UNKNOWN:
            answer = fact.on_silence
        known[fact.name] = answer
        return answer

    def seen(self, facts: Iterable[Fact]) -> tuple[Seen, ...]:
        """Those of the facts that were asked for, as a verdict may tell them."""
        return tuple(
            _seen(fact, known[fact.name])
            for fact in facts
            if fact.name in (known := self.own if fact.per_recipient else self.shared)
        )


def _seen(fact: Fact, value: object) -> Seen:
    if value is UNKNOWN:
        return Seen(fact.name, how="unknown")
    shown = _shown(value, fact.told)
    return Seen(fact.name, how="given") if shown is UNKNOWN else Seen(fact.name, shown)


def _shown(value: object, told: str) -> object:
    """The value as it may be told, or UNKNOWN where only that it is there may be."""
    if value is None or isinstance(value, bool):
        return value
    if told == "never":
        return UNKNOWN
    if isinstance(value, int | float):
        return round(value, 2)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        items = tuple(_shown(item, told) for item in value)
        return UNKNOWN if UNKNOWN in items else tuple(sorted(items, key=str))
    return value if told == "code" and isinstance(value, str) else UNKNOWN


Question = Callable[[View], object]
