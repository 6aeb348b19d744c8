"""A posted resource as a message: what it may leave unsaid, what is never guessed, and where its faults are."""

from collections.abc import Callable
from typing import Any

import pytest

from adapter.intake import rest, rest_kind, rest_posted, rest_transaction
from adapter.intake.rest_kind import PlanState, next_action
from adapter.intake.rest_paths import ELEMENTS
from adapter.intake.rest_posted import Piece
from adapter.mapping import submission as writing
from adapter.model.errors import InputError
from adapter.model.issue import Issue
from adapter.r4 import extensions, systems
from adapter.r4.elements import elements
from adapter.r4.models import Resource
from adapter.r4.rows import PLACES
from tests import planning, rest_forms
from tests.builders import HEALTH_CENTRE, PERSON, SOCIAL, WARD
from tests.checkout import mappings

ID = "0c9a7a9e-5a3f-4f3c-9a51-0d7c6b1f2e11"
EARLIER = "1c9a7a9e-5a3f-4f3c-9a51-0d7c6b1f2e11"
SENT = "2026-03-02T10:00:00+01:00"
ROLE = {
    "resourceType": "PractitionerRole",
    "id": "who",
    "practitioner": {"display": "Test Testsson"},
    "organization": {"reference": f"Organization/{SOCIAL}"},
    "code": [{"text": "sjuksköterska"}],
}


def unit(hsa_id: str) -> Resource:
    return {"identifier": {"system": systems.HSA_ID, "value": hsa_id}}


def person(**changes: Any) -> Resource:
    number = {"system": systems.PERSONNUMMER, "value": PERSON}
    return {"resourceType": "Patient", "id": "p", "identifier": [number], **changes}


def plain(**changes: Any) -> Resource:
    """A general message."""
    return {
        "resourceType": "Communication",
        "contained": [person()],
        "status": "completed",
        "category": [{"coding": [{"system": systems.KIND, "code": "generellt-meddelande"}]}],
        "subject": {"reference": "#p"},
        "recipient": [unit(SOCIAL)],
        "payload": [{"contentString": "Hej"}],
        **changes,
    }


def to(*units: str) -> list[Resource]:
    return [{"url": extensions.RECIPIENT.url, "valueReference": unit(one)} for one in units]


def answer(**changes: Any) -> Resource:
    """An answer to an invitation."""
    return {
        "resourceType": "AppointmentResponse",
        "contained": [person(), ROLE],
        "extension": to(HEALTH_CENTRE),
        "appointment": {"identifier": {"system": systems.MESSAGE_ID, "value": EARLIER}},
        "actor": {"reference": "#who"},
        "participantStatus": "declined",
        **changes,
    }


def care_plan(**changes: Any) -> Resource:
    """A plan of the national type."""
    return {
        "resourceType": "CarePlan",
        "contained": [person()],
        "extension": to(SOCIAL),
        "identifier": [{"system": systems.PLAN_ID, "value": "plan-1"}],
        "status": "draft",
        "intent": "plan",
        "category": [{"coding": [{"system": systems.CARE_PLAN_TYPE, "code": "SIP"}]}],
        "subject": {"reference": "#p"},
        "author": {"reference": f"Organization/{HEALTH_CENTRE}"},
        **changes,
    }


def read(
    resource: Resource,
    *,
    unit: str | None = WARD,
    region: Callable[[str], str | None] | None = None,
    **more: Any,
) -> rest.Reading:
    known = region or (lambda _: "vasterbotten")
    terms = rest.Terms(ID, SENT, known, unit, **more)
    return rest.read(rest_posted.of_resource(resource), terms, mappings())


def faults(resource: Resource, **more: Any) -> list[Issue]:
    with pytest.raises(InputError) as refused:
        read(resource, **more)
    return list(refused.value.issues)


def where(found: list[Issue]) -> list[tuple[str, str]]:
    return [(issue.rule, issue.path) for issue in found]


