"""A worked export per system and form, played through the HTTP route; and everything that can be wrong with one."""

from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from adapter.exports.forms import MEDIA
from adapter.gateways.directory_file import read as read_directory
from adapter.model.client import Client, Right
from adapter.model.errors import IdentityConflict, InputError, NotAllowed, StoreUnavailable
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.person import Address, HumanName
from adapter.model.wire import to_json
from adapter.web.app import create_app
from tests.exports.plans import READ as PLANS
from tests.web import service
from tests.web.service import Parts

pytestmark = pytest.mark.anyio
FOLDER = Path(__file__).parent
NAMES = ("lifecare-sp", "lifecare", "lifecare-sip", "webcare", "cosmic-link")
SENDERS = frozenset(
    {
        "SE2321000222-AVD1",
        "SE2321000230-AVD1",
        "SE2120002742-SOC1",
        "SE2120001234-HSV1",
        "SE2321000115-AVD1",
        "SE2321000016-AVD1",
        "SE2321000172-VC01",
        "SE2321000222-HC01",
        "SE2120002627-SOC1",
        "SE2321000230-HC01",
        "SE2321000115-VC01",
        "SE2120002080-SOC1",
    }
)
UNMAPPED = {
    "lifecare-sp": (1, "Meddelande[1].Patient.Mobilnummer", "070-0000000"),
    "lifecare": (1, "Meddelande[1].Patient.Ort", "Luleå"),
    "lifecare-sip": (2, "Meddelande[2].Avdelningens telefon", "+46 000 00 00"),
    "webcare": (2, "Meddelande[2].Prioritet", "hög"),
    "cosmic-link": (2, "Meddelande[2].Vårdkontakt", "öppenvård"),
}
STAYS: dict[str, list[dict[str, Any]]] = {
    "lifecare-sp": [
        {
            "kind": "inskrivningsmeddelande",
            "region": "vasterbotten",
            "sentAt": "2026-03-02T10:00:00+01:00",
            "sender": {
                "unit": "SE2321000222-AVD1",
                "person": {
                    "name": "Test Testsson",
                    "title": "överläkare",
                    "function": "behandlande-lakare",
                },
            },
            "recipients": ["SE2120002627-SOC1", "SE2321000222-HC01"],
            "patient": {"type": "personnummer", "value": "189001019802"},
            "episode": {
                "id": "vtf-2026-000123",
                "admittedAt": "2026-03-02T08:10:00+01:00",
                "legalForm": "frivillig",
            },
            "consent": {
                "status": "given",
                "form": "oral",
                "scopes": ["informationsoverforing", "npo"],
                "givenBy": "patient",
                "recordedAt": "2026-03-02T09:30:00+01:00",
                "recordedBy": {
                    "unit": "SE2321000222-AVD1",
                    "name": "Test Testsson",
                    "title": "överläkare",
                },
            },
            "content": {
                "estimatedDischarge": "2026-03-06",
                "ward": "Avdelning 1",
                "questions": ["Känd sedan tidigare?", "Pågående insatser?"],
            },
        },
        {
            "kind": "planeringsunderlag",
            "content": {
                "answers": [
                    {
                        "question": "kand-patient",
                        "answer": True,
                        "date": "2026-03-03",
                        "name": "Test Testsson",
                        "title": "sjuksköterska",
                    },
                    {
                        "question": "nya-behov-socialtjanst",
                        "answer": False,
                        "comment": "=oförändrat",
                        "date": "2026-03-03",
                        "name": "Test Testsson",
                        "title": "sjuksköterska",
                    },
                ],
                "colour": "bla",
            },
        },
        {
            "kind": "utskrivningsklar",
            "action": "new",
            "content": {
                "readyAt": "2026-03-05T10:30:00+01:00",
                "decidedBy": {
                    "name": "Test Testsson",
                    "title": "överläkare",
                    "function": "behandlande-lakare",
                },
            },
        },
    ],
    "lifecare": [
        {
            "kind": "utskrivningsklar",
            "region": "norrbotten",
            "content": {
                "readyAt": "2026-03-05T10:30:00+01:00",
                "responsiblePhysician": "Test Testsson",
                "responsibleNurse": "Test Erik Testsson",
                "physicianTakeover": "Test Testsson, hälsocentralen",
                "decidedBy": {"name": "Test Testsson", "function": "behandlande-lakare"},
            },
        },
        {
            "kind": "generellt-meddelande",
            "content": {
                "topic": "starttid",
                "text": "Hemtjänsten kan börja i morgon.",
                "startsAt": "2026-03-06T08:00:00+01:00",
            },
        },
    ],
    "lifecare-sip": [
        {
            "kind": "vardbegaran",
            "region": "halland",
            "content": {
                "functionalAbility": "Går med rollator.",
                "currentInterventions": "Hemsjukvård två gånger i veckan.",
                "ownInitiative": False,
            },
        },
        {
            "kind": "generellt-meddelande",
            "content": {
                "topic": "samordnad-planering",
                "text": "Samordnad planering behövs.",
                "newNeeds": True,
                "neededFrom": ["socialtjanst", "kommunal-halsovard"],
            },
        },
    ],
    "webcare": [
        {
            "messageId": "11111111-2222-4333-8444-555555555555",
            "kind": "inskrivningsmeddelande",
            "action": "new",
            "region": "stockholm",
            "content": {
                "estimatedDischarge": "2026-03-06",
                "admissionReason": "Höftfraktur",
                "ward": "Avdelning 1",
            },
        },
        {
            "kind": "inskrivningsmeddelande",
            "action": "revise",
            "relatesTo": "11111111-2222-4333-8444-555555555555",
            "content": {"estimatedDischarge": "2026-03-09", "ward": "Avdelning 1"},
        },
    ],
    "cosmic-link": [
        {
            "kind": "samtycke",
            "region": "vastmanland",
            "recipients": [],
            "content": {
                "status": "given",
                "form": "written",
                "scopes": ["sip"],
                "givenBy": "patient",
                "purpose": "Stöd i hemmet",
                "parties": ["SE2120002080-SOC1"],
                "period": {"start": "2026-03-02", "end": "2026-09-02"},
                "recordedAt": "2026-03-02T09:30:00+01:00",
                "recordedBy": {
                    "unit": "SE2321000172-VC01",
                    "name": "Test Testsson",
                    "title": "distriktssköterska",
                },
            },
        },
        {
            "kind": "samordningsarende",
            "action": "new",
            "content": {"caseId": "arende-17", "involvedUnits": ["SE2321000172-VC01", "SE2120002080-SOC1"]},
        },
    ],
}
CASE_CLOSED = {
    "kind": "samordningsarende",
    "action": "close",
    "content": {"caseId": "arende-17", "reason": "Målen är uppfyllda."},
}
READ = {name: [*read, *PLANS.get(name, [])] for name, read in STAYS.items()}
READ["cosmic-link"].append(CASE_CLOSED)


