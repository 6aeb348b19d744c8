"""Writing over REST, at its edges: what a request may say, and what it gets when it says something else."""

import re
from typing import Any

import httpx
import orjson
import pytest

from adapter.model.errors import IdentityConflict, StoreUnavailable, Unavailable
from adapter.model.ids import plan_version
from adapter.r4 import extensions, systems
from adapter.r4.models import Resource
from adapter.reading.resources import Shown, Version
from adapter.web import batch, prefer
from tests.builders import HEALTH_CENTRE, PERSON, SENT, SOCIAL, WARD, message
from tests.checkout import ROOT
from tests.unit.intake.test_rest import EARLIER, ID, care_plan, consent, person, plain, unit
from tests.web.service import FHIR, Limits, Parts, client, issues, rule

pytestmark = pytest.mark.anyio
NEVER = "no such thing"


def named(resource: Resource) -> Resource:
    """The resource with a message id of its own."""
    return {**resource, "identifier": [{"system": systems.MESSAGE_ID, "value": ID}]}


def shown(type_: str, id_: str, *versions: str, **elements: Any) -> Shown:
    """A resource that can be read, in these versions."""
    made = tuple(
        Version(
            {
                "resourceType": type_,
                "id": id_,
                "meta": {"versionId": version, "lastUpdated": SENT.isoformat()},
                **elements,
            },
            SENT,
        )
        for version in versions
    )
    return Shown(type_, id_, made)


async def post(parts: Parts, path: str, body: Any, key: str = "ward", **headers: str) -> httpx.Response:
    said = {**FHIR, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with client(parts, key) as caller:
        return await caller.post(path, content=orjson.dumps(body), headers=said)


async def put(parts: Parts, path: str, body: Any, **headers: str) -> httpx.Response:
    said = {**FHIR, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with client(parts) as caller:
        return await caller.put(path, content=orjson.dumps(body), headers=said)


async def test_what_was_made_and_may_be_read_is_the_answer() -> None:
    parts = Parts()
    parts.reading.of_units = {WARD: (shown("Communication", "c1", "old", plan_version(ID)),)}
    made = await post(parts, "/fhir/Communication", named(plain()))
    assert made.status_code == 201
    assert made.headers["location"] == f"{parts.own_url}/Communication/c1/_history/{plan_version(ID)}"
    assert made.headers["etag"] == f'W/"{plan_version(ID)}"'
    assert made.headers["svu-verdicts"] == "forward=1"
    assert made.json()["id"] == "c1"
    again = await post(parts, "/fhir/Communication", named(plain()))
    assert (again.status_code, again.json()) == (200, made.json())


@pytest.mark.parametrize("silent", [False, True])
async def test_what_was_taken_and_cannot_be_read_now_is_told_as_taken(silent: bool) -> None:  # noqa: FBT001
    parts = Parts()
    if silent:

        async def of_person(*_: object) -> tuple[Shown, ...]:
            raise Unavailable(NEVER)

        parts.reading.of_person = of_person  # type: ignore[method-assign,assignment]
    made = await post(parts, "/fhir/Communication", named(plain()))
    assert made.status_code == 202
    assert "location" not in made.headers
    assert issues(made)[0]["details"]["text"].startswith(SOCIAL)
    assert made.headers["link"].startswith(f"<https://adapter.example/svu/messages/{ID}>")
    again = await post(parts, "/fhir/Communication", named(plain()), Prefer="return=minimal")
    assert (again.status_code, again.content) == (200, b"")


async def test_what_was_posted_without_an_id_gets_a_new_one_each_time() -> None:
    parts = Parts()
    for _ in range(2):
        await post(parts, "/fhir/Communication", plain())
    first, second = (sent.message_id for sent, *_ in parts.adapter.seen)
    assert first != second


async def test_a_repeat_came_when_the_first_did() -> None:
    parts = Parts()
    await post(parts, "/fhir/Communication", named(plain()))
    parts.clock.forward(seconds=60)
    await post(parts, "/fhir/Communication", named(plain()))
    first, second = (sent for sent, *_ in parts.adapter.seen)
    assert first == second


CONDITION = f"identifier={systems.MESSAGE_ID}|"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"{CONDITION}{EARLIER}", "HTTP-IF-NONE-EXIST"),
        (f"{CONDITION}x", "HTTP-IF-NONE-EXIST"),
        (f"identifier=urn:x|{ID}", "HTTP-IF-NONE-EXIST"),
        (f"_id={ID}", "HTTP-IF-NONE-EXIST"),
        (f"{CONDITION}{ID}&status=active", "HTTP-IF-NONE-EXIST"),
        (f"identifier={systems.PERSONNUMMER}|{PERSON}", "HTTP-IDENTITY"),
    ],
)
async def test_a_create_is_conditional_on_its_own_id_alone(said: str, told: str) -> None:
    parts = Parts()
    refused = await post(parts, "/fhir/Communication", named(plain()), If_None_Exist=said)
    assert (refused.status_code, rule(refused)) == (400, told)
    assert PERSON not in refused.text
    assert parts.adapter.seen == []


