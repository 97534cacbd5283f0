"""A workspace on a server elsewhere, and a folder here that is kept in step with it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol


class Listed(NamedTuple):
    """A file of the workspace: its name without `.yaml`, and its version (the SHA-256 of its text)."""

    key: str
    version: str


class Answered(NamedTuple):
    """What the server made of a file that was sent. `conflicts`, where there are any, are pairs of what was said here
    and there in sentences; then nothing was written, and text and version are theirs.
    """

    text: str
    version: str
    created: bool = False
    conflict: bool = False
    conflicts: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()


class Remote(Protocol):
    """The workspace. WorkspaceError where it cannot be reached or refuses; InputError where it refuses a file."""

    def files(self) -> Sequence[Listed]:
        """Return the files there are, in order of name."""

    def get(self, key: str) -> tuple[str, str] | None:
        """Return a file's version and text, None where it is gone."""

    def put(self, key: str, text: str, base: str, base_text: str | None) -> Answered:
        """Send a file made from a version."""

    def picture(self, file: str) -> bytes | None:
        """Return a picture by the name of its file, None where there is none."""


class Tied(Protocol):
    """The folder, and what it knows of the workspace: the text of each file as both sides last had it."""

    def keys(self) -> Sequence[str]:
        """Return the names of the journey files here."""

    def text(self, key: str) -> str | None:
        """Return a file, None where there is none; FileUnusable where it is no text."""

    def write(self, key: str, text: str) -> None:
        """Write a file in one step."""

    def bases(self) -> Mapping[str, str]:
        """Return the version of each file both sides last had."""

    def base(self, key: str) -> str | None:
        """Return the text both sides last had, None where that is not known."""

    def keep_base(self, key: str, version: str, text: str) -> None:
        """Remember what both sides have now, and the version by which the server knows it."""

    def theirs(self, key: str) -> bool:
        """Tell whether the server's version of a file still lies beside it, to be resolved."""

    def write_theirs(self, key: str, text: str) -> None:
        """Put the server's version beside a file."""

    def has_picture(self, file: str) -> bool:
        """Tell whether a picture is here; a name that is no plain one counts as here."""

    def write_picture(self, file: str, data: bytes) -> None:
        """Keep a picture."""
