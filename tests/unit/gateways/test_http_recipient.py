"""Sending to an endpoint: where to, with what, and what each way of failing means."""

import asyncio
from dataclasses import replace

import httpx
import pytest
import respx

from adapter.gateways.http_recipient import LARGEST_ANSWER, HttpRecipient, client
from adapter.model.delivery import Answer, AnswerKind
from adapter.model.directory import HOOK, Endpoint, EndpointAuth

DELIVERY = "5d1c54a1-4a52-4d5e-9f0e-0d8a4b7f9d10"
FHIR = Endpoint("kommun", "https://kommun.example/fhir/", auth=EndpointAuth("bearer", "kommun"))
NATIVE = Endpoint("vc", "https://vc.example/in", mode="native", answers="status")
OPERATION = "https://kommun.example/fhir/$process-message"
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def taken(delivery: str = DELIVERY) -> httpx.Response:
    header = {"resourceType": "MessageHeader", "response": {"identifier": delivery, "code": "ok"}}
    return httpx.Response(200, json={"resourceType": "Bundle", "entry": [{"resource": header}]})


async def send(
    endpoint: Endpoint = FHIR,
    body: bytes = b"{}",
    *,
    timeout: float = 5.0,
    secrets: dict[str, str] | None = None,
    unknown_before: bool = False,
) -> Answer:
    async with client(timeout) as http:
        recipient = HttpRecipient(http, {"kommun": "s3cret"} if secrets is None else secrets, timeout=timeout)
        return await recipient.send(
            endpoint, DELIVERY, body, request_id="request-1", unknown_before=unknown_before
        )


async def test_a_message_goes_to_the_operation_with_its_credential_and_request_id(
    respx_mock: respx.MockRouter,
) -> None:
    route = respx_mock.post(OPERATION).mock(return_value=taken())
    assert (await send()).kind is AnswerKind.TAKEN
    request = route.calls.last.request
    assert request.headers["authorization"] == "Bearer s3cret"
    assert request.headers["content-type"] == "application/fhir+json"
    assert request.headers["x-request-id"] == "request-1"
    assert request.headers["accept-encoding"] == "identity"
    assert request.content == b"{}"


async def test_a_notification_goes_to_the_address_itself_with_the_endpoints_credential(
    respx_mock: respx.MockRouter,
) -> None:
    hook = replace(FHIR, url="https://kommun.example/hook", mode=HOOK, answers="status")
    route = respx_mock.post("https://kommun.example/hook").mock(return_value=httpx.Response(204))
    assert (await send(hook)).kind is AnswerKind.TAKEN
    request = route.calls.last.request
    assert request.headers["authorization"] == "Bearer s3cret"
    assert request.headers["content-type"] == "application/fhir+json"
    assert (await send(hook, b"")).kind is AnswerKind.TAKEN
    bare = route.calls.last.request
    assert "content-type" not in bare.headers
    assert bare.content == b""
    assert (await send(hook, b"", secrets={})).reason == "credential-missing"


async def test_an_address_that_names_the_operation_already_is_taken_as_it_is(
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(OPERATION).mock(return_value=taken())
    assert (await send(replace(FHIR, url=OPERATION))).kind is AnswerKind.TAKEN


async def test_a_native_receiver_gets_json_at_its_own_address(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.post("https://vc.example/in").mock(return_value=httpx.Response(204))
    assert (await send(NATIVE)).kind is AnswerKind.TAKEN
    assert route.calls.last.request.headers["content-type"] == "application/json"
    assert "authorization" not in route.calls.last.request.headers


async def test_a_transaction_goes_to_the_base_of_the_server(respx_mock: respx.MockRouter) -> None:
    answer = {"resourceType": "Bundle", "type": "transaction-response"}
    entry = {"response": {"status": "201 Created"}}
    route = respx_mock.post("https://kommun.example/fhir/").mock(
        return_value=httpx.Response(200, json=answer | {"entry": [entry]})
    )
    assert (await send(replace(FHIR, mode="transaction"))).kind is AnswerKind.TAKEN
    assert route.calls.last.request.headers["prefer"] == "return=minimal"
    assert route.calls.last.request.headers["authorization"] == "Bearer s3cret"


async def test_an_answer_about_another_delivery_is_no_acknowledgement(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(OPERATION).mock(return_value=taken("another"))
    assert (await send()).kind is AnswerKind.TRANSIENT


async def test_a_duplicate_counts_only_after_an_attempt_of_unknown_outcome(
    respx_mock: respx.MockRouter,
) -> None:
    duplicate = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "duplicate"}]}
    respx_mock.post(OPERATION).mock(return_value=httpx.Response(409, json=duplicate))
    assert (await send()).kind is AnswerKind.REFUSED
    assert (await send(unknown_before=True)).kind is AnswerKind.DUPLICATE


