"""Who sees what over REST, by every way in: the sender, each recipient, a third unit, and clients of few rights."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapter.model.person import Protection
from adapter.r4 import systems
from adapter.sandbox.people import CAST
from tests import planning
from tests.builders import HEALTH_CENTRE, SOCIAL, WARD
from tests.web import rest_house
from tests.web.rest_house import ID, NUMBER, PERSON, TYPES, Rest, entries, header, notice
from tests.web.test_journey import CONSENT
from tests.web.test_writing import admission, form

pytestmark = pytest.mark.anyio
SECOND = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e22"
THIRD = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e33"
NOBODY = "0" * 56
SAID = {
    "question": "kand-patient",
    "answer": True,
    "comment": "Känd sedan tidigare.",
    "date": "2026-03-02",
    "name": "Test Testsson",
    "title": "sjuksköterska",
}


def basis(*recipients: str, **changes: Any) -> dict[str, Any]:
    """A planning basis: all of it wants a consent."""
    plain = {
        "messageId": SECOND,
        "kind": "planeringsunderlag",
        "consent": None,
        "content": {"answers": [SAID]},
    }
    return notice(*recipients, **{**plain, **changes})


def samtycke(status: str, *recipients: str) -> dict[str, Any]:
    content = {**CONSENT, "status": status, "recordedAt": "2026-03-02T09:45:00+01:00"}
    return notice(*recipients, messageId=THIRD, kind="samtycke", consent=None, content=content)


@pytest.fixture
async def rest(tmp_path: Path) -> AsyncIterator[Rest]:
    async with rest_house.opened(tmp_path) as opened:
        yield opened


async def delivered(rest: Rest) -> None:
    """A notice and a planning basis to social services, fetched by them."""
    await rest.sent(notice(SOCIAL))
    await rest.sent(basis(SOCIAL))
    assert len(await rest.pull(SOCIAL, "social")) == 2


def headers_of(response: Any) -> dict[str, str]:
    own = {"x-request-id", "x-correlation-id", "date"}
    return {name: value for name, value in response.headers.items() if name not in own}


async def nothing_tells(rest: Rest, key: str, seen: dict[str, Any]) -> None:
    """By every way, for one of each type, the answer is the one that there is for an id of nobody's."""
    of_types = {reference.partition("/")[0]: reference for reference in seen}
    for type_, reference in of_types.items():
        id_ = reference.partition("/")[2]
        version = seen[reference]["meta"]["versionId"]
        hidden = await ways(rest, key, type_, id_, version)
        nothing = await ways(rest, key, type_, NOBODY, version)
        for (asked, one), (_, other) in zip(hidden.items(), nothing.items(), strict=True):
            assert without(one, id_) == without(other, NOBODY), asked


async def ways(rest: Rest, key: str, type_: str, id_: str, version: str) -> dict[str, tuple[Any, ...]]:
    """Every way to ask for one resource: what it answers, ids of the request aside."""
    reference = f"{type_}/{id_}"
    batch = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [
            {"request": {"method": "GET", "url": reference}},
            {"request": {"method": "GET", "url": f"{type_}?_id={id_}"}},
        ],
    }
    made: dict[str, tuple[Any, ...]] = {}
    for path in (
        reference,
        f"{reference}/_history",
        f"{reference}/_history/{version}",
        f"{reference}?_summary=true",
        f"{reference}?_format=xml",
        f"{type_}?_id={id_}",
        f"{type_}?_id={id_}&_summary=count",
        f"{type_}?_id={id_}&_revinclude=Provenance:target",
        f"Provenance?target={reference}",
        f"AuditEvent?entity={reference}",
        f"Communication?patient={id_}",
        f"Communication?encounter={id_}",
        f"Task?focus={reference}",
    ):
        response = await rest.get(path, key)
        made[path] = (response.status_code, response.content, headers_of(response))
    response = await rest.get(reference, key, If_None_Match=f'W/"{version}"')
    made["if-none-match"] = (response.status_code, response.content, headers_of(response))
    posted = await rest.anybody.post(
        f"/fhir/{type_}/_search", data={"_id": id_}, headers={"Authorization": f"Bearer {key}"}
    )
    made["post"] = (posted.status_code, posted.content, headers_of(posted))
    batched = await rest.post("", batch, key)
    made["batch"] = (batched.status_code, batched.content, headers_of(batched))
    return made