def test_what_a_resource_leaves_unsaid_is_the_callers_unit_now_and_a_new_message() -> None:
    made = read(plain()).submission.message
    assert (made.message_id, made.sent_at.isoformat(), made.sender.unit) == (ID, SENT, WARD)
    assert (made.action, made.kind, made.recipients) == ("new", "generellt-meddelande", (SOCIAL,))
    assert made.sender.person is None
    assert made.content == {"text": "Hej"}


def test_the_region_is_the_sending_units_in_the_directory() -> None:
    asked: list[str] = []

    def region(hsa_id: str) -> str:
        asked.append(hsa_id)
        return "norrbotten"

    assert read(plain(sender=unit(HEALTH_CENTRE)), region=region).submission.message.region == "norrbotten"
    assert asked == [HEALTH_CENTRE]


def test_a_unit_that_nobody_names_or_the_directory_lacks_is_a_fault() -> None:
    assert where(faults(plain(), unit=None)) == [("READ-MISSING", "Communication.sender")]
    assert where(faults(plain(), region=lambda _: None)) == [("READ-SENDER", "Communication.sender")]


def test_whom_it_is_for_is_never_guessed() -> None:
    (issue,) = faults({name: value for name, value in plain().items() if name != "recipient"})
    assert (issue.rule, issue.path) == ("READ-RECIPIENT", "Communication.recipient")
    (issue,) = faults(answer(extension=[]) | {"extension": to(HEALTH_CENTRE)[:0] or [ACTION_NEW]})
    assert (issue.rule, issue.path) == ("READ-RECIPIENT", "AppointmentResponse.extension")
    assert extensions.RECIPIENT.url in issue.remedy


ACTION_NEW = {"url": extensions.ACTION.url, "valueCoding": {"system": systems.ACTION, "code": "new"}}


def test_a_consent_may_be_for_nobody() -> None:
    made = read(consent()).submission.message
    assert (made.kind, made.recipients, made.content["status"]) == ("samtycke", (), "given")
    assert made.content["givenBy"] == "patient"


def consent(**changes: Any) -> Resource:
    return {
        "resourceType": "Consent",
        "contained": [person()],
        "status": "active",
        "scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": systems.SCOPE, "code": "sip"}]}],
        "patient": {"reference": "#p"},
        "dateTime": SENT,
        "performer": [{"reference": "#p"}],
        "organization": [unit(WARD)],
        "policy": [{"uri": systems.CONSENT_POLICY}],
        "provision": {"type": "permit"},
        **changes,
    }


def test_an_answer_names_the_invitation_by_its_message() -> None:
    made = read(answer()).submission.message
    assert (made.kind, made.relates_to, made.recipients) == ("svar-kallelse", EARLIER, (HEALTH_CENTRE,))
    assert made.content == {"attends": False, "attendee": {"name": "Test Testsson", "title": "sjuksköterska"}}
    assert made.sender.unit == SOCIAL
    assert made.sender.person is not None
    assert made.sender.person.name == "Test Testsson"


def test_an_answer_may_follow_something_else_or_nothing() -> None:
    other = {"url": extensions.RELATES_TO.url, "valueIdentifier": {"system": systems.MESSAGE_ID, "value": ID}}
    assert read(answer(extension=[*to(WARD), other])).submission.message.relates_to == ID
    unnamed = answer(appointment={"display": "mötet"})
    assert read(unnamed).submission.message.relates_to is None
    assert read(unnamed, relates_to=EARLIER).submission.message.relates_to == EARLIER


def test_somebody_with_a_function_wrote_the_message_and_not_each_answer() -> None:
    coded = {**ROLE, "code": [{"coding": [{"system": systems.FUNCTION, "code": "annan"}]}]}
    made = read(answer(contained=[person(), coded])).submission.message
    assert made.sender.person is not None
    assert made.sender.person.function == "annan"
    assert "attendee" not in made.content