async def test_a_condition_names_the_message_that_does_not_name_itself() -> None:
    parts = Parts()
    await post(parts, "/fhir/Communication", plain(), If_None_Exist=f"?{CONDITION}{ID}")
    assert [sent.message_id for sent, *_ in parts.adapter.seen] == [ID]


async def test_nothing_is_left_out_where_the_caller_is_strict() -> None:
    parts, noted = Parts(), plain(note=[{"text": "x"}])
    lenient = await post(parts, "/fhir/Communication", noted, Prefer="return=OperationOutcome")
    assert issues(lenient)[-1]["expression"] == ["Communication.note"]
    strict = await post(parts, "/fhir/Communication", noted, Prefer='handling="strict", return=minimal')
    assert (strict.status_code, rule(strict)) == (422, "READ-UNMAPPED")
    assert len(parts.adapter.seen) == 1


async def test_a_resource_is_posted_to_its_own_type() -> None:
    wrong = await post(Parts(), "/fhir/Consent", plain())
    assert (wrong.status_code, rule(wrong)) == (400, "HTTP-RESOURCE-ADDRESS")
    more = await post(Parts(), "/fhir/Consent?x=1", consent())
    assert (more.status_code, rule(more)) == (400, "HTTP-PARAMETER")


@pytest.mark.parametrize("type_", ["Patient", "Encounter", "Task", "Goal", "Provenance", "AuditEvent"])
async def test_what_is_not_written_by_itself_is_405(type_: str) -> None:
    refused = await post(Parts(), f"/fhir/{type_}", {"resourceType": type_})
    assert refused.status_code == 405
    assert "POST" not in refused.headers["allow"].split(", ")


async def test_whoever_only_reads_writes_nothing() -> None:
    for path, body in (
        ("/fhir/Consent", consent()),
        ("/fhir", {"resourceType": "Bundle", "type": "transaction"}),
    ):
        assert (await post(Parts(), path, body, key="reader")).status_code == 403


async def test_a_refusal_and_a_conflict_and_a_store_that_is_away() -> None:
    parts = Parts()
    parts.adapter.refused = True
    refused = await post(parts, "/fhir/Communication", named(plain()))
    assert (refused.status_code, rule(refused)) == (422, "VB-MSG-03")
    assert issues(refused)[0]["expression"] == ["Communication"]
    for trouble, status in ((IdentityConflict(), 409), (StoreUnavailable("away"), 503)):
        parts = Parts()
        parts.adapter.trouble = trouble
        assert (await post(parts, "/fhir/Communication", named(plain()))).status_code == status


async def test_a_condition_of_version_on_what_has_none_is_refused() -> None:
    refused = await post(Parts(), "/fhir/Communication", plain(), If_Match='W/"1"')
    assert (refused.status_code, rule(refused)) == (400, "HTTP-IF-MATCH")


PLAN: dict[str, Any] = {
    name: value
    for name, value in care_plan().items()
    if name in {"identifier", "status", "intent", "category"}
}


def readable(*versions: str, type_: str = "CarePlan", **elements: Any) -> Parts:
    """What the ward may see: a plan or a consent, and the message that made its newest version."""
    parts = Parts()
    told = {"identifier": [{"system": systems.MESSAGE_ID, "value": EARLIER}]}
    people = {name: value for name, value in person().items() if name not in {"resourceType", "id"}}
    parts.reading.of_units = {
        WARD: (
            shown(type_, "one", *versions, subject={"reference": "Patient/who"}, **elements),
            shown("Patient", "who", "p", **people),
            shown("Communication", "other", "another"),
            shown("Communication", "told", versions[-1], **told),
            shown("Goal", "aim", "g", lifecycleStatus="proposed", description={"text": "Bo hemma"}, **GOAL),
        )
    }
    return parts


