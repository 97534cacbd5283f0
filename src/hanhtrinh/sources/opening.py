"""Opening a file as the table it is: by the mapping's word, its content or its name."""

from pathlib import Path

from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.sources.form import Form
from hanhtrinh.sources.forms import form_named, form_of
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import Table
from hanhtrinh.sources.text import content_start

START_BYTES = 1 << 16
"""How much of a file its form is recognised by."""
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


def form_at(path: Path, rule: FileRule | None = None) -> Form:
    """Return a file's form: the mapping's word, else by how its content begins and by its name."""
    if rule is not None and rule.format is not None:
        return form_named(rule.format)
    return form_of(path.name, content_start(path, START_BYTES))


def open_table(path: Path, rule: FileRule | None = None) -> Table:
    """Return the table in a file; raises FileUnusable when it cannot be read as what it claims to be."""
    return form_at(path, rule).open(path, rule)


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
