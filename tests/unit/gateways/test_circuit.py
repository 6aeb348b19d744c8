"""The circuit breaker."""

from adapter.gateways.circuit import FAILURES, LONGEST, SHORTEST, Circuit


class Watch:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def opened(watch: Watch) -> Circuit:
    circuit = Circuit(watch)
    for _ in range(FAILURES):
        assert circuit.admit()
        circuit.failed()
    return circuit


def test_failures_in_a_row_open_it_and_one_success_between_them_does_not() -> None:
    circuit = Circuit(Watch())
    for _ in range(FAILURES - 1):
        circuit.failed()
    circuit.succeeded()
    circuit.failed()
    assert not circuit.open
    assert opened(Watch()).open


def test_while_open_nothing_passes_until_the_pause_is_over_and_then_one_probe_at_a_time() -> None:
    watch = Watch()
    circuit = opened(watch)
    assert not circuit.admit()
    watch.at += SHORTEST
    assert circuit.admit()
    assert not circuit.admit()


def test_a_probe_that_answers_closes_it() -> None:
    watch = Watch()
    circuit = opened(watch)
    watch.at += SHORTEST
    assert circuit.admit()
    circuit.succeeded()
    assert not circuit.open
    assert circuit.admit()


def test_probes_that_fail_make_the_pauses_longer_up_to_a_limit() -> None:
    watch = Watch()
    circuit = opened(watch)
    for _ in range(10):
        watch.at += LONGEST
        assert circuit.admit()
        circuit.failed()
    watch.at += LONGEST - 0.1
    assert not circuit.admit()
    watch.at += 0.1
    assert circuit.admit()
