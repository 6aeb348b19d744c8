"""Many write at once about one person, over HTTP and on a real store: one wins, the others are told what to do."""

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from adapter import bootstrap
from adapter.gateways import audit_records
from adapter.gateways.store_connection import partitions
from adapter.mapping import submission
from adapter.model.consent import Consent, RecordedBy
from adapter.model.message import Message
from adapter.model.wire import to_json
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.register_server import RegisterServer
from tests.builders import HEALTH_CENTRE, SOCIAL
from tests.checkout import mappings
from tests.planning import GIVEN_TO_SIP, calls, plan_of
from tests.web.service import issues, rule
from tests.web.test_journey import House, service_client
from tests.whole import PERSON

pytestmark = pytest.mark.anyio
CROWD = 50
UNITS = tuple(f"SE2321000222-HC{number:02d}" for number in range(1, CROWD // 2 + 1))
OTHERS = tuple(f"SE2321000230-HC{number:02d}" for number in range(1, CROWD // 2 + 1))
"""Health centres of two regions; the first is the one that coordinates."""
OF_A_PLAN = re.compile(r"\bsip\.\w")
"""A fact of a plan, named where what a rule looked at is told."""


class Region(House):
    """Fifty health centres in two regions, each with a key of its own, and social services."""

    def __init__(self, folder: Path, register: RegisterServer, url: str) -> None:
        super().__init__(folder, register, url)
        names = (*UNITS, *OTHERS, SOCIAL)
        clients = [
            {
                "id": name.lower(),
                "keySha256": hashlib.sha256(name.encode()).hexdigest(),
                "units": [name],
                "rights": ["send", "read"],
            }
            for name in names
        ]
        (folder / "clients.yaml").write_text(json.dumps(clients))
        centres = [
            {
                "unit": name,
                "role": "primarvard",
                "name": f"Hälsocentral {name[-2:]}",
                "organisation": "region",
                "region": "vasterbotten" if name in UNITS else "norrbotten",
            }
            for name in (*UNITS, *OTHERS)
        ]
        social = {
            "unit": SOCIAL,
            "role": "kommun-socialtjanst",
            "name": "Socialtjänsten",
            "organisation": "kommun",
            "municipality": "2480",
            "region": "vasterbotten",
        }
        (folder / "directory.yaml").write_text(json.dumps([*centres, social]))

    @asynccontextmanager
    async def served(self) -> AsyncIterator[tuple[bootstrap.Service, httpx.AsyncClient]]:
        async with (
            bootstrap.opened(self.settings(), "both") as service,
            service_client(service) as anybody,
        ):
            yield service, anybody


@pytest.fixture
def region(tmp_path: Path) -> Any:
    register = RegisterServer([replace(PERSON)])
    with Loopback(register.app()) as server:
        yield Region(tmp_path, register, server.url)


async def post(anybody: httpx.AsyncClient, message: Message, if_match: str | None = None) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {message.sender.unit}",
        "Content-Type": "application/json",
        **({"If-Match": if_match} if if_match else {}),
    }
    return await anybody.post("/svu/messages", content=orjson.dumps(to_json(message)), headers=headers)


async def audited(service: bootstrap.Service) -> list[dict[str, Any]]:
    """Every record of a decision, wherever it lies."""
    connection = service.store.shelf.connection
    found = [one.content for place in partitions() async for one in audit_records.read(connection, place)]
    return [one for one in found if one.get("what") == "decided"]


async def opened(anybody: httpx.AsyncClient) -> tuple[Message, str]:
    """An invitation and a plan, and the plan's version."""
    called, plan = calls(SOCIAL), plan_of(SOCIAL)
    answers = [await post(anybody, message) for message in (called, plan)]
    assert [one.status_code for one in answers] == [202, 202], answers[-1].text
    return plan, answers[-1].headers["etag"]


@pytest.mark.parametrize("stated", ["relatesTo", "If-Match"])
async def test_of_fifty_who_write_on_one_version_of_a_plan_one_wins_and_nothing_is_lost(
    region: Region, stated: str
) -> None:
    async with region.served() as (service, anybody):
        plan, version = await opened(anybody)
        tries = [
            plan_of(
                SOCIAL,
                action="revise",
                relates_to=plan.message_id,
                resources=f"Ändring {number}",
            )
            for number in range(CROWD)
        ]
        answers = await asyncio.gather(
            *(post(anybody, one, version if stated == "If-Match" else None) for one in tries)
        )
        assert Counter(one.status_code for one in answers) == {202: 1, 412: CROWD - 1}
        for late in (one for one in answers if one.status_code == 412):
            (issue,) = issues(late)
            assert (rule(late), issue["code"]) == ("PRODUKT-PLAN-02", "conflict")
            assert "newest version" in issue["diagnostics"]
            assert "new messageId" in issue["diagnostics"]
        (won,) = (one for one, answer in zip(tries, answers, strict=True) if answer.status_code == 202)
        (first,) = (answer for answer in answers if answer.status_code == 202)
        state = await service.store.person([PERSON.identifier])
        assert [event.message_id for event in state.history.events][2:] == [won.message_id]
        records = await audited(service)
        refused = {one["message"] for one in records if one["refused"]}
        assert refused == {one.message_id for one in tries} - {won.message_id}

        # a repeat of a late one gets the same answer; built on the newest version it is taken
        late_one = next(one for one in tries if one is not won)
        assert (await post(anybody, late_one, version)).status_code == 412
        again = plan_of(
            SOCIAL, action="revise", relates_to=won.message_id, resources=str(late_one.content["resources"])
        )
        taken = await post(anybody, again, first.headers["etag"])
        assert taken.status_code == 202, taken.text


async def test_who_states_an_old_version_is_late_whatever_the_message_names(region: Region) -> None:
    async with region.served() as (_, anybody):
        plan, old = await opened(anybody)
        revised = plan_of(SOCIAL, action="revise", relates_to=plan.message_id, resources="Vän")
        new = (await post(anybody, revised)).headers["etag"]
        newest = {"relates_to": revised.message_id}
        statuses = [
            (await post(anybody, plan_of(SOCIAL, action="revise", **newest), if_match)).status_code
            for if_match in (old, '"unknown"', f'{old}, "unknown"')
        ]
        assert statuses == [412] * 3
        close = plan_of(SOCIAL, action="close", reason="mal-uppnadda", **newest)
        assert (await post(anybody, close, old)).status_code == 412
        taken = await post(anybody, plan_of(SOCIAL, action="revise", **newest), new)
        assert taken.status_code == 202, taken.text
        opening = plan_of(SOCIAL, planId="plan-2")
        assert (await post(anybody, opening, "*")).status_code == 412


async def test_the_same_holds_of_a_bundle(region: Region) -> None:
    async with region.served() as (_, anybody):
        plan, version = await opened(anybody)
        tries = [plan_of(SOCIAL, action="revise", relates_to=plan.message_id) for _ in range(4)]
        answers = await asyncio.gather(
            *(
                anybody.post(
                    "/fhir/$process-message",
                    content=orjson.dumps(submission.bundle(one, mappings())),
                    headers={
                        "Authorization": f"Bearer {HEALTH_CENTRE}",
                        "Content-Type": "application/fhir+json",
                        "If-Match": version,
                    },
                )
                for one in tries
            )
        )
        assert Counter(one.status_code for one in answers) == {200: 1, 412: 3}, answers[0].text
        (won,) = (one for one in answers if one.status_code == 200)
        assert won.headers["etag"] != version
        late = next(one for one in answers if one.status_code == 412)
        assert late.json()["resourceType"] == "OperationOutcome"
        assert rule(late) == "PRODUKT-PLAN-02"


def attempts(units: Sequence[str], region: str) -> list[Message]:
    """Each unit opens a SIP of its own, by an invitation or, every other one, by a plan."""
    made: list[Message] = []
    for number, unit in enumerate(units):
        told: dict[str, Any] = {
            "sender": unit,
            "region": region,
            "planId": f"plan-{region}-{number}",
            "consent": by(unit),
        }
        coordinator = {"unit": unit, "name": "Test Testsson", "phone": "0900-000000"}
        made.append(calls(SOCIAL, **told) if number % 2 else plan_of(SOCIAL, coordinator=coordinator, **told))
    return made


def by(unit: str) -> Consent:
    """The consent to the SIP, recorded by this unit."""
    return replace(GIVEN_TO_SIP, recorded_by=RecordedBy(unit, "Test Testsson", "sjuksköterska"))


async def test_of_fifty_who_open_a_sip_for_one_person_one_wins(region: Region) -> None:
    async with region.served() as (service, anybody):
        tries = attempts((*UNITS, *UNITS), "vasterbotten")
        assert len(tries) == CROWD
        answers = await asyncio.gather(*(post(anybody, one) for one in tries))
        assert Counter(one.status_code for one in answers) == {202: 1, 422: CROWD - 1}
        (won,) = (one for one, answer in zip(tries, answers, strict=True) if answer.status_code == 202)
        state = await service.store.person([PERSON.identifier])
        assert [event.message_id for event in state.history.events] == [won.message_id]
        for one, answer in zip(tries, answers, strict=True):
            if answer.status_code == 422:
                refusal = [issue for issue in issues(answer) if issue["severity"] == "error"]
                assert "VB-STATE-16" in {issue["details"]["coding"][0]["code"] for issue in refusal}
                # who takes part is told to close the earlier one, anybody else whom to turn to and nothing of it
                party = one.sender.unit == won.sender.unit
                assert ("already has an active SIP" in str(refusal)) is party
                assert ("fixed care contact" in str(refusal)) is not party
                assert party or not OF_A_PLAN.search(answer.text)


async def test_a_sip_of_another_region_stands_in_the_way_as_well(region: Region) -> None:
    async with region.served() as (_, anybody):
        first = attempts(OTHERS[:2], "norrbotten")[1]
        response = await post(anybody, first)
        assert response.status_code == 202, response.text
        tries = attempts(UNITS, "vasterbotten")
        answers = await asyncio.gather(*(post(anybody, one) for one in tries))
        assert Counter(one.status_code for one in answers) == {422: len(tries)}
        assert all("VB-STATE-16" in one.text for one in answers)


async def test_nor_does_another_region_open_one_beside_one_of_vasterbotten(region: Region) -> None:
    async with region.served() as (_, anybody):
        first = attempts(UNITS[:2], "vasterbotten")[1]
        response = await post(anybody, first)
        assert response.status_code == 202, response.text
        tries = attempts(OTHERS, "norrbotten")
        answers = await asyncio.gather(*(post(anybody, one) for one in tries))
        assert Counter(one.status_code for one in answers) == {422: len(tries)}
        assert all("fixed care contact" in one.text and not OF_A_PLAN.search(one.text) for one in answers)
