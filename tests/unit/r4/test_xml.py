"""FHIR's XML: there and back without loss, in R4's order, and nothing read that is no FHIR."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from adapter.mapping import submission
from adapter.model.message import Message
from adapter.r4 import xml
from adapter.r4.elements import elements
from adapter.r4.interactions import TABLE
from tests.checkout import ROOT, mappings
from tests.strategies import messages

HEAD = '<{type} xmlns="http://hl7.org/fhir">{inner}</{type}>'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; <b class="x">b</b><br/></p></div>'


def bundles() -> list[Path]:
    folders = ("tests/golden", "tests/conformance/good")
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("bundle.json"))] + sorted(
        (ROOT / "tests/conformance/good").glob("*.json")
    )


def document(inner: str, type_: str = "Communication") -> bytes:
    return HEAD.format(type=type_, inner=inner).encode()


def test_every_golden_bundle_comes_back_as_it_was() -> None:
    files = bundles()
    assert len(files) > 50
    for file in files:
        resource = json.loads(file.read_text(encoding="utf-8"))
        for pretty in (False, True):
            assert xml.read(xml.write(resource, pretty=pretty)) == resource, file


@given(messages())
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    made = submission.bundle(message, mappings())
    assert xml.read(xml.write(made)) == made


RESOURCES: list[dict[str, Any]] = [
    {"resourceType": "Communication", "status": "completed", "text": {"status": "generated", "div": DIV}},
    {
        "resourceType": "Communication",
        "id": "a",
        "_status": {"extension": [{"url": "urn:x", "valueCode": "unknown"}]},
        "contained": [
            {
                "resourceType": "Patient",
                "id": "p",
                "active": False,
                "text": {"status": "generated", "div": DIV},
            },
            {"resourceType": "Organization", "id": "o"},
        ],
        "payload": [{"id": "p1", "contentString": "åäö <&\"'>\u00a0"}],
    },
    {
        "resourceType": "Patient",
        "name": [
            {
                "given": ["Test", None, "Testsson"],
                "_given": [None, {"extension": [{"url": "urn:x", "valueBoolean": True}]}, None],
            },
            {"family": "Test", "_family": {"id": "f"}},
        ],
        "multipleBirthInteger": 2,
    },
    {
        "resourceType": "MeasureReport",
        "group": [{"measureScore": {"value": 2.5}, "population": [{"count": 3}]}],
    },
    {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {"resourceType": "Patient"}}]},
]


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_is_rare_comes_back_too(resource: dict[str, Any]) -> None:
    assert xml.read(xml.write(resource)) == resource


def test_elements_stand_in_r4s_order_whatever_order_they_came_in() -> None:
    resource = {"sent": "2026", "status": "completed", "id": "a", "resourceType": "Communication"}
    text = xml.write(resource).decode()
    assert text.index("<id ") < text.index("<status ") < text.index("<sent ")
    assert text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Communication xmlns="http://hl7.org/fhir">'
    )


def test_narrative_has_its_own_namespace_and_no_prefix() -> None:
    text = xml.write(RESOURCES[0]).decode()
    assert '<div xmlns="http://www.w3.org/1999/xhtml"><p>' in text
    assert "ns0" not in text
    assert "html:" not in text


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"<Communication/>",
        b'<Communication xmlns="urn:other"/>',
        b'<Observation xmlns="http://hl7.org/fhir"/>',
        document("", "payload"),
        document("<status value='completed'/>")[:-3],
        document("<favourite value='x'/>"),
        document("<status value='completed'/><status value='completed'/>"),
        document("<status/>"),
        document("<status value='completed' x='y'/>"),
        document("<status value='completed'>text</status>"),
        document("text"),
        document("<status value='completed'/>tail"),
        document("<resourceType value='Patient'/>"),
        document("<status xmlns='urn:other' value='completed'/>"),
        document("<contained><Nothing/></contained>"),
        document("<contained/>"),
        document("<contained><Patient/><Patient/></contained>"),
        document("<text><status value='generated'/><div>plain</div></text>"),
        document(
            "<text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'><x xmlns='urn:y'/></div></text>"
        ),
        document("<active value='True'/>", "Patient"),
        document("<multipleBirthInteger value='2.5'/>", "Patient"),
        document("<multipleBirthInteger value='x'/>", "Patient"),
        document("<multipleBirthInteger value='01'/>", "Patient"),
        document("<id value='a'/>").replace(b"<id", b"<id id='x'") + b"<!-- -->x",
        b'<!DOCTYPE a><Communication xmlns="http://hl7.org/fhir"/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><Communication xmlns="http://hl7.org/fhir"><language value="&b;"/></Communication>',
        b'<?xml version="1.0" encoding="nonsense"?><Communication xmlns="http://hl7.org/fhir"/>',
        "<Communication xmlns='http://hl7.org/fhir'><language value='å'/></Communication>".encode("latin-1"),
    ],
)
def test_what_is_no_fhir_is_refused_and_not_quoted(text: bytes) -> None:
    with pytest.raises(xml.NotFhirXml) as caught:
        xml.read(text)
    assert "favourite" not in str(caught.value)


def test_there_is_an_end_to_nesting() -> None:
    inner = "<item><linkId value='a'/>" * 100 + "</item>" * 100
    with pytest.raises(xml.NotFhirXml):
        xml.read(document(inner, "QuestionnaireResponse"))
    nested = b"<Bundle xmlns='http://hl7.org/fhir'>" + b"<entry><resource><Bundle>" * 500
    with pytest.raises(xml.NotFhirXml):
        xml.read(nested + b"</Bundle></resource></entry>" * 500 + b"</Bundle>")


def test_the_table_has_every_type_that_is_served_and_choices_as_json_names_them() -> None:
    for type_ in TABLE:
        assert list(elements(type_))[:3] == ["id", "meta", "implicitRules"]
    assert elements("Communication.payload")["contentString"].type == "string"
    assert elements("QuestionnaireResponse.item")["item"].type == "QuestionnaireResponse.item"
    assert elements("Nothing") == {}
    assert not elements("Communication.payload")["contentString"].required
    assert elements("Communication")["status"].required


@pytest.mark.parametrize("number", ["9" * 5000, "1" * 65, "-" + "9" * 5000])
def test_a_number_of_thousands_of_digits_is_none(number: str) -> None:
    said = document(f'<multipleBirthInteger value="{number}"/>', "Patient")
    with pytest.raises(xml.NotFhirXml) as fault:
        xml.read(said)
    assert "9" not in str(fault.value)