GOAL: dict[str, Any] = {
    "category": [{"coding": [{"system": systems.MEMBER, "code": "mainGoal"}]}],
    "subject": {"reference": "Patient/who"},
}


def update(**changes: Any) -> Resource:
    """The plan with a new version, its parts pointed at where they can be read."""
    return {
        **care_plan(sender=None),
        "id": "one",
        "contained": [],
        "subject": {"reference": "https://adapter.example/fhir/Patient/who"},
        "goal": [{"reference": "Goal/aim"}],
        "author": unit(HEALTH_CENTRE),
        **changes,
    }


def tidy(resource: Resource) -> Resource:
    """Without what is empty."""
    return {name: value for name, value in resource.items() if value not in (None, [])}


async def test_a_plan_follows_the_message_that_made_what_it_builds_on() -> None:
    parts = readable("1", "2", **PLAN)
    done = await put(parts, "/fhir/CarePlan/one", tidy(update(status="active")), If_Match='W/"2"')
    assert done.status_code == 200, done.text
    ((sent, *_),) = parts.adapter.seen
    assert (sent.action, sent.relates_to, parts.adapter.expected) == ("approve", EARLIER, [frozenset({"2"})])
    assert sent.content["mainGoal"] == "Bo hemma"
    assert sent.patient.value == PERSON


async def test_a_repeat_of_a_plans_version_is_judged_on_what_there_was_before() -> None:
    parts = readable("1", plan_version(ID), **PLAN)
    body = tidy(update(status="active", identifier=[*PLAN["identifier"], named({})["identifier"][0]]))
    done = await put(parts, "/fhir/CarePlan/one", body, If_Match='W/"1"')
    assert done.status_code == 200, done.text
    ((sent, *_),) = parts.adapter.seen
    assert (sent.action, sent.message_id) == ("approve", ID)
    assert done.headers["etag"] == f'W/"{plan_version(ID)}"'


async def test_the_version_of_another_kind_of_plan_is_compared_at_the_door() -> None:
    kind = {"category": [{"coding": [{"system": systems.KIND, "code": "samordnad-vardplan"}]}]}
    said = {
        "resourceType": "Communication",
        "id": "m",
        "status": "completed",
        "about": [{"reference": "#"}],
        "subject": {"reference": "Patient/who"},
        "sender": unit(WARD),
        "recipient": [unit(SOCIAL)],
    }
    body = tidy(update(**kind, contained=[said], goal=None, author=None, extension=[]))
    stale = await put(readable("1", "2", **{**PLAN, **kind}), "/fhir/CarePlan/one", body, If_Match='W/"1"')
    assert (stale.status_code, rule(stale)) == (412, "HTTP-IF-MATCH-STALE")
    for tag in ('W/"2"', "*"):
        parts = readable("1", "2", **{**PLAN, **kind})
        done = await put(parts, "/fhir/CarePlan/one", body, If_Match=tag)
        assert done.status_code == 200, done.text
        assert (parts.adapter.seen[0][0].action, parts.adapter.expected) == ("revise", [None])


async def test_a_plan_that_says_what_it_does_is_asked_nothing() -> None:
    does = {"url": extensions.ACTION.url, "valueCoding": {"system": systems.ACTION, "code": "new"}}
    parts = readable("1", **PLAN)
    body = tidy(update(extension=[*care_plan()["extension"], does]))
    assert (await put(parts, "/fhir/CarePlan/one", body, If_Match="*")).status_code == 200
    assert (parts.adapter.seen[0][0].action, parts.adapter.seen[0][0].relates_to) == ("new", None)


async def test_a_plan_that_is_not_there_or_whose_version_is_not_named_is_not_written() -> None:
    body = tidy(update())
    blind = await put(readable("1", **PLAN), "/fhir/CarePlan/one", body)
    assert (blind.status_code, rule(blind)) == (428, "HTTP-IF-MATCH-MISSING")
    nothing = await put(Parts(), "/fhir/CarePlan/one", body, If_Match="*")
    assert nothing.status_code == 404
    over = await put(
        readable("1", **{**PLAN, "status": "completed"}), "/fhir/CarePlan/one", body, If_Match="*"
    )
    assert (over.status_code, issues(over)[0]["expression"]) == (422, ["CarePlan.status"])


