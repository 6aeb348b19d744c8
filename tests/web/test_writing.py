"""Writing over REST against the whole service on an embedded store: what each route makes, and that it is the same way in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from adapter import bootstrap
from adapter.intake.consent import from_content
from adapter.mapping import submission
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.message import Message, Sender, Staff
from adapter.model.wire import to_json
from adapter.r4 import extensions, systems, xml
from adapter.r4.models import Resource
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.register_server import RegisterServer
from tests import planning, rest_forms
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message
from tests.checkout import mappings
from tests.web.service import issues, rule
from tests.web.test_journey import CONSENT, PERSON, House, service_client

pytestmark = pytest.mark.anyio
OTHER = "0c9a7a9e-5a3f-4f3c-9a51-0d7c6b1f2e11"
MOTHER = PatientId(NumberType.PERSONNUMMER, PERSON.identifier)
RECIPIENT = extensions.RECIPIENT.url
SURVEYED = {
    "answers": [
        {
            "question": "kand-patient",
            "answer": True,
            "date": "2026-03-02",
            "name": "Test Testsson",
            "title": "sjuksköterska",
        }
    ]
}


@pytest.fixture
def house(tmp_path: Path) -> Any:
    register = RegisterServer([replace(PERSON)])
    with Loopback(register.app()) as server:
        yield House(tmp_path, register, server.url)


@asynccontextmanager
async def running(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The service, for anybody."""
    async with bootstrap.opened(house.settings(), "both") as service, service_client(service) as anybody:
        yield anybody


