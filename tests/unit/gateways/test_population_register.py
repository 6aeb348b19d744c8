"""The population register over FHIR: what it is asked, what it is believed, and how silence is kept apart."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import httpx
import orjson
import pytest
import respx

from adapter.gateways import fhir_person
from adapter.gateways.circuit import FAILURES, SHORTEST
from adapter.gateways.metrics import Metrics
from adapter.gateways.population_register import FhirPopulationRegister
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent
from adapter.r4 import systems
from tests.builders import PERSON
from tests.fakes import SetClock

OTHER = "191212121212"
GUARDIAN = "189002029800"
URL = "https://register.example/fhir"
SEARCH = f"{URL}/Patient/_search"
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Watch:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def patient(number: str = PERSON, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "resourceType": "Patient",
        "identifier": [{"system": systems.PERSONNUMMER, "value": number}],
    }
    return {**plain, **changes}


def bundle(*patients: object, **changes: object) -> dict[str, object]:
    entries = [{"resource": each} for each in patients]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, **changes}


def answering(*patients: dict[str, object]) -> Callable[[httpx.Request], httpx.Response]:
    """A register of these people that answers what it is asked."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = parse_qs(request.content.decode())["identifier"][0].split(",")
        found = [p for p in patients if p["identifier"][0]["value"] in asked]  # type: ignore[index]
        return httpx.Response(200, content=orjson.dumps(bundle(*found)))

    return answer


class Asking:
    """A register client with a watch to set and a transport to watch."""

    def __init__(self, router: respx.MockRouter, *, reuse: float = 55.0, token: str | None = None) -> None:
        self.route = router.post(SEARCH)
        self.watch = Watch()
        self.metrics = Metrics()
        self.client = httpx.AsyncClient()
        self.register = FhirPopulationRegister(
            self.client,
            URL + "/",
            clock=SetClock(),
            metrics=self.metrics,
            token=token,
            reuse=reuse,
            monotonic=self.watch,
        )

    async def one(self, number: str = PERSON) -> RegisterAnswer:
        return (await self.register.look_up([number]))[number]

    @property
    def calls(self) -> int:
        return self.route.call_count


async def test_a_number_is_asked_for_in_the_body_and_never_in_the_address(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock, token="secret")
    asking.route.mock(side_effect=answering(patient()))
    assert isinstance(await asking.one(), Person)
    request = asking.route.calls.last.request
    assert str(request.url) == SEARCH
    assert parse_qs(request.content.decode())["identifier"] == [PERSON]
    assert request.headers["authorization"] == "Bearer secret"


async def test_whom_the_register_does_not_have_is_no_hit(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=answering())
    assert await asking.one() == NoHit()


async def test_askers_at_the_same_time_share_one_request_and_one_question(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=answering(patient(), patient(OTHER)))
    answers = await asyncio.gather(asking.one(), asking.one(OTHER), asking.one())
    assert [type(answer) for answer in answers] == [Person, Person, Person]
    assert asking.calls == 1
    assert parse_qs(asking.route.calls.last.request.content.decode())["identifier"] == [f"{PERSON},{OTHER}"]


async def test_one_asker_that_gives_up_does_not_take_the_answer_from_another(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=answering(patient()))
    first = asyncio.create_task(asking.one())
    second = asyncio.create_task(asking.one())
    await asyncio.sleep(0)
    first.cancel()
    assert isinstance(await second, Person)


async def test_an_answer_is_reused_for_less_than_a_minute(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=answering(patient()))
    await asking.one()
    asking.watch.at += 54
    await asking.one()
    assert asking.calls == 1
    asking.watch.at += 1
    await asking.one()
    assert asking.calls == 2


async def test_nothing_is_reused_when_that_is_the_setting(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock, reuse=0)
    asking.route.mock(side_effect=answering(patient()))
    await asking.one()
    await asking.one()
    assert asking.calls == 2


async def test_no_hit_and_protection_are_never_reused(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=answering())
    await asking.one()
    label = {"system": systems.SE_SECURITY_LABEL, "code": "sekretessmarkering"}
    asking.route.mock(side_effect=answering(patient(meta={"security": [label]})))
    assert (await asking.one()).protection is Protection.SEKRETESSMARKERING  # type: ignore[union-attr]
    await asking.one()
    assert asking.calls == 3


