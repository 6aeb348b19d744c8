"""What regions ask: the questions of each kind, the regions' files, and which Questionnaire a response answers."""

from typing import Any

import pytest

from adapter.mapping import submission
from adapter.model.errors import PackError
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.r4 import forms, systems
from adapter.r4.definition_file import parse
from adapter.r4.forms import fits
from adapter.r4.mappings import load
from tests.builders import message
from tests.checkout import mapping_texts, mappings
from tests.conformance.guide import definitions
from tests.conformance.rules import words

MAPPINGS = mappings()
DEFINITIONS = definitions()
KINDS = ("svar-inskrivningsmeddelande", "planeringsunderlag", "kartlaggning")
REGIONS = ("vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland")


def _links(items: list[dict[str, Any]]) -> set[str]:
    return {link for item in items for link in (item["linkId"], *_links(item.get("item", [])))}


def _required(items: list[dict[str, Any]]) -> set[str]:
    inner = {link for item in items for link in _required(item.get("item", []))}
    return inner | {item["linkId"] for item in items if item.get("required")}


def _said(region: str, kind: str, content: dict[str, Any]) -> str:
    """The Questionnaire that the message's response names."""
    made = submission.bundle(message(kind=kind, region=region, content=content), MAPPINGS)
    (response,) = (
        entry["resource"]
        for entry in made["entry"]
        if entry["resource"]["resourceType"] == "QuestionnaireResponse"
    )
    return str(response["questionnaire"]).removeprefix(f"{systems.QUESTIONNAIRE}/")


def test_every_region_asks_of_every_kind_that_has_questions() -> None:
    assert {kind: set(found) for kind, found in MAPPINGS.forms.items()} == {
        kind: set(REGIONS) for kind in KINDS
    }


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_regions_questionnaire_asks_no_more_than_the_common_one(kind: str, region: str) -> None:
    common = DEFINITIONS[f"Questionnaire-{kind}.json"]["item"]
    own = DEFINITIONS[f"Questionnaire-{kind}-{region}.json"]["item"]
    assert _links(own) <= _links(common)
    order = [item["linkId"] for item in common]
    assert [item["linkId"] for item in own] == [link for link in order if link in _links(own)]
    assert _required(common) == set()


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_that_a_form_rests_on_are_the_regions(kind: str, region: str) -> None:
    known = {word.id for word in words() if word.region == region}
    rules = MAPPINGS.forms[kind][region].rules
    assert rules
    assert {*rules} <= known


@pytest.mark.parametrize("region", ["vasterbotten", "norrbotten"])
def test_where_only_yes_or_no_is_an_answer_it_is_required(region: str) -> None:
    items = DEFINITIONS[f"Questionnaire-planeringsunderlag-{region}.json"]["item"]
    assert _required(items) == {"ovrig.fraga", *(f"{link}.svar" for link in (*PLANNING_QUESTIONS, "ovrig"))}
    assert not any(link.endswith(".svarstext") for link in _links(items))


def test_an_answer_to_what_the_region_asks_names_the_regions_questionnaire() -> None:
    whole = {"answers": [{"question": "samordningsbehov", "answer": True, "comment": "SIP"}]}
    assert _said("norrbotten", "planeringsunderlag", whole) == "planeringsunderlag-norrbotten"
    assert _said("vastmanland", "kartlaggning", {"needs": "Mat"}) == "kartlaggning-vastmanland"


def test_another_answer_names_the_common_one() -> None:
    without = {"answers": [{"question": "samordningsbehov", "comment": "SIP"}]}
    assert _said("norrbotten", "planeringsunderlag", without) == "planeringsunderlag"
    assert _said("halland", "planeringsunderlag", without) == "planeringsunderlag-halland"
    screened = {"needs": "Mat", "screening": {"needRaised": True}}
    assert _said("norrbotten", "kartlaggning", screened) == "kartlaggning"
    assert _said("vastmanland", "kartlaggning", screened) == "kartlaggning-vastmanland"


def test_a_region_without_a_form_has_the_common_one() -> None:
    assert _said("sverige", "kartlaggning", {"needs": "Mat"}) == "kartlaggning"


def test_a_coded_question_of_the_notice_is_answered_in_its_own_group() -> None:
    answered = {"answers": [{"question": "samordningsbehov", "answer": "Ja"}]}
    kind = "svar-inskrivningsmeddelande"
    assert _said("norrbotten", kind, answered) == f"{kind}-norrbotten"
    assert _said("vasterbotten", kind, answered) == kind
    asked = {"answers": [{"question": "Vilka insatser finns?", "answer": "Hemtjänst"}]}
    assert _said("vasterbotten", kind, asked) == f"{kind}-vasterbotten"


def test_what_is_required_must_be_there_and_what_is_not_asked_must_not() -> None:
    inner = (forms.Question("a.1", "text", required=True), forms.Question("a.2", "text"))
    asked = (forms.Question("a", "group", parts=inner), forms.Question("b", "text", required=True))
    told = {"linkId": "b", "answer": [{"valueString": "x"}]}
    assert fits(asked, [{"linkId": "a", "item": [{"linkId": "a.1"}]}, told])
    assert fits(asked, [told])
    assert not fits(asked, [{"linkId": "a", "item": [{"linkId": "a.2"}]}, told])
    assert not fits(asked, [{"linkId": "a", "item": [{"linkId": "a.1"}]}])
    assert not fits(asked, [told, {"linkId": "c"}])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("region: skane\nkinds: {}\n", "is not one of"),
        ("region: halland\nkinds:\n  sip: {rules: []}\n", "asks nothing"),
        ("region: halland\nkinds:\n  kartlaggning: {rules: [], asks: [vem]}\n", "is not one of"),
        ("region: halland\nkinds:\n  kartlaggning: {rules: [], required: [vem]}\n", "no question is called"),
    ],
)
def test_a_form_that_asks_what_nobody_can_answer_is_refused(text: str, said: str) -> None:
    with pytest.raises(PackError, match=said):
        list(forms.read(parse("questionnaires/x.yaml", text), MAPPINGS.asked))


def test_two_files_of_one_region_are_refused() -> None:
    known = mapping_texts()
    doubled = {**known, "questionnaires/x.yaml": known["questionnaires/halland.yaml"]}
    with pytest.raises(PackError, match="another file already"):
        load(doubled)
