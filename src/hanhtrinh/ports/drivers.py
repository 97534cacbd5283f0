"""Figures of drivers as they were read last, kept beside the timelines they were read from."""

from typing import Protocol

import msgspec

from hanhtrinh.measures.drivers.results import Drivers
from hanhtrinh.ports.accounts import Space


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was read at an instant; no `drivers` where nobody had given a score."""

    now: int
    drivers: Drivers | None


class FiguresShelf(Protocol):
    """Keeps figures as long as the base of the timelines (`Frame.generation`) is the one they were read from.

    `name` tells what was asked, and by which program. Losing them costs only the time to read them again.
    """

    def find(self, space: Space, generation: str, name: str) -> Figures | None:
        """Return what is kept; None where there is nothing that can be read."""

    def keep(self, space: Space, generation: str, name: str, figures: Figures) -> None:
        """Keep figures in place of earlier ones; of many the oldest go. StorageError when the disk refuses."""
