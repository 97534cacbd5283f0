"""A Qualtrics export as a table: the questions' words are labels, the rows of words and ids no responses."""

import csv
import io
from pathlib import Path

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.csv.table import DelimitedTable, text_start
from hanhtrinh.sources.mapping import FileRule

_NAMES, _WORDS, _IDS = 0, 1, 2


def open_table(path: Path, rule: FileRule | None) -> "QualtricsTable":
    """Return the responses in an export."""
    return QualtricsTable(path, rule)


class QualtricsTable(DelimitedTable):
    """The responses of a survey; `labels` are the questions' words."""

    def __init__(self, path: Path, rule: FileRule | None = None) -> None:
        """Look at the beginning of a file; raises FileUnusable when it has no header rows."""
        super().__init__(path, rule)
        reader = csv.reader(io.StringIO(text_start(path, self.form), newline=""), delimiter=self.dialect.delimiter)
        heads, lines = [], []
        for row in reader:
            heads.append(row)
            lines.append(reader.line_num)
            if len(heads) > _IDS:
                break
        if len(heads) <= _WORDS:
            raise FileUnusable("sources.header_only", file=path.name)
        has_ids = len(heads) > _IDS and any("ImportId" in cell for cell in heads[_IDS])
        self.skip_header(self.columns, lines[_IDS if has_ids else _WORDS] + 1)
        words = zip(self.columns, heads[_WORDS], strict=False)
        self.labels = {name: " ".join(text.split()) for name, text in words if name and text.strip()}
        self.found = ()
