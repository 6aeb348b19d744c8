"""A request for GetCarePlans: what is read of it, and every fault at once without a value in any."""

from datetime import date
from typing import Any

import pytest

from adapter.intake.care_plans import read
from adapter.model.care_plans import AskedPlans
from adapter.model.errors import InputError
from adapter.model.identifiers import NumberType, PatientId
from tests.builders import PERSON, SOCIAL

ROOT = "1.2.752.129.2.1.3.1"
PATIENT = {"id": PERSON, "type": ROOT}


def faults(document: object) -> dict[str, str]:
    with pytest.raises(InputError) as raised:
        read(document)
    assert PERSON not in " ".join(issue.text for issue in raised.value.issues)
    return {issue.path: issue.rule for issue in raised.value.issues}


def test_all_that_the_contract_asks_by_is_read() -> None:
    asked = read(
        {
            "patientId": {"id": f"{PERSON[:8]}-{PERSON[8:]}", "type": ROOT},
            "careUnitHSAId": [SOCIAL, SOCIAL],
            "datePeriod": {"start": "20260301", "end": "20260302"},
            "sourceSystemHSAId": SOCIAL,
            "careContactId": ["vt-1"],
        }
    )
    assert asked == AskedPlans(
        PatientId(NumberType.PERSONNUMMER, PERSON),
        ROOT,
        frozenset({SOCIAL}),
        date(2026, 3, 1),
        date(2026, 3, 2),
        SOCIAL,
        frozenset({"vt-1"}),
    )


def test_the_patient_is_enough() -> None:
    asked = read({"patientId": {"id": "197010632391", "type": "1.2.752.129.2.1.3.3"}})
    assert asked == AskedPlans(PatientId(NumberType.SAMORDNINGSNUMMER, "197010632391"), "1.2.752.129.2.1.3.3")


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ([], {"$": "READ-TYPE", "patientId": "READ-MISSING"}),
        ({}, {"patientId": "READ-MISSING"}),
        ({"patientId": PERSON}, {"patientId": "READ-TYPE"}),
        (
            {"patientId": {"number": PERSON}},
            {
                "patientId.number": "READ-UNKNOWN",
                "patientId.id": "READ-MISSING",
                "patientId.type": "READ-MISSING",
            },
        ),
        ({"patientId": {"id": 1, "type": ROOT}}, {"patientId.id": "READ-TYPE"}),
        ({"patientId": {"id": PERSON, "type": "1.2.3"}}, {"patientId.type": "READ-CODE"}),
        ({"patientId": {"id": PERSON[:-1] + "3", "type": ROOT}}, {"patientId.id": "READ-NUMBER"}),
        (
            {
                "patientId": PATIENT,
                "careUnitHSAId": SOCIAL,
                "careContactId": ["x" * 257],
                "sourceSystemHSAId": 7,
                "datePeriod": {"start": "2026-03-01", "end": "20260230"},
                "actor": {},
            },
            {
                "actor": "READ-UNKNOWN",
                "careUnitHSAId": "READ-TYPE",
                "careContactId[0]": "READ-TYPE",
                "sourceSystemHSAId": "READ-TYPE",
                "datePeriod.start": "READ-DATE",
                "datePeriod.end": "READ-DATE",
            },
        ),
        ({"patientId": PATIENT, "datePeriod": {"start": "²0260301"}}, {"datePeriod.start": "READ-DATE"}),
        ({"patientId": PATIENT, "careUnitHSAId": ["x"] * 501}, {"careUnitHSAId": "READ-TYPE"}),
    ],
)
def test_every_fault_is_told_at_its_place(document: Any, found: dict[str, str]) -> None:
    assert faults(document) == found
