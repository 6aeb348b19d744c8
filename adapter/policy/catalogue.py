"""The rule catalogue and how each of its rules is held: by a pack's rule, by shape, by a report, not at all, or later.

`profiles/regions/catalogue/<region>.yaml` has what the sources demand; `<region>/ledger.yaml` says how what no rule
enforces is held.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from adapter.policy.loader import Packs
from adapter.policy.pack import READINGS, Rule
from adapter.policy.source import Node, parse

FOLDER = "catalogue"
LEDGER = "ledger.yaml"
STATES = ("enforced", "represented", "reported", "not-applicable", "waits", "missing")
_DETAILS = ("where", "why", "issue")


@dataclass(frozen=True, slots=True)
class Held:
    """One rule of the catalogue: `cases` counts those that fire it or just miss it.

    `rules` are the rules of the packs that hold it, whatever reading they belong to; `reading` is the one in force
    where it can be read in two ways. `ambiguity` is the catalogue's own word on what the source leaves open.
    """

    region: str
    id: str
    state: str
    where: str
    cases: int
    source: str
    statement: str
    rules: tuple[Rule, ...] = ()
    reading: str | None = None
    ambiguity: str = ""

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5, with region and statement."""
        return {
            "id": self.id,
            "state": self.state,
            "where": self.where,
            "cases": self.cases,
            "source": self.source,
            "region": self.region,
            "statement": self.statement,
        }


def regions(files: Mapping[str, str]) -> tuple[str, ...]:
    """The regions that the catalogue has rules of."""
    names = (name.split("/") for name in sorted(files))
    return tuple(parts[1].removesuffix(".yaml") for parts in names if parts[0] == FOLDER)


def held(files: Mapping[str, str], packs: Packs, cases: Mapping[str, int], region: str) -> tuple[Held, ...]:
    """Every rule of one region; `cases` counts cases by rule key."""
    rules, counted = _rules_by_id(packs), _counted_by_id(packs)
    ledger = _ledger(files, region)
    pack = packs.packs.get(region)
    readings = pack.readings if pack else {}
    return tuple(
        replace(
            _held(entry, region, _Holding(rules.get(name, []), counted.get(name, [])), ledger, cases),
            reading=readings.get(name),
            ambiguity=" ".join(entry["ambiguity"].text().split()) if "ambiguity" in entry else "",
        )
        for entry in _entries(files, region)
        for name in (entry["id"].text(),)
    )


def gaps(files: Mapping[str, str], packs: Packs) -> Iterator[str]:
    """What is held in no way, what a ledger says twice or of nothing: every rule of the catalogue is held in one."""
    rules = {name: parts[0].file for name, parts in _rules_by_id(packs).items() if _enforced(parts)}
    rules |= {name: places[0].partition(":")[0] for name, places in _counted_by_id(packs).items()}
    for region in regions(files):
        ledger = _ledger(files, region)
        ids = {entry["id"].text() for entry in _entries(files, region)}
        yield from (
            f"{region}: {name} is neither enforced nor in the ledger"
            for name in sorted(ids - {*ledger, *rules})
        )
        yield from (
            f"{region}: the ledger has {name}, the catalogue has not" for name in sorted({*ledger} - ids)
        )
        for name, node in ledger.items():
            state = node.fields()["state"].text() if "state" in node.fields() else ""
            if state not in STATES[1:5]:
                yield f"{node.file}:{node.line}: {name} has no state that the ledger knows"
            if name in rules:
                yield f"{node.file}:{node.line}: {name} is enforced by {rules[name]} and needs no ledger"


def _enforced(rules: Iterable[Rule]) -> bool:
    """Whether a rule enforces it as the catalogue reads it; one of the other reading alone only stands beside."""
    return any(rule.reading != READINGS[1] for rule in rules)


def untitled(packs: Packs) -> Iterator[str]:
    """A rule that rests on a document which no pack names in its `sources`."""
    for rules in _rules_by_id(packs).values():
        for rule in rules:
            for document in rule.documents:
                if document.title == document.file:
                    yield f"{rule.file}:{rule.line}: the source {document.file} of {rule.key} has no title"


def unread(packs: Packs) -> Iterator[str]:
    """A choice between two readings of which nobody could switch to the other, and no word why."""
    switched = {name for pack in packs.packs.values() for name in pack.readings}
    for name, rules in _rules_by_id(packs).items():
        for rule in rules:
            if rule.choice is not None and "fixed" not in rule.choice and name not in switched:
                yield f"{rule.file}:{rule.line}: {name} has a choice but no other reading, nor says why it is fixed"


def _held(
    entry: Mapping[str, Node],
    region: str,
    holding: "_Holding",
    ledger: Mapping[str, Node],
    cases: Mapping[str, int],
) -> Held:
    name = entry["id"].text()
    state, where = "missing", ""
    if holding.enforces:
        state, where = "enforced", ", ".join(holding.places)
    elif name in ledger:
        fields = ledger[name].fields()
        state = fields["state"].text()
        where = "; ".join(fields[detail].text() for detail in _DETAILS if detail in fields)
    return Held(
        region=region,
        id=name,
        state=state,
        where=where,
        cases=sum(cases.get(key, 0) for key in holding.keys(name)),
        source=", ".join(entry["source"].texts()) if "source" in entry else "",
        statement=" ".join(entry["statement"].text().split()) if "statement" in entry else "",
        rules=tuple(holding.rules),
    )


@dataclass(frozen=True, slots=True)
class _Holding:
    """What in the packs holds a rule of the catalogue: rules that decide, and places where it is counted."""

    rules: list[Rule]
    counted: list[str]

    @property
    def enforces(self) -> bool:
        return _enforced(self.rules) or bool(self.counted)

    @property
    def places(self) -> list[str]:
        return [*(f"{rule.file}:{rule.line}" for rule in self.rules), *self.counted]

    def keys(self, name: str) -> list[str]:
        """Under which its cases are counted."""
        return list(dict.fromkeys([*(rule.key for rule in self.rules), *([name] if self.counted else [])]))


def _entries(files: Mapping[str, str], region: str) -> Iterator[Mapping[str, Node]]:
    file = f"{FOLDER}/{region}.yaml"
    root = parse(files[file], file).fields()
    return (node.fields() for node in root["rules"].items())


def _ledger(files: Mapping[str, str], region: str) -> Mapping[str, Node]:
    file = f"{region}/{LEDGER}"
    return parse(files[file], file).fields() if file in files else {}


def _rules_by_id(packs: Packs) -> dict[str, list[Rule]]:
    found: dict[str, dict[str, Rule]] = defaultdict(dict)
    for pack in packs.packs.values():
        for rule in (*pack.rules, *pack.aside):
            found[rule.id][rule.key] = rule
    return {name: list(rules.values()) for name, rules in found.items()}


def _counted_by_id(packs: Packs) -> dict[str, list[str]]:
    """Where each rule is that a pack counts time or money by."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for layer in packs.layers.values():
        for deadline in layer.process.deadlines:
            found[deadline.rule][f"{deadline.file}:{deadline.line}"] = None
        for kind in layer.process.kinds.values():
            variants = cast("Mapping[str, Mapping[str, object]]", kind.get("variants", {}))
            for one in (kind, *variants.values()):
                for rule in cast("tuple[str, ...]", one.get("kvittens_rules", ())):
                    found[rule][f"{layer.name}/process.yaml"] = None
        for rule in layer.liability.rules if layer.liability else ():
            found[rule][f"{layer.name}/liability.yaml"] = None
    return {name: list(places) for name, places in found.items()}
