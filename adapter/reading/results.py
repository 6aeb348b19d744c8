"""How the result of a search is wanted: how much of it, in which order, how much of each, and what along with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapter.model.issue import Issue
from adapter.r4 import interactions
from adapter.r4.elements import elements
from adapter.r4.interactions import TABLE, Kind, Parameter, Served
from adapter.reading.faults import bad

RESULTS = interactions.RESULTS
PAGE = 50
MOST = 200
SUMMARIES = ("true", "text", "data", "count", "false")
TOTALS = ("none", "estimate", "accurate")
_ITERATE = "iterate"


@dataclass(frozen=True, slots=True)
class Include:
    """References to follow: those of a parameter of `source`, onwards (or back), only to `target` where it is said."""

    source: str
    parameter: Parameter
    target: str | None
    iterate: bool


@dataclass(frozen=True, slots=True)
class Results:
    """The wishes, with what stands where none is said."""

    count: int = PAGE
    sort: tuple[tuple[Parameter, bool], ...] = ()
    """Each with whether it falls."""
    summary: str = "false"
    elements: tuple[str, ...] = ()
    total: str | None = None
    includes: tuple[Include, ...] = ()
    revincludes: tuple[Include, ...] = ()

    @property
    def counts_only(self) -> bool:
        """Whether nothing but the number is wanted."""
        return self.summary == "count" or self.count == 0


def results(served: Served, pairs: Sequence[tuple[str, str]], faults: list[Issue]) -> Results:
    """What these parameters wish; what is wrong with them is added to `faults`."""
    single: dict[str, str] = {}
    along: dict[str, list[Include]] = {"_include": [], "_revinclude": []}
    for name, value in pairs:
        head, _, modifier = name.partition(":")
        if head in along:
            found = _include(served, head, modifier, value)
            if found is None:
                allowed = served.includes if head == "_include" else served.revincludes
                faults.append(
                    bad(head, "it is not one of this type's.", f"Known are {', '.join(allowed) or 'none'}.")
                )
            else:
                along[head].append(found)
        elif modifier or head in single:
            faults.append(bad(head, "it stands once, without a modifier.", "Give it once."))
        else:
            single[head] = value
    return _wishes(served, single, along, faults)


def _wishes(
    served: Served, single: dict[str, str], along: dict[str, list[Include]], faults: list[Issue]
) -> Results:
    count = _count(single.get("_count", str(PAGE)), faults)
    summary = _one_of("_summary", single.get("_summary", "false"), SUMMARIES, faults)
    total = _one_of("_total", single["_total"], TOTALS, faults) if "_total" in single else None
    wanted = tuple(filter(None, single.get("_elements", "").split(",")))
    if any(name not in elements(served.type) for name in wanted) or ("_elements" in single and not wanted):
        faults.append(
            bad("_elements", "it names elements of this type.", "Only names without a path are read.")
        )
    if wanted and summary != "false":
        faults.append(bad("_elements", "it does not stand with _summary.", "Give one of them."))
    if summary == "text" and any(along.values()):
        faults.append(bad("_summary", "text does not stand with _include.", "Give one of them."))
    sort = _sort(served, single["_sort"], faults) if "_sort" in single else ()
    includes, revincludes = (tuple(along[name]) for name in ("_include", "_revinclude"))
    return Results(count, sort, summary, wanted, total, includes, revincludes)


def _count(text: str, faults: list[Issue]) -> int:
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), MOST)
    faults.append(bad("_count", "it is a whole number.", f"At most {MOST} are given at once."))
    return PAGE


def _one_of(name: str, value: str, known: tuple[str, ...], faults: list[Issue]) -> str:
    if value not in known:
        faults.append(bad(name, f"it is one of {', '.join(known)}.", "Give one of them."))
    return value


def sortable(served: Served) -> tuple[str, ...]:
    """What a type can be sorted by: its dates."""
    return tuple(one.name for one in served.searched.values() if one.kind is Kind.DATE)


def _sort(served: Served, text: str, faults: list[Issue]) -> tuple[tuple[Parameter, bool], ...]:
    names = text.split(",")
    if any(name.removeprefix("-") not in sortable(served) for name in names):
        faults.append(
            bad("_sort", f"it takes {', '.join(sortable(served))}.", "A hyphen before it turns the order.")
        )
        return ()
    return tuple((served.searched[name.removeprefix("-")], name.startswith("-")) for name in names)


def _include(served: Served, head: str, modifier: str, value: str) -> Include | None:
    source, _, rest = value.partition(":")
    name, _, target = rest.partition(":")
    other = TABLE.get(source)
    if other is None or modifier not in {"", _ITERATE}:
        return None
    parameter = other.searched.get(name)
    if parameter is None or not parameter.targets or (target and target not in parameter.targets):
        return None
    iterate = modifier == _ITERATE
    # one that is followed from what was itself included may begin elsewhere
    begins = source == served.type if head == "_include" else served.type in parameter.targets
    return Include(source, parameter, target or None, iterate) if begins or iterate else None
