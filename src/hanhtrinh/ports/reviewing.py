"""Reviews: reminders that are told once each, cells that were put off, when a step was last touched."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from hanhtrinh.ports.mail import Letter


class Reminder(NamedTuple):
    """How often a review that is due on a day (`2026-11-22`) was reminded of, and when it may be again."""

    due: str
    told: int
    next_at: int


class Reviews(Protocol):
    """Where what reviewing needs is kept, beside the days that stand in the journey itself."""

    def reminder(self, workspace: str, journey: str) -> Reminder | None:
        """Return what was told of a journey's review."""

    def tell(
        self, workspace: str, journey: str, before: Reminder | None, after: Reminder, letters: Sequence[Letter]
    ) -> bool:
        """Put a reminder in the place of the one before, with its letters; False where somebody else was faster."""

    def put_off(self, workspace: str, journey: str, step: str, until: int) -> None:
        """Ask about a step's cells again only after an instant."""

    def put_offs(self, workspace: str, journey: str) -> Mapping[str, int]:
        """Return until when each step was put off."""

    def touched(self, workspace: str, journey: str) -> Mapping[str, int]:
        """Return when somebody last changed each step on the page, by key; "" is the journey as a whole."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop what is known of a journey that is no more."""
