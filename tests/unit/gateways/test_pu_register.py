"""The PU service: how it is asked, which profile of whom, and that whatever goes wrong is silence."""

import asyncio
from collections.abc import Callable
from datetime import date

import httpx
import pytest
import respx
from defusedxml.ElementTree import fromstring

from adapter.gateways.circuit import FAILURES
from adapter.gateways.metrics import Metrics
from adapter.gateways.pu_person import DOMAIN, RESPONDER, SOAP
from adapter.gateways.pu_register import ACTION, REGISTRY, PuRegister, PuService
from adapter.model.person import NoHit, Person, Protection, RegisterAnswer, Silent
from adapter.sandbox import pu_answer
from adapter.sandbox.people import CAST
from tests.builders import PERSON
from tests.fakes import SetClock

URL = "https://pu.example/GetPersonsForProfile"
BLUE, CHILD, GUARDIAN = CAST.blue.identifier, CAST.child.identifier, CAST.guardian.identifier
PEOPLE = {person.identifier: person for person in CAST.everybody()}
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Watch:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def service(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=pu_answer.answer(request.content, PEOPLE.get))


class Asking:
    """A client of the service with a transport to watch."""

    def __init__(
        self,
        router: respx.MockRouter,
        *,
        token: str | None = None,
        reserve_root: str | None = None,
        answer: Callable[[httpx.Request], httpx.Response] = service,
    ) -> None:
        self.route = router.post(URL).mock(side_effect=answer)
        self.watch = Watch()
        self.register = PuRegister(
            httpx.AsyncClient(),
            PuService(URL, "SE165565594230-1000", token, reserve_root),
            clock=SetClock(),
            metrics=Metrics(),
            monotonic=self.watch,
        )

    async def one(self, number: str = BLUE) -> RegisterAnswer:
        return (await self.register.look_up([number]))[number]

    def sent(self, position: int = -1) -> tuple[str, list[tuple[str, str]]]:
        """The profile and the identities of a request."""
        asked = fromstring(self.route.calls[position].request.content).find(
            f"{{{SOAP}}}Body/{{{RESPONDER}}}GetPersonsForProfile"
        )
        assert asked is not None
        assert asked.findtext(f"{{{RESPONDER}}}ignoreReferredIdentity") == "true"
        identities = [
            (one[0].text or "", one[1].text or "") for one in asked.findall(f"{{{RESPONDER}}}personId")
        ]
        return asked.findtext(f"{{{RESPONDER}}}profile") or "", identities


async def test_it_is_asked_by_soap_with_the_numbers_in_the_body_and_never_in_the_address(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock, token="hemlig")
    found = await asking.one()
    assert isinstance(found, Person)
    assert (found.name, found.municipality, found.test) == (CAST.blue.name, "2480", True)
    request = asking.route.calls.last.request
    assert str(request.url) == URL
    assert request.headers["soapaction"] == f'"{ACTION}"'
    assert request.headers["content-type"] == "text/xml; charset=utf-8"
    assert request.headers["authorization"] == "Bearer hemlig"
    header = fromstring(request.content).findtext(f"{{{SOAP}}}Header/{{{REGISTRY}}}LogicalAddress")
    assert header == "SE165565594230-1000"
    assert asking.sent() == ("P2", [("1.2.752.129.2.1.3.1", BLUE)])


