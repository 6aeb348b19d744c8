"""MeasureReport: follow-up of a municipality and month, and payment liability of one stay; persons are only counted."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from adapter.model.figures import COUNT, INDICATORS, MEAN, YEAR_END, Figures, Indicator, Settlement
from adapter.model.liability import Judged, Liability
from adapter.model.month import first_day, following
from adapter.model.report import Report
from adapter.model.swedish_time import swedish_day
from adapter.r4 import extensions, measures, primitives, report_profile, shape, systems
from adapter.r4.extensions import Extension
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

MASKED = "masked"
UNKNOWN = "unknown"
NOT_APPLICABLE = "not-applicable"
DAY = timedelta(days=1)
WHOLE = "all"
"""In the place of a municipality: all of the region's."""


def bundle(report: Report, *, at: datetime, mappings: Mappings) -> Resource:
    """A month of a region, counted at an instant: a report per municipality and indicator, and of the whole."""
    whole = Figures(report.region, WHOLE, report.month, report.totals)
    return collection((*report.figures, whole), at=at, mappings=mappings)


def collection(figures: Iterable[Figures], *, at: datetime, mappings: Mappings) -> Resource:
    """Every report of these municipalities and months."""
    made = [report for one in figures for report in month(one, at=at, mappings=mappings)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": primitives.instant(at),
        "entry": [{"fullUrl": f"urn:uuid:{report['id']}", "resource": report} for report in made],
    }


def month(figures: Figures, *, at: datetime, mappings: Mappings) -> Iterator[Resource]:
    """The reports of one municipality: one per indicator, and the settlement's."""
    for indicator in figures.indicators:
        yield _indicator(figures, indicator, at, mappings)
    if figures.settlement is not None:
        yield _settlement(figures, figures.settlement, at, mappings)


def stay(liability: Liability, *, at: datetime, mappings: Mappings) -> Resource:
    """Payment liability of one stay: whose, from when, for how many days, what it costs, and why or why not."""
    told = [
        *_days(liability),
        *(_precondition(one) for one in liability.preconditions),
        *(
            _coded(extensions.LIABILITY_REASON, systems.LIABILITY_REASON, one, mappings)
            for one in liability.reasons
        ),
    ]
    named = "/".join(("stay", liability.region, liability.episode or "", liability.municipality or ""))
    made = _report(measures.LIABILITY, named, liability.region, at)
    stays = {"type": "Encounter", "identifier": {"system": systems.EPISODE_ID, "value": liability.episode}}
    return made | {
        "extension": [*made["extension"], *told],
        "type": "individual",
        "subject": _municipality(liability.municipality),
        "period": _period(liability, swedish_day(at)),
        "improvementNotation": measures.improvement("decrease"),
        "group": [_cost(liability.billed_days, liability.amount, UNKNOWN)],
        **({"evaluatedResource": [stays]} if liability.episode else {}),
    }


def _indicator(figures: Figures, indicator: Indicator, at: datetime, mappings: Mappings) -> Resource:
    definition = INDICATORS[indicator.code]
    made = _monthly(indicator.code, figures, at)
    made["extension"].append({"url": extensions.DATA_SOURCE.url, "valueCode": indicator.source})
    if definition.better:
        made["improvementNotation"] = measures.improvement(definition.better)
    absent = MASKED if indicator.suppressed else NOT_APPLICABLE
    counted = indicator.numerator if indicator.form == COUNT else indicator.denominator
    group: Resource = {
        "code": shape.concept(mappings.coding(systems.INDICATOR, indicator.code)),
        "population": [
            _population(name, indicator.numerator if name == "numerator" else counted, absent)
            for name in measures.POPULATIONS[indicator.form]
        ],
    }
    if indicator.form != COUNT:
        group["measureScore"] = _number("value", indicator.value, absent) | _unit(definition.unit)
    return made | {"group": [group]}


def _settlement(figures: Figures, settlement: Settlement, at: datetime, mappings: Mappings) -> Resource:
    made = _monthly(
        measures.LIABILITY, figures, at, settlement.state if settlement.state == YEAR_END else None
    )
    state = settlement.state
    told = [_coded(extensions.SETTLEMENT, systems.SETTLEMENT, state, mappings)] if state else []
    absent = MASKED if settlement.suppressed else UNKNOWN
    return made | {
        "extension": [*made["extension"], *told],
        "improvementNotation": measures.improvement("decrease"),
        "group": [_cost(settlement.billed_days, settlement.amount, absent)],
    }


