"""The command `report`: out of scenario files and out of a store, in every form."""

import json
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run
from tests.builders import HEALTH_CENTRE, SOCIAL, WARD

NUMBERS = (Path(__file__).parents[3] / "bench" / "test-numbers.txt").read_text().split()
UNITS = [
    {"unit": WARD, "role": "slutenvard", "name": "Avdelning 1", "organisation": "region"},
    {"unit": HEALTH_CENTRE, "role": "primarvard", "name": "Hälsocentralen", "organisation": "region"},
    {
        "unit": SOCIAL,
        "role": "kommun-socialtjanst",
        "name": "Socialtjänsten",
        "organisation": "kommun",
        "municipality": "2480",
    },
]


def scenario(number: int, ready: str, left: str | None) -> dict[str, Any]:
    """A stay in Västerbotten that was ready at 9 and ended at 14."""
    admitted = datetime.fromisoformat(f"{ready}T08:00:00+01:00") - timedelta(days=2)
    messages = [
        ("inskrivningsmeddelande", admitted + timedelta(hours=1), {"estimatedDischarge": ready, "ward": "A"})
    ]
    at = datetime.fromisoformat(f"{ready}T09:00:00+01:00")
    messages.append(("utskrivningsklar", at, {"readyAt": at.isoformat()}))
    if left:
        at = datetime.fromisoformat(f"{left}T14:00:00+01:00")
        messages.append(("utskrivningsmeddelande", at, {"dischargedAt": at.isoformat()}))
    return {
        "region": "vasterbotten",
        "directory": UNITS,
        "person": {
            "identifier": NUMBERS[number],
            "registerHit": True,
            "protection": "none",
            "municipality": "2480",
        },
        "history": [
            {
                "messageId": f"{number:08d}-0000-4000-8000-{place:012d}",
                "kind": kind,
                "action": "new",
                "region": "vasterbotten",
                "sentAt": sent.isoformat(),
                "sender": {"unit": WARD},
                "recipients": [SOCIAL, HEALTH_CENTRE],
                "patient": {"type": "personnummer", "value": NUMBERS[number]},
                "episode": {"id": f"vtf-{number}", "admittedAt": admitted.isoformat()},
                "content": content,
            }
            for place, (kind, sent, content) in enumerate(messages)
        ],
    }


@pytest.fixture
def many(tmp_path: Path) -> str:
    """Six who left after 1, 2, 2, 3, 4 and 6 days, 18 in all; and one who is still there."""
    first = date(2026, 3, 3)
    lines = [
        scenario(number, str(first), str(first + timedelta(days=days)))
        for number, days in enumerate((1, 2, 2, 3, 4, 6))
    ]
    file = tmp_path / "many.ndjson"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in (*lines, scenario(6, "2026-03-03", None))))
    return str(file)


def ran(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["report", *arguments])
    out, err = capfd.readouterr()
    return code, out, err


