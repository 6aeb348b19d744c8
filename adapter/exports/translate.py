"""Between one message as a system's export holds it and the native document, both ways.

Writing proves itself: a value counts as said in the system's names only when reading gives it back; everything else
goes under our own names into the part called `svu-adapter`.
"""

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

from adapter.exports import tree
from adapter.exports.expression import Unusable
from adapter.exports.system import ENVELOPE, REGISTER, REST, Called, Field, System
from adapter.exports.tree import Path, blank
from adapter.model.kinds import KINDS
from adapter.model.member import Member, Type
from adapter.model.swedish_time import STOCKHOLM

Json = dict[str, Any]
_LOCAL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)")
_BESIDE = {"message", "deliveryId", "withheld", "verdict"}
_DIGITS = re.compile("[0-9]{1,9}")
_FLAGS = {"true": True, "false": False}


@dataclass(slots=True)
class Said:
    """What one message of an export says: a native document to be read, and register data.

    `places` tells where each member of it lies in the export; `used` is everything that was looked at;
    `faults` are places whose expression had no answer, `strange` the place of a message's name that is not known.
    """

    document: Json = field(default_factory=dict)
    register: Json = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    used: set[Path] = field(default_factory=set)
    faults: list[Path] = field(default_factory=list)
    strange: Path | None = None

    def place(self, member: str) -> Path | None:
        """Where a member lies, or the nearest that it belongs to."""
        while member:
            if member in self.places:
                return self.places[member]
            member = member.rpartition(".")[0] if not member.endswith("]") else member.rpartition("[")[0]
        return None


def read(system: System, row: Mapping[str, Any], where: Path) -> Said:
    """What a message lying at `where` says in the system's names."""
    said = Said()
    envelope = _Reader(said, "").struct(ENVELOPE, system.envelope, row, where)
    said.register = _Reader(said, "register").struct(REGISTER, system.register, row, where)
    rest = _rest(row, where, said)
    word = _Reader(said, "kind").leaf(Member("kind"), system.message, row, where)
    called = _called(system, word, envelope.get("action"))
    if called is None and word is not None:
        said.strange = said.places["kind"]
    kind = called.kind if called else rest.get("kind")
    document: Json = {**envelope, "kind": kind}
    if called is not None:
        content = _Reader(said, "content").struct(
            KINDS[called.kind].members, system.kinds.get(called.kind, {}), row, where
        )
        document["content"] = {**called.sets, **content}
        if called.action is not None and "action" not in said.places:
            document["action"] = called.action
    members = (*ENVELOPE, Member("kind"), _content(kind))
    said.document = _merged(document, _typed(members, rest))
    return said


def write(system: System, document: Mapping[str, Any]) -> Json:
    """A native document in the system's names, the rest of it under our own."""
    row: Json = {}
    kind, action, content = document["kind"], document["action"], document.get("content", {})
    envelope = {name: value for name, value in document.items() if name not in {"kind", "content"}}
    left = _write_struct(ENVELOPE, system.envelope, envelope, row)
    called = system.calls(kind, action, content)
    if called is None or not _write_leaf(Member("kind"), system.message, called.names[0], row):
        left.update(kind=kind, action=action, content=content)
    else:
        own = {name: value for name, value in content.items() if name not in called.sets}
        content = _write_struct(KINDS[kind].members, system.kinds.get(kind, {}), own, row)
        left.pop("action", None)
        left.update({"content": content} if content else {})
        if read(system, row, ()).document.get("action") != action:
            left["action"] = action
    return {**row, **({REST: {"message": left}} if left else {})}


def _called(system: System, word: object, action: object) -> Called | None:
    named = system.called(word) if isinstance(word, str) else []
    exact = (called for called in named if called.action == action)
    whatever = (called for called in named if called.action is None)
    return next(exact, None) or next(whatever, None) or next(iter(named), None)


def _content(kind: object) -> Member:
    members = KINDS[kind].members if isinstance(kind, str) and kind in KINDS else ()
    return Member("content", Type.STRUCT, members=members)


