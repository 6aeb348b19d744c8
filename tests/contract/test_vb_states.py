"""VB-STATE, VB-ACK and VB-TRACK of the catalogue: the stay's order, its short form, its colour and what is owed."""

from typing import Any

import pytest

from adapter.bootstrap import packs
from adapter.intake import scenario as scenarios
from adapter.pipeline import desk
from tests.contract.builder import Json, mid
from tests.contract.case import Judged, judge
from tests.contract.scenes import (
    ADDRESSED,
    HEALTH_CENTRE,
    HOME_CARE,
    SOCIAL,
    WARD,
    admitted,
    discharged,
    message,
    ready,
    scene,
)

NEXT_DAY = "2026-03-05T09:00:00+01:00"


def retraction(**changes: Any) -> Json:
    """The ready notice taken back with a new estimate, the same afternoon."""
    plain: Json = {
        "number": 20,
        "relatesTo": mid(2),
        "without": ["readyAt"],
        "content": {"reason": "Feber", "newEstimatedDischarge": "2026-03-09"},
        "sentAt": "2026-03-04T15:00:00+01:00",
    }
    return message("utskrivningsklar", "cancel", **(plain | changes))


def undischarge(**changes: Any) -> Json:
    """The discharge notice taken back."""
    plain: Json = {
        "number": 30,
        "relatesTo": mid(3),
        "without": ["dischargedAt"],
        "content": {"reason": "Stannar kvar"},
        "sentAt": "2026-03-05T14:00:00+01:00",
    }
    return message("utskrivningsmeddelande", "cancel", **(plain | changes))


def told(kind: str, action: str = "new", *, history: list[Json], **changes: Any) -> Judged:
    """What is decided of the message after that history."""
    return judge(scene(message(kind, action, **changes), history=history))


def _refused(judged: Judged, *rules: str) -> None:
    assert judged.outcome == "refuse", judged.told()
    assert judged.handlings == {None}, judged.told()
    for rule in rules:
        assert rule in judged.refusing, judged.told()


def _goes(judged: Judged) -> None:
    assert judged.outcome == "forward", judged.told()


@pytest.mark.parametrize(
    "kind",
    [
        "svar-inskrivningsmeddelande",
        "planeringsunderlag",
        "utskrivningsklar",
        "patientinformation",
        "utskrivningsmeddelande",
    ],
)
def test_nothing_comes_before_the_admission_notice(kind: str) -> None:
    _refused(told(kind, history=[]), "VB-STATE-03")


def test_the_discharge_notice_comes_after_the_ready_notice() -> None:
    _refused(told("utskrivningsmeddelande", history=admitted()), "VB-STATE-03")
    _refused(told("utskrivningsmeddelande", history=[*ready(), retraction()]), "VB-STATE-03")
    _goes(told("utskrivningsmeddelande", history=ready()))


def test_a_planning_basis_is_updated_until_discharge() -> None:
    basis = message("planeringsunderlag", number=4)
    revise: Json = {"relatesTo": mid(4), "sentAt": "2026-03-05T12:00:00+01:00"}
    _goes(told("planeringsunderlag", "revise", history=[*ready(), basis], **revise))
    _refused(told("planeringsunderlag", "revise", history=[*discharged(), basis], **revise), "VB-STATE-04")


def test_an_addressed_unit_adds_to_the_planning_basis() -> None:
    basis = message("planeringsunderlag", number=4)
    judged = told(
        "planeringsunderlag",
        "revise",
        history=[*admitted(), basis],
        relatesTo=mid(4),
        sender=SOCIAL,
        recipients=[WARD, HEALTH_CENTRE],
    )
    _goes(judged)


@pytest.mark.parametrize("before", [admitted(), ready(), discharged()])
def test_a_planning_basis_is_not_annulled(before: list[Json]) -> None:
    basis = message("planeringsunderlag", number=4)
    annul: Json = {"relatesTo": mid(4), "without": ["answers"], "sentAt": "2026-03-05T12:00:00+01:00"}
    judged = told(
        "planeringsunderlag", "annul", history=[*before, basis], content={"reason": "inaktuell"}, **annul
    )
    _refused(judged, "VB-STATE-05")
    judged = told(
        "planeringsunderlag", "annul", history=[*before, basis], content={"reason": "fel-person"}, **annul
    )
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()


