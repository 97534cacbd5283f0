"""Opening a file as the table it is: by the mapping's word, its name or its content."""

from pathlib import Path

from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.sources.delimited import DelimitedTable
from hanhtrinh.sources.json_lines import JsonLinesTable
from hanhtrinh.sources.mapping import FileFormat, FileRule
from hanhtrinh.sources.parquet import ParquetTable
from hanhtrinh.sources.tables import Table
from hanhtrinh.sources.text import PARQUET, content_start

_SUFFIXES: dict[str, FileFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_PATTERN_SIGNS = frozenset("*?[")


def find_files(base: Path, pattern: str) -> list[Path]:
    """Return the files a name or pattern means, sorted; FileUnusable, with what there is instead, when none exists."""
    exact = base / pattern
    if exact.is_file():
        return [exact]
    found = sorted(base.glob(pattern)) if _PATTERN_SIGNS & set(pattern) and not Path(pattern).is_absolute() else []
    if files := [path for path in found if path.is_file()]:
        return files
    folder = exact.parent
    names = sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    close = nearest(exact.name, names)
    if close:
        raise FileUnusable("sources.file_missing_suggest", file=pattern, folder=str(folder), suggestion=close)
    raise FileUnusable("sources.file_missing", file=pattern, folder=str(folder))


def format_of(path: Path) -> FileFormat:
    """Return a file's format by its name, else by how its content begins."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    suffix = Path(name).suffix
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    start = content_start(path, 512)
    if start.startswith(PARQUET):
        return "parquet"
    return "jsonl" if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else "csv"


def open_table(path: Path, rule: FileRule | None = None) -> Table:
    """Return the table in a file; raises FileUnusable when it cannot be read as what it claims to be."""
    kind = (rule.format if rule else None) or format_of(path)
    encoding = rule.encoding if rule else None
    if kind == "parquet":
        return ParquetTable(path)
    if kind == "jsonl":
        return JsonLinesTable(path, encoding=encoding)
    delimiter = (rule.delimiter if rule else None) or ("\t" if kind == "tsv" else None)
    return DelimitedTable(path, delimiter=delimiter, encoding=encoding, columns=rule.columns if rule else ())


def require_columns(table: Table, file: str, wanted: list[str]) -> None:
    """Raise FileUnusable, with the nearest name, when a column is missing or its name stands twice in the header."""
    for name in wanted:
        if table.columns.count(name) > 1:
            raise FileUnusable("sources.column_twice", file=file, column=name)
        if name in table.columns:
            continue
        close = nearest(name, table.columns)
        known = ", ".join(table.columns)
        known = known if len(known) <= 400 else f"{known[:399]}…"
        if close:
            raise FileUnusable("sources.column_suggest", file=file, column=name, suggestion=close, known=known)
        raise FileUnusable("sources.column_missing", file=file, column=name, known=known)
