"""Time and chance as the machine gives them."""

from datetime import timedelta
from uuid import UUID

from adapter.gateways.chance import SystemChance
from adapter.gateways.clock import SystemClock, starting_at
from tests.builders import SENT


def test_the_clock_states_its_offset() -> None:
    assert SystemClock().now().tzinfo is not None


def test_a_clock_can_start_at_an_instant_and_runs_on() -> None:
    clock = starting_at(SENT)
    assert timedelta() <= clock.now() - SENT < timedelta(seconds=30)


def test_ids_are_random_and_jitter_stays_below_one() -> None:
    chance = SystemChance()
    assert UUID(chance.uuid()).version == 4
    assert chance.uuid() != chance.uuid()
    assert all(0 <= chance.jitter() < 1 for _ in range(100))
