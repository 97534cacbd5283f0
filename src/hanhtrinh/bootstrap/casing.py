"""What a server does for cases beside requests: looks at what people answer, at deadlines, and asks again."""

from collections.abc import Callable

import structlog

from hanhtrinh.app.carrying import Carrier
from hanhtrinh.app.cases.again import ask_those_due, hear
from hanhtrinh.app.cases.looking import Looked, look
from hanhtrinh.app.cases.telling import send_digests, tell_overdue
from hanhtrinh.app.hooking.carrying import messenger
from hanhtrinh.app.looping import Loop, is_time
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.beside import failed, safely
from hanhtrinh.channels.webhook import HttpSender
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.parts import Parts
from hanhtrinh.ports.accounts import Space
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.webhooks import SqlHooks
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web.services import Services

LOOK_SECONDS = 1.0
"""Answers are looked at so often."""
SPACES_EVERY, SLOW_EVERY = 15 * MICROSECONDS, 60 * MICROSECONDS
"""How often the list of workspaces is read, and how often deadlines, digests and askings are looked at."""
_log = structlog.get_logger("hanhtrinh.cases")


def messenger_of(settings: ServerSettings, database: Database) -> Carrier:
    """Return what tells other servers of news; secrets that an earlier version kept as they are, are encrypted."""
    sender = HttpSender(now, private=settings.private_webhooks)
    hooks = SqlHooks(database, SecretBox(settings.home))
    try:
        hooks.encrypt()
    except HanhtrinhError as error:  # they are read as they are, too
        failed(_log, "cases", "webhooks", error)
    return messenger(hooks, sender, now, lambda error: failed(_log, "cases", "webhooks", error))


class CaseWatch:
    """Opens cases by the rules of all workspaces in a thread of its own; only workspaces with rules are read."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._spaces: tuple[Space, ...] = ()
        self._read_at = self._slow_at = 0
        self._looked: dict[str, Looked] = {}
        self._heard: dict[str, Parts] = {}
        self._loop = Loop("cases", self._once, LOOK_SECONDS)

    def start(self) -> None:
        """Look until closed."""
        self._loop.start()

    def close(self, seconds: float = 5.0) -> None:
        """Look no more."""
        self._loop.close(seconds)

    def _once(self) -> bool:
        clock = self._services.clock()
        if is_time(self._read_at, SPACES_EVERY, clock):
            self._safely("spaces", self._read_spaces)
        slow = is_time(self._slow_at, SLOW_EVERY, clock)
        for space in self._spaces:
            if self._loop.closing:
                return False
            self._safely("look", lambda space=space: self._look(space))  # type: ignore[misc]
            if slow:
                self._slowly(space)
        self._slow_at = clock if slow else self._slow_at
        return False

    def _read_spaces(self) -> None:
        self._spaces, self._read_at = tuple(self._services.accounts.spaces()), self._services.clock()

    def _look(self, space: Space) -> None:
        look(self._services.cases, space, self._looked.setdefault(space.id, Looked()))

    def _slowly(self, space: Space) -> None:
        """Look at deadlines, digests, askings and what was said since: one that cannot be done stops no other."""
        desk = self._services.cases
        self._safely("deadlines", lambda: tell_overdue(desk, space))
        self._safely("digests", lambda: send_digests(desk, space))
        self._safely("asking", lambda: ask_those_due(desk, space))
        self._safely("hearing", lambda: self._hear(space))

    def _hear(self, space: Space) -> None:
        desk = self._services.cases
        if desk.cases.counts(space.id).get("resolved"):
            parts = desk.people.parts(space)
            before = self._heard.get(space.id)
            if before is None or before.overlay is not parts.overlay or before.base is not parts.base:
                hear(desk, space, parts, before)
                self._heard[space.id] = parts

    def _safely(self, where: str, work: Callable[[], object]) -> None:
        safely(_log, "cases", where, work)
