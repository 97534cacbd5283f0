"""The lake: read without the Delta library exactly as the Delta library would, at any version."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.events.identity import ids_to_binary
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.store import lake_writer
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.lake_writer import KEEP_REPLACED_SECONDS, append, sweep

NOW = 1_900_000_000_000_000


def events(start: int, count: int, source: str = "web", **properties: object) -> pl.DataFrame:
    """Some events with ids of their own."""
    numbers = pl.Series(range(start, start + count), dtype=pl.UInt64)
    ids = pl.DataFrame({"a": numbers + 1, "b": numbers}).to_numpy()
    return pl.DataFrame({
        "id": ids_to_binary(ids),
        "person": [f"p{i}" for i in numbers],
        "time": (numbers.cast(pl.Int64) * 1_000_000).cast(pl.Datetime("us", "UTC")),
        "event": ["view"] * count,
        "source": [source] * count,
        **{f"p_{name}": [value] * count for name, value in properties.items()},
    })  # fmt: skip


def put(lake: Path, *batches: pl.DataFrame, replace: str | None = None) -> int:
    """Append batches in one commit."""
    schema = dict(LAKE_SCHEMA)
    for batch in batches:
        schema |= {name: kind for name, kind in batch.schema.items() if name.startswith("p_")}
    return append(Lake(lake), iter(batches), schema=schema, now=NOW, replace_source=replace)


def same_as_delta(path: Path) -> pl.DataFrame:
    """Check our reader against the Delta library and return what both see."""
    lake, table = Lake(path), DeltaTable(path)
    assert lake.version() == table.version()
    assert {(path / name).name for name in lake.snapshot.files} == {Path(uri).name for uri in table.file_uris()}
    ours = lake.scan().collect().sort("id")
    theirs = pl.DataFrame(table.to_pyarrow_table()).sort("id")
    assert ours.select(theirs.columns).equals(theirs)
    return ours


def test_an_empty_lake_has_its_columns(tmp_path: Path) -> None:
    """Before the first event there is a schema, no row and version −1."""
    lake = Lake(tmp_path)
    assert (lake.version(), lake.count(), lake.properties) == (-1, 0, {})
    assert lake.scan().collect().schema == pl.Schema(LAKE_SCHEMA)
    assert list(lake.ids()) == [] or sum(len(part) for part in lake.ids()) == 0


def test_properties_are_added_as_they_come(tmp_path: Path) -> None:
    """A commit is one version whatever number of batches; later columns are null in earlier events."""
    assert put(tmp_path, events(0, 3, path="/a"), events(3, 2, path="/b")) == 0
    assert put(tmp_path, events(5, 2, price=1.5, vip=True)) == 1
    seen = same_as_delta(tmp_path)
    assert seen["p_path"].to_list() == ["/a"] * 3 + ["/b"] * 2 + [None] * 2
    assert seen["p_price"].to_list() == [None] * 5 + [1.5] * 2
    assert Lake(tmp_path).properties == {"path": pl.String(), "price": pl.Float64(), "vip": pl.Boolean()}
    assert Lake(tmp_path).scan(["person", "p_vip"]).collect().columns == ["person", "p_vip"]


def test_versions_beyond_a_checkpoint(tmp_path: Path) -> None:
    """With checkpoints and old commits removed, the reader still agrees with the Delta library."""
    for i in range(12):
        put(tmp_path, events(i * 10, 4, source=f"s{i % 3}", path="/a"), replace=f"s{i % 3}" if i > 8 else None)
        if i == 6:
            DeltaTable(tmp_path).create_checkpoint()
            for number in range(6):
                (tmp_path / "_delta_log" / f"{number:020d}.json").unlink()
    assert same_as_delta(tmp_path).height == 12


def test_replacing_rewrites_only_the_source(tmp_path: Path) -> None:
    """A mixed file keeps the other source's rows when one source is replaced."""
    put(tmp_path, pl.concat([events(0, 3, "a"), events(3, 3, "b")]))
    put(tmp_path, events(10, 1, "a"), replace="a")
    assert same_as_delta(tmp_path)["source"].to_list() == ["b"] * 3 + ["a"]