def _caller(parts: Parts, units: frozenset[str] = SENDERS) -> httpx.AsyncClient:
    service.KEYS["exporter"] = Client("exporter", units, frozenset({Right.SEND}))
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app(parts)),
        base_url="https://adapter.example",
        headers={"Authorization": "Bearer exporter"},
    )


async def _import(
    parts: Parts, system: str, body: bytes, media: str = "application/json", units: frozenset[str] = SENDERS
) -> httpx.Response:
    async with _caller(parts, units) as caller:
        return await caller.post(f"/svu/import/{system}", content=body, headers={"Content-Type": media})


def _messages(parts: Parts) -> list[Message]:
    return [message for message, *_ in parts.adapter.seen]


def _row(**changes: object) -> bytes:
    row = orjson.loads((FOLDER / "webcare.json").read_bytes())["Meddelande"][0]
    given = {name: value for name, value in {**row, **changes}.items() if value is not None}
    return orjson.dumps({"Meddelande": [given]})


@pytest.mark.parametrize("form", MEDIA)
@pytest.mark.parametrize("name", NAMES)
async def test_a_worked_export_is_taken(name: str, form: str) -> None:
    parts = Parts()
    response = await _import(parts, name, (FOLDER / f"{name}.{form}").read_bytes(), MEDIA[form])
    assert response.status_code == 202, response.text
    told = response.json()
    assert told["counts"] == {
        "messages": len(READ[name]),
        "accepted": len(READ[name]),
        "repeated": 0,
        "notTaken": 0,
    }
    for message, expected in zip(_messages(parts), READ[name], strict=True):
        document = to_json(message)
        assert {member: document[member] for member in expected} == expected
    for answer, message in zip(told["messages"], _messages(parts), strict=True):
        assert answer["receipt"]["messageId"] == answer["messageId"] == message.message_id
    number, path, value = UNMAPPED[name]
    (found,) = told["messages"][number - 1]["issues"]
    assert found["rule"] == "READ-UNMAPPED"
    assert found["path"].replace("_", " ") == path
    assert value not in response.text


@pytest.mark.parametrize("name", NAMES)
async def test_its_three_forms_hold_the_same_messages(name: str) -> None:
    read = []
    for form in MEDIA:
        parts = Parts()
        await _import(parts, name, (FOLDER / f"{name}.{form}").read_bytes(), MEDIA[form])
        read.append(_messages(parts))
    assert read[0] == read[1] == read[2]


