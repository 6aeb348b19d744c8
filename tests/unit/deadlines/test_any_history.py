"""Whatever has happened, in whatever order: the rows hold together, each duty once, and no lateness is undone by waiting."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapter.bootstrap import packs
from adapter.deadlines.reckon import rows
from adapter.intake import scenario as scenarios
from adapter.model.deadline import Row
from adapter.pipeline.course import of_scenario
from tests.contract.builder import Json, consent
from tests.contract.clock import Place

WARD, PSYCHIATRY = "SE2321000230-AVD1", "SE2321000230-PSY1"
CENTRE = "SE2321000230-HC01"
SOCIAL, NURSES = "SE2120002742-SOC1", "SE2120002742-HSV1"
UNITS = {
    WARD: "slutenvard",
    PSYCHIATRY: "psykiatrisk-slutenvard",
    CENTRE: "primarvard",
    SOCIAL: "kommun-socialtjanst",
    NURSES: "kommun-halsovard",
}
ALL = tuple(UNITS)
BEGAN = datetime.fromisoformat("2018-10-26T08:00:00+02:00")
"""Within every pack's days, and the clocks change on the third day."""
REGIONS = ("vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland", "sverige")
KINDS: tuple[tuple[str, str, Json], ...] = (
    ("inskrivningsmeddelande", "new", {"estimatedDischarge": "2018-11-01"}),
    ("inskrivningsmeddelande", "revise", {"estimatedDischarge": "2018-11-02"}),
    ("svar-inskrivningsmeddelande", "new", {"answers": [{"question": "samordningsbehov", "answer": True}]}),
    ("kvittens", "new", {}),
    (
        "planeringsunderlag",
        "new",
        {
            "answers": [
                {"question": "samordningsbehov", "answer": True},
                {"question": "insatser-socialtjanst", "answer": True},
            ]
        },
    ),
    ("fast-vardkontakt", "new", {"contact": {"name": "Test", "coordinates": True}}),
    ("utskrivningsklar", "new", {}),
    ("utskrivningsklar", "cancel", {"reason": "Feber"}),
    ("patientinformation", "new", {"sections": [{"unit": SOCIAL, "text": "Hemtjänst"}]}),
    ("utskrivningsmeddelande", "new", {}),
    ("utskrivningsmeddelande", "cancel", {"reason": "Fel"}),
    ("avbruten-planering", "new", {"reason": "avliden"}),
    ("avbruten-planering", "new", {"reason": "planering-avbruten"}),
    ("generellt-meddelande", "new", {"text": "Plan", "topic": "samordnad-planering"}),
    ("kallelse", "new", {"purpose": "sip-svu"}),
    ("kallelse", "new", {"purpose": "sip-fristaende"}),
    ("kallelse", "new", {"purpose": "uppfoljning"}),
    ("kallelse", "new", {"purpose": "samordnad-vardplanering"}),
    ("kallelse", "revise", {"purpose": "sip-svu"}),
    ("kallelse", "cancel", {}),
    ("svar-kallelse", "new", {"attends": True}),
    ("svar-kallelse", "new", {"attends": False}),
    ("kartlaggning", "new", {"needs": "Mat"}),
    ("sip", "new", {"planId": "sip-1"}),
    ("sip", "new", {"planId": "sip-2", "replaces": {"planId": "sip-1", "reason": "Ny"}}),
    ("sip", "approve", {"planId": "sip-1"}),
    ("sip", "close", {"planId": "sip-1", "reason": "Klart"}),
    ("uppfoljning", "new", {"planId": "sip-1", "comments": []}),
    ("utvardering", "new", {"planId": "sip-1", "mainGoalMet": True}),
    ("samordnad-vardplan", "new", {"planId": "vp-1", "legalForm": "opt"}),
    ("inskrivningsmeddelande", "annul", {"reason": "fel-person"}),
    ("kallelse", "annul", {"reason": "fel-mottagare"}),
)
_AT = {"utskrivningsklar": "readyAt", "utskrivningsmeddelande": "dischargedAt"}


