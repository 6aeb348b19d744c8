"""How a rule that counted is told: its words, what it saw, where it is written, and where the region is silent."""

from adapter.model.basis import Basis, Document, Seen, Words
from adapter.model.issue import Issue, Severity
from adapter.model.verdict import Ground
from adapter.policy.pack import Pack, Rule
from adapter.policy.view import Fact, View

DENY = Ground(
    "PRODUKT-DENY-01",
    "refuse",
    "design.md §4.5",
    "No rule permits that this leaves for this recipient.",
    "See that there is a documented consent or another legal ground, or coordinate in another way.",
    basis=Basis(
        documents=(Document("Design: deny by default", "design.md", "§4.5"),),
        swedish=Words(
            "Ingen regel tillåter att detta lämnas till mottagaren.",
            "Se till att det finns ett dokumenterat samtycke eller annan laglig grund, eller samordna på annat sätt.",
        ),
    ),
)
NOT_ASKED = Ground(
    "PRODUKT-DENY-02",
    "hold",
    "semantics.md:7",
    "No rule permits yet that this leaves for this recipient: consent has not been asked for.",
    "Obtain the consent and send it.",
    basis=Basis(
        documents=(
            Document("Semantics: identity guard, phases, ids, consent authority", "semantics.md", "7"),
        ),
        swedish=Words(
            "Ingen regel tillåter än att detta lämnas till mottagaren: samtycke är inte efterfrågat.",
            "Inhämta samtycke och sänd det.",
        ),
    ),
)
"""What deny by default is while a consent may still come, for a kind whose process says `notAsked: hold`."""
_PACK_RULE = "PRODUKT-PACK-01"
_WHERE = {
    "message.content.": "content.",
    "number.": "patient",
    "person.": "patient",
    "guardians.": "patient",
    "consent.": "consent",
    "message.consentBlock": "consent",
    "sender.": "sender",
    "recipient.": "recipients",
    "episode.": "episode",
    "original.": "relatesTo",
    "message.relatesTo": "relatesTo",
    "message.episode": "episode",
}


def ground(rule: Rule, pack: Pack, view: View, effect: str | None = None) -> Ground:
    """How a verdict tells that the rule counted; `effect` where unknown turned it into another."""
    return Ground(
        rule.id,
        effect or rule.effect,
        ", ".join(rule.source),
        rule.text.get("en", rule.title),
        rule.remedy.get("en", ""),
        "security" if rule.identity else "business-rule",
        _basis(rule, pack, view),
    )


def issue(rule: Rule, severity: Severity, pack: Pack, view: View) -> Issue:
    """The rule as a finding about the message."""
    told = ground(rule, pack, view)
    return Issue(severity, rule.id, _path(rule), told.text, told.remedy, "business-rule", told.basis)


def out_of_force(pack: Pack) -> tuple[Ground, Issue]:
    """That a pack is not in force on the day: beside every verdict, and once for the message (semantics 13)."""
    region, version = pack.ref.region, pack.ref.version
    text = f"The rule pack of {region}, version {version}, is not in force on this day; what leaves is what the Act lets out too."
    remedy = "Its owner loads a successor or prolongs it."
    basis = Basis(
        documents=(Document("Semantics: packs out of force", "semantics.md", "13"),),
        swedish=Words(
            f"Regelpaketet för {region}, version {version}, gäller inte denna dag; bara det som också lagen medger lämnas.",
            "Paketets ägare läser in en efterföljare eller förlänger det.",
        ),
    )
    return (
        Ground(_PACK_RULE, "warn", "semantics.md:13", text, remedy, basis=basis),
        Issue(Severity.WARNING, _PACK_RULE, "region", text, remedy, "business-rule", basis),
    )


def _basis(rule: Rule, pack: Pack, view: View) -> Basis:
    # the routine of a region speaks by its own rules; where another layer speaks in its stead, that is told
    silence = pack.silent.get(rule.area, {}) if rule.layer != pack.layers[0] else {}
    return Basis(
        _seen(rule, pack, view),
        rule.documents,
        silence.get("en", ""),
        Words(rule.text.get("sv", ""), rule.remedy.get("sv", ""), silence.get("sv", "")),
    )


def _may_be_told(fact: Fact, pack: Pack, view: View) -> bool:
    return fact.to_parties is None or view.value(pack.facts[fact.to_parties]) is True


def _seen(rule: Rule, pack: Pack, view: View) -> tuple[Seen, ...]:
    """What the rule saw; of what others have said about the person only its party is told the values (semantics 38).

    A fact that is only for the parties of a plan is left out for whoever is none, whatever its value.
    """
    seen = view.seen(fact for fact in rule.when.facts if _may_be_told(fact, pack, view))
    history = {fact.name for fact in rule.when.facts if fact.source == "history"}
    if not history or _is_party(view):
        return seen
    return tuple(
        Seen(one.fact, how="given") if one.fact in history and one.how == "value" and one.value else one
        for one in seen
    )


def _is_party(view: View) -> bool:
    unit = view.message.sender.unit
    return any(unit == event.sender or unit in event.recipients for event in view.facts.history.events)


def _path(rule: Rule) -> str:
    """Where in the native message the rule looks first; empty when it looks at no member."""
    for fact in rule.when.facts:
        for prefix, path in _WHERE.items():
            if fact.name.startswith(prefix):
                return path + fact.name.removeprefix(prefix) if path.endswith(".") else path
    return ""
