"""The parts of a plan: whose each is, and what tells a change, without its words."""

import pytest

from adapter.model.sip_parts import core, items, objects
from tests.builders import SOCIAL


@pytest.mark.parametrize("value", [None, "text", {"text": "alone"}, 7])
def test_what_is_no_list_has_no_objects(value: object) -> None:
    assert list(objects(value)) == []


def test_a_list_is_read_for_its_objects_whatever_else_it_holds() -> None:
    assert list(objects([{"text": "a"}, "b", None, {"text": "c"}])) == [{"text": "a"}, {"text": "c"}]


def test_a_part_is_known_by_its_id_and_changed_by_its_words() -> None:
    before, after = (
        items({"interventions": [{"id": "i1", "text": text, "responsible": SOCIAL}]})[0]
        for text in ("Hemtjänst en gång", "Hemtjänst två gånger")
    )
    assert (before.key, before.unit) == (after.key, SOCIAL)
    assert before.digest != after.digest
    assert "Hemtjänst" not in repr(before)


def test_a_part_without_an_id_is_another_once_its_words_are() -> None:
    before, after = (items({"subGoals": [{"text": text}]})[0] for text in ("Gå", "Gå ut"))
    assert before.key != after.key


def test_who_is_no_unit_is_no_responsible_unit() -> None:
    assert [item.unit for item in items({"subGoals": [{"text": "Gå", "responsible": "Anna själv"}]})] == [
        None
    ]


def test_what_is_the_coordinators_is_told_apart_from_the_units_parts() -> None:
    plan = {"mainGoal": "Bo kvar hemma", "interventions": [{"text": "Insulin"}]}
    assert core(plan) == core({**plan, "interventions": []})
    assert core(plan) != core({**plan, "mainGoal": "Flytta"})
