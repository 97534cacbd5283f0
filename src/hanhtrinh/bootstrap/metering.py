"""Ports with a meter beside them: what they do is counted, how long it takes is measured."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from prometheus_client import Histogram

from hanhtrinh.events.event import Message
from hanhtrinh.ports.inbox import Inbox, Receipt, Refusal, Watermark
from hanhtrinh.ports.live import Generation
from hanhtrinh.store.live_history import FolderHistory
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web.metrics import Metrics


class MeteredInbox:
    """An inbox whose events are counted by what became of them."""

    def __init__(self, inbox: Inbox, metrics: Metrics) -> None:
        self._inbox, self._metrics = inbox, metrics
        outcomes = metrics.events
        self._new, self._known = outcomes.labels("accepted"), outcomes.labels("duplicate")
        self._refused, self._failed = outcomes.labels("rejected"), outcomes.labels("not_stored")

    def put(self, workspace: str, messages: Sequence[Message], refused: Sequence[Refusal] = ()) -> Future[Receipt]:
        """Make messages durable (see `ports.inbox.Inbox`)."""
        began = time.perf_counter()
        future = self._inbox.put(workspace, messages, refused)

        def count(done: Future[Receipt]) -> None:
            self._metrics.inbox_seconds.observe(time.perf_counter() - began)
            if done.cancelled() or done.exception() is not None:
                self._failed.inc(len(messages))
                return
            self._new.inc(done.result().new)
            self._known.inc(done.result().known)
            self._refused.inc(len(refused))

        future.add_done_callback(count)
        return future

    def tail(self, workspace: str, after: Watermark, limit: int) -> tuple[Sequence[Message], Watermark]:
        """Return accepted messages after a watermark (see `ports.inbox.Inbox`)."""
        return self._inbox.tail(workspace, after, limit)


class TimedHistory(FolderHistory):
    """A history that measures how long its frames take to build."""

    seconds: Histogram

    def build(self) -> Generation:
        """Build a new generation and return it."""
        with self.seconds.time():
            return super().build()


class Tails:
    """When each workspace's inbox was last read by its live timelines, and how long what was read had waited."""

    def __init__(self, metrics: Metrics, clock: Callable[[], int]) -> None:
        self.metrics, self._clock = metrics, clock
        self._read: dict[str, int] = {}

    def of(self, workspace: str, inbox: Inbox) -> Callable[[Watermark, int], tuple[Sequence[Message], Watermark]]:
        """Return the way into an inbox, watched; what waited at the first look is history and not measured."""

        def tail(after: Watermark, limit: int) -> tuple[Sequence[Message], Watermark]:
            messages, mark = inbox.tail(workspace, after, limit)
            now = self._clock()
            if workspace in self._read:
                for message in messages:
                    self.metrics.seen_seconds.observe(max(0, now - message.received_at) / MICROSECONDS)
            self._read[workspace] = now
            return messages, mark

        return tail

    def age(self) -> float:
        """Return how many seconds ago the longest unread workspace was read; 0 where none is held."""
        oldest = min(self._read.values(), default=None)
        return 0.0 if oldest is None else max(0, self._clock() - oldest) / MICROSECONDS