def header(key: str, **more: str) -> dict[str, str]:
    """Whose key, and what else the request says."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/fhir+json", **named}


def about(sent: Message) -> Message:
    """The message, about the person that the register has."""
    return replace(sent, patient=MOTHER)


def form(sent: Message, anchor: str = "Communication") -> Resource:
    """The message as a vendor posts it."""
    return rest_forms.contained(submission.bundle(about(sent), mappings()), anchor)


async def natively(anybody: httpx.AsyncClient, key: str, sent: Message) -> httpx.Response:
    """The message the other way."""
    headers = {"Authorization": f"Bearer {key}"}
    return await anybody.post("/svu/messages", json=to_json(about(sent)), headers=headers)


def unit(hsa_id: str) -> Resource:
    """A unit by its identifier."""
    return {"identifier": {"system": systems.HSA_ID, "value": hsa_id}}


def person() -> Resource:
    """The person, contained."""
    number = {"system": systems.PERSONNUMMER, "value": PERSON.identifier}
    return {"resourceType": "Patient", "id": "p", "identifier": [number]}


def stay() -> Resource:
    """The stay, contained, with what an admission notice says of it."""
    return {
        "resourceType": "Encounter",
        "id": "e",
        "status": "in-progress",
        "class": {"system": systems.ACT_CODE, "code": "IMP"},
        "subject": {"reference": "#p"},
        "episodeOfCare": [{"identifier": {"system": systems.EPISODE_ID, "value": "vtf-2026-000123"}}],
        "period": {"start": "2026-03-02T08:10:00+01:00"},
        "extension": [{"url": systems.PLANNED_END, "valueDateTime": "2026-03-06"}],
        "location": [{"location": {"display": "Avdelning 1"}}],
    }


def admission(message_id: str | None = None, **changes: Any) -> Resource:
    """An admission notice, no more of it than is needed."""
    named = {"identifier": [{"system": systems.MESSAGE_ID, "value": message_id}]} if message_id else {}
    return {
        "resourceType": "Communication",
        "contained": [person(), stay()],
        **named,
        "status": "completed",
        "category": [{"coding": [{"system": systems.KIND, "code": "inskrivningsmeddelande"}]}],
        "subject": {"reference": "#p"},
        "encounter": {"reference": "#e"},
        "recipient": [unit(SOCIAL), unit(HEALTH_CENTRE)],
        **changes,
    }


def plan(**changes: Any) -> Message:
    """A plan by the health centre, for social services."""
    return planning.plan_of(SOCIAL, **changes)


async def planned(anybody: httpx.AsyncClient) -> httpx.Response:
    """An invitation, and the plan posted as a CarePlan."""
    called = await natively(anybody, "clinic", planning.calls(SOCIAL))
    assert called.status_code == 202, called.text
    made = await anybody.post("/fhir/CarePlan", json=form(plan(), "CarePlan"), headers=header("clinic"))
    assert made.status_code == 201, made.text
    return made


@pytest.mark.fhir("Communication", "create")
async def test_a_communication_is_a_message_and_its_repeat_gets_the_first_answer(house: House) -> None:
    async with running(house) as anybody:
        made = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        assert made.status_code == 201, made.text
        read = await anybody.get(made.headers["location"], headers=header("ward"))
        assert read.json() == made.json()
        assert read.headers["etag"] == made.headers["etag"]
        assert "last-modified" in made.headers
        again = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        assert (again.status_code, again.json()) == (200, made.json())
        assert again.headers["location"] == made.headers["location"]
        receipt = await anybody.get(f"/svu/messages/{OTHER}", headers=header("ward"))
        assert {one["recipient"] for one in receipt.json()["verdicts"]} == {SOCIAL, HEALTH_CENTRE}
        assert made.headers["link"].startswith(f"<https://adapter.example/svu/messages/{OTHER}>")
        assert made.headers["svu-verdicts"] == "reduce=2"
        other = admission(OTHER, recipient=[unit(SOCIAL)])
        conflict = await anybody.post("/fhir/Communication", json=other, headers=header("ward"))
        assert conflict.status_code == 409


@pytest.mark.fhir("Communication", "create")
async def test_a_create_can_be_conditional_on_the_messages_own_id(house: House) -> None:
    condition = f"identifier={systems.MESSAGE_ID}|{OTHER}"
    async with running(house) as anybody:
        once = header("ward", If_None_Exist=condition)
        made = await anybody.post("/fhir/Communication", json=admission(), headers=once)
        again = await anybody.post("/fhir/Communication", json=admission(), headers=once)
        assert (made.status_code, again.status_code) == (201, 200), again.text
        assert again.headers["location"] == made.headers["location"]
        assert made.json()["identifier"] == [{"system": systems.MESSAGE_ID, "value": OTHER}]
        without = [
            await anybody.post("/fhir/Communication", json=admission(), headers=header("ward"))
            for _ in range(2)
        ]
        # without an id of its own a resend is another message
        assert len({one.headers.get("location") for one in without}) == 2 or 422 in {
            one.status_code for one in without
        }


@pytest.mark.parametrize("wanted", ["minimal", "representation", "OperationOutcome"])
async def test_the_answer_is_what_prefer_says(house: House, wanted: str) -> None:
    async with running(house) as anybody:
        headers = header("ward", Prefer=f"return={wanted}")
        made = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=headers)
    assert made.status_code == 201, made.text
    if wanted == "minimal":
        assert made.content == b""
    elif wanted == "representation":
        assert made.json()["resourceType"] == "Communication"
    else:
        said = [issue["details"]["text"] for issue in issues(made)]
        assert sum(text.startswith(f"{SOCIAL}: reduce") for text in said) == 1


async def test_a_resource_may_come_and_go_as_xml(house: House) -> None:
    async with running(house) as anybody:
        headers = {
            "Authorization": "Bearer ward",
            "Content-Type": "application/fhir+xml",
            "Accept": "application/fhir+xml",
        }
        made = await anybody.post("/fhir/Communication", content=xml.write(admission(OTHER)), headers=headers)
        broken = await anybody.post("/fhir/Communication", content=b"<Communication", headers=headers)
    assert made.status_code == 201, made.text
    assert xml.read(made.content)["resourceType"] == "Communication"
    assert (broken.status_code, rule(broken)) == (422, "READ-XML")


def content(member: str, **value: Any) -> Resource:
    """A member that R4 has no element for."""
    named = {"url": "member", "valueCoding": {"system": systems.MEMBER, "code": member}}
    return {"url": extensions.CONTENT.url, "extension": [named, {"url": "value", **value}]}


def consent_form(**changes: Any) -> Resource:
    """A consent as a vendor writes it: R4's elements, and what only the routine asks for as extensions."""
    scope = {"coding": [{"system": systems.SCOPE, "code": "informationsoverforing"}]}
    return {
        "resourceType": "Consent",
        "contained": [person()],
        "extension": [
            content("form", valueCoding={"system": systems.VALUE, "code": "oral"}),
            content("recordedBy.name", valueString="Test Testsson"),
            content("recordedBy.title", valueString="överläkare"),
        ],
        "status": "active",
        "scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": systems.LOINC, "code": "59284-0"}]}, scope],
        "patient": {"reference": "#p"},
        "dateTime": "2026-03-02T09:30:00+01:00",
        "performer": [{"reference": "#p"}],
        "organization": [unit(WARD)],
        "policy": [{"uri": systems.CONSENT_POLICY}],
        "provision": {"type": "permit"},
        **changes,
    }


