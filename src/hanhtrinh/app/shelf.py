"""A workspace's journeys at hand: read when asked for, and again only when their files have changed."""

import threading
from collections.abc import Mapping

from hanhtrinh.app.journeys import inspect_file
from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Journeys

_Place = tuple[str, str]


class JourneyShelf:
    """Keeps what was read of journey files. It gives no rights: who asks it has asked `access.require` before."""

    def __init__(self, journeys: Journeys) -> None:
        self._journeys = journeys
        self._kept: dict[_Place, tuple[object, Journey | None]] = {}
        self._lock = threading.Lock()

    def usable(self, space: Space) -> Mapping[str, Journey]:
        """Return the journeys without errors by the name of their file."""
        found = {key: self._read(space, key) for key in self._journeys.keys(space)}
        return {key: journey for key, journey in found.items() if journey is not None}

    def _read(self, space: Space, key: str) -> Journey | None:
        stamp = self._journeys.stamp(space, key)
        with self._lock:
            kept = self._kept.get((space.id, key))
        if kept is not None and kept[0] == stamp:
            return kept[1]
        journey = self._inspect(space, key)
        with self._lock:
            self._kept[space.id, key] = stamp, journey
        return journey

    def _inspect(self, space: Space, key: str) -> Journey | None:
        path = self._journeys.path(space, key)
        try:
            found = inspect_file(path, path.parent) if path is not None else None
        except FileUnusable:
            return None
        return found.journey.journey if found is not None and found.usable and found.journey is not None else None
