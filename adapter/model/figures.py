"""What a month of one municipality came to: the figures of follow-up, as reports of every form tell them."""

from dataclasses import dataclass

COUNT = "count"
SHARE = "share"
MEAN = "mean"
FORMS = (COUNT, SHARE, MEAN)
"""How an indicator is made: how many; how many of how many; a sum shared by how many."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `code` is one of the code table `svu-indicator`, `form` one of FORMS.

    A count has only its `numerator`, which is its value. A share's value is between 0 and 1. A mean's numerator is the
    sum, and `unit` (UCUM: `d` days, `h` hours, `1` none) is that of sum and value. A share or a mean of nothing has the
    denominator 0 and no value. `source` is where the figures come from. What is `suppressed` has no figures here at
    all, so that no form of the report can tell them; that it is, is told.
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
        """What is suppressed is gone."""
        if self.form not in FORMS:
            raise ValueError(f"{self.form!r} is no form of indicator")
        if self.suppressed and (self.numerator, self.denominator, self.value) != (None, None, None):
            raise ValueError("a suppressed indicator has no figures")


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the month costs the municipality: `state` none, analysis, review or billing; `amount` in whole SEK.

    Both figures are None where they are suppressed or cannot be told (a missing rate).
    """

    state: str
    billed_days: int | None
    amount: int | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """One municipality (four digits) and month (`YYYY-MM`) in a region.

    `reporter` is the organisation that reports, as the directory names it (`SE` and ten digits); None leaves it to
    the region's name.
    """

    region: str
    municipality: str
    month: str
    indicators: tuple[Indicator, ...]
    settlement: Settlement | None = None
    reporter: str | None = None
