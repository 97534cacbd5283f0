"""Taking events out of the lake for good: rows, old files, and the log that still spoke of them.

The Delta log keeps, for each file, the least and the greatest text of its columns, and the words of every deletion;
so the log is begun anew at a checkpoint behind it, and what stands before is deleted.
"""

from collections.abc import Sequence
from pathlib import Path

from deltalake import DeltaTable

from hanhtrinh.ports.erasing import Owned
from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.delta_log import EMPTY, LOG
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.lake_writer import writer_properties
from hanhtrinh.values import datetime_of

_AT_ONCE = 200
_PROPERTY = "hanhtrinh.erased"


def erase_events(lake: Lake, owned: Sequence[Owned]) -> int:
    """Take events out of the lake, its old files and its log, and return how many they were; by the only writer."""
    if lake.version() == EMPTY:
        return 0
    before = lake.count()
    for start in range(0, len(owned), _AT_ONCE):
        _delete(lake, owned[start : start + _AT_ONCE])
    _begin_log_anew(lake.path)
    return before - Lake(lake.path).count()


def _delete(lake: Lake, owned: Sequence[Owned]) -> None:
    predicate = " OR ".join(f"({_predicate(one)})" for one in owned)
    passing(CommitPoint.ERASURE, "before")
    DeltaTable(lake.path).delete(predicate, writer_properties=writer_properties())
    passing(CommitPoint.ERASURE, "after")


def _predicate(one: Owned) -> str:
    doubled = one.raw.replace("'", "''")
    parts = [f"person = '{doubled}'"]
    if one.start is not None:
        parts.append(f"time >= '{_instant(one.start)}'")
    if one.end is not None:
        parts.append(f"time < '{_instant(one.end)}'")
    return " AND ".join(parts)


def _instant(instant: int) -> str:
    return datetime_of(instant).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _begin_log_anew(path: Path) -> None:
    """Put a checkpoint behind everything and delete what it replaces: commits, older checkpoints, files taken out."""
    table = DeltaTable(path)
    passing(CommitPoint.ERASURE, "before")
    # A commit that says nothing, so that the log begins with one that names nobody.
    table.alter.set_table_properties({_PROPERTY: str(table.version() + 1)}, raise_if_not_exists=False)
    passing(CommitPoint.ERASURE, "after")
    table = DeltaTable(path)
    table.create_checkpoint()
    newest = table.version()
    live = Lake(path).snapshot.files
    for file in (path / LOG).iterdir():
        number = file.name.split(".")[0]
        if (not number.isdigit() or int(number) < newest) and file.name != "_last_checkpoint":
            file.unlink(missing_ok=True)
    for file in path.glob("*.parquet*"):
        if file.name not in live:
            file.unlink(missing_ok=True)
