"""CarePlans in deliveries: what R4 demands though it is withheld, and where withholding is marked."""

from datetime import timedelta
from typing import Any

import pytest

from adapter.mapping import conform
from adapter.mapping.bundle import bundle
from adapter.r4 import shape
from tests import golden_bundles
from tests.checkout import mappings


def _delivered(name: str, disclosed: list[str]) -> dict[str, Any]:
    case = golden_bundles.document(golden_bundles.FOLDER / name)
    copy = golden_bundles.copy_of({**case, "disclosed": disclosed})
    at = copy.received_at + timedelta(seconds=1)
    return bundle(copy, bundle_id=golden_bundles.BUNDLE_ID, timestamp=at, own_url="u", mappings=mappings())


def _plan(made: dict[str, Any]) -> dict[str, Any]:
    (plan,) = (e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == "CarePlan")
    return dict(plan)


def test_a_person_who_may_not_be_named_is_masked_where_r4_demands_a_subject() -> None:
    made = _delivered("egenvardsplanering-new-full", ["content.measure"])
    plan = _plan(made)
    assert plan["subject"] == {
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}
        ]
    }
    assert plan["meta"]["security"] == [shape.REDACTED]
    assert "note" not in plan
    assert conform.check(made) == ()


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("samordnad-vardplan-new-full", "draft"),
        ("samordnad-vardplan-approve-full", "active"),
        ("samordnad-vardplan-close-full", "completed"),
        ("samordnad-vardplan-annul-full", "entered-in-error"),
        ("egenvardsplanering-new-full", "active"),
    ],
)
def test_the_plan_is_what_the_action_makes_of_it(case: str, status: str) -> None:
    assert _plan(golden_bundles.written(golden_bundles.FOLDER / case))["status"] == status


def test_only_a_coordinated_care_plan_has_a_national_type() -> None:
    plan = _plan(golden_bundles.written(golden_bundles.FOLDER / "samordnad-vardplan-new-full"))
    codes = [coding["code"] for category in plan["category"] for coding in category["coding"]]
    assert codes == ["samordnad-vardplan", "SPLPTLRV"]
    own = _plan(golden_bundles.written(golden_bundles.FOLDER / "egenvardsplanering-new-full"))
    assert [c["code"] for category in own["category"] for c in category["coding"]] == ["egenvardsplanering"]
