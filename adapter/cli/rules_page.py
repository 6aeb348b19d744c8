"""`docs/rules.md`: per region what is held and how, how its source is read, and where it is silent."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from adapter.policy.catalogue import STATES, Held
from adapter.policy.loader import Packs
from adapter.policy.pack import Pack, Rule

_HEAD = """# Every rule of the catalogue, and how it is held

Made by `svu-adapter rules --markdown`; do not edit.

*enforced*: a rule of a pack decides by it · *represented*: the model or the mapping holds it by its shape ·
*reported*: a finding or a figure · *not-applicable*: and why · *waits*: for a later delivery."""
_DOES = {
    "permit": "lets out",
    "reduce": "lets out less",
    "hold": "holds",
    "refuse": "refuses",
    "warn": "warns",
}


def page(found: Iterable[Held], packs: Packs) -> str:
    """The page, one chapter per region."""
    chapters: dict[str, list[Held]] = {}
    for held in found:
        chapters.setdefault(held.region, []).append(held)
    lines = [_HEAD, "", "| region | rules | how |", "|---|---|---|"]
    lines.extend(f"| {region} | {len(own)} | {_states(own)} |" for region, own in chapters.items())
    for region, own in chapters.items():
        lines.extend(("", f"## {region}", "", *_chapter(own, packs.packs.get(region))))
    return "\n".join(lines)


def totals(found: list[Held]) -> str:
    """How many are held in which way."""
    return f"{len(found)} rules: {_states(found)}"


def _states(found: list[Held]) -> str:
    states = Counter(held.state for held in found)
    return ", ".join(f"{states[state]} {state}" for state in STATES if states[state])


def _chapter(own: list[Held], pack: Pack | None) -> Iterator[str]:
    if pack is not None:
        yield from _pack(pack)
        yield from _silences(pack)
    yield "| rule | what the source demands | how it is held | source |"
    yield "|---|---|---|---|"
    for held in own:
        yield _row(held.id, held.statement, _how(held), held.source)
    yield from _readings(own)


def _pack(pack: Pack) -> Iterator[str]:
    days = pack.in_force
    until = f"to {days.end}" if days.end else "until further notice"
    prolonged = f", prolonged to {pack.prolonged.until} by {pack.prolonged.by}" if pack.prolonged else ""
    yield f"Version {pack.ref.version}, owner {pack.owner}, in force {days.start} {until}{prolonged}."
    yield ""
    yield from (f"- `{file}`: {title}" for file, title in pack.sources.items())
    yield ""


def _silences(pack: Pack) -> Iterator[str]:
    if pack.silent:
        yield "Where the source is silent:"
        yield ""
        yield from (f"- {area}: {words['en']}" for area, words in sorted(pack.silent.items()))
        yield ""


def _how(held: Held) -> str:
    if held.state != "enforced":
        return f"{held.state}: {_unnumbered(held.where)}"
    told = "; ".join(_rule(rule) for rule in held.rules if rule.reading != "other") or "counted"
    places = _unnumbered(held.where).split(", ")
    files = ", ".join(dict.fromkeys(f"`{place}`" for place in places))
    return f"enforced: {told} ({files}; {held.cases} cases)"


def _rule(rule: Rule) -> str:
    return f"{_DOES[rule.effect]}: {rule.title}"


def _readings(own: list[Held]) -> Iterator[str]:
    """What can be read in two ways: the reading in force, the other one, and whether a setting of the pack switches."""
    ambiguous = [held for held in own if held.ambiguity or held.reading or any(r.choice for r in held.rules)]
    if not ambiguous:
        return
    yield ""
    yield "What can be read in two ways, the reading in force first:"
    yield ""
    yield "| rule | in force | beside it | switched by |"
    yield "|---|---|---|---|"
    for held in ambiguous:
        choice = next((rule.choice for rule in held.rules if rule.choice), None) or {}
        default, other = str(choice.get("default") or held.ambiguity), str(choice.get("other", ""))
        other += "".join(f" ({_rule(rule)})" for rule in held.rules if rule.reading == "other")
        now, beside = (other, default) if held.reading == "other" else (default, other)
        switch = f"`readings: {{{held.id}: other}}`" if held.reading else str(choice.get("fixed", ""))
        yield _row(held.id, now, beside, switch)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _unnumbered(where: str) -> str:
    """Without line numbers, so that the page changes only when something is held differently."""
    return re.sub(r"(\.yaml):\d+", r"\1", where)