def test_a_role_without_a_unit_is_at_the_callers() -> None:
    bare = {name: value for name, value in ROLE.items() if name != "organization"}
    assert read(answer(contained=[person(), bare])).submission.message.sender.unit == WARD
    named = answer(contained=[person(), {**ROLE, "organization": unit(SOCIAL)}])
    assert read(named).submission.message.sender.unit == SOCIAL


@pytest.mark.parametrize(
    ("said", "at"), [("2026-03-01T09:00:00+01:00", "2026-03-01T09:00:00+01:00"), ("2026-03-01", SENT)]
)
def test_a_response_was_sent_when_it_was_written_if_that_is_an_instant(said: str, at: str) -> None:
    made = read(response(authored=said)).submission.message
    assert made.sent_at.isoformat() == at


def response(**changes: Any) -> Resource:
    return {
        "resourceType": "QuestionnaireResponse",
        "contained": [person(), {**stay(), "id": "e"}],
        "extension": to(SOCIAL),
        "questionnaire": f"{systems.QUESTIONNAIRE}/planeringsunderlag-vasterbotten|1.0",
        "identifier": {"system": systems.MESSAGE_ID, "value": ID},
        "status": "completed",
        "subject": {"reference": "#p"},
        "encounter": {"reference": "#e"},
        "author": {"reference": f"Organization/{WARD}"},
        "item": [
            {
                "linkId": "kand-patient",
                "item": [{"linkId": "kand-patient.svar", "answer": [{"valueBoolean": True}]}],
            }
        ],
        **changes,
    }


def stay() -> Resource:
    return {
        "resourceType": "Encounter",
        "status": "in-progress",
        "class": {"system": systems.ACT_CODE, "code": "IMP"},
        "episodeOfCare": [{"identifier": {"system": systems.EPISODE_ID, "value": "vtf-1"}}],
        "period": {"start": "2026-03-02T08:10:00+01:00"},
    }


def test_a_response_says_its_kind_by_its_questionnaire() -> None:
    found = read(response())
    made = found.submission.message
    assert (made.kind, made.message_id) == ("planeringsunderlag", ID)
    assert made.episode is not None
    assert found.submission.warnings == ()
    for other in ("https://elsewhere.example/Questionnaire/planeringsunderlag", f"{systems.QUESTIONNAIRE}/x"):
        assert where(faults(response(questionnaire=other))) == [
            ("READ-CODE", "QuestionnaireResponse.questionnaire")
        ]
    own = response(identifier={"system": "urn:x", "value": "7"})
    assert [w.path for w in read(own).submission.warnings] == ["QuestionnaireResponse.identifier"]


def test_when_it_was_sent_and_what_it_does_can_be_said() -> None:
    at = {"url": extensions.SENT.url, "valueDateTime": "2026-03-01T08:00:00+01:00"}
    does = {"url": extensions.ACTION.url, "valueCoding": {"system": systems.ACTION, "code": "revise"}}
    made = read(care_plan(extension=[*to(SOCIAL), at, does])).submission.message
    assert (made.sent_at.isoformat(), made.action, made.kind) == (
        "2026-03-01T08:00:00+01:00",
        "revise",
        "sip",
    )
    assert made.sender.unit == HEALTH_CENTRE


def test_what_is_entered_in_error_is_annulled() -> None:
    void = read(plain(status="entered-in-error", payload=None) | {"payload": [{"contentString": "x"}]})
    assert void.submission.message.action == "annul"
    made = read(care_plan(status="entered-in-error")).submission.message
    assert made.action == "annul"


def test_a_consent_that_comes_along_is_asserted_with_the_message() -> None:
    asserted = {name: value for name, value in consent().items() if name not in {"contained", "performer"}}
    made = read(plain(contained=[person(), {**asserted, "id": "c"}])).submission
    assert made.message.consent is not None
    assert made.message.consent.scopes == ("sip",)
    assert made.warnings == ()


