"""The tables of events, profiles, extensions and errors in `docs/fhir.md`: `python -m tests.fhir_tables`.

Each is made of what the product itself is made of: the definitions of the guide, the examples that are published, the
fault classes of the service and the words of its rules.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache

from adapter.model.errors import IdentityConflict, InputError, NotAllowed, Unavailable
from adapter.model.issue import Issue
from adapter.model.kinds import KINDS
from adapter.r4 import guide, systems
from adapter.r4.models import Resource
from adapter.reading import faults as search_faults
from adapter.web import app, batch, errors, faults, reliable
from tests.checkout import ROOT, mappings

DOCUMENT = ROOT / "docs" / "fhir.md"
EXAMPLES = ROOT / "profiles" / "fhir" / "examples"
_BLOCK = re.compile(r"(<!-- (\w+): python -m tests\.fhir_tables -->\n).*?(<!-- end -->)", re.DOTALL)
_SERVICE = app.__name__
"""With the service every class of its faults is imported."""
_SCOPE = {"type": "http", "path": "/fhir", "headers": []}
_NOTICES = {
    "oleverat": "notice: a message has not arrived",
    "paminnelse": "notice: something is overdue",
}
_NOT_SENT = {"svu-message", "aterkallat"}
"""The base of all definitions, and a notice that is kept for receivers."""
_AT_SVU = {"HTTP-LETTER", "HTTP-REPORT", "HTTP-REPORT-MONTH", "HTTP-SYSTEM"}
"""Rules of routes under /svu, which are no FHIR."""


def events() -> str:
    """A row per kind and notice: its MessageDefinition, actions, focus beside the Communication, answers, examples."""
    return _table(("event", "what", "actions", "focus besides", "may be answered by", "examples"), _events())


def _events() -> Iterator[tuple[str, ...]]:
    for one in _of_type("MessageDefinition"):
        kind = one["id"]
        if kind in _NOT_SENT:
            continue
        known = KINDS.get(kind)
        besides = [f"`{_last(each['profile'])}`" for each in one["focus"][1:]]
        answers = [f"`{_last(answer['message'])}`" for answer in one.get("allowedResponse", ())]
        shown = sorted(file.name for file in EXAMPLES.glob(f"Bundle-{kind}-*.json"))
        yield (
            f"[`{kind}`](../profiles/fhir/MessageDefinition-{kind}.json)",
            known.english if known else _NOTICES[kind],
            " ".join(f"`{action}`" for action in known.actions) if known else "–",
            " ".join(besides) or "–",
            " ".join(answers) or "–",
            " ".join(
                f"[{name.removeprefix(f'Bundle-{kind}-').removesuffix('.json')}](../profiles/fhir/examples/{name})"
                for name in shown
            )
            or "–",
        )


def profiles() -> str:
    """A row per profile of a resource: type or base, what for, and an example that claims it."""
    rows = []
    for one in _of_type("StructureDefinition"):
        if one["type"] != "Extension":
            base, example = one["baseDefinition"], _examples().get(one["url"])
            shown = f"[{example.partition('-')[0]}](../profiles/fhir/examples/{example})" if example else "–"
            derived = "" if base.endswith(f"/{one['type']}") else f", from `{_last(base)}`"
            rows.append((f"`{one['id']}`", f"{one['type']}{derived}", one["title"], shown))
    return _table(("profile", "of", "what for", "example"), rows)


def extensions() -> str:
    """A row per extension: where it stands, and what it says."""
    rows = [
        (
            f"`{one['id']}`",
            " ".join(f"`{place['expression']}`" for place in one["context"]),
            one["title"],
        )
        for one in _of_type("StructureDefinition")
        if one["type"] == "Extension"
    ]
    return _table(("extension", "on", "what it says"), rows)


def answers() -> str:
    """A row per status and rule of the transport, with its remedy."""
    known: dict[tuple[int, str], list[str]] = {}
    for status, rule, remedy in told():
        remedies = known.setdefault((status, rule), [])
        if remedy and remedy not in remedies:
            remedies.append(remedy)
    words = _words()
    return _table(
        ("answer", "rule", "means", "do"),
        (
            (str(status), f"`{rule}`", words[rule], _plain(" · ".join(remedies)))
            for (status, rule), remedies in sorted(known.items())
            if rule not in _AT_SVU
        ),
    )


def findings() -> str:
    """A row per rule of reading and checking."""
    return _table(
        ("rule", "means"),
        (
            (f"`{rule}`", words)
            for rule, words in sorted(_words().items())
            if rule.startswith(("READ-", "FHIR-", "CHECK-", "PRODUKT-SUB-"))
        ),
    )


TABLES = {
    "events": events,
    "profiles": profiles,
    "extensions": extensions,
    "answers": answers,
    "findings": findings,
}


def written(text: str) -> str:
    """The document with every table anew."""
    return _BLOCK.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def shown(text: str) -> set[str]:
    """The tables that the document has a place for."""
    return {found[1] for found in _BLOCK.findall(text)}


def told() -> Iterator[tuple[int, str, str]]:
    """Every fault of the transport as the service answers it: status, rule, remedy."""
    in_bundles = {name: one for name, one in vars(batch).items() if isinstance(one, Issue)}
    in_a_batch = in_bundles.pop("_BAD_ENTRY")
    for error in (
        *_made(faults.RequestFault),
        *(InputError((one,)) for one in (reliable.REUSED, *in_bundles.values())),
        *(NotAllowed("x"), IdentityConflict(), Unavailable("x"), RuntimeError("x")),
        *(search_faults.BadPage(), search_faults.TooCostly(), search_faults.in_address("[type]")),
        # told in the batch's own answer to the entry, as 400
        search_faults.BadSearch((in_a_batch,)),
        search_faults.BadSearch((search_faults.bad("x", "x.", "Correct it: the place says which."),)),
        search_faults.BadSearch((search_faults.unknown(("x",), known=("…",), lenient=False),)),
    ):
        response = errors.answer(error, _SCOPE)
        for issue in json.loads(bytes(response.body))["issue"]:
            yield response.status_code, issue["details"]["coding"][0]["code"], issue.get("diagnostics", "")


def _made(family: type[faults.RequestFault]) -> Iterator[faults.RequestFault]:
    """One of each class that the service knows."""
    yield faults.TooMany(1) if family is faults.TooMany else family()
    for one in family.__subclasses__():
        yield from _made(one)


@cache
def _definitions() -> tuple[Resource, ...]:
    return tuple(guide.definitions(mappings()).values())


def _of_type(type_: str) -> Iterator[Resource]:
    return (one for one in _definitions() if one["resourceType"] == type_)


@cache
def _examples() -> dict[str, str]:
    """The first example of each profile: one of its own file, else one within a Bundle."""
    found: dict[str, str] = {}
    within: dict[str, str] = {}
    for file in sorted(EXAMPLES.glob("*.json")):
        one = json.loads(file.read_text(encoding="utf-8"))
        for url in one.get("meta", {}).get("profile", ()):
            found.setdefault(url, file.name)
        for entry in one.get("entry", ()):
            for url in entry.get("resource", {}).get("meta", {}).get("profile", ()):
                within.setdefault(url, file.name)
    return {**within, **found}


def _words() -> dict[str, str]:
    table = mappings().tables[systems.RULE.rpartition("/")[2]]
    return {code: concept.en for code, concept in table.concepts.items()}


def _last(url: str) -> str:
    return url.rpartition("/")[2]


def _plain(text: str) -> str:
    """Words as Markdown shows them in a table."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    line = "|" + "---|" * len(head)
    return "".join(f"{one}\n" for one in (_row(head), line, *map(_row, rows)))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
