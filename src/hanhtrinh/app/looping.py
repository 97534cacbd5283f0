"""A thread that does a thing again and again: at once while there is more, else after a while or when it is woken."""

import threading
from collections.abc import Callable


class Loop:
    """Calls `once` until closed, `first` seconds after the start; after a False it waits `seconds`, or for `wake`."""

    def __init__(self, name: str, once: Callable[[], bool], seconds: float, *, first: float = 0) -> None:
        self._once, self._seconds, self._first = once, seconds, first
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
            wait = 0 if self.closing or self._once() else self._seconds
