"""What an economist reads: each precondition in a sentence that names its condition and the days it rests on."""

from typing import Any

import pytest

from tests.contract.builder import Json, consent
from tests.contract.paid import CARE, SOCIAL, WARD, Stay, paid, when

RATES: Json = {"2017": 5000, "2021": 7000, "2024": 7100, "2025": 7200}


def nb() -> Stay:
    """Norrbotten, told of the admission."""
    return Stay("norrbotten", "2024-05-10 08:00").noticed("2024-05-10 10:00")


def vb(notice: str = "2025-05-09 15:00", **more: Any) -> Stay:
    """Västerbotten, admitted 9 May 2025 at 14:00."""
    return Stay("vasterbotten", "2025-05-09 14:00").noticed(notice, **more)


def act(admitted: str = "2024-05-10") -> Stay:
    """The Act alone."""
    return Stay("sverige", f"{admitted} 08:00").noticed(f"{admitted} 10:00")


READY = nb().ready("2024-05-15 10:00")
REFUSED = consent("refused", WARD, scopes=["informationsoverforing"], recordedAt=when("2024-05-10 09:00"))
UNREGISTERED = "No municipality is known in which the patient is registered, and so none can be liable."

SENTENCES = {
    "registered": (READY, {}, "NB-LIAB-01", ["The patient is registered in municipality 2580."]),
    "not registered": (READY, {"person": {"municipality": None}}, "NB-LIAB-01", [UNREGISTERED]),
    "placed": (
        vb().ready("2025-05-12 11:00"),
        {"person": {"placedBy": "2480"}},
        "VB-LIAB-11",
        ["Municipality 2480 placed the patient and is liable wherever the patient is registered."],
    ),
    "told of the admission": (
        READY,
        {},
        "NB-LIAB-02",
        ["The municipality was told of the admission on 2024-05-10 at 10:00."],
    ),
    "not told of the admission": (
        Stay("norrbotten", "2024-05-10 08:00").ready("2024-05-15 10:00"),
        {},
        "NB-LIAB-02",
        ["No unit of the municipality was sent an inskrivningsmeddelande, the notice of admission."],
    ),
    "told within the hours": (
        vb().ready("2025-05-12 11:00"),
        {},
        "VB-LIAB-05",
        [
            "The municipality was told of the admission on 2025-05-09 at 15:00, within 24 hours: by 2025-05-10 at 14:00."
        ],
    ),
    "told too late": (
        vb("2025-05-10 14:01").ready("2025-05-12 11:00"),
        {},
        "VB-LIAB-05",
        [
            "The municipality was told of the admission on 2025-05-10 at 14:01, after the 24 hours: by 2025-05-10 at 14:00."
        ],
    ),
    "a need seen later": (
        vb("2025-05-12 09:00", needAssessedAt=when("2025-05-11 10:00")).ready("2025-05-12 11:00"),
        {},
        "VB-LIAB-05",
        [
            "The municipality was told of the admission on 2025-05-12 at 09:00, within 24 hours: by 2025-05-12 at 10:00."
        ],
    ),
    "told of readiness": (
        READY,
        {},
        "NB-LIAB-03",
        ["The municipality was told on 2024-05-15 at 10:00 that the patient is ready; that day is day 0."],
    ),
    "told of readiness in the afternoon": (
        nb().ready("2024-05-15 13:00"),
        {},
        "NB-LIAB-03",
        [
            (
                "The municipality was told on 2024-05-15 at 13:00 that the patient is ready; "
                "too late in the day (12:00), so that day 0 is the next, 2024-05-16."
            )
        ],
    ),
    "not told of readiness": (
        nb().ready("2024-05-15 10:00", to=CARE),
        {},
        "NB-LIAB-03",
        ["No unit of the municipality was sent an utskrivningsklar, the notice that the patient is ready."],
    ),
    "taken back": (
        nb().ready("2024-05-15 10:00").retracted("2024-05-16 09:00", 2),
        {},
        "NB-LIAB-03",
        ["The notice that the patient is ready was taken back on 2024-05-16, and none has been sent since."],
    ),
    "called": (
        nb().ready("2024-05-15 10:00").called("2024-05-16 10:00"),
        {},
        "NB-LIAB-04",
        ["Open care called to coordinated individual planning on 2024-05-16; the last day was 2024-05-18."],
    ),
    "called late": (
        nb().ready("2024-05-15 10:00").called("2024-05-19 10:00"),
        {},
        "NB-LIAB-04",
        [
            "Open care called to coordinated individual planning on 2024-05-19, too late; the last day was 2024-05-18."
        ],
    ),
    "not called": (
        READY,
        {},
        "NB-LIAB-04",
        [
            (
                "Open care has not called to coordinated individual planning, which is needed "
                "(it is not said that the patient needs social services alone); the last day is 2024-05-18."
            )
        ],
    ),
    "no notice and no call": (
        nb(),
        {},
        "NB-LIAB-04",
        [
            (
                "Open care has not called to coordinated individual planning, which is needed "
                "(it is not said that the patient needs social services alone)."
            )
        ],
    ),
    "social services alone": (
        READY,
        {"facts": {"socialServicesOnly": True}},
        "NB-LIAB-04",
        ["No call to coordinated individual planning is needed: the patient needs social services alone."],
    ),
    "more than social services": (
        READY,
        {"facts": {"socialServicesOnly": False}},
        "NB-LIAB-04",
        [
            (
                "Open care has not called to coordinated individual planning, which is needed "
                "(the patient needs more than social services); the last day is 2024-05-18."
            )
        ],
    ),
    "planning that nobody mentions": (
        vb().ready("2025-05-12 11:00"),
        {},
        "VB-LIAB-07",
        ["No call to coordinated individual planning is needed: nothing says that planning is to be held."],
    ),
    "planning by the track": (
        vb().answered("2025-05-10 10:00", "samordningsbehov").ready("2025-05-12 11:00"),
        {},
        "VB-LIAB-07",
        [
            (
                "Open care has not called to coordinated individual planning, which is needed "
                "(there is a need of coordination); the last day is 2025-05-15."
            )
        ],
    ),
    "no open compulsory care": (
        vb().ready("2025-05-12 11:00"),
        {},
        "VB-LIAB-08",
        ["No coordinated care plan is needed: the patient does not move to open compulsory care."],
    ),
    "open compulsory care without a plan": (
        vb().ready("2025-05-12 11:00", transferTo="opt"),
        {},
        "VB-LIAB-08",
        [
            "The patient moves to open compulsory care, and no samordnad vårdplan, coordinated care plan, is drawn up."
        ],
    ),
    "open compulsory care with a plan": (
        vb()
        .told("samordnad-vardplan", "2025-05-11 10:00", planId="plan-1", legalForm="opt")
        .ready("2025-05-12 11:00", transferTo="opt"),
        {},
        "VB-LIAB-08",
        [
            "The patient moves to open compulsory care, and a samordnad vårdplan, coordinated care plan, is drawn up."
        ],
    ),
    "available": (READY, {}, "NB-LIAB-06", ["What the region's open care is responsible for is available."]),
    "unavailable": (
        READY,
        {"facts": {"regionInterventionsAvailable": False}},
        "NB-LIAB-06",
        ["What the region's open care is responsible for is not available, and the patient cannot leave."],
    ),
    "not clarified": (
        READY,
        {"facts": {}},
        "NB-LIAB-06",
        ["It is not clarified whether what the region's open care is responsible for is available."],
    ),
    "not said to be missing": (
        vb().ready("2025-05-12 11:00"),
        {"facts": {}},
        "LAW-LIAB-08",
        ["Nothing says that what the region's open care is responsible for is not available."],
    ),
    "not refused": (
        READY,
        {},
        "NB-LIAB-10",
        ["The patient had not refused the transfer of information on 2024-05-15, when the notice was sent."],
    ),
    "refused": (
        READY,
        {"consents": [REFUSED]},
        "NB-LIAB-10",
        ["The patient had refused the transfer of information on 2024-05-15, when the notice was sent."],
    ),
    "nothing to refuse": (
        nb(),
        {},
        "NB-LIAB-10",
        ["No notice that the patient is ready stands, and so no refusal matters."],
    ),
    "under the Act": (
        act().ready("2024-05-15 10:00"),
        {},
        "LAW-LIAB-11",
        ["The patient was admitted on 2024-05-10; the Act (2017:612) is in force since 2018-01-01."],
    ),
    "before the Act": (
        act("2017-12-30").ready("2018-01-03 10:00"),
        {},
        "LAW-LIAB-11",
        ["The patient was admitted on 2017-12-30, before the Act (2017:612) came into force on 2018-01-01."],
    ),
    "no stay": (
        Stay("sverige", "2024-05-10 08:00").called("2024-05-16 10:00", stay=None),
        {},
        "LAW-LIAB-11",
        ["Nothing says that the patient was admitted before the Act (2017:612)."],
    ),
    "both notices": (
        act().ready("2024-05-15 10:00"),
        {},
        "LAW-LIAB-06",
        [
            "The municipality was told of the admission on 2024-05-10 at 10:00.",
            "The municipality was told on 2024-05-15 at 10:00 that the patient is ready; that day is day 0.",
        ],
    ),
    "Stockholm has no hour": (
        Stay("stockholm", "2019-03-01 08:00").noticed("2019-03-01 10:00").ready("2019-03-14 15:00"),
        {},
        "ST-LIAB-06",
        [
            "The municipality was told of the admission on 2019-03-01 at 10:00.",
            "The municipality was told on 2019-03-14 at 15:00 that the patient is ready; that day is day 0.",
        ],
    ),
}


