"""The workspace as an import needs it: its lake takes events, and what is refused goes to a file.

Apart from `workspace` and `lake`, because the Delta library takes its time to load and only writing needs it.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from hanhtrinh.i18n import Lang
from hanhtrinh.store import lake_compaction, lake_writer
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.rejects import RejectsFile, sweep_rejects
from hanhtrinh.store.workspace import Workspace


class WritableLake(Lake):
    """An `EventLake`: the lake of a folder, which can also be written."""

    def check_types(self, schema: Mapping[str, pl.DataType]) -> None:
        """Raise InputError when one of the columns is already stored with another type."""
        lake_writer.check_types(self, schema)

    def append(
        self,
        batches: Iterator[pl.DataFrame],
        *,
        schema: Mapping[str, pl.DataType],
        now: int,
        replace_source: str | None = None,
        batch: tuple[str, int] | None = None,
    ) -> int:
        """Store batches of events as one commit and return the version after it (see `lake_writer.append`)."""
        return lake_writer.append(self, batches, schema=schema, now=now, replace_source=replace_source, batch=batch)

    def compact(self, now: int) -> bool:
        """Join small files where there are enough of them, and tell whether there were (see `lake_compaction`)."""
        return lake_compaction.compact(self, now)


class WritableWorkspace(Workspace):
    """A `Store`: an opened workspace folder that events can be put into."""

    @classmethod
    def of(cls, workspace: Workspace) -> "WritableWorkspace":
        """Return an opened workspace as one that can be written."""
        return cls(workspace.path, workspace.settings)

    @property
    def lake(self) -> WritableLake:
        """The lake, at its newest version."""
        return WritableLake(super().lake.path)

    def rejects(self, name: str, lang: Lang) -> RejectsFile:
        """Return the rejects file of an import, in a language; deletes what interrupted imports left behind."""
        sweep_rejects(self.rejects_path)
        return RejectsFile(self.rejects_path / f"{_file_name(name)}.csv", lang)


def _file_name(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)
