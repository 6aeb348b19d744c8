"""Posts messages to an adapter as any sender would: one body at a time, under a bearer key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx
import orjson

from adapter.model.errors import Unavailable, UsageError

FHIR = "application/fhir+json"
NATIVE = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer; `body` is its bytes, whole."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, object]:
        """The body as a JSON object; empty where it is none."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}
        return found if isinstance(found, dict) else {}


class HttpSender:
    """One sender's client: `key` is the bearer key, `timeout` in seconds, `language` that of rules in the answers.

    Nothing is taken from the environment.
    """

    def __init__(self, key: str | None = None, *, timeout: float = 30.0, language: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if language:
            headers["Accept-Language"] = language
        self._client = httpx.AsyncClient(
            headers=headers, timeout=timeout, trust_env=False, follow_redirects=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def post(self, url: str, body: bytes, *, fhir: bool) -> Reply:
        """POST one message; raises `Unavailable` when nobody answers, `UsageError` for what is no URL."""
        media = FHIR if fhir else NATIVE
        return await self._request("POST", url, body, {"Content-Type": media, "Accept": media})

    async def get(self, url: str) -> Reply:
        """GET, as for a receipt."""
        return await self._request("GET", url, None, {})

    async def _request(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        try:
            response = await self._client.request(method, url, content=body, headers=headers)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise UsageError("the address must begin with http:// or https://") from None
        except httpx.HTTPError as error:
            raise Unavailable(f"no answer ({type(error).__name__})") from None
        return Reply(response.status_code, response.content, dict(response.headers))


def answers(url: str) -> bool:
    """Whether a GET is answered with 200, now; for whoever waits until something has started."""
    try:
        return httpx.get(url, timeout=2.0, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