async def test_a_redirect_is_not_followed(respx_mock: respx.MockRouter) -> None:
    elsewhere = respx_mock.post("https://elsewhere.example/").mock(return_value=taken())
    elsewhere_header = {"Location": "https://elsewhere.example/"}
    respx_mock.post(OPERATION).mock(return_value=httpx.Response(307, headers=elsewhere_header))
    respx_mock._assert_all_called = False
    assert (await send()).kind is AnswerKind.ENDPOINT
    assert not elsewhere.called


async def test_retry_after_comes_through(respx_mock: respx.MockRouter) -> None:
    respx_mock.post(OPERATION).mock(return_value=httpx.Response(503, headers={"Retry-After": "17"}))
    assert (await send()).retry_after == 17.0


@pytest.mark.parametrize(
    ("fault", "proves_not_taken"),
    [
        (httpx.ConnectError("x"), True),
        (httpx.ConnectTimeout("x"), True),
        (httpx.PoolTimeout("x"), True),
        (httpx.ReadTimeout("x"), False),
        (httpx.ReadError("x"), False),
        (httpx.WriteError("x"), False),
        (httpx.RemoteProtocolError("x"), False),
    ],
)
async def test_no_answer_is_tried_again_and_says_whether_it_may_have_been_taken(
    respx_mock: respx.MockRouter,
    fault: httpx.HTTPError,
    proves_not_taken: bool,  # noqa: FBT001
) -> None:
    respx_mock.post(OPERATION).mock(side_effect=fault)
    answer = await send()
    assert answer == Answer(AnswerKind.TRANSIENT, type(fault).__name__, proves_not_taken=proves_not_taken)


async def test_the_timeout_bounds_the_whole_attempt(respx_mock: respx.MockRouter) -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return taken()

    respx_mock.post(OPERATION).mock(side_effect=never)
    answer = await send(timeout=0.02)
    assert answer == Answer(AnswerKind.TRANSIENT, "TimeoutError", proves_not_taken=False)


async def test_an_answer_that_has_no_end_is_cut_and_its_status_counts(respx_mock: respx.MockRouter) -> None:
    respx_mock.post("https://vc.example/in").mock(
        return_value=httpx.Response(200, content=b"x" * (LARGEST_ANSWER + 1))
    )
    assert (await send(NATIVE)).kind is AnswerKind.TAKEN


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        (replace(FHIR, url="http://kommun.example/fhir"), "address-not-allowed"),
        (replace(FHIR, url="http://127.0.0.1/fhir"), "address-not-allowed"),
        (replace(FHIR, url=None), "address-not-allowed"),
        (replace(FHIR, mode="mailbox"), "address-not-allowed"),
        (replace(FHIR, auth=EndpointAuth("bearer", "unknown")), "credential-missing"),
        (replace(FHIR, auth=EndpointAuth("bearer", None)), "credential-missing"),
    ],
)
async def test_an_endpoint_that_may_not_be_called_is_not_called(
    respx_mock: respx.MockRouter, endpoint: Endpoint, reason: str
) -> None:
    answer = await send(endpoint)
    assert answer == Answer(AnswerKind.ENDPOINT, reason, proves_not_taken=True)
    assert not respx_mock.calls


async def test_nothing_is_taken_from_the_environment() -> None:
    async with client(5.0) as http:
        assert not http.trust_env
        assert not http.follow_redirects


async def test_the_correlation_id_goes_along_or_the_request_id_in_its_stead(
    respx_mock: respx.MockRouter,
) -> None:
    route = respx_mock.post(OPERATION).mock(return_value=taken())
    async with client(5.0) as http:
        recipient = HttpRecipient(http, {"kommun": "s3cret"}, timeout=5.0)
        await recipient.send(FHIR, DELIVERY, b"{}", request_id="request-1", correlation_id="case-7")
        await recipient.send(FHIR, DELIVERY, b"{}", request_id="request-1")
    assert [call.request.headers["x-correlation-id"] for call in route.calls] == ["case-7", "request-1"]


@pytest.mark.parametrize(
    ("form", "media"),
    [("json", "application/json"), ("csv", "text/csv; charset=utf-8"), ("xml", "application/xml")],
)
async def test_an_export_says_its_form(form: str, media: str, respx_mock: respx.MockRouter) -> None:
    route = respx_mock.post("https://vc.example/in").mock(return_value=httpx.Response(204))
    answer = await send(replace(NATIVE, system="webcare", format=form))
    assert answer.kind is AnswerKind.TAKEN
    assert route.calls.last.request.headers["content-type"] == media
    assert route.calls.last.request.headers["accept"] == "application/json"
