"""The rejects file: what an import refused, line by line, with the reason in the reader's language."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import polars as pl

from hanhtrinh.app.spreadsheets import FORMULA, NUMBER
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports import Reason, ReasonCount

COLUMNS = ("file", "line", "event", "column", "value", "reason")


class RejectsFile:
    """Collects rejects in a file that appears under its name only when the import is done; none refused, no file."""

    def __init__(self, path: Path, lang: Lang) -> None:
        self.path = path
        self.lang = lang
        self.count = 0
        self._staged = path.with_suffix(".csv.part")
        self._file: IO[bytes] | None = None
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], tuple[str, int, str]] = {}

    def add(self, file: str, rejects: pl.DataFrame, reasons: Sequence[Reason]) -> None:
        """Write rejects (columns of `Part.rejects`) of a file; raises OSError when the disk refuses."""
        if not rejects.height:
            return
        texts = [tr(reason.key, self.lang, **dict(reason.params)) for reason in reasons]
        rows = rejects.select(
            pl.lit(file).alias("file"),
            "line",
            "event",
            "column",
            "value",
            pl.col("reason").replace_strict(list(range(len(texts))), texts, return_dtype=pl.String),
        ).pipe(harmless)
        self._remember(rows)
        self.count += rows.height
        rows.write_csv(self._opened(), include_header=False)

    def _remember(self, rows: pl.DataFrame) -> None:
        groups = rows.group_by("reason", "column", maintain_order=True).agg(
            pl.len(), pl.col("file", "line", "value").first()
        )
        for reason, column, count, file, line, value in groups.rows():
            self._counts[reason, column] += count
            self._first.setdefault((reason, column), (file, line, value))

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._staged.open("wb")
            # The mark makes spreadsheets read Vietnamese as UTF-8.
            self._file.write(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\n")
        return self._file

    def reasons(self) -> tuple[ReasonCount, ...]:
        """Return the reasons, most frequent first."""
        return tuple(
            ReasonCount(reason, column, count, *self._first[reason, column])
            for (reason, column), count in self._counts.most_common()
        )

    def finish(self) -> str | None:
        """Put the file in its place and return its path, None when nothing was refused."""
        if self._file is None:
            return None
        self._file.close()
        self._staged.replace(self.path)
        return str(self.path)

    def abandon(self) -> None:
        """Remove what was written."""
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
            self._staged.unlink(missing_ok=True)


def harmless(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows whose texts no spreadsheet runs as a formula: those it would run get an apostrophe in front."""
    text = pl.col(pl.String)
    run = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
    return rows.with_columns(pl.when(run).then(pl.lit("'") + text).otherwise(text).name.keep())


def sweep_rejects(folder: Path) -> None:
    """Delete what interrupted imports left behind."""
    for staged in folder.glob("*.csv.part"):
        with suppress(OSError):
            staged.unlink()
