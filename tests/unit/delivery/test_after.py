"""What follows an attempt: done, again and when, or buried."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.delivery.after import after, before
from adapter.model.delivery import Answer, AnswerKind, Done, Entry, GiveUp, Plan, State, TryAgain

NOW = datetime.fromisoformat("2026-03-02T10:00:00+01:00")


def _entry(*, attempts: int = 1, first: datetime | None = NOW, async_resends: int = 0) -> Entry:
    return Entry(
        id="e",
        message_key="m",
        recipient="SE2120002627-SOC1",
        endpoint="kommun",
        kind="inskrivningsmeddelande",
        action="new",
        state=State.WAITING,
        attempts=attempts,
        first_attempt_at=first,
        async_resends=async_resends,
    )


def _after(entry: Entry, kind: AnswerKind, *, jitter: float = 0.0, retry_after: float | None = None) -> Plan:
    return after(
        entry, Answer(kind, "why", retry_after=retry_after), now=NOW, jitter=jitter, give_up_hours=72
    )


@pytest.mark.parametrize("kind", [AnswerKind.TAKEN, AnswerKind.DUPLICATE])
def test_what_was_taken_is_done(kind: AnswerKind) -> None:
    assert _after(_entry(), kind) == Done()


def test_what_was_refused_for_good_is_buried_with_the_reason() -> None:
    assert _after(_entry(), AnswerKind.REFUSED) == GiveUp("why")


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [(1, 0.0, 1.0), (1, 0.5, 1.5), (2, 0.0, 2.0), (5, 0.0, 16.0), (40, 0.0, 450.0), (0, 0.0, 1.0)],
)
def test_waits_double_up_to_a_quarter_of_an_hour_and_half_of_each_is_chance(
    attempts: int, jitter: float, seconds: float
) -> None:
    assert _after(_entry(attempts=attempts), AnswerKind.TRANSIENT, jitter=jitter) == TryAgain(seconds)


def test_an_endpoint_at_fault_waits_as_a_whole_and_tells_the_operator() -> None:
    assert _after(_entry(), AnswerKind.ENDPOINT) == TryAgain(15.0, endpoint=True, alert=True)


@pytest.mark.parametrize(("asked", "seconds"), [(60.0, 60.0), (0.0, 1.0), (86_400.0, 3600.0)])
def test_retry_after_is_obeyed_up_to_an_hour(asked: float, seconds: float) -> None:
    assert _after(_entry(), AnswerKind.TRANSIENT, retry_after=asked) == TryAgain(seconds)


def test_after_the_packs_time_it_is_given_up() -> None:
    old = _entry(first=NOW - timedelta(hours=72))
    assert _after(old, AnswerKind.TRANSIENT) == GiveUp("gave-up why")
    assert _after(old, AnswerKind.ENDPOINT) == GiveUp("gave-up why")
    assert _after(_entry(first=NOW - timedelta(hours=71)), AnswerKind.TRANSIENT) == TryAgain(1.0)
    assert _after(_entry(first=None), AnswerKind.TRANSIENT) == TryAgain(1.0)
    never = after(old, Answer(AnswerKind.TRANSIENT, "why"), now=NOW, jitter=0.0)
    assert never == TryAgain(1.0)


def test_a_missing_answer_is_sent_again_twice_and_then_an_alert() -> None:
    plans = [_after(_entry(async_resends=resends), AnswerKind.PENDING) for resends in range(3)]
    assert plans == [TryAgain(1800.0), TryAgain(1800.0), TryAgain(1800.0, alert=True)]
    assert [before(_entry(async_resends=resends)) for resends in range(4)] == [
        *(None, None, None),
        GiveUp("answer-missing-after-resends"),
    ]


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True), st.floats(0, 1e9))
def test_no_wait_is_shorter_than_a_second_or_longer_than_an_hour(
    attempts: int, jitter: float, asked: float
) -> None:
    plan = _after(_entry(attempts=attempts), AnswerKind.TRANSIENT, jitter=jitter, retry_after=asked)
    assert isinstance(plan, TryAgain)
    assert 1.0 <= plan.seconds <= 3600.0
