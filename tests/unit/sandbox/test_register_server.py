"""The sandbox's population register speaks what the register's client reads."""

from datetime import date

import httpx
import pytest

from adapter.gateways import fhir_person
from adapter.gateways.clock import SystemClock
from adapter.gateways.metrics import Metrics
from adapter.gateways.pu_register import PuRegister, PuService
from adapter.model.identifiers import NumberForm, NumberType, PatientId
from adapter.model.person import NoHit, Person, Protection, Silent
from adapter.r4.systems import PERSONNUMMER
from adapter.sandbox.episodes import START, vasterbotten
from adapter.sandbox.people import CAST
from adapter.sandbox.register_server import RegisterServer


async def asked(register: RegisterServer, numbers: list[str], key: str | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(app=register.app())
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://register.test", headers=headers
    ) as client:
        tokens = ",".join(f"{PERSONNUMMER}|{number}" for number in numbers)
        return await client.post("/fhir/Patient/_search", data={"identifier": tokens})


@pytest.mark.anyio
async def test_everybody_comes_back_as_written_and_of_whoever_is_protected_nothing_else(
    anyio_backend: str,
) -> None:
    register = RegisterServer(CAST.everybody())
    numbers = [person.identifier for person in CAST.everybody()]
    answer = await asked(register, numbers)
    found = fhir_person.read(answer.json(), numbers, date(2026, 3, 2))
    assert found == {
        person.identifier: person
        if person.protection is Protection.NONE
        else Person(person.identifier, person.protection, test=True)
        for person in CAST.everybody()
    }


@pytest.mark.anyio
async def test_a_number_it_does_not_have_is_no_hit(anyio_backend: str) -> None:
    answer = await asked(RegisterServer(()), ["191212121212"])
    assert fhir_person.read(answer.json(), ["191212121212"], date(2026, 3, 2)) == {"191212121212": NoHit()}


@pytest.mark.anyio
async def test_the_pu_service_is_there_too_and_demands_the_same_key(anyio_backend: str) -> None:
    """In an answer of its contract somebody unknown has a record without content."""
    transport = httpx.ASGITransport(app=RegisterServer(CAST.everybody(), key="hemlig").app())
    for key, found in (("fel", Silent()), ("hemlig", NoHit())):
        async with httpx.AsyncClient(
            transport=transport, headers={"Authorization": f"Bearer {key}"}
        ) as client:
            service = PuService("http://register.test/pu", "SE165565594230-1000")
            register = PuRegister(client, service, clock=SystemClock(), metrics=Metrics())
            (answer,) = (await register.look_up(["191212121212"])).values()
            assert answer == found


@pytest.mark.anyio
async def test_a_key_is_demanded_when_there_is_one(anyio_backend: str) -> None:
    register = RegisterServer(CAST.everybody(), key="hemlig")
    assert (await asked(register, [CAST.blue.identifier])).status_code == 401
    assert (await asked(register, [CAST.blue.identifier], "hemlig")).status_code == 200


@pytest.mark.parametrize("person", CAST.everybody(), ids=lambda person: person.identifier)
def test_every_number_has_the_right_form_and_is_marked_as_a_test(person: Person) -> None:
    assert PatientId(NumberType.PERSONNUMMER, person.identifier).form is NumberForm.RIGHT
    assert person.test


def test_no_two_scenarios_share_a_person() -> None:
    people = [scenario.person.identifier for scenario in vasterbotten()]
    assert len(people) == len(set(people))


def test_a_stay_begins_on_a_monday() -> None:
    assert START.isoweekday() == 1


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
