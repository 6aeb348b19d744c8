"""The HTTP of `contract.md` §6 against a real `serve --with-worker` on its embedded store, as a caller meets it."""

import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from adapter.intake.native import read
from adapter.mapping.submission import bundle
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.people import CAST
from adapter.sandbox.register_server import RegisterServer
from adapter.sandbox.units import HEALTH_CENTRE, HOME_REHAB, OWNERS, SOCIAL_SERVICES, WARD, directory
from tests.checkout import mappings
from tests.contract.builder import Json
from tests.contract.scenes import consent, message

BEGAN = "2026-03-02T10:00:00+01:00"
LIMIT = 65536
RIGHTS = {
    "ward": ([WARD], ["send", "read"]),
    "social": ([SOCIAL_SERVICES], ["send", "read"]),
    "rehab": ([HOME_REHAB], ["send", "read"]),
    "reader": ([WARD], ["read"]),
    "hasty": ([HEALTH_CENTRE], ["read"]),
    "operator": ([], ["operate"]),
}
PEOPLE = cycle(
    (
        CAST.blue,
        CAST.green,
        CAST.yellow,
        CAST.red,
        CAST.refuses,
        CAST.withdraws,
        CAST.unable,
        CAST.unclear,
        CAST.waits,
    )
)


class Site:
    """The running service, and one caller's key per name."""

    def __init__(self, url: str, register: RegisterServer, log: Path) -> None:
        self.url = url
        self.register = register
        self.log = log

    def call(self, method: str, route: str, who: str | None = "ward", **more: Any) -> httpx.Response:
        """One request with that caller's key (no key for None)."""
        headers = {"Authorization": f"Bearer key-of-{who}"} if who else {}
        headers |= more.pop("headers", {})
        return httpx.request(method, self.url + route, headers=headers, timeout=10, trust_env=False, **more)

    def post(self, body: Json, who: str | None = "ward") -> httpx.Response:
        """A native message."""
        return self.call("POST", "/svu/messages", who, json=body)

    def receipt(self, body: Json, who: str = "ward") -> Json:
        """The receipt as it stands now."""
        answer = self.call("GET", f"/svu/messages/{body['messageId']}", who)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Receivers, register and service, all real, on loopback; rehab pulls from its mailbox."""
    home = tmp_path_factory.mktemp("svu")
    register = RegisterServer(CAST.everybody())
    with contextlib.ExitStack() as stack:
        urls = {
            owner: stack.enter_context(Loopback(EndpointServer(owner, home).app())).url for owner in OWNERS
        }
        asked = stack.enter_context(Loopback(register.app())).url
        units = directory(urls)
        for unit in units:
            if unit["unit"] == HOME_REHAB:
                unit["endpoint"] = {"id": "rehab-mailbox", "mode": "mailbox"}
        (home / "directory.yaml").write_text(json.dumps(units), encoding="utf-8")
        clients = [
            {
                "id": name,
                "keySha256": hashlib.sha256(f"key-of-{name}".encode()).hexdigest(),
                "units": own,
                "rights": rights,
            }
            for name, (own, rights) in RIGHTS.items()
        ]
        (home / "clients.yaml").write_text(json.dumps(clients), encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = {
            "SVU_SANDBOX": "true",
            "SVU_REGION": "vasterbotten",
            "SVU_OWN_URL": f"http://127.0.0.1:{port}/fhir",
            "SVU_PORT": str(port),
            "SVU_DIRECTORY_FILE": str(home / "directory.yaml"),
            "SVU_CLIENTS_FILE": str(home / "clients.yaml"),
            "SVU_REGISTER_URL": f"{asked}/fhir",
            "SVU_DATA_DIR": str(home / "store"),
            "SVU_KEY_FILE": str(home / "keys" / "keys.json"),
            "SVU_AUDIT_DIR": str(home / "audit"),
            "SVU_CLOCK_AT": BEGAN,
            "SVU_BODY_LIMIT": str(LIMIT),
            "SVU_RATE_PER_SECOND": "10",
            "SVU_RATE_BURST": "60",
        }
        log = home / "service.log"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SVU_")}  # noqa: TID251
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", "adapter", "serve", "--with-worker"],
                env=plain | settings,
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        stack.callback(_end, process)
        it = Site(f"http://127.0.0.1:{port}", register, log)
        _wait_until_ready(it, process)
        yield it


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=20)
    process.kill()
    process.wait()


def _wait_until_ready(site: Site, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, site.log.read_text(encoding="utf-8")
        with contextlib.suppress(httpx.HTTPError):
            if site.call("GET", "/health/ready", None).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError(site.log.read_text(encoding="utf-8"))


def _number(value: str) -> Json:
    return {"type": "personnummer", "value": value}


def notice(number: str | None = None, **changes: Any) -> Json:
    """An admission notice of a fresh id and stay for somebody of the cast, with the consent in it."""
    plain: Json = {
        "messageId": str(uuid4()),
        "recipients": [SOCIAL_SERVICES, HEALTH_CENTRE],
        "patient": _number(number or next(PEOPLE).identifier),
        "episode": {"id": f"vtf-{uuid4()}", "admittedAt": "2026-03-02T08:10:00+01:00"},
        "sentAt": "2026-03-02T10:00:00+01:00",
        "consent": consent(recordedAt="2026-03-02T09:00:00+01:00"),
    }
    return message("inskrivningsmeddelande", **(plain | changes))


def _eventually(site: Site, body: Json, unit: str, state: str) -> Json:
    until = time.monotonic() + 15
    while True:
        row = next(one for one in site.receipt(body)["verdicts"] if one["recipient"] == unit)
        if row["delivery"]["state"] == state or time.monotonic() > until:
            assert row["delivery"]["state"] == state, row
            return dict(row)
        time.sleep(0.1)


def outcome_in(answer: httpx.Response) -> Json:
    """The OperationOutcome of a problem+json or a FHIR answer."""
    kind = answer.headers["content-type"].partition(";")[0]
    body = answer.json()
    if answer.request.url.path.startswith("/fhir"):
        assert kind == "application/fhir+json", answer.text
        found = body
    else:
        assert kind == "application/problem+json", answer.text
        assert body["status"] == answer.status_code
        found = next(value for value in body.values() if isinstance(value, dict))
    assert found["resourceType"] == "OperationOutcome"
    assert found["issue"]
    return dict(found)


def rules_in(outcome: Json) -> set[str]:
    """The rules that an OperationOutcome names."""
    return {
        coding["code"] for issue in outcome["issue"] for coding in issue.get("details", {}).get("coding", ())
    }


# A message's way in


def test_a_message_is_accepted_repeated_and_in_conflict(site: Site) -> None:
    body = notice()
    first = site.post(body)
    assert first.status_code == 202, first.text
    receipt = first.json()
    assert {one["recipient"]: one["outcome"] for one in receipt["verdicts"]} == {
        SOCIAL_SERVICES: "forward",
        HEALTH_CENTRE: "forward",
    }
    again = site.post(body)
    assert again.status_code == 200, again.text
    assert again.json()["messageId"] == body["messageId"]
    other = site.post(body | {"content": body["content"] | {"ward": "Avdelning 9"}})
    assert other.status_code == 409, other.text
    outcome_in(other)
    elsewhere = site.post(body | {"patient": _number(CAST.doubles.identifier)})
    assert elsewhere.status_code == 409, elsewhere.text
    for unit in (SOCIAL_SERVICES, HEALTH_CENTRE):
        _eventually(site, body, unit, "delivered")


def test_a_mixed_verdict_is_accepted(site: Site) -> None:
    body = notice(withhold=[{"unit": SOCIAL_SERVICES, "reason": "sekretess"}])
    answer = site.post(body)
    assert answer.status_code == 202, answer.text
    outcomes = {one["recipient"]: one["outcome"] for one in answer.json()["verdicts"]}
    assert outcomes == {SOCIAL_SERVICES: "refuse", HEALTH_CENTRE: "forward"}


def test_an_admission_refusal_is_422_and_names_its_rule_again_when_repeated(site: Site) -> None:
    body = notice(CAST.returns.identifier, without=["estimatedDischarge"])
    first, again = site.post(body), site.post(body)
    assert (first.status_code, again.status_code) == (422, 422), again.text
    assert "VB-MSG-03" in rules_in(outcome_in(first))
    assert rules_in(outcome_in(again)) == rules_in(outcome_in(first))


def test_every_fault_of_a_body_is_told_at_once(site: Site) -> None:
    answer = site.post(notice(CAST.returns.identifier) | {"color": 1, "action": "x", "sentAt": "igår"})
    assert answer.status_code in {400, 422}, answer.text
    paths = {path for issue in outcome_in(answer)["issue"] for path in issue.get("expression", ())}
    assert paths == {"color", "action", "sentAt"}


@pytest.mark.parametrize(
    "number",
    [
        _number(CAST.protected.identifier),
        _number(CAST.guardian.identifier),
        _number("189001299800"),
        {"type": "r-nummer", "value": "R1234567"},
        _number(CAST.child.identifier),
    ],
    ids=["skyddad", "sekretess", "unknown", "r-nummer", "guardian protected"],
)
def test_the_identity_guard_has_one_answer(site: Site, number: Json) -> None:
    body = notice(patient=number, consent=consent(givenBy="guardian", recordedAt="2026-03-02T09:00:00+01:00"))
    answer = site.post(body)
    assert answer.status_code == 422, answer.text
    said = answer.text.replace(body["messageId"], "")
    assert number["value"] not in said
    outcome = outcome_in(answer)
    assert not any(code.startswith("VB-") for code in rules_in(outcome)), outcome
    stripped = [
        {key: issue[key] for key in ("severity", "code", "details") if key in issue}
        for issue in outcome["issue"]
    ]
    alike = site.post(notice(patient=_number(CAST.protected.identifier)))
    again = [
        {key: issue[key] for key in ("severity", "code", "details") if key in issue}
        for issue in outcome_in(alike)["issue"]
    ]
    assert stripped == again
    assert set(answer.headers) == set(alike.headers)


def test_a_wrong_check_digit_can_be_corrected_and_is_not_told_back(site: Site) -> None:
    wrong = CAST.returns.identifier[:-1] + str((int(CAST.returns.identifier[-1]) + 1) % 10)
    answer = site.post(notice(wrong))
    assert answer.status_code == 422, answer.text
    assert wrong not in answer.text


def test_who_calls_is_known(site: Site) -> None:
    body = notice(CAST.returns.identifier)
    assert site.post(body, None).status_code == 401
    assert site.post(body, "nobody").status_code == 401
    assert site.call("GET", f"/svu/messages/{body['messageId']}", None).status_code == 401
    for who in ("social", "reader", "operator"):
        answer = site.post(body, who)
        assert answer.status_code == 403, who
        outcome_in(answer)
    assert site.call("GET", f"/svu/mailbox?unit={HOME_REHAB}", "social").status_code == 403


def test_a_receipt_is_its_own_units_alone(site: Site) -> None:
    body = notice()
    assert site.post(body).status_code == 202
    assert site.call("GET", f"/svu/messages/{body['messageId']}", "social").status_code == 404
    assert site.call("GET", f"/svu/messages/{body['messageId']}", "reader").status_code == 200
    assert site.call("GET", f"/svu/messages/{uuid4()}").status_code == 404
    assert site.call("GET", "/svu/messages/nonsense").status_code in {400, 404, 422}


@pytest.mark.parametrize(
    ("route", "kind"),
    [("/svu/messages", "application/json"), ("/fhir/$process-message", "application/fhir+json")],
)
def test_what_cannot_be_taken_says_so(site: Site, route: str, kind: str) -> None:
    huge = b'{"x": "' + b"x" * LIMIT + b'"}'
    for content, said, status in (
        (huge, kind, 413),
        (b"{}", "text/plain", 415),
        (b"{}", "text/csv", 415),
        (b"{", kind, 422),
        (b"\xff\xfe", kind, 422),
    ):
        answer = site.call("POST", route, content=content, headers={"Content-Type": said})
        assert answer.status_code == status, (answer.status_code, answer.text, content[:9])
        outcome_in(answer)
    assert site.call("DELETE", route).status_code == 405
    assert site.call("GET", "/svu/nonsense").status_code == 404


def test_request_ids_are_echoed(site: Site) -> None:
    ids = {"X-Request-Id": str(uuid4()), "X-Correlation-Id": "corr-1"}
    answer = site.call("POST", "/svu/messages", json={}, headers=ids)
    assert {name: answer.headers.get(name) for name in ids} == ids


def _refused_by(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 422, (answer.status_code, answer.text)
    return rules_in(outcome_in(answer))


def _said(status: str, **changes: Any) -> Json:
    person = changes.pop("person", CAST.doubles.identifier)
    content = consent(status, recordedAt="2026-03-02T09:30:00+01:00") | changes
    return message(
        "samtycke",
        messageId=str(uuid4()),
        recipients=[],
        patient=_number(person),
        sentAt="2026-03-02T10:00:00+01:00",
        content=content,
    )


def test_who_may_say_what_about_consent(site: Site) -> None:
    assert site.post(_said("given")).status_code == 202
    stranger = site.post(_said("given", recordedBy={"unit": SOCIAL_SERVICES, "name": "Test", "title": "x"}))
    assert stranger.status_code in {403, 422}, stranger.text
    ahead = site.post(_said("given", recordedAt="2026-03-02T11:00:00+01:00"))
    assert ahead.status_code == 422, ahead.text
    undocumented = _said("given")
    del undocumented["content"]["recordedBy"]
    assert "VB-CONS-03" in _refused_by(site.post(undocumented))


def test_a_withdrawal_takes_effect_at_once_and_asking_anew_ends_it(site: Site) -> None:
    who = CAST.late.identifier
    assert site.post(_said("given", person=who)).status_code == 202
    assert _outcome(site, notice(who, consent=None)) == "forward"
    assert site.post(_said("withdrawn", person=who)).status_code == 202
    assert _outcome(site, notice(who, consent=None)) == "reduce"
    later = consent(recordedAt="2026-03-02T09:45:00+01:00")
    assert _outcome(site, notice(who, consent=later)) == "reduce"
    assert _outcome(site, notice(who, consent=later | {"askedAnew": True})) == "forward"
    assert _outcome(site, notice(who, consent=None)) == "forward"


def _outcome(site: Site, body: Json) -> str:
    answer = site.post(body)
    assert answer.status_code == 202, answer.text
    (outcome,) = {one["outcome"] for one in answer.json()["verdicts"]}
    return str(outcome)


def test_order_region_and_time_are_kept(site: Site) -> None:
    who = CAST.returns.identifier
    unknown = notice(who, action="revise", relatesTo=str(uuid4()))
    assert _refused_by(site.post(unknown))
    assert _refused_by(site.post(notice(who, region="sverige"))) == {"PRODUKT-FORM-04"}
    assert "PRODUKT-FORM-04" in _refused_by(site.post(notice(who, region="norrbotten")))
    assert _refused_by(site.post(notice(who, sentAt="2026-03-02T10:30:00+01:00"))) == {"CHECK-TIME"}
    assert _refused_by(site.post(notice(who, recipients=[WARD]))) == {"PRODUKT-RECIPIENT-04"}
    assert site.post(notice(who, sentAt="2026-02-20T10:00:00+01:00")).status_code == 202


def test_the_whole_of_a_stay(site: Site) -> None:
    first = notice(CAST.submitted.identifier)
    assert site.post(first).status_code == 202
    stay = {"patient": first["patient"], "episode": first["episode"], "recipients": first["recipients"]}
    now = {"sentAt": "2026-03-02T10:00:00+01:00", "messageId": str(uuid4())}

    def send(kind: str, **changes: Any) -> httpx.Response:
        sender = changes.get("sender", WARD)
        who = "social" if sender == SOCIAL_SERVICES else "ward"
        return site.post(message(kind, **(stay | now | {"messageId": str(uuid4())} | changes)), who)

    assert "VB-STATE-03" in _refused_by(send("utskrivningsmeddelande"))
    kvittens = send(
        "kvittens", sender=SOCIAL_SERVICES, recipients=[WARD], relatesTo=first["messageId"], content={}
    )
    assert kvittens.status_code == 202, kvittens.text
    row = next(one for one in site.receipt(first)["verdicts"] if one["recipient"] == SOCIAL_SERVICES)
    assert row["kvittens"]["metAt"]
    ready = {"content": {"readyAt": "2026-03-02T10:00:00+01:00"}}
    assert send("utskrivningsklar", **ready).status_code == 202
    assert "VB-STATE-10" in _refused_by(send("utskrivningsklar", **ready))
    gone = {"content": {"dischargedAt": "2026-03-02T10:00:00+01:00"}}
    assert send("utskrivningsmeddelande", **gone).status_code == 202
    assert "VB-STATE-12" in _refused_by(send("generellt-meddelande"))


# FHIR in


def _submitted(body: Json) -> Json:
    return dict(bundle(read(body), mappings()))


def _process(site: Site, document: Json, who: str | None = "ward") -> httpx.Response:
    return site.call(
        "POST",
        "/fhir/$process-message",
        who,
        content=json.dumps(document),
        headers={"Content-Type": "application/fhir+json"},
    )


def test_a_message_bundle_is_answered_with_one(site: Site) -> None:
    body = notice()
    for document in (_submitted(body), _submitted(body)):
        answer = _process(site, document)
        assert answer.status_code in {200, 202}, answer.text
        assert answer.headers["content-type"].startswith("application/fhir+json")
        made = answer.json()
        assert (made["resourceType"], made["type"]) == ("Bundle", "message")
        header = made["entry"][0]["resource"]
        assert header["response"]["code"] == "ok"
        assert header["response"]["identifier"] == body["messageId"]
    assert site.post(body).status_code == 200


def test_a_faulty_bundle_is_answered_with_every_fault(site: Site) -> None:
    document = _submitted(notice(CAST.returns.identifier))
    header = document["entry"][0]["resource"]
    header["eventCoding"]["code"] = "nonsense"
    header["modifierExtension"] = [{"url": "https://example.org/x", "valueBoolean": True}]
    answer = _process(site, document)
    assert answer.status_code in {400, 422}, answer.text
    assert CAST.returns.identifier not in answer.text
    assert "fatal-error" in answer.text or answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("resource", [{"resourceType": "Nonsense"}, {"resourceType": 5}, {}, None, "x"])
def test_a_bundle_with_anything_in_it_is_judged(site: Site, resource: object) -> None:
    document = _submitted(notice(CAST.returns.identifier))
    document["entry"][1]["resource"] = resource
    answer = _process(site, document)
    assert answer.status_code == 422, answer.text
    outcome_in(answer)


def test_a_refused_bundle_names_its_rule(site: Site) -> None:
    answer = _process(site, _submitted(notice(CAST.returns.identifier, without=["estimatedDischarge"])))
    assert "VB-MSG-03" in answer.text, answer.text
    assert '"fatal-error"' in answer.text or answer.status_code == 422


def test_fhir_wants_a_key_and_the_right_unit_too(site: Site) -> None:
    document = _submitted(notice(CAST.returns.identifier))
    for who, status in ((None, 401), ("social", 403), ("reader", 403)):
        answer = _process(site, document, who)
        assert answer.status_code == status, answer.text
        outcome_in(answer)


# Mailbox


def test_a_unit_without_a_server_pulls_and_acknowledges(site: Site) -> None:
    body = notice(recipients=[SOCIAL_SERVICES, HEALTH_CENTRE, HOME_REHAB])
    assert site.post(body).status_code == 202
    until = time.monotonic() + 10
    mine: list[Json] = []
    while not mine and time.monotonic() < until:
        answer = site.call("GET", f"/svu/mailbox?unit={HOME_REHAB}", "rehab")
        assert answer.status_code == 200, answer.text
        mine = [one for one in answer.json()["deliveries"] if body["messageId"] in json.dumps(one)]
        time.sleep(0.1)
    assert len(mine) == 1
    delivery = mine[0]["deliveryId"]
    assert SOCIAL_SERVICES not in json.dumps(mine)
    assert site.call("POST", f"/svu/mailbox/{delivery}/kvittens", "social").status_code in {403, 404}
    assert site.call("POST", f"/svu/mailbox/{uuid4()}/kvittens", "rehab").status_code == 404
    first = site.call("POST", f"/svu/mailbox/{delivery}/kvittens", "rehab")
    assert first.status_code == 202, first.text
    assert site.call("POST", f"/svu/mailbox/{delivery}/kvittens", "rehab").status_code == 200
    row = next(one for one in site.receipt(body)["verdicts"] if one["recipient"] == HOME_REHAB)
    assert row["kvittens"]["metAt"], row


# What is published, and operations


def test_what_is_published(site: Site) -> None:
    schema = site.call("GET", "/svu/schema")
    assert schema.status_code == 200
    assert schema.json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    capability = site.call("GET", "/fhir/metadata")
    assert capability.status_code == 200
    said = capability.json()
    assert (said["resourceType"], said["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    assert site.call("GET", "/health/live", None).status_code == 200
    ready = site.call("GET", "/health/ready", None)
    assert ready.status_code == 200


def test_metrics_and_the_log_know_nobody(site: Site) -> None:
    metrics = site.call("GET", "/metrics", "operator")
    assert metrics.status_code == 200, metrics.text
    for text in (metrics.text, site.log.read_text(encoding="utf-8")):
        assert not re.search(r"\b(19|20)\d{6}-?\d{4}\b", text)
        assert "Provström" not in text
        assert "Fall hemma" not in text
        assert "key-of-" not in text


def test_a_hasty_client_is_told_to_wait(site: Site) -> None:
    with httpx.Client(headers={"Authorization": "Bearer key-of-hasty"}, trust_env=False) as client:
        answers = [client.get(f"{site.url}/svu/mailbox?unit={HEALTH_CENTRE}") for _ in range(150)]
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert int(limited[0].headers["Retry-After"]) >= 1
    outcome_in(limited[0])
    assert site.call("GET", "/svu/schema").status_code == 200
