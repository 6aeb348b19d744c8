"""What is due from whom: the catalogue's `expect` lines of DEADL and ACK by hand, with the contract's members alone."""

from pathlib import Path

import pytest

from tests.contract.builder import Json
from tests.contract.due import BLUE, Case, Due, check, settled
from tests.contract.plain import Writer, when

NB = Writer("norrbotten", "2024-05-15 08:00")


def _nb(sent: str, to: str = "SOC1 HSV1 HC01", **more: object) -> list[Json]:
    """The notice, acknowledged and answered at once, and the planning basis."""
    return [*settled(NB, sent, to), NB.basis(sent, to=to)]


def _judged(sent: str) -> Json:
    return NB.scenario(
        "2024-05-16 14:30",
        [
            NB.notice(sent, "SOC1", content={"needAssessedAt": when("2024-05-15 14:00")}),
            *NB.answers("2024-05-16 14:10", "SOC1", 10),
        ],
    )


NORRBOTTEN = [
    Case(
        "NB-DEADL-01 sent within a day of the judgement",
        _judged("2024-05-16 13:59"),
        [
            Due("NB-DEADL-01", "AVD1", "2024-05-16 14:00", "met", "2024-05-16 13:59"),
            Due("NB-DEADL-02", "AVD1", "2024-05-17 13:59", "open"),
            Due("NB-ACK-01", "SOC1", "2024-05-17 12:00", "open"),
        ],
    ),
    Case(
        "NB-DEADL-01 sent later than a day after it",
        _judged("2024-05-16 14:01"),
        [
            Due("NB-DEADL-01", "AVD1", "2024-05-16 14:00", "overdue", "2024-05-16 14:01"),
        ],
    ),
    Case(
        "NB-DEADL-01 no judgement told: it was made at admission",
        NB.scenario(
            "2024-05-16 09:00",
            [
                NB.notice("2024-05-16 08:00", "SOC1"),
            ],
        ),
        [Due("NB-DEADL-01", "AVD1", "2024-05-16 08:00", "met", "2024-05-16 08:00")],
    ),
    Case(
        "NB-ACK-01 in the afternoon, kvittens a minute past noon",
        NB.scenario(
            "2024-05-16 12:30",
            [
                NB.notice("2024-05-15 15:00"),
                *NB.answers("2024-05-15 16:00", "SOC1 HSV1 HC01", 10),
                NB.basis("2024-05-15 16:00"),
                NB.kvittens("2024-05-16 12:01", "SOC1", 20, 1),
                NB.kvittens("2024-05-16 12:00", "HSV1", 21, 1),
            ],
        ),
        [
            Due("NB-ACK-01", "SOC1", "2024-05-16 12:00", "overdue", "2024-05-16 12:01"),
            Due("NB-ACK-01", "HSV1", "2024-05-16 12:00", "met", "2024-05-16 12:00"),
            Due("NB-ACK-01", "HC01", "2024-05-16 12:00", "overdue"),
        ],
    ),
    Case(
        "NB-ACK-01 in the morning: the same noon",
        NB.scenario("2024-05-15 11:00", [NB.notice("2024-05-15 10:00", "SOC1")]),
        [
            Due("NB-ACK-01", "SOC1", "2024-05-15 12:00", "open"),
        ],
    ),
    Case(
        "NB-ACK-01 at noon: that noon",
        NB.scenario("2024-05-15 12:00", [NB.notice("2024-05-15 12:00", "SOC1")]),
        [
            Due("NB-ACK-01", "SOC1", "2024-05-15 12:00", "open"),
        ],
    ),
    Case(
        "NB-ACK-01 a second past noon: the next",
        NB.scenario("2024-05-15 12:30", [NB.notice("2024-05-15 12:00:01", "SOC1")]),
        [
            Due("NB-ACK-01", "SOC1", "2024-05-16 12:00", "open"),
        ],
    ),
    Case(
        "NB-ACK-02 on a Saturday afternoon",
        NB.scenario(
            "2024-05-19 12:30",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.ready("2024-05-18 13:30"),
                NB.kvittens("2024-05-19 11:59", "SOC1", 51, 50),
            ],
        ),
        [
            Due("NB-ACK-02", "SOC1", "2024-05-19 12:00", "met", "2024-05-19 11:59"),
            Due("NB-ACK-02", "HSV1", "2024-05-19 12:00", "overdue"),
            Due("NB-ACK-02", "HC01", "2024-05-19 12:00", "overdue"),
            Due("NB-DEADL-05", "HC01", "2024-05-21 23:59:59", "open"),
        ],
    ),
    Case(
        "NB-ACK-03 on a Friday morning",
        NB.scenario(
            "2024-05-17 11:00",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.gone("2024-05-17 09:00"),
            ],
        ),
        [Due("NB-ACK-03", "SOC1", "2024-05-17 12:00", "open")],
    ),
    Case(
        "NB-ACK-03 on a Friday afternoon",
        NB.scenario(
            "2024-05-17 17:00",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.gone("2024-05-17 16:00"),
            ],
        ),
        [Due("NB-ACK-03", "SOC1", "2024-05-18 12:00", "open")],
    ),
    Case(
        "NB-ACK-04 a unit that was not asked acknowledges for none",
        NB.scenario(
            "2024-05-15 12:30",
            [
                NB.notice("2024-05-15 09:00", "SOC1 HSV1"),
                *NB.answers("2024-05-15 09:30", "SOC1 HSV1", 10),
                NB.kvittens("2024-05-15 10:00", "HC01", 20, 1),
                NB.kvittens("2024-05-15 10:00", "HSV1", 21, 1),
            ],
        ),
        [
            Due("NB-ACK-01", "HSV1", "2024-05-15 12:00", "met", "2024-05-15 10:00"),
            Due("NB-ACK-01", "SOC1", "2024-05-15 12:00", "overdue"),
        ],
    ),
    Case(
        "NB-ACK-06 one's own planning before the meeting; no kvittens is late",
        NB.scenario(
            "2024-05-28 09:00",
            [
                NB.call("2024-05-20 09:00", "2024-05-28 10:00", stay=None),
            ],
        ),
        [
            Due("NB-ACK-06", "SOC1", "2024-05-28 10:00", "open"),
            Due("NB-ACK-06", "HSV1", "2024-05-28 10:00", "open"),
        ],
    ),
    Case(
        "NB-DEADL-02 the planning basis on the minute",
        NB.scenario(
            "2024-05-17 09:00",
            [
                *settled(NB, "2024-05-16 08:00"),
                NB.basis("2024-05-17 08:00"),
            ],
        ),
        [Due("NB-DEADL-02", "AVD1", "2024-05-17 08:00", "met", "2024-05-17 08:00")],
    ),
    Case(
        "NB-DEADL-02 the planning basis a minute late",
        NB.scenario(
            "2024-05-17 09:00",
            [
                *settled(NB, "2024-05-16 08:00"),
                NB.basis("2024-05-17 08:01"),
            ],
        ),
        [Due("NB-DEADL-02", "AVD1", "2024-05-17 08:00", "overdue", "2024-05-17 08:01")],
    ),
    Case(
        "NB-DEADL-03 no estimate within a day",
        NB.scenario(
            "2024-05-17 09:00",
            [
                NB.notice("2024-05-16 08:00", content={"estimatedDischarge": None}),
                NB.basis("2024-05-16 09:00"),
                *NB.answers("2024-05-16 08:00", "SOC1 HSV1 HC01", 10),
                *NB.kvittenser("2024-05-16 08:00", "SOC1 HSV1 HC01", 20, 1),
            ],
        ),
        [Due("NB-DEADL-03", "AVD1", "2024-05-17 08:00", "overdue")],
    ),
    Case(
        "NB-DEADL-03 the estimate follows",
        NB.scenario(
            "2024-05-16 13:00",
            [
                NB.notice("2024-05-16 08:00", "SOC1", content={"estimatedDischarge": None}),
                NB.basis("2024-05-16 09:00", to="SOC1"),
                *NB.answers("2024-05-16 08:00", "SOC1", 10),
                *NB.kvittenser("2024-05-16 08:00", "SOC1", 20, 1),
                NB.notice("2024-05-16 12:30", "SOC1", number=2, action="revise", relates=1),
            ],
        ),
        [Due("NB-DEADL-03", "AVD1", "2024-05-17 08:00", "met", "2024-05-16 12:30")],
    ),
    Case(
        "NB-DEADL-04 gone without a fixed care contact",
        NB.scenario(
            "2024-05-20 11:00",
            [
                *_nb("2024-05-15 09:00"),
                NB.gone("2024-05-20 10:00"),
            ],
        ),
        [Due("NB-DEADL-04", "HC01", "2024-05-20 10:00", "overdue")],
    ),
    Case(
        "NB-DEADL-04 appointed a minute before",
        NB.scenario(
            "2024-05-20 11:00",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-20 09:59"),
                NB.gone("2024-05-20 10:00"),
            ],
        ),
        [
            Due("NB-DEADL-04", "HC01", "2024-05-20 10:00", "met", "2024-05-20 09:59"),
            Due("NB-DEADL-09", "HC01", "2024-06-10 23:59:59", "open"),
        ],
    ),
    Case(
        "NB-DEADL-05 called on the third day",
        NB.scenario(
            "2024-05-18 12:30",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.ready("2024-05-15 11:00"),
                *NB.kvittenser("2024-05-15 11:30", "SOC1 HSV1 HC01", 51, 50),
                NB.call("2024-05-18 12:00", "2024-05-28 10:00"),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "met", "2024-05-18 12:00")],
    ),
    Case(
        "NB-DEADL-05 called on the fourth",
        NB.scenario(
            "2024-05-19 12:30",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.ready("2024-05-15 13:00"),
                *NB.kvittenser("2024-05-15 13:30", "SOC1 HSV1 HC01", 51, 50),
                NB.call("2024-05-19 00:01", "2024-05-28 10:00"),
            ],
        ),
        [Due("NB-DEADL-05", "HC01", "2024-05-18 23:59:59", "overdue", "2024-05-19 00:01")],
    ),
    Case(
        "NB-TRACK-02 only the social services: no call is due",
        NB.scenario(
            "2024-05-19 12:30",
            [
                *settled(NB, "2024-05-15 09:00", "SOC1"),
                NB.basis("2024-05-15 10:00", to="SOC1", **BLUE),
                NB.ready("2024-05-15 11:00", "SOC1"),
                NB.kvittens("2024-05-15 11:30", "SOC1", 51, 50),
            ],
        ),
        [],
        absent=("NB-DEADL-05",),
    ),
    Case(
        "NB-DEADL-06 over Whitsun: three working days",
        NB.scenario(
            "2024-05-22 12:30",
            [
                NB.call(
                    "2024-05-22 09:00",
                    "2024-05-30 10:00",
                    stay=None,
                    content={"needKnownAt": when("2024-05-16 10:00")},
                ),
            ],
        ),
        [
            Due("NB-DEADL-06", "HC01", "2024-05-21 23:59:59", "overdue", "2024-05-22 09:00"),
            Due("NB-DEADL-07", "HC01", "2024-06-06 23:59:59", "open", what="sip"),
        ],
    ),
    Case(
        "NB-DEADL-06 called on the third working day",
        NB.scenario(
            "2024-05-22 12:30",
            [
                NB.call(
                    "2024-05-21 23:59",
                    "2024-05-30 10:00",
                    stay=None,
                    content={"needKnownAt": when("2024-05-16 10:00")},
                ),
            ],
        ),
        [Due("NB-DEADL-06", "HC01", "2024-05-21 23:59:59", "met", "2024-05-21 23:59")],
    ),
    Case(
        "NB-DEADL-06 over Midsummer Eve and Ascension: neither is a working day",
        NB.scenario(
            "2024-06-26 12:30",
            [
                NB.call(
                    "2024-06-25 09:00",
                    "2024-07-01 10:00",
                    stay=None,
                    content={"needKnownAt": when("2024-06-20 10:00")},
                ),
            ],
        ),
        [Due("NB-DEADL-06", "HC01", "2024-06-26 23:59:59", "met", "2024-06-25 09:00")],
    ),
    Case(
        "NB-DEADL-07 the plan on the twenty-first day",
        NB.scenario(
            "2024-05-22 23:59",
            [
                NB.call(
                    "2024-05-03 09:00",
                    "2024-05-21 10:00",
                    stay=None,
                    content={"needKnownAt": when("2024-05-01 10:00")},
                ),
                NB.plan("2024-05-22 12:00", "2024-08-01 10:00", stay=None),
            ],
        ),
        [Due("NB-DEADL-07", "HC01", "2024-05-22 23:59:59", "met", "2024-05-22 12:00")],
        None,
    ),
    Case(
        "NB-DEADL-07 the plan on the twenty-second",
        NB.scenario(
            "2024-05-23 13:00",
            [
                NB.call(
                    "2024-05-03 09:00",
                    "2024-05-21 10:00",
                    stay=None,
                    content={"needKnownAt": when("2024-05-01 10:00")},
                ),
                NB.plan("2024-05-23 12:00", "2024-08-01 10:00", stay=None),
            ],
        ),
        [Due("NB-DEADL-07", "HC01", "2024-05-22 23:59:59", "overdue", "2024-05-23 12:00")],
        None,
    ),
    Case(
        "NB-DEADL-08 each actor documents within three days of the meeting",
        NB.scenario(
            "2024-06-01 09:00",
            [
                NB.call("2024-05-20 09:00", "2024-05-28 10:00", stay=None),
            ],
        ),
        [Due("NB-DEADL-08", who, "2024-05-31 23:59:59", "overdue") for who in ("HC01", "SOC1", "HSV1")],
        None,
    ),
    Case(
        "NB-DEADL-09 drawn up on the twenty-second day",
        NB.scenario(
            "2024-06-11 13:00",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.gone("2024-05-20 10:00"),
                *NB.kvittenser("2024-05-20 10:30", "SOC1 HSV1 HC01", 71, 70),
                NB.call("2024-05-20 11:00", "2024-06-11 10:00"),
                NB.plan("2024-06-11 12:00", "2024-09-01 10:00"),
            ],
        ),
        [Due("NB-DEADL-09", "HC01", "2024-06-10 23:59:59", "overdue", "2024-06-11 12:00")],
        None,
    ),
    Case(
        "NB-DEADL-09 drawn up on the last day",
        NB.scenario(
            "2024-06-11 13:00",
            [
                *_nb("2024-05-15 09:00"),
                NB.contact("2024-05-15 10:00"),
                NB.gone("2024-05-20 10:00"),
                *NB.kvittenser("2024-05-20 10:30", "SOC1 HSV1 HC01", 71, 70),
                NB.call("2024-05-20 11:00", "2024-06-10 10:00"),
                NB.plan("2024-06-10 23:00", "2024-09-01 10:00"),
            ],
        ),
        [Due("NB-DEADL-09", "HC01", "2024-06-10 23:59:59", "met", "2024-06-10 23:00")],
        None,
    ),
    Case(
        "NB-DEADL-10 a year after the last follow-up",
        NB.scenario(
            "2025-05-29 09:00",
            [
                NB.plan("2024-03-01 10:00", None, stay=None),
                NB.message(
                    95,
                    "uppfoljning",
                    "2024-05-28 10:00",
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
        [Due("NB-DEADL-10", "HC01", "2025-05-28 23:59:59", "overdue")],
        None,
    ),
    Case(
        "NB-DEADL-11 the care plan within three days of its meeting",
        NB.scenario(
            "2024-06-01 09:00",
            [
                NB.call(
                    "2024-05-20 09:00",
                    "2024-05-28 10:00",
                    to="SOC1 OPS1",
                    sender="PSY1",
                    stay=None,
                    content={"purpose": "samordnad-vardplanering"},
                ),
            ],
        ),
        [Due("NB-DEADL-11", "PSY1", "2024-05-31 23:59:59", "overdue")],
        absent=("NB-DEADL-08",),
    ),
]

ST = Writer("stockholm", "2018-03-05 10:00")
STOCKHOLM = [
    Case(
        "ST-DEADL-01 judged at admission",
        ST.scenario("2018-03-06 10:30", [ST.notice("2018-03-06 10:00", "SOC1")]),
        [
            Due("ST-DEADL-01", "AVD1", "2018-03-06 10:00", "met", "2018-03-06 10:00"),
            Due("PRODUKT-ACK-01", "SOC1", "2018-03-06 23:59:59", "open"),
        ],
    ),
    Case(
        "ST-DEADL-01 judged later",
        ST.scenario(
            "2018-03-08 10:30",
            [
                ST.notice("2018-03-08 09:01", "SOC1", content={"needAssessedAt": when("2018-03-07 09:00")}),
            ],
        ),
        [Due("ST-DEADL-01", "AVD1", "2018-03-08 09:00", "overdue", "2018-03-08 09:01")],
    ),
    Case(
        "ST-DEADL-01 judged before admission: from admission",
        ST.scenario(
            "2018-03-06 09:30",
            [
                ST.notice("2018-03-06 09:00", "SOC1", content={"needAssessedAt": when("2018-03-05 08:00")}),
            ],
        ),
        [Due("ST-DEADL-01", "AVD1", "2018-03-06 10:00", "met", "2018-03-06 09:00")],
    ),
    Case(
        "ST-DEADL-02, -03 three days from the notification",
        ST.scenario(
            "2018-03-09 09:00",
            [
                *settled(ST, "2018-03-05 10:30"),
                ST.ready("2018-03-05 13:00"),
                *ST.kvittenser("2018-03-05 13:30", "SOC1 HSV1 HC01", 51, 50),
            ],
        ),
        [
            Due("ST-DEADL-02", "HC01", "2018-03-08 23:59:59", "overdue"),
            Due("ST-DEADL-03", "HC01", "2018-03-08 23:59:59", "overdue"),
        ],
        None,
    ),
    Case(
        "ST-DEADL-02 gone before that: by then",
        ST.scenario(
            "2018-03-06 16:00",
            [
                *settled(ST, "2018-03-05 10:30"),
                ST.ready("2018-03-05 13:00"),
                *ST.kvittenser("2018-03-05 13:30", "SOC1 HSV1 HC01", 51, 50),
                ST.gone("2018-03-06 15:00"),
            ],
        ),
        [
            Due("ST-DEADL-02", "HC01", "2018-03-06 15:00", "overdue"),
            Due("ST-DEADL-03", "HC01", "2018-03-08 23:59:59", "open"),
        ],
        None,
    ),
    Case(
        "ST-DEADL-02, -03 done in time",
        ST.scenario(
            "2018-03-09 09:00",
            [
                *settled(ST, "2018-03-05 10:30"),
                ST.ready("2018-03-05 13:00"),
                *ST.kvittenser("2018-03-05 13:30", "SOC1 HSV1 HC01", 51, 50),
                ST.contact("2018-03-06 09:00"),
                *ST.kvittenser("2018-03-06 09:30", "AVD1 SOC1 HSV1", 61, 60),
                ST.call("2018-03-08 23:00", "2018-03-14 10:00"),
            ],
        ),
        [
            Due("ST-DEADL-02", "HC01", "2018-03-08 23:59:59", "met", "2018-03-06 09:00"),
            Due("ST-DEADL-03", "HC01", "2018-03-08 23:59:59", "met", "2018-03-08 23:00"),
        ],
        None,
    ),
    Case(
        "ST-DEADL-04 no plan three weeks after",
        ST.scenario(
            "2018-03-28 09:00",
            [
                *settled(ST, "2018-03-05 10:30"),
                ST.contact("2018-03-05 11:00"),
                ST.gone("2018-03-06 15:00"),
            ],
        ),
        [Due("ST-DEADL-04", "HC01", "2018-03-27 23:59:59", "overdue")],
        None,
    ),
]

HA = Writer("halland", "2018-05-15 10:00")


def _ha(sent: str, at: str) -> Json:
    """A notice to one unit, sent and looked at then."""
    return HA.scenario(at, [HA.notice(sent, "SOC1", admitted=sent)])


def _called(sent: str, *answers: Json) -> Json:
    return HA.scenario(sent, [HA.call(sent, "2018-06-20 10:00", to="SOC1"), *answers])


HALLAND = [
    Case(
        "HA-ACK-01 on a Friday",
        _ha("2018-05-04 16:00", "2018-05-04 17:00"),
        [
            Due("HA-ACK-01", "SOC1", "2018-05-07 23:59:59", "open"),
        ],
    ),
    Case(
        "HA-ACK-01 the day before Ascension Day",
        _ha("2018-05-09 09:00", "2018-05-09 17:00"),
        [
            Due("HA-ACK-01", "SOC1", "2018-05-11 23:59:59", "open"),
        ],
    ),
    Case(
        "HA-ACK-01 on a Monday",
        _ha("2018-05-14 09:00", "2018-05-14 17:00"),
        [
            Due("HA-ACK-01", "SOC1", "2018-05-15 23:59:59", "open"),
        ],
    ),
    Case(
        "HA-ACK-01 on a Saturday",
        _ha("2018-05-05 09:00", "2018-05-05 17:00"),
        [
            Due("HA-ACK-01", "SOC1", "2018-05-07 23:59:59", "open"),
        ],
    ),
    Case(
        "HA-ACK-01 the day before Midsummer Eve",
        _ha("2018-06-21 09:00", "2018-06-21 17:00"),
        [
            Due("HA-ACK-01", "SOC1", "2018-06-25 23:59:59", "open"),
        ],
    ),
    Case(
        "HA-ACK-02 at two",
        _called("2018-05-15 14:00"),
        [Due("HA-ACK-02", "SOC1", "2018-05-16 23:59:59", "open")],
    ),
    Case(
        "HA-ACK-02 past two",
        _called("2018-05-15 14:01"),
        [Due("HA-ACK-02", "SOC1", "2018-05-17 23:59:59", "open")],
    ),
    Case(
        "HA-ACK-02 on a Friday afternoon",
        _called("2018-05-18 15:00"),
        [
            Due("HA-ACK-02", "SOC1", "2018-05-22 23:59:59", "open"),
        ],
    ),
    Case(
        "HA-ACK-02 answered",
        HA.scenario(
            "2018-05-17 09:00",
            [
                HA.call("2018-05-15 14:00", "2018-06-20 10:00", to="SOC1"),
                HA.attends("2018-05-16 10:00", "SOC1", 85),
            ],
        ),
        [Due("HA-ACK-02", "SOC1", "2018-05-16 23:59:59", "met", "2018-05-16 10:00")],
    ),
    Case(
        "HA-DEADL-01 in time",
        HA.scenario("2018-05-16 10:30", [HA.notice("2018-05-16 09:30", "SOC1")]),
        [
            Due("HA-DEADL-01", "AVD1", "2018-05-16 10:00", "met", "2018-05-16 09:30"),
        ],
    ),
    Case(
        "HA-DEADL-01 too late",
        HA.scenario("2018-05-16 11:30", [HA.notice("2018-05-16 10:30", "SOC1")]),
        [
            Due("HA-DEADL-01", "AVD1", "2018-05-16 10:00", "overdue", "2018-05-16 10:30"),
        ],
        None,
    ),
    Case(
        "HA-DEADL-05 gone the day after",
        HA.scenario(
            "2018-05-16 11:30",
            [
                *settled(HA, "2018-05-15 10:00"),
                HA.contact("2018-05-15 10:30"),
                HA.ready("2018-05-15 14:00"),
                HA.gone("2018-05-16 11:00"),
            ],
        ),
        [Due("HA-DEADL-05", "AVD1", "2018-05-16 23:59:59", "met", "2018-05-16 11:00")],
    ),
    Case(
        "HA-DEADL-05 gone two days after",
        HA.scenario(
            "2018-05-17 11:30",
            [
                *settled(HA, "2018-05-15 10:00"),
                HA.contact("2018-05-15 10:30"),
                *HA.kvittenser("2018-05-15 11:00", "AVD1 SOC1 HSV1", 61, 60),
                HA.ready("2018-05-15 14:00"),
                *HA.kvittenser("2018-05-15 14:30", "SOC1 HSV1 HC01", 51, 50),
                HA.gone("2018-05-17 11:00"),
            ],
        ),
        [Due("HA-DEADL-05", "AVD1", "2018-05-16 23:59:59", "overdue", "2018-05-17 11:00")],
        None,
    ),
]

LAW = Writer("sverige", "2018-03-05 10:00")
SVERIGE = [
    Case(
        "LAW-DEADL-01 from admission",
        LAW.scenario("2018-03-06 11:00", [LAW.notice("2018-03-06 10:01", "SOC1")]),
        [
            Due("LAW-DEADL-01", "AVD1", "2018-03-06 10:00", "overdue", "2018-03-06 10:01"),
            Due("PRODUKT-ACK-01", "SOC1", "2018-03-06 23:59:59", "open"),
        ],
    ),
    Case(
        "LAW-DEADL-02 from a later judgement",
        LAW.scenario(
            "2018-03-08 09:30",
            [
                LAW.notice("2018-03-08 09:00", "SOC1", content={"needAssessedAt": when("2018-03-07 09:00")}),
            ],
        ),
        [Due("LAW-DEADL-02", "AVD1", "2018-03-08 09:00", "met", "2018-03-08 09:00")],
        absent=("LAW-DEADL-01",),
    ),
    Case(
        "LAW-DEADL-03 not called",
        LAW.scenario(
            "2018-03-09 00:00",
            [
                *settled(LAW, "2018-03-05 10:30"),
                LAW.contact("2018-03-05 11:00"),
                *LAW.kvittenser("2018-03-05 11:00", "AVD1 SOC1 HSV1", 61, 60),
                LAW.ready("2018-03-05 13:00"),
                *LAW.kvittenser("2018-03-05 13:30", "SOC1 HSV1 HC01", 51, 50),
            ],
        ),
        [Due("LAW-DEADL-03", "HC01", "2018-03-08 23:59:59", "overdue")],
    ),
]

VM = Writer("vastmanland", "2025-05-05 10:00")


def _invited(sent: str, at: str, *answers: Json) -> Json:
    return VM.scenario(at, [VM.call(sent, "2025-06-12 10:00", to="SOC1 HSV1", stay=None), *answers])


VASTMANLAND = [
    Case(
        "VM-ACK-01 on a Friday",
        _invited(
            "2025-05-09 10:00", "2025-05-13 09:00", VM.attends("2025-05-12 15:00", "SOC1", 85, stay=None)
        ),
        [
            Due("VM-ACK-01", "SOC1", "2025-05-12 23:59:59", "met", "2025-05-12 15:00"),
            Due("VM-ACK-01", "HSV1", "2025-05-12 23:59:59", "overdue"),
        ],
    ),
    Case(
        "VM-ACK-01 the day before Ascension Day",
        _invited("2025-05-28 10:00", "2025-05-29 09:00"),
        [
            Due("VM-ACK-01", "SOC1", "2025-05-30 23:59:59", "open"),
        ],
    ),
    Case(
        "VM-ACK-02 received only: who attends is still outstanding",
        _invited(
            "2025-05-09 10:00",
            "2025-05-13 09:00",
            VM.kvittens("2025-05-09 11:00", "SOC1", 85, 80, stay=None),
            VM.attends("2025-05-12 15:00", "HSV1", 86, stay=None),
        ),
        [Due("VM-ACK-01", "SOC1", "2025-05-12 23:59:59", "overdue")],
    ),
    Case(
        "VM-DEADL-01 called on the third day",
        VM.scenario(
            "2025-05-15 12:30",
            [
                *settled(VM, "2025-05-05 10:30"),
                VM.ready("2025-05-12 13:00"),
                VM.call("2025-05-15 12:00", "2025-05-20 10:00"),
            ],
        ),
        [Due("VM-DEADL-01", "HC01", "2025-05-15 23:59:59", "met", "2025-05-15 12:00")],
        None,
    ),
    Case(
        "VM-DEADL-01 called on the fourth",
        VM.scenario(
            "2025-05-16 12:30",
            [
                *settled(VM, "2025-05-05 10:30"),
                VM.ready("2025-05-12 09:00"),
                VM.call("2025-05-16 12:00", "2025-05-20 10:00"),
            ],
        ),
        [Due("VM-DEADL-01", "HC01", "2025-05-15 23:59:59", "overdue", "2025-05-16 12:00")],
        None,
    ),
    Case(
        "VM-DEADL-02 two working days after the meeting",
        VM.scenario(
            "2025-05-13 09:00",
            [
                VM.call("2025-05-05 10:00", "2025-05-08 10:00", stay=None),
                VM.plan("2025-05-12 23:00", None, stay=None),
            ],
        ),
        [Due("VM-DEADL-02", "HC01", "2025-05-12 23:59:59", "met", "2025-05-12 23:00")],
        None,
    ),
    Case(
        "VM-DEADL-02 later than that",
        VM.scenario(
            "2025-05-13 09:00",
            [
                VM.call("2025-05-05 10:00", "2025-05-08 10:00", stay=None),
                VM.plan("2025-05-13 08:00", None, stay=None),
            ],
        ),
        [Due("VM-DEADL-02", "HC01", "2025-05-12 23:59:59", "overdue", "2025-05-13 08:00")],
        None,
    ),
]

CASES = [*NORRBOTTEN, *STOCKHOLM, *HALLAND, *SVERIGE, *VASTMANLAND]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_due(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each case's rows."""
    check(case, tmp_path, capsys)
