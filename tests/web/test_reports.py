"""Reports over HTTP: who may read one, in which form, and that a month which runs is not told."""

import io
import zipfile

import pytest

from adapter.web.reports import MEDIA
from tests.web.service import Parts, client, issues

pytestmark = pytest.mark.anyio
ONE = "/svu/reports/2026-02"


async def test_a_region_reads_its_report_as_json_and_nothing_is_cached() -> None:
    parts = Parts()
    async with client(parts, "region") as region:
        response = await region.get(ONE, params={"region": "vasterbotten", "municipality": "2480"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "application/json"
    told = response.json()
    assert [one["municipality"] for one in told["municipalities"]] == ["2480", "2482"]
    hidden = told["municipalities"][1]
    assert hidden["indicators"] == [
        {
            "code": "ready-days-mean",
            "form": "mean",
            "numerator": None,
            "denominator": None,
            "value": None,
            "unit": "d",
            "source": "svu-adapter",
            "suppressed": True,
        }
    ]
    assert hidden["settlement"] == {"state": None, "billedDays": None, "amount": None, "suppressed": True}
    assert told["definitions"][0]["rules"] == ["VB-LIAB-01"]
    assert parts.reports.asked == [("2026-02", "vasterbotten", "2480", "region")]


async def test_a_municipality_reads_no_total() -> None:
    async with client(Parts(), "kommun") as kommun:
        told = (await kommun.get(ONE)).json()
    assert [one["municipality"] for one in told["municipalities"]] == ["2480"]
    assert told["total"] == []


@pytest.mark.parametrize("form", MEDIA)
@pytest.mark.parametrize("by", ["format", "accept"])
async def test_every_form_by_parameter_and_by_accept(form: str, by: str) -> None:
    media = MEDIA[form]
    asked = {"params": {"format": form}} if by == "format" else {"headers": {"Accept": f"text/html, {media}"}}
    async with client(Parts(), "region") as region:
        response = await region.get(ONE, **asked)  # type: ignore[arg-type]
    assert response.status_code == 200
    assert response.headers["content-type"] == media
    match form:
        case "json":
            assert response.json()["month"] == "2026-02"
        case "csv":
            assert response.content.startswith(b"\xef\xbb\xbfRegion;")
            assert response.headers["content-disposition"].endswith('"vasterbotten-2026-02.csv"')
        case "xlsx":
            assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None
        case _:
            resources = [entry["resource"] for entry in response.json()["entry"]]
            assert {one["resourceType"] for one in resources} == {"MeasureReport"}


async def test_without_a_right_to_reports_nothing_is_counted() -> None:
    parts = Parts()
    for key in ("ward", "reader"):
        async with client(parts, key) as caller:
            assert (await caller.get(ONE)).status_code == 403
    assert parts.reports.asked == []


async def test_who_acts_for_no_unit_reads_nothing() -> None:
    async with client(Parts(), "operator") as operator:
        assert (await operator.get(ONE)).status_code == 403


async def test_a_month_that_runs_is_not_told() -> None:
    async with client(Parts(), "region") as region:
        response = await region.get("/svu/reports/2026-03")
    assert response.status_code == 409
    assert issues(response)[0]["code"] == "business-rule"


@pytest.mark.parametrize(
    "path",
    [
        "/svu/reports/2026-13",
        "/svu/reports/2026",
        "/svu/reports/9999-12",
        "/svu/reports/0000-01",
        "/svu/reports/%D9%A2%D9%A0%D9%A2%D9%A6-03",
        f"{ONE}?municipality=%D9%A2%D9%A4%D9%A8%D9%A0",
        f"{ONE}?month=2026-01",
        f"{ONE}?municipality=24",
        f"{ONE}?format=pdf",
        f"{ONE}?region=A",
        f"{ONE}?region=halland&region=halland",
    ],
)
async def test_what_is_asked_in_another_way_is_told_how(path: str) -> None:
    async with client(Parts(), "region") as region:
        response = await region.get(path)
    assert response.status_code == 400
    assert "/svu/reports/YYYY-MM" in issues(response)[0]["details"]["text"]
