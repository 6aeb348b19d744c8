"""NB-CONS of the catalogue: the two notices that a refusal allows, their exact members, and whose consent counts."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Case, check, fine, judge, refused
from tests.contract.norrbotten import (
    ADDRESSED,
    CHILD,
    EIGHTEEN,
    HOME_CARE,
    SEVENTEEN,
    SOCIAL,
    WARD,
    admitted,
    consent,
    of,
)
from tests.contract.scenes import unable

REFUSED = [consent("refused"), consent("refused", SOCIAL)]
WITHDRAWN = [
    consent(),
    consent(unit=SOCIAL),
    consent("withdrawn", recordedAt="2026-03-02T08:45:00+01:00"),
    consent("withdrawn", SOCIAL, recordedAt="2026-03-02T08:45:00+01:00"),
]
UNABLE = [
    {**unable(), "scopes": ["informationsoverforing"], "recordedBy": consent(unit=unit)["recordedBy"]}
    for unit in (WARD, SOCIAL)
]
NOT_ASKED = [consent("not-asked", form=None, givenBy=None), consent("not-asked", SOCIAL, form=None)]
GIVEN = [consent(), consent(unit=SOCIAL)]
IDENTITY = {"patient.identifier", "patient.name", "patient.address"}
NOTICES = ("inskrivningsmeddelande", "utskrivningsmeddelande")
REST = (
    "planeringsunderlag",
    "svar-inskrivningsmeddelande",
    "fast-vardkontakt",
    "utskrivningsklar",
    "generellt-meddelande",
    "patientinformation",
    "avbruten-planering",
    "egenvardsplanering",
)
_DATES = {"inskrivningsmeddelande": "estimatedDischarge", "utskrivningsmeddelande": "dischargedAt"}


@pytest.mark.parametrize("kind", [*NOTICES, *REST])
def test_with_consent_everything_goes(kind: str) -> None:
    judged = judge(of(kind, consents=GIVEN))
    assert judged.outcomes == {"forward"}, judged.told()


@pytest.mark.parametrize(
    "consents", [REFUSED, WITHDRAWN, NOT_ASKED, []], ids=["no", "back", "unasked", "none"]
)
@pytest.mark.parametrize("kind", NOTICES)
def test_without_consent_the_two_notices_go_with_exactly_their_members(
    kind: str, consents: list[Json]
) -> None:
    judged = judge(of(kind, consents=consents))
    assert judged.outcomes == {"reduce"}, judged.told()
    assert "NB-CONS-03" in judged.grounds, judged.told()
    for unit in ADDRESSED:
        told = {path for path in judged.disclosed(unit) if path.startswith(("patient.", "content."))}
        assert told == IDENTITY | {f"content.{_DATES[kind]}"}, judged.told()


@pytest.mark.parametrize(
    ("consents", "rules"),
    [
        (REFUSED, {"NB-CONS-02"}),
        (WITHDRAWN, {"NB-CONS-02"}),
        (NOT_ASKED, {"NB-CONS-01"}),
        ([], {"NB-CONS-01"}),
    ],
    ids=["no", "back", "unasked", "none"],
)
@pytest.mark.parametrize("kind", REST)
def test_without_consent_nothing_else_goes(kind: str, consents: list[Json], rules: set[str]) -> None:
    judged = judge(of(kind, consents=consents))
    assert judged.outcomes == {"refuse"}, judged.told()
    assert rules & judged.refusing, judged.told()


@pytest.mark.parametrize("kind", REST)
def test_a_harm_assessment_lets_no_more_through_than_a_refusal(kind: str) -> None:
    judged = judge(of(kind, consents=UNABLE))
    assert judged.outcomes == {"refuse"}, judged.told()


@pytest.mark.parametrize("kind", NOTICES)
def test_a_harm_assessment_lets_the_notices_go_as_against_a_refusal(kind: str) -> None:
    judged = judge(of(kind, consents=UNABLE))
    assert judged.outcomes == {"reduce"}, judged.told()
    for unit in ADDRESSED:
        assert not judged.disclosed(unit) & {"content.admissionReason", "content.text"}, judged.told()


def test_after_a_refusal_the_person_goes_home_without_the_start_times_of_others() -> None:
    gone = of("utskrivningsmeddelande", history=admitted(), consents=REFUSED)
    judged = judge(gone)
    assert judged.outcomes == {"reduce"}, judged.told()
    assert "NB-STATE-06" not in judged.grounds | judged.issues, judged.told()
    asked = judge({**gone, "consents": GIVEN})
    assert "NB-STATE-06" in asked.refusing, asked.told()
    assert asked.outcomes <= {"refuse", "hold"}


def _record(status: str = "given", **changes: Any) -> Json:
    value = {name: changes.pop(name) for name in ("value", "person") if name in changes}
    return of("samtycke", content=consent(status, **changes), **value)


def _wanting(status: str, *names: str, **changes: Any) -> Json:
    document = of("samtycke", content=consent(status, **changes))
    for name in names:
        del document["message"]["content"][name]
    return document


def _assessed(**assessment: Any) -> Json:
    journal = assessment.pop("journal", ["journal"])
    own = unable(scopes=["informationsoverforing"], recordedBy=consent()["recordedBy"], documentedIn=journal)
    own["harmAssessment"] = {
        name: value for name, value in (own["harmAssessment"] | assessment).items() if value is not None
    }
    return of("samtycke", without=["form", "givenBy"], content=own)


def _minor(value: str, **changes: Any) -> Json:
    return _record(value=value, givenBy="guardian", **changes)


OWN = [consent(unit=SOCIAL)]
RULES = [
    refused(
        "NB-CONS-06",
        "the municipality on the hospital's consent",
        of("generellt-meddelande", consents=[consent()]),
    ),
    fine("NB-CONS-06", "on its own", of("generellt-meddelande", consents=OWN)),
    fine("NB-CONS-06", "on its own principal's", of("generellt-meddelande", sender=HOME_CARE, consents=OWN)),
    refused("NB-CONS-06", "the ward on the municipality's consent", of("planeringsunderlag", consents=OWN)),
    fine("NB-CONS-06", "the health centre on the ward's", of("fast-vardkontakt", consents=[consent()])),
    Case("NB-CONS-05", "no assessor", _assessed(assessor=None), "refuse"),
    Case("NB-CONS-05", "no time", _assessed(at=None), "refuse"),
    Case("NB-CONS-05", "not journalled", _assessed(journal=["akt"]), "refuse"),
    fine("NB-CONS-05", "whole", _assessed(), "reduce"),
    # A no is never turned away for want of form: it would let out what the person has refused.
    Case("NB-CONS-07", "a no of no day", _wanting("refused", "recordedAt"), "reduce"),
    refused("NB-CONS-07", "a yes of no day", _wanting("given", "recordedAt")),
    fine("NB-CONS-07", "a no of a day", _record("refused"), "reduce"),
    Case("NB-CONS-04", "told nothing of what a no means", _record("refused"), "reduce"),
    fine("NB-CONS-04", "told", _record("refused", refusalInformationGiven=True), "reduce"),
    fine("NB-CONS-04", "a yes", _record(), "reduce"),
    Case(
        "NB-CONS-13", "a no to a plan, of no day", _wanting("refused", "recordedAt", scopes=["sip"]), "reduce"
    ),
    fine("NB-CONS-13", "a no to a plan, of a day", _record("refused", scopes=["sip"]), "reduce"),
    fine("NB-CONS-13", "a no to something else", _wanting("refused", "recordedAt"), "reduce"),
    fine("NB-CONS-07", "a yes of a day", _record(), "reduce"),
    refused("NB-CONS-10", "obtained by nobody", _wanting("given", "recordedBy", scopes=["sip"])),
    fine("NB-CONS-10", "obtained by staff", _record(scopes=["sip"]), "reduce"),
    Case("NB-CONS-15", "the child was not asked", _minor(CHILD), "reduce"),
    fine(
        "NB-CONS-15",
        "the child was asked",
        _minor(CHILD, childAsked={"asked": True, "view": "Vill"}),
        "reduce",
    ),
    Case("NB-CONS-15", "asked, and no answer told", _minor(CHILD, childAsked={"asked": True}), "reduce"),
    fine("NB-CONS-15", "too small to be asked", _minor(CHILD, childAsked={"asked": False}), "reduce"),
    fine("NB-CONS-15", "of age", _record(value=EIGHTEEN), "reduce"),
]


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case.rule} {case.says}")
def test_consent_rule(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("value", "told"), [(CHILD, True), (SEVENTEEN, True), (EIGHTEEN, False)], ids=["8", "17", "18"]
)
def test_the_consent_of_somebody_under_18_stands_in_the_local_record(value: str, told: bool) -> None:  # noqa: FBT001
    judged = judge(_record(value=value, scopes=["sip"], givenBy="guardian" if told else "patient"))
    assert ("NB-CONS-09" in judged.issues | judged.grounds) is told, judged.told()


def test_a_no_to_a_coordinated_plan_is_registered() -> None:
    judged = judge(_record("refused", scopes=["sip"]))
    assert judged.outcomes == {"reduce"}, judged.told()


@pytest.mark.parametrize("giver", ["patient", "legal-representative"])
def test_a_representatives_consent_is_looked_at_once_more(giver: str) -> None:
    judged = judge(of("planeringsunderlag", consents=[consent(givenBy=giver)]))
    assert judged.outcomes == {"forward"}, judged.told()
    assert ("NB-CONS-17" in judged.issues | judged.grounds) is (giver != "patient"), judged.told()
