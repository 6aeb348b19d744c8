"""The outage routine and blank forms over HTTP: they need no store."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

from adapter import bootstrap
from adapter.model.errors import StoreUnavailable
from adapter.pipeline.outages import Outages
from tests import packs
from tests.builders import SENT, WARD, units
from tests.checkout import mappings
from tests.web.service import JSON, Intake, Parts, client, issues, native

pytestmark = pytest.mark.anyio


async def test_the_routine_of_the_callers_region() -> None:
    async with client(Parts()) as ward:
        response = await ward.get("/svu/outage", headers={"Accept-Language": "sv"})
    assert response.json() == {"region": "vasterbotten", "language": "sv"}
    assert response.headers["content-language"] == "sv"


async def test_a_blank_form_is_pdf() -> None:
    async with client(Parts()) as ward:
        response = await ward.get("/svu/forms/sip")
        unknown = await ward.get("/svu/forms/nothing")
    assert response.headers["content-type"] == "application/pdf"
    assert response.content == b"%PDF"
    assert unknown.status_code == 404


async def test_whoever_has_no_unit_has_no_routine() -> None:
    async with client(Parts(), "operator") as operator:
        assert (await operator.get("/svu/outage")).status_code == 404
        assert (await operator.get("/svu/forms/sip")).status_code == 404


async def test_a_silent_store_says_where_the_manual_routine_is() -> None:
    async with client(Parts(adapter=Intake(StoreUnavailable("silent")))) as ward:
        response = await ward.post("/svu/messages", content=native(), headers=JSON)
    assert response.status_code == 503
    (issue,) = issues(response)
    assert "/svu/outage" in issue["diagnostics"]


def outages() -> Outages:
    """Over the packs and mappings of the checkout; whatever else the pipeline has is not asked."""
    known = units()
    made: Any = SimpleNamespace(
        directory=SimpleNamespace(unit=known.get),
        packs=packs.packs(),
        mappings=mappings(),
        clock=SimpleNamespace(now=lambda: SENT),
    )
    return Outages(made, bootstrap.printer())


async def test_the_form_has_what_the_region_demands_and_no_patient() -> None:
    made = await outages().form("avvikelse", frozenset({WARD}))
    assert made is not None
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    for label in (
        "Händelse",
        "Konsekvens",
        "Risk",
        "Åtgärd",
        "Förbättringsförslag",
        "Enhet",
        "Efterregistrering",
    ):
        assert label in text
    assert "avbrottsplanen" in text


async def test_there_is_no_form_of_a_kind_that_the_region_does_not_use() -> None:
    assert await outages().form("samordningsarende", frozenset({WARD})) is None
    assert await outages().form("sip", frozenset({"SE2321000222-NOONE"})) is None
    assert outages().routine(frozenset(), "sv") is None


def test_every_kind_in_use_has_its_way() -> None:
    found = outages().routine(frozenset({WARD}), "sv")
    assert found is not None
    by = {way["kind"]: way["by"] for way in found["ways"]}
    assert by["kallelse"] == ["telefon", "e-post", "brev"]
    assert by["sip"] == ["papper"]
    assert "samordningsarende" not in by
