"""The planning colour: the definitions in the order red, yellow, green, blue; undetermined until all are answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.episode.colour import colour
from adapter.model.stay_kinds import COLOURS, PLANNING_QUESTIONS

Answers = dict[str, bool]
answer_sets = st.fixed_dictionaries({question: st.booleans() for question in PLANNING_QUESTIONS})


def answers(*yes: str) -> Answers:
    return {question: question in yes for question in PLANNING_QUESTIONS}


@pytest.mark.parametrize(
    ("yes", "expected"),
    [
        (("kand-patient", "insatser-socialtjanst"), "bla"),
        (("kand-patient", "insatser-socialtjanst", "insatser-kommunal-halsovard"), "gron"),
        (("kand-patient", "insatser-kommunal-rehab"), "gron"),
        (("kand-patient", "insatser-kommunal-rehab", "samordningsbehov"), "gron"),
        (("kand-patient", "insatser-kommunal-halsovard", "nya-behov-socialtjanst"), "gul"),
        (("kand-patient", "insatser-socialtjanst", "nya-behov-socialtjanst"), "gul"),
        (("kand-patient", "nya-behov-kommunal-halsovard"), "gul"),
        (("nya-behov-kommunal-rehab",), "gul"),
        (("kand-patient", "insatser-socialtjanst", "beslut-korttidsvistelse"), "gul"),
        (("kand-patient", "insatser-socialtjanst", "omfattande-behov"), "rod"),
        (("omfattande-behov", "nya-behov-kommunal-rehab", "beslut-korttidsvistelse"), "rod"),
        # No definition fits: a coordination need or psychiatry excludes blue, nobody is known, nothing is needed.
        (("kand-patient", "insatser-socialtjanst", "samordningsbehov"), "gul"),
        (("kand-patient", "insatser-socialtjanst", "behov-psykiatrisk-oppenvard"), "gul"),
        (("insatser-socialtjanst",), "gul"),
        (("insatser-kommunal-halsovard",), "gul"),
        ((), "gul"),
    ],
)
def test_the_definitions_of_the_routine(yes: tuple[str, ...], expected: str) -> None:
    assert colour(answers(*yes).items()) == expected


@given(answer_sets)
def test_a_complete_set_has_exactly_one_colour_whatever_the_order_and_whatever_a_pack_adds(
    said: Answers,
) -> None:
    found = colour(said.items())
    assert found in COLOURS
    assert colour([*reversed(said.items()), ("regionens-egen", True)]) == found


@given(answer_sets, st.sampled_from(PLANNING_QUESTIONS))
def test_one_answer_missing_leaves_it_undetermined(said: Answers, missing: str) -> None:
    del said[missing]
    assert colour(said.items()) is None


@given(answer_sets)
def test_extensive_needs_are_red_and_new_ones_at_least_yellow(said: Answers) -> None:
    found = colour(said.items())
    assert (found == "rod") == said["omfattande-behov"]
    if any(said[question] for question in PLANNING_QUESTIONS if question.startswith("nya-behov")):
        assert found in {"gul", "rod"}