def test_scenarios_are_counted_as_json(many: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ran(capfd, "2026-03", many, "--json")
    told = json.loads(out)
    (own,) = told["municipalities"]
    figures = {one["code"]: one for one in own["indicators"]}
    assert (code, own["municipality"]) == (0, "2480")
    assert (figures["ready-days"]["value"], figures["ready-days-mean"]["value"]) == (18, 3.0)
    assert figures["waiting"]["suppressed"]
    assert own["settlement"] == {"state": "none", "billedDays": 0, "amount": 0, "suppressed": False}


def test_stays_alone_are_counted_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    stays = [
        {"municipality": "2480", "dayZero": f"2026-{month}-02", "left": f"2026-{month}-07"}
        for month in ("01", "02", "03", "04")
        for _ in range(5)
    ]
    file = tmp_path / "stays.json"
    file.write_text(json.dumps({"region": "vasterbotten", "stays": stays, "rates": {"2026": 9000}}))
    code, out, _ = ran(capfd, "2026-04", str(file), "--json")
    # five days on average in January, February and March: April is paid for, from day 1 (3 April) on, four days each
    assert code == 0
    assert json.loads(out)["municipalities"][0]["settlement"] == {
        "state": "billing",
        "billedDays": 20,
        "amount": 180000,
        "suppressed": False,
    }


def test_every_form(many: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = ran(capfd, "2026-03", many)[1].splitlines()
    head = next(line for line in lines if line.startswith("Kommun"))
    mean = next(line for line in lines if "Utskrivningsklara dagar i medeltal" in line)
    # every figure stands under its head
    for column, cell in {
        "Täljare": "18",
        "Nämnare": "6",
        "Värde": "3.0",
        "Enhet": "dygn",
        "Dolt": "nej",
    }.items():
        assert mean[head.index(column) :].split()[0] == cell
    assert ran(capfd, "2026-03", many, "--format", "csv")[1].startswith("Region;Månad;Kommun;")
    for form in ("csv", "xlsx", "fhir", "text", "json"):
        out = tmp_path / f"report.{form}"
        assert ran(capfd, "2026-03", many, "--format", form, "--out", str(out))[0] == 0
        assert out.stat().st_size
    assert zipfile.is_zipfile(tmp_path / "report.xlsx")
    assert json.loads((tmp_path / "report.fhir").read_text())["resourceType"] == "Bundle"


def test_one_municipality_and_another_region(many: str, capfd: pytest.CaptureFixture[str]) -> None:
    told = json.loads(ran(capfd, "2026-03", many, "--municipality", "2482", "--json")[1])
    assert (told["municipalities"], told["total"]) == ([], [])
    code, out, err = ran(capfd, "2026-03", many, "--region", "norrbotten", "--json")
    assert (code, out) == (2, "")
    assert "--region norrbotten: the scenarios are of vasterbotten" in err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["2026-3"], "'2026-3' is no month: write it YYYY-MM"),
        (["2026-03", "--municipality", "248"], "four digits"),
        (["2999-01"], "not over"),
        (["2026-03", "--format", "pdf"], "one of"),
        (["2026-03", "--format", "xlsx"], "--out"),
    ],
)
def test_what_is_asked_wrongly(
    arguments: list[str], why: str, many: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code, _, err = ran(capfd, *arguments[:1], many, *arguments[1:])
    assert code == 2
    assert why in err


def test_what_cannot_be_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    empty, wrong = tmp_path / "empty.ndjson", tmp_path / "wrong.json"
    empty.write_text("")
    assert ran(capfd, "2026-03", str(empty))[0] == 2
    wrong.write_text('{"region": "nowhere"}')
    assert ran(capfd, "2026-03", str(wrong))[0] in {1, 2}
    assert ran(capfd, "2026-03", str(tmp_path / "none"))[0] == 2


def test_of_many_the_one_that_is_wrong_is_named(
    many: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.ndjson"
    file.write_text(f"{Path(many).read_text()}[]\n")
    code, _, err = ran(capfd, "2026-03", str(file))
    assert (code, "wrong.ndjson:8, $" in err) == (1, True)
    lines = [scenario(0, "2026-03-03", None), scenario(1, "2026-03-03", None) | {"rates": {"2026": "1,5"}}]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    code, _, err = ran(capfd, "2026-03", str(file))
    assert (code, "wrong.ndjson:2: rates.2026: " in err) == (2, True)


def test_an_amount_whose_rate_is_missing_is_told_and_not_in_order(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stays = [
        {"municipality": "2480", "dayZero": f"2026-{month}-02", "left": f"2026-{month}-07"}
        for month in ("01", "02", "03", "04")
        for _ in range(5)
    ]
    file = tmp_path / "stays.json"
    file.write_text(json.dumps({"region": "vasterbotten", "stays": stays, "rates": {"2025": 9000}}))
    code, out, err = ran(capfd, "2026-04", str(file), "--json")
    assert code == 1
    assert json.loads(out)["municipalities"][0]["settlement"]["amount"] is None
    assert "no amount for 2480" in err


def test_a_person_is_one_scenario(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twice.ndjson"
    file.write_text(f"{json.dumps(scenario(0, '2026-03-03', None))}\n" * 2)
    code, _, err = ran(capfd, "2026-03", str(file))
    assert code == 2
    assert "one person" in err
    assert NUMBERS[0] not in err


def test_of_several_regions_one_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "both.ndjson"
    stays: list[dict[str, Any]] = [{"region": region, "stays": []} for region in ("halland", "norrbotten")]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in stays))
    code, _, err = ran(capfd, "2026-03", str(file))
    assert code == 2
    assert "--region" in err
    assert (
        json.loads(ran(capfd, "2026-03", str(file), "--region", "norrbotten", "--json")[1])["region"]
        == "norrbotten"
    )


def test_a_store_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SVU_DATA_DIR", str(tmp_path / "none"))
    code, _, err = ran(capfd, "2026-03")
    assert code == 2
    assert "there is no store" in err


def test_an_empty_store_tells_noughts_of_the_directorys_municipalities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "directory.yaml"
    directory.write_text(json.dumps([{**unit, "region": "vasterbotten"} for unit in UNITS]))
    (tmp_path / "store").mkdir()
    monkeypatch.setenv("SVU_DATA_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("SVU_KEY_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("SVU_DIRECTORY_FILE", str(directory))
    code, out, err = ran(capfd, "2026-03", "--region", "vasterbotten", "--json")
    assert (code, err) == (0, err)
    assert [one["municipality"] for one in json.loads(out)["municipalities"]] == ["2480"]
