"""The folders of workspaces, as the use cases of accounts need them."""

from typing import Protocol

from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space


class Folders(Protocol):
    """Where what a workspace holds beside the database is kept."""

    def make(self, space: Space, *, time_zone: str, language: Lang) -> None:
        """Make a workspace's folder; one that is there already stays as it is."""

    def settings(self, space: Space) -> tuple[str, Lang]:
        """Return a workspace's IANA time zone and its language."""

    def change(self, space: Space, *, time_zone: str, language: Lang) -> None:
        """Store another time zone and language."""
