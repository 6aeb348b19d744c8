"""The three forms an export comes in and goes out in."""

import csv
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.exports import forms, tree
from adapter.exports.forms import MEDIA, Unreadable, read, write
from tests.strategies import texts

ROW = {
    "Namn": 'Åsa <Test> & "Co"\r\n',
    "Svar": [{"Fråga": "a"}, {}, {"Fråga": "b", "Djup": {"er": ["1", "2"]}}],
    "Ja": True,
    "Antal": 3,
    "Inget": None,
}


@pytest.mark.parametrize("form", MEDIA)
def test_the_same_tree_comes_back_in_every_form(form: str) -> None:
    (row,) = _rows(write([ROW], form, rows="M", delimiter=";"), form)
    assert row["Namn"] == ROW["Namn"]
    answers = row["Svar"]
    assert answers[0] == {"Fråga": "a"}
    assert not answers[1]
    assert answers[2] == {"Fråga": "b", "Djup": {"er": ["1", "2"]}}
    assert row["Ja"] in (True, "true")
    assert row["Antal"] in (3, "3")


def _rows(body: bytes, form: str) -> list[dict[str, Any]]:
    rows = read(body, form, rows="M", delimiter=";")["M"]
    return rows if isinstance(rows, list) else [rows]


@pytest.mark.parametrize("start", ["=1+1", "+46", "-1", "@a", "\tx", " =1", "'=x", "'", "＝1"])
def test_no_cell_starts_a_formula(start: str) -> None:
    body = write([{"Text": start}], "csv", rows="M", delimiter=";")
    cell = list(csv.reader(StringIO(body.decode(), newline=""), delimiter=";"))[1][0]
    assert cell.startswith("'")
    assert _rows(body, "csv") == [{"Text": start}]


@given(st.lists(texts(), min_size=1, max_size=3))
def test_any_text_comes_back_from_csv_and_from_xml(said: list[str]) -> None:
    rows = [{"Text": text} for text in said]
    for form in ("csv", "xml"):
        assert _rows(write(rows, form, rows="M", delimiter=";"), form) == rows


def test_a_byte_order_mark_and_empty_lines_and_a_single_message() -> None:
    assert _rows("\ufeffA;B\r\n;\r\n1;2\r\n".encode(), "csv") == [{"A": "1", "B": "2"}]
    assert read(b"", "csv", rows="M", delimiter=";") == {"M": []}
    assert read(b"<x><M><A>1</A></M></x>", "xml", rows="M", delimiter=";") == {"M": {"A": "1"}}
    assert read(b"<x><M/><M/><M/></x>", "xml", rows="M", delimiter=";") == {"M": [None, None, None]}


def test_attributes_are_members_and_names_lose_their_namespace() -> None:
    body = (
        b'<n:x xmlns:n="urn:n" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        b'<n:M id="7" n:lang="sv"><n:A xsi:nil="true"/><n:id>8</n:id>text</n:M></n:x>'
    )
    found = read(body, "xml", rows="M", delimiter=";")
    assert found == {"M": {"A": None, "id": ["8", "7"], "lang": "sv", "text": "text"}}


@pytest.mark.parametrize("form", MEDIA)
def test_too_many_values_are_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = write([{"A": str(n)} for n in range(30)], form, rows="M", delimiter=";")
    monkeypatch.setattr(forms, "MOST_VALUES", 40)
    with pytest.raises(Unreadable, match="too many"):
        read(body, form, rows="M", delimiter=";")


def test_a_list_and_a_member_at_one_path_do_not_mix() -> None:
    with pytest.raises(Unreadable, match="another column"):
        read(b"A[1].B;A.C\n1;2", "csv", rows="M", delimiter=";")
    with pytest.raises(Unreadable, match="another column"):
        read(b"A.C;A[1].B\n1;2", "csv", rows="M", delimiter=";")


def test_a_column_far_out_in_lists_in_lists_is_counted_before_it_is_laid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    header = ";".join(f"c{number}[500].a[500].b[500]" for number in range(3))
    body = (f"{header}\n" + "1;1;1\n" * 4).encode()
    assert read(body, "csv", rows="M", delimiter=";")
    monkeypatch.setattr(forms, "MOST_VALUES", 5000)
    bounded: list[object] = []
    monkeypatch.setattr(forms, "_bounded", bounded.append)
    with pytest.raises(Unreadable, match="too many"):
        read(body, "csv", rows="M", delimiter=";")
    assert not bounded


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_object_of_very_many_names_is_refused(form: str) -> None:
    row = {f"n{number}": "1" for number in range(501)}
    with pytest.raises(Unreadable, match="500 names"):
        read(write([row], form, rows="M", delimiter=";"), form, rows="M", delimiter=";")


@pytest.mark.parametrize("body", [rb'[{"a": "\ud800"}]', rb'[{"\udfff": 1}]'])
def test_half_a_character_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match="half a character"):
        read(body, "json", rows="M", delimiter=";")
    assert read(rb'[{"a": "\ud83d\ude00"}]', "json", rows="M", delimiter=";") == {"M": [{"a": "\U0001f600"}]}


def test_a_name_that_xml_cannot_begin_with_is_read_back_as_the_same_name() -> None:
    body = write([{"2:a kontakt": "x", "-Y": "y"}], "xml", rows="1 rad", delimiter=";")
    found = read(body, "xml", rows="1 rad", delimiter=";")
    (_, row) = tree.find(found, ("1 rad",)) or ((), None)
    assert [tree.find(row, (name,)) for name in ("2:a kontakt", "-Y")] == [
        (("_2_a_kontakt",), "x"),
        (("_-Y",), "y"),
    ]