async def test_a_guardian_who_turns_out_protected_evicts_the_child_at_once(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    label = {"system": systems.SE_SECURITY_LABEL, "code": "skyddadFolkbokforing"}
    child = patient(contact=[guardian(GUARDIAN)])
    asking.route.mock(side_effect=answering(child, patient(GUARDIAN, meta={"security": [label]})))
    await asking.one()
    await asking.one(GUARDIAN)
    await asking.one()
    assert asking.calls == 3


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500),
        httpx.Response(200, content=b"not json"),
        httpx.Response(200, json={"resourceType": "OperationOutcome"}),
        httpx.Response(200, json=bundle(link=[{"relation": "next", "url": "x"}])),
        httpx.Response(200, json={"resourceType": "Bundle", "type": "searchset", "entry": [{}]}),
        httpx.Response(
            200, json=bundle({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]})
        ),
        httpx.Response(302, headers={"Location": "https://elsewhere.example"}),
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
    ],
)
async def test_whatever_cannot_be_read_is_silence_and_never_no_hit(
    respx_mock: respx.MockRouter, response: httpx.Response | Exception
) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=[response])
    assert await asking.one() == Silent()


async def test_a_silent_register_is_left_alone_and_then_probed(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(return_value=httpx.Response(503))
    for _ in range(FAILURES + 3):
        assert await asking.one() == Silent()
    assert asking.calls == FAILURES
    assert not asking.register.answering
    asking.watch.at += SHORTEST
    asking.route.mock(side_effect=answering(patient()))
    assert isinstance(await asking.one(), Person)
    assert asking.register.answering


async def test_a_cancelled_request_answers_silence_to_whoever_still_asks(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)

    def cancelled(_: httpx.Request) -> httpx.Response:
        raise asyncio.CancelledError

    asking.route.mock(side_effect=cancelled)
    assert await asking.one() == Silent()


async def test_more_numbers_than_one_request_takes_travel_in_several(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=answering())
    numbers = [f"{position:012d}" for position in range(120)]
    answers = await asking.register.look_up(numbers)
    assert set(answers) == set(numbers)
    assert asking.calls == 3


async def test_characters_that_search_would_read_are_escaped(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=[httpx.Response(200, json=bundle())])
    await asking.one("1,2|3$4")
    assert parse_qs(asking.route.calls.last.request.content.decode())["identifier"] == [r"1\,2\|3\$4"]


def guardian(number: str, code: str = "GUARD") -> dict[str, object]:
    return {
        "relationship": [{"coding": [{"system": fhir_person.ROLE_CODE, "code": code}]}],
        "extension": [
            {
                "url": fhir_person.GUARDIAN_IDENTIFIER,
                "valueIdentifier": {"system": systems.PERSONNUMMER, "value": number},
            }
        ],
    }


def read(*patients: object, **changes: object) -> RegisterAnswer:
    return fhir_person.read(bundle(*patients, **changes), [PERSON], date(2026, 3, 2))[PERSON]


def test_everything_that_the_register_says_of_a_person_is_read() -> None:
    found = read(
        patient(
            meta={"tag": [{"system": systems.ACT_REASON, "code": "HTEST"}]},
            extension=[
                {"url": fhir_person.MUNICIPALITY, "valueCode": "2480"},
                {"url": fhir_person.PLACED_BY, "valueCode": "2482"},
            ],
            name=[{"family": "Testsson", "given": ["Test", "T"]}],
            address=[{"line": ["Storgatan 1"], "postalCode": "90325", "city": "Umeå"}],
            deceasedDateTime="2026-03-01",
            contact=[guardian(GUARDIAN), guardian(OTHER, "SPS"), {"name": {}}, 7],
            link=[
                {"other": {"identifier": {"system": systems.PERSONNUMMER, "value": OTHER}}},
                {"other": {}},
                7,
            ],
        )
    )
    assert found == Person(
        PERSON,
        municipality="2480",
        deceased=date(2026, 3, 1),
        name=HumanName(("Test", "T"), "Testsson"),
        address=Address(("Storgatan 1",), "90325", "Umeå"),
        guardians=(GUARDIAN,),
        placed_by="2482",
        test=True,
        linked=(OTHER,),
    )


@pytest.mark.parametrize(
    ("changes", "primary"),
    [
        ({}, None),
        (
            {
                "link": [
                    {
                        "type": "replaced-by",
                        "other": {"identifier": {"system": systems.PERSONNUMMER, "value": OTHER}},
                    }
                ]
            },
            OTHER,
        ),
        ({"link": [{"type": "replaced-by", "other": {"reference": "Patient/7"}}]}, None),
        (
            {
                "link": [
                    {
                        "type": "replaces",
                        "other": {"identifier": {"system": systems.PERSONNUMMER, "value": OTHER}},
                    }
                ]
            },
            None,
        ),
        ({"link": ["no link"]}, None),
        (
            {
                "identifier": [
                    {"system": systems.PERSONNUMMER, "value": PERSON, "use": "old"},
                    {"system": systems.PERSONNUMMER, "value": OTHER},
                ]
            },
            OTHER,
        ),
        ({"identifier": [{"system": systems.PERSONNUMMER, "value": PERSON, "use": "old"}]}, None),
        (
            {
                "identifier": [
                    {"system": systems.PERSONNUMMER, "value": PERSON},
                    {"system": systems.PERSONNUMMER, "value": OTHER, "use": "old"},
                ]
            },
            None,
        ),
    ],
)
def test_which_number_stands_in_the_place_of_another(changes: dict[str, Any], primary: str | None) -> None:
    found = read(patient(**changes))
    assert isinstance(found, Person)
    assert found.primary == primary


def test_of_whoever_is_protected_nothing_goes_further_but_that() -> None:
    """The PU service's rule: no address, municipality or relation, whichever of the two flags is set."""
    for code in ("sekretessmarkering", "skyddadFolkbokforing"):
        found = read(
            patient(
                meta={"security": [{"system": systems.SE_SECURITY_LABEL, "code": code}]},
                name=[{"family": "Testsson", "given": ["Test"]}],
                address=[{"line": ["Storgatan 1"], "postalCode": "90325", "city": "Umeå"}],
                contact=[guardian(GUARDIAN)],
                link=[{"other": {"identifier": {"system": systems.PERSONNUMMER, "value": OTHER}}}],
            )
        )
        assert isinstance(found, Person)
        assert found == Person(PERSON, found.protection, linked=(OTHER,))
        assert found.protection is not Protection.NONE


@pytest.mark.parametrize(
    ("sign", "protection"),
    [
        (
            {"meta": {"security": [{"system": systems.SE_SECURITY_LABEL, "code": "skyddadFolkbokforing"}]}},
            "skyddad-folkbokforing",
        ),
        (
            {"meta": {"security": [{"system": systems.SE_SECURITY_LABEL, "code": "new"}]}},
            "sekretessmarkering",
        ),
        ({"meta": {"security": [{"system": systems.CONFIDENTIALITY, "code": "R"}]}}, "sekretessmarkering"),
        ({"meta": {"security": [{"system": systems.CONFIDENTIALITY, "code": "N"}]}}, "none"),
        ({"name": [{"family": "Skyddad uppgift"}]}, "sekretessmarkering"),
        ({"meta": 7}, "none"),
    ],
)
def test_any_sign_of_protection_is_protection(sign: dict[str, object], protection: str) -> None:
    assert read(patient(**sign)).protection.value == protection  # type: ignore[union-attr,arg-type]


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ({"deceasedBoolean": True}, date(2026, 3, 2)),
        ({"deceasedBoolean": False}, None),
        ({"deceasedDateTime": "2026"}, date(2026, 1, 1)),
        ({"deceasedDateTime": "2026-02"}, date(2026, 2, 1)),
        ({"deceasedDateTime": "2026-02-03T10:00:00+01:00"}, date(2026, 2, 3)),
        ({"deceasedDateTime": "lately"}, date(2026, 3, 2)),
    ],
)
def test_a_death_is_a_death_even_without_its_day(stated: dict[str, object], day: date | None) -> None:
    assert read(patient(**stated)).deceased == day  # type: ignore[union-attr,arg-type]


def test_two_records_for_one_number_are_silence() -> None:
    assert read(patient(), patient()) == Silent()


def test_a_record_that_cannot_be_read_makes_silence_of_whoever_it_might_be() -> None:
    broken = patient(
        contact=[{**guardian(GUARDIAN), "extension": [{"url": fhir_person.GUARDIAN_IDENTIFIER}]}]
    )
    assert read(broken) == Silent()


def test_warnings_of_the_register_change_nothing() -> None:
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}
    assert isinstance(read(patient(), warning), Person)


def test_a_number_in_another_system_is_not_the_person() -> None:
    assert read(patient(identifier=[{"system": "urn:other", "value": PERSON}])) == NoHit()


def test_what_is_no_searchset_is_silence() -> None:
    assert fhir_person.read([], [PERSON], date(2026, 3, 2)) == {PERSON: Silent()}
    assert read(type="batch") == Silent()