def general(message_id: str) -> Message:
    """What may go only with consent."""
    return message(
        message_id=message_id, kind="generellt-meddelande", recipients=(SOCIAL,), content={"text": "Hej"}
    )


async def outcome(anybody: httpx.AsyncClient) -> str:
    """How a message that needs consent fares now."""
    answer = await natively(anybody, "ward", general(str(uuid4())))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["verdicts"][0]["outcome"])


@pytest.mark.fhir("Consent", "create")
@pytest.mark.fhir("Consent", "update")
async def test_a_consent_is_given_and_withdrawn(house: House) -> None:
    async with running(house) as anybody:
        admitted = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        assert admitted.status_code == 201, admitted.text
        assert await outcome(anybody) == "hold"
        given = await anybody.post("/fhir/Consent", json=consent_form(), headers=header("ward"))
        assert given.status_code == 201, given.text
        assert await outcome(anybody) == "forward"
        kept = given.json()
        path = f"/fhir/Consent/{kept['id']}"
        strange = await anybody.put(path, json={**kept, "status": "inactive"}, headers=header("social"))
        assert strange.status_code == 404
        gone = {**kept, "status": "inactive", "dateTime": "2026-03-02T09:45:00+01:00"}
        less = {**gone, "category": kept["category"][:1]}
        assert rule(await anybody.put(path, json=less, headers=header("ward"))) == "READ-SCOPES"
        stale = await anybody.put(path, json=gone, headers=header("ward", If_Match='W/"x"'))
        assert (stale.status_code, rule(stale)) == (412, "HTTP-IF-MATCH-STALE")
        ended = await anybody.put(path, json=gone, headers=header("ward", If_Match=given.headers["etag"]))
        assert ended.status_code == 200, ended.text
        assert (ended.json()["id"], ended.json()["status"]) == (kept["id"], "inactive")
        assert ended.headers["etag"] != given.headers["etag"]
        assert await outcome(anybody) == "refuse"


@pytest.mark.fhir("CarePlan", "create")
@pytest.mark.fhir("CarePlan", "update")
async def test_a_plan_is_written_read_changed_approved_and_closed(house: House) -> None:
    async with running(house) as anybody:
        made = await planned(anybody)
        kept = made.json()
        assert kept["status"] == "draft"
        path = f"/fhir/CarePlan/{kept['id']}"
        headers = header("clinic", If_Match=made.headers["etag"])
        changed = {**kept, "description": "Behöver hjälp hemma.", "extension": with_recipient(kept)}
        blind = await anybody.put(path, json=changed, headers=header("clinic"))
        assert (blind.status_code, rule(blind)) == (428, "HTTP-IF-MATCH-MISSING")
        second = await anybody.put(path, json=changed, headers=headers)
        assert second.status_code == 200, second.text
        assert second.json()["description"] == "Behöver hjälp hemma."
        assert len(second.json()["goal"]) == len(kept["goal"])
        late = await anybody.put(path, json={**changed, "description": "Nej"}, headers=headers)
        assert (late.status_code, rule(late)) == (412, "PRODUKT-PLAN-02")
        approved = {**second.json(), "status": "active", "extension": with_recipient(second.json())}
        headers = header("clinic", If_Match=second.headers["etag"])
        third = await anybody.put(path, json=approved, headers=headers)
        assert third.status_code == 200, third.text
        assert third.json()["status"] == "active"
        read = await anybody.get(path, headers=header("clinic"))
        assert (read.json(), read.headers["etag"]) == (third.json(), third.headers["etag"])
        versions = await anybody.get(f"{path}/_history", headers=header("clinic"))
        assert versions.json()["total"] == 3


def with_recipient(kept: Resource, hsa_id: str = SOCIAL) -> list[Resource]:
    """The extensions of a plan that was read, and whom its next version is for."""
    return [*kept.get("extension", ()), {"url": RECIPIENT, "valueReference": unit(hsa_id)}]


