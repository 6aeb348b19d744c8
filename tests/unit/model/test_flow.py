"""Which of three ways of planning a patient's needs call for: HA-TRACK-01 to 03."""

from datetime import datetime
from itertools import product

import pytest

from adapter.model.flow import Asked, flow, of_stay
from adapter.model.history import Episode, Event

AT = datetime.fromisoformat("2018-05-15T10:00:00+02:00")
ROLES = {
    "ward": "slutenvard",
    "other-ward": "slutenvard",
    "soc": "kommun-socialtjanst",
    "hsv": "kommun-halsovard",
    "vc": "primarvard",
}
NEEDS = ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab")
BEFORE = ("insatser-socialtjanst", "insatser-kommunal-halsovard", "insatser-kommunal-rehab")
NOTHING = dict.fromkeys((*NEEDS, *BEFORE), False)
HOME_HELP = {**NOTHING, "insatser-socialtjanst": True}
SOCIAL = {**NOTHING, "nya-behov-socialtjanst": True}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, None),
        ({**NOTHING, "nya-behov-kommunal-halsovard": True}, 1),
        ({"nya-behov-kommunal-rehab": True}, 1),
        (SOCIAL | {"nya-behov-kommunal-halsovard": True}, 1),
        (SOCIAL, 3),
        (SOCIAL | {"insatser-socialtjanst": True}, 3),
        (SOCIAL | {"insatser-kommunal-halsovard": True}, 1),
        (SOCIAL | {"samordningsbehov": True}, 1),
        (SOCIAL | {"behov-psykiatrisk-oppenvard": True}, 1),
        (SOCIAL | {"samordningsbehov": False, "behov-psykiatrisk-oppenvard": False}, 3),
        ({"nya-behov-socialtjanst": True}, None),
        (HOME_HELP, 2),
        ({**NOTHING, "insatser-kommunal-rehab": True}, 2),
        ({**HOME_HELP, "samordningsbehov": True}, 2),
        (dict.fromkeys(NEEDS, False), None),
        (NOTHING, None),
        ({**dict.fromkeys(BEFORE, True), "nya-behov-socialtjanst": False}, None),
    ],
)
def test_by_the_answers(answers: dict[str, bool], found: int | None) -> None:
    assert flow(answers) == found


@pytest.mark.parametrize(
    ("answers", "asked", "found"),
    [
        ({}, Asked(roles=frozenset({"primarvard", "kommun-socialtjanst"})), 1),
        ({}, Asked(roles=frozenset({"kommun-socialtjanst"})), 3),
        ({}, Asked(roles=frozenset({"kommun-socialtjanst", None})), 1),
        ({}, Asked(), 1),
        ({}, Asked(new_needs=True), 1),
        ({}, Asked(needed_from=frozenset({"socialtjanst", "kommunal-halsovard"})), 1),
        ({}, Asked(needed_from=frozenset({"enklare-socialtjanst"}), roles=frozenset({"primarvard"})), 3),
        ({}, Asked(new_needs=False), 2),
        (dict.fromkeys(BEFORE, False), Asked(new_needs=False), None),
        ({"nya-behov-socialtjanst": True}, Asked(roles=frozenset({"kommun-socialtjanst"})), 3),
        ({"nya-behov-kommunal-rehab": True}, Asked(roles=frozenset({"kommun-socialtjanst"})), 1),
        (HOME_HELP, Asked(roles=frozenset({"primarvard"})), 2),
        (NOTHING, Asked(roles=frozenset({"primarvard"})), None),
    ],
)
def test_by_what_inpatient_care_has_asked_for_where_the_answers_leave_it_open(
    answers: dict[str, bool], asked: Asked, found: int | None
) -> None:
    assert flow(answers, asked) == found


def asks(sender: str, *recipients: str, topic: str = "samordnad-planering", **noted: object) -> Event:
    return Event(
        "m", "generellt-meddelande", "new", sender, recipients, AT, AT, noted={"topic": topic, **noted}
    )


def answered(**answers: bool) -> Event:
    noted: dict[str, object] = {"answers": [[question, yes] for question, yes in answers.items()]}
    return Event("m", "svar-inskrivningsmeddelande", "new", "soc", ("ward",), AT, AT, noted=noted)


def of(*events: Event, **answers: bool) -> int | None:
    stay = Episode("stay", inpatient_unit="ward", answers=tuple(answers.items()))
    return of_stay(stay, events, ROLES.get)


def test_the_newest_message_of_inpatient_care_counts() -> None:
    assert of() is None
    assert of(asks("ward", "soc", "vc")) == 1
    assert of(asks("ward", "soc", "vc"), asks("other-ward", "soc")) == 3
    assert of(asks("ward", "soc", "hsv", neededFrom=["socialtjanst"], newNeeds=True)) == 3
    assert of(asks("ward", "soc", newNeeds=False)) == 2


def test_other_messages_and_other_senders_do_not() -> None:
    assert of(asks("ward", "soc", topic="annan")) is None
    assert of(asks("soc", "ward")) is None


def test_what_units_answer_to_the_admission_notice_counts_below_the_planning_basis() -> None:
    known = answered(**{"insatser-socialtjanst": True})
    assert of(known, **dict.fromkeys(NEEDS, False)) == 2
    assert of(known, **NOTHING) is None
    bare = Event("m", "svar-inskrivningsmeddelande", "new", "soc", ("ward",), AT, AT)
    assert of(bare, **HOME_HELP) == 2


def test_where_open_compulsory_care_follows_a_care_plan_is_made_instead() -> None:
    needs = ((NEEDS[1], True),)
    assert of_stay(Episode("stay", answers=needs, legal_form="lpt"), (), ROLES.get) == 1
    assert of_stay(Episode("stay", answers=needs, legal_form="opt"), (), ROLES.get) is None
    over = Event("r", "utskrivningsklar", "new", "ward", ("soc",), AT, AT, noted={"transferTo": "orv"})
    assert of_stay(Episode("stay", answers=needs, ready="r"), (over,), ROLES.get) is None
    assert of_stay(Episode("stay", answers=needs, ready="other"), (over,), ROLES.get) == 1


def test_every_complete_set_of_answers_has_one_flow_or_nothing_to_plan() -> None:
    """Said once more by sets: who needs anything new, who had anything, whether anybody but social services is in it."""
    others = {*NEEDS[1:], *BEFORE[1:], "samordningsbehov", "behov-psykiatrisk-oppenvard"}
    questions = tuple(dict.fromkeys((*NEEDS, *BEFORE, *sorted(others))))
    for said in product((False, True), repeat=len(questions)):
        yes = {question for question, answer in zip(questions, said, strict=True) if answer}
        new = 1 if yes & others else 3
        expected = new if yes & {*NEEDS} else 2 if yes & {*BEFORE} else None
        assert flow(dict(zip(questions, said, strict=True))) == expected, yes
