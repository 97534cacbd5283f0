"""What one process remembers of drafts, so that no click computes them again; they are made in the background.

A draft belongs to a *state*: a workspace, its base and about how much happened since. Whoever was shown a draft of some
state takes pieces of exactly that one, as long as it is remembered.
"""

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from typing import TypeVar

from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.parts import Parts
from hanhtrinh.ports.accounts import Space

Found = TypeVar("Found")
PATIENCE_SECONDS = 2.0
"""How long a page waits for a draft before it says that it is being made."""
_MOST, _AT_ONCE, _GROWN = 128, 2, 20


class StillAtWork(HanhtrinhError):
    """A draft is still being made: the page says so and asks again."""

    def __init__(self, since: int) -> None:
        super().__init__("drafting.at_work")
        self.since = since


class DraftMemory:
    """Remembers what was computed of a state; the one that was not asked for longest is forgotten."""

    def __init__(self, most: int = _MOST) -> None:
        self._kept: OrderedDict[Hashable, tuple[Future[object], int]] = OrderedDict()
        self._most, self._lock = most, threading.Lock()
        self._workers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="draft")

    def has(self, key: Hashable) -> bool:
        """Tell whether something was computed and is remembered."""
        with self._lock:
            found = self._kept.get(key)
        return found is not None and found[0].done()

    def get(
        self, key: Hashable, make: Callable[[], Found], now: int, patience: float | None = PATIENCE_SECONDS
    ) -> Found:
        """Return what is remembered, or make it; StillAtWork where that takes longer than one is willing to wait."""
        with self._lock:
            if key not in self._kept:
                while len(self._kept) >= self._most:
                    self._kept.popitem(last=False)
                self._kept[key] = self._workers.submit(make), now
            self._kept.move_to_end(key)
            work, since = self._kept[key]
        try:
            return work.result(patience)  # type: ignore[return-value]  # what a key names is always made the same way
        except TooLong:
            if work.done():
                raise
            raise StillAtWork(since) from None
        except Exception:
            with self._lock:
                self._kept.pop(key, None)
            raise


def state_of(space: Space, parts: Parts) -> str:
    """Name what is known of a workspace: another name once the base changed or a twentieth more happened."""
    base = parts.base
    grown = round(math.log1p(parts.event_count) * _GROWN)
    said = f"{space.id} {base.generation} {base.event_count} {base.span} {grown}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
