"""What the use cases of rules work with."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.rules.turns import Turns
from hanhtrinh.events.parts import Parts
from hanhtrinh.measures.rule_preview_values import Property, properties
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps
from hanhtrinh.values import Runner

_MOST_KEPT = 32


class RuleMemory:
    """What one process remembers between looks: whose turn it is, and what properties there are in a base."""

    def __init__(self) -> None:
        self.turns = Turns()
        self._kept: dict[Hashable, tuple[Property, ...]] = {}
        self._lock = threading.Lock()

    def properties(self, space: Space, parts: Parts, run: Runner) -> tuple[Property, ...]:
        """Return the properties of a workspace's events, counted once per base and ten thousand newer events."""
        base = parts.base
        state = space.id, base.generation, base.event_count, base.span, parts.overlay.event_count // 10_000
        with self._lock:
            if state not in self._kept:
                while len(self._kept) >= _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[state] = properties(parts, run)
            return self._kept[state]


@dataclass(frozen=True)
class RuleDesk:
    """Journeys' files, the living timelines of a workspace, how kernels are run, and what is remembered."""

    desk: Desk
    maps: Callable[[Space], Maps]
    run: Runner
    memory: RuleMemory