@pytest.mark.parametrize(
    ("stay", "changes", "rule", "sentences"), [pytest.param(*row, id=name) for name, row in SENTENCES.items()]
)
def test_why(stay: Stay, changes: Json, rule: str, sentences: list[str]) -> None:
    printed = paid(stay.scene(rates=RATES, **changes))
    assert [row["why"] for row in printed["preconditions"] if row["rule"] == rule] == sentences


def test_the_amount_is_told_year_by_year() -> None:
    # 31 December 2023 and 1, 2 January 2024
    stay = Stay("norrbotten", "2023-12-20 08:00").noticed("2023-12-20 10:00").ready("2023-12-28 10:00")
    gone = stay.called("2023-12-28 11:00").left("2024-01-03 09:00")
    printed = paid(gone.scene(rates={"2023": 7000, "2024": 7100}))
    assert printed["billed"] == [
        {"year": "2023", "from": "2023-12-31", "to": "2023-12-31", "days": 1, "rate": 7000, "amount": 7000},
        {"year": "2024", "from": "2024-01-01", "to": "2024-01-02", "days": 2, "rate": 7100, "amount": 14200},
    ]
    missing = paid(gone.scene(rates={"2023": 7000}), code=1)
    assert [(row["days"], row["rate"], row["amount"]) for row in missing["billed"]] == [
        (1, 7000, 7000),
        (2, None, None),
    ]
    assert printed["amount"] == sum(row["amount"] for row in printed["billed"])


def test_days_that_are_not_invoiced_are_told() -> None:
    # free 18, 19, 20, 21 and 27 December; liable from the 28th, invoiced from 1 January: 4 days are not
    stay = Stay("stockholm", "2018-12-02 08:00").noticed("2018-12-02 10:00").ready("2018-12-17 10:00")
    printed = paid(stay.left("2019-01-03 10:00").scene())
    assert printed["billedDays"] == 2
    assert printed["notes"] == ["Not invoiced: the 4 days of liability before 2019-01-01."]
    assert [row["from"] for row in printed["billed"]] == ["2019-01-01"]


def test_nothing_is_told_line_by_line_where_nothing_is_billed() -> None:
    assert (
        paid(
            nb()
            .left("2024-05-25 10:00")
            .told("avvikelse", "2024-05-26 10:00", WARD, SOCIAL, stay=None)
            .scene()
        )["billed"]
        == []
    )