def without(answer: tuple[Any, ...], *ids: str) -> str:
    """An answer without what the asker said itself, and what changes from one answer to the next."""
    text = str(answer)
    for id_ in ids:
        text = text.replace(id_, "ID")
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", "AT", text)
    text = re.sub(r"_page=[\w\-.%~=]+", "_page=P", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID", text)
    return re.sub(r"'content-length': '\d+'", "", text)


async def test_each_sees_its_own_and_a_third_unit_cannot_tell_it_from_nothing(rest: Rest) -> None:
    await delivered(rest)
    mine, got = await rest.everything("ward"), await rest.everything("social")
    assert {one.partition("/")[0] for one in got} >= {
        "Patient",
        "Encounter",
        "Communication",
        "QuestionnaireResponse",
        "Task",
        "Consent",
        "Provenance",
        "AuditEvent",
    }
    assert await rest.everything("clinic") == {}
    assert await rest.everything("home") == {}
    for owner, stranger, seen in (("ward", "social", mine), ("social", "clinic", got)):
        for reference, resource in seen.items():
            read = await rest.get(reference, owner)
            assert read.status_code == 200
            assert read.json() == resource
        hidden = {one: seen[one] for one in seen.keys() - (got.keys() if stranger == "social" else set())}
        await nothing_tells(rest, stranger, hidden)


async def test_a_client_of_several_units_sees_the_union_and_no_more(rest: Rest) -> None:
    await delivered(rest)
    mine, got = await rest.everything("ward"), await rest.everything("social")
    both = await rest.everything("several")
    assert both.keys() == mine.keys() | got.keys()
    assert (await rest.everything("municipality")).keys() == got.keys()


async def test_rights_are_apart(rest: Rest) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    assert (await rest.everything("reader")).keys() == got.keys()
    reference = next(one for one in got if one.startswith("Communication/"))
    for key in ("sender", "operator"):
        for path in (reference, f"{reference}/_history", "Communication", "Subscription"):
            refused = await rest.get(path, key)
            assert refused.status_code == 403, (key, path)
            assert NUMBER not in refused.text
        searched = await rest.anybody.post(
            "/fhir/Communication/_search", data={"_id": NOBODY}, headers={"Authorization": f"Bearer {key}"}
        )
        assert searched.status_code == 403
    for key in ("reader", "operator"):
        written = await rest.post("Communication", got[reference], key)
        assert written.status_code == 403
    none = await rest.anybody.get(f"/fhir/{reference}")
    assert none.status_code == 401
    assert none.json()["resourceType"] == "OperationOutcome"
    inside = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"request": {"method": "GET", "url": reference}}],
    }
    answer = await rest.post("", inside, "sender")
    assert answer.json()["entry"][0]["response"]["status"].startswith("403")
    assert "resource" not in answer.json()["entry"][0]


async def test_a_write_by_one_who_cannot_read_shows_nothing_back(rest: Rest) -> None:
    """The right to send is no right to read: what is answered is what was posted, or nothing."""
    await rest.sent(notice(SOCIAL))
    body = admission(SECOND)
    made = await rest.post("Communication", body, "sender")
    assert made.status_code in {201, 202}, made.text
    assert PERSON.name is not None
    assert PERSON.name.family not in made.text


async def test_ids_and_etags_of_one_unit_are_not_anothers(rest: Rest) -> None:
    await rest.sent(notice(SOCIAL, HEALTH_CENTRE))
    await rest.pull(SOCIAL, "social")
    await rest.pull(HEALTH_CENTRE, "clinic")
    social, clinic = await rest.everything("social"), await rest.everything("clinic")
    of_message = {"Communication", "Task", "Provenance"}
    assert not {one for one in social.keys() & clinic.keys() if one.partition("/")[0] in of_message}
    for hidden in (social.keys() - clinic.keys()) - {""}:
        assert (await rest.get(hidden, "clinic")).status_code == 404, hidden
    assert SOCIAL not in str(clinic)
    assert HEALTH_CENTRE not in str(social)


