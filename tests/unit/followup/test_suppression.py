"""Nothing that is told, and no difference between what is told, is about one to four people."""

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from adapter.followup.measures import Case
from adapter.followup.suppression import FEWEST, Hidden, suppressed
from adapter.followup.tally import Cell
from adapter.model.figures import COUNT, MEAN, SHARE

People = Sequence[tuple[str, Sequence[float]]]
"""Of each person the municipality, and an amount for each case."""


def column(people: People) -> tuple[dict[str, Cell], Cell]:
    cells: dict[str, Cell] = {}
    whole = Cell()
    for municipality, amounts in people:
        cases = [Case(municipality, "2026-03", amount) for amount in amounts]
        cells.setdefault(municipality, Cell()).add(cases, keep=False)
        whole.add(cases, keep=False)
    return cells, whole


def of(form: str, **people: tuple[int, int]) -> Hidden:
    """By municipality, how many people with and how many without what is counted."""
    every = [
        (name, [1.0]) if number < some else (name, [0.0])
        for name, (some, rest) in people.items()
        for number in range(some + rest)
    ]
    return suppressed(form, *column(every))


def test_five_people_are_told_and_four_are_not() -> None:
    assert of(MEAN, a=(5, 0), b=(9, 0)) == Hidden()
    assert "a" in of(MEAN, a=(4, 0), b=(9, 0), c=(9, 0), d=(20, 0)).municipalities


def test_nought_is_told() -> None:
    assert of(SHARE, a=(0, 9), b=(9, 0)) == Hidden()


def test_a_total_would_give_a_single_hidden_one_away_so_the_smallest_other_goes_too() -> None:
    assert of(COUNT, a=(3, 0), b=(9, 0), c=(7, 0), d=(30, 0)) == Hidden(frozenset({"a", "c"}))


def test_where_no_cell_would_be_left_the_total_goes_instead() -> None:
    assert of(COUNT, a=(3, 0), b=(9, 0)) == Hidden(frozenset({"a"}), total=True)
    assert of(COUNT, a=(3, 0)) == Hidden(frozenset({"a"}), total=True)


def test_hidden_ones_that_together_are_few_or_one_each_are_joined_by_another() -> None:
    one_each = dict.fromkeys("abcde", (1, 0))
    assert of(COUNT, a=(2, 0), b=(2, 0), c=(8, 0), d=(9, 0)).municipalities == {"a", "b", "c"}
    assert of(COUNT, **one_each, f=(8, 0), g=(9, 0)).municipalities == {*"abcdef"}


def test_a_share_is_hidden_for_few_that_it_counts_and_for_few_that_it_does_not() -> None:
    assert of(SHARE, a=(2, 20), b=(10, 11), c=(12, 12), d=(20, 20)).municipalities == {"a", "b"}
    assert of(SHARE, a=(20, 2), b=(10, 11), c=(12, 12), d=(20, 20)).municipalities == {"a", "b"}
    # of a mean only those with something to sum
    assert of(MEAN, a=(20, 2), b=(10, 11), c=(12, 12)) == Hidden()


def test_many_cases_of_few_people_are_hidden() -> None:
    people = [("a", [1.0] * 10)] * 4 + [("b", [1.0])] * 9 + [("c", [1.0])] * 9
    assert suppressed(COUNT, *column(people)).municipalities == {"a", "b"}


def test_a_person_of_two_municipalities_is_one_in_the_difference() -> None:
    cells, whole = column(
        [("a", [1.0])] * 3 + [("b", [1.0, 1.0])] * 3 + [("c", [1.0])] * 9 + [("d", [1.0])] * 12
    )
    assert suppressed(COUNT, cells, whole).municipalities == {"a", "b"}
    shared = Cell(whole.cases, whole.some, 0, whole.amount, whole.persons - 2, whole.concerned - 2, 0)
    assert suppressed(COUNT, cells, shared).municipalities == {"a", "b", "c"}


PEOPLE = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=3)),
    max_size=60,
)


@given(PEOPLE, st.sampled_from([COUNT, SHARE, MEAN]))
@settings(max_examples=400)
def test_neither_a_cell_nor_a_difference_tells_of_few(people: People, form: str) -> None:
    cells, whole = column(people)
    away = suppressed(form, cells, whole)
    told = [cell for name, cell in cells.items() if name not in away.municipalities]
    told += [] if away.total else [whole, _together(cells, away)]
    for cell in told:
        for persons in _looked_at(form, cell):
            assert persons == 0 or persons >= FEWEST
    if not away.total:
        assert len(away.municipalities) != 1


@given(PEOPLE)
@settings(max_examples=200)
def test_a_hidden_count_has_another_value_that_fits_all_that_is_told(people: People) -> None:
    """Told the total and the others, with at least one in each hidden cell, none of them is known."""
    cells, whole = column([(name, [1.0] * len(amounts)) for name, amounts in people])
    away = suppressed(COUNT, cells, whole)
    if away.total or not away.municipalities:
        return
    left = whole.cases - sum(cell.cases for name, cell in cells.items() if name not in away.municipalities)
    assert left > len(away.municipalities) > 1


@given(PEOPLE)
@settings(max_examples=200)
def test_indicators_of_the_same_people_hide_the_same_for_their_people(people: People) -> None:
    """What one hides for its people, another does not show: a mean's denominator is a count's value."""
    counted, whole = column([(name, [1.0] * len(amounts)) for name, amounts in people])
    count = suppressed(COUNT, counted, whole)
    for form in (SHARE, MEAN):
        other = suppressed(form, *column(people))
        assert count.municipalities <= other.municipalities
        assert other.total or not count.total


def _together(cells: Mapping[str, Cell], away: Hidden) -> Cell:
    """What the total less all that is told comes to."""
    found = Cell()
    for name in away.municipalities:
        cell = cells[name]
        found.persons += cell.persons
        found.concerned += cell.concerned
        found.rest += cell.rest
    return found


def _looked_at(form: str, cell: Cell) -> tuple[int, ...]:
    return (cell.persons, cell.concerned, cell.rest) if form == SHARE else (cell.persons, cell.concerned)
