"""What the use cases of journeys work with."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.journeys import Deeds, Journeys


@dataclass(frozen=True)
class Desk:
    """The files, what was done to them, and where that is noted. `clock` gives the instant, `new_id` a fresh id."""

    journeys: Journeys
    deeds: Deeds
    audit: Audit
    clock: Callable[[], int]
    new_id: Callable[[], str]
