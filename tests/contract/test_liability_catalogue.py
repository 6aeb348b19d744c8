"""The catalogue's LIAB rules of single stays, reckoned by hand from the sources before the command was asked.

Beside each row is the reckoning. In Norrbotten and by the Act a stay starts to cost on the third day after the day on
which the notice counts as given (by 12:00 that day, later the next); in Västerbotten the next day; in Stockholm the
day after the free weekdays. The first day is billed, the day of leaving is not.
"""

from typing import Any

import pytest

from tests.contract.builder import Json, consent
from tests.contract.paid import CARE, NURSING, OTHER, SOCIAL, WARD, Stay, paid, when

RATES: Json = {"rates": {"2023": 7000, "2024": 7100, "2025": 7200, "2026": 7300}}
LATER = "2026-06-01 09:00"
SOCIAL_ONLY = ("insatser-socialtjanst", "nya-behov-socialtjanst")
NO_CARE = (
    "insatser-kommunal-halsovard insatser-kommunal-rehab nya-behov-kommunal-halsovard nya-behov-kommunal-rehab "
    "samordningsbehov behov-psykiatrisk-oppenvard beslut-korttidsvistelse omfattande-behov"
)


def nb(admitted: str = "2024-05-10 08:00", notice: str = "2024-05-10 10:00", **more: Any) -> Stay:
    """Norrbotten, the municipality told of the admission."""
    return Stay("norrbotten", admitted, **more).noticed(notice)


def act(admitted: str = "2018-11-01 08:00", notice: str = "2018-11-01 10:00", **more: Any) -> Stay:
    """The Act alone."""
    return Stay("sverige", admitted, **more).noticed(notice)


def vb(admitted: str = "2025-05-09 14:00", notice: str = "2025-05-09 15:00", **more: Any) -> Stay:
    """Västerbotten."""
    return Stay("vasterbotten", admitted, **more).noticed(notice)


def st(admitted: str = "2019-01-02 08:00", notice: str = "2019-01-02 10:00", **more: Any) -> Stay:
    """Stockholm."""
    return Stay("stockholm", admitted, **more).noticed(notice)


def ha(admitted: str, **more: Any) -> Stay:
    """Halland."""
    return Stay("halland", f"{admitted} 08:00", **more).noticed(f"{admitted} 10:00")


def days(zero: str | None, starts: str | None, ends: str | None, billed: int, amount: int | None) -> Json:
    """The figures of an answer."""
    return {"dayZero": zero, "starts": starts, "ends": ends, "billedDays": billed, "amount": amount}


def free(zero: str | None, starts: str | None, *reasons: str) -> Json:
    """Nothing to pay, for exactly those reasons."""
    return {"dayZero": zero, "starts": starts, "billedDays": 0, "amount": 0, "reasons": list(reasons)}


def sent(at: str, left: str = "2024-05-25 10:00") -> Stay:
    """Norrbotten's notice of readiness at an instant, and the call the same moment."""
    return nb().ready(at).called(at).left(left)


def withheld(at: str, status: str = "refused", scope: str = "informationsoverforing") -> Json:
    """A consent record."""
    return consent(status, WARD, scopes=[scope], recordedAt=when(at))


