"""What must come of a message by consent, told from a table of the sandbox's own; nothing here asks the adapter's rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from adapter.sandbox.places import data, regions

GIVEN = "given"
UNABLE = "unable"
REFUSED = "refused"
NONE = "none"
_STRICTNESS = ("refuse", "hold", "reduce", "forward")
EXEMPT = {"kvittens", "samtycke"}
"""These carry ids and status only and need no consent (semantics 39): a copy is always reduced."""


@dataclass(frozen=True, slots=True)
class Table:
    """A region's row of the table: whose consent counts, the outcome by kind and standing, what a reduced copy shows."""

    own_holder: bool
    kinds: Mapping[str, Mapping[str, str]]
    shows: Mapping[str, Sequence[str]]


@cache
def tables() -> Mapping[str, Table]:
    """All five, by region."""
    told = cast("Mapping[str, Mapping[str, object]]", data("consent")["regions"])
    return {
        name: Table(
            own_holder=row["holder"] == "own",
            kinds=cast("Mapping[str, Mapping[str, str]]", row["kinds"]),
            shows=cast("Mapping[str, Sequence[str]]", row["shows"]),
        )
        for name, row in told.items()
    }


def outcome(kind: str, standing: str, concerned: Iterable[str]) -> str:
    """The strictest of the regions concerned: the sender's and the recipient's."""
    if kind in EXEMPT:
        return "reduce"
    told = [tables()[region].kinds[kind][standing] for region in concerned if kind in tables()[region].kinds]
    return min(told, key=_STRICTNESS.index)


def shows(kind: str, concerned: Iterable[str]) -> frozenset[str]:
    """What a reduced copy may hold of the content: what every region concerned allows."""
    allowed = [frozenset(tables()[region].shows.get(kind, ())) for region in concerned]
    return frozenset.intersection(*allowed)


def consent_rules(concerned: Iterable[str]) -> tuple[str, ...]:
    """Beginnings of the ids of rules that decide by consent."""
    own = tuple(f"{regions()[region].prefix}-CONS" for region in concerned)
    return (*own, "PRODUKT-PERMIT", "PRODUKT-DENY", "LAW-")


def identity_rules(region: str) -> tuple[str, ...]:
    """Beginnings of the ids of rules that decide by identity."""
    return (f"{regions()[region].prefix}-IDENT", "PRODUKT-IDENT")
