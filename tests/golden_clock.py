"""What the adapter says of time, as FHIR, in `tests/golden/clock/`: `python -m tests.golden_clock` writes it anew."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import orjson

from adapter.mapping import measure_report, notice, reminder
from adapter.model.figures import COUNT, MEAN, SHARE, Figures, Indicator, Settlement
from adapter.model.liability import Judged, Liability, Span, Terms
from adapter.model.report import Report
from tests.builders import HEALTH_CENTRE, SOCIAL, WARD, units
from tests.checkout import mappings
from tests.golden_bundles import BUNDLE_ID, FOLDER, OWN_URL

CLOCK = FOLDER / "clock"
DELIVERY = "0d9a5c3e-3a52-5a6e-9e2f-6a1d0f6b7c01"
MESSAGE = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11"
KNOWN_AS = "c1b2a5d7-0f33-5b1b-8a44-0d5b7f1e2a90"
"""The id under which the recipient of a copy knows the same message."""
AT = datetime.fromisoformat("2026-03-03T12:00:01+01:00")
DUE = datetime.fromisoformat("2026-03-03T12:00:00+01:00")

REMINDERS = {
    "kvittens-to-its-owner": (SOCIAL, KNOWN_AS, "VB-ACK-04", "kvittens", SOCIAL),
    "kvittens-to-the-sender": (WARD, MESSAGE, "VB-ACK-04", "kvittens", SOCIAL),
    "kallelse-to-its-owner": (HEALTH_CENTRE, KNOWN_AS, "VB-DEADL-07", "kallelse", HEALTH_CENTRE),
    "owner-shown-as-its-organisation": (WARD, MESSAGE, "VB-ACK-04", "kvittens", "SE2120002627"),
}
"""Whom it is told, about which message, by which rule, what is due and from whom."""


COUNTED = datetime.fromisoformat("2026-04-02T06:00:00+02:00")
MONTH = Figures(
    "vasterbotten",
    "2480",
    "2026-03",
    (
        Indicator("patients", COUNT, 12),
        Indicator("ready-days", COUNT, 41),
        Indicator("ready-days-mean", MEAN, 41, 12, 3.42, "d"),
        Indicator("notice-within-24h", SHARE, 11, 12, 0.92),
        Indicator("sip-follow-up", SHARE, 0, 0),
        Indicator("readmissions-65", SHARE, 1, 7, 0.14, source="val"),
    ),
    Settlement("billing", 41, 487_900),
)
FEW = Figures(
    "norrbotten",
    "2505",
    "2026-03",
    (
        Indicator("patients", COUNT, suppressed=True),
        Indicator("ready-days-mean", MEAN, unit="d", suppressed=True),
        Indicator("notice-within-24h", SHARE, suppressed=True),
    ),
    Settlement(None, None, None, suppressed=True),
)
STAY = Liability(
    "sverige",
    Terms("sverige", "act"),
    "2480",
    (
        Judged("LAW-LIAB-06", "Inskrivningsmeddelandet skickades 2018-11-02."),
        Judged("LAW-LIAB-07", "Kallelsen skickades inom tre dagar."),
    ),
    "vtf-2018-000123",
    day_zero=date(2018, 11, 5),
    starts=date(2018, 11, 8),
    ends=date(2018, 11, 10),
    span=Span(date(2018, 11, 8), date(2018, 11, 10)),
    amount=14_200,
)
NOT_LIABLE = Liability(
    "sverige",
    Terms("sverige", "act"),
    None,
    (Judged("LAW-LIAB-06", "Ingen underrättelse om utskrivningsklar.", reason="NOT_READY"),),
    "vtf-2018-000124",
    reasons=("NOT_READY",),
)
NO_RATE = Liability(
    "norrbotten",
    Terms("norrbotten", "calendar-days"),
    "2580",
    (Judged("NB-LIAB-02", "Inskrivningsmeddelandet skickades."),),
    "vtf-2026-000125",
    day_zero=date(2026, 3, 2),
    starts=date(2026, 3, 5),
    ends=date(2026, 3, 7),
    span=Span(date(2026, 3, 5), date(2026, 3, 7)),
    amount=None,
    reasons=("RATE_MISSING",),
)


def made() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every file's name and what the adapter says now."""
    for name, (recipient, about, rule, what, owner) in REMINDERS.items():
        yield (
            f"paminnelse-{name}",
            reminder.reminder(
                delivery=DELIVERY,
                bundle_id=BUNDLE_ID,
                timestamp=AT,
                own_url=OWN_URL,
                recipient=units()[recipient],
                about_message=about,
                rule=rule,
                what=what,
                due=DUE,
                owner=owner,
                mappings=mappings(),
            ),
        )
    for reason in notice.REASONS:
        yield (
            f"oleverat-{reason}",
            notice.undelivered(
                delivery=DELIVERY,
                bundle_id=BUNDLE_ID,
                timestamp=AT,
                own_url=OWN_URL,
                recipient=units()[WARD],
                about_message=MESSAGE,
                about_recipient=SOCIAL,
                mappings=mappings(),
                reason=reason,
            ),
        )
    for name, figures in {"a-month": MONTH, "a-month-of-few": FEW}.items():
        whole = (Indicator("ready-days", COUNT, 97),) if figures is MONTH else ()
        report = Report(figures.region, figures.month, (), (figures,), whole)
        yield f"report-{name}", measure_report.bundle(report, at=COUNTED, mappings=mappings())
    for name, liability in {"liable": STAY, "not-liable": NOT_LIABLE, "without-a-rate": NO_RATE}.items():
        yield f"report-stay-{name}", measure_report.stay(liability, at=COUNTED, mappings=mappings())


def texts() -> dict[str, bytes]:
    """Every file's name and text."""
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return {f"{name}.json": orjson.dumps(one, option=option) for name, one in made()}


def main() -> None:
    """Writes every file anew, and removes what is made no more."""
    CLOCK.mkdir(parents=True, exist_ok=True)
    made_now = texts()
    for file in CLOCK.glob("*.json"):
        if file.name not in made_now:
            file.unlink()
    for name, text in made_now.items():
        (CLOCK / name).write_bytes(text)


if __name__ == "__main__":
    main()