async def test_a_condition_on_anothers_message_tells_nothing(rest: Rest) -> None:
    """Somebody else's message id is free to use, whether there is such a message or not."""
    await delivered(rest)
    body = form(planning.calls(SOCIAL))
    del body["identifier"]
    condition = f"identifier={systems.MESSAGE_ID}|{ID}"
    made = await rest.post("Communication", body, "clinic", If_None_Exist=condition)
    assert made.status_code == 201, made.text
    assert (await rest.post("Communication", body, "clinic", If_None_Exist=condition)).status_code == 200
    path = made.headers["location"].partition("/fhir/")[2]
    assert (await rest.get(path, "clinic")).json()["category"] == body["category"]
    assert (await rest.get(path, "ward")).status_code == 404


async def test_validating_a_reference_tells_nothing(rest: Rest) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    answers = []
    for type_ in ("Communication", "Patient"):
        id_ = next(one for one in got if one.startswith(f"{type_}/")).partition("/")[2]
        for one in (id_, NOBODY):
            body = {
                "resourceType": "Communication",
                "id": one if type_ == "Communication" else NOBODY,
                "status": "completed",
                "subject": {"reference": f"Patient/{one}"},
            }
            response = await rest.post("Communication/$validate", body, "clinic")
            answers.append((response.status_code, response.text.replace(one, "ID")))
        assert answers[-1] == answers[-2]


async def test_a_subscription_is_its_units_own(rest: Rest) -> None:
    body = {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "To fetch what is new",
        "criteria": f"Communication?recipient={SOCIAL}",
        "channel": {"type": "rest-hook", "endpoint": rest_house.HOOK, "payload": "application/fhir+json"},
    }
    made = await rest.post("Subscription", body, "social")
    assert made.status_code == 201, made.text
    id_ = made.json()["id"]
    for key in ("ward", "clinic"):
        assert (await rest.post("Subscription", body, key)).status_code in {403, 422}
        for path in (f"Subscription/{id_}", f"Subscription/{id_}/$status"):
            hidden = await rest.get(path, key)
            nothing = await rest.get(path.replace(id_, NOBODY), key)
            assert (hidden.status_code, hidden.content) == (404, nothing.content)
        for path in ("Subscription", f"Subscription?_id={id_}", "Subscription?status=requested"):
            found = await rest.get(path, key)
            assert found.status_code == 200
            assert not found.json().get("entry")
        assert "hook" not in (await rest.get("Subscription/$status", key)).text
        put = await rest.put(f"Subscription/{id_}", {**made.json(), "status": "off"}, key)
        gone = await rest.anybody.delete(f"/fhir/Subscription/{id_}", headers=header(key))
        assert (put.status_code, gone.status_code) == (404, 404)
    for key in ("municipality", "several"):
        assert (await rest.get(f"Subscription/{id_}", key)).json()["id"] == id_
    assert (await rest.get(f"Subscription/{id_}", "sender")).status_code == 403


# -- what closes reading


async def closed(rest: Rest, key: str, seen: dict[str, Any]) -> None:
    """Nothing of it is there any more, by any way."""
    assert await rest.everything(key) == {}
    for type_ in TYPES:
        if type_ == "PractitionerRole" or type_ in {"Provenance", "AppointmentResponse"}:
            continue
        assert (await rest.search(type_, key))["total"] == 0, type_
    await nothing_tells(rest, key, seen)


async def test_protection_after_delivery_closes_all_for_all(rest: Rest) -> None:
    await delivered(rest)
    mine, got = await rest.everything("ward"), await rest.everything("social")
    rest.register.put(replace(PERSON, protection=Protection.SEKRETESSMARKERING))
    await closed(rest, "ward", mine)
    await closed(rest, "social", got)
    rest.register.put(replace(PERSON, protection=Protection.SKYDDAD_FOLKBOKFORING))
    assert await rest.everything("ward") == await rest.everything("social") == {}
    rest.register.put(PERSON)
    assert (await rest.everything("social")).keys() == got.keys()


async def test_a_protected_guardian_closes_all(rest: Rest) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    rest.register.put(CAST.guardian)
    rest.register.put(replace(PERSON, guardians=(CAST.guardian.identifier,)))
    await closed(rest, "social", got)


