"""Pages that a command makes are what the command makes."""

from pathlib import Path

import pytest

from adapter.cli.main import run

ROOT = Path(__file__).parents[3]


def test_the_page_of_rules_is_as_the_packs_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "--markdown"]) == 0
    made = capsys.readouterr().out
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == made, (
        "make it anew: .venv/bin/svu-adapter rules --markdown > docs/rules.md"
    )
