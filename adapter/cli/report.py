"""`report`: a month's follow-up by municipality, out of the store or of scenario files; nothing under five persons."""

import asyncio
import contextlib
import getpass
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap, configured
from adapter import settings as all_settings
from adapter.cli.app import app
from adapter.cli.files import write_bytes
from adapter.cli.many import documents
from adapter.cli.output import Exit, say, say_issues, show, show_text
from adapter.deadlines.reckon import rows
from adapter.followup import sheets
from adapter.gateways.clock import SystemClock, starting_at
from adapter.gateways.directory_file import FileDirectory
from adapter.gateways.store import RedisStore
from adapter.intake import scenario as scenarios
from adapter.intake.scenario import Scenario
from adapter.liability.amounts import read_rates
from adapter.model.errors import InputError, UsageError
from adapter.model.month import is_month
from adapter.model.report import Report
from adapter.model.swedish_time import swedish_day
from adapter.pipeline import course as courses
from adapter.pipeline.followup import counted, told
from adapter.pipeline.reporting import Count, Reporting, names
from adapter.pipeline.reporting import municipalities as municipalities_of
from adapter.policy import loader
from adapter.policy.loader import Packs
from adapter.web.reports import rendered

_MUNICIPALITY = re.compile(r"[0-9]{4}")
FORMATS = ("text", "json", "csv", "xlsx", "fhir")