def _monthly(measure: str, figures: Figures, at: datetime, beside: str | None = None) -> Resource:
    """What a report of a month says; one that stands `beside` the month's own has a name of its own."""
    last = first_day(following(figures.month)) - DAY
    named = "/".join(part for part in (figures.region, figures.municipality, figures.month, beside) if part)
    return _report(measure, named, figures.region, at) | {
        "type": "summary",
        "subject": _whole(figures.region)
        if figures.municipality == WHOLE
        else _municipality(figures.municipality),
        "period": {"start": first_day(figures.month).isoformat(), "end": last.isoformat()},
    }


def _report(measure: str, named: str, region: str, at: datetime) -> Resource:
    """What every report says; the same measure of the same thing always has the same id."""
    name = f"{named}/{measure}"
    return {
        "resourceType": "MeasureReport",
        "id": str(uuid5(NAMESPACE_URL, f"{systems.REPORT_ID}/{name}")),
        "meta": {"profile": [report_profile.REPORT.url]},
        "extension": [{"url": extensions.REGION.url, "valueCode": region}],
        "identifier": [{"system": systems.REPORT_ID, "value": name}],
        "status": "complete",
        "measure": measures.url(measure),
        "date": primitives.instant(at),
        "reporter": {"type": "Organization", "display": region},
    }


def _whole(region: str) -> Resource:
    return {"type": "Location", "display": region}


def _municipality(code: str | None) -> Resource:
    if code is None:
        return shape.ABSENT | {"display": "ingen kommun"}
    return {"type": "Location", "identifier": {"system": systems.MUNICIPALITY, "value": code}}


def _cost(billed_days: int | None, amount: int | None, absent: str) -> Resource:
    """The days billed, and what they cost: whole SEK."""
    currency = {"unit": "SEK", "system": systems.CURRENCY, "code": "SEK"}
    return {
        "population": [_population(name, billed_days, absent) for name in measures.POPULATIONS[MEAN]],
        "measureScore": _number("value", amount, absent) | currency,
    }


def _population(name: str, count: float | None, absent: str) -> Resource:
    return {"code": measures.population(name)} | _number("count", count, absent)


def _number(element: str, number: float | None, absent: str) -> Resource:
    """A number, or in its place why there is none."""
    if number is None:
        return {f"_{element}": {"extension": [{"url": systems.DATA_ABSENT, "valueCode": absent}]}}
    return {element: number}


def _unit(unit: str) -> Resource:
    return {} if unit == "1" else {"unit": unit, "system": systems.UCUM, "code": unit}


def _coded(extension: Extension, system: str, code: str, mappings: Mappings) -> Resource:
    return {"url": extension.url, "valueCoding": mappings.coding(system, code)}


def _days(liability: Liability) -> Iterator[Resource]:
    days = {"dayZero": liability.day_zero, "starts": liability.starts, "ends": liability.ends}
    parts = [{"url": name, "valueDate": day.isoformat()} for name, day in days.items() if day]
    terms = {"url": "terms", "valueCode": liability.terms.layer}
    yield {"url": extensions.LIABILITY.url, "extension": [*parts, terms]}


def _precondition(one: Judged) -> Resource:
    return {
        "url": extensions.PRECONDITION.url,
        "extension": [
            {
                "url": "rule",
                "valueCodeableConcept": shape.concept({"system": systems.RULE, "code": one.rule}),
            },
            {"url": "met", "valueBoolean": one.met},
            {"url": "why", "valueString": one.why},
        ],
    }


def _period(liability: Liability, today: date) -> Resource:
    """The days billed; where none are, from day zero to the day of leaving, or the day on which it was counted."""
    if liability.span is not None and liability.span.days:
        first, last = liability.span.first, liability.span.until - DAY
    else:
        last = liability.ends or today
        first = min(liability.day_zero or last, last)
    return {"start": first.isoformat(), "end": last.isoformat()}
