"""How a text file divides its fields: found out from its beginning, unless the mapping says it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from hanhtrinh.sources.header import find_header
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import Found

DELIMITERS = (",", ";", "\t", "|")
_LOOK_RECORDS = 100
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_BACKSLASHED = re.compile(r'\\"(?![,;\t|\r\n]|$)')
_LONE_RETURN = re.compile(r"\r(?!\n)")
_MOSTLY = 0.8


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """The signs of a text file, and the line its column names stand on, from 1 (0: it has none).

    `names` are the column names; an empty `quote`, `escape` or `comment` means that there is no such sign.
    """

    delimiter: str
    quote: str
    escape: str
    comment: str
    header_line: int
    first_line: int
    names: tuple[str, ...]

    def found(self) -> Iterator[Found]:
        """Yield what a mapping should state of it."""
        if self.delimiter != ",":
            shown = "TAB" if self.delimiter == "\t" else self.delimiter
            yield Found("delimiter", self.delimiter, "sources.guess_delimiter", {"delimiter": shown})
        if self.quote != '"':
            yield Found("quote", self.quote, "sources.guess_quote", {"quote": self.quote})
        if self.escape:
            yield Found("escape", self.escape, "sources.guess_escape", {"escape": self.escape})
        if self.comment:
            yield Found("comment", self.comment, "sources.guess_comment", {"comment": self.comment})
        if self.header_line > 1:
            yield Found("header_row", self.header_line, "sources.guess_header_row", {"row": self.header_line})


class _Records(msgspec.Struct, frozen=True):
    """A text's first records: the line each begins and ends on, and its fields; blank and comment lines left out."""

    begins: list[int]
    ends: list[int]
    fields: list[list[str]]


def find_dialect(text: str, rule: FileRule | None) -> Dialect:
    """Return the dialect of a text from its beginning; csv.Error when it cannot be divided into fields."""
    stated = rule or FileRule(file="", person="", events=())
    sep = _SEP_LINE.fullmatch(text.split("\n", 1)[0]) if not stated.header_row else None
    quote = stated.quote if stated.quote is not None else _quote(text)
    escape = stated.escape if stated.escape is not None else _escape(text, quote)
    comment = stated.comment if stated.comment is not None else _comment(text)
    known = stated.delimiter or ("\t" if stated.format == "tsv" else None) or (sep.group(1) if sep else None)
    above = (stated.header_row or 1) - 1 or (1 if sep else 0)
    records = {
        sign: _records(text, sign, quote, escape, comment, above) for sign in ((known,) if known else DELIMITERS)
    }
    delimiter = max(records, key=lambda sign: _fitness(records[sign].fields))
    header, names = 0, tuple(stated.columns)
    first = above + 1
    if not names:
        at = 0 if stated.header_row else _header(records[delimiter].fields)
        header, first, names = _header_at(records[delimiter], at)
    return Dialect(
        delimiter=delimiter,
        quote=quote,
        escape=escape,
        comment=comment,
        header_line=header,
        first_line=first,
        names=names,
    )


def _header_at(records: _Records, at: int) -> tuple[int, int, tuple[str, ...]]:
    """Return a header's line, the line after it, and its names; rows that all end in a delimiter add an empty one."""
    if not records.fields:
        return 1, 2, ()
    names = [name.strip() for name in records.fields[at]]
    below = records.fields[at + 1 :]
    if below and all(len(row) == len(names) + 1 and not row[-1] for row in below):
        names.append("")
    return records.begins[at], records.ends[at] + 1, tuple(names)


def _records(text: str, delimiter: str, quote: str, escape: str, comment: str, above: int) -> _Records:
    """Return the first records of a text, from the line after the first `above` lines on."""
    found = _Records([], [], [])
    lines = io.StringIO(_LONE_RETURN.sub(" ", text), newline="\n")
    for _ in range(above):
        lines.readline()
    quoting: Literal[0, 3] = 0 if quote else 3  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote or None, escapechar=escape or None, quoting=quoting)
    begin = above + 1
    for row in reader:
        end = above + reader.line_num
        if any(cell.strip() for cell in row) and not (comment and row[0].startswith(comment)):
            found.begins.append(begin)
            found.ends.append(end)
            found.fields.append(row)
        begin = end + 1
        if len(found.fields) > _LOOK_RECORDS:
            break
    return found


def _width(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return the most frequent number of fields, and the share of rows that have it."""
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return width, count / max(len(rows), 1)


def _fitness(rows: Sequence[Sequence[str]]) -> tuple[bool, float]:
    """Rank a delimiter: one that divides the first line as most others, then by how many equal fields it makes."""
    width, share = _width(rows)
    if width < 2:
        return False, len(rows[0]) / 1000 if rows else 0.0
    return len(rows[0]) == width and share >= _MOSTLY, share * (width - 1)


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Return the position of the column names: below a title, if what stands above is at most half as wide."""
    width, share = _width(rows)
    if width < 2 or share <= 0.5:
        return 0
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    at = find_header([count if len(row) == width else 0 for row, count in zip(rows, filled, strict=True)]) or 0
    return at if all(count * 2 <= width for count in filled[:at]) else 0


def _quote(text: str) -> str:
    """Return the quotation mark: the single one where most lines have fields in it and no double one occurs."""
    if '"' in text or "'" not in text:
        return '"'
    lines = [line for line in text.split("\n")[:_LOOK_RECORDS] if line.strip()]
    marked = sum(bool(re.search(r"(^|[,;\t|])'[^']*'(?=[,;\t|\r]|$)", line)) for line in lines)
    return "'" if marked > len(lines) / 2 else '"'


def _escape(text: str, quote: str) -> str:
    """Return the backslash where it stands before quotation marks that do not end a field."""
    pattern = _BACKSLASHED if quote == '"' else re.compile(r"\\'(?![,;\t|\r\n]|$)")
    return "\\" if quote and pattern.search(text) and quote * 2 not in re.sub(r"(^|[,;\t|])(''|\"\")", "", text) else ""


def _comment(text: str) -> str:
    """Return # where a first line begins with it that is not the line of column names."""
    lines = [line for line in text.split("\n")[:_LOOK_RECORDS] if line.strip()]
    if not lines or not lines[0].startswith("#"):
        return ""
    rest = [line for line in lines if not line.startswith("#")]
    if not rest or len(lines) - len(rest) > 1:
        return "#" if rest else ""
    return "" if any(lines[0].count(sign) == rest[0].count(sign) > 0 for sign in DELIMITERS) else "#"
