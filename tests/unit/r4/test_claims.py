"""Which profile a Bundle and its resources claim in meta.profile."""

import json
from pathlib import Path

import pytest

from adapter.mapping import conform
from adapter.r4 import claims, minimal_profiles, profile_definitions, systems
from adapter.r4.claims import BUNDLES, Extent
from adapter.r4.models import Resource
from tests import golden_bundles
from tests.checkout import ROOT

CASES = sorted(golden_bundles.cases())
KNOWN = {profile.url: profile for profile in profile_definitions.ALL}


def _written(case: Path) -> Resource:
    return dict(json.loads((case / "bundle.json").read_text()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_golden_bundle_claims_what_it_is_and_meets_it(case: Path) -> None:
    made, shown = _written(case), golden_bundles.copy_of(golden_bundles.document(case))
    types = {entry["resource"]["resourceType"] for entry in made["entry"]} - {"MessageHeader"}
    cut = shown.withheld and claims.is_minimal(shown.disclosed, types)
    wanted = Extent.CONTENT_FREE if shown.content_free else Extent.MINIMAL if cut else Extent.MESSAGE
    assert claims.extent_of(made) is wanted
    assert case.name.endswith("content-free") is (wanted is Extent.CONTENT_FREE)
    assert conform.check(made) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_resource_of_a_golden_bundle_claims_a_profile_of_its_own_type(case: Path) -> None:
    for entry in _written(case)["entry"]:
        resource = entry["resource"]
        first, *others = resource["meta"]["profile"]
        assert KNOWN[first].type == resource["resourceType"]
        assert all(not url.startswith(systems.BASE) for url in others)


def test_every_resource_that_a_bundle_may_hold_has_its_profile_there() -> None:
    """What profile_of gives for a type is among what the Bundle's own profile lets stand."""
    for extent, bundle in BUNDLES.items():
        assert bundle.entries is not None
        for what, _, _ in bundle.entries.of.values():
            several = what if isinstance(what, tuple) else (what,)
            named = {one.url for one in several if not isinstance(one, str)}
            plain = claims.profile_of({"resourceType": next(iter(several)).type}, extent)  # type: ignore[union-attr]
            assert plain is None or plain.url in named, (extent, named)


def test_a_bundle_that_claims_nothing_of_ours_has_no_extent() -> None:
    assert claims.extent_of({"resourceType": "Bundle"}) is None
    assert claims.extent_of({"meta": {"profile": [systems.SE_PATIENT]}}) is None


def test_a_claim_stands_before_those_of_others_and_once() -> None:
    person: Resource = {"resourceType": "Patient", "id": "1", "meta": {"profile": [systems.SE_PATIENT]}}
    bundle: Resource = {"resourceType": "Bundle", "entry": [{"resource": person}]}
    once = claims.claimed(bundle, Extent.MINIMAL)
    assert once["entry"][0]["resource"]["meta"]["profile"] == [
        minimal_profiles.MINIMAL_PATIENT.url,
        systems.SE_PATIENT,
    ]
    assert claims.claimed(once, Extent.MINIMAL) == once
    assert "meta" not in bundle


def test_a_type_without_a_profile_claims_none() -> None:
    bundle: Resource = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Flag"}}]}
    assert claims.claimed(bundle, Extent.MESSAGE)["entry"] == bundle["entry"]


@pytest.mark.parametrize("profile", profile_definitions.ALL, ids=lambda profile: profile.name)
def test_every_profile_is_read_with_words(profile: object) -> None:
    name = profile.name  # type: ignore[attr-defined]
    file = ROOT / "profiles" / "fhir" / f"StructureDefinition-{name}.json"
    first, *rest = json.loads(file.read_text())["differential"]["element"]
    assert first["short"] == KNOWN[f"{systems.EXTENSION}/{name}"].title
    for element in rest:
        if element.get("max") == "0":
            assert element["short"]
        if element.get("min") and "sliceName" not in element and ":" not in element["id"]:
            assert element.get("mustSupport") or element["id"].endswith(("entry", "identifier")), element[
                "id"
            ]
