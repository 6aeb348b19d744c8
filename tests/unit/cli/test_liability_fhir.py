"""`liability --fhir`: the settled months as MeasureReports, with the exit code of the JSON."""

import json
from pathlib import Path

import pytest

from adapter.cli.main import run

STAYS = """
region: norrbotten
at: 2024-06-20T10:00:00+02:00
rates: {"2024": 7100}
stays:
  - {municipality: "2580", dayZero: 2024-05-15, left: 2024-05-21}
"""


@pytest.mark.parametrize(("rates", "code", "amount"), [("7100", 0, 21_300), ("", 1, None)])
def test_settled_months_are_told_in_fhir(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rates: str, code: int, amount: int | None
) -> None:
    file = tmp_path / "stays.yaml"
    file.write_text(STAYS if rates else STAYS.replace('rates: {"2024": 7100}\n', ""))
    assert run(["liability", str(file), "--fhir"]) == code
    told = json.loads(capsys.readouterr().out)
    reports = {one["resource"]["period"]["start"]: one["resource"] for one in told["entry"]}
    (group,) = reports["2024-05-01"]["group"]
    # liability begins on the third day after the notice, and the day of leaving is not billed: 18, 19 and 20 May
    assert group["population"][0]["count"] == 3
    assert group["measureScore"].get("value") == amount
