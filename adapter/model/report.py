"""A month of follow-up in a region: what every form of the report tells, already without what may not be told."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from adapter.model.figures import Figures, Indicator, Settlement
from adapter.model.indicator import Followed


@dataclass(frozen=True, slots=True)
class Goal:
    """How a goal stands. `value` is the year's so far, over those of its `months` that are told; None where none is.

    `municipality` None is the whole region; `met` None where it cannot be said: no figures, or no baseline given.
    """

    code: str
    goal: str
    municipality: str | None
    value: float | None
    baseline: float | None
    months: int
    met: bool | None

    def to_json(self) -> dict[str, object]:
        """As it is told."""
        return {
            "code": self.code,
            "goal": self.goal,
            "municipality": self.municipality,
            "value": self.value,
            "baseline": self.baseline,
            "months": self.months,
            "met": self.met,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """`figures` by municipality, `totals` of the region. `later` are the indicators whose month is not settled yet."""

    region: str
    month: str
    followed: tuple[Followed, ...]
    figures: tuple[Figures, ...] = ()
    totals: tuple[Indicator, ...] = ()
    goals: tuple[Goal, ...] = ()
    later: tuple[str, ...] = ()

    def only(self, municipalities: Container[str]) -> "Report":
        """What is told of these municipalities, and nothing of the whole."""
        return replace(
            self,
            figures=tuple(one for one in self.figures if one.municipality in municipalities),
            totals=(),
            goals=tuple(
                one
                for one in self.goals
                if one.municipality is not None and one.municipality in municipalities
            ),
        )

    def to_json(self) -> dict[str, object]:
        """As it is told: amounts whole SEK, what is suppressed without figures, each indicator with what it rests on."""
        return {
            "region": self.region,
            "month": self.month,
            "municipalities": [
                {
                    "municipality": one.municipality,
                    "indicators": [_indicator(indicator) for indicator in one.indicators],
                    "settlement": _settlement(one.settlement),
                }
                for one in self.figures
            ],
            "total": [_indicator(indicator) for indicator in self.totals],
            "goals": [goal.to_json() for goal in self.goals],
            "later": list(self.later),
            "definitions": [_followed(one) for one in self.followed],
        }


def _indicator(indicator: Indicator) -> Mapping[str, object]:
    return {
        "code": indicator.code,
        "form": indicator.form,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "value": indicator.value,
        "unit": indicator.unit,
        "source": indicator.source,
        "suppressed": indicator.suppressed,
    }


def _settlement(settlement: Settlement | None) -> Mapping[str, object] | None:
    if settlement is None:
        return None
    return {
        "state": settlement.state,
        "billedDays": settlement.billed_days,
        "amount": settlement.amount,
        "suppressed": settlement.suppressed,
    }


def _followed(followed: Followed) -> Mapping[str, object]:
    definition = followed.definition
    return {
        "code": followed.code,
        "form": definition.form,
        "counts": definition.counts,
        "of": definition.of,
        "unit": definition.unit,
        "rules": [*followed.rules, *followed.goal_rules],
        "sources": list(followed.sources),
        "passage": followed.passage,
        "goal": followed.goal,
    }
