"""What can be wrong with a search, in words that never quote a value."""

from collections.abc import Iterable

from adapter.model.errors import InputError
from adapter.model.issue import Issue, Severity

_POST = "Send it as POST /fhir/{type}/_search, parameters in the body as application/x-www-form-urlencoded."


class SearchFault(InputError):
    """What is wrong with a search (400)."""


class BadSearch(SearchFault):
    """A search that cannot be done as it is asked for."""


class BadPage(SearchFault):
    """A page that there is no more, or that was another client's."""

    def __init__(self) -> None:
        text = "This page cannot be opened: its time is over, or it belongs to another search or client."
        super().__init__(
            (_issue("HTTP-SEARCH-PAGE", "", text, "Search again from the first page.", "expired"),)
        )


class TooCostly(SearchFault):
    """A search that would have to look through more than one request may."""

    def __init__(self) -> None:
        text = "This would have to look through more than one request may."
        remedy = "Name the person by POST …/_search, or a time by _lastUpdated; or leave out _sort, _total and _summary=count."
        super().__init__((_issue("HTTP-SEARCH-COSTLY", "", text, remedy, "too-costly"),))


def bad(name: str, text: str, remedy: str, *, code: str = "value") -> Issue:
    """A parameter that is known and wrong."""
    return _issue("HTTP-SEARCH", name, f"The parameter {name}: {text}", remedy, code)


def unknown(names: Iterable[str], *, known: Iterable[str], lenient: bool) -> Issue:
    """Parameters that this type has not; their names are the caller's, so they are counted and not told."""
    count = len(tuple(names))
    done = "was left out of the search" if lenient else "is not one of this type's"
    return Issue(
        Severity.WARNING if lenient else Severity.ERROR,
        "HTTP-SEARCH-UNKNOWN",
        "$",
        f"{count} parameter(s): each {done}.",
        f"Known are {', '.join(known)}; `Prefer: handling=lenient` searches without the others.",
        "not-supported",
    )


def in_address(type_: str) -> BadSearch:
    """A search that names a person by GET."""
    text = "A person is not searched for in an address: addresses are kept in logs and histories."
    return BadSearch((_issue("HTTP-SEARCH-IDENTITY", "", text, _POST.format(type=type_), "security"),))


def _issue(rule: str, name: str, text: str, remedy: str, code: str) -> Issue:
    return Issue(Severity.ERROR, rule, f"http.{name}" if name else "$", text, remedy, code)
