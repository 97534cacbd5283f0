"""How fast may be answered: by one link, from one address, and how often somebody may try codes that are none.

Counts are kept in memory and by a digest made with a key of this process: an address is never written anywhere.
"""

import hashlib
import secrets
import threading

from hanhtrinh.values import MICROSECONDS

_MOST = 20_000
Rate = tuple[float, float]
LINK: Rate = (1200.0, 30.0)
"""Pages of answers a link may bring at once, and for every second: a hall full of people, and not a flood."""
ADDRESS: Rate = (400.0, 6.0)
"""Pages from one address by open links: a floor of colleagues answering within a minute, well below what a link may
bring, so that no single address takes it from others."""
INVITED: Rate = (60.0, 1.0)
"""Pages by one invitation: one person's. They count by it alone, wherever from: its token is known to nobody else."""
TRIES: Rate = (30.0, 0.1)
"""Codes and tokens that lead nowhere, by address."""
FILES: Rate = (30.0, 0.1)
"""Files from one address."""


class Paces:
    """Buckets that are taken from and fill again by themselves."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._left: dict[bytes, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def wait(self, kind: str, name: str, rate: Rate, now: int) -> int:
        """Take one; return for how many seconds to wait, 0 for not at all."""
        burst, per_second = rate
        place = hashlib.blake2b(f"{kind}\0{name}".encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            left, at = self._left.pop(place, (burst, now))
            left = min(burst, left + max(0, now - at) / MICROSECONDS * per_second)
            short = 1.0 - left
            self._left[place] = (left if short > 0 else left - 1.0, now)
            if len(self._left) > _MOST:
                del self._left[next(iter(self._left))]
        return int(short / per_second) + 1 if short > 0 else 0