async def test_name_and_address_are_stated_and_in_no_message() -> None:
    parts = Parts()
    response = await _import(parts, "webcare", _row())
    (stated,) = parts.adapter.stated
    assert stated is not None
    assert stated.name == HumanName(("Test Erik",), "Testsson")
    assert stated.address == Address(("Storgatan 1",), "903 25", "Umeå")
    assert "Storgatan" not in response.text + str(to_json(_messages(parts)[0]))


@pytest.mark.parametrize(("former", "now"), [("prator", "lifecare-sp"), ("meddix", "lifecare-sip")])
async def test_a_former_systems_export_is_read_by_the_same_names(former: str, now: str) -> None:
    body = (FOLDER / f"{now}.json").read_bytes().replace("SPU-ärende".encode(), "SVU-ärende".encode())
    before, after = Parts(), Parts()
    assert (await _import(before, former, body)).status_code == 202
    await _import(after, now, body)
    assert _messages(before) == _messages(after)
    assert _messages(before)[-1].episode is not None


async def test_the_same_export_again_has_the_same_ids_and_is_told_to_be_there() -> None:
    parts = Parts()
    body = (FOLDER / "lifecare.json").read_bytes()
    first = await _import(parts, "lifecare", body)
    again = await _import(parts, "lifecare", body)
    assert again.status_code == 200
    assert again.json()["counts"]["repeated"] == len(READ["lifecare"])
    ids = [[one["messageId"] for one in response.json()["messages"]] for response in (first, again)]
    assert ids[0] == ids[1]


async def test_an_answer_finds_the_message_that_another_unit_exported() -> None:
    parts = Parts()
    await _import(parts, "lifecare", (FOLDER / "lifecare.json").read_bytes())
    ready, start, *_ = _messages(parts)
    assert start.relates_to == ready.message_id


async def test_one_bad_message_does_not_keep_the_others_out() -> None:
    parts = Parts()
    rows = orjson.loads((FOLDER / "webcare.json").read_bytes())["Meddelande"]
    rows[0]["Planerat datum för utskrivning"] = "på fredag"
    response = await _import(parts, "webcare", orjson.dumps(rows))
    assert response.status_code == 207
    bad, good = response.json()["messages"]
    assert (bad["status"], good["status"]) == (422, 202)
    assert bad["receipt"] is None
    assert bad["issues"][0]["rule"] == "READ-DATE"
    assert bad["issues"][0]["path"] == "Meddelande[1].Planerat datum för utskrivning"
    assert "på fredag" not in response.text
    assert response.json()["counts"] == {"messages": 2, "accepted": 1, "repeated": 0, "notTaken": 1}


async def test_an_export_without_its_line_of_names_tells_none_of_the_first_patients_values() -> None:
    parts = Parts()
    body = "Test Testsson;Storgatan;18900101-9802\r\nAnna Provsson;Byvägen;18900101-9802\r\n"
    response = await _import(parts, "webcare", body.encode(), MEDIA["csv"])
    assert response.status_code == 422
    ((issue,),) = (answer["issues"] for answer in response.json()["messages"])
    assert issue["rule"] == "READ-EXPORT"
    assert not any(word in response.text for word in ("Test", "Storgatan", "1890", "Anna"))


async def test_a_field_without_a_place_is_named_and_of_very_many_the_rest_is_counted() -> None:
    parts = Parts()
    response = await _import(parts, "webcare", _row(**{f"x{number}": "v" for number in range(150)}))
    (answer,) = response.json()["messages"]
    assert answer["status"] == 202
    assert len(_messages(parts)) == 1
    assert [issue["rule"] for issue in answer["issues"]] == ["READ-UNMAPPED"] * 101
    assert "50 more fields" in answer["issues"][-1]["text"]


async def test_when_none_is_taken_the_answer_is_a_problem_that_says_why_for_each() -> None:
    response = await _import(Parts(), "webcare", _row(Meddelandetyp="Brevduva"))
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert service.rule(response) == "READ-EXPORT"
    (answer,) = response.json()["messages"]
    assert answer["issues"][0]["rule"] == "READ-CODE"
    assert answer["issues"][0]["path"] == "Meddelande[1].Meddelandetyp"
    assert "Underrättelse om utskrivningsklar" in answer["issues"][0]["remedy"]
    assert "Brevduva" not in response.text


