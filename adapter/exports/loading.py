"""Read `mappings/systems/*.yaml`: a closed shape, so that a misspelt key is an error with file and line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from adapter.exports.expression import Expression, Unusable
from adapter.exports.system import ENVELOPE, REGISTER, Called, Field, System, Term, Word
from adapter.exports.tree import form, steps
from adapter.model.directory import ROLES
from adapter.model.errors import PackError
from adapter.model.kinds import KINDS
from adapter.model.member import Member, Type
from adapter.r4.definition_file import Part, parse

DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}
PRODUCT = "product"
_REQUIRED = ("system", "title", "note")
_OPTIONAL = (
    "extends",
    "former",
    "rows",
    "delimiter",
    "message",
    "messages",
    "words",
    "envelope",
    "register",
    "kinds",
    "roles",
    "states",
)
_FIELD = (
    "name",
    "also",
    "names",
    "read",
    "write",
    "words",
    "default",
    "fields",
    "source",
)
Words = Mapping[str, Mapping[str, Word]]


def load(files: Mapping[str, str]) -> dict[str, System]:
    """Every system of these files (path to text) by its name and the names of those before it; raises PackError.

    A file that no messages stand in is only for others to extend.
    """
    parts = {name: parse(name, text) for name, text in sorted(files.items())}
    documents: dict[str, tuple[Part, dict[str, Part]]] = {}
    for part in parts.values():
        given = part.members(_REQUIRED, _OPTIONAL)
        name = given["system"].text()
        if name in documents:
            raise given["system"].error(f"the system {name!r} has a file already")
        documents[name] = part, given
    found: dict[str, System] = {}
    for part, given in documents.values():
        system, _ = _Read(documents).system(part, given)
        if not system.messages:
            continue
        for kind, fields in system.kinds.items():
            clash = _clash({**system.envelope, "kind": system.message}, system.register, fields)
            if clash:
                raise part.error(f"{kind}: {clash} is named twice, or holds both a value and other names")
        for name in (system.name, *system.former):
            if name in found:
                raise part.error(f"the system {name!r} is named twice")
            found[name] = system
    return found


def _clash(*tables: Mapping[str, Field]) -> str | None:
    """A path that two members have, or that lies inside another's."""
    paths = [path for fields in tables for path in _paths(fields, ())]
    whole = set(paths)
    for path in paths:
        shorter = (path[:length] for length in range(1, len(path)))
        if paths.count(path) > 1 or any(inside in whole for inside in shorter):
            return ".".join(path)
    return None


