"""The printer: a tagged PDF in Swedish, the same bytes for the same data, nothing read as markup."""

import io

import pytest
from pypdf import PdfReader

from adapter.gateways.printer import TypstPrinter
from adapter.model.errors import Unprintable
from adapter.model.printed import Fact, Printed, Section, Table


def sheet(text: str = "Hej", *, mark: str = "") -> Printed:
    return Printed(
        title="Inbjudan",
        sender=("Avdelning 1", "Test Testsson"),
        date="2 mars 2026",
        addressee=("Test Testsson", "Gatan 1"),
        mark=mark,
        sections=(
            Section(paragraphs=(text,)),
            Section("Om mötet", facts=(Fact("När", "måndag"),)),
            Section("Insatser", table=Table(("Insats", "Ansvarig"), (("Gångträning", "Hemsjukvården"),))),
        ),
        foot="Avdelning 1",
    )


def read(printed: Printed) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(TypstPrinter().pdf(printed)))
    return reader, " ".join(page.extract_text() for page in reader.pages)


def test_the_pdf_is_tagged_swedish_and_titled() -> None:
    reader, text = read(sheet())
    root = reader.root_object
    assert str(root["/Lang"]) == "sv"
    assert "/MarkInfo" in root
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Inbjudan"
    assert b"pdfuaid" in TypstPrinter().pdf(sheet())
    for said in ("Avdelning 1", "Gatan 1", "Om mötet", "måndag", "Gångträning", "Sida 1 av 1"):
        assert said in text


def test_a_day_is_not_broken_over_lines() -> None:
    days = "10\u00a0september\u00a02026\ntill 28\u00a0september\u00a02026"
    row = ("Gångträning inomhus två gånger i veckan", "Umeå kommun, biståndsenheten", "Fysioterapeut", days)
    table = Table(("Insats", "Ansvarig", "Utförs av", "När"), (row,))
    printed = Printed("Plan", ("Avdelning 1",), "2 mars 2026", sections=(Section("Insatser", table=table),))
    text = read(printed)[1].replace("\u00a0", " ")
    assert "10 september 2026" in text
    assert "28 september 2026" in text


def test_the_same_data_makes_the_same_bytes() -> None:
    assert TypstPrinter().pdf(sheet()) == TypstPrinter().pdf(sheet())
    assert TypstPrinter().pdf(sheet()) != TypstPrinter().pdf(sheet("Hej då"))


@pytest.mark.parametrize(
    "text",
    ['#import "@preview/x:1.0.0"', "*fet* _kursiv_ $x^2$", "= Rubrik", '#read("/etc/hostname")', "\\ ] }"],
)
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    assert text.replace("\\ ", "") in read(sheet(text))[1].replace("\\ ", "")


@pytest.mark.parametrize("name", ["Čović", "Łukasz", "Ελένη", "Иван", "Nguyễn", "Sápmi Ŋŧđ", "İpek Şahin"])
def test_names_of_many_alphabets_are_printed(name: str) -> None:
    assert name in read(sheet(name))[1]


@pytest.mark.parametrize("name", ["محمد", "ئازاد ڕۆژ گوڵ", "שלום"])
def test_names_from_right_to_left_are_printed(name: str) -> None:
    assert len(TypstPrinter().pdf(sheet(name))) > len(TypstPrinter().pdf(sheet("")))


def test_a_draft_says_so_first() -> None:
    text = read(sheet(mark="UTKAST"))[1]
    assert text.index("UTKAST") < text.index("Inbjudan")


def test_a_character_that_no_font_has_is_named_by_its_number_alone() -> None:
    with pytest.raises(Unprintable) as refused:
        TypstPrinter().pdf(sheet("Hemligt ት"))
    assert "U+1275" in str(refused.value)
    assert "Hemligt" not in str(refused.value)


def test_an_empty_sheet_is_still_one() -> None:
    bare = Printed("Tom", (), "", sections=(Section("", table=Table(("A",), (("",),))),))
    assert "Tom" in read(bare)[1]


def test_many_rows_go_on_over_the_page_with_their_head() -> None:
    rows = tuple((f"Insats {number}", "Enhet") for number in range(80))
    reader, text = read(
        Printed("Plan", ("A",), "", sections=(Section("", table=Table(("Insats", "Vem"), rows)),))
    )
    assert len(reader.pages) > 1
    assert all(f"Insats {number}" in text for number in range(80))
    assert reader.pages[1].extract_text().count("Vem") == 1
