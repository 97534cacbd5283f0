"""A thread that does a thing again and again: at once while there is more, else after a while or when it is woken."""

import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from hanhtrinh.errors import StorageError
from hanhtrinh.ports.inbox import Busy

LONGEST_PAUSE = 60.0
"""Seconds after which what fails is tried again, however often it has."""
T = TypeVar("T")
_log = structlog.get_logger("hanhtrinh.loops")


def is_time(last: int, pause: int, now: int) -> bool:
    """Tell whether a pause since an instant is over; an instant to come was told by a clock that was put back since.

    >>> is_time(10, 5, 14), is_time(10, 5, 15), is_time(10, 5, 9)
    (False, True, True)
    """
    return not 0 <= now - last < pause


def each(some: Iterable[T], work: Callable[[T], object]) -> None:
    """Do a thing with each of some: what goes wrong with one is raised when all others had their turn.

    Where nothing can be kept now the others need not be tried: that is raised at once.
    """
    failed: Exception | None = None
    for one in some:
        try:
            work(one)
        except (StorageError, TimeoutError, Busy):
            raise
        except Exception as error:
            failed = failed or error
    if failed is not None:
        raise failed


class Loop:
    """Calls `once` until closed, `first` seconds after the start; after a False it waits `seconds`, or for `wake`.

    Nothing that goes wrong ends it: a database that is away, say. It is told, and tried again after ever longer pauses.
    """

    def __init__(self, name: str, once: Callable[[], bool], seconds: float, *, first: float = 0) -> None:
        self._name, self._once, self._seconds, self._first = name, once, seconds, first
        self._failures = 0
        self._awake, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    @property
    def closing(self) -> bool:
        """Whether it was told to end."""
        return self._closing.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look now."""
        self._awake.set()

    def rest(self, seconds: float) -> bool:
        """Wait within a call, to let others have their turn; tell whether it is to end."""
        return self._closing.wait(seconds)

    def close(self, seconds: float) -> None:
        """End after the call under way, which is waited for so long at most."""
        self._closing.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _work(self) -> None:
        wait = self._first
        while not self.closing:
            if wait:
                self._awake.wait(wait)
                self._awake.clear()
            wait = 0 if self.closing else self.turn()

    def turn(self) -> float:
        """Call once, and return how many seconds to wait before the next call."""
        try:
            wait = 0 if self._once() else self._seconds
        except Exception as error:
            _log.error("loop_failed", loop=self._name, error=type(error).__name__)
            wait = min(self._seconds * 2 ** min(self._failures, 10), LONGEST_PAUSE)
            self._failures += 1
        else:
            self._failures = 0
        return wait
