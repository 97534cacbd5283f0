"""Asking by e-mail beside requests: a round through all workspaces every minute."""

from collections.abc import Callable

import structlog

from hanhtrinh.app.asking.mailing import ask_by_mail
from hanhtrinh.app.asking.noting import tell_untold
from hanhtrinh.app.looping import Loop
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.web.services import Services

SECONDS = 60.0
_log = structlog.get_logger("hanhtrinh.asking")


class AskingRounds:
    """Asks again and again until closed; what goes wrong with one workspace does not keep the others waiting."""

    def __init__(self, services: Services, seconds: float = SECONDS) -> None:
        self._services = services
        self._loop = Loop("asking", self._once, seconds)

    def start(self) -> None:
        """Make rounds until closed."""
        self._loop.start()

    def close(self, seconds: float = 5.0) -> None:
        """Stop after the workspace in hand."""
        self._loop.close(seconds)

    def _once(self) -> bool:
        self.make()
        return False

    def make(self) -> int:
        """Go through all workspaces once; return how many letters were written."""
        desk, written = self._services.asks, 0
        for space in self._services.accounts.spaces():
            if self._loop.closing:
                break
            _safely(lambda space=space: tell_untold(desk, space))  # type: ignore[misc]
            written += _safely(lambda space=space: ask_by_mail(desk, space))  # type: ignore[misc]
        desk.askings.prune(desk.clock())
        return written


def _safely(work: Callable[[], int]) -> int:
    try:
        return work()
    except HanhtrinhError as error:
        _log.info("asking_skipped", code=error.key)
    except Exception as error:
        _log.error("asking_failed", error=type(error).__name__)
    return 0