def test_patient_information_is_changed_until_discharge() -> None:
    first = message("patientinformation", number=6, without=["careContact"])
    revise: Json = {"relatesTo": mid(6), "without": ["careContact"], "sentAt": "2026-03-05T12:00:00+01:00"}
    _goes(told("patientinformation", "revise", history=[*ready(), first], **revise))
    _refused(told("patientinformation", "revise", history=[*discharged(), first], **revise), "VB-STATE-06")


def test_only_the_treating_physician_takes_readiness_back_and_only_when_it_stands() -> None:
    _goes(judge(scene(retraction(), history=ready())))
    _refused(judge(scene(retraction(function="annan"), history=ready())), "VB-STATE-07")
    physician = {"name": "Test", "title": "överläkare", "function": "behandlande-lakare"}
    by_nurse = retraction(
        function="annan",
        content={"reason": "r", "newEstimatedDischarge": "2026-03-09", "decidedBy": physician},
    )
    _goes(judge(scene(by_nurse, history=ready())))
    _refused(judge(scene(retraction(), history=[*ready(), retraction(number=21)])), "VB-STATE-07")
    assert judge(scene(retraction(), history=admitted())).outcomes <= {"refuse"}


def test_taking_readiness_back_states_a_new_date() -> None:
    _refused(judge(scene(retraction(content={"reason": "Feber"}), history=ready())), "VB-STATE-09")


def test_taking_back_goes_to_whoever_had_the_notice() -> None:
    judged = judge(scene(retraction(recipients=[SOCIAL]), history=ready()))
    assert set(judged.verdicts) == set(ADDRESSED), judged.told()
    assert judged.outcome == "forward"


def test_readiness_is_told_once_until_it_is_taken_back() -> None:
    again: Json = {"sentAt": NEXT_DAY, "content": {"readyAt": NEXT_DAY}}
    _refused(told("utskrivningsklar", history=ready(), **again), "VB-STATE-10")
    _goes(told("utskrivningsklar", history=[*ready(), retraction()], **again))


def test_a_discharge_is_taken_back_only_when_it_was_told() -> None:
    _goes(judge(scene(undischarge(), history=discharged())))
    assert judge(scene(undischarge(), history=ready())).outcomes <= {"refuse"}
    _refused(judge(scene(undischarge(), history=[*discharged(), undischarge(number=31)])), "VB-STATE-11")


def test_after_a_discharge_taken_back_the_patient_is_still_ready() -> None:
    after = [*discharged(), undischarge()]
    later = "2026-03-06T10:00:00+01:00"
    _refused(told("utskrivningsklar", history=after, sentAt=later, content={"readyAt": later}), "VB-STATE-10")
    _goes(told("utskrivningsmeddelande", history=after, sentAt=later, content={"dischargedAt": later}))
    _goes(told("generellt-meddelande", history=after, sentAt=later))


@pytest.mark.parametrize("kind", ["generellt-meddelande", "planeringsunderlag", "utskrivningsklar"])
def test_the_discharge_ends_the_stay(kind: str) -> None:
    late: Json = {"sentAt": "2026-03-05T15:00:00+01:00"}
    if kind == "utskrivningsklar":
        late["content"] = {"readyAt": late["sentAt"]}
    judged = told(kind, history=discharged(), **late)
    assert judged.outcome == "refuse"
    assert judged.refusing & {"VB-STATE-12", "VB-STATE-04", "VB-MSG-20"}, judged.told()
    assert "VB-STATE-12" in judged.refusing or kind != "utskrivningsklar", judged.told()


def test_a_second_discharge_is_refused() -> None:
    assert (
        told("utskrivningsmeddelande", history=discharged(), sentAt="2026-03-05T15:00:00+01:00").outcome
        == "refuse"
    )