def test_register_data_that_came_along_is_told_apart() -> None:
    named = person(name=[{"family": "Testsson", "given": ["Test"]}], meta={"profile": [systems.SE_PATIENT]})
    found = read(plain(contained=[named])).submission
    assert found.stated.name is not None
    assert found.stated.name.family == "Testsson"
    marked = plain(meta={"tag": [{"system": systems.ACT_REASON, "code": "HTEST"}], "versionId": "1"})
    assert read(marked).submission.test
    assert not found.test


def test_kinds_that_do_not_agree_or_are_none_are_faults() -> None:
    assert where(faults(plain(category=[]) | {"category": [{"text": "x"}]})) == [
        ("READ-CODE", "Communication.category")
    ]
    said = {**plain(), "id": "m", "about": [{"reference": "#"}]}
    del said["contained"]
    both = care_plan(contained=[person(), said])
    assert where(faults(both)) == [("READ-CODE", "CarePlan.contained[1].category")]
    two = care_plan(contained=[person(), said, {**said, "id": "n"}])
    assert where(faults(two)) == [("READ-TWICE", "CarePlan.contained[2]")]
    assert where(faults({"resourceType": "Patient"})) == [("READ-TYPE", "Patient")]


def test_a_communication_with_a_plan_says_what_only_a_message_says() -> None:
    said = {
        "resourceType": "Communication",
        "id": "m",
        "status": "completed",
        "about": [{"reference": "#"}],
        "reasonCode": [{"text": "Planen behövs inte mer."}],
    }
    closed = care_plan(contained=[person(), said], status="completed")
    made = read(closed, action="close").submission.message
    assert made.content["reason"] == "Planen behövs inte mer."
    assert made.content["planId"] == "plan-1"


def test_a_reference_to_what_did_not_come_along_is_a_fault() -> None:
    (issue,) = faults(plain(subject={"reference": "Patient/7"}))
    assert (issue.rule, issue.path) == ("READ-REFERENCE", "Communication.subject.reference")


@pytest.mark.parametrize("odd", [None, [], {}, {"resourceType": 7}, {"resourceType": "Nothing"}])
def test_what_is_no_resource_is_refused(odd: object) -> None:
    with pytest.raises(InputError):
        rest_posted.of_resource(odd)


def test_a_fault_of_structure_is_told_at_once() -> None:
    (issue,) = faults(plain(status=7))
    assert issue.path == "Communication.status"


def test_what_is_contained_is_a_resource() -> None:
    (issue,) = faults(plain(contained=[person(), {}]))
    assert (issue.rule, issue.path) == ("READ-MISSING", "Communication.contained[1].resourceType")


def test_faults_are_where_they_were_posted() -> None:
    wrong = care_plan(status="active", subject={"identifier": {"system": "urn:x", "value": "1"}})
    wrong["contained"] = [{**stay(), "id": "e", "implicitRules": "urn:x"}]
    wrong["encounter"] = {"reference": "#e"}
    found = where(faults(wrong))
    assert ("READ-MODIFIER", "CarePlan.contained[0].implicitRules") in found
    assert {path for _, path in found} >= {"CarePlan.subject", "CarePlan.status"}


