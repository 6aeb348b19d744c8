"""Reading the rules and facts of a pack: closed keys, and what each effect may and must say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from adapter.model.basis import LANGUAGES
from adapter.model.kinds import KINDS, paths
from adapter.model.message import ACTIONS
from adapter.policy.conditions import ALWAYS, Vocabulary, compiled
from adapter.policy.pack import EFFECTS, HANDLINGS, PHASES, PRODUCT, READINGS, Days, Rule
from adapter.policy.questions import FAMILIES, Asked, question
from adapter.policy.source import Node
from adapter.policy.view import SOURCES, TOLD, UNKNOWN, Fact
from adapter.policy.vocabulary.message import is_closed

METADATA_PATHS = (
    "patient.identifier",
    "patient.name",
    "patient.address",
    "patient.municipality",
    "sender.unit",
    "sender.person",
    "episode.id",
    "episode.admittedAt",
    "episode.legalForm",
    "consent.status",
    "recipients",
)
_REQUIRED = ("id", "title", "phase", "effect", "text", "source")
_OPTIONAL = ("part", "for", "when", "disclose", "handling", "guard", "remedy", "inForce", "choice", "reading")
_SILENCE: Mapping[object, object] = {"unknown": UNKNOWN, False: False, "false": False, "none": None}
_FAMILY = Asked(lambda _: UNKNOWN, per_recipient=False)
"""Stands for the members of a family, each of which has a question of its own."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules, and the layer whose it is."""

    layer: str
    root: Node


def read_rules(file: RuleFile, vocabulary: Vocabulary) -> Iterator[Rule]:
    """The rules of one file; `PackError` at the line of the first that is not in order."""
    for node in file.root.closed(("rules",))["rules"].items():
        yield _rule(node, file.layer, vocabulary)


def read_facts(root: Node) -> dict[str, Fact]:
    """The declared facts by name; a family is declared as `message.content.*`.

    `toParties` says by the beginning of a name, the longest that fits, which fact opens those facts to the sender.
    """
    declared: dict[str, Fact] = {}
    members = root.closed(("facts",), ("toParties",))
    gates = members["toParties"].fields() if "toParties" in members else {}
    facts = members["facts"].fields()
    for gate in gates.values():
        gate.one_of(*facts)
    for name, node in facts.items():
        fields = node.closed(("source", "onSilence", "text"), ("told",))
        asked = _FAMILY if name.removesuffix("*") in FAMILIES else question(name)
        if asked is None:
            raise node.fault(f"the fact {name!r} has no function in adapter/policy/questions.py")
        silence = fields["onSilence"].value
        if silence not in _SILENCE:
            raise fields["onSilence"].fault("onSilence is unknown, false or none")
        source = fields["source"].one_of(*SOURCES)
        told = fields["told"].one_of(*TOLD) if "told" in fields else TOLD[0]
        begins = max((begin for begin in gates if name.startswith(begin)), key=len, default=None)
        parties = gates[begins].text() if begins is not None else None
        declared[name] = Fact(name, source, _SILENCE[silence], asked.ask, asked.per_recipient, told, parties)
    return declared


def vocabulary(declared: Mapping[str, Fact]) -> Vocabulary:
    """How a rule's fact is found: declared by its own name, or as a member of a declared family."""

    def find(name: str) -> Fact | None:
        if name in declared:
            return declared[name]
        family = next((prefix for prefix in FAMILIES if name.startswith(prefix)), None)
        parent = declared.get(f"{family}*") if family else None
        asked = question(name) if parent else None
        if parent is None or asked is None:
            return None
        told = "code" if is_closed(name) else TOLD[0]
        return Fact(name, parent.source, parent.on_silence, asked.ask, asked.per_recipient, told)

    return find


