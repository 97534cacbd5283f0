"""Reading a Delta Lake table's log: its version, its schema and the files that are in it now.

Only what a reader needs, so that drawing a map does not load the Delta library. The log's form is defined by the Delta
transaction protocol (github.com/delta-io/delta, PROTOCOL.md): one JSON file of actions a commit, now and then a
checkpoint in Parquet.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import polars as pl

from hanhtrinh.errors import WorkspaceError

LOG = "_delta_log"
EMPTY = -1
_COMMIT = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint\.parquet")
_TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "binary": pl.Binary(),
    "double": pl.Float64(),
    "boolean": pl.Boolean(),
    "timestamp": pl.Datetime("us", "UTC"),
}


@dataclass
class Snapshot:
    """What a version of the table holds: data files by name, schema by column, and when files were taken out (ms).

    `transactions` are the newest numbers that writers put beside what they committed, by writer.
    """

    version: int = EMPTY
    files: dict[str, int] = field(default_factory=dict)
    schema: dict[str, pl.DataType] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    transactions: dict[str, int] = field(default_factory=dict)


def table_version(table: Path) -> int:
    """Return the number of the newest commit, −1 for a table that has none; only lists a folder."""
    return max(_numbers(table, _COMMIT) | _numbers(table, _CHECKPOINT), default=EMPTY)


def read_snapshot(table: Path) -> Snapshot:
    """Return the newest version's files and schema.

    Raises WorkspaceError when the log is damaged or uses what this reader does not know.
    """
    newest = table_version(table)
    start = max(_numbers(table, _CHECKPOINT), default=EMPTY)
    snapshot = Snapshot()
    try:
        if start != EMPTY:
            _apply(snapshot, _checkpoint_actions(table / LOG / f"{start:020d}.checkpoint.parquet"))
        for number in range(start + 1, newest + 1):
            _apply(snapshot, _commit_actions(table / LOG / f"{number:020d}.json"))
    except (OSError, msgspec.MsgspecError, pl.exceptions.PolarsError, KeyError, TypeError) as error:
        raise WorkspaceError("sources.lake_damaged", path=str(table), detail=type(error).__name__) from error
    snapshot.version = newest
    return snapshot


def added_since(table: Path, version: int, newest: int) -> list[tuple[str, int]] | None:
    """Return the data files (name, number of rows) that commits after a version up to another brought.

    None where that cannot be told, or where it is not all that they did: rows were taken out or replaced. Commits that
    only join files (`dataChange: false`) brought nothing.
    """
    found: dict[str, int] = {}
    try:
        for number in range(version + 1, newest + 1):
            for action in _commit_actions(table / LOG / f"{number:020d}.json"):
                add, remove = action.get("add"), action.get("remove")
                if remove is not None and remove.get("dataChange", True):
                    return None
                if add is not None and add.get("dataChange", True):
                    rows = msgspec.json.decode(add["stats"], type=dict[str, Any])["numRecords"]
                    found[unquote(add["path"])] = rows
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        return None
    return list(found.items())


def _numbers(table: Path, pattern: re.Pattern[str]) -> set[int]:
    folder = table / LOG
    if not folder.is_dir():
        return set()
    return {int(found[1]) for path in folder.iterdir() if (found := pattern.fullmatch(path.name))}


def _commit_actions(path: Path) -> Iterable[Mapping[str, Any]]:
    lines = path.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=dict[str, Any]) for line in lines if line.strip()]


def _checkpoint_actions(path: Path) -> Iterable[Mapping[str, Any]]:
    known = pl.read_parquet_schema(path)
    wanted: list[str] = [name for name in ("add", "remove", "metaData", "protocol", "txn") if name in known]
    rows = pl.read_parquet(path, columns=wanted).rows(named=True)
    return [{name: value for name, value in row.items() if _present(value)} for row in rows]


def _present(action: Mapping[str, Any] | None) -> bool:
    return action is not None and any(value is not None for value in action.values())


def _apply(snapshot: Snapshot, actions: Iterable[Mapping[str, Any]]) -> None:
    for action in actions:
        if "add" in action:
            _add(snapshot, action["add"])
        if "remove" in action:
            name = unquote(action["remove"]["path"])
            snapshot.files.pop(name, None)
            snapshot.removed[name] = action["remove"].get("deletionTimestamp") or 0
        if "metaData" in action:
            snapshot.schema = _schema(action["metaData"]["schemaString"])
        if "txn" in action:
            snapshot.transactions[action["txn"]["appId"]] = action["txn"]["version"]


def _add(snapshot: Snapshot, add: Mapping[str, Any]) -> None:
    if add.get("deletionVector"):
        raise WorkspaceError("sources.lake_foreign", path=add["path"])
    name = unquote(add["path"])
    snapshot.files[name] = add["size"]
    snapshot.removed.pop(name, None)


def _schema(text: str) -> dict[str, pl.DataType]:
    fields = msgspec.json.decode(text, type=dict[str, Any])["fields"]
    return {field["name"]: _TYPES[field["type"]] for field in fields}
