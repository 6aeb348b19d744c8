"""Loading rule packs from their files' texts: closed, dated, digested; a file that is not in order stops all."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.errors import PackError, UsageError
from adapter.model.kinds import KINDS
from adapter.model.message import REGIONS
from adapter.model.verdict import PackRef
from adapter.policy.pack import PRODUCT, Days, Pack, Rule, indexed
from adapter.policy.processes import ProcessPart, laid, read_process
from adapter.policy.questions import FAMILIES, QUESTIONS
from adapter.policy.rules import RuleFile, read_days, read_facts, read_rules, vocabulary
from adapter.policy.source import Node, parse
from adapter.policy.view import Fact

NOT_IN_FORCE = ("cases", "ledger.yaml")
"""What a pack folder holds beside its rules: tried at start, not part of what decides."""
_PAIRS = tuple((kind.name, action) for kind in KINDS.values() for action in kind.actions)


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of every region that has one."""

    packs: Mapping[str, Pack]

    def of(self, region: str) -> Pack:
        """The pack of a region; `UsageError` when there is none."""
        if region not in self.packs:
            raise UsageError(f"there is no rule pack for the region {region!r}")
        return self.packs[region]

    def in_force(self, region: str, at: datetime) -> Pack:  # noqa: ARG002 - one edition of each pack so far
        """The pack to decide with at an instant; an expired one goes on, with a warning (semantics 13)."""
        return self.of(region)


@dataclass(frozen=True, slots=True)
class _Layer:
    name: str
    version: str
    owner: str
    extends: str | None
    in_force: Days
    settings: Mapping[str, object]
    process: ProcessPart
    rules: tuple[Rule, ...]
    digests: Mapping[str, str] = field(default_factory=dict)


def load(files: Mapping[str, str]) -> Packs:
    """The packs in these files. Names are relative to `profiles/regions`: `vasterbotten/rules/consent.yaml`.

    Raises `PackError` with file and line for the first file that is not in order.
    """
    folders = _folders(files)
    if PRODUCT not in folders or f"{PRODUCT}/facts.yaml" not in files:
        raise PackError(f"{PRODUCT}/facts.yaml", 1, "the facts that rules may ask for are not declared")
    declared = _declared(parse(files[f"{PRODUCT}/facts.yaml"], f"{PRODUCT}/facts.yaml"))
    layers = {name: _layer(name, texts, declared) for name, texts in folders.items()}
    _distinct(rule for layer in layers.values() for rule in layer.rules)
    return Packs({name: _pack(name, layers, declared) for name in layers if name in REGIONS})


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


def _layer(name: str, texts: Mapping[str, str], declared: Mapping[str, Fact]) -> _Layer:
    roots = {rest: parse(text, f"{name}/{rest}") for rest, text in texts.items()}
    head = roots["pack.yaml"].closed(
        ("region", "version", "owner", "inForce"), ("extends", "sources", "settings")
    )
    if head["region"].text() != name:
        raise head["region"].fault(f"the pack in the folder {name!r} is that region's")
    find = vocabulary(declared)
    rule_files = (RuleFile(name, roots[rest]) for rest in roots if rest.startswith("rules/"))
    return _Layer(
        name=name,
        version=head["version"].text(),
        owner=head["owner"].text(),
        extends=head["extends"].text() if "extends" in head else None,
        in_force=read_days(head["inForce"]),
        settings=dict(_settings(head["settings"])) if "settings" in head else {},
        process=read_process(roots["process.yaml"]) if "process.yaml" in roots else ProcessPart(),
        rules=tuple(rule for file in rule_files for rule in read_rules(file, find)),
        digests={f"{name}/{rest}": _sha256(text) for rest, text in texts.items()},
    )


def _settings(node: Node) -> Iterator[tuple[str, object]]:
    for name, member in node.fields().items():
        if isinstance(member.value, dict):
            raise member.fault("a setting is a plain value or a list")
        yield name, member.plain()


def _distinct(rules: Iterator[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        first = seen.setdefault(rule.key, rule)
        if first is not rule:
            raise PackError(
                rule.file, rule.line, f"the rule {rule.key} stands in {first.file}:{first.line} too"
            )


def _pack(name: str, layers: Mapping[str, _Layer], declared: Mapping[str, Fact]) -> Pack:
    own_first = tuple(_chain(name, layers))
    rules = tuple(rule for layer in own_first for rule in layer.rules)
    digests = {file: digest for layer in own_first for file, digest in layer.digests.items()}
    canonical = "".join(f"{file}\n{digests[file]}\n" for file in sorted(digests))
    settings = {key: value for layer in reversed(own_first) for key, value in layer.settings.items()}
    return Pack(
        ref=PackRef(name, layers[name].version, _sha256(canonical)),
        layers=tuple(layer.name for layer in own_first),
        rules=rules,
        process=laid(tuple(layer.process for layer in reversed(own_first))),
        in_force=layers[name].in_force,
        owner=layers[name].owner,
        settings=settings,
        facts=declared,
        index=indexed(rules, _PAIRS),
    )


def _chain(name: str, layers: Mapping[str, _Layer]) -> Iterator[_Layer]:
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