async def test_nobody_of_that_number_closes_all(rest: Rest) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    del rest.register._people[NUMBER]
    await closed(rest, "social", got)


async def test_a_silent_register_is_503_and_says_that_it_is_the_register(rest: Rest) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    rest.register.key = "changed"
    for path in (*got, "Communication?_count=5"):
        asked = await rest.get(path, "social")
        assert asked.status_code == 503, path
        (issue,) = asked.json()["issue"]
        assert issue["details"]["coding"][0]["code"] == "HTTP-UNAVAILABLE"
        assert NUMBER not in asked.text
    stranger = [await rest.get(one, "clinic") for one in (*got, f"Communication/{NOBODY}")]
    assert {one.status_code for one in stranger} == {404}


@pytest.mark.parametrize("status", ["withdrawn", "refused"])
async def test_a_consent_that_ends_closes_what_hung_on_it(rest: Rest, status: str) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    await rest.sent(samtycke(status, SOCIAL))
    after = await rest.everything("social")
    answers = [one for one in got if one.startswith("QuestionnaireResponse/")]
    assert answers
    assert not any(one.startswith("QuestionnaireResponse/") for one in after)
    told = [one for one in after.values() if one["resourceType"] == "Communication"]
    assert "planeringsunderlag" not in str(told)
    assert "Känd sedan" not in str(after)
    assert "Avdelning 1" not in str([one for one in after.values() if one["resourceType"] == "CarePlan"])
    gone = got.keys() - after.keys()
    await nothing_tells(rest, "social", {one: got[one] for one in gone})
    for resource in after.values():
        assert not {one for one in gone if one in str(resource)}, resource
    for reference, resource in got.items():
        history = await rest.get(f"{reference}/_history", "social")
        assert "Känd sedan" not in history.text
        if reference in after and resource["meta"]["versionId"] != after[reference]["meta"]["versionId"]:
            old = await rest.get(f"{reference}/_history/{resource['meta']['versionId']}", "social")
            assert old.status_code in {200, 404}
            if old.status_code == 200:
                assert old.json()["meta"]["versionId"] == resource["meta"]["versionId"]


@pytest.mark.parametrize("reason", ["fel-person", "fel-mottagare"])
async def test_what_is_annulled_is_closed_to_its_recipient(rest: Rest, reason: str) -> None:
    await delivered(rest)
    got = await rest.everything("social")
    await rest.sent(
        basis(SOCIAL, messageId=THIRD, action="annul", relatesTo=SECOND, content={"reason": reason})
    )
    await rest.pull(SOCIAL, "social")
    after = await rest.everything("social")
    assert "Känd sedan" not in str(after)
    assert not any(one.startswith("QuestionnaireResponse/") for one in after)
    for reference in (one for one in got if one.startswith("QuestionnaireResponse/")):
        for path in (reference, f"{reference}/_history"):
            assert (await rest.get(path, "social")).status_code == 404
    mine = await rest.everything("ward")
    assert "planeringsunderlag" in str(mine)


async def test_searches_for_a_hidden_and_an_unknown_person_are_answered_alike(rest: Rest) -> None:
    await delivered(rest)
    for type_ in ("Communication", "Patient", "Consent", "Task", "AuditEvent"):
        hidden, unknown, nobody = [
            without((await rest.search(type_, "clinic", number=number),))
            for number in (NUMBER, CAST.green.identifier, "189001019802")
        ]
        assert hidden == unknown == nobody
        assert "'total': 0" in hidden


async def test_paging_by_a_stranger_has_no_trace_of_the_hidden(rest: Rest) -> None:
    for key in ("clinic", "home"):
        before = await rest.get("Communication?_count=1", key)
        assert "next" not in str(before.json()["link"])
    await delivered(rest)
    for key in ("clinic", "home"):
        after = await rest.get("Communication?_count=1", key)
        assert "next" not in str(after.json()["link"])
        assert "entry" not in after.json() or after.json()["entry"] == []


