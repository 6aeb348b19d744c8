"""A case of the clock's: a scenario, and by hand the rows that are due from whom, in Swedish wall clock time."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.contract.builder import Json
from tests.contract.plain import Writer, deadlines, unit, when

NO = dict.fromkeys(
    (
        "kand_patient",
        "insatser_socialtjanst",
        "insatser_kommunal_halsovard",
        "insatser_kommunal_rehab",
        "nya_behov_socialtjanst",
        "nya_behov_kommunal_halsovard",
        "nya_behov_kommunal_rehab",
        "samordningsbehov",
        "behov_psykiatrisk_oppenvard",
        "beslut_korttidsvistelse",
        "omfattande_behov",
    ),
    False,
)
BLUE = NO | {"kand_patient": True, "insatser_socialtjanst": True}
GREEN = BLUE | {"insatser_kommunal_halsovard": True}
YELLOW = GREEN | {"nya_behov_kommunal_halsovard": True, "samordningsbehov": True}


class Due(NamedTuple):
    """A row that must be there."""

    rule: str
    owner: str
    due: str | None
    state: str
    met: str | None = None
    what: str | None = None


class Case(NamedTuple):
    """A scenario and its rows; `late` are rules and owners overdue beside them, None where what else is late is another's test."""

    says: str
    scenario: Json
    rows: list[Due]
    late: AbstractSet[tuple[str, str]] | None = frozenset()
    absent: tuple[str, ...] = ()
    """Rules that have no row that counts: none at all, or not-applicable."""

    def __str__(self) -> str:
        return self.says


_MEMBERS = ("rule", "owner", "due", "state", "metAt")


def _short(row: Json) -> str:
    return (
        f"{row['rule']} {row['what']} {str(row['owner'])[-4:]} due {row['due']} {row['state']} {row['metAt']}"
    )


def check(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row is there once; nothing else is overdue."""
    told = deadlines(case.scenario, tmp_path, capsys)["deadlines"]
    shown = "\n".join(map(_short, told))
    assert all(isinstance(row["owner"], str) for row in told), f"{case}\n{shown}"
    for due in case.rows:
        wanted = (due.rule, unit(due.owner), due.due and when(due.due), due.state, due.met and when(due.met))
        found = [
            row
            for row in told
            if wanted == tuple(row[it] for it in _MEMBERS) and due.what in {None, row["what"]}
        ]
        assert len(found) == 1, f"{case}: {due}\n{shown}"
    overdue = {(row["rule"], row["owner"].rpartition("-")[2]) for row in told if row["state"] == "overdue"}
    if case.late is not None:
        named = {(due.rule, due.owner) for due in case.rows if due.state == "overdue"}
        assert overdue == named | case.late, f"{case}\n{shown}"
    for rule in case.absent:
        assert all(row["state"] == "not-applicable" for row in told if row["rule"] == rule), (
            f"{case}\n{shown}"
        )


def settled(writer: Writer, sent: str, to: str = "SOC1 HSV1 HC01", **more: Any) -> list[Json]:
    """The admission notice, answered and acknowledged by all at once."""
    return [
        writer.notice(sent, to, **more),
        *writer.answers(sent, to, 10),
        *writer.kvittenser(sent, to, 20, 1),
    ]