@pytest.mark.parametrize("reason", ["avliden", "planering-avbruten", "annan"])
def test_what_ends_planning_ends_it(reason: str) -> None:
    ended = message("avbruten-planering", number=40, content={"reason": reason})
    judged = told(
        "utskrivningsklar", history=[*admitted(), ended], sentAt=NEXT_DAY, content={"readyAt": NEXT_DAY}
    )
    assert judged.outcome == "refuse", judged.told()


def test_a_kvittens_is_taken_after_the_end() -> None:
    judged = told("kvittens", history=discharged(), sentAt="2026-03-06T09:00:00+01:00", relatesTo=mid(3))
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()


def test_a_readmission_is_a_new_stay() -> None:
    again = "2026-03-20T10:00:00+01:00"
    _refused(told("inskrivningsmeddelande", history=discharged(), sentAt=again), "VB-STATE-18")
    stay = {"id": "vtf-2026-000888", "admittedAt": "2026-03-20T08:00:00+01:00"}
    _goes(told("inskrivningsmeddelande", history=discharged(), sentAt=again, episode=stay))


def test_a_discharge_on_a_sunday_is_fine() -> None:
    sunday: Json = {
        "sentAt": "2026-03-08T12:00:00+01:00",
        "content": {"dischargedAt": "2026-03-08T11:00:00+01:00"},
    }
    judged = told("utskrivningsmeddelande", history=ready(), **sunday)
    _goes(judged)


@pytest.mark.parametrize(
    ("ready_at", "outcome"),
    [
        ("2026-03-04T09:00:00+01:00", "forward"),
        ("2026-03-04T23:59:59+01:00", "forward"),
        ("2026-03-04T00:00:00+01:00", "forward"),
        ("2026-03-03T23:59:59+01:00", "refuse"),
        ("2026-03-05T00:00:00+01:00", "refuse"),
        ("2026-03-03T23:30:00+00:00", "forward"),
    ],
)
def test_readiness_is_dated_on_the_day_it_is_told(ready_at: str, outcome: str) -> None:
    judged = told("utskrivningsklar", history=admitted(), content={"readyAt": ready_at})
    assert judged.outcome == outcome, judged.told()
    assert ("VB-DEADL-06" in judged.refusing) is (outcome == "refuse")


# The short stay


def _short(sent: str = "2026-03-02T10:30:00+01:00", *acknowledged: str, **notice: Any) -> list[Json]:
    content = {"contactReason": "kort-vardtid-24h", "needsUnchanged": True} | notice
    first = message(
        "inskrivningsmeddelande",
        number=1,
        content=content,
        recipients=[SOCIAL, HEALTH_CENTRE],
        sentAt="2026-03-02T09:00:00+01:00",
    )
    told_ready = message(
        "utskrivningsklar",
        number=2,
        sentAt=sent,
        content={"readyAt": sent},
        recipients=[SOCIAL, HEALTH_CENTRE],
    )
    answers = [
        message("kvittens", number=50 + at, sender=unit, relatesTo=mid(2), sentAt="2026-03-02T13:00:00+01:00")
        for at, unit in enumerate(acknowledged)
    ]
    return [first, told_ready, *answers]


def _leaving(history: list[Json], at: str = "2026-03-02T15:00:00+01:00", **content: Any) -> Judged:
    return told(
        "utskrivningsmeddelande",
        history=history,
        sentAt=at,
        recipients=[SOCIAL, HEALTH_CENTRE],
        content={"dischargedAt": at} | content,
    )


def test_a_short_stay_with_all_acknowledged_before_noon_needs_no_contact() -> None:
    _goes(_leaving(_short("2026-03-02T10:30:00+01:00", SOCIAL, HEALTH_CENTRE)))
    _goes(_leaving(_short("2026-03-02T11:59:59+01:00", SOCIAL, HEALTH_CENTRE)))


