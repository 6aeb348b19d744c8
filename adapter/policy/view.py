"""One decision's view of the facts: each asked for at most once, and only when a rule needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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


Question = Callable[[View], object]
