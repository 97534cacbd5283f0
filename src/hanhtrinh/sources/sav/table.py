"""SPSS files as tables: a case is a row, a variable a column, and `variable.label` the words of its values."""

from pathlib import Path

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.apart import KeptTable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.text import content_start


def open_table(path: Path, rule: FileRule | None) -> KeptTable:
    """Return the cases of an SPSS file; raises FileUnusable when it is damaged."""
    if not content_start(path, 4):
        raise FileUnusable("sources.empty_file", file=path.name)
    return KeptTable("hanhtrinh.sources.sav.reading", path, {"encoding": rule.encoding if rule else None})