@pytest.mark.parametrize(
    "history",
    [
        _short("2026-03-02T10:30:00+01:00", SOCIAL),
        _short("2026-03-02T10:30:00+01:00"),
        _short("2026-03-02T12:01:00+01:00", SOCIAL, HEALTH_CENTRE),
    ],
)
def test_a_short_stay_otherwise_needs_contact_before_going_home_the_same_day(history: list[Json]) -> None:
    judged = _leaving(history)
    _refused(judged, "VB-ACK-09")
    record = {"at": "2026-03-02T14:00:00+01:00", "with": "Socialtjänsten och hälsocentralen"}
    _goes(_leaving(history, contactRecord=record))


@pytest.mark.parametrize(
    ("left", "exceeded"),
    [
        ("2026-03-03T08:09:00+01:00", False),
        ("2026-03-03T08:10:00+01:00", False),
        ("2026-03-03T08:11:00+01:00", True),
    ],
)
def test_a_short_stay_is_of_at_most_24_hours(left: str, exceeded: bool) -> None:  # noqa: FBT001
    judged = _leaving(_short("2026-03-02T10:30:00+01:00", SOCIAL, HEALTH_CENTRE), left)
    assert ("VB-STATE-14" in judged.grounds | judged.issues) is exceeded, judged.told()


def test_a_short_stay_is_of_unchanged_needs() -> None:
    def notice(*, unchanged: bool) -> Judged:
        content = {"contactReason": "kort-vardtid-24h", "needsUnchanged": unchanged}
        return told("inskrivningsmeddelande", history=[], content=content)

    assert "VB-STATE-14" in notice(unchanged=False).grounds | notice(unchanged=False).issues
    assert "VB-STATE-14" not in notice(unchanged=True).grounds | notice(unchanged=True).issues


# The colour


def _answers(*yes: str) -> Json:
    questions = (
        "kand-patient",
        "insatser-socialtjanst",
        "insatser-kommunal-halsovard",
        "insatser-kommunal-rehab",
        "nya-behov-socialtjanst",
        "nya-behov-kommunal-halsovard",
        "nya-behov-kommunal-rehab",
        "samordningsbehov",
        "behov-psykiatrisk-oppenvard",
        "beslut-korttidsvistelse",
        "omfattande-behov",
    )
    signed = {"comment": "Se text", "date": "2026-03-02", "name": "Test", "title": "sjuksköterska"}
    return {"answers": [{"question": name, "answer": name in yes, **signed} for name in questions]}


KNOWN = ("kand-patient", "insatser-socialtjanst")
NURSED = ("kand-patient", "insatser-kommunal-halsovard")
COLOURS: dict[str, list[tuple[str, ...]]] = {
    "bla": [KNOWN],
    "gron": [
        NURSED,
        ("kand-patient", "insatser-kommunal-rehab"),
        (*KNOWN, "insatser-kommunal-halsovard"),
        (*KNOWN, "insatser-kommunal-rehab"),
    ],
    "gul": [
        (*KNOWN, "nya-behov-socialtjanst"),
        (*KNOWN, "nya-behov-kommunal-halsovard"),
        (*NURSED, "nya-behov-kommunal-rehab"),
        (*KNOWN, "beslut-korttidsvistelse"),
        ("nya-behov-socialtjanst",),
    ],
    "rod": [(*KNOWN, "omfattande-behov"), (*NURSED, "nya-behov-kommunal-halsovard", "omfattande-behov")],
}


def _colour(*bases: Json) -> str | None:
    """The colour as the stay's next message would meet it."""
    history = [
        *admitted(),
        *(
            message(
                "planeringsunderlag",
                "revise" if number else "new",
                number=60 + number,
                content=content,
                **({"relatesTo": mid(60)} if number else {}),
            )
            for number, content in enumerate(bases)
        ),
    ]
    laid = desk.lay_out(scenarios.read(scene(message("utskrivningsklar"), history=history)), packs())
    assert laid.facts.episode is not None
    return laid.facts.episode.colour


@pytest.mark.parametrize(
    ("colour", "yes"), [(colour, yes) for colour, sets in COLOURS.items() for yes in sets]
)
def test_the_answers_make_the_colour(colour: str, yes: tuple[str, ...]) -> None:
    assert _colour(_answers(*yes)) == colour