async def test_what_was_read_here_may_be_pointed_at() -> None:
    parts = readable("1", **PLAN)
    legal = {"url": extensions.LEGAL_FORM.url, "valueCoding": {"system": systems.VALUE, "code": "lpt"}}
    ready = {"url": extensions.READY.url, "valueDateTime": SENT.isoformat()}
    stay = shown(
        "Encounter",
        "stay",
        "e",
        **{"class": {"system": systems.ACT_CODE, "code": "IMP"}},
        status="in-progress",
        subject={"reference": "Patient/who"},
        episodeOfCare=[{"identifier": {"system": systems.EPISODE_ID, "value": "vtf-1"}}],
        period={"start": SENT.isoformat(), "end": SENT.isoformat()},
        extension=[ready, legal],
    )
    parts.reading.of_units[WARD] += (stay,)
    sent = plain(
        contained=[],
        subject={"reference": "Patient/who"},
        encounter={"reference": "Encounter/stay/_history/e"},
        inResponseTo=[{"reference": "Communication/told"}],
        about=[{"reference": "CarePlan/one"}],
    )
    done = await post(parts, "/fhir/Communication", tidy(sent))
    assert done.status_code == 202, done.text
    ((made, *_),) = parts.adapter.seen
    assert (made.relates_to, made.patient.value) == (EARLIER, PERSON)
    assert made.episode is not None
    assert (made.episode.id, made.episode.legal_form) == ("vtf-1", "lpt")
    # of the stay only which it is comes along, never what others have said of it
    assert made.content == {"text": "Hej"}
    strange = tidy({**sent, "about": [{"reference": "Provenance/other"}, {"reference": "Goal/none"}]})
    refused = await post(parts, "/fhir/Communication", strange)
    assert {rule(refused), *(one["expression"][0] for one in issues(refused))} == {
        "READ-REFERENCE",
        "Communication.about[0].reference",
        "Communication.about[1].reference",
    }


async def test_a_plan_does_not_become_another_kind() -> None:
    other = tidy(update(category=[{"coding": [{"system": systems.KIND, "code": "egenvardsplanering"}]}]))
    refused = await put(readable("1", **PLAN), "/fhir/CarePlan/one", other, If_Match="*")
    assert issues(refused)[0]["expression"] == ["CarePlan.category"]


async def test_a_consent_entered_in_error_annuls_the_message_that_documents_it() -> None:
    source = {"sourceReference": {"identifier": {"system": systems.MESSAGE_ID, "value": EARLIER}}}
    body = {**consent(status="entered-in-error"), "id": "one"}
    parts = readable("1", type_="Consent", **source)
    done = await put(parts, "/fhir/Consent/one", body)
    assert [sent.relates_to for sent, *_ in parts.adapter.seen] == [EARLIER], done.text
    parts = readable("1", type_="Consent")
    refused = await put(parts, "/fhir/Consent/one", body)
    assert [sent.relates_to for sent, *_ in parts.adapter.seen] == [None], refused.text


async def test_a_consent_is_put_anew() -> None:
    parts = readable("1", type_="Consent")
    done = await put(parts, "/fhir/Consent/one", {**consent(), "id": "one"}, If_Match='W/"1"')
    assert done.status_code == 200, done.text
    assert parts.adapter.seen[0][0].content["status"] == "given"


async def test_the_base_takes_a_transaction_or_a_batch() -> None:
    for odd in ({"resourceType": "Bundle", "type": "message"}, person()):
        refused = await post(Parts(), "/fhir", odd)
        assert (refused.status_code, rule(refused)) == (422, "HTTP-BUNDLE")
    many = [{"request": {"method": "GET", "url": "Patient"}}] * (batch.MOST_ENTRIES + 1)
    refused = await post(Parts(), "/fhir", {"resourceType": "Bundle", "type": "batch", "entry": many})
    assert (refused.status_code, rule(refused)) == (422, "HTTP-BUNDLE")


async def test_a_batch_takes_from_its_callers_rate() -> None:
    parts = Parts(limits=Limits(rate_per_second=0.001, rate_burst=3))
    entries = [{"request": {"method": "GET", "url": "metadata"}}, *READS]
    answer = await post(parts, "/fhir", {"resourceType": "Bundle", "type": "batch", "entry": entries})
    statuses = [entry["response"]["status"] for entry in answer.json()["entry"]]
    assert statuses == ["400 Bad Request", "404 Not Found", "404 Not Found", "429 Too Many Requests"]


