"""What was made of frames, at hand for those that were looked at last: frames never change."""

import threading
from typing import Generic, TypeVar

from hanhtrinh.events.frame import Frame

T = TypeVar("T")


class ByFrame(Generic[T]):
    """Remembers what was made of a frame, by a name where several things are; of more than `most` the one that was
    looked at longest ago goes. An overlay is another frame with every event: the base stays as it is asked for again.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: dict[tuple[int, object], tuple[Frame, T]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, frame: Frame, name: object = None) -> T | None:
        """Return what was made of a frame; None where nothing is remembered."""
        with self._lock:
            kept = self._kept.pop((id(frame), name), None)
            if kept is None or kept[0] is not frame:
                return None
            self._kept[id(frame), name] = kept
            return kept[1]

    def keep(self, frame: Frame, made: T, name: object = None) -> T:
        """Remember what was made of a frame, and return it."""
        with self._lock:
            self._kept.pop((id(frame), name), None)
            self._kept[id(frame), name] = frame, made
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return made

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