def test_warnings_are_where_they_were_posted() -> None:
    found = read(
        plain(
            note=[{"text": "x"}],
            contained=[person(), {"resourceType": "Basic", "id": "b", "code": {"text": "x"}}],
        )
    )
    assert [one.path for one in found.submission.warnings] == [
        "Communication.note",
        "Communication.contained[1]",
    ]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("$", "CarePlan"),
        ("content", "CarePlan"),
        ("content.mainGoal", "CarePlan.goal"),
        ("content.subGoals[0].id", "CarePlan.goal"),
        ("content.coordinator.phone", "CarePlan.careTeam"),
        ("content.reason", "CarePlan"),
        ("consent.scopes", "CarePlan"),
        ("recipients[1]", "CarePlan.extension"),
        ("patient.value", "CarePlan.subject"),
        ("episode.id", "CarePlan.encounter"),
        ("sender.unit", "CarePlan.author"),
        ("messageId", "CarePlan.identifier"),
        ("Bundle.entry[0].resource.focus", "CarePlan"),
        ("Bundle.entry[9]", "CarePlan"),
        ("Patient", "CarePlan.contained[0]"),
        ("elsewhere.x", "CarePlan"),
    ],
)
def test_a_path_of_the_message_is_one_of_the_plan(path: str, told: str) -> None:
    assert read(care_plan()).paths.of(path) == told


def test_a_path_of_the_message_is_in_its_communication_where_there_is_one() -> None:
    found = read(plain()).paths
    assert found.of("recipients") == "Communication.recipient"
    assert found.of("content.text") == "Communication.payload"
    of_consent = read(consent()).paths
    assert of_consent.of("content.period.start") == "Consent.provision.period"
    assert of_consent.of("content.form") == "Consent.extension"


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_of_content_has_an_element_that_r4_has(place: str) -> None:
    type_, *steps = ELEMENTS.get(place, place).split(".")
    for step in steps:
        type_ = elements(type_)[step].type


DRAFT, ACTIVE = PlanState("draft", 1), PlanState("active", 1)


@pytest.mark.parametrize(
    ("kind", "region", "before", "after", "action"),
    [
        ("sip", "vasterbotten", DRAFT, DRAFT, "revise"),
        ("sip", "vasterbotten", DRAFT, ACTIVE, "approve"),
        ("sip", "vasterbotten", ACTIVE, PlanState("draft", 2), "new"),
        ("sip", "vasterbotten", ACTIVE, ACTIVE, None),
        ("sip", "norrbotten", ACTIVE, ACTIVE, "revise"),
        ("sip", "norrbotten", ACTIVE, PlanState("active", 2), "new"),
        ("sip", "vasterbotten", ACTIVE, PlanState("completed", 1), "close"),
        ("sip", "vasterbotten", DRAFT, PlanState("entered-in-error", None), "annul"),
        ("sip", "vasterbotten", PlanState("completed", 1), DRAFT, None),
        ("egenvardsplanering", "vasterbotten", ACTIVE, ACTIVE, "revise"),
        ("egenvardsplanering", "vasterbotten", DRAFT, ACTIVE, None),
    ],
)
def test_what_a_plan_does_follows_of_its_status_before_and_after(
    kind: str, region: str, before: PlanState, after: PlanState, action: str | None
) -> None:
    assert next_action(kind, region, before, after, mappings()) == action


def test_a_plan_says_its_own_state() -> None:
    version = {"url": extensions.PLAN_VERSION.url, "valueInteger": 3}
    assert PlanState.of({"status": "active", "extension": [version]}) == PlanState("active", 3)
    assert PlanState.of({"status": "active"}) == PlanState("active", None)
    assert rest_kind.action_stated({"extension": []}) is None


def test_a_transaction_is_about_its_communication() -> None:
    plan = planning.plan_of(SOCIAL)
    one = rest_transaction.of_bundle(rest_forms.transaction(writing.bundle(plan, mappings())))
    assert one.posted.anchor.type == "Communication"
    assert (one.method, one.id, one.entry) == ("POST", None, 0)
    terms = rest.Terms(plan.message_id, SENT, lambda _: plan.region)
    assert rest.read(one.posted, terms, mappings()).submission.message == plan


def entry(resource: Resource, method: str = "POST", url: str | None = None, **request: str) -> Resource:
    said = {"method": method, "url": url or resource["resourceType"], **request}
    return {"fullUrl": f"urn:uuid:{ID}", "resource": resource, "request": said}


def bundle(*entries: Resource, **changes: Any) -> Resource:
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries), **changes}