def _paths(fields: Mapping[str, Field], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for field in fields.values():
        names = [tuple(map(form, name)) for name in field.names]
        if not field.fields:
            yield from ((*above, *name) for name in names)
        for name in names or [()] if field.fields else []:
            yield from _paths(field.fields, (*above, *name))


class _Read:
    """Reads one file, and what it extends."""

    def __init__(self, documents: Mapping[str, tuple[Part, dict[str, Part]]]) -> None:
        self._documents = documents

    def system(
        self, part: Part, given: Mapping[str, Part], seen: tuple[str, ...] = ()
    ) -> tuple[System, Words]:
        """The system, and the words that others may use who extend it."""
        name = given["system"].text()
        base: System | None = None
        words: Words = {}
        if "extends" in given:
            base, words = self._base(given["extends"], (*seen, name))
        words = {**words, **_words(given.get("words"))}
        if base is None and ("rows" not in given or "message" not in given):
            raise part.error("the keys 'rows' and 'message' are wanted where nothing is extended")
        empty = System(name, "", "", "", Field(), (), {}, {}, {})
        system = replace(base or empty, name=name, title=given["title"].text(), note=given["note"].text())
        if "rows" in given:
            system = replace(system, rows=given["rows"].text())
        if "delimiter" in given:
            system = replace(system, delimiter=DELIMITERS[given["delimiter"].one_of(DELIMITERS)])
        if "message" in given:
            system = replace(system, message=_field(given["message"], Member("kind"), words, PRODUCT))
        return replace(
            system,
            former={old: part.text() for old, part in _mapping(given.get("former")).items()},
            envelope={**system.envelope, **_fields(given.get("envelope"), ENVELOPE, words, PRODUCT)},
            register={**system.register, **_fields(given.get("register"), REGISTER, words, PRODUCT)},
            kinds={
                **system.kinds,
                **{k: _kind(k, part, words) for k, part in _mapping(given.get("kinds")).items()},
            },
            messages=tuple(_called(part) for part in given["messages"].items())
            if "messages" in given
            else (),
            roles=_terms(given.get("roles"), ROLES),
            states=_terms(given.get("states"), _STATES),
        ), words

    def _base(self, name: Part, seen: tuple[str, ...]) -> tuple[System, Words]:
        extended = name.text()
        if extended in seen or extended not in self._documents:
            raise name.error(f"there is no other system {extended!r} to extend")
        part, given = self._documents[extended]
        return self.system(part, given, seen)


_STATES = tuple(f"{kind.name} {action}" for kind in KINDS.values() for action in kind.actions)


def _mapping(part: Part | None) -> dict[str, Part]:
    return part.mapping() if part else {}


def _words(part: Part | None) -> dict[str, dict[str, Word]]:
    return {name: _table(table) for name, table in _mapping(part).items()}


def _table(part: Part) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for word, code in part.mapping().items():
        if any(form(word) == form(other) for other in found):
            raise code.error(f"the word {word!r} stands twice")
        try:
            found[word] = code.flag()
        except PackError:
            found[word] = code.text()
    return found


def _kind(name: str, part: Part, words: Words) -> dict[str, Field]:
    if name not in KINDS:
        raise part.error(f"there is no kind {name!r}; known: {', '.join(KINDS)}")
    given = part.members(("source", "fields"))
    return _fields(given["fields"], KINDS[name].members, words, given["source"].text())


def _fields(part: Part | None, members: Collection[Member], words: Words, source: str) -> dict[str, Field]:
    known = {member.name: member for member in members}
    found: dict[str, Field] = {}
    for name, one in _mapping(part).items():
        if name not in known:
            raise one.error(f"there is no member {name!r} here; known: {', '.join(known)}")
        found[name] = _field(one, known[name], words, source)
    return found


def _field(part: Part, member: Member, words: Words, source: str) -> Field:
    given = part.members((), _FIELD)
    source = given["source"].text() if "source" in given else source
    joint = "names" in given
    if joint and "name" in given:
        raise given["names"].error("either one name or several that are read together")
    names = [given["name"], *(given["also"].items() if "also" in given else ())] if "name" in given else []
    if joint:
        names = given["names"].items()
    made = Field(
        names=tuple(steps(name.text()) for name in names),
        joint=joint,
        read=_expression(given.get("read")),
        write=_expression(given.get("write")),
        words=_chosen(given["words"], words) if "words" in given else {},
        default=given["default"].text() if "default" in given else None,
        fields=_fields(given.get("fields"), member.members, words, source),
        source=source,
    )
    _fits(part, given, member, made)
    return made


def _fits(part: Part, given: Mapping[str, Part], member: Member, made: Field) -> None:
    if member.type is Type.STRUCT:
        if not made.fields or made.joint or made.read or made.words or made.default:
            raise part.error(f"{member.name!r} has members of its own: give 'fields'")
        if member.many and not made.names:
            raise part.error(f"{member.name!r} is a list: give its 'name'")
        return
    if "fields" in given:
        raise given["fields"].error(f"{member.name!r} has no members of its own")
    if made.joint and made.read is None:
        raise part.error("several names are read together by an expression: give 'read'")
    if made.write is not None and made.read is None:
        raise given["write"].error("what is written by an expression is read by one: give 'read'")
    if not made.names and made.default is None:
        raise part.error("give a 'name', or a 'default' where the system says nothing")
    known = {*member.codes, True, False} if member.type in {Type.CODE, Type.BOOLEAN, Type.SCALAR} else None
    strange = [
        code
        for code in (*made.words.values(), made.default)
        if code is not None and code not in (known or ())
    ]
    if member.type is Type.CODE and not member.open and strange:
        raise part.error(f"{strange[0]!r} is not one of: {', '.join(member.codes)}")


def _chosen(part: Part, words: Words) -> Mapping[str, Word]:
    try:
        name = part.text()
    except PackError:
        return _table(part)
    if name not in words:
        raise part.error(f"there are no words called {name!r}; known: {', '.join(words)}")
    return words[name]


def _expression(part: Part | None) -> Expression | None:
    if part is None:
        return None
    try:
        return Expression(part.text())
    except Unusable as error:
        raise part.error(str(error)) from None


def _called(part: Part) -> Called:
    given = part.members(("name", "kind", "source"), ("also", "action", "sets"))
    kind = KINDS[given["kind"].one_of(KINDS)]
    sets = {name: value.text() for name, value in _mapping(given.get("sets")).items()}
    for name, value in sets.items():
        member = kind.member(name)
        if member is None or member.type is not Type.CODE or member.many or value not in member.codes:
            raise given["sets"].error(
                f"{name!r} is no coded member of {kind.name}, or {value!r} none of its codes"
            )
    also = [name.text() for name in given["also"].items()] if "also" in given else []
    return Called(
        (given["name"].text(), *also),
        kind.name,
        given["action"].one_of(kind.actions) if "action" in given else None,
        sets,
        given["source"].text(),
    )


def _terms(part: Part | None, known: Collection[str]) -> tuple[Term, ...]:
    found: list[Term] = []
    for one in part.items() if part else ():
        given = one.members(("name", "ours", "source"))
        found.append(Term(given["name"].text(), given["ours"].one_of(known), given["source"].text()))
    return tuple(found)
