"""What is written a moment later, so that much of it is written at once."""

import threading
from collections.abc import Callable


class Soon:
    """Does one thing some seconds after it was first asked for; asked again meanwhile, it is done once."""

    def __init__(self, deed: Callable[[], None]) -> None:
        self._deed = deed
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def ask(self, seconds: float) -> None:
        """See to it that the thing is done within so many seconds; return at once."""
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(seconds, self._due)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Do it now, for the last time."""
        with self._lock:
            timer = self._timer
        if timer is not None:
            timer.cancel()
        self._deed()

    def _due(self) -> None:
        with self._lock:
            self._timer = None  # what comes from now on may be too late for this time
        self._deed()
