"""Figures for Prometheus: closed label sets only, never a unit's patient, a message id or a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counters of one process; every label's values come from a closed list or from the directory."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._messages = Counter(
            "svu_messages",
            "Messages by kind and how they came out.",
            ("kind", "outcome"),
            registry=self._registry,
        )
        self._verdicts = Counter(
            "svu_verdicts", "Verdicts per recipient at receipt.", ("kind", "outcome"), registry=self._registry
        )
        self._attempts = Counter(
            "svu_deliveries",
            "Claims handled by the worker, by how they came out.",
            ("outcome",),
            registry=self._registry,
        )
        self._requests = Histogram(
            "svu_request_seconds",
            "HTTP requests.",
            ("route", "status"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._in_flight = Gauge("svu_worker_in_flight", "Claims being handled now.", registry=self._registry)
        self._register = Counter(
            "svu_register_lookups", "Numbers looked up, by answer.", ("answer",), registry=self._registry
        )
        self._lag = Gauge(
            "svu_clock_lag_seconds",
            "How long after its time the latest person was looked at.",
            registry=self._registry,
        )
        self._overdue = Counter(
            "svu_deadlines_overdue",
            "Due times that passed undone, by rule.",
            ("rule",),
            registry=self._registry,
        )
        self._reminders = Counter(
            "svu_reminders", "Reminders queued, by rule.", ("rule",), registry=self._registry
        )

        self._notifications = Counter(
            "svu_notifications",
            "Attempts at notifying subscribers, by how they came out.",
            ("outcome",),
            registry=self._registry,
        )

    def notified(self, outcome: str) -> None:
        """One notification of a subscription: delivered, retried, buried or superseded."""
        self._notifications.labels(outcome).inc()

    def message(self, kind: str, outcome: str) -> None:
        """One message: `outcome` is accepted, repeated, refused or conflict."""
        self._messages.labels(kind, outcome).inc()

    def verdict(self, kind: str, outcome: str) -> None:
        """One recipient's verdict: forward, reduce, hold or refuse."""
        self._verdicts.labels(kind, outcome).inc()

    def handled(self, outcome: str) -> None:
        """One claim: `done` or `failed`."""
        self._attempts.labels(outcome).inc()

    def request(self, route: str, status: int, seconds: float) -> None:
        """One HTTP request; `route` is the route's pattern, never the path itself."""
        self._requests.labels(route, str(status)).observe(seconds)

    def in_flight(self, claims: int) -> None:
        """How many claims the worker is handling."""
        self._in_flight.set(claims)

    def looked_up(self, answer: str, count: int) -> None:
        """`count` register answers of one sort: reused, hit, no-hit, protected or silent."""
        self._register.labels(answer).inc(count)

    def clock(self, lag: float) -> None:
        """How many seconds after its time a person was looked at."""
        self._lag.set(lag)

    def overdue(self, rule: str, reminders: int) -> None:
        """One due time that passed, and the reminders of it; `rule` is one of the packs'."""
        self._overdue.labels(rule).inc()
        self._reminders.labels(rule).inc(reminders)

    def render(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)
