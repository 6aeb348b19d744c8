"""Everything that can be wrong with a FHIR resource, all at once: R4's structure, codes and invariants, and our profiles'.

`fhir.resources` tells what has not R4's shape; the walk what that leaves out; a profile is checked where a resource says
that it meets it (`meta.profile`), where an extension is one of ours, and where the caller names it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from adapter.model.issue import Issue, Severity, once
from adapter.r4 import models, profile_tree, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.profile_check import ProfileCheck
from adapter.r4.profile_tree import Tree
from adapter.r4.scope import Scope
from adapter.r4.walk import Found, Walk

MISSHAPEN = frozenset({"FHIR-STRUCTURE", "FHIR-ELE-1"})
"""Rules that what breaks cannot be read as FHIR at all."""
_CODES = frozenset({"FHIR-CODE"})
_NUMBER = re.compile(r"\[[0-9]+\]")
_NESTED = re.compile(r"\.item(?:(?:\.answer)?\.item)+")
"""Items below items are defined as one element (R4's QuestionnaireResponse)."""
_OURS = f"{systems.BASE}/CodeSystem/"
_DEEP = Issue(
    Severity.ERROR,
    "FHIR-STRUCTURE",
    "$",
    "This is nested deeper than can be read.",
    "Send what R4 has: a handful of levels.",
    "too-long",
)


def check(
    resource: Resource, mappings: Mappings, profiles: Iterable[str] = (), *, lenient: bool = False
) -> tuple[Issue, ...]:
    """Every fault of a resource of any type, by these profiles of ours too; each once.

    A profile that is none of ours is passed over: `profile_tree.tree` tells which are known. `lenient` takes what only
    our profiles demand, codes apart, for a warning.
    """
    try:
        return tuple(once(_Check(mappings, lenient=lenient).faults(resource, tuple(profiles))))
    except RecursionError:
        return (_DEEP,)


@dataclass(slots=True)
class _Check:
    """One run over a resource; `misshapen` are the places in which it has not R4's shape, so that no law is evaluated on them."""

    mappings: Mappings
    lenient: bool
    misshapen: frozenset[str] = frozenset()
    told: dict[tuple[str, str], tuple[Issue, ...]] = field(default_factory=dict)

    def faults(self, resource: Resource, profiles: tuple[str, ...]) -> Iterator[Issue]:
        """Every fault, some of them more than once."""
        broken = models.structure_of(resource)
        yield from broken
        if any(issue.path == "resourceType" for issue in broken):
            return
        walk, name = Walk(), resource["resourceType"]
        walk.resource(resource, name, Scope())
        yield from walk.issues
        self.misshapen = frozenset(
            place
            for issue in (*broken, *walk.issues)
            if issue.rule in MISSHAPEN
            for place in _around(issue.path)
        )
        resources = {found.path: found for found in walk.resources}
        for found in walk.codings:
            yield from self._coded(found)
        # what is inside first: a Bundle's profile asks of its entries what they say of themselves
        claims = [
            list(
                self._claims(
                    found, dict.fromkeys((*(() if position else profiles), *_claimed(found.element)))
                )
            )
            for position, found in reversed(list(enumerate(walk.resources)))
        ]
        yield from chain.from_iterable(reversed(claims))
        for found in walk.extensions:
            url = found.element.get("url")
            tree = profile_tree.tree(url) if isinstance(url, str) else None
            if tree is None and isinstance(url, str) and url.startswith(f"{systems.EXTENSION}/"):
                yield self._weighed(_no_extension(found.path))
            elif tree is not None:
                yield from self._placed(found, tree, resources)
                yield from self._held_against(found, tree)

    def _placed(self, found: Found, tree: Tree, resources: Mapping[str, Found]) -> Iterator[Issue]:
        """An extension of ours stands on an element that it is defined for."""
        around = next((resources[place] for place in _around(found.path) if place in resources), None)
        if around is not None:
            steps = _NUMBER.sub("", found.path.removeprefix(around.path)).rpartition(".")[0]
            place = _NESTED.sub(".item", f"{around.element['resourceType']}{steps}")
            if place not in tree.places:
                text = "This extension is not defined for this element."
                remedy = f"It may stand on: {', '.join(tree.places)}."
                issue = Issue(Severity.ERROR, "FHIR-CONTEXT", found.path, text, remedy, "extension")
                yield self._weighed(issue)

    def _coded(self, found: Found) -> Iterator[Issue]:
        """A code of a system of ours is one that the system has, also beside others."""
        system, code = found.element.get("system"), found.element.get("code")
        # the rules are the packs', and the table of them names those of the product only
        if not isinstance(system, str) or system == systems.RULE or not system.startswith(_OURS):
            return
        table = self.mappings.tables.get(system.removeprefix(_OURS))
        if table is not None and isinstance(code, str) and code not in table.concepts:
            text = "The code system has no such code."
            where, remedy = f"{found.path}.code", f"Use a code of {system}."
            yield Issue(Severity.ERROR, "FHIR-CODE", where, text, remedy, "code-invalid")

    def _claims(self, found: Found, urls: Iterable[str]) -> Iterator[Issue]:
        """A resource held against the profiles that it is said to meet."""
        for url in urls:
            tree, where = profile_tree.tree(url), f"{found.path}.meta.profile"
            if tree is None and url.startswith(f"{systems.BASE}/"):
                text = "There is no such profile of ours, so nothing was held against it."
                remedy = "Name one that is published in profiles/fhir."
                yield Issue(Severity.WARNING, "FHIR-PROFILE", where, text, remedy, "not-found")
            elif tree is not None and tree.type != found.element["resourceType"]:
                text = "The resource is said to meet a profile that is for another type."
                issue = Issue(Severity.ERROR, "FHIR-PROFILE", where, text, f"This one is for {tree.type}.")
                yield self._weighed(issue)
            elif tree is not None:
                yield from self._held_against(found, tree)

    def _held_against(self, found: Found, tree: Tree) -> Iterator[Issue]:
        laws = found.path not in self.misshapen
        checking = ProfileCheck(self.mappings, found.scope, found.element, laws, self.told)
        yield from map(self._weighed, checking.faults(tree, found.element, found.path))

    def _weighed(self, issue: Issue) -> Issue:
        """A fault by a profile as hard as it is taken here."""
        hard = not self.lenient or issue.rule in _CODES
        return issue if hard else replace(issue, severity=Severity.WARNING)


def _around(path: str) -> Iterator[str]:
    """The place, and every place that it is in, the innermost first."""
    while path:
        yield path
        path = path.rpartition("[" if path.endswith("]") else ".")[0]


def _no_extension(path: str) -> Issue:
    text, remedy = "There is no such extension of ours.", "Use one that is published in profiles/fhir."
    return Issue(Severity.ERROR, "FHIR-EXTENSION", path, text, remedy, "extension")


def _claimed(resource: Resource) -> Iterator[str]:
    """The profiles that a resource says it meets, without their versions."""
    meta = resource.get("meta")
    stated = meta.get("profile") if isinstance(meta, dict) else None
    for url in stated if isinstance(stated, list) else ():
        if isinstance(url, str):
            yield url.partition("|")[0]
