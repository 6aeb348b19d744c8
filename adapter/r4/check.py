"""Everything that can be wrong with a FHIR resource, all at once: R4's structure, codes and invariants, and our profiles'.

`fhir.resources` tells what has not R4's shape; the walk what that leaves out; a profile is checked where a resource says
that it meets it (`meta.profile`), where an extension is one of ours, and where the caller names it.
"""

from collections.abc import Iterable, Iterator

from adapter.model.issue import Issue, Severity
from adapter.r4 import models, profile_tree, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.profile_check import ProfileCheck
from adapter.r4.scope import Scope
from adapter.r4.walk import Found, Walk

_OURS = f"{systems.BASE}/CodeSystem/"
_DEEP = Issue(
    Severity.ERROR,
    "FHIR-STRUCTURE",
    "$",
    "This is nested deeper than can be read.",
    "Send what R4 has: a handful of levels.",
    "too-long",
)


def check(resource: Resource, mappings: Mappings, profiles: Iterable[str] = ()) -> tuple[Issue, ...]:
    """Every fault of a resource of any type, by these profiles of ours too; each once, in the order of the resource.

    A profile that is none of ours is passed over: `profile_tree.tree` tells which are known.
    """
    try:
        return tuple(_once(_faults(resource, mappings, tuple(profiles))))
    except RecursionError:
        return (_DEEP,)


def _faults(resource: Resource, mappings: Mappings, profiles: tuple[str, ...]) -> Iterator[Issue]:
    broken = models.structure_of(resource)
    yield from broken
    if any(issue.path == "resourceType" for issue in broken):
        return
    walk, name = Walk(), resource["resourceType"]
    walk.resource(resource, name, Scope())
    yield from walk.issues
    wrong = tuple(issue.path for issue in (*broken, *walk.issues) if issue.rule == "FHIR-STRUCTURE")
    for position, found in enumerate(walk.resources):
        urls = dict.fromkeys((*(profiles if position == 0 else ()), *_claimed(found.element)))
        yield from _profiled(found, urls, mappings, wrong)
    for found in walk.codings:
        yield from _coded(found, mappings)
    for found in walk.extensions:
        url = found.element.get("url")
        if isinstance(url, str):
            yield from _profiled(found, (url,), mappings, wrong)


def _coded(found: Found, mappings: Mappings) -> Iterator[Issue]:
    """A code of a system of ours is one that the system has, also beside others."""
    system, code = found.element.get("system"), found.element.get("code")
    # the rules are the packs', and the table of them names those of the product only
    if system == systems.RULE:
        return
    if isinstance(system, str) and isinstance(code, str) and system.startswith(_OURS):
        table = mappings.tables.get(system.removeprefix(_OURS))
        if table is not None and code not in table.concepts:
            text = "The code system has no such code."
            remedy = f"Use a code of {system}."
            yield Issue(Severity.ERROR, "FHIR-CODE", f"{found.path}.code", text, remedy, "code-invalid")


def _profiled(
    found: Found, urls: Iterable[str], mappings: Mappings, wrong: tuple[str, ...]
) -> Iterator[Issue]:
    trees = [tree for tree in map(profile_tree.tree, urls) if tree is not None]
    for url in urls:
        if (
            url.startswith(f"{systems.BASE}/")
            and profile_tree.tree(url) is None
            and "resourceType" in found.element
        ):
            text = "There is no such profile of ours, so nothing was held against it."
            remedy = "Name one of those that /fhir/metadata lists."
            where = f"{found.path}.meta.profile"
            yield Issue(Severity.WARNING, "FHIR-PROFILE", where, text, remedy, "not-found")
    if not trees:
        return
    laws = not any(path.startswith(found.path) for path in wrong)
    checking = ProfileCheck(mappings, found.scope, found.element, laws)
    for tree in trees:
        if tree.type == found.element.get("resourceType", "Extension"):
            yield from checking.faults(tree, found.element, found.path)
        else:
            text = "The resource says that it meets a profile that is for another type."
            yield Issue(
                Severity.ERROR,
                "FHIR-PROFILE",
                f"{found.path}.meta.profile",
                text,
                f"This one is for {tree.type}.",
                "value",
            )


def _claimed(resource: Resource) -> Iterator[str]:
    """The profiles that a resource says it meets, without their versions."""
    meta = resource.get("meta")
    stated = meta.get("profile") if isinstance(meta, dict) else None
    for url in stated if isinstance(stated, list) else ():
        if isinstance(url, str):
            yield url.partition("|")[0]


def _once(issues: Iterable[Issue]) -> Iterator[Issue]:
    """One fault of a rule at a place is enough."""
    seen: set[tuple[str, str]] = set()
    for issue in issues:
        if (issue.rule, issue.path) not in seen:
            seen.add((issue.rule, issue.path))
            yield issue
