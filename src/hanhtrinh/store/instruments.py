"""Instruments in the workspace folder."""

from pathlib import Path

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.workspace import Workspace


class FolderInstruments:
    """`ports.contacts.Instruments` over the workspace folders below a server's home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def ensure(self, space: Space, instrument: Instrument) -> None:
        """Keep an instrument unless the workspace has one with its key."""
        workspace = Workspace.open(self._home / space.folder)
        if instrument.key in workspace.instruments():
            return
        with workspace.writing("instruments"):
            known = workspace.instruments()
            workspace.save_instruments({instrument.key: instrument, **known})