def plan_alone(**changes: Any) -> Resource:
    return care_plan(**changes)


def test_a_transaction_of_a_plan_with_a_consent_is_about_the_plan() -> None:
    said = {
        name: value for name, value in consent().items() if name not in {"contained", "performer", "patient"}
    }
    stated = {**said, "patient": {"identifier": {"system": systems.PERSONNUMMER, "value": PERSON}}}
    one = rest_transaction.of_bundle(
        bundle(
            entry(plan_alone(id="7"), "PUT", "CarePlan/7", ifMatch='W/"1"', ifNoneExist="x"),
            {**entry(stated), "fullUrl": f"urn:uuid:{EARLIER}"},
        )
    )
    assert (one.posted.anchor.type, one.method, one.id, one.if_match) == ("CarePlan", "PUT", "7", 'W/"1"')
    assert one.posted.anchor.names == (f"urn:uuid:{ID}", "CarePlan/7")
    nameless = {name: value for name, value in entry(consent()).items() if name != "fullUrl"}
    only = rest_transaction.of_bundle(bundle(nameless))
    assert only.posted.anchor.names == ()
    assert only.posted.anchor.type == "Consent"
    both = rest_transaction.of_bundle(bundle(entry(plan_alone()), {**entry(stated), "fullUrl": "urn:x"}))
    assert both.posted.anchor.type == "CarePlan"


@pytest.mark.parametrize(
    ("odd", "path"),
    [
        (bundle(entry(plain()), {**entry(plain()), "fullUrl": "urn:x"}), "Bundle"),
        (bundle(entry(person())), "Bundle"),
        (bundle(), "Bundle"),
        (bundle(type="batch"), "Bundle.type"),
        (person(), "Bundle.type"),
        (bundle({"request": {"method": "GET", "url": "Patient"}}), "Bundle.entry[0]"),
        (bundle(entry({"resourceType": "Basic", "code": {"text": "x"}})), "Bundle.entry[0]"),
        (bundle(entry(plain(), "PUT", "Communication/1")), "Bundle.entry[0].request"),
        (bundle(entry(plan_alone(id="1"), "PUT", "CarePlan/2")), "Bundle.entry[0].request"),
        (bundle(entry(plain(), url="Patient")), "Bundle.entry[0].request"),
        (
            bundle(*({"request": {"method": "GET", "url": "Patient"}} for _ in range(201))),
            "Bundle.entry",
        ),
    ],
)
def test_what_is_not_one_message_is_no_transaction(odd: Resource, path: str) -> None:
    with pytest.raises(InputError) as refused:
        rest_transaction.of_bundle(odd)
    assert [issue.path for issue in refused.value.issues] == [path]


def test_a_posting_knows_what_it_calls_its_parts() -> None:
    posted = rest_posted.of_resource(plain(id="c1"))
    assert posted.anchor.names == ("#", "Communication/c1")
    assert posted.message_id is None
    assert rest_posted.of_resource(response()).message_id == ID
    assert posted.named(None) is None
    assert posted.unit(None) is None
    assert posted.unit({"reference": "#p"}) is None
    named = {"resourceType": "PractitionerRole", "organization": {"reference": f"Organization/{SOCIAL}"}}
    assert posted.with_others(Piece(named, "", ("r",))).unit({"reference": "r"}) == SOCIAL
    org: Resource = {
        "resourceType": "Organization",
        "identifier": [{"system": systems.HSA_ID_RIV, "value": WARD}],
    }
    more = posted.with_others(Piece(org, "", ("x",)))
    assert more.unit({"reference": "x"}) == WARD
    assert rest_posted.organization_named({"reference": "Organization/7"}) is None
    unnamed = rest_posted.of_resource(
        plain(contained=[{"resourceType": "Basic", "code": {"text": "x"}}], subject=unit(WARD))
    )
    assert unnamed.others[0].names == ()
