"""Writing over REST against the whole service on an embedded store: each route, what it makes and what it refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapter import bootstrap
from adapter.mapping import submission as writing
from adapter.model.wire import to_json
from adapter.r4 import systems
from adapter.r4.models import Resource
from tests import rest_forms
from tests.builders import HEALTH_CENTRE, SOCIAL, WARD, message
from tests.checkout import mappings
from tests.web.test_journey import PERSON, House, house, service_client

pytestmark = pytest.mark.anyio
__all__ = ["house"]
OTHER = "0c9a7a9e-5a3f-4f3c-9a51-0d7c6b1f2e11"


def header(key: str, **more: str) -> dict[str, str]:
    """Whose key, and what else the request says."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/fhir+json", **named}


@asynccontextmanager
async def running(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The service, for anybody."""
    async with bootstrap.opened(house.settings(), "both") as service, service_client(service) as anybody:
        yield anybody


def unit(hsa_id: str) -> Resource:
    """A unit by its identifier."""
    return {"identifier": {"system": systems.HSA_ID, "value": hsa_id}}


def person() -> Resource:
    """The person, contained."""
    return {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": systems.PERSONNUMMER, "value": PERSON.identifier}],
    }


def admission(message_id: str | None = None) -> Resource:
    """An admission notice as a vendor would write it, no more than is needed."""
    made: Resource = {
        "resourceType": "Communication",
        "contained": [
            person(),
            {
                "resourceType": "Encounter",
                "id": "e",
                "status": "in-progress",
                "class": {"system": systems.ACT_CODE, "code": "IMP"},
                "subject": {"reference": "#p"},
                "episodeOfCare": [{"identifier": {"system": systems.EPISODE_ID, "value": "vtf-2026-000123"}}],
                "period": {"start": "2026-03-02T08:10:00+01:00"},
                "extension": [{"url": systems.PLANNED_END, "valueDateTime": "2026-03-06"}],
                "location": [{"location": {"display": "Avdelning 1"}}],
            },
        ],
        "status": "completed",
        "category": [{"coding": [{"system": systems.KIND, "code": "inskrivningsmeddelande"}]}],
        "subject": {"reference": "#p"},
        "encounter": {"reference": "#e"},
        "recipient": [unit(SOCIAL), unit(HEALTH_CENTRE)],
    }
    if message_id:
        made["identifier"] = [{"system": systems.MESSAGE_ID, "value": message_id}]
    return made


@pytest.mark.fhir("Communication", "create")
async def test_a_communication_is_a_message(house: House) -> None:
    async with running(house) as anybody:
        made = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        print(made.status_code, made.headers, made.text)
        assert made.status_code == 201, made.text
        read = await anybody.get(made.headers["location"], headers=header("ward"))
        assert read.json() == made.json()
        again = await anybody.post("/fhir/Communication", json=admission(OTHER), headers=header("ward"))
        assert again.status_code == 200, again.text
        assert again.json() == made.json()
        assert again.headers["location"] == made.headers["location"]
