"""Sends one rendered delivery to an endpoint of the directory, and turns whatever happens into an `Answer`."""

import asyncio
import ssl
from collections.abc import Mapping

import httpx

from adapter.delivery import answers
from adapter.gateways.directory_file import may_call
from adapter.log import Event, emit
from adapter.model.delivery import Answer, AnswerKind
from adapter.model.directory import HOOK, Endpoint

OPERATION = "$process-message"
TRANSACTION = "transaction"
LARGEST_ANSWER = 1024 * 1024
_FHIR = "application/fhir+json"
_JSON = "application/json"
_MEDIA = {"json": _JSON, "csv": "text/csv; charset=utf-8", "xml": "application/xml"}


class HttpRecipient:
    """One per process. `secrets` are bearer tokens by the name that the directory's `auth.secret` gives.

    `timeout` in seconds bounds a whole attempt: a lease is at least twice as long (semantics 27).
    """

    def __init__(
        self, client: httpx.AsyncClient, secrets: Mapping[str, str], *, timeout: float, sandbox: bool = False
    ) -> None:
        self._client = client
        self._secrets = dict(secrets)
        self._timeout = timeout
        self._sandbox = sandbox

    async def send(
        self,
        endpoint: Endpoint,
        delivery: str,
        body: bytes,
        *,
        request_id: str,
        unknown_before: bool = False,
        correlation_id: str | None = None,
    ) -> Answer:
        """POST `body`; `delivery` is the MessageHeader.id that a message's answer must name. Never raises for network faults."""
        headers = self._headers(endpoint, request_id, correlation_id or request_id)
        if not body and headers is not None:
            headers.pop("Content-Type")
        url = _address(endpoint)
        if url is None or not may_call(url, sandbox=self._sandbox):
            return self._unusable(endpoint, "address-not-allowed")
        if headers is None:
            return self._unusable(endpoint, "credential-missing")
        try:
            async with asyncio.timeout(self._timeout):
                status, answer_headers, content = await self._post(url, headers, body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return _no_answer(error, proves_not_taken=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _no_answer(
                error, proves_not_taken=isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol)
            )
        except TimeoutError as error:
            return _no_answer(error, proves_not_taken=False)
        answer = answers.read(
            status,
            answer_headers,
            content,
            answers=endpoint.answers,
            delivery=delivery,
            unknown_before=unknown_before,
            transaction=endpoint.mode == TRANSACTION,
        )
        if answer.kind is AnswerKind.ENDPOINT:
            emit(Event.ENDPOINT_UNUSABLE, endpoint=endpoint.id, reason=answer.reason, status=status)
        return answer

    async def _post(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        async with self._client.stream("POST", url, content=body, headers=headers) as response:
            content = bytearray()
            async for part in response.aiter_bytes():
                content += part
                if len(content) > LARGEST_ANSWER:
                    # the status alone counts; nobody's answer may fill our memory
                    content.clear()
                    break
            return response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(content)

    def _headers(self, endpoint: Endpoint, request_id: str, correlation_id: str) -> dict[str, str] | None:
        native = endpoint.mode == "native"
        headers = {
            "Content-Type": _MEDIA[endpoint.format] if native else _FHIR,
            "Accept": _JSON if native else _FHIR,
            # what is compressed small may be large: nothing compressed is asked for
            "Accept-Encoding": "identity",
            "X-Request-Id": request_id,
            "X-Correlation-Id": correlation_id,
        }
        if endpoint.mode == TRANSACTION:
            # what it made of the resources is not read: its word on each is enough
            headers["Prefer"] = "return=minimal"
        if endpoint.auth.type == "bearer":
            secret = self._secrets.get(endpoint.auth.secret or "")
            if secret is None:
                return None
            headers["Authorization"] = f"Bearer {secret}"
        return headers

    def _unusable(self, endpoint: Endpoint, reason: str) -> Answer:
        emit(Event.ENDPOINT_UNUSABLE, endpoint=endpoint.id, reason=reason)
        return Answer(AnswerKind.ENDPOINT, reason, proves_not_taken=True)


def client(
    timeout: float, *, connections: int = 100, certificate: ssl.SSLContext | None = None
) -> httpx.AsyncClient:
    """An HTTP client as semantics 37 wants it: no proxy or certificate from the environment, no redirects.

    `certificate` is what we are known by where both sides show one.
    """
    return httpx.AsyncClient(
        verify=True if certificate is None else certificate,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(timeout, connect=min(timeout, 5.0)),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
    )


def _address(endpoint: Endpoint) -> str | None:
    if endpoint.url is None or endpoint.mode not in {"message", "native", TRANSACTION, HOOK}:
        return None
    if endpoint.mode != "message" or endpoint.url.rstrip("/").endswith(OPERATION):
        return endpoint.url
    return f"{endpoint.url.rstrip('/')}/{OPERATION}"


def _no_answer(error: Exception, *, proves_not_taken: bool) -> Answer:
    return Answer(AnswerKind.TRANSIENT, type(error).__name__, proves_not_taken=proves_not_taken)
