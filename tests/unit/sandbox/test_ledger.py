"""The receivers' ledgers: durable, and true to the table of reliable messaging."""

from pathlib import Path

from adapter.sandbox.ledger import Ledger, Row, Seen, rows


def row(bundle: str = "b1", delivery: str = "d1") -> Row:
    return Row(
        bundle=bundle,
        delivery=delivery,
        recipient="SE2120002627-SOC1",
        kind="kvittens",
        action="new",
        message_id="m1",
        patient="193101189227",
        body={"id": bundle},
        answer={"to": delivery},
    )


def test_what_was_taken_is_known_after_opening_the_file_again(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    first = Ledger(file)
    first.take(row())
    again = Ledger(file)
    assert again.rows == (row(),)
    assert again.seen("b2", "d1") is Seen.AGAIN
    assert again.answer("d1") == {"to": "d1"}


def test_a_new_pair_is_new_and_a_bundle_id_is_never_used_twice(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "x.jsonl")
    assert ledger.seen("b1", "d1") is Seen.NEW
    ledger.take(row())
    assert ledger.seen("b1", "d1") is Seen.AGAIN
    assert ledger.seen("b1", "d2") is Seen.BUNDLE_REUSED
    assert ledger.seen("b2", "d2") is Seen.NEW


def test_native_deliveries_have_no_bundle_id_and_go_by_their_own(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "x.jsonl")
    ledger.take(row(bundle="", delivery="d1"))
    assert ledger.seen("", "d2") is Seen.NEW
    assert ledger.seen("", "d1") is Seen.AGAIN


def test_a_line_torn_by_a_crash_was_not_taken_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    ledger = Ledger(file)
    ledger.take(row())
    with file.open("ab") as torn:
        torn.write(b'{"bundle": "b2", "deliv')
    again = Ledger(file)
    assert again.rows == (row(),)
    again.take(row("b3", "d3"))
    assert [found.delivery for found in rows(file)] == ["d1", "d3"]


def test_a_missing_file_has_no_rows(tmp_path: Path) -> None:
    assert list(rows(tmp_path / "none")) == []
