"""Joining the lake's small files: sealing leaves one every minute, and readers open every file.

Files are joined in two sizes, so that no event is written again more than a few times: small ones once there are
`MANY`, middling ones once there are `MANY` of those. Each joining is one commit; events and their order by id stay
what they were. Files that were replaced are deleted a day later (`lake_writer.sweep`), and so is the log before the
newest checkpoint.
"""

from deltalake import DeltaTable

from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.lake_writer import FILE_BYTES, explain, sweep, writer_properties

MANY = 24
SMALL_BYTES = 32 * 2**20
_RETENTION = "delta.logRetentionDuration"


def compact(lake: Lake, now: int) -> bool:
    """Join small files where there are enough of them, and tell whether there were; by the only writer.

    Raises StorageError when the disk is full or refuses; the lake is then as it was.
    """
    size = _due(lake)
    if size is None:
        return False
    passing(CommitPoint.LAKE_COMPACTION, "before")
    try:
        table = DeltaTable(lake.path)
        table.optimize.compact(target_size=size, writer_properties=writer_properties())
        passing(CommitPoint.LAKE_COMPACTION, "after")
        _shorten_log(table)
    except BaseException as error:
        sweep(Lake(lake.path), now)
        explain(lake, error)
    return True


def _due(lake: Lake) -> int | None:
    """Return the size up to which files are to be joined, None while there are few."""
    sizes = list(lake.snapshot.files.values())
    if sum(size < SMALL_BYTES for size in sizes) >= MANY:
        return SMALL_BYTES
    if sum(SMALL_BYTES <= size < FILE_BYTES // 2 for size in sizes) >= MANY:
        return FILE_BYTES
    return None


def _shorten_log(table: DeltaTable) -> None:
    if table.metadata().configuration.get(_RETENTION) is None:
        passing(CommitPoint.LAKE_COMPACTION, "before")
        table.alter.set_table_properties({_RETENTION: "interval 1 days"})
        passing(CommitPoint.LAKE_COMPACTION, "after")
    table.create_checkpoint()
    table.cleanup_metadata()
