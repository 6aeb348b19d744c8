"""The population register over FHIR: one POST for many numbers."""

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import httpx
import orjson

from adapter.gateways import fhir_person
from adapter.gateways.asked_register import LONGEST_REUSE, AskedRegister, Unanswered, readable
from adapter.gateways.metrics import Metrics
from adapter.model.person import RegisterAnswer, Silent
from adapter.ports import Clock


class FhirPopulationRegister(AskedRegister):
    """`POST {url}/Patient/_search`, the numbers in the form body: they never stand in a URL."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        *,
        clock: Clock,
        metrics: Metrics,
        token: str | None = None,
        reuse: float = LONGEST_REUSE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(metrics, reuse=reuse, monotonic=monotonic)
        self._client = client
        self._url = f"{url.rstrip('/')}/Patient/_search"
        self._clock = clock
        self._headers = {
            "Accept": "application/fhir+json",
            "Content-Type": "application/x-www-form-urlencoded",
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }

    async def ask(self, numbers: tuple[str, ...]) -> Mapping[str, RegisterAnswer]:
        """One answer per number."""
        form = urlencode(
            {"identifier": ",".join(_escaped(number) for number in numbers), "_count": len(numbers) * 2}
        )
        response = await self._client.post(self._url, content=form, headers=self._headers)
        document = orjson.loads(response.content) if readable(response) else None
        answers = fhir_person.read(document, numbers, self._clock.now().date())
        if all(isinstance(answer, Silent) for answer in answers.values()):
            raise Unanswered("no usable answer", response.status_code)
        return answers


def _escaped(number: str) -> str:
    """FHIR search escapes these within a value; unescaped they would ask for something else."""
    for character in ("\\", ",", "|", "$"):
        number = number.replace(character, f"\\{character}")
    return number
