"""What a kind of message is made of: members, their types, and those that several kinds share."""

from dataclasses import dataclass
from enum import StrEnum

from adapter.model.message import FUNCTIONS


class Type(StrEnum):
    """What a member holds. `SCALAR` is a text or a boolean; `STRUCT` an object with members of its own."""

    TEXT = "text"
    INSTANT = "instant"
    DATE = "date"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    CODE = "code"
    SCALAR = "scalar"
    UNIT = "unit"
    STRUCT = "struct"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a message's content: `many` for a list, `starred` where `contract.md` requires it for `new`.

    `open` codes may be others than `codes`: a rule, not reading, says what becomes of them; an `open` integer may come as
    a text of its digits.
    """

    name: str
    type: Type = Type.TEXT
    many: bool = False
    starred: bool = False
    codes: tuple[str, ...] = ()
    open: bool = False
    members: tuple["Member", ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its Swedish name, English gloss, content, the actions defined for it, and whether it needs a stay.

    `episode` is True when the message belongs to an inpatient stay, False when it must not name one,
    None when it may.
    """

    name: str
    english: str
    actions: tuple[str, ...]
    episode: bool | None
    members: tuple[Member, ...]

    def member(self, name: str) -> Member | None:
        """The member of that name, if the kind has it."""
        return next((member for member in self.members if member.name == name), None)

    def required(self, action: str) -> tuple[str, ...]:
        """Names of the members that this action cannot do without, whatever the region."""
        if action in {"cancel", "close", "annul"}:
            return ("reason",) if action in {"close", "annul"} else ()
        return tuple(member.name for member in self.members if member.starred)


def struct(name: str, *members: Member, many: bool = False, starred: bool = False) -> Member:
    """A member that is an object, or a list of objects."""
    return Member(name, Type.STRUCT, many=many, starred=starred, members=members)


def code(name: str, *codes: str, many: bool = False, starred: bool = False) -> Member:
    """A member that is one of the codes, or a list of them."""
    return Member(name, Type.CODE, many=many, starred=starred, codes=codes)


def text(name: str, *, many: bool = False, starred: bool = False) -> Member:
    """A member that is a text, or a list of texts."""
    return Member(name, many=many, starred=starred)


def flag(name: str) -> Member:
    """A member that is true or false."""
    return Member(name, Type.BOOLEAN)


ANNUL_REASONS = ("fel-person", "fel-mottagare")

REASON = text("reason")
DECIDED_BY = struct("decidedBy", text("name"), text("title"), code("function", *FUNCTIONS))
PLACEMENT = struct(
    "placement",
    code("form", "korttidsvistelse", "sabo"),
    code("decidedBy", *FUNCTIONS),
    code("law", "sol", "lss"),
)
SBAR = struct("sbar", text("situation"), text("background"), text("assessment"), text("recommendation"))
CONTACT_RECORD = struct("contactRecord", Member("at", Type.INSTANT), text("with"), text("content"))
LEGAL_GROUND = struct(
    "legalGround",
    code("basis", "lpt-43", "lrv-24"),
    code("legalForm", "opt", "orv"),
    text("requestedBy"),
    code("requesterFunction", *FUNCTIONS),
    text("necessity"),
)
INTERPRETER = struct("interpreter", flag("needed"), flag("arranged"))


def kind(name: str, english: str, actions: str, members: tuple[Member, ...], *, episode: bool | None) -> Kind:
    """A kind with what every kind has besides its own: annul, why, and who decided."""
    common = tuple(m for m in (REASON, DECIDED_BY) if all(own.name != m.name for own in members))
    return Kind(name, english, (*actions.split(), "annul"), episode, (*members, *common))
