"""Once a day, pictures that nothing names any more are cleared away, in a thread of the server that works."""

import threading

import structlog

from hanhtrinh.app.pictures import clear_pictures
from hanhtrinh.bootstrap import now
from hanhtrinh.ports.accounts import Accounts
from hanhtrinh.ports.pictures import Pictures

_FIRST_SECONDS, _AGAIN_SECONDS = 600.0, 86_400.0
_log = structlog.get_logger("hanhtrinh.pictures")


class PictureSweeping:
    """Waits a while after the start, then clears once a day."""

    def __init__(self, accounts: Accounts, pictures: Pictures, first_seconds: float = _FIRST_SECONDS) -> None:
        self._accounts, self._pictures, self._first = accounts, pictures, first_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def close(self) -> None:
        """Stop waiting; what is being cleared is gone on with later."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        wait = self._first
        while not self._stop.wait(wait):
            wait = _AGAIN_SECONDS
            try:
                dropped = clear_pictures(self._accounts.spaces(), self._pictures, now)
            except Exception as error:
                _log.warning("pictures_not_cleared", kind=type(error).__name__)
            else:
                _log.info("pictures_cleared", count=dropped)