def test_types_do_not_change(tmp_path: Path) -> None:
    """A property keeps the type it was first stored with."""
    put(tmp_path, events(0, 1, price="5"))
    with pytest.raises(InputError, match=r"price is number .* stored as text"):
        put(tmp_path, events(1, 1, price=5.0))
    assert Lake(tmp_path).count() == 1


def test_nothing_to_store_is_no_version(tmp_path: Path) -> None:
    """Empty batches leave no trace."""
    put(tmp_path, events(0, 1))
    assert put(tmp_path, events(0, 0), events(0, 0)) == 0


def test_a_broken_stream_leaves_the_lake(tmp_path: Path) -> None:
    """An error in the middle of the batches undoes all of them, and its files are gone."""
    put(tmp_path, events(0, 5))

    def breaking() -> Iterator[pl.DataFrame]:
        yield events(10, 5)
        raise KeyError("odd")

    with pytest.raises(KeyError, match="odd"):
        append(Lake(tmp_path), breaking(), schema=LAKE_SCHEMA, now=NOW)
    assert same_as_delta(tmp_path).height == 5
    assert len(list(tmp_path.glob("*.parquet"))) == 1


def test_leftovers_are_swept_and_replaced_files_kept_a_day(tmp_path: Path) -> None:
    """Orphans go at once; a file taken out stays a day for those who may still be reading it."""
    put(tmp_path, events(0, 3))
    put(tmp_path, events(5, 2), replace="web")
    (tmp_path / "part-lost.parquet").write_bytes(b"half")
    lake = Lake(tmp_path)
    taken_out = max(lake.snapshot.removed.values()) * 1000
    sweep(lake, taken_out + 1_000_000)
    assert len(list(tmp_path.glob("*.parquet"))) == 2
    sweep(lake, taken_out + (KEEP_REPLACED_SECONDS + 1) * 1_000_000)
    assert {path.name for path in tmp_path.glob("*.parquet")} == set(lake.snapshot.files)
    assert lake.count() == 2


def test_a_damaged_log_is_named(tmp_path: Path) -> None:
    """Half a commit, a missing commit or missing actions are damage, not a traceback."""
    for text in (
        b"{",
        b'{"add": {"path": 1}}',
        b'{"metaData": {}}',
        b'{"add": {"path": "x", "size": 1, "deletionVector": {"a": 1}}}',
    ):
        log = tmp_path / "_delta_log"
        log.mkdir(exist_ok=True)
        (log / f"{0:020d}.json").write_bytes(text)
        with pytest.raises(WorkspaceError) as caught:
            Lake(tmp_path).count()
        assert str(tmp_path) in caught.value.message("vi") or caught.value.key == "sources.lake_foreign"
    (log / f"{2:020d}.json").write_bytes(b"")
    (log / f"{0:020d}.json").unlink()
    with pytest.raises(WorkspaceError):
        Lake(tmp_path).count()


def test_ids_come_back_by_source(tmp_path: Path) -> None:
    """Only the ids of the source asked for are read."""
    put(tmp_path, events(0, 3, "a"), events(3, 4, "b"))
    assert sum(len(part) for part in Lake(tmp_path).ids("b")) == 4
    assert sum(len(part) for part in Lake(tmp_path).ids()) == 7


def test_many_row_groups_are_one_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups and files divide as sizes demand; the version is still one."""
    monkeypatch.setattr(lake_writer, "ROW_GROUP_ROWS", 100)
    monkeypatch.setattr(lake_writer, "FILE_BYTES", 10_000)
    assert put(tmp_path, *(events(i * 500, 500, path=f"/{i}") for i in range(6))) == 0
    assert same_as_delta(tmp_path).height == 3_000


def test_reading_does_not_load_the_delta_library() -> None:
    """Drawing a map reads the lake; it must not pay for the library that writes it."""
    code = "import sys, hanhtrinh.store.lake, hanhtrinh.store.workspace; sys.exit('deltalake' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
