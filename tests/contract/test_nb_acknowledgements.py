"""NB-ACK of the catalogue: by noon every day of the year, one kvittens per actor, never refused for being late."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused
from tests.contract.norrbotten import (
    ADDRESSED,
    HOME_CARE,
    LOCAL_PSYCHIATRY,
    MORNING,
    SOCIAL,
    acknowledged,
    admitted,
    going_home,
    message,
    of,
    planned,
    ready,
)


def _kvittens(kind: str, sent: str, answered: str, **changes: Any) -> Json:
    stay = {
        "inskrivningsmeddelande": [],
        "planeringsunderlag": admitted(),
        "utskrivningsklar": planned(),
        "utskrivningsmeddelande": going_home(),
    }[kind]
    original = message(kind, number=50, sentAt=sent)
    return of("kvittens", relatesTo=mid(50), sentAt=answered, history=[*stay, original], **changes)


SATURDAY = "2026-03-07T13:30:00+01:00"


@pytest.mark.parametrize(
    ("rule", "kind", "sent", "answered", "late"),
    [
        ("NB-ACK-01", "inskrivningsmeddelande", MORNING, "2026-03-02T11:59:00+01:00", False),
        ("NB-ACK-01", "inskrivningsmeddelande", MORNING, "2026-03-02T12:01:00+01:00", True),
        (
            "NB-ACK-01",
            "inskrivningsmeddelande",
            "2026-03-02T15:00:00+01:00",
            "2026-03-03T11:59:00+01:00",
            False,
        ),
        (
            "NB-ACK-01",
            "inskrivningsmeddelande",
            "2026-03-02T15:00:00+01:00",
            "2026-03-03T12:01:00+01:00",
            True,
        ),
        ("NB-ACK-01", "inskrivningsmeddelande", SATURDAY, "2026-03-08T11:59:00+01:00", False),
        ("NB-ACK-01", "inskrivningsmeddelande", SATURDAY, "2026-03-08T12:01:00+01:00", True),
        ("NB-ACK-02", "utskrivningsklar", SATURDAY, "2026-03-08T11:59:00+01:00", False),
        ("NB-ACK-02", "utskrivningsklar", SATURDAY, "2026-03-08T12:01:00+01:00", True),
        (
            "NB-ACK-03",
            "utskrivningsmeddelande",
            "2026-03-06T09:00:00+01:00",
            "2026-03-06T11:59:00+01:00",
            False,
        ),
        (
            "NB-ACK-03",
            "utskrivningsmeddelande",
            "2026-03-06T09:00:00+01:00",
            "2026-03-06T12:01:00+01:00",
            True,
        ),
        (
            "NB-ACK-03",
            "utskrivningsmeddelande",
            "2026-03-06T16:00:00+01:00",
            "2026-03-07T11:59:00+01:00",
            False,
        ),
        (
            "NB-ACK-03",
            "utskrivningsmeddelande",
            "2026-03-06T16:00:00+01:00",
            "2026-03-07T12:01:00+01:00",
            True,
        ),
    ],
)
def test_a_late_kvittens_is_taken_and_told(
    rule: str,
    kind: str,
    sent: str,
    answered: str,
    late: bool,  # noqa: FBT001
) -> None:
    judged = judge(_kvittens(kind, sent, answered))
    assert judged.outcomes == {"reduce"}, judged.told()
    assert (rule in judged.issues) is late, judged.told()


def test_no_kvittens_is_late_of_what_the_guideline_names_none_for() -> None:  # NB-ACK-06
    judged = judge(_kvittens("planeringsunderlag", "2026-03-02T15:00:00+01:00", "2026-03-20T15:00:00+01:00"))
    assert judged.outcomes == {"reduce"}
    assert not {rule for rule in judged.issues if rule.startswith("NB-ACK-0")} - {"NB-ACK-05"}, judged.told()


ANSWERED = message("svar-inskrivningsmeddelande", number=7)
ACKNOWLEDGEMENTS = [
    *[fine("NB-ACK-04", unit, of("kvittens", sender=unit), "reduce") for unit in ADDRESSED],
    refused("NB-ACK-04", "a unit outside", of("kvittens", sender=LOCAL_PSYCHIATRY)),
    fine(
        "NB-ACK-04",
        "after another's",
        of("kvittens", sender=HOME_CARE, history=[*admitted(), *acknowledged([SOCIAL])]),
        "reduce",
    ),
    Case("NB-ACK-05", "no answers", of("kvittens"), "reduce"),
    fine("NB-ACK-05", "answers first", of("kvittens", history=[*admitted(), ANSWERED]), "reduce"),
    Case(
        "NB-ACK-05",
        "another's answers",
        of("kvittens", sender=HOME_CARE, history=[*admitted(), ANSWERED]),
        "reduce",
    ),
    fine(
        "NB-ACK-05",
        "the kvittens of another message",
        of("kvittens", relatesTo=mid(4), history=ready(), sentAt="2026-03-04T11:00:00+01:00"),
        "reduce",
    ),
]


@pytest.mark.parametrize("case", ACKNOWLEDGEMENTS, ids=lambda case: f"{case.rule} {case.says}")
def test_acknowledgement_rule(case: Case) -> None:
    check(case)
