"""House rules that no linter knows: size, names, empty package files, nothing of the workplace in the tree."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "adapter").rglob("*.py"))
MOST_LINES = 400
FORBIDDEN_NAMES = {"utils", "common", "helpers", "constants", "base", "manager", "misc"}


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_noun_under_400_lines(module: Path) -> None:
    assert module.stem not in FORBIDDEN_NAMES
    assert len(module.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "package", [m for m in MODULES if m.name == "__init__.py"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_package_file_imports_nothing(package: Path) -> None:
    assert "import " not in package.read_text(encoding="utf-8").replace("imports", "")


def test_no_file_names_a_registry_host_or_a_path_of_this_workplace() -> None:
    workplace = re.compile(
        r"files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs|repo1?\.maven\.(apache|org)|(?<![\w-])/(?:home|root|wor[k])/[\w.]"
    )
    named = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path != Path(__file__)
        and path.is_file()
        and workplace.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert named == []


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("main.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
        assert pins
        assert all("==" in pin and pin.endswith("\\") for pin in pins), name
        assert "://" not in text
