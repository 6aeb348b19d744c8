"""A service whose population register is the PU service: over real HTTP, from the message to the mailbox."""

import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapter import bootstrap, configured
from adapter.model.errors import ConfigurationError
from adapter.model.person import Protection
from adapter.model.wire import to_json
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.register_server import RegisterServer
from tests.builders import SENT, SOCIAL
from tests.planning import PLAN_ID, calls, plan_of
from tests.web.test_journey import PERSON, House, delivering, notice, pulled, service_client, social, ward

pytestmark = pytest.mark.anyio


@pytest.fixture
def house(tmp_path: Path) -> Any:
    register = RegisterServer([replace(PERSON)])
    with Loopback(register.app()) as server:
        made = House(tmp_path, register, server.url)
        made.stated |= {
            "register_kind": "pu",
            "register_url": f"{server.url}/pu",
            "register_logical_address": "SE165565594230-1000",
        }
        yield made


async def test_a_message_is_decided_on_the_word_of_the_pu_service(house: House) -> None:
    async with (
        bootstrap.opened(house.settings(), "both") as service,
        service_client(service) as anybody,
        delivering(service),
    ):
        sent = await anybody.post("/svu/messages", content=notice(), headers=ward())
        assert sent.status_code == 202
        (delivery,) = await pulled(anybody)
        (patient,) = [
            entry["resource"]
            for entry in delivery["bundle"]["entry"]
            if entry["resource"]["resourceType"] == "Patient"
        ]
        assert patient["identifier"][0]["value"] == PERSON.identifier
        assert house.register.asked > 0
        assert service.register.answering


async def test_protection_that_the_pu_service_tells_stops_what_was_on_its_way(house: House) -> None:
    async with house.open() as anybody:
        await anybody.post("/svu/messages", content=notice(), headers=ward())
        house.register.put(replace(PERSON, protection=Protection.SEKRETESSMARKERING))
        assert await pulled(anybody) == []


async def test_a_plan_is_told_as_in_get_care_plans_until_the_person_is_protected(house: House) -> None:
    """`POST /svu/care-plans` of the running service, by who sent the plan, who got it, and who did neither."""
    patient = {"type": "personnummer", "value": PERSON.identifier}
    clinic = {**ward(), "Authorization": "Bearer clinic"}
    asked = {"patientId": {"id": PERSON.identifier, "type": "1.2.752.129.2.1.3.1"}}

    async with (
        bootstrap.opened(house.settings(), "both") as service,
        service_client(service) as anybody,
        delivering(service),
    ):
        for message in (calls(SOCIAL), plan_of(SOCIAL)):
            document = orjson.dumps({**to_json(message), "patient": patient})
            sent = await anybody.post("/svu/messages", content=document, headers=clinic)
            assert sent.status_code == 202, sent.text

        async def plans(headers: dict[str, str]) -> list[dict[str, Any]]:
            answer = await anybody.post("/svu/care-plans", json=asked, headers=headers)
            assert answer.status_code == 200, answer.text
            found: list[dict[str, Any]] = answer.json()["carePlan"]
            return found

        assert await plans(social()) == []
        assert len(await pulled(anybody)) > 0
        for headers in (clinic, social()):
            (plan,) = await plans(headers)
            assert (plan["documentId"], plan["typeOfCarePlan"]) == (PLAN_ID, "SIP")
        assert await plans(ward()) == []
        house.register.put(replace(PERSON, protection=Protection.SKYDDAD_FOLKBOKFORING))
        assert [await plans(headers) for headers in (clinic, social())] == [[], []]


async def test_the_pu_service_is_not_asked_without_a_logical_address(house: House) -> None:
    with pytest.raises(ConfigurationError, match="SVU_REGISTER_LOGICAL_ADDRESS"):
        async with bootstrap.opened(house.settings(register_logical_address=None), "both"):
            pass


def certificate(folder: Path, password: bytes | None = None) -> Path:
    """A certificate with its key in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SENT
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "svu-adapter.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    sealed = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    file = folder / "register.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, sealed)
    file.write_bytes(private + made.public_bytes(pem))
    return file


def test_a_certificate_is_shown_to_the_register_where_one_is_set(house: House, tmp_path: Path) -> None:
    assert configured.register_certificate(house.settings()) is None
    context = configured.register_certificate(house.settings(register_certificate=certificate(tmp_path)))
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_certificate_that_cannot_be_used_stops_the_start(house: House, tmp_path: Path) -> None:
    for file in (certificate(tmp_path, b"hemlig"), tmp_path / "none.pem"):
        with pytest.raises(ConfigurationError, match="SVU_REGISTER_CERTIFICATE"):
            configured.register_certificate(house.settings(register_certificate=file))
