"""Files people bring to the page: where they wait, and how they are looked at and imported, apart from the server."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from hanhtrinh.ports.accounts import Space

NO_SURVEY: Mapping[str, Any] = MappingProxyType({})
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

    def inspect(
        self,
        space: Space,
        upload: str,
        lang: str,
        said: str = "",
        survey: Mapping[str, Any] = NO_SURVEY,
        source: str = "",
    ) -> Mapping[str, Any]:
        """Return a proposed mapping: `yaml`, `files` read (`columns` with `samples`, what each is), `guesses` in words
        and `preview` (`sources.inspecting.Preview`). With the kind of what customers `said` elsewhere also `said`, the
        choices for each file that can be changed; `survey` is the one whose answers the files hold, `source`
        the name of their source (else that of the first file).
        """

    def preview(
        self, space: Space, upload: str, mapping: str, choices: Mapping[str, Any], lang: str, said: str = ""
    ) -> Mapping[str, Any]:
        """Return the same for a mapping in YAML, changed by choices (`sources.reshaping.Choice`; of what was `said`
        elsewhere `sources.said.choosing.SaidChoice`) by file name.

        InputError says what is wrong with it.
        """

    def answering(self, space: Space, upload: str, mapping: str, lang: str, told: OnTold) -> None:
        """Tell of every letter in an upload's mailboxes that answers another (`voice.elsewhere.model.Saying`)."""

    def run(
        self, space: Space, upload: str, mapping: str, replace: bool, lang: str, told: OnTold,
        without: Sequence[str] = (),
    ) -> Mapping[str, Any]:  # fmt: skip
        """Import an upload through a mapping, `without` some letters (by Message-ID), and return the report
        (`app.importing.ImportReport`).
        """
