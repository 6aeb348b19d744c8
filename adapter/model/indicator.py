"""Which indicators a region follows up: each with the rules it rests on, and where its figures are to be read."""

from dataclasses import dataclass

from adapter.model.figures import INDICATORS, Definition

SOURCES = ("kvalitetsportalen", "val", "sipkollen", "webcare", "lifecare")
"""Where an agreement says that figures are to be read (ST-SYS-03).

Ours are counted from the messages that the adapter has carried. These publish figures of their own, of all that they
know of, and theirs are the ones that an agreement naming them means: ours may differ.
"""
DUE = frozenset(
    (
        *("notice-within-24h", "kallelse-in-time", "sip-in-time"),
        *("kvittens-in-time", "kvittens-hours", "kvittens-hours-median"),
    )
)
"""The indicators that count what was due: which, `what` says."""
GOALS = ("below-baseline", "all")
"""What an indicator should come to: less than an earlier year's, or all of what it counts."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One indicator of a pack. `code` is one of INDICATORS, `what` the due things that it counts where it counts such.

    `rules` are ids of the catalogue, `sources` those of SOURCES that the agreement names; `passage` the lines it rests on. `goal` is one of GOALS, `baseline` the fact that holds the earlier year's figures.
    """

    code: str
    what: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    passage: str = ""
    goal: str | None = None
    goal_rules: tuple[str, ...] = ()
    baseline: str | None = None
    layer: str = ""

    @property
    def definition(self) -> Definition:
        """Its form, what it counts, and the unit."""
        return INDICATORS[self.code]
