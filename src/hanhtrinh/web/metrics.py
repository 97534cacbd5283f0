"""What a server counts of itself, in Prometheus' form. No name, address or id of anybody is a label or a value."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class Metrics:
    """The measures of one server, with a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = self._counter("requests", "Requests answered.", "method", "route", "status")
        self.seconds = self._histogram("request_seconds", "Time to the end of an answer, no streams.", _FAST, "route")
        self.events = self._counter("events", "Events sent here, by what became of them.", "outcome")
        self.inbox_seconds = self._histogram("inbox_seconds", "From taking messages to their durable commit.", _FAST)
        self.inbox_waiting = self._gauge("inbox_waiting_bytes", "What waits to be committed.")
        self.inbox_unsealed = self._gauge("inbox_unsealed", "Accepted messages that are not in the lake.")
        self.seal_seconds = self._histogram("seal_seconds", "Time to seal a batch.", _SLOW)
        self.rebase_seconds = self._histogram("rebase_seconds", "Time to build a frame.", _SLOW)
        self.seen_seconds = self._histogram("accepted_to_read_seconds", "From accepting to the live timelines.", _FAST)
        self.frame_age = self._gauge("frame_age_seconds", "Time since the inbox was last read.")
        self.watchers = self._gauge("watchers", "Open pages that are told of changes.")
        self.failures = self._counter("failures", "What went wrong beside requests, by place.", "where")

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"hanhtrinh_{name}", about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(f"hanhtrinh_{name}", about, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"hanhtrinh_{name}", about, labels, buckets=buckets, registry=self.registry)

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self.registry)
