"""A decision in words, Swedish or English, with the rules it rests on and where they stand."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from adapter.model.swedish_time import STOCKHOLM
from adapter.model.verdict import Decision
from adapter.policy.pack import Pack

LANGUAGES = ("sv", "en")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "forward": "vidarebefordras",
        "reduce": "vidarebefordras med mindre innehåll",
        "hold": "väntar",
        "refuse": "vidarebefordras inte",
        "telefon": "samordna per telefon",
        "manuell": "brev eller telefonsamtal",
        "disclosed": "lämnar ut",
        "nothing": "bara identifikatorer, slag och åtgärd",
        "until": "senast till",
        "because": "därför att",
        "source": "källa",
        "remedy": "gör så här",
        "notes": "att tänka på",
        "nobody": "Meddelandet har ingen mottagare.",
        "pack": "Regelpaket",
    },
    "en": {
        "forward": "is forwarded",
        "reduce": "is forwarded with less",
        "hold": "waits",
        "refuse": "is not forwarded",
        "telefon": "coordinate by telephone",
        "manuell": "letter or telephone call",
        "disclosed": "discloses",
        "nothing": "only ids, kind and action",
        "until": "until",
        "because": "because",
        "source": "source",
        "remedy": "what to do",
        "notes": "worth knowing",
        "nobody": "The message has no recipient.",
        "pack": "Rule pack",
    },
}


def explain(decision: Decision | Mapping[str, object], pack: Pack | None, language: str = "sv") -> str:
    """The decision as lines of text; a stored one is given as its JSON.

    `pack` lends its words in the language; a rule that it no longer has keeps the words it was decided with.
    """
    told = decision.to_json() if isinstance(decision, Decision) else decision
    words = _WORDS[language]
    lines: list[str] = []
    for verdict in _mappings(told.get("verdicts")):
        lines.extend(_verdict(verdict, pack, language))
    if not lines:
        lines.append(words["nobody"])
    issues = tuple(_mappings(told.get("issues")))
    if issues:
        lines.append(f"{words['notes']}:")
        lines.extend(f"  {issue['rule']}: {_text(issue, pack, language)}" for issue in issues)
    ref = told.get("pack")
    if isinstance(ref, Mapping):
        lines.append(f"{words['pack']}: {ref['region']} {ref['version']} ({str(ref['digest'])[:12]})")
    return "\n".join(lines)


def _verdict(verdict: Mapping[str, object], pack: Pack | None, language: str) -> Iterator[str]:
    words = _WORDS[language]
    outcome = str(verdict["outcome"])
    head = f"{verdict['recipient']}: {words[outcome]}"
    if verdict.get("handling"):
        head += f"; {words[str(verdict['handling'])]}"
    if verdict.get("until"):
        until = datetime.fromisoformat(str(verdict["until"])).astimezone(STOCKHOLM)
        head += f" {words['until']} {until:%Y-%m-%d %H:%M}"
    yield head
    if outcome in {"forward", "reduce"}:
        disclosed = verdict.get("disclosed")
        paths = ", ".join(str(path) for path in disclosed) if isinstance(disclosed, list | tuple) else ""
        yield f"  {words['disclosed']}: {paths or words['nothing']}"
    for ground in _mappings(verdict.get("grounds")):
        text = _text(ground, pack, language)
        yield f"  {words['because']} {ground['rule']}: {text} ({words['source']}: {ground['source']})"
        remedy = _rule_words(ground, pack, language)[1]
        if remedy and outcome in {"hold", "refuse"}:
            yield f"    {words['remedy']}: {remedy}"


def _text(said: Mapping[str, object], pack: Pack | None, language: str) -> str:
    return _rule_words(said, pack, language)[0]


def _rule_words(said: Mapping[str, object], pack: Pack | None, language: str) -> tuple[str, str]:
    """The rule's text and remedy in the language; parts of one id are told apart by the words they were told with."""
    text, remedy = str(said["text"]), str(said.get("remedy", ""))
    for rule in pack.rules if pack else ():
        if rule.id == said["rule"] and rule.text.get("en", rule.title) == text:
            return rule.text.get(language, text), rule.remedy.get(language, remedy)
    return text, remedy


def _mappings(value: object) -> Iterable[Mapping[str, object]]:
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()
