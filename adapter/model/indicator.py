"""Which indicators a region follows up: each with the rules it rests on, and where its figures are to be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapter.model.figures import INDICATORS, Definition

SOURCES = ("svu-adapter", "kvalitetsportalen", "val", "sipkollen", "webcare", "lifecare")
"""Where an agreement says that figures are to be read (ST-SYS-03).

`svu-adapter` counts them from the messages it has carried. The others publish figures of their own, of all that they
know of, and theirs are the ones that an agreement naming them means: ours may differ.
"""
DUE = frozenset({"notice-within-24h", "kvittens-in-time", "kvittens-hours", "kvittens-hours-median"}) | {
    "kallelse-in-time",
    "sip-in-time",
}
"""The indicators that count what was due: which, `what` says."""
GOALS = ("below-baseline", "not-above-baseline", "all")
"""What an indicator should come to: less than, or no more than, an earlier year's; or all of what it counts."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One indicator of a pack. `code` is one of INDICATORS, `what` the due things that it counts where it counts such.

    `rules` are ids of the catalogue, `sources` some of SOURCES, the first of which is told as where the figure is from;
    `passage` the lines it rests on. `goal` is one of GOALS, `baseline` the fact that holds the earlier year's figures.
    """

    code: str
    title: Mapping[str, str] = field(default_factory=dict)
    what: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = SOURCES[:1]
    passage: str = ""
    goal: str | None = None
    goal_rules: tuple[str, ...] = ()
    baseline: str | None = None
    layer: str = ""

    @property
    def definition(self) -> Definition:
        """Its form, what it counts, and the unit."""
        return INDICATORS[self.code]
