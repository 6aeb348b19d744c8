"""GetCarePlans: which plans are told to whom, as which version, and when one may be shown to the person."""

from dataclasses import replace
from typing import Any

import pytest

from adapter.intake import care_plans as asking
from adapter.model.consent import Consent
from adapter.model.message import EpisodeRef, Message
from adapter.pipeline.care_plans import CarePlans
from adapter.pipeline.reading import Reading
from tests.builders import PERSON as NUMBER
from tests.planning import GIVEN_TO_SIP, PLAN_ID, calls, plan_of, sent
from tests.semantics.test_reading import records
from tests.whole import HEALTH_CENTRE, HOME_CARE, PROTECTED, SENT, SOCIAL, WARD, Whole, answering, taking_back

pytestmark = pytest.mark.anyio
PATIENT = {"id": NUMBER, "type": "1.2.752.129.2.1.3.1"}
BOTH = replace(GIVEN_TO_SIP, scopes=("sip", "sip-1177"))


async def asked(whole: Whole, *units: str, **filters: Any) -> list[dict[str, Any]]:
    """The plans that these units are told of."""
    plans = CarePlans(whole.parts, Reading(whole.parts, whole.mailbox))
    question = asking.read({"patientId": PATIENT, **filters})
    answer: dict[str, Any] = dict(await plans.answer(question, frozenset(units), "r1"))
    assert answer["result"] == {"resultCode": "OK", "logId": "r1"}
    return list(answer["carePlan"])


async def planned(whole: Whole, *, consent: Consent = BOTH, **content: Any) -> Message:
    """A plan that was a draft and is in force, and everything about it delivered."""
    await whole.send(calls(SOCIAL, consent=consent))
    draft = plan_of(SOCIAL, **{"shareWith1177": True, **content})
    await whole.send(draft)
    await whole.work()
    whole.clock.forward(minutes=10)
    approved = plan_of(
        SOCIAL, action="approve", relates_to=draft.message_id, **{"shareWith1177": True, **content}
    )
    approved = replace(approved, sent_at=whole.clock.now())
    await whole.send(approved)
    await whole.work()
    return approved


async def the(whole: Whole, unit: str = SOCIAL, **filters: Any) -> dict[str, Any]:
    (plan,) = await asked(whole, unit, **filters)
    return plan


async def test_a_plan_is_told_with_the_contract_s_fields_to_who_sent_it_and_who_got_it(whole: Whole) -> None:
    await planned(whole)
    for unit in (SOCIAL, HEALTH_CENTRE):
        plan = await the(whole, unit)
        (content,) = plan.pop("content")
        assert plan == {
            "documentId": PLAN_ID,
            "sourceSystemHSAId": HEALTH_CENTRE,
            "documentTitle": "Samordnad individuell plan",
            "documentTime": "20260302101000",
            "patientId": PATIENT,
            "accountableHealthcareProfessional": {
                "authorTime": "20260302101000",
                "healthcareProfessionalName": "Test Testsson",
                "healthcareProfessionalRoleCode": {"originalText": "sjuksköterska"},
                "healthcareProfessionalOrgUnit": {
                    "orgUnitHSAId": HEALTH_CENTRE,
                    "orgUnitName": "Hälsocentralen",
                },
                "healthcareProfessionalCareUnitHSAId": HEALTH_CENTRE,
            },
            "legalAuthenticator": {
                "signatureTime": "20260302101000",
                "legalAuthenticatorName": "Test Testsson",
            },
            "approvedForPatient": True,
            "participatingCareUnitHSAId": [HEALTH_CENTRE, SOCIAL],
            "typeOfCarePlan": "SIP",
        }
        assert content["mediaType"] == "text/plain"
        assert content["value"].splitlines()[:4] == [
            "Samordnad individuell plan",
            "Status: gällande",
            "Huvudmål: Bo kvar hemma med trygghet",
            "Insats: Hemtjänst dagligen (ansvarig: Socialtjänsten)",
        ]


async def test_who_has_nothing_to_do_with_a_plan_is_told_of_none(whole: Whole) -> None:
    await planned(whole)
    assert await asked(whole, HOME_CARE) == []
    assert await asked(whole, WARD) == []


async def test_of_a_protected_person_the_answer_is_that_of_one_without_plans(whole: Whole) -> None:
    await planned(whole)
    answering(whole, PROTECTED)
    assert await asked(whole, SOCIAL, HEALTH_CENTRE) == []


