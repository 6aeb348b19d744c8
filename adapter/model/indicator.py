"""What an indicator of follow-up is: how it is made, where its figures come from and which rule it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SOURCES = ("svu-adapter", "kvalitetsportalen", "val", "sipkollen", "webcare", "lifecare")
"""Where an indicator's figures come from, or where the agreement says that they are to be read (ST-SYS-03).

`svu-adapter` counts them from the messages it has carried; the others publish figures of their own, which may differ.
"""
GOALS = ("below-baseline", "all", "none")
"""What an indicator should come to: below an earlier year's, or all or none of what it counts."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator of a pack. `measure` is a name of the vocabulary, `what` the due things that it counts, if any.

    `rules` are ids of the catalogue, `sources` some of SOURCES (the first is told in every form of the report),
    `passage` the lines it rests on. `baseline` is the year that a goal compares with.
    """

    code: str
    measure: str
    form: str
    unit: str = "1"
    title: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    what: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = SOURCES[:1]
    passage: str = ""
    goal: str | None = None
    baseline: str | None = None
    layer: str = ""
