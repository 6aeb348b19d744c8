"""After an attempt: done, try again and when, or give up. Data in, data out."""

from datetime import datetime, timedelta
from typing import assert_never

from adapter.model.delivery import Answer, AnswerKind, Done, Entry, GiveUp, Plan, TryAgain

FIRST_WAIT = 2.0
LONGEST_WAIT = 900.0
LONGEST_RETRY_AFTER = 3600.0
"""A receiver's Retry-After is obeyed up to an hour (design decision 4)."""
ENDPOINT_WAIT = 30.0
ASYNC_WAIT = 1800.0
"""An answer that comes by itself is waited for so long before the message is sent again (semantics 31)."""
MOST_ASYNC_RESENDS = 2


def after(
    entry: Entry, answer: Answer, *, now: datetime, jitter: float, give_up_hours: float | None = None
) -> Plan:
    """What to do with an entry whose attempt (already counted in `entry.attempts`) was answered so.

    `jitter` in [0, 1) spreads the waits; `give_up_hours` after the first attempt no other follows (None: never).
    """
    match answer.kind:
        case AnswerKind.TAKEN | AnswerKind.DUPLICATE:
            return Done()
        case AnswerKind.REFUSED:
            return GiveUp(answer.reason)
        case AnswerKind.PENDING:
            return TryAgain(ASYNC_WAIT, alert=entry.async_resends >= MOST_ASYNC_RESENDS)
        case AnswerKind.TRANSIENT | AnswerKind.ENDPOINT:
            if _too_old(entry, now, give_up_hours):
                return GiveUp(f"gave-up {answer.reason}")
            endpoint = answer.kind is AnswerKind.ENDPOINT
            return TryAgain(_wait(entry, answer, jitter), endpoint=endpoint, alert=endpoint)
        case _:
            assert_never(answer.kind)


def before(entry: Entry) -> GiveUp | None:
    """Whether no further attempt may be made: the answer is missing after the last resend (semantics 31)."""
    if entry.async_resends > MOST_ASYNC_RESENDS:
        return GiveUp("answer-missing-after-resends")
    return None


def _too_old(entry: Entry, now: datetime, hours: float | None) -> bool:
    if hours is None or entry.first_attempt_at is None:
        return False
    return now - entry.first_attempt_at >= timedelta(hours=hours)


def _wait(entry: Entry, answer: Answer, jitter: float) -> float:
    """Twice as long each time up to a quarter of an hour, half of it by chance; never sooner than asked."""
    least = ENDPOINT_WAIT if answer.kind is AnswerKind.ENDPOINT else FIRST_WAIT
    doubled = FIRST_WAIT * 2.0 ** min(max(entry.attempts - 1, 0), 20)
    wait = min(max(doubled, least), LONGEST_WAIT) * (1 + jitter) / 2
    return max(wait, min(answer.retry_after or 0.0, LONGEST_RETRY_AFTER))