def _rest(row: Mapping[str, Any], where: Path, said: Said) -> Mapping[str, Any]:
    found = tree.find(row, (REST,), where)
    if found is None or not isinstance(found[1], Mapping):
        return {}
    # what a delivery of ours says beside the message is known; anything else there is reported like any field
    for name in _BESIDE & set(found[1]):
        said.used.update(place for place, _ in tree.leaves(found[1][name], (*found[0], name)))
    message = found[1].get("message")
    return message if isinstance(message, Mapping) else {}


@dataclass(slots=True)
class _Reader:
    """Reads members below one member of the document; notes where each was found."""

    said: Said
    member: str

    def _under(self, name: str) -> "_Reader":
        return _Reader(self.said, f"{self.member}.{name}" if self.member else name)

    def struct(
        self, members: tuple[Member, ...], fields: Mapping[str, Field], row: object, where: Path
    ) -> Json:
        """The members that are given; what is meant by silence is added where anything is."""
        given: Json = {}
        for member in members:
            named = fields.get(member.name)
            if named is not None:
                value = self._under(member.name).value(member, named, row, where)
                if not blank(value):
                    given[member.name] = value
        meant = {name: named.default for name, named in fields.items() if named.default is not None}
        return {**meant, **given} if given else {}

    def value(self, member: Member, named: Field, row: object, where: Path) -> object:
        """A member, with the members of its own where it has any."""
        if member.type is not Type.STRUCT:
            return self.leaf(member, named, row, where)
        found = self._found(named, row, where) if named.names else (where, row)
        if found is None:
            return None
        place, value = found
        if named.names:
            self.said.places[self.member] = place
        if not member.many:
            return (
                self.struct(member.members, named.fields, value, place)
                if isinstance(value, Mapping)
                else self._odd(found)
            )
        items = value if isinstance(value, list) else [value]
        return [
            _Reader(self.said, f"{self.member}[{number}]").struct(
                member.members, named.fields, item, (*place, number) if isinstance(value, list) else place
            )
            if isinstance(item, Mapping) or blank(item)
            else item
            for number, item in enumerate(items)
        ]

    def _odd(self, found: tuple[Path, object]) -> object:
        """A value where an object belongs: it goes on, for the native reader to refuse."""
        self.said.used.add(found[0])
        return found[1]

    def leaf(self, member: Member, named: Field, row: object, where: Path) -> object:
        """A member without members of its own, as our type; None when it is not given or cannot be had."""
        if named.joint:
            parts = [tree.find(row, path, where) for path in named.names]
            given = [part for part in parts if part is not None and not blank(part[1])]
            if not given:
                return None
            value: object = [None if part is None else part[1] for part in parts]
            place = given[0][0]
            self.said.used.update(part[0] for part in given)
        else:
            found = self._found(named, row, where)
            if found is None:
                return None
            place, value = found
            self.said.used.update(at for at, _ in tree.leaves(value, place))
        self.said.places[self.member] = place
        if named.read is not None:
            try:
                value = named.read.of(value)
            except Unusable:
                self.said.faults.append(place)
                return None
        if member.many:
            items = value if isinstance(value, list) else [value]
            return [_coerced(member, named, item) for item in items]
        return _coerced(member, named, value)

    def _found(self, named: Field, row: object, where: Path) -> tuple[Path, object] | None:
        found = (tree.find(row, path, where) for path in named.names)
        return next((one for one in found if one is not None and not blank(one[1])), None)


def _coerced(member: Member, named: Field, value: object) -> object:
    """The system's word as our code, and the text of a form that knows only texts as what the member holds."""
    if isinstance(value, str) and named.words:
        value = named.ours(value)
    return _typed_leaf(member, value)


