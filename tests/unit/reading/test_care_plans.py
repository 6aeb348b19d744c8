"""The plans of GetCarePlans, made of what is shown: which are left out, and what each field is when little is known."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from adapter.model.care_plans import AskedPlans
from adapter.model.directory import Unit
from adapter.model.identifiers import NumberType, PatientId
from adapter.r4 import extensions, shape, systems
from adapter.reading import plan_text
from adapter.reading.care_plans import answer
from adapter.reading.resources import Shown, Version
from tests.builders import PERSON, SENT, SOCIAL, WARD, units

ASKED = AskedPlans(PatientId(NumberType.PERSONNUMMER, PERSON), "1.2.752.129.2.1.3.1")
SIP = [{"coding": [shape.CARE_PLAN_TYPES["sip"]]}]
PLAN_ID = [shape.plan_identifier("plan-1")]


def shown(*resources: dict[str, Any]) -> Shown:
    """One resource; of several versions one an hour."""
    made = [
        Version(
            {**one, "meta": {"versionId": one.get("version", f"v{number}")}},
            SENT + timedelta(hours=number),
        )
        for number, one in enumerate(resources, 1)
    ]
    return Shown(resources[0]["resourceType"], resources[0]["id"], tuple(made))


def plan(**changes: Any) -> dict[str, Any]:
    made = {
        "resourceType": "CarePlan",
        "id": "cp1",
        "status": "active",
        "category": SIP,
        "identifier": PLAN_ID,
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def said(version: str = "v1", **changes: Any) -> Shown:
    made = {
        "resourceType": "Communication",
        "id": f"c-{version}",
        "version": version,
        "sent": "2026-03-02T10:00:00+01:00",
        "sender": {"reference": f"Organization/{WARD}"},
        **changes,
    }
    return shown({name: value for name, value in made.items() if value is not None})


def member(name: str, **value: Any) -> dict[str, Any]:
    coding = {"system": systems.MEMBER, "code": name}
    parts = [{"url": "member", "valueCoding": coding}, {"url": "value", **value}]
    return {"url": extensions.CONTENT.url, "extension": parts}


def told(
    *found: Shown,
    asked: AskedPlans = ASKED,
    agreed: tuple[str, ...] = (),
    known: dict[str, Unit] | None = None,
) -> list[dict[str, Any]]:
    made = answer(
        found, asked, (units() if known is None else known).get, agreed=frozenset(agreed), log_id="r1"
    )
    plans: Any = made["carePlan"]
    return list(plans)


@pytest.mark.parametrize(
    "found",
    [
        (),
        (said(),),
        (shown(plan()),),
        (shown(plan()), said("v2")),
        (shown(plan()), said(sent=None)),
        (shown(plan()), said(sender=None)),
        (shown(plan(identifier=None)), said()),
        (shown(plan(category=[])), said()),
        (shown(plan(status="entered-in-error")), said()),
    ],
)
def test_what_the_contract_demands_and_is_not_known_leaves_no_document(found: tuple[Shown, ...]) -> None:
    assert told(*found) == []


def test_a_unit_may_be_all_that_is_known_of_who_wrote_it() -> None:
    (made,) = told(shown(plan()), said(), known={})
    assert made["accountableHealthcareProfessional"] == {
        "authorTime": "20260302100000",
        "healthcareProfessionalOrgUnit": {"orgUnitHSAId": WARD},
        "healthcareProfessionalCareUnitHSAId": WARD,
    }
    assert made["documentTitle"] == "Samordnad individuell plan"
    assert made["approvedForPatient"] is False
    assert not {"careContactId", "legalAuthenticator", "participatingCareUnitHSAId"} & made.keys()


def test_who_the_provider_is_is_told_where_the_directory_has_its_hsa_id() -> None:
    ward = replace(units()[WARD], phone="0900-000000", provider="SE2321000222-0000")
    role = {
        "resourceType": "PractitionerRole",
        "id": "pr1",
        "practitioner": {"display": "Test Testsson"},
        "organization": {"reference": f"Organization/{WARD}"},
        "code": [{"coding": []}],
    }
    (made,) = told(
        shown(plan()), said(sender={"reference": "PractitionerRole/pr1"}), shown(role), known={WARD: ward}
    )
    assert made["accountableHealthcareProfessional"] == {
        "authorTime": "20260302100000",
        "healthcareProfessionalName": "Test Testsson",
        "healthcareProfessionalOrgUnit": {
            "orgUnitHSAId": WARD,
            "orgUnitName": ward.name,
            "orgUnitTelecom": "0900-000000",
        },
        "healthcareProfessionalCareUnitHSAId": WARD,
        "healthcareProfessionalCareGiverHSAId": "SE2321000222-0000",
    }


def test_only_a_plan_that_was_a_draft_has_somebody_who_approved_it() -> None:
    draft, approved = plan(status="draft"), plan()
    (first,) = told(shown(approved, approved), said("v1"), said("v2"))
    assert "legalAuthenticator" not in first
    (then,) = told(shown(draft, draft, approved, plan(status="completed")), said("v3"), said("v4"))
    assert then["legalAuthenticator"] == {"signatureTime": "20260302100000"}
    (unseen,) = told(shown(draft, approved, approved), said("v3"))
    assert "legalAuthenticator" not in unseen


@pytest.mark.parametrize(
    ("changes", "agreed", "approved"),
    [
        ({}, ("v1",), True),
        ({"status": "completed"}, ("v1",), True),
        ({"status": "draft"}, ("v1",), False),
        ({"status": "unknown"}, ("v1",), False),
        ({}, ("v2",), False),
        ({}, (), False),
        ({"extension": [member("shareWith1177", valueBoolean=False)]}, ("v1",), False),
        ({"extension": [member("wantsCopy", valueBoolean=True)]}, ("v1",), False),
        ({"extension": [{"url": "https://elsewhere.example"}]}, ("v1",), False),
        ({"extension": None}, ("v1",), False),
    ],
)
def test_only_without_a_doubt_a_plan_is_the_patient_s_to_see(
    changes: dict[str, Any], agreed: tuple[str, ...], *, approved: bool
) -> None:
    shared = [member("signed", valueBoolean=False), member("shareWith1177", valueBoolean=True)]
    (made,) = told(shown(plan(**{"extension": shared, **changes})), said(), agreed=agreed)
    assert made["approvedForPatient"] is approved


def test_the_units_that_take_part_are_those_with_an_hsa_id_once_each() -> None:
    parties = [shape.party(WARD), shape.party("Dottern"), shape.party(SOCIAL), shape.party(WARD)]
    (made,) = told(shown(plan(contributor=parties)), said())
    assert made["participatingCareUnitHSAId"] == [WARD, SOCIAL]


def test_a_stay_s_id_is_the_care_contact() -> None:
    stay = {
        "resourceType": "Encounter",
        "id": "e1",
        "episodeOfCare": [{"display": "x"}, {"identifier": {"system": systems.EPISODE_ID, "value": "vt-1"}}],
    }
    known = (shown(plan(encounter={"reference": "Encounter/e1"})), said(), shown(stay))
    (made,) = told(*known)
    assert made["careContactId"] == "vt-1"
    assert told(*known, asked=replace(ASKED, contacts=frozenset({"vt-2"}))) == []


def test_a_part_that_came_later_than_the_version_is_told_as_it_was() -> None:
    goals = [
        {"resourceType": "Goal", "id": "g1", "description": {"text": words}} for words in ("Gå ut", "Åka ut")
    ]
    (made,) = told(
        shown(plan(goal=[{"reference": "Goal/g1"}, {"reference": "Goal/g2"}])), said(), shown(*goals)
    )
    assert made["content"][0]["value"].splitlines()[1:] == ["Status: gällande", "Mål: Gå ut"]
    later = Shown(
        "Goal", "g1", tuple(replace(one, at=one.at + timedelta(days=1)) for one in shown(*goals).versions)
    )
    (made,) = told(shown(plan(goal=[{"reference": "Goal/g1"}])), said(), later)
    assert made["content"][0]["value"].endswith("Åka ut")


def test_a_plan_larger_than_the_contract_holds_is_cut_and_says_so() -> None:
    (made,) = told(shown(plan(description="å" * 60_000)), said(), known={})
    words = made["content"][0]["value"]
    assert 100 * 1024 - 1 <= len(words.encode()) <= 100 * 1024
    assert words.endswith("[Planen är längre än vad som ryms här.]")


def test_a_unit_that_the_directory_lacks_is_told_by_its_hsa_id() -> None:
    request = {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "active",
        "performer": [shape.party(WARD)],
    }
    activity = [{"reference": {"reference": "ServiceRequest/s1"}}]
    for known, name in (({}, WARD), (units(), units()[WARD].name)):
        (made,) = told(shown(plan(activity=activity)), said(), shown(request), known=known)
        assert f"(ansvarig: {name})" in made["content"][0]["value"]


def test_days_are_those_of_sweden() -> None:
    late = said(sent="2026-03-01T23:30:00Z")
    for since, until, count in ((2, 2, 1), (3, None, 0), (None, 1, 0)):
        asked = replace(
            ASKED,
            since=date(2026, 3, since) if since else None,
            until=date(2026, 3, until) if until else None,
        )
        assert len(told(shown(plan()), late, asked=asked)) == count


def test_a_plan_s_text_says_all_that_may_be_seen_of_it() -> None:
    mark = {"url": extensions.MEMBER.url, "valueCoding": {"code": "resources", "display": "Resurser"}}
    known: dict[str, dict[str, Any]] = {
        "s1": {"status": "active", "code": {"text": "Hemtjänst"}, "performer": [shape.party(SOCIAL)]},
        "s2": {"status": "revoked", "code": {"coding": [{}, {"display": "Läkemedelsgenomgång"}]}},
        "s3": {"status": "active", "performer": [shape.party("Dottern")]},
        "g1": {
            "category": [{"coding": [{"system": "x"}, {"system": systems.MEMBER, "display": "Huvudmål"}]}],
            "description": {"text": "Bo hemma"},
        },
    }
    found = plan_text.text(
        {
            "title": "Samordnad vårdplan",
            "status": "unknown",
            "description": "Stöd",
            "goal": [{"reference": "g1"}, {}],
            "activity": [
                *({"reference": {"reference": name}} for name in ("s1", "s2", "s3", "s4")),
                {},
                {"detail": {"description": "Bad varje dag"}},
                {
                    "detail": {
                        "code": {"coding": [{"display": "Uppföljning"}]},
                        "scheduledTiming": {"event": ["2026"]},
                    }
                },
                {"detail": {}},
            ],
            "note": [{"text": "Ett"}, {"extension": [mark], "text": "Två"}],
        },
        known.get,
        {SOCIAL: "Socialtjänsten"}.__getitem__,
    )
    assert found.splitlines() == [
        "Samordnad vårdplan",
        "Behov: Stöd",
        "Huvudmål: Bo hemma",
        "Insats: Hemtjänst (ansvarig: Socialtjänsten)",
        "Insats: Läkemedelsgenomgång [avböjd]",
        "Insats: Insats (ansvarig: Dottern)",
        "Bad varje dag",
        "Uppföljning: 2026",
        "Insats",
        "Anteckning: Ett",
        "Resurser: Två",
    ]
