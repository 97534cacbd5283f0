"""What somebody would otherwise wait for the first time, done a while after the start of a server."""

from collections.abc import Callable

import structlog

from hanhtrinh.app.looping import Loop
from hanhtrinh.app.said_list.readying import make_ready
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.frame import Frame
from hanhtrinh.measures.rule_preview_warm import warm
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.services import Services

SECONDS = 8.0
"""How long after the start: answering the first pages comes before."""
LOOK_SECONDS = 15.0
"""How often it is looked whether timelines stand on another base: what was made ready is then made anew."""
PAUSE_SECONDS = 0.05
"""So long others have their turn between two pieces."""
MOST_SPACES = 3
"""Of so many workspaces the inbox is made ready; memory holds the tables of few."""
_log = structlog.get_logger("hanhtrinh.warming")


class Warming:
    """Makes ready what rules are counted with, and the inbox, piece by piece in a thread of its own."""

    def __init__(self, services: Services, seconds: float = SECONDS) -> None:
        self._services, self._rules = services, False
        self._ready: dict[str, Frame] = {}
        self._loop = Loop("warming", self._once, LOOK_SECONDS, first=seconds)

    def start(self) -> None:
        """Begin in a while."""
        self._loop.start()

    def close(self, seconds: float = 5.0) -> None:
        """Stop after the piece in hand."""
        self._loop.close(seconds)

    def _once(self) -> bool:
        if not self._rules:
            self._safely("rules", warm)
            self._rules = True
        self._safely("inbox", self.make_inboxes_ready)
        return False

    def make_inboxes_ready(self) -> None:
        """Go through the workspaces once."""
        for space in list(self._services.accounts.spaces())[:MOST_SPACES]:
            if self._loop.closing:
                return
            self._safely("inbox", lambda space=space: self._make_ready(space))  # type: ignore[misc]

    def _make_ready(self, space: Space) -> None:
        base = self._services.maps(space).parts().base
        if self._ready.get(space.id) is base:
            return
        for _ in make_ready(self._services.said, space, base):
            if self._loop.rest(PAUSE_SECONDS):
                return
        self._ready[space.id] = base

    def _safely(self, where: str, work: Callable[[], object]) -> None:
        try:
            work()
        except HanhtrinhError as error:
            _log.info("warming_skipped", where=where, code=error.key)
        except Exception as error:  # nobody waits for it: pages do it when they are asked for
            _log.warning("warming_failed", where=where, error=type(error).__name__)
