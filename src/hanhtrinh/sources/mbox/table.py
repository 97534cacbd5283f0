"""A mailbox as a table: one row for each letter that a person wrote to the company."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import LINE, Batch, OnProgress, Table, Unreadable, shown
from hanhtrinh.sources.text import content_start, open_bytes
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.elsewhere.letters import MOST_BYTES, Letter, letter_of
from hanhtrinh.voice.elsewhere.model import Saying, instrument_key
from hanhtrinh.voice.elsewhere.paths import iso

COLUMNS = ("instrument", "kind", "id", "time", "person", "text", "title", "site", "thread", "receivers")
KEY = instrument_key("email")
_BEGINS = re.compile(rb"(?:^|\n)From [^\n]{1,300}\n(?=>?[A-Za-z][A-Za-z0-9-]{0,60}:)")
_LONGEST_BEGINNING = 400
"""More bytes than what a letter is known to begin by."""
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_BATCH = 5_000
_LATEST = 4_102_444_800 * MICROSECONDS


def open_table(path: Path, rule: FileRule | None) -> "MailboxTable":
    """Return the letters of a mailbox; FileUnusable when there is none."""
    return MailboxTable(path, own=rule.own if rule else (), without=rule.without if rule else ())


def answering(path: Path, now: int) -> Iterator[Saying]:
    """Yield the letters people wrote in answer to another, with the ids of those they answer."""
    for raw in letters(open_bytes(path, lambda count: None)):
        letter = letter_of(raw.text, now) if raw.whole else None
        if letter is not None and letter.references and not letter.automatic:
            yield msgspec.structs.replace(letter.saying, refers=letter.references)


class _Raw(NamedTuple):
    line: int
    text: bytes
    whole: bool


class MailboxTable(Table):
    """The letters of a mailbox, but for those the company's `own` addresses or programs sent, and those `without` which
    it is to be read.

    Those are rows without an instrument, so that they are counted as not meant.
    """

    columns = COLUMNS
    unit = "bytes"

    def __init__(self, path: Path, own: Sequence[str] = (), without: Sequence[str] = ()) -> None:
        """Look at the beginning; raises FileUnusable for a file that holds no letter."""
        self.path = path
        self.own = frozenset(address.lower() for address in own)
        self.without = frozenset(without)
        self.total = path.stat().st_size
        if _BEGINS.search(b"\n" + content_start(path).replace(b"\r\n", b"\n")) is None:
            raise FileUnusable("sources.empty_file", file=path.name)

    def leave_out(self, own: Sequence[str]) -> None:
        """Take letters from these addresses for the company's own."""
        self.own = frozenset(address.lower() for address in own)

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all letters in file order; see `Table`."""
        rows: list[tuple[str | None, ...]] = []
        lines: list[int] = []
        unreadable: list[Unreadable] = []
        for raw in letters(open_bytes(self.path, on_progress)):
            letter = letter_of(raw.text, _LATEST) if raw.whole else None
            if letter is None or letter.saying.time == _LATEST:
                unreadable.append(_refused(raw))
            else:
                rows.append(self._row(letter))
                lines.append(raw.line)
            if len(rows) + len(unreadable) >= _BATCH:
                yield Batch(_frame(columns, rows, lines), tuple(unreadable))
                rows, lines, unreadable = [], [], []
        yield Batch(_frame(columns, rows, lines), tuple(unreadable))

    def _row(self, letter: Letter) -> tuple[str | None, ...]:
        said = letter.saying
        out = letter.automatic or letter.sender in self.own or said.id in self.without
        return (
            "" if out else KEY, said.kind, said.id, iso(said.time), letter.sender, said.text, said.title or None,
            said.site or None, said.thread or None, ", ".join(letter.receivers[:20]) or None,
        )  # fmt: skip


def letters(blocks: Iterable[bytes]) -> Iterator[_Raw]:
    """Yield letters as they stand in a mailbox; of one that is too large, its beginning, not `whole`."""
    held, line, begun, skipped = bytearray(b"\n"), 0, 1, False
    at = 1  # nothing begins before it: a letter of many blocks is searched once, not once a block
    for block in _with_lines(blocks):
        held += block
        while (found := _BEGINS.search(held, at)) is not None:
            yield from _letter(held[: found.start() + 1], begun, skipped)
            line += held.count(b"\n", 0, found.start() + 1)
            begun, skipped, at = line, False, 1
            del held[: found.start()]
        if len(held) > 32 * MOST_BYTES:
            line += held.count(b"\n", MOST_BYTES, len(held) - 1_024)
            del held[MOST_BYTES:-1_024]
            skipped = True
        at = max(1, len(held) - _LONGEST_BEGINNING)
    yield from _letter(held, begun, skipped)


def _with_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks with plain ends of lines, also of one that two blocks share."""
    kept = b""
    for block in blocks:
        whole = kept + block
        kept = b"\r" if whole.endswith(b"\r") else b""
        yield whole[: len(whole) - len(kept)].replace(b"\r\n", b"\n")
    yield kept


def _letter(raw: bytearray, line: int, skipped: bool) -> Iterator[_Raw]:
    head, _, rest = bytes(raw).lstrip(b"\n").partition(b"\n")
    if rest.strip():
        yield _Raw(max(1, line), _QUOTED_FROM.sub(rb"\1", rest) if head.startswith(b"From ") else rest, not skipped)


def _refused(raw: _Raw) -> Unreadable:
    if not raw.whole:
        allowed = 32 * MOST_BYTES // 2**20
        return Unreadable(raw.line, "elsewhere_files.letter_too_large", {"allowed": allowed}, shown(raw.text))
    return Unreadable(raw.line, "elsewhere_files.letter_empty", {}, shown(raw.text))


def _frame(columns: Sequence[str], rows: Sequence[tuple[str | None, ...]], lines: Sequence[int]) -> pl.DataFrame:
    places = [(name, COLUMNS.index(name)) for name in columns]
    data = {name: pl.Series([row[at] for row in rows], dtype=pl.String()) for name, at in places}
    return pl.DataFrame({**data, LINE: pl.Series(lines, dtype=pl.Int64())})
