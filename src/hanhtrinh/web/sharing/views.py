"""What links show, drawn once for all their readers: a public address must not be work for the server."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

import msgspec

from hanhtrinh.app.sharing.seeing import Seen
from hanhtrinh.draw.shapes import Scene
from hanhtrinh.web.collecting.buckets import Buckets

FRESH_SECONDS, TIMES_AS_LONG, MOST = 20.0, 20.0, 64
"""A view is drawn again after so long, or so many times as long as drawing it took; so many are kept."""


@dataclass(frozen=True)
class View:
    """A shared map in one language."""

    seen: Seen
    scene: Scene

    @cached_property
    def at(self) -> str:
        """A name for exactly this state of what is drawn, but for the instant it was drawn at."""
        facts = tuple(fact for fact in self.scene.facts if fact[0] != "clock")
        doors = tuple(msgspec.structs.replace(door, rows=()) for door in self.scene.doors)
        bare = msgspec.structs.replace(self.scene, facts=facts, doors=doors)
        return hashlib.sha256(msgspec.msgpack.encode(bare)).hexdigest()[:20]


class Views:
    """The newest views by key. `misses` slows down who tries addresses, `counted` how often openings are counted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[View, float]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self.misses = Buckets(per_second=0.5, burst=30)
        self.counted = Buckets(per_second=2, burst=30)

    def get(self, key: Hashable, make: Callable[[], View]) -> View:
        """Return a view that is fresh enough; only one of those who ask makes it."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            found = self._found.get(key)
            if found is not None and self._clock() < found[1]:
                return found[0]
            began = self._clock()
            view = make()
            took = self._clock() - began
            with self._lock:
                self._found[key] = view, self._clock() + max(FRESH_SECONDS, TIMES_AS_LONG * took)
                self._found.move_to_end(key)
                while len(self._found) > MOST:
                    self._making.pop(self._found.popitem(last=False)[0], None)
            return view

    def forget(self) -> None:
        """Draw everything anew from here on."""
        with self._lock:
            self._found.clear()
