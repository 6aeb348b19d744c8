"""What was decided about a message: per recipient an outcome, its grounds and what may be disclosed."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from adapter.model.basis import NOTHING, Basis, spoken
from adapter.model.issue import Issue


class Outcome(StrEnum):
    """`REFUSE` will not become right as it stands; `HOLD` waits for a fact that may still come."""

    FORWARD = "forward"
    REDUCE = "reduce"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that counted: its catalogue id, effect, source and words, and what it rests on.

    The effect is `permit`, `reduce`, `hold` or `refuse`, or `warn` for what only goes with the verdict.
    """

    rule: str
    effect: str
    source: str
    text: str
    remedy: str = ""
    code: str = "business-rule"
    basis: Basis = NOTHING

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5, with the rule's words in both languages and what it rests on."""
        return {
            "rule": self.rule,
            "effect": self.effect,
            "source": self.source,
            "text": self.text,
            "remedy": self.remedy,
            **self.basis.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """For one recipient. `disclosed` holds paths of `contract.md` §5 that the message has and the recipient gets."""

    recipient: str
    outcome: Outcome
    grounds: tuple[Ground, ...]
    disclosed: tuple[str, ...] = ()
    handling: str | None = None
    until: datetime | None = None
    waits_for: tuple[str, ...] = ()
    """For a hold: the facts that are missing, by name; `person.*` is the register, `consent.*` a consent."""

    @property
    def leaves(self) -> bool:
        """Whether something goes to the recipient."""
        return self.outcome in {Outcome.FORWARD, Outcome.REDUCE}

    def for_recipient(self) -> dict[str, object]:
        """The same for the recipient, who gets the rules and their words but not what they saw of others' facts."""
        grounds = tuple(replace(ground, basis=NOTHING) for ground in self.grounds)
        return replace(self, grounds=grounds).to_json()

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5, as the sender gets it."""
        return {
            "recipient": self.recipient,
            "outcome": self.outcome.value,
            "grounds": [ground.to_json() for ground in self.grounds],
            "disclosed": list(self.disclosed),
            "handling": self.handling,
            "until": self.until.isoformat() if self.until else None,
        }


@dataclass(frozen=True, slots=True)
class PackRef:
    """Which rules decided: the region's pack, its version and the digest over everything in force."""

    region: str
    version: str
    digest: str

    def to_json(self) -> dict[str, str]:
        """As printed in every decision."""
        return {"region": self.region, "version": self.version, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Decision:
    """All verdicts of a message. `whole` is True when admission or the identity guard refused it whole (422)."""

    verdicts: tuple[Verdict, ...]
    pack: PackRef
    issues: tuple[Issue, ...] = field(default=())
    whole: bool = False
    identity: bool = False
    """True when the identity guard decided: over HTTP such refusals are all alike (semantics 15)."""
    beside: tuple[PackRef, ...] = ()
    """The other packs that had a say: of a recipient's region, and the Act's beside a pack that is not in force."""

    def to_json(self) -> dict[str, object]:
        """What `decide` prints."""
        return {
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
            "issues": [issue.to_json() for issue in self.issues],
            **self.packs_to_json(),
        }

    def packs_to_json(self) -> dict[str, object]:
        """By which packs it was decided: the sender's region's, and those `beside` it where there were any."""
        beside = {"beside": [ref.to_json() for ref in self.beside]} if self.beside else {}
        return {"pack": self.pack.to_json(), **beside}

    def in_language(self, language: str) -> dict[str, object]:
        """The same with every finding's words in one language."""
        return {
            "verdicts": [
                {
                    **verdict.to_json(),
                    "grounds": [spoken(ground.to_json(), language) for ground in verdict.grounds],
                }
                for verdict in self.verdicts
            ],
            "issues": [spoken(issue.to_json(), language) for issue in self.issues],
            **self.packs_to_json(),
        }