@st.composite
def scenes(draw: st.DrawFn) -> Json:
    """A scenario of up to a dozen messages in the order of their times, which need not make sense."""
    place = Place(
        region=draw(st.sampled_from(REGIONS)),
        municipality="2580",
        units=UNITS,
        admitted=BEGAN.isoformat(),
        stay="vtf-1",
    )
    hours = sorted(draw(st.lists(st.integers(0, 60 * 24), min_size=1, max_size=12)))
    history = [_message(draw, place, number, hour) for number, hour in enumerate(hours, 1)]
    consents = [
        consent(
            draw(st.sampled_from(("given", "refused", "withdrawn"))),
            draw(st.sampled_from(ALL)),
            scopes=[draw(st.sampled_from(("sip", "informationsoverforing")))],
            recordedAt=_when(draw(st.integers(0, 40 * 24))),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    return place.scene(_when(70 * 24), *history, consents=consents)


def _when(hour: int) -> str:
    return (BEGAN + timedelta(hours=hour)).isoformat()


def _message(draw: st.DrawFn, place: Place, number: int, hour: int) -> Json:
    kind, action, content = draw(st.sampled_from(KINDS))
    more: Json = dict(content)
    if kind in _AT and action == "new":
        more[_AT[kind]] = _when(max(hour - draw(st.integers(0, 30)), 0))
    if kind == "kallelse" and action in {"new", "revise"}:
        more["start"] = _when(hour + draw(st.integers(-10, 600)))
        if draw(st.booleans()):
            more["needKnownAt"] = _when(hour - draw(st.integers(0, 200)))
    if kind == "sip" and action == "new":
        more["followUpAt"] = _when(hour + 2000)
        more["interventions"] = [{"id": "i1", "text": "Insats", "responsible": SOCIAL}]
        more["coordinator"] = {"unit": draw(st.sampled_from((CENTRE, SOCIAL)))}
    if draw(st.integers(0, 5)) == 0:
        more["outage"] = _when(hour - draw(st.integers(0, 48)))
    return place.told(
        *(kind, _when(hour), draw(st.sampled_from(ALL)), ALL, number, action),
        about=draw(st.integers(1, 12)),
        stay=draw(st.booleans()) or kind not in {"kallelse", "sip", "fast-vardkontakt"},
        **more,
    )


@given(scenes())
def test_rows_hold_together(scene: Json) -> None:
    course, pack = of_scenario(scenarios.read(scene), packs())
    found = rows(course, pack.process)
    for row in found:
        assert (row.state == "not-applicable") or (row.state == "met") == _in_time(row), row
        if row.state == "open":
            assert row.due is None or course.at <= row.due, row
        if row.state == "overdue":
            assert row.due is not None, row
            assert (row.met_at or course.at) > row.due, row
        assert row.met_at is None or row.met_at <= course.at, row
    twice = {mark: count for mark, count in Counter(row.mark for row in found).items() if count > 1}
    assert not twice, [row for row in found if row.mark in twice]


def _in_time(row: Row) -> bool:
    return row.met_at is not None and (row.due is None or row.met_at.replace(microsecond=0) <= row.due)


@given(scenes(), st.lists(st.integers(0, 90 * 24), min_size=2, max_size=4))
def test_waiting_undoes_no_lateness(scene: Json, hours: list[int]) -> None:
    course, pack = of_scenario(scenarios.read(scene), packs())
    looks = [
        {row.mark: row for row in rows(replace(course, at=BEGAN + timedelta(hours=hour)), pack.process)}
        for hour in sorted(hours)
    ]
    for earlier, later in pairwise(looks):
        for mark in earlier.keys() & later.keys():
            if earlier[mark].state == "overdue" and earlier[mark].due == later[mark].due:
                assert later[mark].state in {"overdue", "not-applicable"}, (earlier[mark], later[mark])
            if earlier[mark].state == "met":
                assert later[mark].state == "met", (earlier[mark], later[mark])
