"""The folders of workspaces under the server's home."""

from pathlib import Path

from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.workspace import FILE, Workspace


class HomeFolders:
    """`ports.folders.Folders`: each workspace a folder under one home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def make(self, space: Space, *, time_zone: str, language: Lang) -> None:
        """Make a workspace's folder; one that is there already stays as it is."""
        path = self._home / space.folder
        if not (path / FILE).exists():
            Workspace.create(path, time_zone=time_zone, language=language)

    def settings(self, space: Space) -> tuple[str, Lang]:
        """Return a workspace's IANA time zone and its language."""
        found = Workspace.open(self._home / space.folder)
        return found.time_zone, found.language

    def change(self, space: Space, *, time_zone: str, language: Lang) -> None:
        """Store another time zone and language."""
        Workspace.open(self._home / space.folder).change(time_zone=time_zone, language=language)
