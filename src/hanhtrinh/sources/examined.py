"""A file as it was looked at before it is imported: what a mapping is proposed from, and the reasons for it."""

from pathlib import Path

import msgspec
import polars as pl

from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.tables import Found, Table


class Guess(msgspec.Struct, frozen=True):
    """One decision in a proposed mapping: where it stands, and the reason as a message key with parameters."""

    place: str
    key: str
    params: dict[str, object]


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was looked at: name, form and table, a sample of its rows, the profile of each column.

    `found` is what had to be found out to read it (and is written into the mapping), `labels` the wording the file
    has for some columns (a question's text). `complete`: the sample is the whole file.
    """

    name: str
    path: Path
    form: str
    table: Table
    rows: pl.DataFrame
    profiles: dict[str, Profile]
    found: tuple[Found, ...] = ()
    labels: dict[str, str] = {}
    complete: bool = True

    @property
    def times(self) -> list[Profile]:
        """The columns of times."""
        return [p for p in self.profiles.values() if p.kind == "time"]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns (those that stand once)."""
        return tuple(self.profiles)

    @property
    def reading(self) -> dict[str, object]:
        """The fields of a `FileRule` that say how the file is read."""
        return {found.field: found.value for found in self.found if found.field}

    @property
    def reading_guesses(self) -> list[Guess]:
        """Why it is read so."""
        return [Guess(self.name, found.key, found.params) for found in self.found]
