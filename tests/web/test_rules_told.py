"""Rules told over HTTP: in the caller's language, with what they saw and where they stand; and packs out of force."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from tests.web.test_journey import House, house, notice, pulled, ward

__all__ = ["house"]
pytestmark = pytest.mark.anyio
AFTER = datetime.fromisoformat("2027-04-15T10:00:00+02:00")


async def test_a_refusal_is_told_in_the_language_that_is_asked_for(house: House) -> None:
    message = orjson.loads(notice())
    del message["content"]["estimatedDischarge"]
    async with house.open() as anybody:
        said = {}
        for language in ("sv-SE, sv;q=0.9", "en", None):
            headers = ward() | ({"Accept-Language": language} if language else {})
            answer = await anybody.post("/svu/messages", content=orjson.dumps(message), headers=headers)
            assert answer.status_code == 422
            assert answer.headers["content-language"] == (language or "en")[:2]
            said[language] = answer.json()["operationOutcome"]["issue"][0]
        bundle = await anybody.post(
            "/fhir/$process-message",
            content=b"{}",
            headers=ward() | {"Content-Type": "application/fhir+json"},
        )
        assert bundle.headers["content-language"] == "en"
    swedish, english, plain = said.values()
    assert english == plain
    assert swedish["details"]["coding"] == english["details"]["coding"]
    assert swedish["details"]["text"] == "Beräknat utskrivningsdatum saknas."
    assert english["details"]["text"] == "The estimated date of discharge is missing."
    assert "Prövat: message.content.estimatedDischarge: saknas." in swedish["diagnostics"]
    assert "Looked at: message.content.estimatedDischarge: absent." in english["diagnostics"]
    for told in (swedish, english):
        assert "Samverkan vid utskrivning, länsrutin (SVU)" in told["diagnostics"]
        assert "259,261" in told["diagnostics"]


async def test_an_expired_pack_goes_on_and_says_so_in_receipt_and_readiness(house: House) -> None:
    async with house.open() as anybody:
        answer = await anybody.get("/health/ready")
        assert answer.json()["checks"]["packs"] == "ok"
        assert "warnings" not in answer.json()
    house.stated |= {"clock_at": AFTER, "data_dir": house.folder / "later"}
    async with house.open() as anybody:
        answer = await anybody.get("/health/ready")
        assert answer.status_code == 200
        assert answer.json()["checks"]["packs"] == "degraded"
        (warning,) = answer.json()["warnings"]
        assert "vasterbotten" in warning
        receipt = await anybody.post(
            "/svu/messages", content=notice(), headers=ward() | {"Accept-Language": "sv"}
        )
        assert receipt.status_code == 202, receipt.text
        told: dict[str, Any] = receipt.json()
        (issue,) = (one for one in told["issues"] if one["rule"] == "PRODUKT-PACK-01")
        assert "gäller inte denna dag" in issue["text"]
        for verdict in told["verdicts"]:
            assert verdict["grounds"][-1]["rule"] == "PRODUKT-PACK-01", verdict
            assert verdict["grounds"][-1]["effect"] == "warn"
        assert len(await pulled(anybody)) == 1
