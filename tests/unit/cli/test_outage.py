"""`outage` and `print-form`: what applies in an outage, and a tagged PDF to fill in by hand."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from adapter.cli.main import run
from adapter.model.kinds import KINDS

ROOT = Path(__file__).parents[3]
REGIONS = ("vasterbotten", "norrbotten", "stockholm", "halland", "vastmanland", "sverige")


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_the_routine_is_printed_for_people_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ran(capsys, "outage", "--region", "norrbotten", "--language", "sv")
    assert code == 0
    assert "Teknikakuten" in out
    assert "meddelande-utanfor-vardtillfalle" in out
    assert "…" not in out
    code, out, _ = ran(capsys, "outage", "--region", "halland", "--language", "en", "--json")
    told = json.loads(out)
    assert told["longAfterHours"] == 48
    assert "extranet" in told["long"]["text"]
    assert {way["kind"] for way in told["ways"]} <= set(KINDS)


def test_the_page_in_the_documentation_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    documented = (ROOT / "docs" / "outage.md").read_text(encoding="utf-8")
    for region in REGIONS:
        _, out, _ = ran(capsys, "outage", "--region", region, "--language", "en", "--markdown")
        assert out.strip() in documented


def test_a_form_is_a_tagged_pdf(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    code, _, _ = ran(
        capsys, "print-form", "inskrivningsmeddelande", "--region", "norrbotten", "--out", str(out)
    )
    assert code == 0
    read = PdfReader(io.BytesIO(out.read_bytes()))
    catalog: Any = read.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    text = "".join(page.extract_text() for page in read.pages)
    assert "Beräknad utskrivning" in text
    assert "Teknikakuten" in text
    assert "Vad som sades" in text
    assert "Driftstopp" in text  # the reason, where the region names none


@pytest.mark.parametrize("region", REGIONS)
def test_no_form_asks_for_what_only_a_system_has(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, region: str
) -> None:
    out = tmp_path / "form.pdf"
    assert ran(capsys, "print-form", "sip", "--region", region, "--out", str(out))[0] == 0
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)
    for word in ("originalAt", "outage", "contactRecord", ": id", "planId"):
        assert word not in text
    assert text.count("Flera: fortsätt på baksidan") >= 1


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("brev", "vasterbotten"), "which has: inskrivningsmeddelande, "),
        (("sip", "skane"), "there are: halland, norrbotten, "),
        (("samordningsarende", "vasterbotten"), "which has: inskrivningsmeddelande, "),
    ],
)
def test_what_there_is_no_form_of_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, str], remedy: str
) -> None:
    kind, region = arguments
    code, _, err = ran(capsys, "print-form", kind, "--region", region, "--out", str(tmp_path / "x.pdf"))
    assert code == 2
    assert remedy in err
    assert "Traceback" not in err
    assert not (tmp_path / "x.pdf").exists()