def _rule(node: Node, layer: str, vocabulary: Vocabulary) -> Rule:
    fields = node.closed(_REQUIRED, _OPTIONAL)
    kinds, actions = _scope(fields)
    rule = Rule(
        id=fields["id"].text(),
        part=fields["part"].text() if "part" in fields else None,
        title=fields["title"].text(),
        phase=fields["phase"].one_of(*PHASES),
        effect=fields["effect"].one_of(*EFFECTS),
        kinds=kinds,
        actions=actions,
        when=compiled(fields["when"], vocabulary) if "when" in fields else ALWAYS,
        disclose=_disclosed(fields["disclose"], kinds) if "disclose" in fields else None,
        handling=fields["handling"].one_of(*HANDLINGS) if "handling" in fields else None,
        guard=fields["guard"].flag() if "guard" in fields else False,
        text=_words(fields["text"]),
        remedy=_words(fields["remedy"]) if "remedy" in fields else {},
        in_force=read_days(fields["inForce"]) if "inForce" in fields else Days(),
        source=_source(fields["source"]),
        choice=_choice(fields["choice"]) if "choice" in fields else None,
        reading=fields["reading"].one_of(*READINGS) if "reading" in fields else None,
        layer=layer,
        file=node.file,
        line=node.line,
    )
    _fitting(rule, fields, node)
    return rule


def _fitting(rule: Rule, fields: Mapping[str, Node], node: Node) -> None:
    if rule.effect in {"permit", "reduce"} and rule.phase != "disclosure":
        raise fields["phase"].fault("what may leave is decided anew at each attempt: phase disclosure")
    if rule.effect == "reduce" and rule.disclose is None:
        raise node.fault("a reduce rule says in `disclose` what may stay")
    if rule.disclose is not None and rule.effect not in {"permit", "reduce"}:
        raise fields["disclose"].fault("only permit and reduce disclose")
    if rule.handling is not None and rule.effect != "refuse":
        raise fields["handling"].fault("only a refusal has a handling")
    stops = rule.effect in {"refuse", "hold"}
    if rule.guard and (rule.layer != PRODUCT or not stops or rule.when.per_recipient):
        raise fields["guard"].fault("the identity guard stops the whole message, and only in produkt")
    if rule.reading == "other" and rule.choice is not None:
        raise fields["choice"].fault("the choice stands on the rule of the default reading")
    if rule.guard and rule.reading is not None:
        raise fields["reading"].fault("the identity guard is not read in two ways")
    for fact in rule.when.facts:
        if fact.source == "none" and rule.effect != "warn":
            raise fields["when"].fault(f"{fact.name!r} has no live source: it may only feed warnings")


def _scope(fields: Mapping[str, Node]) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    if "for" not in fields:
        return None, None
    scope = fields["for"].closed((), ("kinds", "actions"))
    kinds = frozenset(item.one_of(*KINDS) for item in scope["kinds"].items()) if "kinds" in scope else None
    actions = (
        frozenset(item.one_of(*ACTIONS) for item in scope["actions"].items()) if "actions" in scope else None
    )
    return kinds, actions


def _disclosed(node: Node, kinds: frozenset[str] | None) -> frozenset[str]:
    known = {*METADATA_PATHS, *(path for kind in kinds or KINDS for path in paths(KINDS[kind]))}
    for item in node.items():
        if item.text() not in known:
            raise item.fault(f"{item.text()!r} is no disclosure path of these kinds")
    return frozenset(node.texts())


def _words(node: Node) -> dict[str, str]:
    return {language: words.text() for language, words in node.closed(LANGUAGES).items()}


def _source(node: Node) -> tuple[str, ...]:
    source = node.texts()
    if not source:
        raise node.fault("a rule names the passage it rests on")
    return source


def _choice(node: Node) -> dict[str, object]:
    return {name: member.plain() for name, member in node.closed(("default",), ("other", "fixed")).items()}


def read_days(node: Node) -> Days:
    """The `inForce` of a pack or a rule: dates, `from` required."""
    fields = node.closed(("from",), ("until",))
    days = Days(read_day(fields["from"]), read_day(fields["until"]) if "until" in fields else None)
    if days.start and days.end and days.end < days.start:
        raise fields["until"].fault("`until` is before `from`")
    return days


def read_day(node: Node) -> date | None:
    """A date, or None for one left open."""
    if node.value is None:
        return None
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.fault("a date is written YYYY-MM-DD") from None
