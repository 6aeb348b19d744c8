"""Read an export of a source system: each message in it becomes a Message, with what could not be read told beside it.

Register data is kept for comparison and dropped (`contract.md` §1); what no mapping names is reported, never dropped
in silence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adapter.exports import forms, tree
from adapter.exports.system import System
from adapter.exports.translate import Said, read
from adapter.intake import native
from adapter.intake.faults import Faults
from adapter.intake.members import UUID
from adapter.intake.submission import Stated
from adapter.model.errors import InputError
from adapter.model.ids import of_export
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.person import Address, HumanName

MOST = 500
MOST_UNMAPPED = 100
"""Fields without a place that are named, of one message; how many more there are is told."""
_UUID = re.compile(UUID)


@dataclass(frozen=True, slots=True)
class Exported:
    """One message of an export by its number in it, from 1; `message` is None when it cannot be read."""

    number: int
    message: Message | None
    issues: tuple[Issue, ...]
    stated: Stated = field(default_factory=Stated)


@dataclass(frozen=True, slots=True)
class Export:
    """What an export holds, and what was found outside its messages."""

    messages: tuple[Exported, ...]
    issues: tuple[Issue, ...]


def read_export(body: bytes, system: System, form: str) -> Export:
    """The messages of an export in one of `forms.MEDIA`; raises InputError when it cannot be taken apart."""
    try:
        document = forms.read(body, form, rows=system.rows, delimiter=system.delimiter)
    except forms.Unreadable as error:
        raise _unreadable(f"This is not an export that can be read: {error}.", "") from None
    found = tree.find(document, tree.steps(system.rows))
    if found is None:
        raise _unreadable(
            "There are no messages in this export.", f"Call the list of messages {system.rows}."
        )
    where, messages = found
    rows = messages if isinstance(messages, list) else [messages]
    if len(rows) > MOST:
        raise _unreadable(f"An export holds at most {MOST} messages.", "Send it in parts.")
    outside = (place for place, _ in tree.leaves(document) if place[: len(where)] != where)
    return Export(
        tuple(_exported(system, row, (*where, number), number + 1) for number, row in enumerate(rows)),
        tuple(_unmapped(outside)),
    )


def _exported(system: System, row: object, where: tree.Path, number: int) -> Exported:
    faults = Faults()
    if not isinstance(row, Mapping):
        faults.wrong_type(tree.told(where), "an object holding a message")
        return Exported(number, None, tuple(faults))
    for place in tree.doubled(row, where):
        faults.add("READ-TWICE", tree.told(place), "This name stands twice.", "Give it once.")
    if len(faults):
        return Exported(number, None, tuple(faults))
    said = read(system, row, where)
    if not said.used:
        # without a first line of names a CSV has the first patient's for names: they are not told
        faults.add(
            "READ-EXPORT",
            tree.told(where),
            "Nothing in this message has a name that the mapping knows.",
            "Is it an export of this system? In CSV the names stand in the first line, with the mapping's delimiter.",
        )
        return Exported(number, None, tuple(faults))
    message = _message(system, said, where, faults)
    unread = (place for place, _ in tree.leaves(row, where) if place not in said.used)
    return Exported(number, message, (*faults, *_unmapped(unread)), _stated(said.register))


def _message(system: System, said: Said, where: tree.Path, faults: Faults) -> Message | None:
    for place in said.faults:
        faults.add(
            "READ-EXPRESSION",
            tree.told(place),
            "The mapping's expression makes nothing of this value.",
            "Write it as the mapping's examples do.",
        )
    if said.strange is not None:
        known = sorted(called.names[0] for called in system.messages)
        faults.not_a_code(tree.told(said.strange), known)
        return None
    document = _identified(system, said.document)
    found = Faults()
    message = native.read_message(document, "", found)
    for issue in found:
        at = said.place(issue.path)
        told = tree.told(at) if at else f"{tree.told(where)}: {issue.path}"
        faults.add(issue.rule, told, issue.text, issue.remedy)
    return None if len(faults) else message


def _identified(system: System, document: Mapping[str, object]) -> dict[str, object]:
    """The document with a messageId for each id of the system's own: the same export gives the same ids again."""
    found = dict(document)
    sender = found.get("sender")
    unit = sender.get("unit") if isinstance(sender, Mapping) else None
    earlier = found.pop("relatesToUnit", None) or unit
    for name, owner in (("messageId", unit), ("relatesTo", earlier)):
        own = found.get(name)
        if isinstance(own, str) and isinstance(owner, str) and not _UUID.fullmatch(own):
            found[name] = of_export(system.name, owner, own.strip())
    return found


def _stated(register: Mapping[str, object]) -> Stated:
    def texts(name: str) -> tuple[str, ...]:
        value = register.get(name)
        return (
            tuple(str(item) for item in value) if isinstance(value, list) else (str(value),) if value else ()
        )

    def text(name: str) -> str:
        return " ".join(texts(name))

    name = HumanName(texts("given"), text("family"))
    address = Address(texts("line"), text("postalCode"), text("city"))
    return Stated(
        name if name != HumanName((), "") else None, address if address != Address((), "", "") else None
    )


def _unmapped(places: Iterable[tree.Path]) -> Iterator[Issue]:
    more = 0
    for number, place in enumerate(places):
        if number < MOST_UNMAPPED:
            yield _left_out(tree.told(place), "The mapping has no place for this field.")
        else:
            more += 1
    if more:
        yield _left_out("$", f"The mapping has no place for {more} more fields.")


def _left_out(path: str, text: str) -> Issue:
    remedy = "It was left out. Name it in the mapping of the system if it is needed."
    return Issue(Severity.WARNING, "READ-UNMAPPED", path, text, remedy, "not-supported")


def _unreadable(text: str, remedy: str) -> InputError:
    faults = Faults()
    faults.add("READ-EXPORT", "", text, remedy)
    return InputError(tuple(faults))