NORRBOTTEN = {
    # 15 May by 12:00: day 0 15, starts 18; 18, 19, 20 billed, left the 21st: 3 × 7100
    "plain": (
        sent("2024-05-15 10:00", "2024-05-21 10:00").scene(**RATES),
        days("2024-05-15", "2024-05-18", "2024-05-21", 3, 21300) | {"liable": "2580", "reasons": []},
    ),
    "before noon": (sent("2024-05-15 09:30").scene(**RATES), {"starts": "2024-05-18", "billedDays": 7}),
    "exactly noon": (
        sent("2024-05-15 12:00").scene(**RATES),
        {"dayZero": "2024-05-15", "starts": "2024-05-18"},
    ),
    "a second past": (
        sent("2024-05-15 12:00:01").scene(**RATES),
        {"dayZero": "2024-05-16", "starts": "2024-05-19"},
    ),
    # Saturday 18 May 16:00: day 0 19, starts 22: weekends count
    "Saturday": (sent("2024-05-18 16:00").scene(**RATES), {"starts": "2024-05-22", "billedDays": 3}),
    # 10:00 UTC is 12:00 in Swedish summer, in time
    "UTC": (sent("2024-05-15T10:00:00Z").scene(**RATES), {"starts": "2024-05-18"}),
    "UTC a second past": (sent("2024-05-15T10:00:01Z").scene(**RATES), {"starts": "2024-05-19"}),
    # 22:30 UTC the 15th is 00:30 the 16th here, before noon: starts 19
    "UTC, past midnight": (sent("2024-05-15T22:30:00Z").scene(**RATES), {"dayZero": "2024-05-16"}),
    # left 22:30 UTC the 20th = 00:30 the 21st here: 18, 19, 20 billed
    "left in UTC": (sent("2024-05-15 10:00", "2024-05-20T22:30:00Z").scene(**RATES), {"billedDays": 3}),
    # leap year: 28 Feb + 3 = 2 March (29 Feb, 1 March, 2 March); 2..4 March billed
    "leap day": (
        nb("2024-02-20 08:00", "2024-02-20 10:00")
        .ready("2024-02-28 10:00")
        .called("2024-02-28 11:00")
        .left("2024-03-05 09:00")
        .scene(**RATES),
        days("2024-02-28", "2024-03-02", "2024-03-05", 3, 21300),
    ),
    # 2023: 28 Feb + 3 = 3 March; 2 days of 2023
    "no leap day": (
        nb("2023-02-20 08:00", "2023-02-20 10:00")
        .ready("2023-02-28 10:00")
        .called("2023-02-28 11:00")
        .left("2023-03-05 09:00")
        .scene(**RATES),
        days("2023-02-28", "2023-03-03", "2023-03-05", 2, 14000),
    ),
    # 28 December + 3 = 31 December; 31 Dec (7000), 1 and 2 Jan (7100)
    "new year": (
        nb("2023-12-20 08:00", "2023-12-20 10:00")
        .ready("2023-12-28 10:00")
        .called("2023-12-28 11:00")
        .left("2024-01-03 09:00")
        .scene(**RATES),
        days("2023-12-28", "2023-12-31", "2024-01-03", 3, 21200),
    ),
    # over summer time: 30 March + 3 = 2 April, days not hours
    "summer time": (
        nb("2024-03-20 08:00", "2024-03-20 10:00")
        .ready("2024-03-30 11:59:59")
        .called("2024-03-30 12:30")
        .left("2024-04-03 00:00")
        .scene(**RATES),
        days("2024-03-30", "2024-04-02", "2024-04-03", 1, 7100),
    ),
    # over winter time: sent 26 October 12:30 counts the 27th, starts 30
    "winter time": (
        nb("2024-10-20 08:00", "2024-10-20 10:00")
        .ready("2024-10-26 12:30")
        .called("2024-10-26 12:31")
        .left("2024-10-31 23:59:59")
        .scene(**RATES),
        days("2024-10-27", "2024-10-30", "2024-10-31", 1, 7100),
    ),
    # still there on 21 May: 18, 19, 20 so far
    "not left": (
        nb().ready("2024-05-15 10:00").called("2024-05-16 10:00").scene("2024-05-21 08:00", **RATES),
        days("2024-05-15", "2024-05-18", None, 3, 21300) | {"reasons": []},
    ),
    "not begun": (
        nb().ready("2024-05-15 10:00").called("2024-05-16 10:00").scene("2024-05-17 08:00", **RATES),
        free("2024-05-15", "2024-05-18", "BEFORE_START"),
    ),
    "left the day before": (
        sent("2024-05-15 10:00", "2024-05-17 10:00").scene(**RATES),
        free("2024-05-15", "2024-05-18", "BEFORE_START"),
    ),
    # the first day is the day of leaving: nothing
    "left on the first day": (
        sent("2024-05-15 10:00", "2024-05-18 10:00").scene(**RATES),
        {"billedDays": 0, "amount": 0},
    ),
    "one day": (
        sent("2024-05-15 10:00", "2024-05-19 00:01").scene(**RATES),
        {"billedDays": 1, "amount": 7100},
    ),
    "no notice": (
        Stay("norrbotten", "2024-05-10 08:00")
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-25 10:00")
        .scene(**RATES),
        free("2024-05-15", "2024-05-18", "NO_NOTICE") | {"met": {"NB-LIAB-02": False, "NB-LIAB-03": True}},
    ),
    "notice to another municipality": (
        Stay("norrbotten", "2024-05-10 08:00")
        .noticed("2024-05-10 10:00", to=f"{OTHER} {CARE}")
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-25 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["NO_NOTICE"]},
    ),
    # the Act's 24 hours are no condition in Norrbotten: "har underrättat kommunen"
    "notice late": (
        nb("2024-05-08 08:00")
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"billedDays": 3, "amount": 21300},
    ),
    "ready only to the region": (
        nb()
        .ready("2024-05-15 10:00", to=CARE)
        .called("2024-05-16 10:00")
        .left("2024-05-25 10:00")
        .scene(**RATES),
        free(None, None, "NOT_READY") | {"met": {"NB-LIAB-03": False}},
    ),
    "never ready": (nb().left("2024-05-25 10:00").scene(**RATES), {"amount": 0, "dayZero": None}),
    # first told to the region only, two days later to the municipality: from then
    "told the municipality later": (
        nb()
        .ready("2024-05-13 10:00", to=CARE)
        .ready("2024-05-15 10:00", to=SOCIAL)
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        days("2024-05-15", "2024-05-18", "2024-05-21", 3, 21300),
    ),
    # Boden is told first; Luleå, where the patient is registered, later
    "two municipalities": (
        nb(notice="2024-05-10 10:00")
        .noticed("2024-05-10 10:05", to=OTHER)
        .ready("2024-05-13 10:00", to=OTHER)
        .ready("2024-05-15 10:00", to=f"{SOCIAL} {NURSING} {CARE}")
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        days("2024-05-15", "2024-05-18", "2024-05-21", 3, 21300) | {"liable": "2580"},
    ),
    # to nursing alone is to the municipality too
    "to one unit of the municipality": (
        nb()
        .ready("2024-05-15 10:00", to=f"{NURSING} {CARE}")
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 21300},
    ),
    "not registered anywhere": (
        sent("2024-05-15 10:00").scene(person={"municipality": None}, **RATES),
        {"liable": None, "amount": 0, "met": {"NB-LIAB-01": False}},
    ),
    # the 15th, by the 18th
    "call the third day": (
        nb().ready("2024-05-15 10:00").called("2024-05-18 23:59:59").left("2024-05-21 10:00").scene(**RATES),
        {"amount": 21300, "met": {"NB-LIAB-04": True}},
    ),
    "call the fourth day": (
        nb().ready("2024-05-15 10:00").called("2024-05-19 00:00").left("2024-05-21 10:00").scene(**RATES),
        free("2024-05-15", "2024-05-18", "CALL_LATE") | {"met": {"NB-LIAB-04": False}},
    ),
    "no call": (
        nb().ready("2024-05-15 10:00").left("2024-05-21 10:00").scene(**RATES),
        free("2024-05-15", "2024-05-18", "CALL_MISSING") | {"met": {"NB-LIAB-04": False}},
    ),
    # 12:00 does not move the three days of the call: sent the 15th at 13:00, the 18th in time and the 19th late
    "call after an afternoon notice": (
        nb().ready("2024-05-15 13:00").called("2024-05-18 20:00").left("2024-05-21 10:00").scene(**RATES),
        days("2024-05-16", "2024-05-19", "2024-05-21", 2, 14200),
    ),
    "call late after an afternoon notice": (
        nb().ready("2024-05-15 13:00").called("2024-05-19 08:00").left("2024-05-21 10:00").scene(**RATES),
        {"amount": 0, "reasons": ["CALL_LATE"]},
    ),
    "call before readiness": (
        nb().called("2024-05-13 10:00").ready("2024-05-15 10:00").left("2024-05-21 10:00").scene(**RATES),
        {"amount": 21300, "met": {"NB-LIAB-04": True}},
    ),
    "call outside the episode member": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00", stay=None)
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 21300},
    ),
    "call taken back": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .retracted("2024-05-17 10:00", 3, sender=CARE)
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["CALL_MISSING"]},
    ),
    "call taken back and sent anew": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .retracted("2024-05-17 10:00", 3, sender=CARE)
        .called("2024-05-18 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 21300},
    ),
    "call by the municipality": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00", SOCIAL)
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 0, "met": {"NB-LIAB-04": False}},
    ),
    "call to another meeting": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00", purpose="aktorsmote")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["CALL_MISSING"]},
    ),
    # only social services: 15 May 09:00 starts 18; 13:00 starts 19
    "only social services": (
        nb()
        .answered("2024-05-12 10:00", *SOCIAL_ONLY, no=NO_CARE)
        .ready("2024-05-15 09:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        days("2024-05-15", "2024-05-18", "2024-05-21", 3, 21300) | {"reasons": []},
    ),
    "only social services, afternoon": (
        nb()
        .answered("2024-05-12 10:00", *SOCIAL_ONLY, no=NO_CARE)
        .ready("2024-05-15 13:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        days("2024-05-16", "2024-05-19", "2024-05-21", 2, 14200),
    ),
    "health care too": (
        nb()
        .answered("2024-05-12 10:00", *SOCIAL_ONLY, "nya-behov-kommunal-halsovard")
        .ready("2024-05-15 09:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["CALL_MISSING"]},
    ),
    "region's interventions wanting": (
        sent("2024-05-15 10:00").scene(facts={"regionInterventionsAvailable": False}, **RATES),
        free("2024-05-15", "2024-05-18", "REGION_NOT_READY") | {"met": {"NB-LIAB-06": False}},
    ),
    # unknown is not available (NB-LIAB-06's default, 003:407-413)
    "region's interventions unknown": (
        sent("2024-05-15 10:00").scene(facts={}, **RATES),
        {"amount": 0, "reasons": ["REGION_NOT_READY"]},
    ),
    "no facts": (sent("2024-05-15 10:00").scene(facts=None, **RATES), {"reasons": ["REGION_NOT_READY"]}),
    "no rate": (
        sent("2024-05-15 10:00", "2024-05-21 10:00").scene(),
        days("2024-05-15", "2024-05-18", "2024-05-21", 3, None) | {"reasons": ["RATE_MISSING"], "code": 1},
    ),
    # 31 Dec 2023 has a rate, 1 Jan 2024 has none: never half an amount
    "a rate of one year only": (
        nb("2023-12-20 08:00", "2023-12-20 10:00")
        .ready("2023-12-28 10:00")
        .called("2023-12-28 11:00")
        .left("2024-01-03 09:00")
        .scene(rates={"2023": 7000}),
        {"billedDays": 3, "amount": None, "reasons": ["RATE_MISSING"], "code": 1},
    ),
    "no rate wanted": (
        sent("2024-05-15 10:00", "2024-05-17 10:00").scene(),
        {"amount": 0, "reasons": ["BEFORE_START"]},
    ),
    "refused in the register": (
        sent("2024-05-15 10:00").scene(consents=[withheld("2024-05-10 09:00")], **RATES),
        free("2024-05-15", "2024-05-18", "NO_CONSENT") | {"met": {"NB-LIAB-10": False}},
    ),
    "withdrawn in the register": (
        sent("2024-05-15 10:00").scene(consents=[withheld("2024-05-14 09:00", "withdrawn")], **RATES),
        {"amount": 0, "reasons": ["NO_CONSENT"]},
    ),
    "refused by message": (
        nb()
        .told("samtycke", "2024-05-12 10:00", to=SOCIAL, **withheld("2024-05-12 10:00"))
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["NO_CONSENT"]},
    ),
    "refused in the notice": (
        Stay("norrbotten", "2024-05-10 08:00")
        .noticed("2024-05-10 10:00", assertion=withheld("2024-05-10 09:00"))
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["NO_CONSENT"]},
    ),
    # "at the time of utskrivningsklar"
    "refused afterwards": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .told("samtycke", "2024-05-17 10:00", to=SOCIAL, **withheld("2024-05-17 10:00"))
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"amount": 21300, "reasons": []},
    ),
    "refused, then asked anew and given": (
        sent("2024-05-15 10:00", "2024-05-21 10:00").scene(
            consents=[
                withheld("2024-05-10 09:00"),
                withheld("2024-05-12 09:00", "given") | {"askedAnew": True},
            ],
            **RATES,
        ),
        {"amount": 21300, "reasons": []},
    ),
    "given": (
        sent("2024-05-15 10:00", "2024-05-21 10:00").scene(
            consents=[withheld("2024-05-10 09:00", "given")], **RATES
        ),
        {"amount": 21300},
    ),
    # a refused SIP is no refusal of information transfer; no call may be sent, so that fails
    "the SIP refused": (
        nb()
        .ready("2024-05-15 10:00")
        .left("2024-05-21 10:00")
        .scene(consents=[withheld("2024-05-10 09:00", scope="sip")], **RATES),
        {"amount": 0, "reasons": ["CALL_MISSING"]},
    ),
    "taken back": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-15 11:00")
        .retracted("2024-05-16 10:00", 2)
        .scene("2024-05-25 08:00", **RATES),
        free(None, None, "RETRACTED") | {"met": {"NB-LIAB-03": False}},
    ),
    # restarts: 20 May, starts 23; 23, 24 billed
    "taken back and ready anew": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-15 11:00")
        .retracted("2024-05-16 10:00", 2)
        .ready("2024-05-20 10:00")
        .called("2024-05-20 11:00")
        .left("2024-05-25 10:00")
        .scene(**RATES),
        days("2024-05-20", "2024-05-23", "2024-05-25", 2, 14200) | {"reasons": []},
    ),
    "annulled, wrong person": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-15 11:00")
        .retracted("2024-05-16 10:00", 2, action="annul", reason="fel-person")
        .scene("2024-05-25 08:00", **RATES),
        {"dayZero": None, "amount": 0},
    ),
    "the notice of admission annulled": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-15 11:00")
        .retracted("2024-05-16 10:00", 1, action="annul", reason="fel-person")
        .scene("2024-05-25 08:00", **RATES),
        {"amount": 0, "met": {"NB-LIAB-02": False}},
    ),
    # died the 20th: 18, 19
    "died": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .scene("2024-05-25 08:00", person={"deceased": "2024-05-20"}, **RATES),
        {"ends": "2024-05-20", "billedDays": 2, "amount": 14200},
    ),
    "died before": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .scene("2024-05-25 08:00", person={"deceased": "2024-05-16"}, **RATES),
        {"billedDays": 0, "amount": 0, "reasons": ["DECEASED", "BEFORE_START"]},
    ),
    "died, by message": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .told("avbruten-planering", "2024-05-20 10:00", reason="avliden")
        .scene("2024-05-25 08:00", **RATES),
        {"ends": "2024-05-20", "billedDays": 2, "amount": 14200},
    ),
    # left the 21st, died in June: nothing to do with it
    "died at home later": (
        sent("2024-05-15 10:00", "2024-05-21 10:00").scene(LATER, person={"deceased": "2024-06-02"}, **RATES),
        {"ends": "2024-05-21", "billedDays": 3, "amount": 21300, "reasons": []},
    ),
    # taken back: still there the 24th: 18..23 = 6
    "discharge taken back": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-20 10:00")
        .retracted("2024-05-20 15:00", 4)
        .scene("2024-05-24 08:00", **RATES),
        days("2024-05-15", "2024-05-18", None, 6, 42600),
    ),
    # left the 18th by its own word, sent the 20th
    "told late of leaving": (
        nb()
        .ready("2024-05-15 10:00")
        .called("2024-05-16 10:00")
        .left("2024-05-19 10:00", "2024-05-22 09:00")
        .scene(**RATES),
        {"ends": "2024-05-19", "billedDays": 1},
    ),
    # home the 17th, back the 20th; ready again the 27th: starts 30, 30 and 31 billed, the first stay not
    "readmitted": (
        sent("2024-05-15 10:00", "2024-05-17 10:00")
        .again("vtf-2", "2024-05-20 07:00")
        .noticed("2024-05-20 09:00")
        .ready("2024-05-27 09:00")
        .called("2024-05-28 09:00")
        .left("2024-06-01 10:00")
        .scene(**RATES),
        days("2024-05-27", "2024-05-30", "2024-06-01", 2, 14200),
    ),
    # the first stay's call is no call of the second
    "readmitted without a call": (
        sent("2024-05-15 10:00", "2024-05-17 10:00")
        .again("vtf-2", "2024-05-20 07:00")
        .noticed("2024-05-20 09:00")
        .ready("2024-05-27 09:00")
        .left("2024-06-01 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["CALL_MISSING"]},
    ),
    "readmitted without a notice": (
        sent("2024-05-15 10:00", "2024-05-17 10:00")
        .again("vtf-2", "2024-05-20 07:00")
        .ready("2024-05-27 09:00")
        .called("2024-05-28 09:00")
        .left("2024-06-01 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["NO_NOTICE"]},
    ),
    # what was done on paper at 11:00 counts then, whatever the system says
    "told on paper": (
        nb()
        .ready("2024-05-15 16:00", outage="2024-05-15 11:00", readyAt=when("2024-05-15 10:30"))
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        {"dayZero": "2024-05-15", "billedDays": 3},
    ),
    # placed by Boden: Norrbotten names registration alone
    "placed by another": (
        sent("2024-05-15 10:00", "2024-05-21 10:00").scene(person={"placedBy": "2582"}, **RATES),
        {"liable": "2580", "amount": 21300},
    ),
    # everything wrong at once is all told
    "several reasons": (
        Stay("norrbotten", "2024-05-10 08:00")
        .ready("2024-05-15 10:00")
        .left("2024-05-25 10:00")
        .scene(facts={}, **RATES),
        {"amount": 0, "reasons": ["NO_NOTICE", "CALL_MISSING", "REGION_NOT_READY"]},
    ),
}


def law(at: str, left: str, **more: Any) -> Stay:
    """The Act: told of readiness at an instant, called then."""
    return act(f"{at[:8]}01 08:00", f"{at[:8]}01 10:00", **more).ready(at).called(at).left(left)


ACT = {
    # 5 November + 3 = 8; 8, 9 billed: 2 × 7100, the amount of 2018 in the sources (003:42-44)
    "plain": (
        law("2018-11-05 10:00", "2018-11-10 09:00").scene(),
        days("2018-11-05", "2018-11-08", "2018-11-10", 2, 14200) | {"reasons": [], "liable": "0180"},
    ),
    "afternoon": (law("2024-05-15 12:01", "2024-05-20 09:00").scene(**RATES), {"starts": "2024-05-19"}),
    "noon": (law("2024-05-15 12:00", "2024-05-20 09:00").scene(**RATES), {"starts": "2024-05-18"}),
    # 5 November + 30 = 5 December
    "psychiatric 2018": (
        law("2018-11-05 10:00", "2018-12-07 09:00", ward="psykiatrisk-slutenvard").scene(),
        days("2018-11-05", "2018-12-05", "2018-12-07", 2, 14200),
    ),
    # 10 December + 30 = 9 January: the day of the notice decides
    "psychiatric, notice late 2018": (
        law("2018-12-10 10:00", "2019-01-11 09:00", ward="psykiatrisk-slutenvard").scene(
            rates={"2019": 7000}
        ),
        days("2018-12-10", "2019-01-09", "2019-01-11", 2, 14000),
    ),
    "psychiatric 2019": (
        law("2019-01-07 10:00", "2019-01-12 09:00", ward="psykiatrisk-slutenvard").scene(
            rates={"2019": 7000}
        ),
        days("2019-01-07", "2019-01-10", "2019-01-12", 2, 14000),
    ),
    "geriatric 2018 is somatic": (
        law("2018-11-05 10:00", "2018-11-10 09:00", ward="geriatrisk-slutenvard").scene(),
        {"starts": "2018-11-08", "amount": 14200},
    ),
    "no rate of 2019": (
        law("2019-01-07 10:00", "2019-01-12 09:00").scene(),
        {"billedDays": 2, "amount": None, "reasons": ["RATE_MISSING"], "code": 1},
    ),
    "a rate given overrides": (
        law("2018-11-05 10:00", "2018-11-10 09:00").scene(rates={"2018": 1}),
        {"amount": 2},
    ),
    "no notice": (
        Stay("sverige", "2018-11-01 08:00")
        .ready("2018-11-05 10:00")
        .called("2018-11-05 11:00")
        .left("2018-11-10 09:00")
        .scene(),
        free("2018-11-05", "2018-11-08", "NO_NOTICE"),
    ),
    "not ready": (
        act().ready("2018-11-05 10:00", to=CARE).called("2018-11-05 11:00").left("2018-11-10 09:00").scene(),
        {"amount": 0, "reasons": ["NOT_READY"], "met": {"LAW-LIAB-06": False}},
    ),
    "no call": (
        act().ready("2018-11-05 10:00").left("2018-11-10 09:00").scene(),
        {"amount": 0, "reasons": ["CALL_MISSING"], "met": {"LAW-LIAB-07": False}},
    ),
    "call the fourth day": (
        act().ready("2018-11-05 10:00").called("2018-11-09 08:00").left("2018-11-10 09:00").scene(),
        {"amount": 0, "reasons": ["CALL_LATE"], "met": {"LAW-LIAB-07": False}},
    ),
    "only social services": (
        act()
        .answered("2018-11-03 10:00", *SOCIAL_ONLY, no=NO_CARE)
        .ready("2018-11-05 10:00")
        .left("2018-11-10 09:00")
        .scene(),
        {"amount": 14200, "reasons": []},
    ),
    "unavailable": (
        law("2018-11-05 10:00", "2018-11-10 09:00").scene(facts={"regionInterventionsAvailable": False}),
        {"amount": 0, "reasons": ["REGION_NOT_READY"], "met": {"LAW-LIAB-08": False}},
    ),
    "not clarified": (
        law("2018-11-05 10:00", "2018-11-10 09:00").scene(facts={}),
        {"amount": 0, "reasons": ["REGION_NOT_READY"]},
    ),
    "not registered": (
        law("2018-11-05 10:00", "2018-11-10 09:00").scene(person={"municipality": None}),
        {"amount": 0, "liable": None, "met": {"LAW-LIAB-10": False}},
    ),
    "Västmanland has no rules of its own": (
        Stay("vastmanland", "2024-05-10 08:00")
        .noticed("2024-05-10 10:00")
        .ready("2024-05-15 12:00:01")
        .called("2024-05-16 10:00")
        .left("2024-05-21 10:00")
        .scene(**RATES),
        days("2024-05-16", "2024-05-19", "2024-05-21", 2, 14200) | {"met": {"LAW-LIAB-07": True}},
    ),
    # admitted before the Act: its rules are not applied, nothing is billed
    "before the Act": (
        Stay("sverige", "2017-12-20 08:00")
        .noticed("2017-12-20 10:00")
        .ready("2018-01-03 10:00")
        .called("2018-01-03 11:00")
        .left("2018-01-10 09:00")
        .scene(),
        {"billedDays": 0, "amount": 0},
    ),
}


def home(at: str, left: str = "2025-05-20 10:00", **more: Any) -> Stay:
    """Västerbotten: told of readiness at an instant, left at another."""
    return vb().ready(at, **more).left(left)


VASTERBOTTEN = {
    # day 0 the 12th, day 1 the 13th; 13..19 = 7 × 7200
    "plain": (
        home("2025-05-12 11:00").scene(**RATES),
        days("2025-05-12", "2025-05-13", "2025-05-20", 7, 50400) | {"liable": "2480", "reasons": []},
    ),
    "afternoon": (home("2025-05-12 12:30").scene(**RATES), {"dayZero": "2025-05-13", "starts": "2025-05-14"}),
    # neither före nor efter: counts as after (VB-DEADL-04)
    "exactly noon": (
        home("2025-05-12 12:00").scene(**RATES),
        {"dayZero": "2025-05-13", "starts": "2025-05-14"},
    ),
    "a second before": (home("2025-05-12 11:59:59").scene(**RATES), {"dayZero": "2025-05-12"}),
    # 31 December 13:00: day 0 is 1 January
    "new year": (
        vb("2025-12-20 08:00", "2025-12-20 09:00")
        .ready("2025-12-31 13:00")
        .left("2026-01-04 09:00")
        .scene(**RATES),
        days("2026-01-01", "2026-01-02", "2026-01-04", 2, 14600),
    ),
    "left on day 0": (
        home("2025-05-12 11:00", "2025-05-12 15:00").scene(**RATES),
        {"billedDays": 0, "amount": 0},
    ),
    "left before day 0": (home("2025-05-12 13:00", "2025-05-12 15:00").scene(**RATES), {"billedDays": 0}),
    "left on day 1": (
        home("2025-05-12 11:00", "2025-05-13 15:00").scene(**RATES),
        {"billedDays": 0, "amount": 0},
    ),
    # +24 h 01 min after 9 May 14:00
    "notice late": (
        vb(notice="2025-05-10 14:01").ready("2025-05-12 11:00").left("2025-05-20 10:00").scene(**RATES),
        free("2025-05-12", "2025-05-13", "NOTICE_LATE") | {"met": {"VB-LIAB-05": False}},
    ),
    "notice within": (
        vb(notice="2025-05-10 13:59").ready("2025-05-12 11:00").left("2025-05-20 10:00").scene(**RATES),
        {"amount": 50400, "met": {"VB-LIAB-05": True}},
    ),
    "notice at 24 hours": (
        vb(notice="2025-05-10 14:00").ready("2025-05-12 11:00").left("2025-05-20 10:00").scene(**RATES),
        {"amount": 50400},
    ),
    # 24 elapsed hours over summer time: 29 March 14:00 to 30 March 15:00
    "notice over summer time": (
        vb("2025-03-29 14:00", "2025-03-30 15:00")
        .ready("2025-04-01 11:00")
        .left("2025-04-03 10:00")
        .scene(**RATES),
        {"billedDays": 1, "met": {"VB-LIAB-05": True}},
    ),
    # 26 October has 25 hours: 25 October 14:00 to 26 October 13:30 is 24 h 30 min
    "notice over winter time": (
        vb("2025-10-25 14:00", "2025-10-26 13:30")
        .ready("2025-10-27 11:00")
        .left("2025-10-30 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["NOTICE_LATE"]},
    ),
    # the need was seen the 11th at 10:00, told within a day
    "need seen later": (
        Stay("vasterbotten", "2025-05-09 14:00")
        .noticed("2025-05-12 09:00", needAssessedAt=when("2025-05-11 10:00"))
        .ready("2025-05-12 11:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        {"amount": 50400, "met": {"VB-LIAB-05": True}},
    ),
    "need seen later, told late": (
        Stay("vasterbotten", "2025-05-09 14:00")
        .noticed("2025-05-12 10:01", needAssessedAt=when("2025-05-11 10:00"))
        .ready("2025-05-12 11:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["NOTICE_LATE"]},
    ),
    "no notice": (
        Stay("vasterbotten", "2025-05-09 14:00")
        .ready("2025-05-12 11:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        free("2025-05-12", "2025-05-13", "NO_NOTICE"),
    ),
    # a later version does not make the first notice late
    "notice revised": (
        vb()
        .noticed("2025-05-11 15:00", action="revise", about=1)
        .ready("2025-05-12 11:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        {"amount": 50400},
    ),
    "not ready": (
        vb().ready("2025-05-12 11:00", to=CARE).left("2025-05-20 10:00").scene(**RATES),
        free(None, None, "NOT_READY") | {"met": {"VB-LIAB-06": False}},
    ),
    "taken back": (
        vb()
        .ready("2025-05-12 11:00")
        .retracted("2025-05-13 09:00", 2, newEstimatedDischarge="2025-05-19")
        .scene("2025-05-20 08:00", **RATES),
        free(None, None, "RETRACTED") | {"met": {"VB-LIAB-06": False}},
    ),
    # day 0 the 16th, 17..19
    "taken back and ready anew": (
        vb()
        .ready("2025-05-12 11:00")
        .retracted("2025-05-13 09:00", 2, newEstimatedDischarge="2025-05-19")
        .ready("2025-05-16 09:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        days("2025-05-16", "2025-05-17", "2025-05-20", 3, 21600),
    ),
    # a SIP was called to, so one is to take place: the 15th in time, the 16th late
    "call the third day": (
        vb().ready("2025-05-12 11:00").called("2025-05-15 23:00").left("2025-05-20 10:00").scene(**RATES),
        {"amount": 50400, "met": {"VB-LIAB-07": True}},
    ),
    "call the fourth day": (
        vb().ready("2025-05-12 11:00").called("2025-05-16 00:00").left("2025-05-20 10:00").scene(**RATES),
        free("2025-05-12", "2025-05-13", "CALL_LATE") | {"met": {"VB-LIAB-07": False}},
    ),
    # counted from the day on which the notice counts as given: 13 May, by the 16th
    "call after an afternoon notice": (
        vb().ready("2025-05-12 13:00").called("2025-05-16 20:00").left("2025-05-20 10:00").scene(**RATES),
        {"billedDays": 6, "met": {"VB-LIAB-07": True}},
    ),
    "call late after an afternoon notice": (
        vb().ready("2025-05-12 13:00").called("2025-05-17 08:00").left("2025-05-20 10:00").scene(**RATES),
        {"amount": 0, "reasons": ["CALL_LATE"]},
    ),
    # coordination is needed (a red or yellow track), and nobody called
    "SIP needed and no call": (
        vb()
        .answered(
            "2025-05-11 10:00",
            "samordningsbehov",
            "omfattande-behov",
            "nya-behov-kommunal-halsovard",
            "nya-behov-socialtjanst",
        )
        .ready("2025-05-12 11:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        free("2025-05-12", "2025-05-13", "CALL_MISSING"),
    ),
    # blue: nothing new and nothing to coordinate, no SIP
    "no SIP needed": (
        vb()
        .answered(
            "2025-05-11 10:00",
            "kand-patient",
            "insatser-socialtjanst",
            no=NO_CARE + " nya-behov-socialtjanst",
        )
        .ready("2025-05-12 11:00")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        {"amount": 50400, "reasons": []},
    ),
    "to open compulsory care without a plan": (
        vb(ward="psykiatrisk-slutenvard")
        .ready("2025-05-12 11:00", transferTo="opt")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        free("2025-05-12", "2025-05-13", "VARDPLAN_MISSING") | {"met": {"VB-LIAB-08": False}},
    ),
    "to open compulsory care with a plan": (
        vb(ward="psykiatrisk-slutenvard")
        .told("samordnad-vardplan", "2025-05-11 10:00", planId="plan-1", legalForm="opt", needs="Boende")
        .ready("2025-05-12 11:00", transferTo="opt")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        {"amount": 50400, "met": {"VB-LIAB-08": True}},
    ),
    "to open forensic care without a plan": (
        vb(ward="psykiatrisk-slutenvard")
        .ready("2025-05-12 11:00", transferTo="orv")
        .left("2025-05-20 10:00")
        .scene(**RATES),
        {"amount": 0, "reasons": ["VARDPLAN_MISSING"]},
    ),
    # a late patientinformation decides nothing
    "late information": (
        home("2025-05-12 11:00")
        .told(
            "patientinformation",
            "2025-05-22 10:00",
            SOCIAL,
            WARD,
            sections=[{"unit": SOCIAL, "text": "Hemtjänst"}],
        )
        .scene(**RATES),
        {"amount": 50400, "reasons": []},
    ),
    "registered elsewhere": (
        vb()
        .noticed("2025-05-09 15:05", to=OTHER)
        .ready("2025-05-12 11:00", to=f"{OTHER} {SOCIAL}")
        .left("2025-05-20 10:00")
        .scene(person={"municipality": "2482"}, **RATES),
        {"liable": "2482", "amount": 50400},
    ),
    # Umeå placed the patient, who is registered in Skellefteå
    "placed": (
        home("2025-05-12 11:00").scene(person={"municipality": "2482", "placedBy": "2480"}, **RATES),
        {"liable": "2480", "amount": 50400, "met": {"VB-LIAB-11": True}},
    ),
    # a refusal is no criterion of 000:616-619
    "consent refused": (
        home("2025-05-12 11:00").scene(consents=[withheld("2025-05-09 14:30")], **RATES),
        {"amount": 50400, "reasons": []},
    ),
    # no word of the region's interventions in 000:614-619
    "no facts": (home("2025-05-12 11:00").scene(facts=None, **RATES), {"amount": 50400, "reasons": []}),
    "no rate": (
        home("2025-05-12 11:00").scene(),
        {"billedDays": 7, "amount": None, "reasons": ["RATE_MISSING"], "code": 1},
    ),
    # before the agreement of 2022: the Act, three days: 15..19 at the Act's conditions
    "before the agreement": (
        vb("2021-05-09 14:00", "2021-05-09 15:00")
        .ready("2021-05-12 11:00")
        .called("2021-05-13 11:00")
        .left("2021-05-20 10:00")
        .scene(rates={"2021": 7000}),
        days("2021-05-12", "2021-05-15", "2021-05-20", 5, 35000),
    ),
    "told of leaving as the message": (
        vb()
        .ready("2025-05-12 11:00")
        .scene(
            "2025-05-20 10:00",
            message=vb().ready("2025-05-12 11:00").left("2025-05-20 10:00").messages[-1],
            **RATES,
        ),
        {"ends": "2025-05-20", "billedDays": 7},
    ),
    # without `at` the message's own time decides
    "readiness as the message": (
        vb().scene(at="", message=vb().ready("2025-05-12 11:00").messages[-1], **RATES)
        | {"at": when("2025-05-15 09:00")},
        days("2025-05-12", "2025-05-13", None, 2, 14400),
    ),
}


def freed(at: str, left: str, **more: Any) -> Stay:
    """Stockholm: told of readiness at an instant, called then."""
    year = at[:4]
    return st(f"{year}-01-02 08:00", f"{year}-01-02 10:00", **more).ready(at).called(at).left(left)


STOCKHOLM = {
    # Thursday 14 March: free 15, 18, 19, 20, 21; 22, 23, 24 billed: 3 × 5042
    "somatic": (
        freed("2019-03-14 10:00", "2019-03-25 10:00").scene(),
        days("2019-03-14", "2019-03-22", "2019-03-25", 3, 15126) | {"reasons": [], "liable": "0180"},
    ),
    "no noon": (freed("2019-03-14 15:00", "2019-03-25 10:00").scene(), {"starts": "2019-03-22"}),
    # Easter: 17, 18, 23, 24, 25 free
    "Easter": (
        freed("2019-04-16 10:00", "2019-04-27 10:00").scene(),
        {"starts": "2019-04-26", "amount": 5042},
    ),
    # 6 June: 4, 5, 7, 10, 11 free
    "national day": (freed("2019-06-03 10:00", "2019-06-14 10:00").scene(), {"starts": "2019-06-12"}),
    # midsommarafton is counted with the holidays: 18, 19, 20, 24, 25 free
    "midsummer": (freed("2019-06-17 10:00", "2019-06-27 10:00").scene(), {"starts": "2019-06-26"}),
    # Friday 15 March: 18..22 free, so Saturday the 23rd is the first
    "first day a Saturday": (
        freed("2019-03-15 10:00", "2019-03-25 10:00").scene(),
        days("2019-03-15", "2019-03-23", "2019-03-25", 2, 10084),
    ),
    # told on a Sunday: 18..22 free
    "told on a Sunday": (freed("2019-03-17 10:00", "2019-03-25 10:00").scene(), {"starts": "2019-03-23"}),
    # 30 weekdays 8 January .. 18 February; 19, 20 billed: 2 × 4277
    "psychiatric": (
        freed("2019-01-07 10:00", "2019-02-21 10:00", ward="psykiatrisk-slutenvard").scene(),
        days("2019-01-07", "2019-02-19", "2019-02-21", 2, 8554),
    ),
    # 5 free weekdays, 2 × 3638
    "geriatric": (
        freed("2019-03-14 10:00", "2019-03-24 10:00", ward="geriatrisk-slutenvard").scene(),
        days("2019-03-14", "2019-03-22", "2019-03-24", 2, 7276),
    ),
    # a liable day of 2018 is not invoiced
    "2018": (
        freed("2018-03-05 10:00", "2018-03-16 10:00").scene(),
        {"starts": "2018-03-13", "amount": 0, "reasons": ["NO_INVOICE"]},
    ),
    # 17 December: 18, 19, 20, 21, 27 free (24 julafton, 25, 26); 28..31 December not invoiced, 1 and 2 January are
    "over new year": (
        freed("2018-12-17 10:00", "2019-01-03 10:00").scene(),
        {"starts": "2018-12-28", "amount": 10084},
    ),
    # 21 December: 27, 28 free, 31 nyårsafton and 1 January not, then 2, 3, 4 January
    "free days over new year": (
        freed("2018-12-21 10:00", "2019-01-07 10:00").scene(),
        {"starts": "2019-01-05", "billedDays": 2, "amount": 10084, "reasons": []},
    ),
    "no notice": (
        Stay("stockholm", "2019-01-02 08:00")
        .ready("2019-03-14 10:00")
        .called("2019-03-14 11:00")
        .left("2019-03-25 10:00")
        .scene(),
        free("2019-03-14", "2019-03-22", "NO_NOTICE") | {"met": {"ST-LIAB-06": False}},
    ),
    "not ready": (
        st().ready("2019-03-14 10:00", to=CARE).called("2019-03-14 11:00").left("2019-03-25 10:00").scene(),
        {"amount": 0, "reasons": ["NOT_READY"], "met": {"ST-LIAB-06": False}},
    ),
    "other rates, by branch": (
        freed("2019-03-14 10:00", "2019-03-24 10:00", ward="geriatrisk-slutenvard").scene(
            rates={"2019": {"somatic": 5000, "geriatric": 3000, "psychiatric": 4000}}
        ),
        {"amount": 6000},
    ),
    "other rates, one for all": (
        freed("2019-03-14 10:00", "2019-03-24 10:00").scene(rates={"2019": 9}),
        {"amount": 18},
    ),
    # a year that is given stands in the place of the pack's: what it lacks is missing
    "other rates, the branch wanting": (
        freed("2019-03-14 10:00", "2019-03-24 10:00").scene(rates={"2019": {"psychiatric": 4000}}),
        {"billedDays": 2, "amount": None, "reasons": ["RATE_MISSING"], "code": 1},
    ),
    # the agreement has ended: the Act, 3 + 3 = 6 February
    "2020": (
        freed("2020-02-03 10:00", "2020-02-08 10:00").scene(rates={"2020": 8000}),
        days("2020-02-03", "2020-02-06", "2020-02-08", 2, 16000),
    ),
}

HALLAND = {
    # the monthly twelfth covers it: nothing for the stay itself
    "flat rate": (
        ha("2018-05-01")
        .ready("2018-05-02 10:00")
        .called("2018-05-02 11:00")
        .left("2018-05-10 10:00")
        .scene(),
        {"liable": "1384", "billedDays": 0, "amount": 0, "reasons": ["NO_INVOICE"]},
    ),
    # the Act: 5 + 3 = 8; 8, 9
    "November": (
        ha("2018-11-01")
        .ready("2018-11-05 10:00")
        .called("2018-11-05 11:00")
        .left("2018-11-10 10:00")
        .scene(),
        days("2018-11-05", "2018-11-08", "2018-11-10", 2, 14200) | {"reasons": []},
    ),
    # 29 October + 3 = 1 November, the first day of the Act; 1, 2 billed
    "told in October": (
        ha("2018-10-20")
        .ready("2018-10-29 10:00")
        .called("2018-10-29 11:00")
        .left("2018-11-03 10:00")
        .scene(),
        {"starts": "2018-11-01", "billedDays": 2, "amount": 14200},
    ),
    # days to 31 October are within the twelfth, 1..4 November by the Act
    "over the boundary": (
        ha("2018-10-15")
        .ready("2018-10-20 10:00")
        .called("2018-10-20 11:00")
        .left("2018-11-05 10:00")
        .scene(),
        {"billedDays": 4, "amount": 28400},
    ),
    # left 1 November: every liable day was in October
    "to the boundary": (
        ha("2018-10-15")
        .ready("2018-10-20 10:00")
        .called("2018-10-20 11:00")
        .left("2018-11-01 10:00")
        .scene(),
        {"billedDays": 0, "amount": 0, "reasons": ["NO_INVOICE"]},
    ),
    # psychiatric: 5 November + 30 = 5 December
    "psychiatric": (
        ha("2018-11-01", ward="psykiatrisk-slutenvard")
        .ready("2018-11-05 10:00")
        .called("2018-11-05 11:00")
        .left("2018-12-06 10:00")
        .scene(),
        days("2018-11-05", "2018-12-05", "2018-12-06", 1, 7100),
    ),
}

TABLES = {"NB": NORRBOTTEN, "LAW": ACT, "VB": VASTERBOTTEN, "ST": STOCKHOLM, "HA": HALLAND}


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        pytest.param(*row, id=f"{region}: {name}")
        for region, table in TABLES.items()
        for name, row in table.items()
    ],
)
def test_what_a_stay_costs(scenario: Json, expected: Json) -> None:
    wanted = dict(expected)
    printed = paid(scenario, wanted.pop("code", 0))
    met = wanted.pop("met", {})
    assert {name: printed[name] for name in wanted} == wanted, printed
    assert {rule: printed["met"].get(rule) for rule in met} == met
