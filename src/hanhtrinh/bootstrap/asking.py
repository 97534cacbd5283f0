"""Asking by e-mail beside requests: a round through all workspaces every minute."""

from functools import partial

import structlog

from hanhtrinh.app.asking.mailing import ask_by_mail
from hanhtrinh.app.asking.noting import tell_untold
from hanhtrinh.app.looping import Loop
from hanhtrinh.bootstrap.beside import safely
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
            safely(_log, "asking", "telling", partial(tell_untold, desk, space))
            written += safely(_log, "asking", "mailing", partial(ask_by_mail, desk, space)) or 0
        desk.askings.prune(desk.clock())
        return written
