"""Rule packs for tests: the product's own texts, and small packs of one's own around them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from adapter.policy.loader import Packs, load
from adapter.policy.pack import Pack

REGIONS = Path(__file__).parents[1] / "profiles" / "regions"
_PACK = 'region: {name}\nversion: "1"\nowner: tests\n{extends}inForce: {{from: "2018-01-01"}}\n'


@cache
def texts() -> Mapping[str, str]:
    """Every file of every pack, named as the loader wants them."""
    return {
        path.relative_to(REGIONS).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(REGIONS.rglob("*.yaml"))
    }


@cache
def packs() -> Packs:
    """The product's packs."""
    return load(texts())


def bare() -> dict[str, str]:
    """Packs without a rule: produkt with the declared facts, sverige and vasterbotten upon it."""
    return {
        "produkt/pack.yaml": _PACK.format(name="produkt", extends=""),
        "produkt/facts.yaml": texts()["produkt/facts.yaml"],
        "sverige/pack.yaml": _PACK.format(name="sverige", extends="extends: produkt\n"),
        "vasterbotten/pack.yaml": _PACK.format(name="vasterbotten", extends="extends: sverige\n"),
    }


def pack(*rules: str, process: str = "", guard: str = "") -> Pack:
    """Västerbotten with only these rules (each the members of one rule as YAML flow, id first)."""
    files = bare()
    if rules:
        files["vasterbotten/rules/own.yaml"] = _rules(rules)
    if guard:
        files["produkt/rules/own.yaml"] = _rules((guard,))
    if process:
        files["vasterbotten/process.yaml"] = process
    return load(files).of("vasterbotten")


def rule(name: str, effect: str, when: str = "", *, phase: str = "disclosure", more: str = "") -> str:
    """One rule in YAML's flow style, called TEST-<name>."""
    condition = f", when: {when}" if when else ""
    words = '{sv: "Text på svenska.", en: "Text in English."}'
    return (
        f'{{id: TEST-{name}, title: "Rule {name}.", phase: {phase}, effect: {effect}, '
        f'text: {words}, remedy: {{sv: "Gör om.", en: "Do it again."}}, source: ["source.txt:1"]{condition}{more}}}'
    )


def _rules(rules: tuple[str, ...]) -> str:
    return "rules:\n" + "".join(f"  - {one}\n" for one in rules)
