"""What logging contacts needs beside the inbox."""

from typing import Protocol

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.accounts import Space


class Instruments(Protocol):
    """What is asked in a workspace."""

    def ensure(self, space: Space, instrument: Instrument) -> None:
        """Keep an instrument unless the workspace has one with its key; WorkspaceError while somebody else writes."""