@pytest.mark.fhir("CarePlan", "update")
async def test_a_plan_that_may_not_be_seen_or_is_another_is_not_written(house: House) -> None:
    async with running(house) as anybody:
        made = await planned(anybody)
        kept, tag = made.json(), made.headers["etag"]
        path = f"/fhir/CarePlan/{kept['id']}"
        strange = await anybody.put(path, json=kept, headers=header("ward", If_Match=tag))
        assert strange.status_code == 404
        wrong = await anybody.put(f"{path}x", json=kept, headers=header("clinic", If_Match=tag))
        assert (wrong.status_code, rule(wrong)) == (400, "HTTP-RESOURCE-ADDRESS")
        other = {**kept, "identifier": [{"system": systems.PLAN_ID, "value": "another"}]}
        renamed = await anybody.put(path, json=other, headers=header("clinic", If_Match=tag))
        assert (renamed.status_code, rule(renamed)) == (422, "READ-PLAN")
        (issue,) = issues(renamed)
        assert issue["expression"] == ["CarePlan.identifier"]
        held = {**kept, "status": "on-hold"}
        nowhere = await anybody.put(path, json=held, headers=header("clinic", If_Match=tag))
        assert (nowhere.status_code, rule(nowhere)) == (422, "READ-STATUS")


@pytest.mark.fhir("AppointmentResponse", "create")
async def test_an_invitation_is_answered(house: House) -> None:
    async with running(house) as anybody:
        called = await anybody.post(
            "/fhir/Communication", json=form(planning.calls(SOCIAL)), headers=header("clinic")
        )
        assert called.status_code == 201, called.text
        invitation = called.json()["identifier"][0]
        answer = {
            "resourceType": "AppointmentResponse",
            "contained": [
                person(),
                {"resourceType": "PractitionerRole", "id": "a", "organization": unit(SOCIAL)},
            ],
            "extension": [
                {"url": RECIPIENT, "valueReference": {"reference": f"Organization/{HEALTH_CENTRE}"}}
            ],
            "appointment": {"type": "Appointment", "identifier": invitation},
            "actor": {"reference": "#a"},
            "participantStatus": "accepted",
        }
        pulled = await anybody.get("/svu/mailbox", params={"unit": SOCIAL}, headers=header("social"))
        assert pulled.json()["deliveries"]
        made = await anybody.post("/fhir/AppointmentResponse", json=answer, headers=header("social"))
        assert made.status_code == 201, made.text
        assert made.json()["participantStatus"] == "accepted"


@pytest.mark.fhir("QuestionnaireResponse", "create")
async def test_a_planning_basis_is_a_questionnaire_response(house: House) -> None:
    async with running(house) as anybody:
        await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        sent = message(kind="planeringsunderlag", recipients=(SOCIAL,), content=SURVEYED, consent=given())
        made = await anybody.post(
            "/fhir/QuestionnaireResponse",
            json=form(sent, "QuestionnaireResponse"),
            headers=header("ward"),
        )
        assert made.status_code == 201, made.text
        assert made.json()["questionnaire"].startswith(f"{systems.QUESTIONNAIRE}/planeringsunderlag")


def given() -> Any:
    """The consent that the ward has."""
    return from_content(CONSENT)


@pytest.mark.fhir("Task", "update")
async def test_a_task_as_it_is_read_is_completed(house: House) -> None:
    async with running(house) as anybody:
        await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        await anybody.get("/svu/mailbox", params={"unit": SOCIAL}, headers=header("social"))
        found = await anybody.get("/fhir/Task", headers=header("social"))
        (task,) = [entry["resource"] for entry in found.json()["entry"] if entry["search"]["mode"] == "match"]
        done = {**task, "status": "completed"}
        path = f"/fhir/Task/{task['id']}"
        assert (await anybody.put(path, json=done, headers=header("ward"))).status_code == 404
        bare = {name: value for name, value in done.items() if name != "identifier"}
        met = await anybody.put(path, json=bare, headers=header("social"))
        assert met.status_code == 200, met.text
        read = await anybody.get(path, headers=header("social"))
        assert read.json()["status"] == "completed"


@pytest.mark.fhir("", "transaction")
async def test_a_transaction_is_one_message(house: House) -> None:
    async with running(house) as anybody:
        await natively(anybody, "clinic", planning.calls(SOCIAL))
        bundle = rest_forms.transaction(submission.bundle(about(plan()), mappings()))
        made = await anybody.post("/fhir", json=bundle, headers=header("clinic"))
        assert made.status_code == 200, made.text
        answers = made.json()["entry"]
        assert made.json()["type"] == "transaction-response"
        assert len(answers) == len(bundle["entry"])
        types = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
        for type_ in ("Communication", "CarePlan", "Goal", "ServiceRequest"):
            response = answers[types.index(type_)]["response"]
            assert response["status"] == "201 Created"
            read = await anybody.get(response["location"], headers=header("clinic"))
            assert (read.status_code, read.headers["etag"]) == (200, response["etag"])
        again = await anybody.post("/fhir", json=bundle, headers=header("clinic"))
        assert {entry["response"]["status"] for entry in again.json()["entry"]} == {"200 OK"}
        found = await anybody.get(
            answers[types.index("CarePlan")]["response"]["location"], headers=header("clinic")
        )
        kept = {**found.json(), "description": "I transaktion", "extension": with_recipient(found.json())}
        update = {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "resource": kept,
                    "request": {
                        "method": "PUT",
                        "url": f"CarePlan/{kept['id']}",
                        "ifMatch": found.headers["etag"],
                    },
                }
            ],
        }
        changed = await anybody.post("/fhir", json=update, headers=header("clinic"))
        assert changed.status_code == 200, changed.text
        assert changed.json()["entry"][0]["response"]["etag"] != found.headers["etag"]


