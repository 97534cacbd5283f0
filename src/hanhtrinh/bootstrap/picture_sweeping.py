"""Once a day, pictures that nothing names any more are cleared away, in a thread of the server that works."""

import structlog

from hanhtrinh.app.looping import Loop
from hanhtrinh.app.pictures import clear_pictures
from hanhtrinh.bootstrap import now
from hanhtrinh.ports.accounts import Accounts
from hanhtrinh.ports.pictures import Pictures

_FIRST_SECONDS, _AGAIN_SECONDS = 600.0, 86_400.0
_log = structlog.get_logger("hanhtrinh.pictures")


class PictureSweeping:
    """Waits a while after the start, then clears once a day; one workspace in trouble keeps no other waiting."""

    def __init__(self, accounts: Accounts, pictures: Pictures, first_seconds: float = _FIRST_SECONDS) -> None:
        self._accounts, self._pictures = accounts, pictures
        self._loop = Loop("pictures", self._once, _AGAIN_SECONDS, first=first_seconds)

    def start(self) -> None:
        """Begin to wait."""
        self._loop.start()

    def close(self) -> None:
        """Stop waiting; what is being cleared is gone on with later."""
        self._loop.close(5)

    def _once(self) -> bool:
        dropped = 0
        for space in self._accounts.spaces():
            if self._loop.closing:
                break
            try:
                dropped += clear_pictures(space, self._pictures, now)
            except Exception as error:
                _log.warning("pictures_not_cleared", kind=type(error).__name__)
        _log.info("pictures_cleared", count=dropped)
        return False