def _typed_leaf(member: Member, value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and member.type is Type.TEXT:
        return str(value)
    if not isinstance(value, str):
        return value
    match member.type:
        case Type.INSTANT:
            return _instant(value)
        case Type.BOOLEAN | Type.SCALAR:
            return _FLAGS.get(value, value)
        case Type.INTEGER:
            return int(value) if _DIGITS.fullmatch(value) else value
        case _:
            return value


def _instant(text: str) -> str:
    """A Swedish clock time with its offset; one that the clock shows twice or never is left for reading to refuse."""
    local = _LOCAL.fullmatch(text.strip())
    if local is None:
        return text
    try:
        at = datetime.fromisoformat(f"{local[1]}T{local[2]}").replace(tzinfo=STOCKHOLM)
    except ValueError:
        return text
    return at.isoformat() if at.utcoffset() == at.replace(fold=1).utcoffset() else text


def _typed(members: tuple[Member, ...], given: Mapping[str, Any]) -> Json:
    """The part under our own names, its texts as the types they stand for; strange members stay to be refused."""
    known = {member.name: member for member in members}
    return {
        name: _typed_value(known[name], value) if name in known else value for name, value in given.items()
    }


def _typed_value(member: Member, value: object) -> object:
    if member.many and not blank(value):
        items = value if isinstance(value, list) else [value]
        return [_typed_one(member, item) for item in items]
    return _typed_one(member, value)


def _typed_one(member: Member, value: object) -> object:
    if member.type is Type.STRUCT:
        return _typed(member.members, value) if isinstance(value, Mapping) else value
    return _typed_leaf(member, value)


def _merged(one: Any, other: Any) -> Any:
    """Both, laid over one another; lists item by item."""
    if isinstance(one, dict) and isinstance(other, Mapping):
        return {
            **one,
            **{name: _merged(one[name], value) if name in one else value for name, value in other.items()},
        }
    if isinstance(one, list) and isinstance(other, list):
        return [_merged(mine, its) for mine, its in zip_longest(one, other)]
    return one if blank(other) else other


def _write_struct(
    members: tuple[Member, ...], fields: Mapping[str, Field], given: Mapping[str, Any], row: Json
) -> Json:
    """Write the members that have names; what is left is given back."""
    if any(named.default is not None and name not in given for name, named in fields.items()):
        # reading would add what silence means
        return dict(given)
    left: Json = {}
    said = False
    known = {member.name: member for member in members}
    for name, value in given.items():
        member, named = known.get(name), fields.get(name)
        if member is None or named is None:
            left[name] = value
        elif member.type is Type.STRUCT:
            remains = _write_members(member, named, value, row)
            said = said or remains != value
            if not blank(remains):
                left[name] = remains
        elif named.names and _write_leaf(member, named, value, row):
            said = True
        else:
            left[name] = value
    for name, value in list(left.items()):
        # what silence means need not be said, where anything is
        if said and name in fields and fields[name].default == value:
            del left[name]
    return left


def _write_members(member: Member, named: Field, value: Any, row: Json) -> Any:
    """Write an object, or a list of them; what is left, item by item."""
    path = named.names[0] if named.names else ()
    if not member.many:
        inner: Json = {} if path else row
        remains = _write_struct(member.members, named.fields, value, inner)
        if path and inner:
            tree.put(row, path, inner)
        return remains
    items: list[Json] = [{} for _ in value]
    left = [
        _write_struct(member.members, named.fields, one, item) for one, item in zip(value, items, strict=True)
    ]
    if any(items):
        tree.put(row, path, items)
    return left if any(left) else None


def _write_leaf(member: Member, named: Field, value: object, row: MutableMapping[str, Any]) -> bool:
    """Write a value at its names; False, and nothing written, when it would not be read back as it is."""
    if not named.both_ways:
        return False
    words = [named.theirs(item) for item in value] if isinstance(value, list) else named.theirs(value)
    paths = named.names if named.joint else named.names[:1]
    try:
        made = named.write.of(words) if named.write else words
    except Unusable:
        return False
    parts = made if named.joint else [made]
    if not isinstance(parts, list) or len(parts) != len(paths):
        return False
    for path, part in zip(paths, parts, strict=True):
        tree.put(row, path, part)
    if _Reader(Said(), member.name).leaf(member, named, row, ()) == value:
        return True
    for path in paths:
        tree.take(row, path)
    return False