READS = [{"request": {"method": "GET", "url": "Goal/1"}}] * 3


async def test_a_batch_hands_its_callers_wishes_on() -> None:
    entry = {
        "resource": named(plain()),
        "request": {"method": "POST", "url": "Communication", "ifNoneExist": f"{CONDITION}{ID}"},
    }
    parts = Parts()
    parts.reading.of_units = {WARD: (shown("Communication", "c1", plan_version(ID)),)}
    body = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    minimal = await post(parts, "/fhir", body, Prefer="return=minimal")
    (found,) = minimal.json()["entry"]
    assert found["response"]["status"] == "201 Created"
    assert found["response"]["lastModified"] == "2026-03-02T09:00:00+00:00"
    assert "resource" not in found


async def test_a_transaction_tells_what_became_of_each_part() -> None:
    parts = Parts()
    version = plan_version(ID)
    parts.reading.of_units = {
        WARD: (
            shown("Communication", "c1", version),
            shown("Goal", "g2", version, description={"text": "two"}),
            shown("Goal", "g1", version, description={"text": "one"}),
            shown("ServiceRequest", "s1", version, code={"text": "x"}),
        )
    }

    def part(type_: str, **elements: Any) -> Resource:
        return {"resource": {"resourceType": type_, **elements}, "request": {"method": "POST", "url": type_}}

    goal = {"lifecycleStatus": "proposed", "subject": {"display": "x"}}
    asked = {"status": "draft", "intent": "plan", "subject": {"display": "x"}}
    message_ = {name: value for name, value in named(plain()).items() if name != "contained"}
    message_["subject"] = {"identifier": person()["identifier"][0]}
    entries = [
        part("Goal", description={"text": "one"}, **goal),
        part(**{"type_": "Communication", **{k: v for k, v in message_.items() if k != "resourceType"}}),
        part("Goal", description={"text": "two"}, **goal),
        part("Goal", description={"text": "three"}, **goal),
        part("ServiceRequest", code={"text": "y"}, **asked),
    ]
    done = await post(parts, "/fhir", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
    assert done.status_code == 200, done.text
    places = [one["response"].get("location", "").removeprefix(parts.own_url) for one in done.json()["entry"]]
    assert [place.partition("/_history")[0] for place in places] == [
        "/Goal/g1",
        "/Communication/c1",
        "/Goal/g2",
        "",
        "/ServiceRequest/s1",
    ]
    assert done.json()["entry"][1]["response"]["outcome"]["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("number", [0, 1])
async def test_what_the_documentation_posts_is_taken(number: int) -> None:
    text = (ROOT / "docs" / "fhir.md").read_text(encoding="utf-8")
    shown_ = re.findall(r"```json posted\n(.*?)```", text, re.DOTALL)
    assert len(shown_) == 2
    body = orjson.loads(shown_[number])
    parts = Parts()
    made = await post(parts, f"/fhir/{body['resourceType']}", body, Prefer="handling=strict")
    assert made.status_code == 202, made.text
    ((sent, *_),) = parts.adapter.seen
    assert (sent.recipients, sent.patient.value) == ((SOCIAL,), PERSON)


def test_conditions_are_read_as_the_query_that_they_are() -> None:
    assert prefer.condition(None) is None
    assert prefer.condition(f"{CONDITION}{ID.upper()}") == ID
    assert message().message_id != ID


@pytest.mark.parametrize("text", ["1" + "0" * 30, r'"\ud800"'])
@pytest.mark.parametrize("route", ["/fhir", "/fhir/Task/1", "/fhir/Communication"])
async def test_what_could_not_be_written_again_is_refused(route: str, text: str) -> None:
    """Numbers beyond 64 bits and half characters: a fault of the sender's, and no error of ours."""
    odd = f'{{"resourceType": "Communication", "id": "1", "status": "completed", "x": {text}}}'
    request = '"request": {"method": "POST", "url": "Communication"}'
    bundle = f'{{"resourceType": "Bundle", "type": "batch", "entry": [{{"resource": {odd}, {request}}}]}}'
    async with client(Parts()) as asking:
        method, body = ("PUT" if "Task" in route else "POST"), (bundle if route == "/fhir" else odd)
        answer = await asking.request(method, route, content=body, headers=FHIR)
    assert (answer.status_code, rule(answer)) == (422, "READ-JSON")