async def test_a_refusal_is_told_with_its_rule() -> None:
    parts = Parts()
    parts.adapter.refused = True
    response = await _import(parts, "webcare", _row())
    assert response.status_code == 422
    assert response.json()["messages"][0]["issues"][0]["rule"] == "VB-MSG-03"
    assert response.headers["content-language"] == "en"


async def test_a_conflict_and_a_unit_that_is_no_unit() -> None:
    parts = Parts()
    parts.adapter.trouble = IdentityConflict()
    assert (await _import(parts, "webcare", _row())).status_code == 409
    response = await _import(Parts(), "webcare", _row(Avsändare={"Enhet": "inte ett id"}))
    assert response.json()["messages"][0]["issues"][0]["path"] == "Meddelande[1].Avsändare.Enhet"


async def test_a_unit_that_is_not_the_callers_is_told_for_its_message() -> None:
    parts = Parts()
    parts.adapter.trouble = NotAllowed("this client may not send for sender.unit")
    response = await _import(parts, "webcare", _row())
    assert response.status_code == 403
    assert response.json()["messages"][0]["issues"][0]["rule"] == "HTTP-RIGHT"


async def test_what_was_judged_wanting_later_is_told_with_what_was_read_past() -> None:
    parts = Parts()
    issue = Issue(Severity.ERROR, "CHECK-REGION", "region", "No rules.")
    parts.adapter.trouble = InputError((issue,))
    response = await _import(parts, "webcare", _row(Prioritet="hög"))
    assert response.status_code == 422
    rules = [one["rule"] for one in response.json()["messages"][0]["issues"]]
    assert rules == ["CHECK-REGION", "READ-UNMAPPED"]


async def test_faults_of_many_kinds_are_one_422_and_503_when_any_may_be_sent_again() -> None:
    parts = Parts()
    rows = orjson.loads((FOLDER / "webcare.json").read_bytes())["Meddelande"]
    rows[0]["Meddelandetyp"] = "Brevduva"
    parts.adapter.trouble = IdentityConflict()
    assert (await _import(parts, "webcare", orjson.dumps(rows))).status_code == 422
    parts.adapter.trouble = StoreUnavailable()
    assert (await _import(parts, "webcare", orjson.dumps(rows))).status_code == 503


async def test_when_the_store_is_gone_the_rest_is_not_tried() -> None:
    parts = Parts()
    parts.adapter.trouble = StoreUnavailable()
    response = await _import(parts, "lifecare", (FOLDER / "lifecare.json").read_bytes())
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert [one["status"] for one in response.json()["messages"]] == [503] * len(READ["lifecare"])


async def test_an_unknown_system_and_a_form_that_is_not_read() -> None:
    unknown = await _import(Parts(), "telegraf", _row())
    assert (unknown.status_code, service.rule(unknown)) == (404, "HTTP-SYSTEM")
    assert (await _import(Parts(), "webcare", _row(), "application/yaml")).status_code == 415
    text = (FOLDER / "webcare.xml").read_bytes()
    assert (await _import(Parts(), "webcare", text, "text/xml; charset=utf-8")).status_code == 202


async def test_an_export_wants_the_right_to_send() -> None:
    parts = Parts()
    async with service.client(parts, "reader") as reader:
        response = await reader.post("/svu/import/webcare", content=_row(), headers=service.JSON)
    assert response.status_code == 403


_DTD = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x><Meddelande><Text>&a;</Text></Meddelande></x>'


@pytest.mark.parametrize(
    ("media", "body"),
    [
        pytest.param("application/json", b"{", id="broken JSON"),
        pytest.param("application/json", b'{"a": 1, "a": 2}', id="a JSON name twice"),
        pytest.param("application/json", b'{"Meddelande": NaN}', id="no JSON number"),
        pytest.param("application/json", b"[" * 5000 + b"]" * 5000, id="deep JSON"),
        pytest.param(
            "application/json", b'{"Meddelande":' + b"[" * 30 + b"]" * 30 + b"}", id="deeper than read"
        ),
        pytest.param("application/json", b"\xff", id="JSON not UTF-8"),
        pytest.param("application/json", b"7", id="no object"),
        pytest.param("application/json", b"{}", id="no messages"),
        pytest.param("application/json", b"[" + b"{}," * 500 + b"{}]", id="too many messages"),
        pytest.param("text/csv", b'Meddelandetyp;Skickat\n"x;y', id="an open quote"),
        pytest.param("text/csv", b"A;A\n1;2", id="a column twice"),
        pytest.param("text/csv", b"A\n1;2", id="more cells than columns"),
        pytest.param("text/csv", b"A;\n1;2", id="a column without a name"),
        pytest.param("text/csv", b"A;A.B\n1;2", id="a column inside another"),
        pytest.param("text/csv", b"A.B;A\n1;2", id="a column around another"),
        pytest.param("text/csv", b"A[900]\n1", id="a column far away"),
        pytest.param("text/csv", b"\xff", id="CSV not UTF-8"),
        pytest.param("application/xml", b"<x>", id="broken XML"),
        pytest.param("application/xml", _DTD, id="a document type"),
        pytest.param("application/xml", b"<x>" * 20 + b"</x>" * 20, id="deep XML"),
        pytest.param("application/xml", b'<?xml version="1.0" encoding="x"?><x/>', id="an unknown encoding"),
        pytest.param("application/xml", b"<x>text</x>", id="no elements"),
    ],
)
async def test_what_is_no_export_is_refused_whole(media: str, body: bytes) -> None:
    response = await _import(Parts(), "webcare", body, media)
    assert (response.status_code, service.rule(response)) == (422, "READ-EXPORT")


