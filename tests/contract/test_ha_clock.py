"""HA-DEADL, HA-ACK and HA-TRACK-01 to 03 of the catalogue: each `expect` as `deadlines` prints it, contract members only."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import judge
from tests.contract.clock import Clock, Place, ask
from tests.contract.halland import message, of

WARD, PSYCHIATRY, EMERGENCY = "SE2321000115-AVD1", "SE2321000115-PSY1", "SE2321000115-AKM1"
CENTRE, OPEN_PSYCHIATRY = "SE2321000115-VC01", "SE2321000115-POM1"
SOCIAL, HOME_CARE = "SE2120001215-SOC1", "SE2120001215-HSV1"
HALLAND = Place(
    region="halland",
    municipality="1380",
    admitted="2018-05-15T10:00:00+02:00",
    units={
        WARD: "slutenvard",
        PSYCHIATRY: "psykiatrisk-slutenvard",
        EMERGENCY: "akutmottagning",
        CENTRE: "primarvard",
        OPEN_PSYCHIATRY: "psykiatrisk-oppenvard",
        SOCIAL: "kommun-socialtjanst",
        HOME_CARE: "kommun-halsovard",
    },
)
NEW = ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab")
BEFORE = ("insatser-socialtjanst", "insatser-kommunal-halsovard", "insatser-kommunal-rehab")
LATE = "2018-07-31T12:00:00+02:00"


def at(day: str, clock: str = "12:00:00") -> str:
    """An instant of summer 2018, in Sweden."""
    return f"2018-{day}T{clock}+02:00"


def notice(when: str = at("05-15", "10:30:00"), *more: str, number: int = 1, **changes: Any) -> Json:
    content = {"estimatedDischarge": "2018-05-18", "ward": "Avdelning 1"} | changes
    sender = content.pop("sender", WARD)
    return HALLAND.told("inskrivningsmeddelande", when, sender, [SOCIAL, CENTRE, *more], number, **content)


def basis(answers: Mapping[str, bool], when: str = at("05-15", "13:00:00"), number: int = 2) -> Json:
    told = [{"question": question, "answer": answer} for question, answer in answers.items()]
    return HALLAND.told("planeringsunderlag", when, WARD, [SOCIAL, CENTRE], number, answers=told)


def contact(when: str, sender: str = CENTRE, number: int = 3, **more: Any) -> Json:
    named = {"name": "Test Kontakt", "workplace": "Vårdcentralen"}
    return HALLAND.told("fast-vardkontakt", when, sender, [WARD, SOCIAL], number, contact=named, **more)


def asks(when: str, *to: str, number: int = 4) -> Json:
    return HALLAND.told(
        "generellt-meddelande",
        when,
        WARD,
        to or [SOCIAL, CENTRE],
        number,
        text="Samordnad planering behövs",
        topic="samordnad-planering",
    )


def ready(when: str, number: int = 5, ready_at: str | None = None) -> Json:
    return HALLAND.told("utskrivningsklar", when, WARD, [SOCIAL, CENTRE], number, readyAt=ready_at or when)


def unready(when: str, number: int = 6, about: int = 5) -> Json:
    return HALLAND.told(
        "utskrivningsklar",
        when,
        WARD,
        [SOCIAL, CENTRE],
        number,
        action="cancel",
        about=about,
        reason="Feber",
        newEstimatedDischarge="2018-05-25",
    )


def left(when: str, number: int = 7) -> Json:
    return HALLAND.told("utskrivningsmeddelande", when, WARD, [SOCIAL, CENTRE], number, dischargedAt=when)


def call(when: str, number: int = 8, sender: str = CENTRE, to: str = SOCIAL, **changes: Any) -> Json:
    content = {
        "purpose": "sip-svu",
        "start": at("06-01", "13:00:00"),
        "form": "telefon",
        "place": "Telefon",
        "agenda": "Planering",
    } | changes
    return HALLAND.told("kallelse", when, sender, [to], number, **content)


def seen(when: str, about: int, unit: str = SOCIAL, to: str = CENTRE, number: int = 9) -> Json:
    return HALLAND.told("kvittens", when, unit, [to], number, stay=False, about=about, acknowledgedAt=when)


def clock(when: str, *history: Json, **more: Any) -> Clock:
    return ask(HALLAND.scene(when, *history, **more))


def day(found: datetime) -> str:
    """The date of what is due at the very end of a day."""
    assert found.strftime("%H:%M:%S") == "23:59:59"
    return found.strftime("%m-%d")


class TestPreliminaryDate:
    """HA-DEADL-01: within 24 hours of the admission."""

    @pytest.mark.parametrize(
        ("sent", "state"),
        [("09:30:00", "met"), ("10:00:00", "met"), ("10:00:01", "overdue"), ("18:00:00", "overdue")],
    )
    def test_by_ten_the_next_day(self, sent: str, state: str) -> None:
        found = clock(LATE, notice(at("05-16", sent)))
        row = found.row("HA-DEADL-01", WARD)
        assert (row["state"], row["metAt"]) == (state, at("05-16", sent))
        assert (row["starts"], row["due"]) == (at("05-15", "10:00:00"), at("05-16", "10:00:00"))

    @pytest.mark.parametrize(("now", "state"), [("10:00:00", "open"), ("10:00:01", "overdue")])
    def test_before_there_is_a_notice_the_stay_itself_tells(self, now: str, state: str) -> None:
        found = clock(at("05-16", now), basis({}))
        assert found.state("HA-DEADL-01", WARD) == state
        asked = HALLAND.told(
            "vardbegaran",
            at("05-15", "11:00:00"),
            HOME_CARE,
            [EMERGENCY, WARD],
            1,
            functionalAbility="Går med rollator",
            currentInterventions="Hemtjänst",
        )
        assert clock(at("05-16", now), asked).state("HA-DEADL-01", WARD) == state

    def test_a_notice_without_the_date_is_not_enough(self) -> None:
        dateless = notice(at("05-15", "11:00:00"), estimatedDischarge=None)
        dateless["content"].pop("estimatedDischarge")
        again = notice(at("05-16", "11:00:00"), number=20)
        assert clock(at("05-16", "09:00:00"), dateless).state("HA-DEADL-01") == "open"
        assert clock(LATE, dateless, again).row("HA-DEADL-01")["metAt"] == at("05-16", "11:00:00")

    def test_resent_with_another_date_it_stays_met(self) -> None:
        again = notice(at("05-18"), number=20, estimatedDischarge="2018-05-25")
        again |= {"action": "revise", "relatesTo": notice()["messageId"]}
        assert clock(LATE, notice(), again).state("HA-DEADL-01") == "met"

    def test_on_paper_in_time_and_entered_later(self) -> None:
        late = HALLAND.told(
            "inskrivningsmeddelande",
            at("05-18"),
            WARD,
            [SOCIAL, CENTRE],
            1,
            outage=at("05-16", "09:00:00"),
            estimatedDischarge="2018-05-18",
            ward="Avdelning 1",
        )
        row = clock(LATE, late).row("HA-DEADL-01")
        assert (row["state"], row["metAt"], row["lateEntry"]) == ("met", at("05-16", "09:00:00"), True)

    def test_planning_that_has_ended_in_time_asks_for_nothing_more(self) -> None:
        ended = HALLAND.told(
            "avbruten-planering", at("05-16", "09:00:00"), WARD, [SOCIAL], 20, reason="avliden"
        )
        assert clock(LATE, basis({}), ended).state("HA-DEADL-01") == "not-applicable"


class TestFixedContact:
    """HA-DEADL-02: named at receipt of the notice, reminded of the next weekday."""

    @pytest.mark.parametrize(
        ("sent", "due"),
        [("05-15", "05-16"), ("05-18", "05-21"), ("05-19", "05-21"), ("05-09", "05-11"), ("06-05", "06-07")],
    )
    def test_the_reminder_is_on_the_next_weekday(self, sent: str, due: str) -> None:
        found = clock(at(sent), notice(at(sent, "11:00:00")))
        row = found.row("HA-DEADL-02", CENTRE)
        assert (row["starts"], row["state"]) == (at(sent, "11:00:00"), "open")
        assert day(found.due("HA-DEADL-02")) == due

    def test_it_is_met_or_late(self) -> None:
        assert clock(LATE, notice(), contact(at("05-16", "23:59:59"))).state("HA-DEADL-02") == "met"
        assert clock(LATE, notice(), contact(at("05-17", "00:00:00"))).state("HA-DEADL-02") == "overdue"
        assert clock(LATE, notice()).row("HA-DEADL-02")["metAt"] is None

    def test_already_named_nothing_is_owed(self) -> None:
        before = contact(at("05-01"), stay=False)
        assert clock(LATE, before, notice()).state("HA-DEADL-02") == "met"

    def test_only_who_needs_coordinated_planning(self) -> None:
        assert (
            clock(LATE, notice(), basis({"samordningsbehov": False})).state("HA-DEADL-02") == "not-applicable"
        )
        assert clock(LATE, notice(), basis({"samordningsbehov": True})).state("HA-DEADL-02") == "overdue"

    def test_in_psychiatry_open_psychiatry_names_one_too(self) -> None:
        history = [notice(at("05-15"), OPEN_PSYCHIATRY, sender=PSYCHIATRY), contact(at("05-15", "14:00:00"))]
        assert clock(LATE, *history).state("HA-DEADL-02", CENTRE) == "met"
        assert clock(LATE, *history).state("HA-DEADL-02", OPEN_PSYCHIATRY) == "overdue"
        both = [*history, contact(at("05-16"), OPEN_PSYCHIATRY, number=20)]
        assert clock(LATE, *both).state("HA-DEADL-02", OPEN_PSYCHIATRY) == "met"

    def test_the_municipality_names_none(self) -> None:
        assert clock(LATE, notice()).rows("HA-DEADL-02", SOCIAL) == []


class TestGeneralMessage:
    """HA-DEADL-03: as soon as new needs are judged, reminded of the next weekday."""

    JUDGED = notice(at("05-15", "11:30:00"), needAssessedAt=at("05-15", "11:00:00"))

    @pytest.mark.parametrize(
        ("sent", "state"),
        [
            (at("05-15", "12:00:00"), "met"),
            (at("05-16", "23:59:59"), "met"),
            (at("05-17", "00:00:00"), "overdue"),
        ],
    )
    def test_by_the_end_of_the_next_weekday(self, sent: str, state: str) -> None:
        row = clock(LATE, self.JUDGED, asks(sent)).row("HA-DEADL-03", WARD)
        assert (row["state"], row["starts"], row["due"]) == (
            state,
            at("05-15", "11:00:00"),
            at("05-16", "23:59:59"),
        )

    def test_nothing_sent(self) -> None:
        assert clock(at("05-16", "23:59:59"), self.JUDGED).state("HA-DEADL-03") == "open"
        assert clock(at("05-17", "00:00:00"), self.JUDGED).state("HA-DEADL-03") == "overdue"

    def test_a_message_on_something_else_is_none(self) -> None:
        other = HALLAND.told(
            "generellt-meddelande", at("05-15"), WARD, [SOCIAL], 4, text="Hej", topic="annan"
        )
        assert clock(LATE, self.JUDGED, other).state("HA-DEADL-03") == "overdue"

    def test_the_planning_basis_may_be_what_judges(self) -> None:
        found = clock(LATE, notice(), basis({NEW[1]: True}))
        assert found.row("HA-DEADL-03")["starts"] == at("05-15", "13:00:00")
        assert clock(LATE, notice(), basis(dict.fromkeys(NEW, False))).rows("HA-DEADL-03") == []
        told = basis(dict.fromkeys(NEW, False))
        assert clock(LATE, self.JUDGED, told).state("HA-DEADL-03") == "not-applicable"


class TestDischargeGoal:
    """HA-DEADL-05: home at the latest the day after."""

    @pytest.mark.parametrize(
        ("gone", "state"),
        [
            (at("05-15", "20:00:00"), "met"),
            (at("05-16", "23:59:59"), "met"),
            (at("05-17", "00:00:00"), "overdue"),
        ],
    )
    def test_the_day_after(self, gone: str, state: str) -> None:
        row = clock(LATE, notice(), ready(at("05-15", "13:00:00")), left(gone)).row("HA-DEADL-05", WARD)
        assert (row["state"], row["due"], row["metAt"]) == (state, at("05-16", "23:59:59"), gone)
        assert row.get("finding") == ("TARGET_MISSED" if state == "overdue" else None)
        assert row["weight"] == "goal"

    def test_counted_from_the_day_that_was_judged_not_from_the_message(self) -> None:
        found = clock(LATE, notice(), ready(at("05-15", "13:00:00"), ready_at=at("05-17", "09:00:00")))
        assert day(found.due("HA-DEADL-05")) == "05-18"

    def test_taken_back_and_ready_anew(self) -> None:
        history = [notice(), ready(at("05-15")), unready(at("05-16"))]
        assert clock(LATE, *history).rows("HA-DEADL-05") == []
        again = ready(at("05-18"), number=20)
        assert day(clock(LATE, *history, again).due("HA-DEADL-05")) == "05-19"

    def test_a_discharge_taken_back_is_no_discharge(self) -> None:
        history = [notice(), ready(at("05-15")), left(at("05-16"))]
        back = HALLAND.told(
            "utskrivningsmeddelande",
            at("05-16", "18:00:00"),
            WARD,
            [SOCIAL, CENTRE],
            20,
            action="cancel",
            about=7,
            reason="Kom tillbaka",
        )
        assert clock(LATE, *history).state("HA-DEADL-05") == "met"
        assert clock(LATE, *history, back).state("HA-DEADL-05") == "overdue"


class TestAcknowledgement:
    """HA-ACK-01 to 03: the next weekday; for an invitation, if it was sent by 14:00."""

    @pytest.mark.parametrize(
        ("sent", "due"),
        [
            (at("05-04", "16:00:00"), "05-07"),
            (at("05-09", "08:00:00"), "05-11"),
            (at("05-14", "23:59:59"), "05-15"),
            (at("05-15", "00:00:00"), "05-16"),
            (at("06-21", "12:00:00"), "06-25"),
        ],
        ids=["friday", "eve of Ascension Day", "monday", "just tuesday", "before midsummer eve"],
    )
    def test_every_message_the_next_weekday(self, sent: str, due: str) -> None:
        found = clock(sent, notice(sent))
        for unit in (SOCIAL, CENTRE):
            row = found.row("HA-ACK-01", unit, what="kvittens")
            assert (row["state"], row["kind"], row["starts"]) == ("open", "inskrivningsmeddelande", sent)
            assert day(datetime.fromisoformat(row["due"])) == due

    def test_each_unit_for_itself(self) -> None:
        history = [notice(), seen(at("05-16", "23:59:59"), 1, SOCIAL, WARD)]
        assert clock(LATE, *history).state("HA-ACK-01", SOCIAL) == "met"
        assert clock(LATE, *history).state("HA-ACK-01", CENTRE) == "overdue"

    def test_too_late_stays_overdue_with_its_time(self) -> None:
        row = clock(LATE, notice(), seen(at("05-17", "00:00:00"), 1, SOCIAL, WARD)).row("HA-ACK-01", SOCIAL)
        assert (row["state"], row["metAt"]) == ("overdue", at("05-17", "00:00:00"))

    @pytest.mark.parametrize(
        ("sent", "due"),
        [
            (at("05-15", "14:00:00"), "05-16"),
            (at("05-15", "14:00:01"), "05-17"),
            (at("05-15", "14:01:00"), "05-17"),
            (at("05-18", "14:00:00"), "05-21"),
            (at("05-18", "15:00:00"), "05-22"),
            (at("05-19", "10:00:00"), "05-21"),
            (at("05-09", "13:00:00"), "05-11"),
            (at("05-09", "15:00:00"), "05-14"),
            ("2018-03-23T15:00:00+01:00", "03-27"),
        ],
    )
    def test_an_invitation(self, sent: str, due: str) -> None:
        found = clock(LATE, notice(), call(sent))
        assert day(found.due("HA-ACK-02", SOCIAL)) == due

    @pytest.mark.parametrize(("when", "state"), [("05-16", "met"), ("05-17", "overdue")])
    @pytest.mark.parametrize("answers", [True, False])
    def test_answered_or_acknowledged(self, when: str, state: str, *, answers: bool) -> None:
        back = seen(at(when), 8)
        if answers:
            back = HALLAND.told("svar-kallelse", at(when), SOCIAL, [CENTRE], 9, about=8, attends=True)
        row = clock(LATE, notice(), call(at("05-15", "14:00:00")), back).row("HA-ACK-02", SOCIAL)
        assert (row["state"], row["metAt"]) == (state, at(when))

    def test_promptly_in_home_care_is_the_next_weekday(self) -> None:
        planning = call(at("05-18", "15:00:00"), to=HOME_CARE, purpose="sip-fristaende", stay=False)
        assert day(clock(LATE, planning).due("HA-ACK-03", HOME_CARE)) == "05-21"
        over = HALLAND.told(
            "meddelande-utanfor-vardtillfalle",
            at("05-18", "15:00:00"),
            HOME_CARE,
            [CENTRE],
            9,
            stay=False,
            text="Behöver inte längre hemsjukvård",
            template="hemsjukvard-avslut",
        )
        assert day(clock(LATE, over).due("HA-ACK-03", CENTRE)) == "05-21"

    def test_an_answer_owes_no_kvittens(self) -> None:
        answer = HALLAND.told(
            "svar-inskrivningsmeddelande",
            at("05-15"),
            SOCIAL,
            [WARD],
            9,
            about=1,
            answers=[{"question": "kand-patient", "answer": True}],
        )
        assert clock(LATE, notice(), answer).rows("HA-ACK-01", WARD) == []


ALL_NEW_NO = dict.fromkeys(NEW, False)


class TestFlow:
    """HA-TRACK-01 to 03."""

    @pytest.mark.parametrize(
        ("answers", "flow"),
        [
            ({NEW[1]: True}, 1),
            ({NEW[0]: True, NEW[1]: True}, 1),
            ({**ALL_NEW_NO, BEFORE[0]: True}, 2),
            ({**ALL_NEW_NO, BEFORE[1]: True}, 2),
            ({**ALL_NEW_NO, NEW[0]: True}, 3),
            ({**ALL_NEW_NO, NEW[0]: True, BEFORE[1]: True}, 1),
            ({**ALL_NEW_NO, **dict.fromkeys(BEFORE, False)}, None),
            ({NEW[0]: True}, None),
        ],
    )
    def test_by_the_answers(self, answers: dict[str, bool], flow: int | None) -> None:
        assert clock(LATE, notice(), basis(answers)).printed["flow"] == flow

    def test_by_what_inpatient_care_asks_for(self) -> None:
        assert clock(LATE, notice()).printed["flow"] is None
        assert clock(LATE, notice(), asks(at("05-16"))).printed["flow"] == 1
        assert clock(LATE, notice(), asks(at("05-16"), SOCIAL)).printed["flow"] == 3

    def test_later_answers_change_it(self) -> None:
        first = basis({**ALL_NEW_NO, BEFORE[0]: True})
        later = basis({NEW[2]: True}, at("05-16"), number=20)
        assert clock(LATE, notice(), first, later).printed["flow"] == 1

    def test_there_is_no_colour(self) -> None:
        assert clock(LATE, notice(), basis({NEW[1]: True})).printed["track"] is None

    @pytest.mark.parametrize(
        ("answers", "rule"),
        [
            ({**ALL_NEW_NO, BEFORE[0]: True}, "HA-TRACK-02"),
            ({**ALL_NEW_NO, NEW[0]: True}, "HA-TRACK-03"),
            ({NEW[1]: True}, None),
        ],
    )
    def test_a_call_that_the_flow_does_not_ask_for_is_warned_of(
        self, answers: dict[str, bool], rule: str | None
    ) -> None:
        told = [{"question": question, "answer": answer} for question, answer in answers.items()]
        history = [
            message("inskrivningsmeddelande", number=1),
            message("planeringsunderlag", number=2, content={"answers": told}),
        ]
        judged = judge(of("kallelse") | {"history": history})
        warned = {issue for issue in judged.issues if issue.startswith("HA-TRACK")}
        assert warned == ({rule} if rule else set()), judged.told()

    def test_new_needs_and_nobody_has_called(self) -> None:
        told = [{"question": NEW[1], "answer": True}]
        history = [
            message("inskrivningsmeddelande", number=1),
            message("planeringsunderlag", number=2, content={"answers": told}),
        ]
        ready_now = of("utskrivningsklar") | {"history": history}
        assert "HA-TRACK-01" in judge(ready_now).issues
        called = ready_now | {"history": [*history, message("kallelse", number=3)]}
        assert "HA-TRACK-01" not in judge(called).issues


@pytest.mark.parametrize(
    ("start", "warned"),
    [
        (at("05-21", "13:00:00"), False),
        (at("05-21", "08:00:00"), False),
        (at("05-21", "07:59:00"), True),
        (at("05-21", "19:00:00"), True),
        (at("05-19", "10:00:00"), True),
        (at("06-06", "10:00:00"), True),
        ("2018-05-21T06:30:00Z", False),
    ],
)
def test_planning_is_on_weekdays_in_the_daytime(start: str, *, warned: bool) -> None:
    """HA-DEADL-04."""
    scenario = of("kallelse")
    scenario["message"]["content"]["start"] = start
    judged = judge(scenario)
    assert ("HA-DEADL-04" in judged.issues) is warned, judged.told()


def test_a_duty_is_one_row_however_often_its_notice_is_sent() -> None:
    again = notice(at("05-16"), number=20) | {"action": "revise", "relatesTo": notice()["messageId"]}
    found = clock(LATE, notice(), again)
    assert [len(found.rows(f"HA-DEADL-0{n}")) for n in (1, 2)] == [1, 1]
    assert len(found.rows("HA-ACK-01", SOCIAL)) == 2


def test_the_clock_goes_by_swedish_days_all_year() -> None:
    """A notice every six hours of 2018: what it owes is due at the end of a weekday, one to five days later."""
    start = datetime.fromisoformat("2018-01-02T00:00:00+01:00")
    moments = [(start + timedelta(hours=6 * n)).isoformat() for n in range(0, 1440, 37)]
    for moment in moments:
        found = clock(LATE if moment < LATE else "2018-12-31T23:00:00+01:00", notice(moment))
        due = found.due("HA-ACK-01", SOCIAL)
        assert due.weekday() < 5
        assert 1 <= (due.date() - datetime.fromisoformat(moment).date()).days <= 6
