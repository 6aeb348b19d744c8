"""StructureDefinitions of our profiles, from the tables: differentials whose elements stand in R4's order."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from adapter.r4 import (
    answer_profiles,
    bundle_profiles,
    minimal_profiles,
    profiles,
    subscription_profiles,
    systems,
)
from adapter.r4.elements import elements
from adapter.r4.models import Resource
from adapter.r4.profile import Entries, Profile, What
from adapter.r4.report_profile import REPORT

_CORE = "http://hl7.org/fhir/StructureDefinition"
_SLICE = re.compile(r":[\w-]+")
_ENTRY = "entry"
_SLICED = {(systems.SE_PATIENT, "identifier"), (systems.SE_ORGANIZATION, "identifier")}
"""What HL7 Sweden slices: none of its slices is must-support, so neither is the element; its system and value are."""
_FORBIDDEN = "Never: left out on purpose"

ALL = (
    *profiles.ALL,
    REPORT,
    *answer_profiles.ALL,
    *minimal_profiles.ALL,
    *bundle_profiles.ALL,
    *subscription_profiles.ALL,
)
"""Every profile of ours."""


def definitions() -> Iterator[Resource]:
    """One StructureDefinition per profile."""
    yield from map(_definition, ALL)


def _definition(profile: Profile) -> Resource:
    return {
        "resourceType": "StructureDefinition",
        "id": profile.name,
        "url": profile.url,
        "name": "".join(part.capitalize() for part in profile.name.split("-")),
        "title": profile.title,
        "description": f"{profile.title}.",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": profile.type,
        "baseDefinition": profile.base or f"{_CORE}/{profile.type}",
        "derivation": "constraint",
        "differential": {"element": list(_elements(profile))},
    }


def _elements(profile: Profile) -> Iterator[Resource]:
    """The rules of every element, and after those of the Bundle's entries one slice for each that may stand there."""
    rules = rules_of(profile)
    if profile.entries is None:
        yield from (_element(profile.type, path, rule) for path, rule in rules.items())
        return
    rules[_ENTRY] = {**_sliced(profile.entries), **rules.get(_ENTRY, {})}
    for path in _ordered(profile.type, rules):
        yield _element(profile.type, path, rules[path])
    for name, (what, least, most) in profile.entries.of.items():
        entry = {"path": "Bundle.entry", "sliceName": name, "min": least, "max": most}
        yield {"id": f"Bundle.entry:{name}", **entry}
        resource = {"path": "Bundle.entry.resource", "min": 1, "type": [_kind(what)]}
        yield {"id": f"Bundle.entry:{name}.resource", **resource}


def rules_of(profile: Profile) -> dict[str, Resource]:
    """The profile's rules by path in R4's order, with what a receiver must handle and what the elements are for."""
    rules: dict[str, Resource] = {"": {}, **{path: dict(rule) for path, rule in profile.rules.items()}}
    for path in (*profile.must, *profile.words):
        rules.setdefault(path, {})
    for path, rule in rules.items():
        if path in profile.words:
            rule |= {"short": profile.words[path], "definition": f"{profile.words[path]}."}
        elif rule.get("max") == "0":
            rule |= {"short": _FORBIDDEN}
        if not path:
            rule |= {"short": profile.title, "definition": f"{profile.title}."}
        elif path in profile.must or (rule.get("min") and (profile.base, path) not in _SLICED):
            rule |= {"mustSupport": True}
    return {path: rules[path] for path in _ordered(profile.type, rules)}


def _ordered(type_: str, paths: Iterable[str]) -> list[str]:
    """Paths in R4's order, slices of one element as they come after it; as given for a type that the table lacks."""
    given = list(paths)
    slices = ["", *dict.fromkeys(step.partition(":")[2] for path in given for step in path.split("."))]
    return sorted(given, key=lambda path: _place(type_, path, slices)) if elements(type_) else given


def _place(type_: str, path: str, slices: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where an element stands in its type."""
    places: list[tuple[int, int]] = []
    for step in path.split(".") if path else ():
        name, _, slice_ = step.partition(":")
        number, type_ = _found(type_, name)
        places.append((number, slices.index(slice_)))
    return tuple(places)


def _found(type_: str, name: str) -> tuple[int, str]:
    """The element's number in its type, and its own type."""
    start = name.removesuffix("[x]")
    for number, (key, one) in enumerate(elements(type_).items()):
        if key == name or (start != name and key.startswith(start)):
            return number, one.type
    return 0, ""


def _element(root: str, path: str, rule: Mapping[str, object]) -> Resource:
    """The rule of an element; the id of one in a slice (`code.coding:due.system`) names the slice, its path does not."""
    full = f"{root}.{path}" if path else root
    return {"id": full, "path": _SLICE.sub("", full), **rule}


def _sliced(entries: Entries) -> Resource:
    by_type = [{"type": "type", "path": "resource"}]
    return {
        "slicing": {"discriminator": by_type, "rules": "closed" if entries.closed else "open"},
        "min": 1,
    }


def _kind(what: What) -> Resource:
    """The type of an entry, and the profiles of which it meets one."""
    if isinstance(what, str):
        return {"code": what}
    several = what if isinstance(what, tuple) else (what,)
    return {"code": several[0].type, "profile": [profile.url for profile in several]}