@pytest.mark.fhir("", "batch")
async def test_entries_of_a_batch_go_their_own_ways(house: House) -> None:
    async with running(house) as anybody:
        made = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        path = f"Communication/{made.json()['id']}"
        entries = [
            {"request": {"method": "GET", "url": path}},
            {"request": {"method": "GET", "url": "Communication?status=completed"}},
            {
                "request": {
                    "method": "GET",
                    "url": f"Patient?identifier={systems.PERSONNUMMER}|{PERSON.identifier}",
                }
            },
            {"resource": admission(OTHER), "request": {"method": "POST", "url": "Communication"}},
            {"resource": consent_form(), "request": {"method": "POST", "url": "Consent"}},
            {"request": {"method": "GET", "url": "../svu/schema"}},
            {"request": {"method": "POST", "url": "$process-message"}, "resource": admission()},
            {"request": {"method": "GET", "url": "Communication/none"}},
            {"request": {"method": "GET", "url": path, "ifNoneMatch": made.headers["etag"]}},
        ]
        batch = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        answer = await anybody.post("/fhir", json=batch, headers=header("ward"))
        assert answer.status_code == 200, answer.text
        found = answer.json()["entry"]
        statuses = [entry["response"]["status"].partition(" ")[0] for entry in found]
        assert statuses == ["200", "200", "400", "200", "201", "400", "400", "404", "304"]
        assert found[0]["resource"] == made.json()
        assert found[1]["resource"]["type"] == "searchset"
        assert PERSON.identifier not in str(found[2])
        assert found[4]["response"]["location"].startswith("https://adapter.example/fhir/Consent/")
        nobody = await anybody.post("/fhir", json=batch, headers=header("social"))
        closed = [entry["response"]["status"].partition(" ")[0] for entry in nobody.json()["entry"]]
        assert (closed[0], closed[4]) == ("404", "403")


async def test_the_same_messages_get_the_same_verdicts_natively_and_over_rest(tmp_path: Path) -> None:
    sent: Sequence[tuple[str, str, Message]] = (
        ("ward", "Communication", message(consent=given())),
        ("ward", "QuestionnaireResponse", with_id(kind="planeringsunderlag", content=SURVEYED)),
        ("ward", "Communication", with_id(kind="utskrivningsklar", content={"readyAt": SENT.isoformat()})),
        ("ward", "Communication", with_id(kind="generellt-meddelande", content={"text": "Hej"})),
        ("ward", "Communication", with_id(kind="generellt-meddelande", content={})),
        ("ward", "Communication", with_id(relates_to=OTHER, action="revise")),
        ("ward", "Consent", with_id(kind="samtycke", recipients=(), episode=None, content=refusal())),
        ("ward", "Communication", with_id(kind="generellt-meddelande", content={"text": "Hej igen"})),
        ("clinic", "Communication", planning.calls(SOCIAL)),
        ("clinic", "CarePlan", plan()),
    )
    told: list[list[Any]] = []
    for way in ("native", "rest"):
        (tmp_path / way).mkdir()
        register = RegisterServer([replace(PERSON)])
        with Loopback(register.app()) as server:
            async with running(House(tmp_path / way, register, server.url)) as anybody:
                told.append([await _told(anybody, way, *one) for one in sent])
    assert told[0] == told[1]
    assert {status for status, _ in told[0]} == {True, False}


def with_id(**changes: Any) -> Message:
    """Another message of the ward."""
    return message(message_id=str(uuid4()), **changes)


def refusal() -> Resource:
    """The person changes their mind."""
    return {**CONSENT, "status": "refused", "recordedAt": "2026-03-02T09:40:00+01:00"}


