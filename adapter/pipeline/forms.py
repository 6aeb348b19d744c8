"""Blank forms for an outage: what a region's rules demand of a kind, as a form to fill in by hand."""

from collections.abc import Iterable

from adapter.letters.form import Demands, Of, form
from adapter.model.errors import UsageError
from adapter.model.kinds import KINDS
from adapter.model.printed import Printed
from adapter.policy.pack import Pack, Rule
from adapter.r4.mappings import Mappings

_CONTENT = "message.content."
_REASONS = "outageReasons"
"""The setting that names why a region's plans may be made on paper (VB-OUT-03)."""
_ANY_OUTAGE = ("Driftstopp",)
"""What a form offers as the reason where a region names none."""


def blank(kind: str, pack: Pack, mappings: Mappings) -> Printed:
    """The form of a kind in a region. `UsageError` for a kind that is none, or that the region does not use."""
    if kind not in KINDS or not pack.process.of(kind).in_use:
        raise UsageError(
            f"there is no form: {kind!r} is no kind of message of {pack.ref.region}, "
            f"which has: {', '.join(kinds(pack))}"
        )
    reasons = pack.settings.get(_REASONS)
    of = Of(
        reasons=tuple(map(str, reasons)) if isinstance(reasons, list | tuple) else _ANY_OUTAGE,
        kind=KINDS[kind],
        region=_NAMES.get(pack.ref.region, pack.ref.region),
        owner=pack.owner,
        routine=pack.outage,
        demands=demands(kind, pack),
        consent=bool(pack.process.of(kind).scopes),
    )
    return form(of, mappings)


def kinds(pack: Pack) -> tuple[str, ...]:
    """The kinds that have a form in a region."""
    return tuple(kind for kind in KINDS if pack.process.of(kind).in_use)


def demands(kind: str, pack: Pack) -> Demands:
    """The members that a new message of the kind is refused without, always or in some cases, or warned for."""
    rules = [rule for rule in pack.concerning(kind, "new") if rule.phase == "admission"]
    refusing = [rule for rule in rules if rule.effect == "refuse"]
    warning = [rule for rule in rules if rule.effect == "warn"]
    return Demands(
        _paths(fact for rule in refusing for fact in rule.when.absent),
        _paths(fact for rule in refusing for fact in rule.when.absent_with),
        _paths(fact for rule in warning for fact in _either(rule)),
    )


def _either(rule: Rule) -> frozenset[str]:
    return rule.when.absent | rule.when.absent_with


def _paths(facts: Iterable[str]) -> frozenset[str]:
    return frozenset(fact.removeprefix(_CONTENT) for fact in facts if fact.startswith(_CONTENT))


_NAMES = {
    "vasterbotten": "Region Västerbotten och länets kommuner",
    "norrbotten": "Region Norrbotten och länets kommuner",
    "stockholm": "Region Stockholm och länets kommuner",
    "halland": "Region Halland och länets kommuner",
    "vastmanland": "Region Västmanland och länets kommuner",
    "sverige": "Lag (2017:612)",
}
