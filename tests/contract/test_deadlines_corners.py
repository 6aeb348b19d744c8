"""What is due in the corners: little told, things taken back, moved, ended or entered late; the contract's members alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.due import Case, Due, check, settled
from tests.contract.plain import Writer, unit, when

VB = Writer("vasterbotten", "2025-05-11 20:00")
NB = Writer("norrbotten", "2024-05-15 08:00")
ST = Writer("stockholm", "2018-03-05 08:00")
HA = Writer("halland", "2018-05-15 10:00")
ALL = "SOC1 HSV1 HC01"


def _ready(writer: Writer, admitted: str, sent: str, **more: Any) -> list[Json]:
    """And told to be ready, acknowledged by all at once."""
    history = settled(writer, admitted, **more)
    return [*history, writer.ready(sent), *writer.kvittenser(sent, ALL, 51, 50)]


def _by(sender: str, message: Json) -> Json:
    """The message as that unit sends it."""
    return message | {"sender": message["sender"] | {"unit": unit(sender)}}


_VB = _ready(VB, "2025-05-11 21:00", "2025-05-12 10:00")
_NB = [*settled(NB, "2024-05-15 09:00"), NB.basis("2024-05-15 09:30"), NB.contact("2024-05-15 09:40")]
_NB += [*NB.kvittenser("2024-05-15 09:50", "AVD1 SOC1 HSV1", 61, 60)]
_NB_READY = [*_NB, NB.ready("2024-05-15 11:00"), *NB.kvittenser("2024-05-15 11:00", ALL, 51, 50)]

CASES = [
    Case(
        "no `at`: the message's own time, and the message counts",
        VB.scenario(None, settled(VB, "2025-05-11 21:00"), message=VB.ready("2025-05-12 11:00")),
        [
            Due("VB-ACK-04", "SOC1", "2025-05-12 23:59:59", "open"),
            Due("VB-DEADL-07", "HC01", "2025-05-12 23:59:59", "open"),
        ],
    ),
    Case(
        "a message that is what was due",
        NB.scenario(
            "2024-05-15 12:30",
            [NB.notice("2024-05-15 09:00", "SOC1")],
            message=NB.kvittens("2024-05-15 11:59", "SOC1", 20, 1),
        ),
        [Due("NB-ACK-01", "SOC1", "2024-05-15 12:00", "met", "2024-05-15 11:59")],
    ),
    Case(
        "a message that is told of twice was sent once",
        NB.scenario(
            "2024-05-15 12:30",
            [
                NB.notice("2024-05-15 09:00", "SOC1"),
                NB.notice("2024-05-15 09:00", "SOC1"),
                NB.kvittens("2024-05-15 11:59", "SOC1", 20, 1),
            ],
            message=NB.kvittens("2024-05-15 11:59", "SOC1", 20, 1),
        ),
        [Due("NB-ACK-01", "SOC1", "2024-05-15 12:00", "met", "2024-05-15 11:59")],
    ),
    Case(
        "what came after `at` has not happened",
        NB.scenario(
            "2024-05-15 11:00",
            [
                NB.notice("2024-05-15 09:00", "SOC1"),
                NB.kvittens("2024-05-15 11:30", "SOC1", 20, 1),
            ],
        ),
        [Due("NB-ACK-01", "SOC1", "2024-05-15 12:00", "open")],
    ),
    Case(
        "two stays, each with its own",
        VB.scenario(
            "2025-06-03 10:00",
            [
                VB.notice("2025-05-12 10:00", "SOC1"),
                *VB.answers("2025-05-12 10:30", "SOC1", 10),
                VB.kvittens("2025-05-12 10:30", "SOC1", 20, 1),
                VB.gone("2025-05-13 10:00", "SOC1"),
                VB.kvittens("2025-05-13 10:30", "SOC1", 71, 70),
                VB.notice("2025-06-03 09:00", "SOC1", number=2, stay="vtf-2", admitted="2025-06-02 08:00"),
            ],
        ),
        [
            Due("VB-DEADL-01", "AVD1", "2025-05-12 20:00", "met", "2025-05-12 10:00"),
            Due("VB-DEADL-01", "AVD1", "2025-06-03 08:00", "overdue", "2025-06-03 09:00"),
        ],
    ),
    Case(
        "a notice of the wrong person owes nobody anything",
        VB.scenario(
            "2025-05-20 10:00",
            [
                VB.notice("2025-05-12 10:00"),
                VB.message(
                    2,
                    "inskrivningsmeddelande",
                    "2025-05-12 11:00",
                    "AVD1",
                    ALL,
                    action="annul",
                    relates=1,
                    content={"reason": "fel-person"},
                ),
            ],
        ),
        [],
        {("VB-ACK-01", who) for who in ALL.split()},
        absent=("VB-DEADL-01", "VB-ACK-02"),
    ),
    Case(
        "the notice to be ready taken back: nothing to call to, though called too late for it",
        NB.scenario(
            "2024-05-25 10:00",
            [
                *_NB_READY,
                NB.message(
                    55,
                    "utskrivningsklar",
                    "2024-05-16 09:00",
                    "AVD1",
                    ALL,
                    action="cancel",
                    relates=50,
                    content={"reason": "försämrad", "newEstimatedDischarge": "2024-05-30"},
                ),
                *NB.kvittenser("2024-05-16 09:00", ALL, 56, 55),
            ],
        ),
        [],
        absent=("NB-DEADL-05",),
    ),
    Case(
        "ready again: counted from the new notice",
        NB.scenario(
            "2024-05-22 10:00",
            [
                *_NB_READY,
                NB.message(
                    55,
                    "utskrivningsklar",
                    "2024-05-16 09:00",
                    "AVD1",
                    ALL,
                    action="cancel",
                    relates=50,
                    content={"reason": "försämrad", "newEstimatedDischarge": "2024-05-30"},
                ),
                *NB.kvittenser("2024-05-16 09:00", ALL, 56, 55),
                NB.ready("2024-05-21 09:00", number=65),
                *NB.kvittenser("2024-05-21 10:00", ALL, 66, 65),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-24 23:59:59", "open")],
    ),
    Case(
        "died before the call was due, as a message says",
        NB.scenario(
            "2024-05-25 10:00",
            [
                *_NB_READY,
                NB.message(
                    57, "avbruten-planering", "2024-05-16 09:00", "AVD1", ALL, content={"reason": "avliden"}
                ),
                *NB.kvittenser("2024-05-16 09:00", ALL, 58, 57),
            ],
        ),
        [],
        absent=("NB-DEADL-05",),
    ),
    Case(
        "died before the call was due, as the register says",
        NB.scenario("2024-05-25 10:00", _NB_READY, person={"deceased": "2024-05-16"}),
        [],
        absent=("NB-DEADL-05",),
    ),
    Case(
        "planning ended before the call was due",
        NB.scenario(
            "2024-05-25 10:00",
            [
                *_NB_READY,
                NB.message(
                    57,
                    "avbruten-planering",
                    "2024-05-16 09:00",
                    "AVD1",
                    ALL,
                    content={"reason": "planering-avbruten"},
                ),
                *NB.kvittenser("2024-05-16 09:00", ALL, 58, 57),
            ],
        ),
        [],
        absent=("NB-DEADL-05",),
    ),
    Case(
        "what was late before the death stays late",
        NB.scenario("2024-05-25 10:00", _NB_READY, person={"deceased": "2024-05-20"}),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "overdue")],
    ),
    Case(
        "a plan refused: no call is due",
        NB.scenario(
            "2024-05-25 10:00",
            _NB_READY,
            consents=[
                {
                    "status": "refused",
                    "form": "oral",
                    "scopes": ["sip"],
                    "givenBy": "patient",
                    "recordedAt": when("2024-05-15 09:30"),
                    "recordedBy": {"unit": unit("HC01"), "name": "Test Testsson", "title": "sjuksköterska"},
                },
            ],
        ),
        [],
        absent=("NB-DEADL-05",),
    ),
    Case(
        "a short stay: no invitation is due, the kvittens is",
        VB.scenario(
            "2025-05-13 10:00",
            [
                VB.notice("2025-05-11 21:00", "SOC1", content={"contactReason": "kort-vardtid-24h"}),
                *VB.answers("2025-05-11 22:00", "SOC1", 10),
                VB.kvittens("2025-05-11 22:00", "SOC1", 20, 1),
                VB.ready("2025-05-12 10:30", "SOC1"),
                VB.kvittens("2025-05-12 11:00", "SOC1", 51, 50),
                VB.gone("2025-05-12 15:00", "SOC1"),
                VB.kvittens("2025-05-12 15:30", "SOC1", 71, 70),
            ],
        ),
        [Due("VB-ACK-04", "SOC1", "2025-05-12 23:59:59", "met", "2025-05-12 11:00")],
        absent=("VB-DEADL-07", "VB-TRACK-09", "VB-DEADL-08", "VB-ACK-09"),
    ),
    Case(
        "a short stay, ready after noon: the receivers are to be contacted before the patient leaves",
        VB.scenario(
            "2025-05-13 10:00",
            [
                VB.notice("2025-05-11 21:00", "SOC1", content={"contactReason": "kort-vardtid-24h"}),
                *VB.answers("2025-05-11 22:00", "SOC1", 10),
                VB.kvittens("2025-05-11 22:00", "SOC1", 20, 1),
                VB.ready("2025-05-12 12:01", "SOC1"),
                VB.kvittens("2025-05-12 13:00", "SOC1", 51, 50),
                VB.gone("2025-05-12 15:00", "SOC1"),
                VB.kvittens("2025-05-12 15:30", "SOC1", 71, 70),
            ],
        ),
        [Due("VB-ACK-09", "AVD1", "2025-05-12 15:00", "overdue")],
    ),
    Case(
        "a short stay, ready after noon, contacted",
        VB.scenario(
            "2025-05-13 10:00",
            [
                VB.notice("2025-05-11 21:00", "SOC1", content={"contactReason": "kort-vardtid-24h"}),
                *VB.answers("2025-05-11 22:00", "SOC1", 10),
                VB.kvittens("2025-05-11 22:00", "SOC1", 20, 1),
                VB.ready("2025-05-12 12:01", "SOC1"),
                VB.kvittens("2025-05-12 13:00", "SOC1", 51, 50),
                VB.gone(
                    "2025-05-12 15:00",
                    "SOC1",
                    content={"contactRecord": {"at": when("2025-05-12 14:30"), "with": unit("SOC1")}},
                ),
                VB.kvittens("2025-05-12 15:30", "SOC1", 71, 70),
            ],
        ),
        [Due("VB-ACK-09", "AVD1", "2025-05-12 15:00", "met", "2025-05-12 14:30")],
    ),
    Case(
        "an invitation that names no stay meets the stay's",
        VB.scenario(
            "2025-05-12 17:00",
            [
                *_VB,
                VB.call("2025-05-12 16:00", "2025-05-20 10:00", stay=None, content={"purpose": "sip-svu"}),
            ],
        ),
        [Due("VB-DEADL-07", "HC01", "2025-05-12 23:59:59", "met", "2025-05-12 16:00")],
    ),
    Case(
        "an invitation that names no stay meets Norrbotten's",
        NB.scenario(
            "2024-05-18 17:00",
            [
                *_NB_READY,
                NB.call("2024-05-18 16:00", "2024-05-28 10:00", stay=None, content={"purpose": "sip-svu"}),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "met", "2024-05-18 16:00")],
    ),
    Case(
        "an invitation taken back in time is none",
        NB.scenario(
            "2024-05-20 17:00",
            [
                *_NB_READY,
                NB.call("2024-05-16 16:00", "2024-05-28 10:00"),
                NB.message(
                    81, "kallelse", "2024-05-17 16:00", "HC01", "SOC1 HSV1", action="cancel", relates=80
                ),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "overdue")],
    ),
    Case(
        "late entry of an invitation made on paper",
        NB.scenario(
            "2024-05-20 17:00",
            [
                *_NB_READY,
                NB.call(
                    "2024-05-20 16:00",
                    "2024-05-28 10:00",
                    outage={"reason": "driftstopp", "originalAt": when("2024-05-18 14:00")},
                ),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "met", "2024-05-18 14:00")],
    ),
    Case(
        "late entry of a notice: the kvittens runs from when it was sent",
        NB.scenario(
            "2024-05-16 10:00",
            [
                NB.notice(
                    "2024-05-16 09:00",
                    "SOC1",
                    outage={"reason": "driftstopp", "originalAt": when("2024-05-15 10:00")},
                ),
            ],
        ),
        [
            Due("NB-DEADL-01", "AVD1", "2024-05-16 08:00", "met", "2024-05-15 10:00"),
            Due("NB-ACK-01", "SOC1", "2024-05-16 12:00", "open"),
        ],
    ),
    Case(
        "a notice forwarded: the unit that it reaches owes a kvittens",
        VB.scenario(
            "2025-05-12 17:00",
            [
                *settled(VB, "2025-05-11 21:00"),
                VB.message(
                    3,
                    "inskrivningsmeddelande",
                    "2025-05-12 09:00",
                    "HC01",
                    "REH1",
                    action="forward",
                    relates=1,
                    content={"estimatedDischarge": "2025-05-28", "ward": "Avdelning 1"},
                ),
            ],
        ),
        [Due("VB-ACK-02", "REH1", "2025-05-12 23:59:59", "open", what="kvittens")],
    ),
    Case(
        "a stay that is told of without its admission notice",
        VB.scenario(
            "2025-05-13 09:00",
            [VB.ready("2025-05-12 22:00", "SOC1"), VB.kvittens("2025-05-12 22:10", "SOC1", 51, 50)],
        ),
        [Due("VB-DEADL-01", "AVD1", "2025-05-12 20:00", "overdue")],
    ),
    Case(
        "nobody of open care was addressed: it is the only health centre's to call",
        NB.scenario(
            "2024-05-19 10:00",
            [
                NB.notice("2024-05-15 09:00", "SOC1"),
                *NB.answers("2024-05-15 09:30", "SOC1", 10),
                NB.kvittens("2024-05-15 09:30", "SOC1", 20, 1),
                NB.basis("2024-05-15 09:40", to="SOC1"),
                NB.ready("2024-05-15 11:00", "SOC1"),
                NB.kvittens("2024-05-15 11:30", "SOC1", 51, 50),
            ],
        ),
        [
            Due("NB-DEADL-04", "HC01", None, "open"),
            Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "overdue"),
        ],
    ),
    Case(
        "no directory: the ward is who says ready, open care who calls",
        NB.scenario(
            "2024-05-16 10:00",
            [
                NB.ready("2024-05-15 11:00", "SOC1"),
                NB.kvittens("2024-05-15 11:30", "SOC1", 51, 50),
                NB.call("2024-05-15 13:00", "2024-05-28 10:00", to="SOC1"),
            ],
            directory=[],
        ),
        [
            Due("NB-DEADL-01", "AVD1", "2024-05-16 08:00", "overdue"),
            Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "met", "2024-05-15 13:00"),
        ],
    ),
    Case(
        "a stay that is known by an invitation alone: nobody is named who owes the notice",
        NB.scenario("2024-05-20 10:00", [NB.call("2024-05-15 13:00", "2024-05-28 10:00", to="SOC1")]),
        [Due("NB-ACK-06", "SOC1", "2024-05-28 10:00", "open")],
        absent=("NB-DEADL-01",),
    ),
    Case(
        "told of without its admission notice: what follows on being ready is due all the same",
        NB.scenario(
            "2024-05-16 10:00",
            [NB.ready("2024-05-15 11:00"), *NB.kvittenser("2024-05-15 11:30", ALL, 51, 50)],
        ),
        [
            Due("NB-DEADL-01", "AVD1", "2024-05-16 08:00", "overdue"),
            Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "open"),
        ],
    ),
    Case(
        "told of without its admission notice, in Stockholm",
        ST.scenario(
            "2018-03-09 10:00",
            [ST.ready("2018-03-05 11:00"), *ST.kvittenser("2018-03-05 11:30", ALL, 51, 50)],
        ),
        [
            Due("ST-DEADL-01", "AVD1", "2018-03-06 08:00", "overdue"),
            Due("ST-DEADL-02", "HC01", "2018-03-08 23:59:59", "overdue"),
            Due("ST-DEADL-03", "HC01", "2018-03-08 23:59:59", "overdue"),
        ],
    ),
    Case(
        "told of without its admission notice, gone: the three weeks run",
        NB.scenario(
            "2024-05-16 10:00", [NB.gone("2024-05-15 11:00"), *NB.kvittenser("2024-05-15 11:30", ALL, 71, 70)]
        ),
        [
            Due("NB-DEADL-01", "AVD1", "2024-05-16 08:00", "overdue"),
            Due("NB-DEADL-09", "HC01", "2024-06-05 23:59:59", "open"),
        ],
    ),
    Case(
        "a notice of the wrong person, answered and acknowledged: no stay is left that anything is due in",
        VB.scenario(
            "2025-05-20 10:00",
            [
                *settled(VB, "2025-05-12 10:00"),
                VB.message(
                    2,
                    "inskrivningsmeddelande",
                    "2025-05-12 11:00",
                    "AVD1",
                    ALL,
                    action="annul",
                    relates=1,
                    content={"reason": "fel-person"},
                ),
                *VB.kvittenser("2025-05-12 12:00", ALL, 30, 2),
            ],
        ),
        [],
        absent=("VB-DEADL-01", "VB-ACK-02"),
    ),
    Case(
        "HA-TRACK-05 psychiatric open care calls those of psychiatric inpatient care, whoever has named a contact",
        HA.scenario(
            "2018-05-16 09:00",
            [
                _by("PSY1", HA.notice("2018-05-15 11:00", "HC01 OPS1")),
                HA.contact("2018-05-15 12:00"),
                _by("PSY1", HA.ready("2018-05-15 13:00", "HC01 OPS1")),
            ],
        ),
        [Due("LAW-DEADL-03", "OPS1", "2018-05-18 23:59:59", "open")],
    ),
    Case(
        "HA-TRACK-05 where nobody needs psychiatry the health centre calls",
        HA.scenario(
            "2018-05-16 09:00",
            [
                _by("PSY1", HA.notice("2018-05-15 11:00", "HC01 OPS1")),
                _by("PSY1", HA.basis("2018-05-15 12:00", to="HC01", behov_psykiatrisk_oppenvard=False)),
                _by("PSY1", HA.ready("2018-05-15 13:00", "HC01 OPS1")),
            ],
        ),
        [Due("LAW-DEADL-03", "HC01", "2018-05-18 23:59:59", "open")],
    ),
    Case(
        "HA-TRACK-05 from any other ward the health centre calls",
        HA.scenario(
            "2018-05-16 09:00",
            [HA.notice("2018-05-15 11:00", "HC01 OPS1"), HA.ready("2018-05-15 13:00", "HC01 OPS1")],
        ),
        [Due("LAW-DEADL-03", "HC01", "2018-05-18 23:59:59", "open")],
    ),
    Case(
        "an invitation outside any stay that says since when the need is known",
        NB.scenario(
            "2024-05-22 12:00",
            [
                NB.call(
                    "2024-05-22 09:00",
                    "2024-05-30 10:00",
                    stay=None,
                    content={"purpose": "sip-svu", "needKnownAt": when("2024-05-16 10:00")},
                )
            ],
        ),
        [
            Due("NB-DEADL-06", "HC01", "2024-05-21 23:59:59", "overdue", "2024-05-22 09:00"),
            Due("NB-DEADL-07", "HC01", "2024-06-06 23:59:59", "open", what="sip"),
        ],
    ),
    Case(
        "an invitation to a discharge's planning is of the stay, though it names none",
        NB.scenario(
            "2024-05-16 12:00",
            [
                *_NB_READY,
                NB.call(
                    "2024-05-16 09:00",
                    "2024-05-30 10:00",
                    stay=None,
                    content={"purpose": "sip-svu", "needKnownAt": when("2024-05-10 10:00")},
                ),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "met", "2024-05-16 09:00")],
        absent=("NB-DEADL-06", "NB-DEADL-07"),
    ),
    Case(
        "NB-ACK-02 is of the notice to be ready: that it is taken back is acknowledged within the day",
        NB.scenario(
            "2024-05-16 13:00",
            [
                *_NB_READY,
                NB.message(
                    55,
                    "utskrivningsklar",
                    "2024-05-16 11:59",
                    "AVD1",
                    "SOC1",
                    action="cancel",
                    relates=50,
                    content={"reason": "försämrad", "newEstimatedDischarge": "2024-05-30"},
                ),
            ],
        ),
        [Due("PRODUKT-ACK-01", "SOC1", "2024-05-16 23:59:59", "open")],
    ),
    Case(
        "NB-ACK-02 is of the notice to be ready: that it was wrong is acknowledged within the day",
        NB.scenario(
            "2024-05-16 13:00",
            [
                *_NB,
                NB.ready("2024-05-16 10:00"),
                NB.message(
                    55,
                    "utskrivningsklar",
                    "2024-05-16 11:59",
                    "AVD1",
                    "SOC1",
                    action="annul",
                    relates=50,
                    content={"reason": "fel-mottagare"},
                ),
            ],
        ),
        [Due("PRODUKT-ACK-01", "SOC1", "2024-05-16 23:59:59", "open")],
        absent=("NB-ACK-02", "NB-DEADL-05"),
    ),
    Case(
        "a plan drawn up at the hospital is the meeting",
        VB.scenario(
            "2025-06-20 09:00",
            [
                *_VB,
                VB.call("2025-05-12 08:00", "2025-05-12 13:00", to="SOC1"),
                VB.kvittens("2025-05-12 08:10", "SOC1", 81, 80),
                VB.attends("2025-05-12 08:10", "SOC1", 82),
                VB.plan("2025-05-12 14:00", None),
                *VB.kvittenser("2025-05-12 14:10", "SOC1 HSV1", 91, 90),
                VB.gone("2025-05-12 15:00"),
                *VB.kvittenser("2025-05-12 15:30", ALL, 71, 70),
            ],
        ),
        [Due("VB-DEADL-08", "HC01", "2025-06-09 23:59:59", "met", "2025-05-12 13:00")],
    ),
    Case(
        "VB-ACK-07 a general message to one unit is one kvittens",
        VB.scenario(
            "2025-05-12 17:00",
            [
                *settled(VB, "2025-05-11 21:00"),
                VB.message(
                    3, "generellt-meddelande", "2025-05-12 09:00", "AVD1", "HSV1", content={"text": "Hej"}
                ),
            ],
        ),
        [Due("VB-ACK-07", "HSV1", "2025-05-12 23:59:59", "open")],
    ),
    Case(
        "noon the day after, over the night of 23 hours",
        NB.scenario("2025-03-30 11:30", [NB.notice("2025-03-29 13:00", "SOC1", admitted="2025-03-29 12:30")]),
        [
            Due("NB-ACK-01", "SOC1", "2025-03-30 12:00", "open"),
            Due("NB-DEADL-02", "AVD1", "2025-03-30 14:00", "open"),
        ],
    ),
    Case(
        "noon the day after, over the night of 25 hours",
        NB.scenario("2025-10-26 11:30", [NB.notice("2025-10-25 13:00", "SOC1", admitted="2025-10-25 12:30")]),
        [
            Due("NB-ACK-01", "SOC1", "2025-10-26 12:00", "open"),
            Due("NB-DEADL-02", "AVD1", "2025-10-26 12:00", "open"),
        ],
    ),
    Case(
        "the end of a day of 25 hours",
        VB.scenario(
            "2025-10-26 09:00",
            [
                *settled(VB, "2025-10-24 10:00", admitted="2025-10-24 09:00"),
                VB.ready("2025-10-25 13:00"),
            ],
        ),
        [Due("VB-ACK-05", "SOC1", "2025-10-26 23:59:59", "open")],
    ),
    Case(
        "Saturday before the night of 23 hours, to Monday",
        HA.scenario("2018-03-24 11:30", [HA.notice("2018-03-24 11:00", "SOC1", admitted="2018-03-24 10:00")]),
        [Due("HA-ACK-01", "SOC1", "2018-03-26 23:59:59", "open")],
    ),
    Case(
        "HA-ACK-02 a kvittens is an answer enough",
        HA.scenario(
            "2018-05-17 09:00",
            [
                HA.call("2018-05-15 14:00", "2018-06-20 10:00", to="SOC1"),
                HA.kvittens("2018-05-16 10:00", "SOC1", 85, 80),
            ],
        ),
        [Due("HA-ACK-02", "SOC1", "2018-05-16 23:59:59", "met", "2018-05-16 10:00")],
        None,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_due(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each case's rows."""
    check(case, tmp_path, capsys)
