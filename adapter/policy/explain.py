"""A decision in words, Swedish or English, with the rules it rests on, what they saw and where they stand."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from adapter.model.basis import basis_of, spoken
from adapter.model.swedish_time import STOCKHOLM
from adapter.model.verdict import Decision

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
        "also": "även prövad:",
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
        "also": "also weighed:",
        "source": "source",
        "remedy": "what to do",
        "notes": "worth knowing",
        "nobody": "The message has no recipient.",
        "pack": "Rule pack",
    },
}
_LEAVING = ("permit", "reduce")
_DECIDES: Mapping[str, tuple[str, ...]] = {
    "forward": _LEAVING,
    "reduce": _LEAVING,
    "hold": ("hold",),
    "refuse": ("refuse",),
}


def explain(decision: Decision | Mapping[str, object], language: str = "sv") -> str:
    """The decision as lines of text; a stored one is given as its JSON and keeps the words it was decided with."""
    told = decision.to_json() if isinstance(decision, Decision) else decision
    words = _WORDS[language]
    lines: list[str] = []
    for verdict in _mappings(told.get("verdicts")):
        lines.extend(_verdict(verdict, language))
    if not lines:
        lines.append(words["nobody"])
    issues = tuple(_mappings(told.get("issues")))
    if issues:
        lines.append(f"{words['notes']}:")
        lines.extend(line for issue in issues for line in _issue(issue, language))
    lines.extend(
        f"{words['pack']}: {ref['region']} {ref['version']} ({str(ref['digest'])[:12]})"
        for ref in (*_mappings([told.get("pack")]), *_mappings(told.get("beside")))
    )
    return "\n".join(lines)


def _verdict(verdict: Mapping[str, object], language: str) -> Iterator[str]:
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
        yield from _ground(ground, outcome, language)


def _ground(ground: Mapping[str, object], outcome: str, language: str) -> Iterator[str]:
    """A rule that decided, or one of another pack that was weighed beside it."""
    words, said = _WORDS[language], spoken(ground, language)
    why = words["because" if ground["effect"] in _DECIDES[outcome] else "also"]
    yield f"  {why} {ground['rule']}: {said['text']} ({words['source']}: {ground['source']})"
    yield from (f"    {sentence}" for sentence in basis_of(ground).sentences(language))
    if said.get("remedy") and outcome in {"hold", "refuse"}:
        yield f"    {words['remedy']}: {said['remedy']}"


def _issue(issue: Mapping[str, object], language: str) -> Iterator[str]:
    yield f"  {issue['rule']}: {spoken(issue, language)['text']}"
    yield from (f"    {sentence}" for sentence in basis_of(issue).sentences(language))


def _mappings(value: object) -> Iterable[Mapping[str, object]]:
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()
