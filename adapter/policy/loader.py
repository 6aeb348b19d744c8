"""Loading rule packs from their files' texts: closed, dated, digested; a file that is not in order stops all."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapter.model.basis import LANGUAGES, Document
from adapter.model.deviation import NO_DEVIATIONS, DeviationRoutine
from adapter.model.errors import PackError, UsageError
from adapter.model.kinds import KINDS
from adapter.model.liability import Agreement, Terms
from adapter.model.message import REGIONS
from adapter.model.verdict import PackRef
from adapter.policy.deviations import laid_deviations, read_deviations
from adapter.policy.indicators import NO_INDICATORS, IndicatorPart, laid_indicators, read_indicators
from adapter.policy.liability_rules import FILE, agreed, read_liability
from adapter.policy.outages import NO_PART, OutagePart, laid_outage, read_outage
from adapter.policy.pack import ACT, PRODUCT, READINGS, Days, Pack, Prolonged, Rule, indexed
from adapter.policy.processes import ProcessPart, laid, read_process
from adapter.policy.questions import FAMILIES, QUESTIONS
from adapter.policy.rules import RuleFile, read_day, read_days, read_facts, read_rules, vocabulary
from adapter.policy.source import Node, parse
from adapter.policy.view import Fact

NOT_IN_FORCE = ("cases", "ledger.yaml")
"""What a pack folder holds beside its rules: tried at start, not part of what decides."""
AREAS = (
    *("MSG", "ACK", "CONS", "IDENT", "STATE", "TRACK", "ROLE", "VIS", "PSY", "SELF", "OUT", "DEV"),
    *("SIP", "DEADL", "LIAB", "SYS", "IND"),
)
"""The subjects of the catalogue, as its ids name them."""
_PAIRS = tuple((kind.name, action) for kind in KINDS.values() for action in kind.actions)


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of every region that has one, and the layers that they are made of."""

    packs: Mapping[str, Pack]
    layers: Mapping[str, "Layer"] = field(default_factory=dict)
    declared: Mapping[str, Fact] = field(default_factory=dict)

    def of(self, region: str) -> Pack:
        """The pack of a region; `UsageError` when there is none."""
        if region not in self.packs:
            known = ", ".join(sorted(name for name in self.packs if name != PRODUCT))
            raise UsageError(f"there is no rule pack for the region {region!r}; there are: {known}")
        return self.packs[region]

    def in_force(self, region: str, at: datetime) -> Pack:  # noqa: ARG002 - one edition of each pack so far
        """The pack to decide with at an instant; an expired one goes on, with a warning (semantics 13)."""
        return self.of(region)

    def read_as(self, region: str, readings: Mapping[str, str]) -> "Packs":
        """The same packs with one region's read in these ways, whatever its pack.yaml says.

        `UsageError` for an id that cannot be read in two ways there.
        """
        known = self.of(region).readings
        for name in readings:
            if name not in known:
                raise UsageError(f"{region} does not read {name!r} in two ways")
        packs = dict(self.packs)
        packs[region] = _pack(region, self.layers, self.declared, readings, packs)
        return replace(self, packs=packs)


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of packs as it is written: every reading of it, chosen or not."""

    name: str
    version: str
    owner: str
    extends: str | None
    in_force: Days
    settings: Mapping[str, object]
    process: ProcessPart
    rules: tuple[Rule, ...]
    readings: Mapping[str, Node] = field(default_factory=dict)
    silent: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    prolonged: Prolonged | None = None
    liability: Terms | None = None
    indicators: IndicatorPart = NO_INDICATORS
    digests: Mapping[str, str] = field(default_factory=dict)
    outage: OutagePart = NO_PART
    deviations: DeviationRoutine = NO_DEVIATIONS


def load(files: Mapping[str, str]) -> Packs:
    """The packs in these files. Names are relative to `profiles/regions`: `vasterbotten/rules/consent.yaml`.

    Raises `PackError` with file and line for the first file that is not in order.
    """
    folders = _folders(files)
    if PRODUCT not in folders or f"{PRODUCT}/facts.yaml" not in files:
        raise PackError(f"{PRODUCT}/facts.yaml", 1, "the facts that rules may ask for are not declared")
    declared = _declared(parse(files[f"{PRODUCT}/facts.yaml"], f"{PRODUCT}/facts.yaml"))
    layers = _titled({name: _layer(name, texts, declared) for name, texts in folders.items()})
    _distinct(rule for layer in layers.values() for rule in layer.rules)
    packs: dict[str, Pack] = {}
    packs |= {name: _pack(name, layers, declared, {}, packs) for name in layers if name in REGIONS}
    return Packs(packs, layers, declared)


def _folders(files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    folders: dict[str, dict[str, str]] = {}
    for name, text in sorted(files.items()):
        folder, _, rest = name.partition("/")
        if f"{folder}/pack.yaml" in files and rest.partition("/")[0] not in NOT_IN_FORCE:
            folders.setdefault(folder, {})[rest] = text
    return folders


def _declared(root: Node) -> dict[str, Fact]:
    declared = read_facts(root)
    for name in (*QUESTIONS, *(f"{family}*" for family in FAMILIES)):
        if name not in declared:
            raise root.fault(f"the fact {name!r} can be asked for but is not declared")
    return declared


def _layer(name: str, texts: Mapping[str, str], declared: Mapping[str, Fact]) -> Layer:
    roots = {rest: parse(text, f"{name}/{rest}") for rest, text in texts.items()}
    head = roots["pack.yaml"].closed(
        ("region", "version", "owner", "inForce"),
        ("extends", "sources", "settings", "readings", "silent", "prolonged"),
    )
    if head["region"].text() != name:
        raise head["region"].fault(f"the pack in the folder {name!r} is that region's")
    find = vocabulary(declared)
    rule_files = (RuleFile(name, roots[rest]) for rest in roots if rest.startswith("rules/"))
    return Layer(
        name=name,
        version=head["version"].text(),
        owner=head["owner"].text(),
        extends=head["extends"].text() if "extends" in head else None,
        in_force=read_days(head["inForce"]),
        settings=dict(_settings(head["settings"])) if "settings" in head else {},
        process=read_process(roots["process.yaml"]) if "process.yaml" in roots else ProcessPart(),
        deviations=read_deviations(roots["deviations.yaml"]) if "deviations.yaml" in roots else NO_DEVIATIONS,
        outage=read_outage(roots["outage.yaml"]) if "outage.yaml" in roots else NO_PART,
        rules=tuple(rule for file in rule_files for rule in read_rules(file, find)),
        indicators=_indicators(roots.get("indicators.yaml"), name),
        readings=head["readings"].fields() if "readings" in head else {},
        silent=dict(_silences(head["silent"])) if "silent" in head else {},
        sources=dict(_sources(head["sources"])) if "sources" in head else {},
        prolonged=_prolonged(head["prolonged"], read_days(head["inForce"])) if "prolonged" in head else None,
        liability=read_liability(roots[FILE]) if FILE in roots else None,
        digests={f"{name}/{rest}": _sha256(text) for rest, text in texts.items()},
    )


def _indicators(root: Node | None, name: str) -> IndicatorPart:
    return NO_INDICATORS if root is None else read_indicators(root, name)


def _settings(node: Node) -> Iterator[tuple[str, object]]:
    for name, member in node.fields().items():
        if isinstance(member.value, dict):
            raise member.fault("a setting is a plain value or a list")
        yield name, member.plain()


def _sources(node: Node) -> Iterator[tuple[str, str]]:
    """The title of each source document."""
    for item in node.items():
        fields = item.closed(("file", "title"))
        yield fields["file"].text(), fields["title"].text()


def _prolonged(node: Node, days: Days) -> Prolonged:
    fields = node.closed(("until", "by"))
    until = read_day(fields["until"])
    if until is None or days.end is None or until <= days.end:
        raise fields["until"].fault("a pack is prolonged to a day after its own `until`")
    return Prolonged(until, fields["by"].text())


def _titled(layers: Mapping[str, Layer]) -> dict[str, Layer]:
    """The layers, each rule with the documents it rests on: titles of its own pack before those of others."""
    every = {file: title for layer in layers.values() for file, title in layer.sources.items()}
    return {
        name: replace(
            layer,
            rules=tuple(
                replace(rule, documents=_documents(rule.source, {**every, **layer.sources}))
                for rule in layer.rules
            ),
        )
        for name, layer in layers.items()
    }


def _documents(source: Iterable[str], titles: Mapping[str, str]) -> tuple[Document, ...]:
    """A passage is written `file:lines`."""
    passages = (passage.partition(":") for passage in source)
    return tuple(Document(titles.get(file, file), file, lines) for file, _, lines in passages)


def _silences(node: Node) -> Iterator[tuple[str, Mapping[str, str]]]:
    """By area what the source says nothing of, and what applies instead: one text, or one in each language."""
    for area, member in node.fields().items():
        if area not in AREAS:
            raise member.fault(f"{area!r} is no area of the catalogue; known: {', '.join(AREAS)}")
        if isinstance(member.value, str):
            yield area, dict.fromkeys(LANGUAGES, member.value)
        else:
            yield area, {language: words.text() for language, words in member.closed(LANGUAGES).items()}


def _distinct(rules: Iterator[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        first = seen.setdefault(rule.key, rule)
        if first is not rule:
            raise PackError(
                rule.file, rule.line, f"the rule {rule.key} stands in {first.file}:{first.line} too"
            )


def _pack(
    name: str,
    layers: Mapping[str, Layer],
    declared: Mapping[str, Fact],
    otherwise: Mapping[str, str],
    beside: Mapping[str, Pack],
) -> Pack:
    own_first = tuple(_chain(name, layers))
    readings = {**_readings(own_first), **otherwise}
    every = tuple(rule for layer in own_first for rule in layer.rules)
    rules = tuple(rule for rule in every if rule.reading in {None, readings.get(rule.id)})
    digests = {file: digest for layer in own_first for file, digest in layer.digests.items()}
    canonical = "".join(f"{file}\n{digests[file]}\n" for file in sorted(digests))
    settings = {key: value for layer in reversed(own_first) for key, value in layer.settings.items()}
    return Pack(
        ref=PackRef(name, layers[name].version, _sha256(canonical)),
        layers=tuple(layer.name for layer in own_first),
        rules=rules,
        process=laid(tuple(layer.process for layer in reversed(own_first)), readings),
        outage=laid_outage(layer.outage for layer in own_first),
        deviations=laid_deviations(layer.deviations for layer in own_first),
        in_force=layers[name].in_force,
        prolonged=layers[name].prolonged,
        sources=layers[name].sources,
        owner=layers[name].owner,
        settings=settings,
        facts=declared,
        index=indexed(rules, _PAIRS),
        readings=readings,
        aside=tuple(rule for rule in every if rule.reading not in {None, readings.get(rule.id)}),
        silent={area: words for layer in reversed(own_first) for area, words in layer.silent.items()},
        liability=_agreement(own_first),
        indicators=laid_indicators(layer.indicators for layer in reversed(own_first)),
        beside=beside,
    )


def _agreement(own_first: tuple[Layer, ...]) -> Agreement | None:
    """The Act's terms, and the region's own where it has any."""
    own, by_name = own_first[0], {layer.name: layer for layer in own_first}
    act = by_name[ACT].liability if ACT in by_name else None
    return agreed(act, None if own.name == ACT else own.liability, own.in_force, own.prolonged)


def _readings(own_first: tuple[Layer, ...]) -> dict[str, str]:
    """Every id that can be read in two ways, and how it is read: the region's own word before those it builds on."""
    readings = {
        name: READINGS[0]
        for layer in own_first
        for name in (*(rule.id for rule in layer.rules if rule.reading), *layer.process.readings)
    }
    for layer in reversed(own_first):
        for name, node in layer.readings.items():
            if name not in readings:
                raise node.fault(f"no rule and no process reads {name!r} in two ways")
            readings[name] = node.one_of(*READINGS)
    return readings


def _chain(name: str, layers: Mapping[str, Layer]) -> Iterator[Layer]:
    """The region's layer, those it extends, and produkt last."""
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current != PRODUCT:
        if current in seen or current not in layers:
            raise PackError(
                f"{name}/pack.yaml", 1, f"`extends` leads to {current!r}, which is no pack or its own"
            )
        seen.add(current)
        yield layers[current]
        current = layers[current].extends
    yield layers[PRODUCT]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
