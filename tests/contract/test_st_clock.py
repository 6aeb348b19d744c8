"""ST-DEADL and ST-TRACK-01 of the catalogue: each `expect` as `deadlines` prints it, with contract members only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import judge
from tests.contract.clock import Clock, Place, ask
from tests.contract.stockholm import message, of

WARD, PSYCHIATRY, CENTRE = "SE2321000016-AVD1", "SE2321000016-PSY1", "SE2321000016-VC01"
OPEN_PSYCHIATRY, SOCIAL, HOME_CARE = "SE2321000016-OPS1", "SE2120000142-SOC1", "SE2120000142-HSV1"
STOCKHOLM = Place(
    region="stockholm",
    municipality="0180",
    admitted="2018-03-01T10:00:00+01:00",
    units={
        WARD: "slutenvard",
        PSYCHIATRY: "psykiatrisk-slutenvard",
        CENTRE: "primarvard",
        OPEN_PSYCHIATRY: "psykiatrisk-oppenvard",
        SOCIAL: "kommun-socialtjanst",
        HOME_CARE: "kommun-halsovard",
    },
)
LATE = "2018-06-29T12:00:00+02:00"
NEW = ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab")
AS_BEFORE = {"kand-patient": True, "insatser-socialtjanst": True, **dict.fromkeys(NEW, False)}


def at(day: str, clock: str = "12:00:00") -> str:
    """An instant of March 2018 before the clocks went forward."""
    return f"2018-{day}T{clock}+01:00"


def notice(when: str = at("03-01", "12:00:00"), *more: str, **changes: Any) -> Json:
    content = {"estimatedDischarge": "2018-03-09", "ward": "Avdelning 1", "admissionReason": "Fall"} | changes
    return STOCKHOLM.told("inskrivningsmeddelande", when, WARD, [SOCIAL, CENTRE, *more], 1, **content)


def basis(answers: Mapping[str, bool]) -> Json:
    told = [{"question": question, "answer": answer} for question, answer in answers.items()]
    return STOCKHOLM.told("planeringsunderlag", at("03-02"), WARD, [SOCIAL, CENTRE], 2, answers=told)


def contact(when: str, sender: str = CENTRE, **more: Any) -> Json:
    named = {"name": "Test Kontakt", "workplace": "Vårdcentralen"}
    return STOCKHOLM.told("fast-vardkontakt", when, sender, [WARD, SOCIAL], 3, contact=named, **more)


def ready(when: str = at("03-05", "14:00:00"), number: int = 4, **more: Any) -> Json:
    content = {"readyAt": when} | more
    return STOCKHOLM.told("utskrivningsklar", when, WARD, [SOCIAL, CENTRE], number, **content)


def unready(when: str) -> Json:
    back: Json = {"action": "cancel", "about": 4, "reason": "Feber"}
    return STOCKHOLM.told("utskrivningsklar", when, WARD, [SOCIAL, CENTRE], 5, **back)


def left(when: str) -> Json:
    return STOCKHOLM.told("utskrivningsmeddelande", when, WARD, [SOCIAL, CENTRE], 6, dischargedAt=when)


def call(when: str, sender: str = CENTRE, number: int = 7, **changes: Any) -> Json:
    content = {
        "purpose": "sip-svu",
        "start": "2018-03-20T13:00:00+01:00",
        "form": "digitalt",
        "place": "Hemmet",
        "agenda": "Planering",
    } | changes
    return STOCKHOLM.told("kallelse", when, sender, [SOCIAL, CENTRE], number, **content)


def plan(when: str) -> Json:
    content: Json = {
        "planId": "st-plan-9",
        "version": 1,
        "mainGoal": "Bo kvar hemma",
        "interventions": [{"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL}],
        "coordinator": {"unit": CENTRE, "name": "Test Kontakt", "phone": "08-000000"},
    }
    return STOCKHOLM.told("sip", when, CENTRE, [SOCIAL], 8, stay=False, **content)


def clock(when: str, *history: Json, **more: Any) -> Clock:
    return ask(STOCKHOLM.scene(when, *history, **more))


def day(found: datetime) -> str:
    """The date of what is due at the very end of a day."""
    assert found.strftime("%H:%M:%S") == "23:59:59"
    return found.strftime("%m-%d")


class TestNotice:
    """ST-DEADL-01: 24 hours after the admission, or after the judgement where that came later."""

    @pytest.mark.parametrize(
        ("judged", "due"),
        [
            (None, at("03-02", "10:00:00")),
            (at("03-01", "10:00:00"), at("03-02", "10:00:00")),
            (at("03-01", "09:00:00"), at("03-02", "10:00:00")),
            (at("03-07", "09:00:00"), at("03-08", "09:00:00")),
        ],
    )
    def test_the_later_of_two_clocks(self, judged: str | None, due: str) -> None:
        content = {"needAssessedAt": judged} if judged else {}
        for second, state in (("00", "met"), ("01", "overdue")):
            sent = f"{due[:17]}{second}+01:00"
            row = clock(LATE, notice(sent, **content)).row("ST-DEADL-01", WARD)
            assert (row["due"], row["state"], row["metAt"]) == (due, state, sent)

    def test_it_stands_in_the_place_of_the_act_s_own(self) -> None:
        assert clock(LATE, notice()).rows("LAW-DEADL-01") == []


class TestFixedContact:
    """ST-DEADL-02: three days after the notice of being ready, and before the discharge."""

    @pytest.mark.parametrize(
        ("named", "state"),
        [
            (at("03-05", "14:00:00"), "met"),
            (at("03-08", "23:59:59"), "met"),
            (at("03-09", "00:00:00"), "overdue"),
        ],
    )
    def test_three_days(self, named: str, state: str) -> None:
        row = clock(LATE, notice(), ready(), contact(named)).row("ST-DEADL-02", CENTRE)
        assert (row["state"], row["due"]) == (state, at("03-08", "23:59:59"))

    def test_none_yet(self) -> None:
        assert clock(at("03-08", "23:59:59"), notice(), ready()).state("ST-DEADL-02") == "open"
        assert clock(at("03-09", "00:00:00"), notice(), ready()).state("ST-DEADL-02") == "overdue"

    def test_the_discharge_comes_first(self) -> None:
        gone = left(at("03-06", "15:00:00"))
        row = clock(LATE, notice(), ready(), gone).row("ST-DEADL-02")
        assert (row["due"], row["state"]) == (at("03-06", "15:00:00"), "overdue")
        late = clock(LATE, notice(), ready(), gone, contact(at("03-06", "16:00:00"))).row("ST-DEADL-02")
        assert (late["state"], late["metAt"]) == ("overdue", at("03-06", "16:00:00"))
        in_time = clock(LATE, notice(), ready(), contact(at("03-06", "15:00:00")), gone)
        assert in_time.state("ST-DEADL-02") == "met"

    def test_named_long_before(self) -> None:
        before = contact(at("02-01"), stay=False)
        assert clock(LATE, before, notice(), ready()).state("ST-DEADL-02") == "met"

    def test_calendar_days_whatever_the_day(self) -> None:
        for told, due in (("03-09", "03-12"), ("03-08", "03-11"), ("03-22", "03-25")):
            assert day(clock(at(told, "15:00:00"), notice(), ready(at(told))).due("ST-DEADL-02")) == due

    def test_taken_back_and_ready_anew(self) -> None:
        history = [notice(), ready(), unready(at("03-06"))]
        assert clock(LATE, *history).rows("ST-DEADL-02") == []
        again = ready(at("03-12"), number=20)
        assert day(clock(at("03-12"), *history, again).due("ST-DEADL-02")) == "03-15"


class TestCall:
    """ST-DEADL-03: three days after the notice of being ready."""

    NEEDED = basis({"samordningsbehov": True})

    @pytest.mark.parametrize(
        ("sent", "state"), [(at("03-08", "23:59:59"), "met"), (at("03-09", "00:00:00"), "overdue")]
    )
    def test_three_days(self, sent: str, state: str) -> None:
        row = clock(LATE, notice(), self.NEEDED, ready(), call(sent)).row("ST-DEADL-03", CENTRE)
        assert (row["state"], row["due"], row["metAt"]) == (state, at("03-08", "23:59:59"), sent)

    def test_the_fixed_care_contact_s_unit_owes_it(self) -> None:
        named = contact(at("03-03"), OPEN_PSYCHIATRY)
        found = clock(LATE, notice(at("03-01"), OPEN_PSYCHIATRY), self.NEEDED, named, ready())
        assert [row["owner"] for row in found.rows("ST-DEADL-03")] == [OPEN_PSYCHIATRY]

    def test_the_municipality_s_call_is_not_open_care_s(self) -> None:
        found = clock(LATE, notice(), self.NEEDED, ready(), call(at("03-06"), SOCIAL))
        assert found.state("ST-DEADL-03", CENTRE) == "overdue"

    def test_a_call_taken_back_is_none(self) -> None:
        back = STOCKHOLM.told("kallelse", at("03-07"), CENTRE, [SOCIAL], 21, action="cancel", about=7)
        found = clock(LATE, notice(), self.NEEDED, ready(), call(at("03-06")), back)
        assert {row["state"] for row in found.rows("ST-DEADL-03")} == {"overdue"}

    @pytest.mark.parametrize(
        ("told", "over"),
        [(basis({"samordningsbehov": False}), ready()), (NEEDED, ready(transferTo="opt"))],
    )
    def test_nobody_need_call(self, told: Json, over: Json) -> None:
        assert clock(LATE, notice(), told, over).state("ST-DEADL-03") == "not-applicable"


class TestReminder:
    """ST-DEADL-04: a plan promptly after the discharge, reminded of after 21 days."""

    HISTORY = (notice(), basis({"samordningsbehov": True}), ready(), left(at("03-06", "15:00:00")))

    @pytest.mark.parametrize(
        ("now", "state"), [("2018-03-27T23:59:59+02:00", "open"), ("2018-03-28T00:00:00+02:00", "overdue")]
    )
    def test_none_yet(self, now: str, state: str) -> None:
        row = clock(now, *self.HISTORY).row("ST-DEADL-04", CENTRE)
        assert (row["state"], row["due"]) == (state, "2018-03-27T23:59:59+02:00")

    def test_drawn_up_at_home_or_on_the_ward(self) -> None:
        assert clock(LATE, *self.HISTORY, plan("2018-03-20T10:00:00+01:00")).state("ST-DEADL-04") == "met"
        before = (*self.HISTORY[:2], plan(at("03-04")), *self.HISTORY[2:])
        assert clock(LATE, *before).state("ST-DEADL-04") == "met"

    def test_nobody_needs_one(self) -> None:
        history = (notice(), basis({"samordningsbehov": False}), ready(), left(at("03-06")))
        assert clock(LATE, *history).state("ST-DEADL-04") == "not-applicable"


class TestSameDay:
    """ST-TRACK-01: the aim is the day that the person is ready."""

    @pytest.mark.parametrize(
        ("gone", "state"), [(at("03-05", "23:59:59"), "met"), (at("03-06", "00:00:00"), "overdue")]
    )
    def test_who_is_known_and_has_no_new_needs(self, gone: str, state: str) -> None:
        row = clock(LATE, notice(), basis(AS_BEFORE), ready(), left(gone)).row("ST-TRACK-01", WARD)
        assert (row["state"], row["due"], row["weight"]) == (state, at("03-05", "23:59:59"), "goal")
        assert row.get("finding") == ("TRACK_TARGET_MISSED" if state == "overdue" else None)

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            AS_BEFORE | {NEW[1]: True},
            AS_BEFORE | {"kand-patient": False},
            AS_BEFORE | {"omfattande-behov": True},
        ],
    )
    def test_nobody_else(self, answers: dict[str, bool]) -> None:
        found = clock(LATE, notice(), basis(answers), ready(), left(at("03-09")))
        assert found.state("ST-TRACK-01") == "not-applicable"

    def test_and_the_discharge_is_warned_of(self) -> None:
        told = [{"question": question, "answer": answer} for question, answer in AS_BEFORE.items()]
        plain = of("utskrivningsmeddelande")
        history = [
            one if one["kind"] != "inskrivningsmeddelande" else one | {"content": _without_level(one)}
            for one in plain["history"]
            if one["kind"] != "planeringsunderlag"
        ]
        answered = message("planeringsunderlag", number=90, content={"answers": told})
        late = plain | {"history": [history[0], answered, *history[1:]]}
        late["message"]["content"]["dischargedAt"] = "2018-03-08T10:00:00+01:00"
        late["message"]["sentAt"] = late["at"] = "2018-03-08T11:00:00+01:00"
        assert "ST-TRACK-01" in judge(late).issues
        unsaid = plain | {"history": history}
        assert "ST-TRACK-01" not in judge(unsaid).issues


def _without_level(told: Json) -> Json:
    return {name: value for name, value in told["content"].items() if name != "needLevel"}


def test_the_agreement_says_nothing_of_acknowledgement_so_the_product_does() -> None:
    found = clock(at("03-10", "22:30:00"), notice(at("03-10", "22:00:00")))
    row = found.row("PRODUKT-ACK-01", SOCIAL)
    assert (row["due"], row["state"]) == (at("03-10", "23:59:59"), "open")


def test_stockholm_has_neither_colours_nor_flows() -> None:
    printed = clock(LATE, notice(), basis(AS_BEFORE)).printed
    assert printed["track"] is None
    assert "flow" not in printed
