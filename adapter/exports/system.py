"""One source system's names: for messages, states, roles and fields, and what in our messages it has no name for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapter.exports.expression import Expression
from adapter.exports.tree import form
from adapter.model.identifiers import NumberType
from adapter.model.kinds import CONSENT, KINDS
from adapter.model.member import Kind, Member, Type
from adapter.model.message import ACTIONS, FUNCTIONS, LEGAL_FORMS, REGIONS

REST = "svu-adapter"
"""The part of an export that holds, under our own names, what the system has no name for."""

Word = str | bool


def _struct(name: str, *members: Member, many: bool = False) -> Member:
    return Member(name, Type.STRUCT, many=many, members=members)


ENVELOPE = (
    Member("messageId"),
    Member("action", Type.CODE, codes=ACTIONS),
    Member("region", Type.CODE, codes=REGIONS),
    Member("sentAt", Type.INSTANT),
    _struct(
        "sender",
        Member("unit", Type.UNIT),
        _struct("person", Member("name"), Member("title"), Member("function", Type.CODE, codes=FUNCTIONS)),
    ),
    Member("recipients", Type.UNIT, many=True),
    _struct("patient", Member("type", Type.CODE, codes=tuple(NumberType)), Member("value")),
    _struct(
        "episode",
        Member("id"),
        Member("admittedAt", Type.INSTANT),
        Member("legalForm", Type.CODE, codes=LEGAL_FORMS),
    ),
    Member("relatesTo"),
    Member("relatesToUnit", Type.UNIT),
    _struct("withhold", Member("unit", Type.UNIT), Member("reason"), many=True),
    _struct("outage", Member("reason"), Member("originalAt", Type.INSTANT)),
    _struct("consent", *CONSENT.members),
)
"""Members of a message but kind and content; `relatesToUnit` sent the message that `relatesTo` names, where that was another unit."""
REGISTER = (
    Member("given", many=True),
    Member("family"),
    Member("line", many=True),
    Member("postalCode"),
    Member("city"),
)
"""Register data that an export may hold: compared and dropped (`contract.md` §1)."""


@dataclass(frozen=True, slots=True)
class Field:
    """What the system calls a member.

    `names` are paths, tried in order when reading, the first one written; `joint` ones are read and written together,
    by the expressions. `words` are the system's words for our codes, `default` what it means to give nothing.
    """

    names: tuple[tuple[str, ...], ...] = ()
    joint: bool = False
    read: Expression | None = None
    write: Expression | None = None
    words: Mapping[str, Word] = field(default_factory=dict)
    default: str | None = None
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    source: str = ""

    @property
    def both_ways(self) -> bool:
        """Whether what was read can be written again."""
        return self.read is None or self.write is not None

    def ours(self, word: str) -> Word:
        """Our code for a word of the system's; a word that it does not have stays."""
        wanted = form(word)
        return next((code for name, code in self.words.items() if form(name) == wanted), word)

    def theirs(self, code: object) -> object:
        """The system's word for a code of ours; a code that it has none for stays."""
        return next(
            (name for name, own in self.words.items() if own == code and type(own) is type(code)), code
        )


@dataclass(frozen=True, slots=True)
class Called:
    """A message's name: of a kind, or of a kind with an action, or of one whose content `sets` these members."""

    names: tuple[str, ...]
    kind: str
    action: str | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the system's for a role of ours, or for the state that a message brings (`kind action`)."""

    name: str
    ours: str
    source: str


@dataclass(frozen=True, slots=True)
class System:
    """A source system as its mapping file describes it."""

    name: str
    title: str
    note: str
    rows: str
    message: Field
    messages: tuple[Called, ...]
    envelope: Mapping[str, Field]
    register: Mapping[str, Field]
    kinds: Mapping[str, Mapping[str, Field]]
    roles: tuple[Term, ...] = ()
    states: tuple[Term, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    """Systems before it whose exports are read by the same names, and their titles."""
    delimiter: str = ";"

    def called(self, word: str) -> list[Called]:
        """The messages of that name."""
        wanted = form(word)
        return [called for called in self.messages if any(form(name) == wanted for name in called.names)]

    def calls(self, kind: str, action: str, content: Mapping[str, object]) -> Called | None:
        """What it calls a message: the name that says most."""
        fitting = [
            called
            for called in self.messages
            if called.kind == kind
            and (called.action == action or (called.action is None and self.says(action)))
            and all(content.get(member) == value for member, value in called.sets.items())
        ]
        return max(fitting, key=lambda called: (len(called.sets), called.action is not None), default=None)

    def says(self, action: str) -> bool:
        """Whether it can say an action beside a message's name."""
        said = self.envelope.get("action")
        return said is not None and (action == said.default or action in said.words.values())


def inexpressible(system: System) -> Iterator[str]:
    """What the system has no name for, as `kind`, `kind action` or `kind: content.member`; the envelope's first."""
    yield from (f"message: {path}" for path in _missing(ENVELOPE, system.envelope))
    for kind in KINDS.values():
        if all(called.kind != kind.name for called in system.messages):
            yield kind.name
            continue
        yield from (f"{kind.name} {action}" for action in kind.actions if not _can_say(system, kind, action))
        yield from (
            f"{kind.name}: content.{path}"
            for path in _missing(kind.members, system.kinds.get(kind.name, {}))
            if not _named_by_message(system, kind, path)
        )


def _can_say(system: System, kind: Kind, action: str) -> bool:
    return any(
        called.kind == kind.name
        and (called.action == action or (called.action is None and system.says(action)))
        for called in system.messages
    )


def _named_by_message(system: System, kind: Kind, path: str) -> bool:
    """Whether each value of a member has a message's name of its own."""
    member = kind.member(path)
    said = {called.sets.get(path) for called in system.messages if called.kind == kind.name}
    return member is not None and bool(member.codes) and said >= set(member.codes)


def _missing(members: tuple[Member, ...], fields: Mapping[str, Field]) -> Iterator[str]:
    for member in members:
        named = fields.get(member.name)
        if named is None or not named.both_ways:
            yield member.name
        elif member.type is Type.STRUCT:
            yield from (f"{member.name}.{path}" for path in _missing(member.members, named.fields))
