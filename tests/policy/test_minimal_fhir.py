"""What leaves without consent is minimal by profile: every reduced verdict of every pack's cases, as the Bundle it gives."""

import copy as copies
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from adapter.intake.scenario import read
from adapter.mapping import bundle, conform, conform_minimal
from adapter.model.copy import Copy
from adapter.model.errors import AdapterError
from adapter.model.verdict import Outcome
from adapter.pipeline import desk
from adapter.pipeline.cases import Case, Readings, read_cases
from adapter.r4 import claims, minimal_profiles
from adapter.r4.claims import Extent
from adapter.r4.models import Resource
from tests.checkout import mappings
from tests.packs import packs, texts

OTHER_GROUNDS = {
    # without saying who the patient is (NB-DEV-02)
    "avvikelse",
    # the Act's own ground, beside consent, for content that is necessary (LPT 43 §, LRV 24 §; NB-PSY-08)
    "samordnad-vardplan",
    "meddelande-utanfor-vardtillfalle",
}
"""Kinds that some law lets out with content though there is no consent: reduced, and not minimal."""


@cache
def _reduced() -> tuple[tuple[Case, Copy, Resource], ...]:
    return tuple(_made())


def _made() -> Iterator[tuple[Case, Copy, Resource]]:
    ways = Readings(packs())
    for case in read_cases(texts()):
        known = ways.of(case)
        try:
            scenario = read(case.document)
            verdicts = desk.decide(scenario, known).verdicts if "outcome" in case.expect else ()
        except AdapterError:  # a case of what cannot be read
            continue
        for verdict in verdicts:
            if verdict.outcome is Outcome.REDUCE:
                _, shown = desk.copy(scenario, known, verdict.recipient)
                assert shown is not None, case.name
                yield case, shown, _bundle(shown)


def _bundle(shown: Copy) -> Resource:
    return bundle.bundle(
        shown,
        bundle_id="5f0c7a0e-3a52-4a6e-9e2f-6a1d0f6b7c01",
        timestamp=shown.received_at,
        own_url="https://adapter.example/fhir",
        mappings=mappings(),
    )


def test_every_reduced_message_of_the_packs_is_minimal_or_content_free() -> None:
    extents = Counter(claims.extent_of(made) for _, _, made in _reduced())
    assert extents[Extent.MINIMAL] > 200
    assert extents[Extent.CONTENT_FREE] >= 5
    others = {shown.message.kind for _, shown, made in _reduced() if claims.extent_of(made) is Extent.MESSAGE}
    assert others == OTHER_GROUNDS


def test_the_notices_of_the_act_are_minimal_in_every_region() -> None:
    notices = {"inskrivningsmeddelande", "utskrivningsklar", "utskrivningsmeddelande", "avbruten-planering"}
    told = {
        (shown.message.region, claims.extent_of(made))
        for _, shown, made in _reduced()
        if shown.message.kind in notices and not shown.content_free
    }
    regions = {
        "halland",
        "norrbotten",
        "stockholm",
        "vasterbotten",
    }  # Västmanland's routine has no cases of them
    assert {(region, Extent.MINIMAL) for region in regions} <= told
    assert {extent for _, extent in told} == {Extent.MINIMAL}


def test_what_is_claimed_is_met() -> None:
    assert [(case.name, issue) for case, _, made in _reduced() for issue in conform.check(made)] == []


def _minimal_notice() -> Resource:
    return next(
        copies.deepcopy(made)
        for _, shown, made in _reduced()
        if claims.extent_of(made) is Extent.MINIMAL
        and shown.message.kind == "inskrivningsmeddelande"
        and shown.message.action == "new"
    )


MORE: dict[str, tuple[str, Resource]] = {
    "reasonCode": ("Encounter", {"reasonCode": [{"text": "…"}]}),
    "period.start": ("Encounter", {"period": {"start": "2026-03-02T08:10:00+01:00"}}),
    "location.status": ("Encounter", {"location": [{"location": {"display": "1"}, "status": "active"}]}),
    "payload": ("Communication", {"payload": [{"contentString": "…"}]}),
    "telecom": ("Patient", {"telecom": [{"value": "…"}]}),
    "multipleBirth[x]": ("Patient", {"multipleBirthBoolean": True}),
    "author": ("MessageHeader", {"author": {"display": "…"}}),
}


@pytest.mark.parametrize("path", MORE)
def test_a_minimal_bundle_that_says_more_is_not_sent(path: str) -> None:
    made, (type_, more) = _minimal_notice(), MORE[path]
    assert list(conform_minimal.check(made)) == []
    target = next(e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == type_)
    target |= more
    (issue,) = conform_minimal.check(made)
    assert issue.rule == conform_minimal.RULE
    assert issue.path.endswith(f"resource.{path}")
    assert conform.check(made) != ()


def test_a_resource_that_has_no_place_in_a_minimal_bundle_stops_it() -> None:
    made = _minimal_notice()
    made["entry"].append({"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Goal", "id": "1"}})
    (issue,) = conform_minimal.check(made)
    assert issue.path == f"Bundle.entry[{len(made['entry']) - 1}].resource"


def test_a_bundle_that_claims_the_whole_message_may_hold_it_all() -> None:
    made = claims.claimed(_minimal_notice(), Extent.MESSAGE)
    stay = next(e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == "Encounter")
    stay["reasonCode"] = [{"text": "…"}]
    assert list(conform_minimal.check(made)) == []


def test_what_is_more_than_the_minimum_is_not_called_minimal() -> None:
    assert claims.is_minimal({"patient.identifier", "content.ward"}, {"Patient", "Organization"})
    assert not claims.is_minimal({"patient.identifier", "content.text"}, {"Patient"})
    assert not claims.is_minimal({"patient.identifier"}, {"Patient", "Goal"})
    assert "sender.person" not in minimal_profiles.PATHS
