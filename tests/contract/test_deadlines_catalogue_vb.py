"""What is due from whom in Västerbotten: the catalogue's `expect` lines of DEADL, ACK and TRACK by hand."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.due import BLUE, GREEN, YELLOW, Case, Due, check, settled
from tests.contract.plain import Writer, when

VB = Writer("vasterbotten", "2025-05-12 14:00")
_EARLY = Writer("vasterbotten", "2025-05-11 20:00")


def _vb(sent: str, **more: Any) -> Json:
    """Admitted at two, the notice sent then, and it is an hour later."""
    return VB.scenario("2025-05-13 15:01", [VB.notice(sent, "SOC1", **more)])


def _ready(sent: str, *, kvitterad: bool = True, basis: Json | None = None, **more: Any) -> list[Json]:
    """Settled the evening before, then ready."""
    history = settled(_EARLY, "2025-05-11 21:00")
    history += [] if basis is None else [_EARLY.basis("2025-05-12 08:00", **basis)]
    if basis is not None:
        history += _EARLY.kvittenser("2025-05-12 08:30", "SOC1 HSV1 HC01", 42, 40)
    history += [
        _EARLY.contact("2025-05-12 08:40"),
        *_EARLY.kvittenser("2025-05-12 08:41", "AVD1 SOC1 HSV1", 61, 60),
    ]
    history += [_EARLY.ready(sent, **more)]
    return history + (_EARLY.kvittenser(sent, "SOC1 HSV1 HC01", 51, 50) if kvitterad else [])


CASES = [
    Case(
        "VB-DEADL-01 sent a minute before the day is over",
        _vb("2025-05-13 13:59"),
        [
            Due("VB-DEADL-01", "AVD1", "2025-05-13 14:00", "met", "2025-05-13 13:59"),
            Due("VB-ACK-02", "SOC1", "2025-05-14 23:59:59", "open", what="kvittens"),
        ],
    ),
    Case(
        "VB-DEADL-01 sent as the day is over",
        _vb("2025-05-13 14:00"),
        [
            Due("VB-DEADL-01", "AVD1", "2025-05-13 14:00", "met", "2025-05-13 14:00"),
        ],
    ),
    Case(
        "VB-DEADL-01 sent a minute too late",
        _vb("2025-05-13 14:01"),
        [
            Due("VB-DEADL-01", "AVD1", "2025-05-13 14:00", "overdue", "2025-05-13 14:01"),
        ],
    ),
    Case(
        "VB-DEADL-01 late entry of what was done in time on paper",
        _vb("2025-05-13 14:30", outage={"reason": "driftstopp", "originalAt": when("2025-05-13 13:00")}),
        [Due("VB-DEADL-01", "AVD1", "2025-05-13 14:00", "met", "2025-05-13 13:00")],
    ),
    Case(
        "VB-DEADL-01 the night of 23 hours",
        VB.scenario(
            "2025-03-30 15:30",
            [
                VB.notice("2025-03-30 15:00", "SOC1", admitted="2025-03-29 14:00"),
            ],
        ),
        [Due("VB-DEADL-01", "AVD1", "2025-03-30 15:00", "met", "2025-03-30 15:00")],
    ),
    Case(
        "VB-DEADL-01 the night of 25 hours",
        VB.scenario(
            "2025-10-26 14:30",
            [
                VB.notice("2025-10-26 13:30", "SOC1", admitted="2025-10-25 14:00"),
            ],
        ),
        [Due("VB-DEADL-01", "AVD1", "2025-10-26 13:00", "overdue", "2025-10-26 13:30")],
    ),
    Case(
        "VB-DEADL-02 judged later, told within a day",
        VB.scenario(
            "2025-05-16 09:30",
            [
                VB.notice("2025-05-16 09:00", "SOC1", content={"needAssessedAt": when("2025-05-15 10:00")}),
            ],
        ),
        [Due("VB-DEADL-02", "AVD1", "2025-05-16 10:00", "met", "2025-05-16 09:00")],
        absent=("VB-DEADL-01",),
    ),
    Case(
        "VB-DEADL-02 judged later, told too late",
        VB.scenario(
            "2025-05-16 10:30",
            [
                VB.notice("2025-05-16 10:01", "SOC1", content={"needAssessedAt": when("2025-05-15 10:00")}),
            ],
        ),
        [Due("VB-DEADL-02", "AVD1", "2025-05-16 10:00", "overdue", "2025-05-16 10:01")],
        absent=("VB-DEADL-01",),
    ),
    Case(
        "VB-ACK-02 on a Saturday, one in time, one on Sunday, one silent",
        _EARLY.scenario(
            "2025-05-11 09:00",
            [
                VB.notice("2025-05-10 09:00", admitted="2025-05-10 08:00"),
                VB.kvittens("2025-05-10 10:00", "SOC1", 20, 1),
                VB.kvittens("2025-05-11 08:00", "HSV1", 21, 1),
                *VB.answers("2025-05-10 10:00", "SOC1 HSV1 HC01", 10),
            ],
        ),
        [
            Due("VB-ACK-02", "SOC1", "2025-05-10 23:59:59", "met", "2025-05-10 10:00", "kvittens"),
            Due("VB-ACK-02", "HSV1", "2025-05-10 23:59:59", "overdue", "2025-05-11 08:00"),
            Due("VB-ACK-02", "HC01", "2025-05-10 23:59:59", "overdue"),
        ],
    ),
    Case(
        "VB-ACK-02 acknowledged and not answered is not complete",
        VB.scenario(
            "2025-05-11 09:00",
            [
                VB.notice("2025-05-10 09:00", "SOC1", admitted="2025-05-10 08:00"),
                VB.kvittens("2025-05-10 10:00", "SOC1", 20, 1),
            ],
        ),
        [
            Due("VB-ACK-02", "SOC1", "2025-05-10 23:59:59", "met", "2025-05-10 10:00"),
            Due("VB-ACK-02", "SOC1", "2025-05-10 23:59:59", "overdue"),
        ],
    ),
    Case(
        "VB-ACK-02 after the second round it is due the next day",
        VB.scenario(
            "2025-05-10 16:00",
            [
                VB.notice("2025-05-10 15:00", "SOC1", admitted="2025-05-10 08:00"),
                *VB.answers("2025-05-10 15:30", "SOC1", 10),
            ],
        ),
        [Due("VB-ACK-02", "SOC1", "2025-05-11 23:59:59", "open")],
    ),
    Case(
        "VB-ACK-03 sent anew: read again, not answered again",
        VB.scenario(
            "2025-05-14 09:00",
            [
                *settled(VB, "2025-05-12 15:00"),
                VB.notice("2025-05-13 09:00", number=2, action="revise", relates=1),
                VB.kvittens("2025-05-13 10:00", "SOC1", 30, 2),
            ],
        ),
        [
            Due("VB-ACK-03", "SOC1", "2025-05-13 23:59:59", "met", "2025-05-13 10:00"),
            Due("VB-ACK-03", "HSV1", "2025-05-13 23:59:59", "overdue"),
            Due("VB-ACK-03", "HC01", "2025-05-13 23:59:59", "overdue"),
        ],
        {("VB-DEADL-13", "HSV1"), ("VB-DEADL-13", "HC01")},
    ),
    Case(
        "VB-ACK-04 before noon: the same day",
        _EARLY.scenario(
            "2025-05-13 09:00",
            [
                *_ready("2025-05-12 11:59", kvitterad=False),
                _EARLY.kvittens("2025-05-13 08:00", "SOC1", 51, 50),
                _EARLY.kvittens("2025-05-12 12:30", "HSV1", 52, 50),
            ],
        ),
        [
            Due("VB-ACK-04", "SOC1", "2025-05-12 23:59:59", "overdue", "2025-05-13 08:00"),
            Due("VB-ACK-04", "HSV1", "2025-05-12 23:59:59", "met", "2025-05-12 12:30"),
            Due("VB-ACK-04", "HC01", "2025-05-12 23:59:59", "overdue"),
        ],
        {("VB-DEADL-07", "HC01"), ("VB-DEADL-13", "HC01")},
    ),
    Case(
        "VB-ACK-05 at noon: the next day",
        _EARLY.scenario("2025-05-12 13:00", _ready("2025-05-12 12:00", kvitterad=False)),
        [
            Due("VB-ACK-05", "SOC1", "2025-05-13 23:59:59", "open"),
            Due("VB-DEADL-07", "HC01", "2025-05-13 23:59:59", "open"),
        ],
    ),
    Case(
        "VB-ACK-05 on a Friday afternoon",
        VB.scenario("2025-05-10 09:00", [*settled(VB, "2025-05-08 08:00"), VB.ready("2025-05-09 12:01")]),
        [Due("VB-ACK-05", "SOC1", "2025-05-10 23:59:59", "open")],
        None,
    ),
    Case(
        "VB-ACK-05 the day before the national day",
        VB.scenario("2025-06-06 09:00", [*settled(VB, "2025-05-12 15:00"), VB.ready("2025-06-05 15:00")]),
        [Due("VB-ACK-05", "SOC1", "2025-06-06 23:59:59", "open")],
    ),
    Case(
        "VB-DEADL-04 the last afternoon of the year",
        VB.scenario("2026-01-01 09:00", [*settled(VB, "2025-05-12 15:00"), VB.ready("2025-12-31 13:00")]),
        [Due("VB-ACK-05", "HSV1", "2026-01-01 23:59:59", "open")],
    ),
    Case(
        "VB-ACK-06 a general message to all",
        VB.scenario(
            "2025-05-14 09:00",
            [
                *settled(VB, "2025-05-12 15:00"),
                VB.message(
                    2,
                    "generellt-meddelande",
                    "2025-05-13 10:00",
                    "AVD1",
                    "SOC1 HSV1 HC01 REH1",
                    content={"text": "Hej"},
                ),
                *VB.kvittenser("2025-05-13 11:00", "SOC1 HSV1 HC01", 30, 2),
            ],
        ),
        [
            Due("VB-ACK-06", "SOC1", "2025-05-13 23:59:59", "met", "2025-05-13 11:00"),
            Due("VB-ACK-06", "REH1", "2025-05-13 23:59:59", "overdue"),
        ],
        {("VB-DEADL-13", "REH1")},
    ),
    Case(
        "VB-ACK-11 taken back: each of four owes a kvittens, and nothing is to be called to",
        _EARLY.scenario(
            "2025-05-13 08:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.message(
                    55,
                    "utskrivningsklar",
                    "2025-05-12 15:00",
                    "AVD1",
                    "SOC1 HSV1 HC01",
                    action="cancel",
                    relates=50,
                    content={"reason": "försämrad", "newEstimatedDischarge": "2025-05-20"},
                ),
            ],
        ),
        [Due("VB-ACK-11", who, "2025-05-12 23:59:59", "overdue") for who in ("SOC1", "HSV1", "HC01")],
        absent=("VB-DEADL-07", "VB-TRACK-09", "VB-DEADL-09"),
    ),
    Case(
        "VB-DEADL-07 called on the day",
        _EARLY.scenario(
            "2025-05-13 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.call("2025-05-12 23:59", "2025-05-20 10:00", to="SOC1"),
            ],
        ),
        [Due("VB-DEADL-07", "HC01", "2025-05-12 23:59:59", "met", "2025-05-12 23:59")],
        None,
    ),
    Case(
        "VB-DEADL-07 called the day after",
        _EARLY.scenario(
            "2025-05-13 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.call("2025-05-13 08:00", "2025-05-20 10:00", to="SOC1"),
            ],
        ),
        [Due("VB-DEADL-07", "HC01", "2025-05-12 23:59:59", "overdue", "2025-05-13 08:00")],
    ),
    Case(
        "VB-TRACK-09 yellow, and not called",
        _EARLY.scenario("2025-05-13 09:00", _ready("2025-05-12 10:00", basis=YELLOW)),
        [Due("VB-TRACK-09", "HC01", "2025-05-12 23:59:59", "overdue")],
        None,
    ),
    Case(
        "VB-TRACK-09 yellow without a need of coordination",
        _EARLY.scenario(
            "2025-05-13 09:00", _ready("2025-05-12 10:00", basis=YELLOW | {"samordningsbehov": False})
        ),
        [],
        absent=("VB-TRACK-09", "VB-DEADL-07"),
    ),
    Case(
        "VB-TRACK-05 blue: nothing to call to, home the day after",
        _EARLY.scenario("2025-05-13 09:00", _ready("2025-05-12 10:00", basis=BLUE)),
        [Due("VB-DEADL-10", "AVD1", "2025-05-13 23:59:59", "open")],
        absent=("VB-TRACK-09", "VB-DEADL-07"),
    ),
    Case(
        "VB-DEADL-10 green, gone two days after",
        _EARLY.scenario(
            "2025-05-14 11:00",
            [
                *_ready("2025-05-12 10:00", basis=GREEN),
                _EARLY.gone("2025-05-14 10:00"),
            ],
        ),
        [
            Due("VB-DEADL-10", "AVD1", "2025-05-13 23:59:59", "overdue", "2025-05-14 10:00"),
            Due("VB-DEADL-09", "AVD1", "2025-05-13 10:00", "overdue", "2025-05-14 10:00"),
        ],
    ),
    Case(
        "VB-DEADL-10 blue, ready after noon: the day after that",
        _EARLY.scenario(
            "2025-05-14 11:00",
            [
                *_ready("2025-05-12 13:00", basis=BLUE),
                _EARLY.gone("2025-05-14 10:00"),
            ],
        ),
        [Due("VB-DEADL-10", "AVD1", "2025-05-14 23:59:59", "met", "2025-05-14 10:00")],
        None,
    ),
    Case(
        "VB-DEADL-10 says nothing of yellow",
        _EARLY.scenario("2025-05-15 09:00", _ready("2025-05-12 10:00", basis=YELLOW)),
        [],
        None,
        absent=("VB-DEADL-10",),
    ),
    Case(
        "VB-DEADL-09 home within a day",
        _EARLY.scenario(
            "2025-05-13 09:00",
            [
                *_ready("2025-05-12 10:00", basis=BLUE),
                _EARLY.gone("2025-05-13 08:00"),
            ],
        ),
        [Due("VB-DEADL-09", "AVD1", "2025-05-13 10:00", "met", "2025-05-13 08:00")],
    ),
    Case(
        "VB-DEADL-08 met on the 28th day",
        _EARLY.scenario(
            "2025-06-10 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.gone("2025-05-12 15:00"),
                _EARLY.call("2025-05-12 16:00", "2025-06-09 10:00"),
            ],
        ),
        [Due("VB-DEADL-08", "HC01", "2025-06-09 23:59:59", "met", "2025-06-09 10:00")],
        None,
    ),
    Case(
        "VB-DEADL-08 met on the 29th",
        _EARLY.scenario(
            "2025-06-12 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.gone("2025-05-12 15:00"),
                _EARLY.call("2025-05-12 16:00", "2025-06-10 10:00"),
            ],
        ),
        [Due("VB-DEADL-08", "HC01", "2025-06-09 23:59:59", "overdue", "2025-06-10 10:00")],
        None,
    ),
    Case(
        "VB-DEADL-08 never met",
        _EARLY.scenario(
            "2025-06-12 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.gone("2025-05-12 15:00"),
            ],
        ),
        [Due("VB-DEADL-08", "HC01", "2025-06-09 23:59:59", "overdue")],
        None,
    ),
    Case(
        "VB-DEADL-08 discharge taken back: no meeting is due",
        _EARLY.scenario(
            "2025-06-12 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.gone("2025-05-12 15:00"),
                _EARLY.message(
                    75,
                    "utskrivningsmeddelande",
                    "2025-05-12 18:00",
                    "AVD1",
                    "SOC1 HSV1 HC01",
                    action="cancel",
                    relates=70,
                    content={"reason": "försämrad"},
                ),
            ],
        ),
        [],
        None,
        absent=("VB-DEADL-08", "VB-TRACK-10"),
    ),
    Case(
        "VB-TRACK-10 yellow, met on the 28th day",
        _EARLY.scenario(
            "2025-06-12 09:00",
            [
                *_ready("2025-05-13 08:00", basis=YELLOW),
                _EARLY.gone("2025-05-13 15:00"),
                _EARLY.call("2025-05-13 10:00", "2025-06-10 10:00"),
            ],
        ),
        [Due("VB-TRACK-10", "HC01", "2025-06-10 23:59:59", "met", "2025-06-10 10:00")],
        None,
    ),
    Case(
        "VB-TRACK-10 yellow, met on the 29th",
        _EARLY.scenario(
            "2025-06-12 09:00",
            [
                *_ready("2025-05-13 08:00", basis=YELLOW),
                _EARLY.gone("2025-05-13 15:00"),
                _EARLY.call("2025-05-13 10:00", "2025-06-11 10:00"),
            ],
        ),
        [Due("VB-TRACK-10", "HC01", "2025-06-10 23:59:59", "overdue", "2025-06-11 10:00")],
        None,
    ),
    Case(
        "VB-DEADL-08 a meeting moved by a revise counts where it was moved to",
        _EARLY.scenario(
            "2025-06-12 09:00",
            [
                *_ready("2025-05-12 10:00"),
                _EARLY.gone("2025-05-12 15:00"),
                _EARLY.call("2025-05-12 16:00", "2025-06-05 10:00"),
                _EARLY.call("2025-05-20 16:00", "2025-06-10 10:00", number=81, action="revise", relates=80),
            ],
        ),
        [Due("VB-DEADL-08", "HC01", "2025-06-09 23:59:59", "overdue", "2025-06-10 10:00")],
        None,
    ),
    Case(
        "VB-DEADL-11 each responsible comments, or does not, until the day before",
        VB.scenario(
            "2025-06-20 09:00",
            [
                VB.plan("2025-05-20 10:00", "2025-06-20 10:00", by="SOC1 HC01 HSV1", stay=None),
                VB.message(
                    95,
                    "uppfoljning",
                    "2025-06-19 23:59",
                    "SOC1",
                    "HC01",
                    stay=None,
                    content={
                        "planId": "plan-1",
                        "comments": [{"target": "i0", "text": "Bra", "status": "ongoing"}],
                    },
                ),
                VB.message(
                    96,
                    "uppfoljning",
                    "2025-06-20 00:01",
                    "HC01",
                    "SOC1",
                    stay=None,
                    content={
                        "planId": "plan-1",
                        "comments": [{"target": "i1", "text": "Bra", "status": "ongoing"}],
                    },
                ),
            ],
        ),
        [
            Due("VB-DEADL-11", "SOC1", "2025-06-19 23:59:59", "met", "2025-06-19 23:59"),
            Due("VB-DEADL-11", "HC01", "2025-06-19 23:59:59", "overdue", "2025-06-20 00:01"),
            Due("VB-DEADL-11", "HSV1", "2025-06-19 23:59:59", "overdue"),
        ],
        None,
    ),
    Case(
        "VB-DEADL-11 a closed plan is not followed up",
        VB.scenario(
            "2025-06-20 09:00",
            [
                VB.plan("2025-05-20 10:00", "2025-06-20 10:00", stay=None),
                VB.plan("2025-05-20 11:00", None, number=91, action="approve", relates=90, stay=None),
                VB.message(
                    92,
                    "sip",
                    "2025-06-01 10:00",
                    "HC01",
                    "SOC1 HSV1",
                    action="close",
                    relates=91,
                    stay=None,
                    content={"planId": "plan-1", "reason": "målet nått"},
                ),
            ],
        ),
        [],
        None,
        absent=("VB-DEADL-11",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_due(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each case's rows."""
    check(case, tmp_path, capsys)
