"""Looked at only when the clock says, a person's case shows every lateness that looking all the time would show."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.bootstrap import packs
from adapter.deadlines.reckon import rows
from adapter.intake import scenario as scenarios
from adapter.model.course import Course
from adapter.model.process import Process
from adapter.pipeline.course import of_scenario
from adapter.pipeline.overdue import is_late, next_look
from tests.contract.builder import Json
from tests.unit.deadlines.test_any_history import scenes

HOUR, SPAN = timedelta(hours=1), timedelta(days=45)
Late = tuple[str, datetime | None]


def late(course: Course, process: Process, at: datetime) -> set[Late]:
    return {(row.mark, row.due) for row in rows(replace(course, at=at), process) if is_late(row)}


@given(scenes(), st.booleans())
@settings(max_examples=40)
def test_nothing_grows_late_between_two_looks_unseen(scene: Json, short: bool) -> None:  # noqa: FBT001 - drawn
    for message in scene["history"]:
        if short and message["kind"] == "inskrivningsmeddelande":
            message["content"]["contactReason"] = "kort-vardtid-24h"
    course, pack = of_scenario(scenarios.read(scene), packs())
    came = max(event.received_at for event in course.history.events)
    seen: set[Late] = set()
    look: datetime | None = came
    while look is not None and look < came + SPAN:
        seen |= late(course, pack.process, look)
        found = rows(replace(course, at=look), pack.process)
        then = next_look(found, course.episodes, look)
        assert then is None or then > look
        look = then
    for hours in range(0, SPAN // HOUR, 7):
        shown = late(course, pack.process, came + hours * HOUR)
        assert shown <= seen, shown - seen
