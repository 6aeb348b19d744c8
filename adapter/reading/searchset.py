"""What a search or a history is answered with: a Bundle of type `searchset` or `history`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapter.model.ids import etag
from adapter.r4.models import Resource
from adapter.reading.resources import Shown, Version
from adapter.reading.results import Results
from adapter.reading.subset import subset


@dataclass(frozen=True, slots=True)
class Page:
    """What a search found: its matches, what comes along with them, and how many match where that is known."""

    matches: tuple[Shown, ...]
    included: tuple[Shown, ...] = ()
    total: int | None = None


def searchset(
    page: Page, wanted: Results, *, own_url: str, links: Mapping[str, str], outcome: Resource | None
) -> Resource:
    """The Bundle of a search; `outcome` is what is to be told of the search itself."""
    entries = [
        *(_entry(one, "match", wanted, own_url) for one in page.matches),
        *(_entry(one, "include", wanted, own_url) for one in page.included),
        *([{"resource": outcome, "search": {"mode": "outcome"}}] if outcome else ()),
    ]
    return _bundle("searchset", page.total if wanted.total != "none" else None, links, entries)


def _entry(shown: Shown, mode: str, wanted: Results, own_url: str) -> Resource:
    return {
        "fullUrl": f"{own_url}/{shown.reference}",
        "resource": subset(shown.newest.resource, wanted),
        "search": {"mode": mode},
    }


def history(shown: Shown, *, own_url: str, link: str) -> Resource:
    """Every version of a resource, the newest first."""
    entries = [
        _version(shown, version, own_url, first=version is shown.versions[0])
        for version in reversed(shown.versions)
    ]
    return _bundle("history", len(entries), {"self": link}, entries)


def _version(shown: Shown, version: Version, own_url: str, *, first: bool) -> Resource:
    request = {"method": "POST", "url": shown.type} if first else {"method": "PUT", "url": shown.reference}
    return {
        "fullUrl": f"{own_url}/{shown.reference}",
        "resource": version.resource,
        "request": request,
        "response": {
            "status": "201" if first else "200",
            "etag": etag(version.id),
            "lastModified": version.resource["meta"]["lastUpdated"],
        },
    }


def _bundle(type_: str, total: int | None, links: Mapping[str, str], entries: Iterable[Resource]) -> Resource:
    made: Resource = {"resourceType": "Bundle", "type": type_}
    if total is not None:
        made["total"] = total
    made["link"] = [{"relation": relation, "url": url} for relation, url in links.items()]
    found = list(entries)
    return {**made, **({"entry": found} if found else {})}