@pytest.mark.parametrize(
    "flag",
    [
        "insatser-kommunal-halsovard",
        "insatser-kommunal-rehab",
        "samordningsbehov",
        "behov-psykiatrisk-oppenvard",
    ],
)
def test_what_excludes_blue(flag: str) -> None:
    assert _colour(_answers(*KNOWN, flag)) != "bla"


def test_incomplete_answers_make_no_colour() -> None:
    some = _answers(*KNOWN)
    assert _colour({"answers": some["answers"][:3]}) is None
    assert _colour() is None


def test_the_colour_follows_the_newest_answers_and_an_external_one_is_authoritative() -> None:
    assert _colour(_answers(*NURSED), _answers(*NURSED, "nya-behov-kommunal-halsovard")) == "gul"
    assert _colour(_answers(*NURSED) | {"colour": "rod"}) == "rod"


def test_red_wants_risk_supervision_and_training_looked_at() -> None:
    red = _answers(*KNOWN, "omfattande-behov")
    whole = {"riskAssessment": "r", "supervision": "s", "training": "t"}
    assert "VB-TRACK-13" not in told("planeringsunderlag", history=admitted(), content=red | whole).issues
    for name in whole:
        less = {key: value for key, value in whole.items() if key != name}
        judged = told("planeringsunderlag", history=admitted(), content=red | less)
        assert judged.outcome == "forward"
        assert "VB-TRACK-13" in judged.issues, name
    assert (
        "VB-TRACK-13" not in told("planeringsunderlag", history=admitted(), content=_answers(*NURSED)).issues
    )


def test_yellow_suggests_a_meeting_beforehand_and_blocks_nothing() -> None:
    def ready_after(answers: Json) -> Judged:
        return told("utskrivningsklar", history=[*admitted(), message("planeringsunderlag", content=answers)])

    yellow = ready_after(_answers(*KNOWN, "nya-behov-socialtjanst"))
    assert yellow.outcome == "forward"
    assert "VB-TRACK-11" in yellow.issues, yellow.told()
    assert "VB-TRACK-11" not in ready_after(_answers(*NURSED)).issues


# What is owed


def _owed(sent: str, **changes: Any) -> dict[str, str]:
    kind = changes.pop("kind", "utskrivningsklar")
    if kind == "utskrivningsklar":
        changes.setdefault("content", {"readyAt": sent})
    later = message("generellt-meddelande", sentAt="2026-06-30T12:00:00+02:00")
    plain = scene(
        later,
        history=[
            *admitted(sentAt="2026-03-01T08:00:00+01:00"),
            message(kind, number=2, sentAt=sent, **changes),
        ],
    )
    laid = desk.lay_out(scenarios.read(plain), packs())
    return {debt.unit: debt.due.isoformat() for debt in laid.facts.history.owed if debt.message_id == mid(2)}


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-03-04T11:59:59+01:00", "2026-03-04"),
        ("2026-03-04T12:01:00+01:00", "2026-03-05"),
        ("2025-05-12T11:59:00+02:00", "2025-05-12"),
        ("2025-05-09T12:01:00+02:00", "2025-05-10"),
        ("2025-06-05T15:00:00+02:00", "2025-06-06"),
    ],
)
def test_a_ready_notice_before_noon_is_owed_a_kvittens_the_same_day(sent: str, day: str) -> None:
    owed = _owed(sent)
    assert set(owed) == set(ADDRESSED)
    assert {due[:19] for due in owed.values()} == {f"{day}T23:59:59"}


def test_a_general_message_is_owed_by_whoever_it_names() -> None:
    assert set(_owed("2026-03-04T10:00:00+01:00", kind="generellt-meddelande")) == set(ADDRESSED)
    assert set(_owed("2026-03-04T10:00:00+01:00", kind="generellt-meddelande", recipients=[HOME_CARE])) == {
        HOME_CARE
    }


@pytest.mark.parametrize("kind", ["svar-inskrivningsmeddelande", "kvittens", "samtycke"])
def test_some_kinds_are_owed_none(kind: str) -> None:
    assert _owed("2026-03-04T10:00:00+01:00", kind=kind) == {}
