"""What the documentation says of the tests is true of them."""

import re
from pathlib import Path

import pytest

from tests import fhir_tables, search_table
from tests.checkout import mappings

ROOT = Path(__file__).parent.parent
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def _named() -> list[tuple[str, str]]:
    return _NAMED.findall((ROOT / "docs" / "semantics-tests.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "name"), sorted(set(_named())))
def test_a_test_that_the_documentation_names_exists(file: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_points_that_are_due_are_all_there() -> None:
    due = {*range(1, 29), 30, 31, 32, 33, 34, 35, *range(37, 44)}
    text = (ROOT / "docs" / "semantics-tests.md").read_text(encoding="utf-8").partition("Design decisions")[0]
    assert {int(point) for point in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)} == due


def test_the_search_parameters_that_are_told_are_those_of_the_table() -> None:
    text = search_table.DOCUMENT.read_text(encoding="utf-8")
    assert search_table.table() in text
    assert search_table.written(text) == text


def test_the_tables_of_the_fhir_document_are_fresh() -> None:
    """`python -m tests.fhir_tables` writes them anew."""
    text = fhir_tables.DOCUMENT.read_text(encoding="utf-8")
    assert fhir_tables.shown(text) == set(fhir_tables.TABLES)
    assert fhir_tables.written(text) == text


def test_every_rule_of_the_transport_is_told_with_a_remedy() -> None:
    told = list(fhir_tables.told())
    assert {rule for _, rule, _ in told} == {
        code for code in mappings().tables["svu-rule"].concepts if code.startswith("HTTP-")
    }
    assert not [rule for _, rule, remedy in told if not remedy]


_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[\w-]*)?\)")


@pytest.mark.parametrize(
    "document", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda one: one.name
)
def test_every_link_of_a_document_leads_to_a_file(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert not [link for link in _LINK.findall(text) if not (document.parent / link).exists()]
