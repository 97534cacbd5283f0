"""Links that let one known user in without a password, for a short while: `hanhtrinh demo` prints one."""

import threading
from typing import NamedTuple

from hanhtrinh.access import digest

LIFE = 12 * 3600 * 1_000_000
AFTER_USE = 120 * 1_000_000
"""A browser may ask twice for what it opens: a used link lives for two more minutes, in microseconds."""


class _Entry(NamedTuple):
    user: str
    until: int


class Entrances:
    """The links that are good now; they end with the process."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.Lock()

    def open(self, token: str, user: str, now: int) -> None:
        """Let whoever brings a token in as a user."""
        with self._lock:
            self._entries[digest(token)] = _Entry(user, now + LIFE)

    def enter(self, token: str, now: int) -> str | None:
        """Return whom a token lets in, None when it is unknown or over."""
        with self._lock:
            entry = self._entries.get(digest(token))
            if entry is None or entry.until <= now:
                return None
            self._entries[digest(token)] = entry._replace(until=min(entry.until, now + AFTER_USE))
            return entry.user