async def test_who_got_what_is_told_of_oneself_alone(rest: Rest) -> None:
    await rest.sent(notice(SOCIAL, HEALTH_CENTRE))
    await rest.pull(SOCIAL, "social")
    await rest.pull(HEALTH_CENTRE, "clinic")
    await rest.everything("clinic")
    for key, other in (("social", HEALTH_CENTRE), ("clinic", SOCIAL)):
        seen = await rest.everything(key)
        about = {name: one for name, one in seen.items() if name.startswith(("AuditEvent", "Provenance"))}
        assert about
        assert other not in str(about)


async def test_included_is_only_what_may_be_seen(rest: Rest) -> None:
    await delivered(rest)
    seen = set(await rest.everything("social"))
    for asked in (
        {"_include": "*"},
        {"_include": "Communication:encounter"},
        {"_revinclude": "Provenance:target"},
        {"_revinclude": "Task:focus"},
        {"_revinclude": "AuditEvent:entity"},
    ):
        response = await rest.anybody.post(
            "/fhir/Communication/_search",
            data={"patient.identifier": f"{systems.PERSONNUMMER}|{NUMBER}", **asked},
            headers={"Authorization": "Bearer social"},
        )
        assert response.status_code in {200, 400}, asked
        if response.status_code == 200:
            found = entries(response.json()) + entries(response.json(), "include")
            names = {f"{one['resourceType']}/{one['id']}" for one in found}
            assert {one for one in names if not one.startswith("Organization/")} <= seen


async def test_a_held_message_is_read_by_nobody_and_its_sender_learns_only_that_it_waits(rest: Rest) -> None:
    """The register is silent at acceptance: what is held for identity is closed to every read path (semantics 15)."""
    rest.register.key = "changed"
    taken = await rest.native(notice(SOCIAL))
    assert taken.status_code == 202, taken.text
    for key in ("ward", "social", "clinic", "several"):
        asked = await rest.get("Communication", key)
        assert asked.status_code in {200, 503}
        assert "Avdelning 1" not in asked.text
        assert "entry" not in asked.json() or asked.json()["entry"] == []
    rest.register.key = None
    assert not any(one.startswith("Communication") for one in await rest.everything("social"))


async def test_an_untold_recipient_sees_what_it_got_and_no_other_recipient(rest: Rest) -> None:
    """One unit got all, the other (no consent for it) got less: neither sees what the other got."""
    narrow = {**CONSENT, "parties": [SOCIAL]}
    receipt = await rest.sent(notice(SOCIAL, HEALTH_CENTRE, consent=narrow))
    outcomes = {one["recipient"]: one["outcome"] for one in receipt["verdicts"]}
    assert outcomes == {SOCIAL: "forward", HEALTH_CENTRE: "reduce"}
    await rest.pull(SOCIAL, "social")
    (bundle,) = await rest.pull(HEALTH_CENTRE, "clinic")
    seen = await rest.everything("clinic")
    said = ("Avdelning 1", "Test Testsson", "överläkare", "vtf-2026-000123", "2026-03-02T08:10:00")
    withheld = [one for one in said if one not in str(bundle)]
    assert withheld
    assert not [one for one in withheld if one in str(seen)]
    assert SOCIAL not in str(seen)
    text = str(bundle)
    for reference, one in seen.items():
        if reference.startswith("Encounter/"):
            for stay in one.get("episodeOfCare", ()):
                assert stay["identifier"]["value"] in text


async def test_a_unit_is_found_by_its_hsa_id_whoever_of_it_sent(rest: Rest) -> None:
    await delivered(rest)
    for key in ("social", "ward"):
        for asked in (
            f"sender={WARD}",
            f"sender=Organization/{WARD}",
            f"sender:Organization={WARD}",
            f"sender:identifier={systems.HSA_ID}|{WARD}",
            f"recipient={SOCIAL}",
            f"recipient:identifier={SOCIAL}",
        ):
            found = (await rest.get(f"Communication?{asked}", key)).json()
            assert len(entries(found)) == 2, (key, asked)
            other = (await rest.get(f"Communication?{asked.replace('-', '-X')}", key)).json()
            assert not entries(other), (key, asked)


async def test_a_mark_is_there_once(rest: Rest) -> None:
    await delivered(rest)
    for key in ("social", "ward"):
        for name, one in (await rest.everything(key)).items():
            tags = [tag["code"] for tag in one["meta"].get("tag", ())]
            assert len(tags) == len(set(tags)), name
