"""What the use cases of journeys work with."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.journeys import Deeds, Journeys

_MOST_KEPT = 64


class Turns:
    """Lets those who change one journey do so one after the other."""

    def __init__(self) -> None:
        self._locks: dict[tuple[str, str], tuple[threading.Lock, int]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, workspace: str, journey: str) -> Iterator[None]:
        """Wait for one's turn at a journey."""
        which = workspace, journey
        with self._lock:
            mine, wanted = self._locks.get(which, (threading.Lock(), 0))
            self._locks[which] = mine, wanted + 1
        try:
            with mine:
                yield
        finally:
            self._left(which)

    def _left(self, which: tuple[str, str]) -> None:
        """Forget a lock nobody wants any more: names come from addresses, and there may be any number of them."""
        with self._lock:
            mine, wanted = self._locks.pop(which)
            if wanted > 1:
                self._locks[which] = mine, wanted - 1


class Kept:
    """What files said when they were last read, by workspace, journey and version: nobody reads the same text twice."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[str, object]] = {}
        self._lock = threading.Lock()

    def get(self, workspace: str, journey: str, version: str) -> object:
        """Return what was kept of exactly this version, None where nothing was."""
        with self._lock:
            of, found = self._found.get((workspace, journey), ("", None))
        return found if of == version else None

    def put(self, workspace: str, journey: str, version: str, found: object) -> None:
        """Keep what a version says; the journey that was not asked for longest is forgotten when there are many."""
        with self._lock:
            self._found.pop((workspace, journey), None)
            self._found[workspace, journey] = (version, found)
            if len(self._found) > _MOST_KEPT:
                del self._found[next(iter(self._found))]


_TURNS = Turns()
"""One for the whole process: desks are made in several places, and all of them write the same files."""


@dataclass(frozen=True)
class Desk:
    """The files, what was done to them, and where that is noted. `clock` gives the instant, `new_id` a fresh id.

    `turns` keeps those who change one journey at once apart, `kept` holds what was read. `forgets` drop what is kept
    beside a journey (its workspace's id, its key) when it is removed.
    """

    journeys: Journeys
    deeds: Deeds
    audit: Audit
    clock: Callable[[], int]
    new_id: Callable[[], str]
    turns: Turns = _TURNS
    kept: Kept = field(default_factory=Kept)
    forgets: tuple[Callable[[str, str], None], ...] = ()
