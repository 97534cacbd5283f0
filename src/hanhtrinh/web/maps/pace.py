"""How many commands one person may send: as many as anybody can type, paste and drag, and not a flood."""

import threading

from hanhtrinh.values import MICROSECONDS

BURST, PER_SECOND = 4_000, 40
_MOST_PEOPLE = 10_000


class Pace:
    """A bucket for each person that commands are taken from and that fills again by itself."""

    def __init__(self, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        self.burst, self.per_second = burst, per_second
        self._left: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def wait(self, user: str, count: int, now: int) -> int:
        """Take so many from somebody's bucket; return for how many seconds they have to wait, 0 for not at all."""
        with self._lock:
            left, at = self._left.pop(user, (self.burst, now))
            left = min(self.burst, left + max(0, now - at) / MICROSECONDS * self.per_second)
            short = min(count, self.burst) - left
            self._left[user] = (left if short > 0 else left - min(count, self.burst), now)
            if len(self._left) > _MOST_PEOPLE:
                del self._left[next(iter(self._left))]
        return int(short / self.per_second) + 1 if short > 0 else 0
