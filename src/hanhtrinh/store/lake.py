"""The lake as it is read: every stored event, one Delta Lake table in a folder.

Reading needs polars alone; writing, and with it the Delta library, is in `lake_writer`.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import polars as pl

from hanhtrinh.events.lake import LAKE_SCHEMA, PROPERTY_PREFIX
from hanhtrinh.store.delta_log import Snapshot, read_snapshot, table_version

_ID_BATCH_ROWS = 1_000_000


class Lake:
    """All history of a workspace. A Lake value sees the version that was newest when it was first read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def snapshot(self) -> Snapshot:
        """The version this value sees; raises WorkspaceError when the lake is damaged."""
        return read_snapshot(self.path)

    def version(self) -> int:
        """Return the number of the newest commit on disk, −1 when nothing was ever stored."""
        return table_version(self.path)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Every column with its type: the fixed ones, then one `p_<name>` for each property ever stored."""
        return {**LAKE_SCHEMA, **self.snapshot.schema}

    @property
    def properties(self) -> dict[str, pl.DataType]:
        """The stored properties by name, without the prefix."""
        found = self.snapshot.schema.items()
        return {name.removeprefix(PROPERTY_PREFIX): kind for name, kind in found if name.startswith(PROPERTY_PREFIX)}

    def scan(self, columns: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return the stored events, lazily, in no particular order; columns absent from older files are null."""
        wanted = list(self.schema) if columns is None else list(columns)
        return self.scan_files(sorted(self.snapshot.files)).select(wanted)

    def scan_files(self, names: Sequence[str]) -> pl.LazyFrame:
        """Return the events of some of the lake's data files, lazily; columns they lack are null."""
        if not names:
            return pl.LazyFrame(schema=self.schema)
        files = [self.path / name for name in names]
        return pl.scan_parquet(
            files, schema=self.schema, missing_columns="insert", extra_columns="ignore", glob=False, cache=False
        )

    def ids(self, source: str | None = None) -> Iterator[pl.Series]:
        """Yield the ids of the stored events in batches, those of one source if given."""
        frame = self.scan(["id", "source"])
        if source is not None:
            frame = frame.filter(pl.col("source") == source)
        for batch in frame.select("id").collect_batches(chunk_size=_ID_BATCH_ROWS, maintain_order=False):
            yield batch["id"]

    def batch(self, sender: str) -> int:
        """Return the newest batch of a sender that is in the lake, 0 when there is none."""
        return self.snapshot.transactions.get(sender, 0)

    def count(self) -> int:
        """Return the number of stored events."""
        return int(self.scan(["time"]).select(pl.len()).collect().item())
