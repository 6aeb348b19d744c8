"""A month of 10,000 stays reported: the rate, and what a report costs beside reckoning the same stays' deadlines alone."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from adapter.deadlines.reckon import rows
from adapter.episode.event import event
from adapter.model.course import Course
from adapter.model.history import Event, History
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.message import EpisodeRef
from adapter.model.person import Person
from adapter.model.swedish_time import STOCKHOLM, swedish_day
from adapter.pipeline.course import of_history
from adapter.pipeline.followup import counted
from adapter.pipeline.liability import agreement
from adapter.pipeline.reporting import Count
from adapter.policy.pack import Pack
from bench.surroundings import NUMBERS
from tests.builders import message, units
from tests.packs import packs

STAYS, FEW = 10_000, 1_000
MUNICIPALITIES = ("2480", "2482", "2401", "2403", "2404")
FIRST = datetime(2026, 3, 1, 8, tzinfo=STOCKHOLM)
NOW = datetime(2026, 6, 1, 8, tzinfo=STOCKHOLM)


def reports() -> dict[str, object]:
    """Stays per second, a report's cost to that of the deadlines alone, and of a stay among many to one among few."""
    pack = packs().of("vasterbotten")
    courses = list(_courses(STAYS))
    alone = _seconds(lambda: [rows(course, pack.process) for course in courses])
    many = _seconds(lambda: _report(courses, pack))
    few = _seconds(lambda: _report(courses[:FEW], pack))
    return {
        "report_stays_per_second": round(STAYS / many),
        "report_to_deadlines_alone": round(many / alone, 2),
        "report_per_stay_many_to_few": round((many / STAYS) / (few / FEW), 2),
    }


def _report(courses: list[Course], pack: Pack) -> None:
    agreed = agreement(pack.liability)
    count = Count(pack, "2026-03", swedish_day(NOW), {})
    for course in courses:
        count.add(counted(course, rows(course, pack.process), agreed, course.episodes))
    assert count.report().totals


def _courses(many: int) -> Iterator[Course]:
    known = units()
    for number in range(many):
        history = History(tuple(_stay(number)))
        yield of_history(history, at=NOW, region="vasterbotten", units=known, facts={})


def _stay(number: int) -> Iterator[Event]:
    """Admitted some day in March, ready after three days, gone one to six days later."""
    admitted = FIRST + timedelta(days=number % 20)
    ready, left = admitted + timedelta(days=3), admitted + timedelta(days=4 + number % 6)
    patient = PatientId(NumberType.PERSONNUMMER, NUMBERS[number % len(NUMBERS)])
    person = Person(patient.value, municipality=MUNICIPALITIES[number % len(MUNICIPALITIES)])
    for at, kind, content in (
        (admitted + timedelta(hours=1), "inskrivningsmeddelande", {"estimatedDischarge": "2026-03-20"}),
        (ready, "utskrivningsklar", {"readyAt": ready.isoformat()}),
        (left, "utskrivningsmeddelande", {"dischargedAt": left.isoformat()}),
    ):
        sent = message(
            message_id=f"{number}-{kind}",
            kind=kind,
            sent_at=at,
            patient=patient,
            episode=EpisodeRef(f"vtf-{number}", admitted),
            content=content,
        )
        yield event(sent, at, person)


def _seconds(work: Callable[[], object]) -> float:
    """The best of three: the machine's speed moves."""
    found = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)
