"""The PU service (Personuppgiftstjänsten) as population register: RIV-TA `GetPersonsForProfile` 5, SOAP 1.1 over https.

Of children profile P4 is asked for, which has their guardians; of everybody else P2, which has no relations.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import httpx

from adapter.gateways import pu_person
from adapter.gateways.asked_register import LONGEST_REUSE, AskedRegister, Unanswered, readable
from adapter.gateways.metrics import Metrics
from adapter.gateways.pu_person import DOMAIN, RESPONDER, ROOTS, SOAP
from adapter.log import Event, emit
from adapter.model.person import NoHit, RegisterAnswer, Silent
from adapter.ports import Clock

REGISTRY = "urn:riv:itintegration:registry:1"
ACTION = f"{RESPONDER}:GetPersonsForProfile"


@dataclass(frozen=True, slots=True)
class PuService:
    """Where the service is and how it is spoken to. `reserve_root` is the OID of the region's own reserve numbers."""

    url: str
    logical_address: str
    token: str | None = field(default=None, repr=False)
    reserve_root: str | None = None


class PuRegister(AskedRegister):
    """One POST to the configured address; the numbers stand in the body alone."""

    # the contract allows 500; it promises a tenth of a second and a fiftieth for each record, and a register that takes
    # longer than our time limit is silent
    most_asked = 100

    def __init__(
        self,
        client: httpx.AsyncClient,
        service: PuService,
        *,
        clock: Clock,
        metrics: Metrics,
        reuse: float = LONGEST_REUSE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(metrics, reuse=reuse, monotonic=monotonic)
        self._client = client
        self._service = service
        self._clock = clock
        self._headers = {
            "Accept": "text/xml",
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{ACTION}"',
            **({"Authorization": f"Bearer {service.token}"} if service.token else {}),
        }

    def sort(self, number: str) -> str:
        """The profile that is asked for."""
        return "P4" if pu_person.is_child(number, self._clock.now().date()) else "P2"

    def unasked(self, number: str) -> RegisterAnswer | None:
        """No hit for a number that the service has no root for."""
        return NoHit() if self._root(number) is None else None

    async def ask(self, numbers: tuple[str, ...]) -> Mapping[str, RegisterAnswer]:
        """One answer per number; all are of one profile."""
        profile = self.sort(numbers[0])
        response = await self._client.post(
            self._service.url, content=self._envelope(numbers, profile), headers=self._headers
        )
        if not readable(response):
            raise Unanswered("no usable answer", response.status_code)
        today = self._clock.now().date()
        answers = pu_person.read(response.content, numbers, today, self._service.reserve_root)
        if answers is None:
            raise Unanswered("no usable answer", response.status_code)
        silent = sum(isinstance(answer, Silent) for answer in answers.values())
        if silent:
            # the service answers; of these it does not say what has to be known
            emit(Event.REGISTER_SILENT, reason="records that leave open who it is", asked=silent)
        return answers

    def _root(self, number: str) -> str | None:
        kind = pu_person.kind(number)
        return self._service.reserve_root if kind is None else ROOTS[kind]

    def _envelope(self, numbers: tuple[str, ...], profile: str) -> bytes:
        asked = "".join(
            f"<r:personId><p:root>{escape(self._root(number) or '')}</p:root>"
            f"<p:extension>{escape(number)}</p:extension></r:personId>"
            for number in numbers
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}" xmlns:i="{REGISTRY}" '
            f'xmlns:r="{RESPONDER}" xmlns:p="{DOMAIN}:5"><s:Header>'
            f"<i:LogicalAddress>{escape(self._service.logical_address)}</i:LogicalAddress></s:Header><s:Body>"
            f"<r:GetPersonsForProfile>{asked}<r:profile>{profile}</r:profile>"
            "<r:ignoreReferredIdentity>true</r:ignoreReferredIdentity></r:GetPersonsForProfile>"
            "</s:Body></s:Envelope>"
        ).encode()
