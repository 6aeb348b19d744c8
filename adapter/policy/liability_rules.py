"""Reading a layer's `liability.yaml`: what its agreement says of payment liability (betalningsansvar)."""

import re
from collections.abc import Mapping
from dataclasses import replace

from adapter.model.liability import (
    BRANCHES,
    CHECKS,
    MODELS,
    Agreement,
    Baseline,
    Flat,
    Monthly,
    Precondition,
    Rates,
    Terms,
    Wait,
)
from adapter.policy.hours import read_cutoff
from adapter.policy.pack import Days, Prolonged
from adapter.policy.rules import read_day, read_days
from adapter.policy.source import Node

FILE = "liability.yaml"
_REQUIRED = ("model", "inForce", "rules", "preconditions", "waits")
_OPTIONAL = ("cutoff", "rates", "invoiceFrom", "monthly", "flat", "baseline", "disputes", "choices")
_PARTICULARS = ("hours", "days", "from", "needed", "unknown")
_ID = re.compile(r"[A-Z]+-LIAB-\d{2}")
_YEAR = re.compile(r"\d{4}")
_MUNICIPALITY = re.compile(r"\d{4}")


def read_liability(root: Node) -> Terms:
    """One layer's terms; `PackError` at the line of what is not in order."""
    fields = root.closed(_REQUIRED, _OPTIONAL)
    days = read_days(fields["inForce"])
    preconditions = tuple(_precondition(item) for item in fields["preconditions"].items())
    sources = {
        item.fields()["rule"].text(): item.fields()["source"] for item in fields["preconditions"].items()
    }
    model = fields["model"].one_of(*MODELS)
    for name, belongs in (("monthly", "monthly-average"), ("flat", "flat-monthly")):
        if (name in fields) is not (model == belongs):
            raise fields["model"].fault(f"{name!r} belongs to the model {belongs!r}, and to it alone")
    return Terms(
        layer=root.file.partition("/")[0],
        model=model,
        start=days.start,
        end=days.end,
        preconditions=preconditions,
        waits=_waits(fields["waits"]),
        cutoff=read_cutoff(fields["cutoff"]) if "cutoff" in fields else None,
        rates=_rates(fields["rates"]) if "rates" in fields else None,
        invoice_from=read_day(fields["invoiceFrom"]) if "invoiceFrom" in fields else None,
        monthly=_monthly(fields["monthly"]) if "monthly" in fields else None,
        flat=_flat(fields["flat"]) if "flat" in fields else None,
        baseline=_baseline(fields["baseline"]) if "baseline" in fields else None,
        disputes=fields["disputes"].texts() if "disputes" in fields else (),
        rules=_ids({**fields["rules"].fields(), **sources}),
        choices=_choices(fields["choices"]) if "choices" in fields else {},
    )


def agreed(act: Terms | None, own: Terms | None, days: Days, prolonged: Prolonged | None) -> Agreement | None:
    """What holds in a region whose pack is in force on these days, or prolonged; None where not even the Act says it.

    Terms that end with their pack go on with it (semantics 13).
    """
    if act is None:
        return None
    if own is not None and prolonged is not None and own.end == days.end:
        own = replace(own, end=prolonged.until)
    return Agreement(act, own)


def _precondition(node: Node) -> Precondition:
    fields = node.closed(("rule", "check", "source"), _PARTICULARS)
    return Precondition(
        rule=fields["rule"].text(),
        check=fields["check"].one_of(*CHECKS),
        hours=_whole(fields["hours"]) if "hours" in fields else None,
        days=_whole(fields["days"]) if "days" in fields else None,
        start=fields["from"].one_of("notice", "day-zero") if "from" in fields else "notice",
        needed=fields["needed"].one_of("unless-social-only", "if-planned")
        if "needed" in fields
        else "unless-social-only",
        unknown=fields["unknown"].one_of("met", "unmet") == "met" if "unknown" in fields else False,
    )


def _waits(node: Node) -> tuple[Wait, ...]:
    waits = tuple(_wait(item) for item in node.items())
    if not waits or waits[-1].branches or waits[-1].until:
        raise node.fault("the last of them is everybody's and has no end")
    return waits


def _wait(node: Node) -> Wait:
    fields = node.closed((), ("days", "weekdays", "branches", "until"))
    if ("days" in fields) is ("weekdays" in fields):
        raise node.fault("either days or weekdays are expected here")
    return Wait(
        days=_whole(fields["days"]) if "days" in fields else None,
        weekdays=_whole(fields["weekdays"]) if "weekdays" in fields else None,
        branches=tuple(one.one_of(*BRANCHES) for one in fields["branches"].items())
        if "branches" in fields
        else (),
        until=read_day(fields["until"]) if "until" in fields else None,
    )


def _rates(node: Node) -> Rates:
    found: dict[str, int | Mapping[str, int]] = {}
    for year, member in node.fields().items():
        if not _YEAR.fullmatch(year):
            raise member.fault('rates are by year, as "2018"')
        if isinstance(member.value, dict):
            found[year] = {name: _whole(one) for name, one in member.closed(BRANCHES).items()}
        else:
            found[year] = _whole(member)
    return found


def _monthly(node: Node) -> Monthly:
    fields = node.closed(("limit", "months"))
    return Monthly(_whole(fields["limit"]), _whole(fields["months"]))


def _flat(node: Node) -> Flat:
    fields = node.closed(("monthly",), ("settled",))
    table = fields["monthly"].fields()
    for code, member in table.items():
        if not _MUNICIPALITY.fullmatch(code):
            raise member.fault('a municipality is four digits, as "1384"')
    settled = read_day(fields["settled"]) if "settled" in fields else None
    return Flat({code: _whole(member) for code, member in table.items()}, settled)


def _baseline(node: Node) -> Baseline:
    fields = node.closed(("rule", "fact", "years"))
    return Baseline(
        fields["rule"].text(), fields["fact"].text(), tuple(_whole(year) for year in fields["years"].items())
    )


def _ids(sources: Mapping[str, Node]) -> Mapping[str, str]:
    for name, member in sources.items():
        if not _ID.fullmatch(name):
            raise member.fault(f"{name!r} is no rule about payment liability")
    return {name: member.text() for name, member in sources.items()}


def _choices(node: Node) -> Mapping[str, tuple[str, str]]:
    """What holds and what the source could be read as besides, by rule."""
    found = {}
    for name, member in node.fields().items():
        fields = member.closed(("default", "other"))
        found[name] = (fields["default"].text(), fields["other"].text())
    return found


def _whole(node: Node) -> int:
    if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 0:
        raise node.fault("a whole number from 0 is expected here")
    return node.value
