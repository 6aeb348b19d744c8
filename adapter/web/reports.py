"""A month's figures, for a region's or a municipality's own; never cached, and nothing in them is about a person."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response

from adapter.followup import sheets
from adapter.gateways import spreadsheet
from adapter.mapping import measure_report
from adapter.model.client import Right
from adapter.model.month import is_month
from adapter.model.report import Report
from adapter.pipeline.reporting import NotOver, names
from adapter.r4.mappings import Mappings
from adapter.web.auth import caller
from adapter.web.envelope import request_id_of
from adapter.web.faults import BadReport, MonthNotOver, NoRight
from adapter.web.parts import Parts

Route = Callable[[Request], Awaitable[Response]]
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": spreadsheet.MEDIA,
    "fhir": "application/fhir+json",
}
_REGION = re.compile(r"[a-z]{1,20}")
_MUNICIPALITY = re.compile(r"[0-9]{4}")
_PARAMETERS = {"region": _REGION, "municipality": _MUNICIPALITY, "format": re.compile("|".join(MEDIA))}


def get(parts: Parts) -> Route:
    """The report of a month, as `format` says, else as `Accept` does, else JSON."""

    async def show(request: Request) -> Response:
        client = caller(request, Right.REPORT, Right.OPERATE)
        month = request.path_params["month"]
        given = _given(request)
        if not is_month(month):
            raise BadReport
        try:
            found = await parts.reports.report(
                month,
                given.get("region"),
                given.get("municipality"),
                caller=client.id,
                units=client.units,
                request=request_id_of(request.scope),
            )
        except NotOver:
            raise MonthNotOver from None
        if found is None:
            raise NoRight
        form = given.get("format") or _accepted(request)
        body = rendered(found, form, at=parts.clock.now(), mappings=parts.mappings)
        said = {"Cache-Control": "no-store", "Vary": "Accept"}
        if form in {"csv", "xlsx"}:
            said["Content-Disposition"] = f'attachment; filename="{found.region}-{month}.{form}"'
        return Response(body, 200, said, MEDIA[form])

    return show


def rendered(found: Report, form: str, *, at: datetime, mappings: Mappings) -> bytes:
    """The report in one of the forms of `MEDIA`."""
    match form:
        case "csv":
            return sheets.to_csv(found, names(mappings))
        case "xlsx":
            title = f"Uppföljning {found.region} {found.month}"
            return spreadsheet.workbook(sheets.sheets(found, names(mappings)), title)
        case "fhir":
            return orjson.dumps(measure_report.bundle(found, at=at, mappings=mappings))
        case _:
            return orjson.dumps(found.to_json())


def _given(request: Request) -> dict[str, str]:
    """Each parameter once, and no other."""
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        form = _PARAMETERS.get(name)
        if form is None or name in found or not form.fullmatch(value):
            raise BadReport
        found[name] = value
    return found


def _accepted(request: Request) -> str:
    """The first form that the caller names and we have."""
    named = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    forms = {media.partition(";")[0]: form for form, media in MEDIA.items()}
    return next((forms[one] for one in named if one in forms), "json")
