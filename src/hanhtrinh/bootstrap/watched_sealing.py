"""Sealing that tells how much waits and how long each batch took."""

import time
from collections.abc import Callable, Mapping, Sequence

from hanhtrinh.events.event import Fact, Message
from hanhtrinh.ports.sealing import Batch, Sealing


class WatchedSealing:
    """`ports.sealing.Sealing` whose batches are timed from their beginning to their leaving the inbox.

    `waiting` is told how many messages wait in all, `sealed` how many messages a batch held and its seconds.
    """

    def __init__(
        self, sealing: Sealing, waiting: Callable[[int], object], sealed: Callable[[int, float], object]
    ) -> None:
        self._sealing, self._told_waiting, self._told_sealed = sealing, waiting, sealed
        self._began: dict[str, tuple[int, float]] = {}

    def waiting(self) -> Mapping[str, int]:
        """Return how many messages wait, by workspace."""
        found = self._sealing.waiting()
        self._told_waiting(sum(found.values()))
        return found

    def begin(self, workspace: str, *, after: int, limit: int) -> Batch | None:
        """Return the batch to seal next (see `ports.sealing.Sealing`)."""
        began = time.perf_counter()
        batch = self._sealing.begin(workspace, after=after, limit=limit)
        self._began[workspace] = (0 if batch is None else len(batch.messages), began)
        return batch

    def end(self, workspace: str, number: int, facts: Sequence[Fact], aside: Sequence[Message]) -> None:
        """Note that a batch is whole in the lake."""
        self._sealing.end(workspace, number, facts, aside)

    def clear(self, workspace: str) -> None:
        """Take what is sealed out of the inbox."""
        self._sealing.clear(workspace)
        messages, began = self._began.pop(workspace, (0, time.perf_counter()))
        self._told_sealed(messages, time.perf_counter() - began)

    def retry(self) -> None:
        """Give what was set aside another chance."""
        self._sealing.retry()

    def forget(self, now: int) -> None:
        """Forget which messages were seen more than a week ago."""
        self._sealing.forget(now)
