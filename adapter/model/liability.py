"""Payment liability (betalningsansvar): what an agreement says of it, and what it comes to for one stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from adapter.model.deadline import Cutoff

MODELS = ("act", "calendar-days", "free-weekdays", "monthly-average", "flat-monthly")
"""The Act's own; so many calendar days; so many weekdays free of charge; nothing until the months' averages are too
high; a fixed sum a month, whatever the patients' days are."""
BRANCHES = ("somatisk", "geriatrisk", "psykiatrisk")
"""The branches of inpatient care that amounts and free days differ by."""
CHECKS = (
    *("act-in-force", "resident", "placing", "party", "admission-notice", "ready-notice", "call"),
    *("care-plan", "region-interventions", "consent"),
)
"""What a precondition looks at."""
REASONS = (
    *("NO_NOTICE", "NOTICE_LATE", "NOT_READY", "RETRACTED", "CALL_MISSING", "CALL_LATE", "NO_CONSENT"),
    *("VARDPLAN_MISSING", "REGION_NOT_READY", "NOT_RESIDENT", "DECEASED", "BEFORE_START", "NO_INVOICE"),
    "RATE_MISSING",
)
"""Why there is nothing to pay, or not all, in the order in which they are told."""
STATES = ("none", "analysis", "review", "billing")
"""How a municipality and month stand in the settlement."""
Rates = Mapping[str, int | Mapping[str, int]]
"""Whole SEK per care day by year, or by year and branch."""


@dataclass(frozen=True, slots=True)
class Precondition:
    """One demand, and its rule. `check` is one of CHECKS, the others its particulars.

    `hours` is how soon an admission notice must be sent; `days` how soon a call, counted from `start`: the `notice` or
    `day-zero`; `needed` when a call is: `unless-social-only` or `if-planned`; `unknown` whether what nobody has said
    counts as met.
    """

    rule: str
    check: str
    hours: int | None = None
    days: int | None = None
    start: str = "notice"
    needed: str = "unless-social-only"
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """How long after day zero liability begins: `days`, or the day after so many free `weekdays`.

    Only for the `branches` (none: every one) and for what was notified by `until`.
    """

    days: int | None = None
    weekdays: int | None = None
    branches: tuple[str, ...] = ()
    until: date | None = None

    def concerns(self, branch: str, notified: date) -> bool:
        """Whether it is this branch's, for a notification of that day."""
        return (not self.branches or branch in self.branches) and (
            self.until is None or notified <= self.until
        )


@dataclass(frozen=True, slots=True)
class Monthly:
    """When months are billed: after so many `months` in a row with an average over `limit` days, the last of which is
    reviewed, until as many in a row are not."""

    limit: int
    months: int


@dataclass(frozen=True, slots=True)
class Flat:
    """A fixed sum a month by municipality, and the day on which the year is closed and settled by hand."""

    monthly: Mapping[str, int]
    settled: date | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """Averages of the years are compared with an earlier year's, which is given as a fact of that name."""

    rule: str
    fact: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What one layer's `liability.yaml` says. `rules` are the ids of the catalogue that it holds, each with its lines.

    `cutoff` is the hour by which a notice counts as given that day; `waits` are tried in order. `rates` None: those of
    the ordinance, which stand with the Act. `invoice_from` is the first day that is billed at all.
    """

    layer: str
    model: str
    start: date | None = None
    end: date | None = None
    preconditions: tuple[Precondition, ...] = ()
    waits: tuple[Wait, ...] = ()
    cutoff: Cutoff | None = None
    rates: Rates | None = None
    invoice_from: date | None = None
    monthly: Monthly | None = None
    flat: Flat | None = None
    baseline: Baseline | None = None
    disputes: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By id that can be read in two ways: the reading that holds, and the other, in words."""

    def include(self, day: date) -> bool:
        """Whether what is notified on that day falls under them."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def wait(self, branch: str, notified: date) -> Wait:
        """How long the municipality has."""
        return next(wait for wait in self.waits if wait.concerns(branch, notified))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What holds in a region: its own terms where it has any, and the Act's outside their days (LAW-LIAB-05)."""

    act: Terms
    own: Terms | None = None

    def on(self, day: date) -> Terms:
        """The terms for what is notified on a day."""
        return self.own if self.own is not None and self.own.include(day) else self.act

    def rates(self, terms: Terms) -> Rates:
        """The amounts per day; where the terms have none of their own, those of the ordinance."""
        return (self.act.rates or {}) if terms.rates is None else terms.rates


@dataclass(frozen=True, slots=True)
class Judged:
    """One precondition judged, and why in words without identity; `reason` is one of REASONS, None where it is met.

    `late_entry`: it rests on what was entered after an outage.
    """

    rule: str
    why: str
    reason: str | None = None
    late_entry: bool = False

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.reason is None

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5."""
        late = {"lateEntry": True} if self.late_entry else {}
        return {"rule": self.rule, "met": self.met, "why": self.why, **late}


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that are billed: the first, and the one after the last."""

    first: date
    until: date

    @property
    def days(self) -> int:
        """How many; never negative."""
        return max((self.until - self.first).days, 0)


@dataclass(frozen=True, slots=True)
class Cost:
    """The billed days of one year at that year's rate; `rate` None where it is missing, and with it the amount."""

    span: Span
    rate: int | None

    @property
    def amount(self) -> int | None:
        """Days times the rate, in whole SEK."""
        return None if self.rate is None else self.span.days * self.rate

    def to_json(self) -> dict[str, object]:
        """A line of the invoice: the year, its first and last billed day, how many, what each costs and all together."""
        return {
            "year": f"{self.span.first:%Y}",
            "from": _text(self.span.first),
            "to": _text(self.span.until - timedelta(days=1)),
            "days": self.span.days,
            "rate": self.rate,
            "amount": self.amount,
        }


@dataclass(frozen=True, slots=True)
class Liability:
    """One stay judged. `municipality` is the one that would be liable, `terms` whose word and which model decided.

    `ends` is the day of leaving; `costs` are the lines of the amount, which is None where a rate is missing. `settlement` is the fixed sum of the month,
    where that is what the region has. `liable` says that every precondition is met.
    """

    region: str
    terms: Terms
    municipality: str | None
    preconditions: tuple[Judged, ...] = ()
    episode: str | None = None
    branch: str = BRANCHES[0]
    day_zero: date | None = None
    starts: date | None = None
    ends: date | None = None
    span: Span | None = None
    costs: tuple[Cost, ...] = ()
    amount: int | None = 0
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    settlement: Mapping[str, object] | None = None

    @property
    def liable(self) -> bool:
        """Whether every precondition is met."""
        return all(one.met for one in self.preconditions)

    @property
    def billed_days(self) -> int:
        """The days to pay for."""
        return self.span.days if self.span else 0

    def to_json(self) -> dict[str, object]:
        """The shape of `contract.md` §5, with whose terms decided and what is to be said besides."""
        more = {} if self.settlement is None else {"settlement": dict(self.settlement)}
        return {
            "region": self.region,
            "liable": self.municipality,
            "preconditions": [one.to_json() for one in self.preconditions],
            "dayZero": _text(self.day_zero),
            "starts": _text(self.starts),
            "ends": _text(self.ends),
            "billedDays": self.billed_days,
            "amount": self.amount,
            "billed": [one.to_json() for one in self.costs],
            "reasons": list(self.reasons),
            "notes": list(self.notes),
            "terms": {"layer": self.terms.layer, "model": self.terms.model},
            **more,
        }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
