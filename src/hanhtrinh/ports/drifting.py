"""Alarms: what drifted from a map, told once, acknowledged by people, closed by itself when it is back."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from hanhtrinh.measures.drift import Drift, What
from hanhtrinh.ports.mail import Letter

RANKS: tuple[What, ...] = ("silent", "drop_off", "went_on", "score", "unmet", "unplanned")


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One drift of one journey. `seen_size` is how far it was when somebody acknowledged it."""

    id: str
    workspace: str
    journey: str
    drift: Drift
    opened_at: int
    changed_at: int
    acknowledged_at: int | None = None
    acknowledged_by: str = ""
    seen_value: float | None = None
    closed_at: int | None = None

    @property
    def rank(self) -> int:
        """Its place among several: what may be broken first, then numbers, then what is new."""
        return RANKS.index(self.drift.what)

    @property
    def asks(self) -> bool:
        """Tell whether it still asks for somebody's attention."""
        return self.closed_at is None and self.acknowledged_at is None


class Alarms(Protocol):
    """Where alarms are kept. At most one is open for one number of one journey."""

    def open_of(self, workspace: str, journey: str) -> Sequence[Alarm]:
        """Return the alarms of a journey that are not closed, by rank, then in the order they were opened."""

    def get(self, workspace: str, alarm: str) -> Alarm | None:
        """Return an alarm of a workspace."""

    def between(self, workspace: str, start: int, end: int) -> Sequence[Alarm]:
        """Return the alarms of a workspace opened in `start <= t < end`, closed ones too."""

    def keep(self, changed: Sequence[Alarm], letters: Sequence[Letter] = ()) -> None:
        """Keep new and changed alarms and the letters that tell of them, all or none."""

    def acknowledge(self, workspace: str, alarm: str, by: str, now: int, value: float | None) -> bool:
        """Note that somebody has seen an alarm; False where there is none that asks."""

    def take_turn(self, workspace: str, journey: str, now: int, until: int) -> bool:
        """Claim the next look at a journey; False where somebody else has it, or it is not due before `until`."""

    def looked_at(self, workspace: str, journey: str) -> int | None:
        """Return when a journey was last looked at."""

    def digested(self, workspace: str) -> Mapping[str, str]:
        """Return the day of the last digest of each address, as ISO text."""

    def take_digest(self, workspace: str, address: str, day: str, letters: Sequence[Letter]) -> bool:
        """Keep one day's digest for one address, with its letters, once; False where it was kept before."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop what is known of a journey that is no more."""
