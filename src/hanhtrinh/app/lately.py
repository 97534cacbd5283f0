"""What was read a short while ago, at hand for whoever asks for it again and again."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from hanhtrinh.values import MICROSECONDS

SECONDS = 3
"""So long something is at hand: what changes takes effect after that at the latest."""
_MOST = 20_000
T = TypeVar("T")


class Lately(Generic[T]):
    """Remembers what was read, by name, and reads it again once it is older than a few seconds.

    Two who ask at once for what is too old may both read it: nobody waits for anybody.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[int, T]] = {}

    def get(self, name: Hashable, now: int, read: Callable[[], T]) -> T:
        """Return what was read of a name in the last seconds, else what is read now."""
        kept = self._kept.get(name)
        if kept is not None and 0 <= now - kept[0] < SECONDS * MICROSECONDS:
            return kept[1]
        found = read()
        if len(self._kept) >= _MOST:
            self._kept = {}
        self._kept[name] = now, found
        return found

    def forget(self) -> None:
        """Read everything anew next time."""
        self._kept = {}
