"""Does a Bundle that claims to be minimal or content-free hold only what that may: forbidden resources and elements.

The profiles say what is forbidden by cardinality; a Bundle that holds more of what its own profile forbids is not sent.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from adapter.model.issue import Issue, Severity
from adapter.r4 import claims, profile_definitions
from adapter.r4.claims import Extent
from adapter.r4.models import Resource
from adapter.r4.profile import Profile

RULE = "FHIR-MINIMAL"
_CUT = (Extent.MINIMAL, Extent.CONTENT_FREE)


def check(bundle: Resource) -> Iterator[Issue]:
    """Every resource and element that the Bundle's own profile forbids; none for one that claims the whole message."""
    extent = claims.extent_of(bundle)
    if extent not in _CUT:
        return
    entries = claims.BUNDLES[extent].entries
    allowed = (
        {what.type for what, _, _ in entries.of.values() if isinstance(what, Profile)} if entries else ()
    )
    for number, entry in enumerate(bundle["entry"]):
        resource, where = entry["resource"], f"Bundle.entry[{number}].resource"
        if resource["resourceType"] not in allowed:
            yield _fault(where, "Such a resource does not leave without consent.")
            continue
        profile = claims.profile_of(resource, extent)
        for path in _forbidden(profile.url) if profile else ():
            if _holds(resource, path):
                yield _fault(f"{where}.{'.'.join(path)}", "Such an element does not leave without consent.")


@cache
def _forbidden(url: str) -> tuple[tuple[str, ...], ...]:
    """The paths that the profile forbids, and those that it is built on."""
    profile = _profiles().get(url)
    if profile is None:
        return ()
    own = (path.split(".") for path, rule in profile.rules.items() if rule.get("max") == "0")
    return (*map(tuple, own), *_forbidden(profile.base or ""))


@cache
def _profiles() -> Mapping[str, Profile]:
    return {one.url: one for one in profile_definitions.ALL}


def _holds(element: object, path: tuple[str, ...]) -> bool:
    if isinstance(element, list):
        return any(_holds(item, path) for item in element)
    if not path:
        return True
    if not isinstance(element, dict):
        return False
    first, *rest = path
    stem = first.removesuffix("[x]")
    of_choice = [] if stem == first else [name for name in element if name[len(stem) :][:1].isupper()]
    named = [name for name in (first, *of_choice) if name in element and name.startswith(stem)]
    return any(_holds(element[name], tuple(rest)) for name in named)


def _fault(path: str, text: str) -> Issue:
    return Issue(Severity.ERROR, RULE, path, text, "Correct the Bundle.", "invariant")
