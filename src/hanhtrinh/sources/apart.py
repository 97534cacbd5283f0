"""Reading in a process of its own, for libraries that a spoilt file can crash or make eat all memory.

The child (`python -m hanhtrinh.sources.apart`) imports the reader named, which writes its rows as Parquet into a
temporary folder and answers what it found; whatever happens to the child, the parent lives and says which file it was.
"""

import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.tables import BATCH_ROWS, LINE, Batch, Found, OnProgress, Table

ROWS = "rows.parquet"
_ANSWER = "answer.json"
_MEMORY_SHARE = 0.75


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader found. Its rows stand in `ROWS`: a column for each name, called by its position, and `LINE`."""

    columns: tuple[str, ...]
    labels: dict[str, str] = {}
    found: tuple[Found, ...] = ()


Read = Callable[[Path, Path, dict[str, Any]], About]
"""A reader's `read(path, folder, settings)`: the file's table, written into the folder."""


class _Question(msgspec.Struct, frozen=True):
    reader: str
    path: str
    folder: str
    settings: dict[str, Any]


class _Answer(msgspec.Struct, frozen=True):
    about: About | None = None
    error: str = ""
    params: dict[str, Any] = {}


class KeptTable(Table):
    """A table that was read apart and is kept in a temporary folder as long as it is in use."""

    def __init__(self, reader: str, path: Path, settings: dict[str, Any]) -> None:
        """Read a file; raises FileUnusable when the reader refuses it, or dies of it."""
        self.path = path
        self._folder = Path(tempfile.mkdtemp(prefix="hanhtrinh-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        about = read_apart(reader, path, self._folder, settings)
        self.columns, self.labels, self.found = about.columns, about.labels, about.found
        rows = pl.scan_parquet(self._folder / ROWS, glob=False)
        schema = rows.collect_schema()
        self.types = {name: schema[str(i)] for i, name in enumerate(self.columns) if schema[str(i)] != pl.String}
        self.total = int(rows.select(pl.len()).collect().item())
        if not self.total:
            raise FileUnusable("sources.header_only", file=path.name)

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all rows in file order; see `Table`."""
        wanted = [pl.col(str(self.columns.index(name))).alias(name) for name in columns]
        rows = pl.scan_parquet(self._folder / ROWS, glob=False).select(*wanted, LINE)
        for start in range(0, self.total, BATCH_ROWS):
            part = rows.slice(start, BATCH_ROWS).collect()
            yield Batch(part)
            on_progress(part.height)


def write_rows(frame: pl.DataFrame, folder: Path) -> None:
    """Keep a reader's rows."""
    frame.write_parquet(folder / ROWS, compression="lz4", statistics=False)


def read_apart(reader: str, path: Path, folder: Path, settings: dict[str, Any]) -> About:
    """Return what a reader finds in a file, read by a child process; raises FileUnusable."""
    question = msgspec.json.encode(_Question(reader, str(path), str(folder), settings))
    # -P: a user's folder with a csv.py in it must not take the place of Python's.
    command = [sys.executable, "-P", "-m", "hanhtrinh.sources.apart"]
    done = subprocess.run(command, input=question, capture_output=True, check=False)
    answer = _Answer()
    with suppress(OSError, msgspec.MsgspecError):
        answer = msgspec.json.decode((folder / _ANSWER).read_bytes(), type=_Answer)
    if answer.error:
        raise FileUnusable(answer.error, **{**answer.params, "file": path.name})
    if answer.about is None or done.returncode != 0:
        raise FileUnusable("sources.reader_died", file=path.name)
    return answer.about


def main() -> None:
    """Answer the question on the standard input."""
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=_Question)
    limit_memory()
    read: Read = import_module(question.reader).read
    folder = Path(question.folder)
    try:
        answer = _Answer(read(Path(question.path), folder, question.settings))
    except FileUnusable as error:
        answer = _Answer(error=error.key, params=error.params)
    except MemoryError:
        answer = _Answer(error="sources.reader_died")
    (folder / _ANSWER).write_bytes(msgspec.json.encode(answer))


def limit_memory() -> None:
    """Leave the rest of the machine some of its memory, where the system can be asked to."""
    with suppress(ImportError, OSError, ValueError, AttributeError):
        resource, os = import_module("resource"), import_module("os")
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        limit = int(memory * _MEMORY_SHARE)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if __name__ == "__main__":
    main()
