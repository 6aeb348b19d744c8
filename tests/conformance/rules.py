"""Every rule that an OperationOutcome may name, for the CodeSystem of rules: out of the catalogues and the packs, R4's
invariants and those of our profiles. What is only in code has its words in `mappings/codes/rule.yaml`."""

from collections.abc import Iterator
from functools import cache

from adapter import bootstrap
from adapter.policy import catalogue, loader
from adapter.policy.pack import PRODUCT
from adapter.r4 import invariants, profile_definitions
from adapter.r4.terminology import RuleWord
from tests.checkout import ROOT

_LONGEST = 160


@cache
def words() -> tuple[RuleWord, ...]:
    """The catalogues' rules, then those that packs have besides."""
    return tuple(_words())


def _words() -> Iterator[RuleWord]:
    files = bootstrap.pack_files(ROOT / "profiles")
    packs = loader.load(files)
    seen = set[str]()
    for region in catalogue.regions(files):
        for held in catalogue.held(files, packs, {}, region):
            says = held.rules[0].title if held.rules else _short(held.statement)
            seen.add(held.id)
            yield RuleWord(held.id, region, says, held.source)
    for layer in packs.layers.values():
        for rule in layer.rules:
            if rule.id not in seen:
                seen.add(rule.id)
                yield RuleWord(rule.id, layer.name, rule.title, ", ".join(rule.source))
    for law in _laws():
        if law.id not in seen:
            seen.add(law.id)
            yield law


def _laws() -> Iterator[RuleWord]:
    """The invariants that a resource is checked by: R4's keys, and our profiles'."""
    for kind in sorted(invariants.KINDS):
        for law in invariants.of(kind):
            yield RuleWord(law.rule, PRODUCT, law.human, f"FHIR R4 {kind}")
    for profile in profile_definitions.definitions():
        for element in profile["differential"]["element"]:
            for one in element.get("constraint", ()):
                yield RuleWord(f"FHIR-{one['key'].upper()}", PRODUCT, one["human"], profile["url"])


def _short(statement: str) -> str:
    """As many whole words of a statement as there is room for."""
    text = " ".join(statement.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"