@app.command()
def report(
    month: Annotated[str, typer.Argument(help="The month, YYYY-MM; it must be over.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SCENARIOS]...",
            help="Scenarios, one person each: files, folders, or one a line (.ndjson). Without any: the store.",
        ),
    ] = None,
    *,
    region: Annotated[
        str | None, typer.Option(help="Which region; of scenarios, unless said, their own.")
    ] = None,
    municipality: Annotated[str | None, typer.Option(help="Only this municipality, four digits.")] = None,
    form: Annotated[str, typer.Option("--format", help="One of: text, json, csv, xlsx, fhir.")] = "text",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write; without it, standard output.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Tell a month's figures by municipality: patients, days, settlement, indicators; none of under five persons."""
    form = "json" if json else form
    if form not in FORMATS:
        raise UsageError(f"--format: one of {', '.join(FORMATS)}")
    if not is_month(month):
        raise UsageError(f"{month!r} is no month: write it YYYY-MM, as 2026-03")
    if municipality is not None and not _MUNICIPALITY.fullmatch(municipality):
        raise UsageError("--municipality: four digits, as 2480")
    if form == "xlsx" and out is None:
        raise UsageError("--format xlsx: name the file with --out")
    now = SystemClock().now()
    try:
        found = _of_files(files, month, region, now) if files else _of_store(month, region)
    except InputError as error:
        say_issues(error.issues)
        raise typer.Exit(Exit.NOT_IN_ORDER) from None
    if municipality is not None:
        found = found.only({municipality})
    if form in {"text", "json"} and out is None:
        show(found.to_json()) if form == "json" else show_text(_text(found))
    else:
        body = (
            _text(found).encode()
            if form == "text"
            else rendered(found, form, at=now, mappings=bootstrap.mappings())
        )
        _put(body, out)
    _of_rates(found)


def _of_rates(found: Report) -> None:
    """Say of which municipalities the amount cannot be told; exit 1 if there are any."""
    without = [
        one.municipality
        for one in found.figures
        if one.settlement and one.settlement.amount is None and not one.settlement.suppressed
    ]
    if without:
        say(
            f"{found.month}: no amount for {', '.join(without)}: the rate of a billed day's year is missing; "
            "give it under `rates` of a scenario, or in liability.yaml"
        )
        raise typer.Exit(Exit.NOT_IN_ORDER)


def _of_files(files: list[Path], month: str, region: str | None, now: datetime) -> Report:
    packs = bootstrap.packs()
    each = (_read(name, document, now) for path in files for name, document in documents(path))
    first = next(each)
    found = _Counting.begun(packs, region or first[1].region, month, now)
    others: set[str] = set()
    counted = False
    for name, scenario in chain((first,), each):
        if scenario.region == found.region:
            found.add(name, scenario)
            counted = True
        elif region is None:
            raise UsageError("the scenarios are of more than one region: name it with --region")
        else:
            others.add(scenario.region)
    if not counted:
        raise UsageError(f"--region {region}: the scenarios are of {', '.join(sorted(others))}")
    return found.count.report()


def _read(name: str, document: object, now: datetime) -> tuple[str, Scenario]:
    """A scenario at this instant; what is wrong with it names it."""
    try:
        return name, replace(scenarios.read(document), at=now)
    except InputError as error:
        raise InputError(
            tuple(replace(issue, path=f"{name}, {issue.path}") for issue in error.issues)
        ) from None


@dataclass(slots=True)
class _Counting:
    packs: Packs
    region: str
    count: Count
    people: set[str] = field(default_factory=set)

    @classmethod
    def begun(cls, packs: Packs, region: str, month: str, now: datetime) -> "_Counting":
        return cls(packs, region, Count(packs.of(region), month, swedish_day(now), {}))

    def add(self, name: str, scenario: Scenario) -> None:
        """One person; where the scenario has `stays` instead, one each."""
        try:
            self._add(scenario)
        except UsageError as error:
            raise UsageError(f"{name}: {error}") from None

    def _add(self, scenario: Scenario) -> None:
        self.count.facts = {**self.count.facts, **scenario.facts}
        self.count.rates = {**self.count.rates, **read_rates(scenario.rates)}
        if scenario.stays is not None:
            for stay in scenario.stays:
                self.count.add(told(stay))
            return
        numbers = {message.patient.value for message in scenario.history}
        if numbers & self.people:
            raise UsageError(
                "a scenario is one person, and a person one scenario: people are what is counted"
            )
        self.people |= numbers
        course, pack = courses.of_scenario(scenario, self.packs)
        due = rows(course, pack.process)
        self.count.add(counted(course, due, self.count.agreement, course.episodes))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a report is made from, at the operator's desk."""

    clock: SystemClock
    store: RedisStore
    directory: FileDirectory
    packs: Packs
    settings: dict[str, object]


def _of_store(month: str, region: str | None) -> Report:
    settings = all_settings.read()
    if settings.redis_url is None and not settings.data_dir.is_dir():
        raise UsageError(
            f"there is no store in {settings.data_dir}; name it in SVU_DATA_DIR or SVU_REDIS_URL"
        )
    directory = configured.read_directory(settings)
    packs = loader.load(bootstrap.pack_files(settings.profiles_dir))
    municipalities = municipalities_of(directory.units())
    wanted = region or settings.region

    async def run() -> Report:
        async with contextlib.AsyncExitStack() as stack:
            store, _ = await stack.enter_async_context(configured.opened_store(settings, directory))
            clock = starting_at(settings.clock_at) if settings.clock_at else SystemClock()
            desk = _Desk(clock, store, directory, packs, dict(settings.facts))
            return await Reporting(desk, municipalities).everything(month, wanted, who=getpass.getuser())

    return asyncio.run(run())


def _put(content: bytes, out: Path | None) -> None:
    if out is None:
        show_text(content.decode("utf-8-sig"))
    else:
        write_bytes(out, content)


def _text(found: Report) -> str:
    """For people: a line per figure, under heads."""
    lines = [f"{found.region} {found.month}"]
    for sheet in sheets.sheets(found, names(bootstrap.mappings()))[:3]:
        if not sheet.rows:
            continue
        heads = [column.head for column in sheet.columns]
        table = [["–" if value is None else str(value) for value in row[2:]] for row in (heads, *sheet.rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines += ["", sheet.name]
        for row in table:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
