"""The mutation test: how many of the profiles' constraints the validator sees broken, each by one mutation.

A mutant counts as rejected when the validator finds, in the mutant and not in the resource it was made of, the error
that its constraint deserves. `survivors.json` says why the others are in order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from tests.conformance import mutants
from tests.conformance.elements import Definition, Json, load
from tests.conformance.judge import ERRORS, Issue
from tests.conformance.mutants import Change, Constraint
from tests.conformance.pool import Pool, node

HERE = Path(__file__).resolve().parent
SURVIVORS: list[dict[str, str]] = json.loads((HERE / "survivors.json").read_text())
"""Constraints whose mutant is not rejected, by kind and part of their name, and why."""

THRESHOLD = 0.9
"""The share of constraints that the validator must see broken; what it does not see has its reason besides."""

_WANTED: Mapping[str, tuple[str, ...]] = {
    "min": ("Minimum",),
    "max": ("Maximum", "NotAllowed"),
    "fixed": ("Fixed", "FIXED"),
    "pattern": ("PATTERN", "Fixed", "FIXED"),
    "binding": ("Terminology_TX", "PassThrough"),
    "extensible": ("Terminology_TX", "PassThrough"),
    "type": ("ProfileType", "Type", "TYPE"),
    "target": ("Reference_REF", "REFERENCE_REF"),
    "context": ("Extension_EXT",),
    "slicing": ("NotSlice",),
}
"""Parts of the message ids that a kind of constraint deserves; an invariant deserves its own key."""
_OUT_OF_SLICE = ("NotSlice", "Minimum_SLICE", "SubExtension_Invalid", "Extension_EXT_Unknown")
"""What is said of a thing that has lost what it was known by: it is then in no slice, and no extension of ours."""
_SEVERAL = 3
"""Instances of which an invariant is broken: in one, what it speaks of may be missing."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A constraint with its mutants as files and the profile that they are validated against; without, nothing has it."""

    constraint: Constraint
    against: str
    files: tuple[Path, ...] = ()

    def caught(self, issues: Mapping[Path, Sequence[Issue]]) -> bool:
        """Whether one of the mutants was rejected for the constraint."""
        return any(self._deserved(issue) for file in self.files for issue in issues[file])

    def _deserved(self, issue: Issue) -> bool:
        kind = self.constraint.kind
        if not issue.fails or (issue.severity not in ERRORS and kind != "extensible"):
            return False
        if kind == "invariant":
            return self.constraint.detail in issue.id
        in_slice = ":" in self.constraint.at or self.constraint.at == "Extension.url"
        return any(part in issue.id for part in (*_WANTED[kind], *(_OUT_OF_SLICE if in_slice else ())))

    @property
    def explained(self) -> str | None:
        """Why it is in order that this one is not rejected."""
        name = self.constraint.name
        return next(
            (row["why"] for row in SURVIVORS if row["kind"] == self.constraint.kind and row["name"] in name),
            None,
        )


@dataclass(slots=True)
class Mutation:
    """The test over some definitions: first the good instances are to be validated, then what is made of them."""

    definitions: Sequence[Definition]
    pool: Pool
    folder: Path
    good: dict[Path, tuple[Definition, Json]] = field(default_factory=dict)
    """Candidates for good instances, and of which profile."""

    @classmethod
    def of(cls, files: Sequence[Path], definitions: Path, scratch: Path) -> "Mutation":
        """Over all profiles, with instances out of files that are the same in every run."""
        pool = Pool()
        for file in files:
            pool.add(json.loads(file.read_text()))
        made = [load(file.read_text()) for file in sorted(definitions.glob("StructureDefinition-*.json"))]
        return cls(made, pool, scratch / "mutants")

    def prepare(self) -> Mapping[Path, str]:
        """Writes the candidates; returns the profile that each file is to be validated against."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for definition in self.definitions:
            for number, resource in enumerate(self.pool.candidates(definition)):
                file = _written(self.folder / f"{definition.name}-{number:02}-candidate.json", resource)
                self.good[file] = definition, resource
        return {file: definition.url for file, (definition, _) in self.good.items()}

    def tried(self, issues: Mapping[Path, Sequence[Issue]]) -> Iterator[Tried]:
        """Every constraint with its mutants, made of candidates that the validator found in order."""
        for definition in self.definitions:
            good = [
                resource
                for file, (of, resource) in self.good.items()
                if of is definition and not any(issue.severity in ERRORS for issue in issues[file])
            ]
            for number, (constraint, change) in enumerate(mutants.constraints(definition)):
                stem = self.folder / f"{definition.name}-{number:03}"
                made = list(self._mutants(definition, constraint, change, good))
                if made:
                    files = tuple(_written(Path(f"{stem}-{at:02}.json"), one) for at, one in enumerate(made))
                    yield Tried(constraint, definition.url if good else "", files)
                elif constraint.own:
                    yield Tried(constraint, definition.url)

    def _mutants(
        self, definition: Definition, constraint: Constraint, change: Change, good: Sequence[Json]
    ) -> Iterator[Json]:
        """All of one instance, the first that has any; of an invariant those of several, since few can break it."""
        wanted = 1
        if constraint.kind == "invariant":
            wanted = _SEVERAL
            good = sorted(good, key=lambda one: -mutants.spoken_of(definition, constraint.detail, one))
        made: Iterator[list[Json]]
        if definition.type == "Extension":
            hosts = self.pool.extended.get(definition.url, ())
            made = (list(_in_host(constraint, definition, change, *host)) for host in hosts)
        else:
            made = (list(change(definition, resource)) for resource in good)
        yield from chain.from_iterable(islice((found for found in made if found), wanted))


def _in_host(
    constraint: Constraint, definition: Definition, change: Change, host: Json, path: tuple[str | int, ...]
) -> Iterator[Json]:
    """The resource around an extension, with the extension changed, doubled or out of its place."""
    good = node(host, path)
    copy = deepcopy(host)
    siblings = node(copy, path[:-1])
    if constraint.kind == "context":
        siblings.remove(good)
        if not siblings:
            del node(copy, path[:-2])[path[-2]]
        copy.setdefault("meta", {}).setdefault("extension", []).append(deepcopy(good))
        yield copy
    elif "." not in constraint.at and constraint.kind == "max":
        siblings.append(deepcopy(good))
        yield copy
    else:
        for one in change(definition, good):
            siblings[path[-1]] = one
            yield deepcopy(copy)


def _written(file: Path, resource: Json) -> Path:
    file.write_text(json.dumps(resource, ensure_ascii=False))
    return file
