"""One stay: what the worked examples of the packs leave out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapter.liability.judge import judge
from adapter.model.consent import Consent, ConsentRecord
from adapter.model.errors import UsageError
from adapter.model.history import Event, History
from adapter.model.liability import Liability, Span, Terms
from adapter.model.person import NoHit, Person, Silent
from tests.courses import (
    ALL_WELL,
    CLINIC,
    CODE,
    MUNICIPALITY,
    OPEN_CARE,
    OTHER,
    OTHER_CODE,
    RATES,
    WARD,
    admitted,
    agreement,
    at,
    course,
    event,
    left,
    ready,
)

TOLD = at("2025-05-12 11:00")
ADMITTED, READY, HOME = admitted(at("2025-05-10 09:00")), ready(TOLD), left(date(2025, 5, 17))


def _of(region: str, *events: Event, **changes: object) -> Liability:
    made = course(region, *events, asked=at("2025-05-30 12:00"), **changes)
    return judge(made, agreement(region), RATES)


def _called(when: str, **changes: object) -> Event:
    plain: dict[str, object] = {"sender": OPEN_CARE, "noted": {"purpose": "sip-svu"}}
    return event("kallelse", at(when), **{**plain, **changes})  # type: ignore[arg-type]


def test_a_notice_of_a_unit_that_is_no_inpatient_care_is_none() -> None:
    found = _of("vasterbotten", ADMITTED, ready(TOLD, sender=OPEN_CARE), HOME)
    assert found.reasons == ("NOT_READY",)


def test_a_notice_to_another_municipality_s_unit_is_none_and_to_one_of_no_known_municipality_is() -> None:
    assert _of("vasterbotten", ADMITTED, ready(TOLD, recipients=(OTHER,)), HOME).reasons == ("NOT_READY",)
    made = course("vasterbotten", ADMITTED, READY, HOME)
    units = {**made.units, MUNICIPALITY: replace(made.units[MUNICIPALITY], municipality=None)}
    assert judge(replace(made, units=units), agreement("vasterbotten"), RATES).reasons == ()


def test_without_any_directory_the_organisation_numbers_tell() -> None:
    assert _of("vasterbotten", ADMITTED, READY, HOME, units={}).billed_days == 4
    only_open_care = ready(TOLD, recipients=(OPEN_CARE,))
    assert _of("vasterbotten", ADMITTED, only_open_care, HOME, units={}).reasons == ("NOT_READY",)


def test_a_second_notice_counts_from_itself_and_one_to_open_care_alone_ends_none() -> None:
    later = ready(at("2025-05-13 09:00"))
    assert _of("vasterbotten", ADMITTED, READY, later, HOME).day_zero == date(2025, 5, 13)
    elsewhere = ready(at("2025-05-13 09:00"), recipients=(OPEN_CARE,))
    assert _of("vasterbotten", ADMITTED, READY, elsewhere, HOME).day_zero == date(2025, 5, 12)


def test_taking_back_what_the_municipality_was_never_told_is_not_taking_back() -> None:
    unknown = ready(TOLD, recipients=(OPEN_CARE,))
    back = event("utskrivningsklar", at("2025-05-13 09:00"), "cancel")
    assert _of("vasterbotten", ADMITTED, unknown, back, HOME).reasons == ("NOT_READY",)
    assert _of("vasterbotten", ADMITTED, READY, back, HOME).reasons == ("RETRACTED",)


def test_where_the_register_is_not_asked_what_it_said_then_counts() -> None:
    noted = replace(READY, municipality=CODE)
    assert _of("vasterbotten", ADMITTED, noted, HOME, person=Silent()).municipality == CODE
    placed = replace(noted, municipality=OTHER_CODE, placed_by=CODE)
    assert _of("vasterbotten", ADMITTED, placed, HOME, person=Silent()).municipality == CODE
    assert _of("vasterbotten", ADMITTED, READY, HOME, person=NoHit()).reasons == ("NOT_RESIDENT",)


def test_who_died_after_leaving_left() -> None:
    person = Person("189001019802", municipality=CODE, deceased=date(2025, 5, 20))
    assert _of("vasterbotten", ADMITTED, READY, HOME, person=person).reasons == ()
    died = replace(person, deceased=date(2025, 5, 15))
    found = _of("vasterbotten", ADMITTED, READY, HOME, person=died)
    assert (found.ends, found.reasons, found.billed_days) == (date(2025, 5, 15), ("DECEASED",), 2)
    assert (
        _of("vasterbotten", ADMITTED, READY, person=replace(person, deceased=date(2026, 1, 1))).ends is None
    )


def test_a_discharge_that_tells_no_time_was_when_it_was_sent() -> None:
    silent = left(date(2025, 5, 17), noted={})
    assert _of("vasterbotten", ADMITTED, READY, silent).ends == date(2025, 5, 17)


def test_ended_planning_ends_the_days_and_is_told() -> None:
    ended = event("avbruten-planering", at("2025-05-15 09:00"), noted={"reason": "planering-avbruten"})
    found = _of("vasterbotten", ADMITTED, READY, ended, HOME)
    assert (found.ends, found.billed_days) == (date(2025, 5, 15), 2)
    assert any("planning was ended" in note for note in found.notes)


def test_the_newest_stay_is_judged_unless_one_is_named() -> None:
    second = {"episode": "t"}
    again = (
        admitted(at("2025-05-20 09:00"), **second),
        ready(at("2025-05-21 09:00"), **second),
        left(date(2025, 5, 24), **second),
    )
    made = course("vasterbotten", ADMITTED, READY, HOME, *again)
    assert judge(made, agreement("vasterbotten"), RATES).episode == "t"
    assert judge(made, agreement("vasterbotten"), RATES, "s").billed_days == 4
    assert (
        judge(
            course("vasterbotten", _called("2025-05-15 10:00", episode=None)), agreement("vasterbotten")
        ).episode
        is None
    )


def test_an_admission_notice_without_an_admission_has_no_hours_to_keep() -> None:
    bare = admitted(at("2025-05-10 09:00"), admitted_at=None)
    assert _of("vasterbotten", bare, READY, HOME).reasons == ("NOTICE_LATE",)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"episode": None}, ()),
        ({"episode": "another"}, ("CALL_MISSING",)),
        ({"sender": WARD}, ("CALL_MISSING",)),
        ({"noted": {"purpose": "aktorsmote"}}, ("CALL_MISSING",)),
    ],
)
def test_which_calls_count(changes: dict[str, object], reasons: tuple[str, ...]) -> None:
    facts = {**ALL_WELL, "socialServicesOnly": False}
    found = _of("norrbotten", ADMITTED, READY, _called("2025-05-13 10:00", **changes), HOME, facts=facts)
    assert found.reasons == reasons


def test_a_call_from_before_the_admission_is_another_stay_s() -> None:
    before = _called("2025-05-09 10:00", episode=None)
    found = _of("vasterbotten", ADMITTED, READY, before, HOME, facts={"sipRequired": True})
    assert found.reasons == ("CALL_MISSING",)


def test_a_revised_call_called_off_is_called_off() -> None:
    call = _called("2025-05-13 10:00")
    revised = _called("2025-05-13 12:00", action="revise", relates_to=call.message_id)
    off = event("kallelse", at("2025-05-14 10:00"), "cancel", sender=OPEN_CARE, relates_to=revised.message_id)
    facts = {"sipRequired": True}
    assert _of("vasterbotten", ADMITTED, READY, call, revised, HOME, facts=facts).reasons == ()
    assert _of("vasterbotten", ADMITTED, READY, call, revised, off, HOME, facts=facts).reasons == (
        "CALL_MISSING",
    )


def test_without_a_notice_no_time_runs_for_the_call_nor_for_consent() -> None:
    facts = {**ALL_WELL, "socialServicesOnly": False}
    found = _of("norrbotten", ADMITTED, _called("2025-05-13 10:00"), HOME, facts=facts)
    assert found.reasons == ("NOT_READY",)


def _record(status: str, when: str, **changes: object) -> ConsentRecord:
    consent = Consent(status, scopes=("informationsoverforing",))
    known = {name: changes.pop(name) for name in ("episode", "parties", "asked_anew") if name in changes}
    record = ConsentRecord(replace(consent, **known), at(when), "region", asserted=False)  # type: ignore[arg-type]
    return replace(record, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("records", "refused"),
    [
        ([_record("refused", "2025-05-11 09:00")], True),
        ([_record("refused", "2025-05-11 09:00", episode="another")], False),
        ([_record("refused", "2025-05-11 09:00", parties=(OTHER,))], False),
        ([_record("refused", "2025-05-11 09:00", parties=(MUNICIPALITY,))], True),
        ([_record("refused", "2025-05-11 09:00"), _record("given", "2025-05-11 10:00", asserted=True)], True),
        (
            [
                _record("refused", "2025-05-11 09:00"),
                _record("given", "2025-05-11 10:00", asserted=True, asked_anew=True),
            ],
            False,
        ),
        ([_record("refused", "2025-05-11 09:00"), _record("given", "2025-05-11 10:00", holder="b")], True),
    ],
)
def test_which_refusals_bind(records: list[ConsentRecord], *, refused: bool) -> None:
    made = course("norrbotten", ADMITTED, READY, HOME)
    history = History(events=made.history.events, consents=tuple(records))
    found = judge(replace(made, history=history), agreement("norrbotten"), RATES)
    assert found.reasons == (("NO_CONSENT",) if refused else ())


def test_facts_that_are_not_what_they_should_be_are_refused() -> None:
    with pytest.raises(UsageError, match="sipRequired: true or false"):
        _of("vasterbotten", ADMITTED, facts={"sipRequired": "yes"})
    with pytest.raises(UsageError, match="settlement: one of none, analysis"):
        _of("vasterbotten", ADMITTED, facts={"settlement": "soon"})


def test_a_month_that_is_billed_is_billed() -> None:
    assert _of("vasterbotten", ADMITTED, READY, HOME, facts={"settlement": "billing"}).billed_days == 4
    assert _of("vasterbotten", ADMITTED, READY, HOME, facts={"settlement": "review"}).reasons == (
        "NO_INVOICE",
    )


def test_a_fixed_sum_without_an_end_covers_every_stay() -> None:
    own = agreement("halland").own
    assert own is not None
    endless = replace(agreement("halland"), own=replace(own, end=None))
    found = judge(course("halland", ADMITTED, READY, HOME), endless, RATES)
    assert (found.amount, found.reasons) == (0, ("NO_INVOICE",))


def test_a_fixed_sum_asked_about_later_is_that_of_the_month_of_leaving() -> None:
    told, home = ready(at("2018-05-07 10:00"), sender=CLINIC), left(date(2018, 5, 15))
    made = course("halland", admitted(at("2018-05-02 10:00")), told, home, asked=at("2019-02-01 10:00"))
    found = judge(made, agreement("halland"), RATES)
    assert found.settlement == {"municipality": CODE, "month": "2018-05", "amount": 125_134}
    assert found.starts == date(2018, 5, 7) + timedelta(days=30)


def test_a_span_is_never_negative_and_a_liability_without_one_bills_nothing() -> None:
    assert Span(date(2025, 5, 2), date(2025, 5, 1)).days == 0
    assert Liability("sverige", Terms("sverige", "act"), None).billed_days == 0
