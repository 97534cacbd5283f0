"""What somebody does not want of a draft for a map: said once, and remembered."""

from collections.abc import Mapping
from typing import Protocol


class Refusals(Protocol):
    """Where it is kept which proposals for a journey somebody put aside."""

    def refused(self, workspace: str, journey: str) -> Mapping[str, int]:
        """Return the proposals that were put aside, by id, with when."""

    def refuse(self, workspace: str, journey: str, proposal: str, at: int) -> None:
        """Put a proposal aside."""

    def allow(self, workspace: str, journey: str, proposal: str) -> None:
        """Let a proposal be made again."""

    def forget(self, workspace: str, journey: str) -> None:
        """Drop what is known of a journey that is no more."""
