"""Figures for Prometheus."""

from adapter.gateways.metrics import Metrics


def test_what_was_counted_is_shown() -> None:
    metrics = Metrics()
    metrics.message("sip", "accepted")
    metrics.verdict("sip", "reduce")
    metrics.handled("done")
    metrics.request("/svu/messages", 202, 0.004)
    metrics.in_flight(3)
    metrics.looked_up("hit", 2)
    metrics.clock(1.5)
    metrics.overdue("VB-ACK-04", 2)
    text = metrics.render().decode()
    for line in (
        'svu_messages_total{kind="sip",outcome="accepted"} 1.0',
        'svu_verdicts_total{kind="sip",outcome="reduce"} 1.0',
        'svu_deliveries_total{outcome="done"} 1.0',
        'svu_request_seconds_count{route="/svu/messages",status="202"} 1.0',
        "svu_worker_in_flight 3.0",
        'svu_register_lookups_total{answer="hit"} 2.0',
        "svu_clock_lag_seconds 1.5",
        'svu_deadlines_overdue_total{rule="VB-ACK-04"} 1.0',
        'svu_reminders_total{rule="VB-ACK-04"} 2.0',
    ):
        assert line in text


def test_two_of_them_do_not_share_their_counts() -> None:
    Metrics().message("sip", "accepted")
    assert "accepted" not in Metrics().render().decode()