async def test_no_credential_is_sent_where_there_is_none_and_none_is_shown(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    await asking.one()
    assert "authorization" not in asking.route.calls.last.request.headers
    assert "hemlig" not in repr(PuService(URL, "SE1", "hemlig"))


async def test_numbers_travel_together_and_children_apart_with_more_asked_of_them(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    found = await asking.register.look_up([BLUE, CHILD, PERSON, "197010632391", "22790814AA01"])
    assert asking.route.call_count == 2
    assert asking.sent(0) == (
        "P2",
        [
            ("1.2.752.129.2.1.3.1", BLUE),
            ("1.2.752.129.2.1.3.1", PERSON),
            ("1.2.752.129.2.1.3.3", "197010632391"),
            ("1.2.752.74.9.1", "22790814AA01"),
        ],
    )
    assert asking.sent(1) == ("P4", [("1.2.752.129.2.1.3.1", CHILD)])
    child = found[CHILD]
    assert isinstance(child, Person)
    assert child.guardians == (GUARDIAN,)
    assert found[PERSON] == NoHit()


async def test_at_most_a_hundred_are_asked_for_at_a_time(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock, reserve_root="1.2.752.74.9.2")
    numbers = [f"99-{position}" for position in range(120)]
    found = await asking.register.look_up(numbers)
    assert [len(asking.sent(position)[1]) for position in (0, 1)] == [100, 20]
    assert set(found.values()) == {NoHit()}


async def test_a_number_that_the_service_has_no_root_for_is_not_asked_for(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    assert await asking.one("12-345678") == NoHit()
    assert asking.route.call_count == 0


async def test_what_is_asked_is_escaped(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock, reserve_root="1.2.752.74.9.2")
    assert await asking.one("<a>&") == NoHit()
    assert asking.sent() == ("P2", [("1.2.752.74.9.2", "<a>&")])


async def test_who_is_protected_is_told_with_nothing_else_and_never_reused(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    protected = CAST.protected.identifier
    assert await asking.one(protected) == Person(protected, Protection.SKYDDAD_FOLKBOKFORING, test=True)
    await asking.one(protected)
    assert asking.route.call_count == 2


async def test_an_answer_is_reused_for_less_than_a_minute_and_askers_share_a_question(
    respx_mock: respx.MockRouter,
) -> None:
    asking = Asking(respx_mock)
    await asyncio.gather(asking.one(), asking.one())
    asking.watch.at += 54
    await asking.one()
    assert asking.route.call_count == 1
    asking.watch.at += 1
    await asking.one()
    assert asking.route.call_count == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, content=pu_answer.fault("Förfrågans maxgräns överskriden")),
        httpx.Response(200, content=pu_answer.fault("Förfrågans maxgräns överskriden")),
        httpx.Response(200, content=b"not xml"),
        httpx.Response(204),
        httpx.Response(302, headers={"Location": "https://other.example"}),
    ],
)
async def test_whatever_goes_wrong_is_silence_and_after_five_nobody_is_asked(
    respx_mock: respx.MockRouter, answer: httpx.Response
) -> None:
    asking = Asking(respx_mock, answer=lambda _: answer)
    for _ in range(FAILURES + 1):
        assert await asking.one() == Silent()
    assert asking.route.call_count == FAILURES
    assert not asking.register.answering


async def test_a_service_that_is_not_there_is_silent(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    asking.route.mock(side_effect=httpx.ConnectTimeout)
    assert await asking.one() == Silent()


async def test_a_person_who_is_left_open_is_silence_and_no_failure_of_the_service(
    respx_mock: respx.MockRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    orphan = Person(CHILD, test=True)
    asking = Asking(
        respx_mock,
        answer=lambda request: httpx.Response(
            200, content=pu_answer.answer(request.content, {CHILD: orphan}.get)
        ),
    )
    for _ in range(FAILURES + 1):
        assert await asking.one(CHILD) == Silent()
    assert asking.register.answering
    assert CHILD not in capsys.readouterr().err


async def test_the_sandbox_tells_of_everybody_as_the_contract_does(respx_mock: respx.MockRouter) -> None:
    asking = Asking(respx_mock)
    found = await asking.register.look_up(list(PEOPLE))
    for number, person in PEOPLE.items():
        told = found[number]
        assert isinstance(told, Person)
        assert (told.protection, told.deceased, told.test) == (
            person.protection,
            person.deceased,
            person.test,
        )
        is_open = person.protection is Protection.NONE
        assert told.name == (person.name if is_open else None)
        assert told.guardians == person.guardians
        registered = is_open and person.deceased is None
        assert told.address == (person.address if registered else None)
        assert told.municipality == (person.municipality if is_open else None)


def test_the_sandbox_answers_a_request_that_is_none_with_a_fault() -> None:
    answer = pu_answer.answer(f'<s:Envelope xmlns:s="{SOAP}"><s:Body/></s:Envelope>'.encode(), PEOPLE.get)
    assert b"s:Client" in answer


def test_the_sandbox_tells_only_what_the_profile_holds() -> None:
    asked = (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:r="{RESPONDER}" xmlns:p="{DOMAIN}:5"><s:Body><r:GetPersonsForProfile>'
        f"<r:personId><p:root>1.2.752.129.2.1.3.1</p:root><p:extension>{BLUE}</p:extension></r:personId>"
        "<r:profile>P1</r:profile></r:GetPersonsForProfile></s:Body></s:Envelope>"
    ).encode()
    bare = Person(BLUE, deceased=date(2026, 1, 1))
    answers = [pu_answer.answer(asked, {BLUE: person}.get) for person in (CAST.blue, bare)]
    assert b"addressInformation" not in answers[0]
    assert b"surname" in answers[0]
    assert b"surname" not in answers[1]
