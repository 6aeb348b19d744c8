"""docs/integrate-a-source-system.md as a new user would follow it: a YAML file alone, and its export is read."""

import re
from pathlib import Path

import pytest

from adapter import bootstrap
from adapter.cli.main import run
from adapter.gateways import directory_file
from adapter.mapping import export
from adapter.model.wire import to_json
from tests.web import service
from tests.web.service import Parts

PAGE = (Path(__file__).parents[2] / "docs" / "integrate-a-source-system.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def _block(kind: str, number: int = 0) -> str:
    return str([text for found, text in BLOCKS if found == kind][number])


@pytest.fixture
def mappings_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "my-mappings" / "systems"
    folder.mkdir(parents=True)
    (folder / "nordan.yaml").write_text(_block("yaml"), encoding="utf-8")
    return folder.parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "export.csv"
    made.write_text(_block("csv"), encoding="utf-8")
    return made


def test_the_commands_of_the_page_say_what_the_page_says(
    mappings_dir: Path,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SVU_MAPPINGS_DIR", str(mappings_dir))
    assert run(["systems"]) == 0
    assert "nordan: Nordan, an example" in capsys.readouterr().out
    assert run(["import", "nordan", str(file)]) == 0
    assert capsys.readouterr().out == _block("text")


@pytest.mark.anyio
async def test_its_export_is_taken_over_http(mappings_dir: Path, file: Path) -> None:
    parts, body = Parts(mappings_dir=mappings_dir), file.read_bytes()  # noqa: ASYNC240 - a fixture's
    async with service.client(parts) as ward:
        response = await ward.post("/svu/import/nordan", content=body, headers={"Content-Type": "text/csv"})
    assert response.status_code == 202
    message = to_json(parts.adapter.seen[0][0])
    assert message["kind"] == "inskrivningsmeddelande"
    assert message["region"] == "vasterbotten"
    assert message["recipients"] == ["SE2120002627-SOC1", "SE2321000222-HC01"]
    assert message["patient"] == {"type": "personnummer", "value": "189001019802"}
    assert message["content"] == {
        "estimatedDischarge": "2026-03-06",
        "ward": "Avdelning 1",
        "contactReason": "kort-vardtid-24h",
    }
    (stated,) = parts.adapter.stated
    assert stated is not None
    assert stated.name is not None
    assert stated.name.given == ("Test Testsson",)


def test_a_delivery_in_its_names_for_the_directory_of_the_page(mappings_dir: Path) -> None:
    endpoint = directory_file.read(_block("yaml", 1), "d.yaml", region="vasterbotten").endpoint("nordan")
    assert endpoint is not None
    assert endpoint.system is not None
    system = bootstrap.systems(mappings_dir)[endpoint.system]
    message = {
        "messageId": "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
        "kind": "inskrivningsmeddelande",
        "action": "new",
        "region": "vasterbotten",
        "sentAt": "2026-03-02T10:00:00+01:00",
        "content": {"ward": "=Avdelning 1", "estimatedDischarge": "2026-03-06", "needsUnchanged": True},
    }
    native = {"deliveryId": "d", "message": message, "withheld": ["patient.identifier"], "verdict": None}
    header, row, *_ = export.body(native, system, endpoint.format).decode().splitlines()
    cells = dict(zip(header.split(";"), row.split(";"), strict=True))
    assert cells["Typ"] == "Inskrivning"
    assert cells["Avd"] == "'=Avdelning 1"
    assert cells["svu-adapter.message.content.needsUnchanged"] == "true"
    assert cells["svu-adapter.withheld[1]"] == "patient.identifier"
    assert "region" not in header
