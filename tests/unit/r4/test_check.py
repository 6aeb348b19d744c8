"""The runtime check of FHIR resources: what R4 and our profiles forbid is told by rule and place, and nothing else is."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapter.intake import submission
from adapter.mapping import submission as writing
from adapter.model.errors import InputError
from adapter.model.issue import Severity
from adapter.pipeline.judging import judge
from adapter.r4 import bundle_profiles, profile_tree
from adapter.r4.check import check
from adapter.r4.grammar import kind
from tests import golden_bundles
from tests.checkout import ROOT, mappings
from tests.conformance import broken_bundles

Json = dict[str, Any]
OURS = "https://svu-adapter.example/fhir"
PROFILE = f"{OURS}/StructureDefinition"
GOLDEN = sorted(ROOT.glob("tests/golden/**/*.json"))
ABSENT: Json = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    ]
}
BASIC: Json = {"resourceType": "Basic", "code": {"text": "x"}}

ONLY_HAPI = {
    "address-type-unknown": "HL7 Sweden's profile",
    "cardinality-of-profile": "HL7 Sweden's profile",
    "hsa-id-type-wrong": "HL7 Sweden's profile",
    "answer-of-wrong-type": "a Questionnaire's types; reading a message tells it",
    "answer-to-no-question": "a Questionnaire's questions; reading a message reports it",
    "count-with-a-score": "what a Measure counts",
    "report-of-an-unknown-measure": "what a Measure counts",
    "share-of-more-than-all": "what a Measure counts",
    "share-without-its-whole": "what a Measure counts",
    "narrative-not-xhtml": "reported, not refused: narrative is not read",
    "meeting-without-an-end": "reported, not refused: a length may tell the end",
    "profile-unknown": "reported, not refused: nothing can be held against it",
    "reference-inside-unresolved": "reported, not refused: what it means is not read",
    "reference-unresolved": "reported, not refused: what it means is not read",
    "security-label-misspelt": "an extensible binding to HL7's own list",
}
"""Broken Bundles that the independent validator rejects and the runtime check lets pass as they are, and why."""


def errors(resource: Json, *profiles: str) -> set[tuple[str, str]]:
    """Rule and place of every error."""
    found = check(resource, mappings(), [f"{PROFILE}/{name}" for name in profiles])
    return {(issue.rule, issue.path) for issue in found if issue.severity is Severity.ERROR}


def warnings(resource: Json) -> set[tuple[str, str]]:
    """Rule and place of every warning."""
    return {
        (issue.rule, issue.path)
        for issue in check(resource, mappings())
        if issue.severity is Severity.WARNING
    }


def test_everything_that_we_send_is_in_order_by_our_own_check() -> None:
    assert len(GOLDEN) > 200
    for file in GOLDEN:
        sent = json.loads(file.read_text())
        if "resourceType" not in sent:
            continue
        # what is sent says which profile it meets
        assert errors(sent) == set(), file


@pytest.mark.parametrize("folder", list(golden_bundles.cases())[::4], ids=lambda folder: folder.name)
def test_every_submission_is_in_order(folder: Path) -> None:
    sent = writing.of_json(golden_bundles.document(folder)["message"], mappings())
    assert check(sent, mappings(), [bundle_profiles.SUBMISSION.url]) == ()


def test_what_the_independent_validator_rejects_the_runtime_check_does_too_or_it_is_known_why_not(
    tmp_path: Path,
) -> None:
    missed = set()
    for case in broken_bundles.cases(tmp_path):
        resource = json.loads(case.file.read_text())
        if not errors(resource, *(["svu-message"] if resource.get("type") == "message" else [])):
            missed.add(case.name)
    assert missed == set(ONLY_HAPI)


def test_what_only_the_independent_validator_finds_is_in_the_documents() -> None:
    text = (ROOT / "docs/conformance.md").read_text()
    assert [name for name in ONLY_HAPI if f"`{name}`" not in text] == []


# each pair: a resource that breaks the check, and one that just does not
PAIRS: list[tuple[str, tuple[str, str], Json, Json]] = [
    ("no such type", ("FHIR-STRUCTURE", "Identifier.resourceType"), {"resourceType": "Identifier"}, BASIC),
    ("unknown element", ("FHIR-STRUCTURE", "Basic"), {**BASIC, "zork": 1}, BASIC),
    ("required", ("FHIR-STRUCTURE", "Basic.code"), {"resourceType": "Basic"}, BASIC),
    (
        "required of a primitive",
        ("FHIR-STRUCTURE", "Task.intent"),
        {"resourceType": "Task", "status": "draft"},
        {"resourceType": "Task", "status": "draft", "_intent": ABSENT},
    ),
    (
        "one of a choice",
        ("FHIR-STRUCTURE", "Goal.start"),
        {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": "x"},
            "subject": {"display": "x"},
            "startDate": "2026-03-02",
            "startCodeableConcept": {"text": "x"},
        },
        {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": "x"},
            "subject": {"display": "x"},
            "startDate": "2026-03-02",
            "_startDate": {"id": "a"},
        },
    ),
    (
        "a choice that is required",
        ("FHIR-STRUCTURE", "MessageHeader.event"),
        {"resourceType": "MessageHeader", "source": {"endpoint": "urn:x"}},
        {"resourceType": "MessageHeader", "source": {"endpoint": "urn:x"}, "eventUri": "urn:x"},
    ),
    ("null", ("FHIR-STRUCTURE", "Basic.language"), {**BASIC, "language": None}, {**BASIC, "language": "sv"}),
    (
        "a text for a boolean",
        ("FHIR-STRUCTURE", "Patient.active"),
        {"resourceType": "Patient", "active": "true"},
        {"resourceType": "Patient", "active": True},
    ),
    (
        "a boolean for a number",
        ("FHIR-STRUCTURE", "Appointment.minutesDuration"),
        {"resourceType": "Appointment", "status": "proposed", "minutesDuration": True, "participant": []},
        {
            "resourceType": "Appointment",
            "status": "proposed",
            "minutesDuration": 30,
            "participant": [{"status": "accepted", "type": [{"text": "x"}]}],
        },
    ),
    (
        "nothing in it",
        ("FHIR-ELE-1", "Basic.subject"),
        {**BASIC, "subject": {}},
        {**BASIC, "subject": {"id": "a"}},
    ),
    (
        "an empty list",
        ("FHIR-ELE-1", "Basic.identifier"),
        {**BASIC, "identifier": []},
        {**BASIC, "identifier": [{"value": "x"}]},
    ),
    (
        "a code of R4",
        ("FHIR-CODE", "Patient.gender"),
        {"resourceType": "Patient", "gender": "man"},
        {"resourceType": "Patient", "gender": "male"},
    ),
    (
        "a code of a data type",
        ("FHIR-CODE", "Patient.name[0].use"),
        {"resourceType": "Patient", "name": [{"use": "smeknamn"}]},
        {"resourceType": "Patient", "name": [{"use": "nickname"}]},
    ),
    (
        "a code that the models do not list",
        ("FHIR-CODE", "Task.status"),
        {"resourceType": "Task", "status": "klar", "intent": "order"},
        {"resourceType": "Task", "status": "completed", "intent": "order"},
    ),
    (
        "a code that our system lacks",
        ("FHIR-CODE", "Basic.code.coding[1].code"),
        {
            **BASIC,
            "code": {
                "coding": [
                    {"code": "x"},
                    {"system": f"{OURS}/CodeSystem/svu-kind", "code": "zork"},
                    {"id": "a"},
                ]
            },
        },
        {
            **BASIC,
            "code": {
                "coding": [
                    {"system": f"{OURS}/CodeSystem/svu-kind", "code": "sip"},
                    {"system": f"{OURS}/CodeSystem/svu-rule", "code": "zork"},
                    {"system": f"{OURS}/CodeSystem/zork", "code": "zork"},
                ]
            },
        },
    ),
    (
        "contained and referred to",
        ("FHIR-REF-1", "Basic.subject.reference"),
        {**BASIC, "subject": {"reference": "#a"}},
        {
            **BASIC,
            "contained": [{"resourceType": "Patient", "id": "a", "active": True}],
            "subject": {"reference": "#a"},
        },
    ),
    (
        "what is contained names what its container holds",
        ("FHIR-REF-1", "Basic.contained[0].organization.reference"),
        {
            **BASIC,
            "contained": [
                {"resourceType": "PractitionerRole", "id": "a", "organization": {"reference": "#c"}},
                {"resourceType": "Organization", "id": "b", "name": "x"},
            ],
            "author": {"reference": "#a"},
        },
        {
            **BASIC,
            "contained": [
                {"resourceType": "PractitionerRole", "id": "a", "organization": {"reference": "#b"}},
                {"resourceType": "Organization", "id": "b", "name": "x"},
            ],
            "author": {"reference": "#a"},
        },
    ),
    (
        "an extension of ours without its value",
        ("FHIR-CARDINALITY", "Encounter.extension[0].value"),
        {
            "resourceType": "Encounter",
            "status": "planned",
            "class": {"code": "IMP"},
            "extension": [{"url": f"{PROFILE}/svu-ready", "extension": [{"url": "x", "valueString": "x"}]}],
        },
        {
            "resourceType": "Encounter",
            "status": "planned",
            "class": {"code": "IMP"},
            "extension": [{"url": f"{PROFILE}/svu-ready", "valueDateTime": "2026-03-02"}],
        },
    ),
    (
        "a profile for another type",
        ("FHIR-PROFILE", "Basic.meta.profile"),
        {**BASIC, "meta": {"profile": [f"{PROFILE}/svu-goal"]}},
        {**BASIC, "meta": {"profile": ["https://other.example/x", "https://other.example/y|1"]}},
    ),
]


@pytest.mark.parametrize(("wanted", "bad", "good"), [pytest.param(*row[1:], id=row[0]) for row in PAIRS])
def test_a_check_tells_what_it_is_for_and_no_more(wanted: tuple[str, str], bad: Json, good: Json) -> None:
    assert wanted in errors(bad)
    assert errors(good) == set()


STAY: Json = {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "IMP"}}


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Organization/1"},
        {"reference": "https://x.example/fhir/Organization/1/_history/2"},
        {"type": "Organization", "display": "x"},
    ],
)
def test_a_reference_points_at_what_r4_has_a_place_for(subject: Json) -> None:
    where = f"Encounter.subject.{next(iter(subject))}"
    assert errors({**STAY, "subject": subject}) == {("FHIR-REFERENCE", where)}
    good = {name: value.replace("Organization", "Patient") for name, value in subject.items()}
    assert errors({**STAY, "subject": good}) == set()


def test_a_reference_that_says_no_type_and_one_to_anything_are_in_order() -> None:
    assert errors({**STAY, "subject": {"reference": "urn:uuid:x"}}) == set()
    assert errors({**BASIC, "subject": {"reference": "Organization/1"}}) == set()


def test_in_a_bundle_a_reference_is_followed_and_one_that_leads_nowhere_is_told() -> None:
    stay = {**STAY, "subject": {"reference": "urn:uuid:b"}}
    held = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": "urn:uuid:a", "resource": stay}],
    }
    where = "Bundle.entry[0].resource.subject.reference"
    assert errors(held) == set()
    assert warnings(held) == {("FHIR-REFERENCE", where)}
    entries: list[Json] = held["entry"]  # type: ignore[assignment]
    entries.append({"fullUrl": "urn:uuid:b", "resource": {"resourceType": "Organization", "name": "x"}})
    assert errors(held) == {("FHIR-REFERENCE", where)}
    entries[1]["resource"] = {"resourceType": "Patient", "active": True}
    assert (errors(held), warnings(held)) == (set(), set())


def test_an_earlier_message_is_not_sent_along() -> None:
    said = {"resourceType": "Communication", "status": "completed"}
    answer = {**said, "inResponseTo": [{"reference": "urn:uuid:b"}]}
    held = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": "urn:uuid:a", "resource": answer}],
    }
    assert (errors(held), warnings(held)) == (set(), set())


@pytest.mark.parametrize(
    ("profile", "path", "value", "rule", "where"),
    [
        (
            "svu-encounter",
            "diagnosis",
            [{"condition": {"display": "x"}}],
            "FHIR-CARDINALITY",
            ".diagnosis[0]",
        ),
        ("svu-encounter", "class", {"code": "AMB"}, "FHIR-FIXED", ".class"),
        ("svu-encounter", "status", "planned", "FHIR-SVU-ENC-1", ""),
        ("svu-intervention", "basedOn", None, "FHIR-CARDINALITY", ".basedOn"),
        ("svu-kvittens", "intent", "plan", "FHIR-FIXED", ".intent"),
        ("svu-message-header", "reason", {"text": "x"}, "FHIR-CODE", ".reason"),
        ("svu-message-header", "sender", None, "FHIR-CARDINALITY", ".sender"),
        ("svu-communication", "identifier", [{"value": "x"}], "FHIR-CARDINALITY", ".identifier[0].system"),
        ("svu-care-plan", "intent", "order", "FHIR-FIXED", ".intent"),
    ],
)
def test_a_rule_of_a_profile_is_told_where_it_is_broken(
    profile: str, path: str, value: object, rule: str, where: str
) -> None:
    tree = profile_tree.tree(f"{PROFILE}/{profile}")
    assert tree is not None
    found = next(
        entry["resource"]
        for file in sorted(ROOT.glob("tests/golden/*-full/bundle.json"))
        for entry in json.loads(file.read_text())["entry"]
        if entry["resource"]["resourceType"] == tree.type and not errors(entry["resource"], profile)
    )
    broken = copy.deepcopy(found)
    if value is None:
        del broken[path]
    else:
        broken[path] = value
    assert (rule, f"{tree.type}{where}") in errors(broken, profile)


def test_a_bundle_has_a_place_for_what_its_profile_lists() -> None:
    sent = json.loads((ROOT / "tests/golden/sip-new-full/bundle.json").read_text())
    assert errors(sent, "svu-message") == set()
    more = copy.deepcopy(sent)
    more["entry"].append({"fullUrl": "urn:uuid:z", "resource": {**BASIC, "id": "z"}})
    number = len(sent["entry"])
    assert errors(more, "svu-message") == {("FHIR-SLICE", f"Bundle.entry[{number}]")}
    twice = copy.deepcopy(sent)
    patient = next(one for one in twice["entry"] if one["resource"]["resourceType"] == "Patient")
    twice["entry"].append({**copy.deepcopy(patient), "fullUrl": "urn:uuid:z"})
    assert ("FHIR-CARDINALITY", "Bundle.entry") in errors(twice, "svu-message")


def test_a_profile_of_ours_that_there_is_none_of_is_told_and_another_s_is_not() -> None:
    stated = {**BASIC, "meta": {"profile": [f"{PROFILE}/zork", "https://other.example/x", 1]}}
    assert ("FHIR-PROFILE", "Basic.meta.profile") in warnings(stated)
    assert errors({**BASIC, "meta": {"profile": [f"{PROFILE}/zork", "https://other.example/x"]}}) == set()


def test_a_lenient_check_warns_of_what_only_a_profile_demands() -> None:
    plan = {
        **STAY,
        "diagnosis": [{"condition": {"display": "x"}}],
        "meta": {"profile": [f"{PROFILE}/svu-encounter"]},
    }
    plan["class"] = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}
    (found,) = check(plan, mappings(), lenient=True)
    assert (found.rule, found.severity) == ("FHIR-CARDINALITY", Severity.WARNING)
    assert errors(plan) == {("FHIR-CARDINALITY", "Encounter.diagnosis[0]")}


def test_what_is_nested_too_deep_is_one_fault() -> None:
    extension: Json = {"url": "urn:x", "valueString": "x"}
    for _ in range(2000):
        extension = {"url": "urn:x", "extension": [extension]}
    (found,) = check({**BASIC, "extension": [extension]}, mappings())
    assert (found.rule, found.code) == ("FHIR-STRUCTURE", "too-long")


def test_every_part_of_our_definitions_is_either_checked_or_words() -> None:
    used = {
        part
        for definition in profile_tree.definitions().values()
        for element in definition["differential"]["element"]
        for part in element
        if not part.startswith(("fixed", "pattern"))
    }
    assert used - profile_tree.KNOWN - profile_tree.WORDS == set()


def test_every_path_of_our_definitions_leads_to_an_element_of_r4() -> None:
    for definition in profile_tree.definitions().values():
        tree = profile_tree.tree(definition["url"])
        assert tree is not None
        for root in tree.roots:
            _leads(root, tree.type, definition["id"])


def _leads(node: profile_tree.Node, type_: str, name: str) -> None:
    its = kind(type_)
    for part in node.parts.values():
        assert its is not None, (name, type_)
        slots = its.named(part.name)
        assert slots, (name, type_, part.name)
        inner = part.rule.get("type", [{"code": slots[0].type}])[0]["code"]
        for one in (part, *part.slices.values()):
            stated = one.rule.get("type", [{"code": inner}])[0]["code"]
            _leads(one, stated if slots[0].type == "Resource" else slots[0].type, name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *(
                        "resourceType",
                        "entry",
                        "resource",
                        "fullUrl",
                        "extension",
                        "url",
                        "valueCoding",
                        "coding",
                        "code",
                    ),
                    *(
                        "system",
                        "meta",
                        "profile",
                        "contained",
                        "id",
                        "reference",
                        "type",
                        "period",
                        "start",
                        "status",
                    ),
                    *(
                        "eventCoding",
                        "destination",
                        "focus",
                        "payload",
                        "_status",
                        "text",
                        "div",
                        "category",
                        "x y",
                    ),
                )
            )
            | st.text(max_size=4),
            inner
            | st.sampled_from(
                ("Bundle", "MessageHeader", "Communication", "CarePlan", "message", f"{PROFILE}/svu-sip")
            )
            | st.sampled_from((f"{PROFILE}/svu-content", f"{PROFILE}/svu-communication", "#", "urn:uuid:x")),
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(
    JSON, st.sampled_from(("Bundle", "Communication", "CarePlan", "Encounter", "MessageHeader", "Extension"))
)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_is_judged_and_nothing_is_raised(value: Any, type_: str) -> None:
    resource = (
        {**value, "resourceType": type_}
        if isinstance(value, dict)
        else {"resourceType": type_, "entry": value}
    )
    profiles = [url for url, one in profile_tree.definitions().items() if one["type"] == type_]
    check(resource, mappings(), profiles)
    judge(resource, mappings())
    judge(value, mappings())
    with pytest.raises(InputError):
        submission.read_submission(value, mappings())


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_golden_bundle_with_anything_anywhere_is_judged_and_nothing_is_raised(data: st.DataObject) -> None:
    sent = json.loads((ROOT / "tests/golden/sip-new-full/bundle.json").read_text())
    places = list(_places(sent))
    holder, name = data.draw(st.sampled_from(places))
    holder[name] = data.draw(JSON)
    judge(sent, mappings())
    with pytest.raises(InputError):
        # a delivery is no submission, broken or not
        submission.read_submission(sent, mappings())


def _places(element: Any) -> Any:
    for name, value in element.items() if isinstance(element, dict) else enumerate(element):
        yield element, name
        if isinstance(value, dict | list):
            yield from _places(value)


def test_a_target_that_only_a_profile_forbids_is_told() -> None:
    goal: Json = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "x"},
        "subject": {"display": "x"},
    }
    url = f"{PROFILE}/svu-responsible"
    wrong = {**goal, "extension": [{"url": url, "valueReference": {"type": "Patient", "display": "x"}}]}
    assert errors(wrong) == {("FHIR-REFERENCE", "Goal.extension[0].valueReference.type")}
    right = {**goal, "extension": [{"url": url, "valueReference": {"type": "Organization", "display": "x"}}]}
    assert errors(right) == set()


def test_an_extension_of_ours_out_of_its_place_and_one_that_there_is_none_of_are_told() -> None:
    said = {"url": f"{PROFILE}/svu-ready", "valueDateTime": "2026-03-02"}
    assert errors({**STAY, "extension": [said]}) == set()
    assert errors({**BASIC, "extension": [said]}) == {("FHIR-CONTEXT", "Basic.extension[0]")}
    unknown = {"url": f"{PROFILE}/zork", "valueString": "x"}
    assert errors({**BASIC, "extension": [unknown]}) == {("FHIR-EXTENSION", "Basic.extension[0]")}
    assert errors({**BASIC, "extension": [{**unknown, "url": "https://other.example/zork"}]}) == set()
