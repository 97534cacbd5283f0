"""Files people bring to the page: where they wait, and how they are looked at and imported, apart from the server."""

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from hanhtrinh.ports.accounts import Space

OnTold = Callable[[Mapping[str, Any]], None]
"""Told how far an import is: file, number, files, done, total, unit. What it raises stops the import."""


class Uploads(Protocol):
    """Files that were uploaded and wait to be imported, one folder an upload."""

    async def keep(self, space: Space, upload: str, name: str, parts: AsyncIterator[bytes]) -> int:
        """Store one file of an upload as it comes in and return its bytes.

        InputError for a name that is none or a file that is too large, StorageError when the disk refuses; nothing
        half-written stays.
        """

    def files(self, space: Space, upload: str) -> tuple[Path, ...]:
        """Return an upload's files, by name."""

    def drop(self, space: Space, upload: str) -> None:
        """Delete an upload's files."""


class ImportsApart(Protocol):
    """Looks at uploaded files and imports them in a process of its own: a spoilt file cannot hurt the server."""

    def inspect(self, space: Space, upload: str, lang: str) -> Mapping[str, Any]:
        """Return a proposed mapping: `yaml`, `files` read (`columns` with `samples`, what each is), `guesses` in words
        and `preview` (`sources.inspecting.Preview`).
        """

    def preview(
        self, space: Space, upload: str, mapping: str, choices: Mapping[str, Any], lang: str
    ) -> Mapping[str, Any]:
        """Return the same for a mapping in YAML, changed by choices (`sources.reshaping.Choice`) by file name.

        InputError says what is wrong with it.
        """

    def run(self, space: Space, upload: str, mapping: str, replace: bool, lang: str, told: OnTold) -> Mapping[str, Any]:
        """Import an upload through a mapping and return the report (`app.importing.ImportReport`)."""
