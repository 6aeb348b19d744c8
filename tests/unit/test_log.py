"""The log: a closed list of events with declared fields."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from adapter.log import LONGEST, Event, configure, emit, where
from tests.builders import PERSON


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    configure("info", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, _ = before
    root.setLevel(before[1])


def _fail() -> None:
    raise ValueError(PERSON)


def said(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_its_declared_fields(lines: io.StringIO) -> None:
    emit(Event.SERVICE_STARTED, version="1", environment="test", role="web")
    (line,) = said(lines)
    assert {name: line[name] for name in ("event", "level", "version", "environment", "role")} == {
        "event": "service.started",
        "level": "info",
        "version": "1",
        "environment": "test",
        "role": "web",
    }
    assert "timestamp" in line


def test_a_field_that_is_not_declared_is_dropped(lines: io.StringIO) -> None:
    emit(Event.SERVICE_STARTED, version="1", body="the patient", name="Test Testsson")
    assert "patient" not in lines.getvalue()
    assert "Testsson" not in lines.getvalue()


def test_a_declared_field_that_holds_an_identity_number_is_masked(lines: io.StringIO) -> None:
    emit(Event.REQUEST_FAILED, error="ValueError", request=f"about {PERSON}")
    assert PERSON not in lines.getvalue()
    assert said(lines)[0]["request"] == "***"


def test_long_texts_are_cut_and_numbers_stay_numbers(lines: io.StringIO) -> None:
    emit(Event.REGISTER_SILENT, reason="x" * 1000, status=503, asked=None)
    (line,) = said(lines)
    assert len(str(line["reason"])) == LONGEST
    assert line["status"] == 503


def test_a_librarys_text_is_not_repeated(lines: io.StringIO) -> None:
    logging.getLogger("some.library").error("could not send %s", PERSON)
    try:
        _fail()
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    assert PERSON not in lines.getvalue()
    assert [line["error"] for line in said(lines)] == ["error", "ValueError"]


def test_below_the_level_nothing_is_written(lines: io.StringIO) -> None:
    configure("error", lines)
    emit(Event.SERVICE_STARTED, version="1")
    assert lines.getvalue() == ""


def test_where_an_error_came_from_is_told_and_not_its_text() -> None:
    with pytest.raises(ValueError, match=PERSON) as caught:
        _fail()
    told = where(caught.value)
    assert "test_log.py:" in told
    assert PERSON not in told


def test_no_event_declares_a_field_for_content() -> None:
    names = {name for event in Event for name in event.fields}
    assert not names & {"body", "text", "name", "number", "patient", "person", "identifier", "content", "url"}