async def test_a_draft_has_no_authenticator_and_is_not_for_the_patient(whole: Whole) -> None:
    await whole.send(calls(SOCIAL, consent=BOTH))
    await whole.send(plan_of(SOCIAL, shareWith1177=True))
    await whole.work()
    plan = await the(whole)
    assert plan["approvedForPatient"] is False
    assert "legalAuthenticator" not in plan
    assert "Status: utkast" in plan["content"][0]["value"]


@pytest.mark.parametrize(
    ("consent", "content"),
    [
        (GIVEN_TO_SIP, {}),
        (BOTH, {"shareWith1177": False}),
        (BOTH, {"shareWith1177": None}),
        (replace(BOTH, parties=(SOCIAL,)), {}),
    ],
)
async def test_without_a_yes_to_1177_a_plan_is_not_for_the_patient(
    whole: Whole, consent: Consent, content: dict[str, Any]
) -> None:
    await planned(whole, consent=consent, **content)
    assert (await the(whole))["approvedForPatient"] is False


@pytest.mark.parametrize("status", ["withdrawn", "refused"])
@pytest.mark.parametrize("parties", [None, [HOME_CARE]])
async def test_a_withdrawal_that_the_caller_was_never_told_of_counts(
    whole: Whole, status: str, parties: list[str] | None
) -> None:
    await planned(whole)
    assert (await the(whole))["approvedForPatient"] is True
    said = {
        "status": status,
        "form": "oral",
        "scopes": ["sip-1177"],
        "givenBy": "patient",
        "recordedAt": "2026-03-02T10:11:00+01:00",
        "recordedBy": {"unit": HEALTH_CENTRE, "name": "Test Testsson", "title": "sjuksköterska"},
        **({"parties": parties} if parties else {}),
    }
    whole.clock.forward(minutes=5)
    await whole.send(sent("samtycke", HOME_CARE, content=said))
    for unit in (SOCIAL, HEALTH_CENTRE):
        assert (await the(whole, unit))["approvedForPatient"] is False


async def test_an_annulled_version_is_as_if_it_had_never_been(whole: Whole) -> None:
    approved = await planned(whole)
    gone = taking_back(approved, "annul", sender=approved.sender, episode=None)
    await whole.send(gone)
    await whole.work()
    plan = await the(whole)
    assert plan["documentTime"] == "20260302100000"
    assert plan["approvedForPatient"] is False
    assert "legalAuthenticator" not in plan


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"careUnitHSAId": [HEALTH_CENTRE, WARD]}, 1),
        ({"careUnitHSAId": [SOCIAL]}, 0),
        ({"sourceSystemHSAId": HEALTH_CENTRE}, 1),
        ({"sourceSystemHSAId": SOCIAL}, 0),
        ({"datePeriod": {"start": "20260302", "end": "20260302"}}, 1),
        ({"datePeriod": {"start": "20260303"}}, 0),
        ({"datePeriod": {"end": "20260301"}}, 0),
        ({"careContactId": ["elsewhere"]}, 0),
    ],
)
async def test_the_filters_of_the_request(whole: Whole, filters: dict[str, Any], found: int) -> None:
    await planned(whole)
    assert len(await asked(whole, SOCIAL, **filters)) == found


async def test_a_plan_of_a_stay_is_a_discharge_plan_and_names_the_stay(whole: Whole) -> None:
    episode = EpisodeRef("vt-2026-0042", SENT)
    await whole.send(replace(calls(SOCIAL, consent=BOTH), episode=episode))
    await whole.send(replace(plan_of(SOCIAL), episode=episode))
    await whole.work()
    plan = await the(whole, careContactId=["vt-2026-0042"])
    assert (plan["typeOfCarePlan"], plan["careContactId"]) == ("SPU", "vt-2026-0042")


async def test_content_is_cut_where_the_contract_ends_and_says_so(whole: Whole) -> None:
    await planned(whole, resources="å" * 60_000)
    (content,) = (await the(whole))["content"]
    assert len(content["value"].encode()) <= 100 * 1024
    assert content["value"].endswith("ryms här.]")


async def test_the_reading_is_on_record(whole: Whole) -> None:
    await planned(whole)
    before = len(await records(whole, "read"))
    await the(whole)
    assert len(await records(whole, "read")) == before + 1


async def test_nothing_is_known_of_somebody_without_messages(whole: Whole) -> None:
    assert await asked(whole, SOCIAL) == []