async def _told(
    anybody: httpx.AsyncClient, way: str, key: str, anchor: str, sent: Message
) -> tuple[bool, list[Any]]:
    """Whether it was taken, and its verdicts; or the rules that it was refused by."""
    if way == "native":
        answer = await natively(anybody, key, sent)
    else:
        answer = await anybody.post(f"/fhir/{anchor}", json=form(sent, anchor), headers=header(key))
    if answer.status_code == 422:
        return False, [(one["details"].get("coding"), one["severity"]) for one in issues(answer)]
    assert answer.status_code in {201, 202}, answer.text
    receipt = await anybody.get(f"/svu/messages/{sent.message_id}", headers=header(key))
    names = ("recipient", "outcome", "grounds", "disclosed", "handling")
    return True, [{name: one[name] for name in names} for one in receipt.json()["verdicts"]]


async def test_what_the_pipeline_refuses_is_told_where_it_was_posted(house: House) -> None:
    async with running(house) as anybody:
        await natively(anybody, "clinic", planning.calls(SOCIAL))
        bad = form(plan(), "CarePlan")
        bad["contained"] = [one for one in bad["contained"] if one["resourceType"] != "CareTeam"]
        bad.pop("careTeam")
        refused = await anybody.post("/fhir/CarePlan", json=bad, headers=header("clinic"))
    assert refused.status_code == 422
    places = [place for one in issues(refused) for place in one.get("expression", ())]
    assert places
    assert {place.partition(".")[0] for place in places} == {"CarePlan"}


async def test_a_unit_sends_for_itself_alone(house: House) -> None:
    sent = form(message(sender=Sender(HEALTH_CENTRE, Staff("N", None, None)), recipients=(SOCIAL,)))
    async with running(house) as anybody:
        refused = await anybody.post("/fhir/Communication", json=sent, headers=header("ward"))
    assert (refused.status_code, rule(refused)) == (403, "HTTP-RIGHT")


ANOTHER = "189002029800"


def another() -> Resource:
    """Somebody else, contained."""
    number = {"system": systems.PERSONNUMMER, "value": ANOTHER}
    return {"resourceType": "Patient", "id": "another", "identifier": [number]}


@pytest.fixture
def two(tmp_path: Path) -> Any:
    """With two people in the register."""
    register = RegisterServer([replace(PERSON), replace(PERSON, identifier=ANOTHER)])
    with Loopback(register.app()) as server:
        yield House(tmp_path, register, server.url)


async def test_what_is_updated_stays_the_persons_whose_it_is(two: House) -> None:
    async with running(two) as anybody:
        given = await anybody.post("/fhir/Consent", json=consent_form(), headers=header("ward"))
        kept = given.json()
        gone = {**kept, "status": "inactive", "contained": [another()], "patient": {"reference": "#another"}}
        mixed = await anybody.put(f"/fhir/Consent/{kept['id']}", json=gone, headers=header("ward"))
        assert (mixed.status_code, rule(mixed)) == (422, "FHIR-ONE-PATIENT")
        assert ANOTHER not in mixed.text
        made = await planned(anybody)
        plan_read = made.json()
        moved = {
            **{n: v for n, v in plan_read.items() if n not in {"goal", "activity", "careTeam"}},
            "contained": [another()],
            "subject": {"reference": "#another"},
            "extension": with_recipient(plan_read),
        }
        path = f"/fhir/CarePlan/{plan_read['id']}"
        put = await anybody.put(path, json=moved, headers=header("clinic", If_Match="*"))
        assert (put.status_code, rule(put)) == (422, "FHIR-ONE-PATIENT")


async def test_a_plan_takes_no_goal_of_another_persons(two: House) -> None:
    async with running(two) as anybody:
        made = await planned(anybody)
        called = replace(about(planning.calls(SOCIAL)), patient=PatientId(NumberType.PERSONNUMMER, ANOTHER))
        key = {"Authorization": "Bearer clinic"}
        await anybody.post("/svu/messages", json=to_json(called), headers=key)
        posted = form(plan(), "CarePlan")
        others = [one for one in posted["contained"] if one["resourceType"] not in {"Goal", "Patient"}]
        (own,) = (one for one in posted["contained"] if one["resourceType"] == "Patient")
        posted["contained"] = [*others, {**another(), "id": own["id"]}]
        posted["goal"] = made.json()["goal"]
        answer = await anybody.post("/fhir/CarePlan", json=posted, headers=header("clinic"))
        assert (answer.status_code, rule(answer)) == (422, "FHIR-ONE-PATIENT")