async def test_what_lies_outside_the_messages_and_beside_elements_is_reported() -> None:
    body = (
        (FOLDER / "webcare.xml").read_bytes().replace(b"<export>", b'<export skapad="2026"><x>1</x>lost', 1)
    )
    response = await _import(Parts(), "webcare", body, "application/xml")
    assert [issue["path"] for issue in response.json()["issues"]] == ["x", "skapad", "text"]
    assert "lost" not in response.text


async def test_what_is_strange_in_our_own_part_is_reported_too() -> None:
    ours = {
        "deliveryId": "d",
        "withheld": ["x"],
        "message": {"episode": {"legalForm": "lpt"}},
        "colour": "red",
    }
    parts = Parts()
    response = await _import(parts, "webcare", _row(**{"svu-adapter": ours}))
    assert [one["path"] for one in response.json()["messages"][0]["issues"]] == [
        "Meddelande[1].svu-adapter.colour"
    ]
    episode = _messages(parts)[0].episode
    assert episode is not None
    assert episode.legal_form == "lpt"


async def test_a_name_in_an_export_that_could_be_a_number_is_not_repeated() -> None:
    response = await _import(
        Parts(), "webcare", _row(**{"189001019802": "x", "Patient": {"Personnummer": "189001019802"}})
    )
    (issue,) = response.json()["messages"][0]["issues"]
    assert issue["path"] == "Meddelande[1].?"
    assert "189001019802" not in response.text


async def test_a_name_twice_an_item_that_is_no_object_and_a_clock_time_shown_twice() -> None:
    twice = await _import(Parts(), "webcare", _row(SKICKAT="2026-03-02 10:00"))
    assert twice.json()["messages"][0]["issues"][0]["rule"] == "READ-TWICE"
    no_object = await _import(Parts(), "webcare", b'{"Meddelande": ["x"]}')
    assert no_object.json()["messages"][0]["issues"][0]["rule"] == "READ-TYPE"
    shown_twice = await _import(Parts(), "webcare", _row(Skickat="2026-10-25 02:30"))
    assert shown_twice.json()["messages"][0]["issues"][0]["rule"] == "READ-INSTANT"
    never = await _import(Parts(), "webcare", _row(Skickat="2026-03-29 25:30"))
    assert never.json()["messages"][0]["issues"][0]["rule"] == "READ-INSTANT"


async def test_an_expression_without_an_answer_names_its_field() -> None:
    row = orjson.loads((FOLDER / "lifecare-sp.json").read_bytes())["Meddelande"][2]
    row |= {"Meddelandetyp": "Meddelande utanför vårdtillfälle", "Period": "snart", "Fritext": "Omläggning."}
    response = await _import(Parts(), "lifecare-sp", orjson.dumps([row]))
    (answer,) = response.json()["messages"]
    assert answer["status"] == 422
    assert answer["issues"][0]["rule"] == "READ-EXPRESSION"
    assert answer["issues"][0]["path"] == "Meddelande[1].Period"
    assert "snart" not in response.text
    weeks = await _import(parts := Parts(), "lifecare-sp", orjson.dumps([{**row, "Period": "2 veckor"}]))
    assert weeks.status_code == 202
    assert _messages(parts)[0].content["periodWeeks"] == 2


def test_a_directory_may_name_a_system_only_for_a_native_endpoint() -> None:
    unit = "- {unit: SE2120002627-SOC1, role: kommun-socialtjanst, endpoint: %s}"
    good = "{id: a, url: 'https://a.example/', mode: native, system: webcare, format: csv}"
    endpoint = read_directory(unit % good, "d", region="stockholm").endpoint("a")
    assert endpoint is not None
    assert (endpoint.system, endpoint.format) == ("webcare", "csv")
