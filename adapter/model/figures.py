"""What a month of one municipality came to: the figures of follow-up, as reports of every form tell them."""

from collections.abc import Mapping
from dataclasses import dataclass

COUNT = "count"
SHARE = "share"
MEAN = "mean"
MEDIAN = "median"
FORMS = (COUNT, SHARE, MEAN, MEDIAN)
"""How an indicator is made: how many; how many of how many; a sum shared by how many; the middle one of how many."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator is: its form, what is counted, of what (a count is of nothing), and the unit of its value.

    `better` says which way is the better one: `increase`, `decrease`, or None for neither.
    """

    form: str
    counts: str
    of: str = ""
    unit: str = "1"
    better: str | None = None


INDICATORS: Mapping[str, Definition] = {
    "patients": Definition(COUNT, "persons who were ready for discharge and left in the month"),
    "waiting": Definition(
        COUNT, "persons ready for discharge who had not left when the month ended", better="decrease"
    ),
    "ready-days": Definition(COUNT, "days from day zero until the person left", better="decrease"),
    "ready-days-mean": Definition(
        MEAN, "days from day zero until the person left", "persons who left in the month", "d", "decrease"
    ),
    "billed-days": Definition(COUNT, "days that the municipality pays for", better="decrease"),
    "billed-days-mean": Definition(
        MEAN, "days that the municipality pays for", "persons who left in the month", "d", "decrease"
    ),
    "readmissions-65": Definition(
        SHARE,
        "discharges after which the person was admitted again within 30 days, the thirtieth included",
        "discharges in the month of persons aged 65 or older",
        better="decrease",
    ),
    "notice-within-24h": Definition(
        SHARE, "admission notices sent within 24 hours", "admission notices due", better="increase"
    ),
    "kvittens-in-time": Definition(
        SHARE, "acknowledgements given in time", "acknowledgements due", better="increase"
    ),
    "kvittens-hours": Definition(
        MEAN, "hours from receipt to acknowledgement", "acknowledgements given", "h", "decrease"
    ),
    "kvittens-hours-median": Definition(
        MEDIAN, "hours from receipt to acknowledgement", "acknowledgements given", "h", "decrease"
    ),
    "kallelse-in-time": Definition(SHARE, "invitations sent in time", "invitations due", better="increase"),
    "sip-in-time": Definition(SHARE, "meetings for a plan held in time", "meetings due", better="increase"),
    "sip-follow-up": Definition(
        SHARE, "plans followed up", "plans whose follow-up was due", better="increase"
    ),
    "sip-survey": Definition(COUNT, "surveys on participation that plans refer to for the first time"),
    "home-within-one-day": Definition(
        SHARE,
        "persons who left within 24 hours of the notice that they were ready",
        "persons who left in the month",
        better="increase",
    ),
    "home-within-three-days": Definition(
        SHARE,
        "persons who left within three days of day zero",
        "persons who left in the month",
        better="increase",
    ),
}
"""Every indicator, by its code in the code table `svu-indicator`."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `code` is one of INDICATORS, `form` and `unit` what stands there.

    A count has only its `numerator`, which is its value. A share's value is between 0 and 1. A mean's numerator is the
    sum, and `unit` (UCUM: `d` days, `h` hours, `1` none) is that of sum and value. A median has no numerator. A share,
    a mean or a median of nothing has the denominator 0 and no value. `source` is where the figures come from. What is
    `suppressed` has no figures here at all, so that no form of the report can tell them; that it is, is told.
    """

    code: str
    form: str
    numerator: int | float | None = None
    denominator: int | None = None
    value: float | None = None
    unit: str = "1"
    source: str = "svu-adapter"
    suppressed: bool = False

    def __post_init__(self) -> None:
        """Form and unit are the definition's; what is suppressed is gone."""
        known = INDICATORS.get(self.code)
        if known is None or (known.form, known.unit) != (self.form, self.unit):
            raise ValueError(
                f"there is no indicator {self.code!r} of the form {self.form!r} in {self.unit!r}"
            )
        if self.suppressed and (self.numerator, self.denominator, self.value) != (None, None, None):
            raise ValueError("a suppressed indicator has no figures")


YEAR_END = "year-end"
"""The state of what was settled by hand with the year's accounts, beside the month's own."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the month costs the municipality: `state` none, analysis, review, billing or YEAR_END; `amount` in whole SEK.

    Both figures are None where they are suppressed or cannot be told (a missing rate); the state where it is suppressed.
    """

    state: str | None
    billed_days: int | None
    amount: int | None
    suppressed: bool = False

    def __post_init__(self) -> None:
        """What is suppressed is gone."""
        if self.suppressed and (self.state, self.billed_days, self.amount) != (None, None, None):
            raise ValueError("a suppressed settlement has no figures")


@dataclass(frozen=True, slots=True)
class Figures:
    """One municipality (four digits) and month (`YYYY-MM`) in a region."""

    region: str
    municipality: str
    month: str
    indicators: tuple[Indicator, ...]
    settlement: Settlement | None = None
