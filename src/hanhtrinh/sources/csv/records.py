"""Splitting delimited text into records: quotes, line ends and line numbers, at memory speed.

Follows Python's `csv` module (`strict=False`): a quote opens a quoted field only at its beginning, two quotes inside
it are one, and
what follows the closing quote is text; but a lone CR is text, not a line end. An escape sign, where there is one, takes
the meaning from a quote, delimiter, line end or escape sign after it, and stays itself before anything else; a line
that begins with the comment sign is skipped. On top of that: every record knows the
line it begins on, and a record that cannot be right
(wrong number of fields, longer than `MAX_RECORD_BYTES`, a quote never closed) is set aside instead of swallowing its
neighbours.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from hanhtrinh.sources.tables import MAX_RECORD_BYTES

# Between fields and records of the rewritten text; ASCII has them for this very purpose.
FIELD_END, RECORD_END = 0x1F, 0x1E
GOOD, RAGGED, TOO_LONG, OPEN_QUOTE, CONTROL = 0, 1, 2, 3, 4
_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D
_NONE = -1
NO_SIGN = -1

Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]


class Records(NamedTuple):
    """What a chunk held. Good records lie in `text`, wanted fields only; `lines` and `ends` (in `text`) have one
    entry each.

    `bad` has one row per record set aside: kind, line, number of fields, begin and end in the chunk. `used` bytes of
    the chunk were
    consumed, `line` is the line that follows, `skipping` tells that it begins inside a line that is too long.
    """

    text: Bytes
    lines: Longs
    ends: Longs
    bad: Longs
    used: int
    line: int
    skipping: bool


def split_records(
    chunk: bytes,
    *,
    delimiter: int,
    wanted: npt.NDArray[np.bool_],
    line: int,
    final: bool,
    skipping: bool = False,
    quote: int = _QUOTE,
    escape: int = NO_SIGN,
    comment: int = NO_SIGN,
) -> Records:
    """Split a chunk that begins at a record (or, when `skipping`, inside a line that is too long).

    `wanted[i]` keeps field i; its length is the number of fields a record must have. `line` is the chunk's first
    line. Unless `final`, an incomplete last record is left unused, for the next chunk to begin with. Signs are bytes;
    `NO_SIGN` where the text has none.
    """
    data = np.frombuffer(chunk, dtype=np.uint8)
    # Each kept field adds at most one byte to what it took; a record has at least as many bytes as delimiters.
    out = np.empty(len(data) + len(wanted) + 2, dtype=np.uint8)
    most = int(np.count_nonzero(data == _NEWLINE)) + 1
    lines, ends = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    bad = np.empty((most, 5), dtype=np.int64)
    good, bad_count, used, next_line, skips = _split(
        data, (delimiter, quote, escape, comment), wanted, line, final, skipping, out, lines, ends, bad
    )
    size = int(ends[good - 1]) if good else 0
    return Records(out[:size], lines[:good], ends[:good], bad[:bad_count], int(used), int(next_line), bool(skips))


@njit(cache=True, nogil=True)
def _next_newline(data: Bytes, start: int) -> int:
    for i in range(start, len(data)):
        if data[i] == _NEWLINE:
            return i
    return _NONE


@njit(cache=True, nogil=True)
def _field(data: Bytes, pos: int, signs: Any, limit: int, keep: bool, out: Bytes, o: int) -> Any:
    """Copy one field; return (position of its delimiter or line end, end in out, line ends inside, clean).

    The position is `limit` when the field goes on beyond it, and then the third value tells whether a quote was open
    (−1).
    """
    n = limit
    newlines = 0
    clean = True
    delimiter, quote, escape, _ = signs
    quoted = pos < n and data[pos] == quote
    if quoted:
        pos += 1
    while pos < n:
        byte = data[pos]
        if byte == escape and pos + 1 < n and data[pos + 1] in (quote, delimiter, escape, _NEWLINE):
            pos += 1
            byte = data[pos]
            newlines += byte == _NEWLINE
        elif quoted:
            if byte == quote:
                if pos + 1 < n and data[pos + 1] == quote:
                    pos += 1
                elif pos + 1 >= n and n < len(data):
                    return n, o, -1, clean
                else:
                    quoted = False
                    pos += 1
                    continue
            elif byte == _NEWLINE:
                newlines += 1
        elif byte in (delimiter, _NEWLINE):
            return pos, o, newlines, clean
        elif byte == _RETURN and (pos + 1 >= n or data[pos + 1] == _NEWLINE):
            pos += 1
            continue
        if byte in (FIELD_END, RECORD_END, 0):
            clean = False
        if keep:
            out[o] = byte
            o += 1
        pos += 1
    return n, o, -1 if quoted else newlines, clean


@njit(cache=True, nogil=True)
def _record(data: Bytes, start: int, signs: Any, wanted: Any, limit: int, out: Bytes, o: int) -> Any:
    """Copy one record; return (end, end in out, fields, line ends inside or −1 for an open quote, clean)."""
    pos, fields, newlines, clean = start, 0, 0, True
    while True:
        keep = fields < len(wanted) and wanted[fields]
        pos, o, inside, field_clean = _field(data, pos, signs, limit, keep, out, o)
        clean = clean and field_clean
        fields += 1
        if inside < 0:
            return pos, o, fields, -1, clean
        newlines += inside
        if keep:
            out[o] = FIELD_END
            o += 1
        if pos >= limit or data[pos] == _NEWLINE:
            return pos, o, fields, newlines, clean
        pos += 1


@njit(cache=True, nogil=True)
def _blank(data: Bytes, pos: int) -> int:
    """Return the length of an empty line at a position, line end included; 0 when it is not empty."""
    if data[pos] == _NEWLINE:
        return 1
    if data[pos] == _RETURN and pos + 1 < len(data) and data[pos + 1] == _NEWLINE:
        return 2
    return 0


@njit(cache=True, nogil=True)
def _split(
    data: Bytes,
    signs: Any,
    wanted: Any,
    line: int,
    final: bool,
    skipping: bool,
    out: Bytes,
    lines: Longs,
    ends: Longs,
    bad: Any,
) -> Any:
    n = len(data)
    pos, o, good, bad_count = 0, 0, 0, 0
    while pos < n:
        if skipping:
            end = _next_newline(data, pos)
            if end == _NONE:
                return good, bad_count, n, line, True
            pos, line, skipping = end + 1, line + 1, False
            continue
        blank = _blank(data, pos)
        if blank:
            pos, line = pos + blank, line + 1
            continue
        if data[pos] == signs[3]:
            end = _next_newline(data, pos)
            if end == _NONE and not final:
                return good, bad_count, pos, line, False
            pos, line = (n if end == _NONE else end + 1), line + 1
            continue
        limit = min(n, pos + MAX_RECORD_BYTES)
        end, o_end, fields, newlines, clean = _record(data, pos, signs, wanted, limit, out, o)
        kind = GOOD
        if end >= limit and limit < n:
            kind = OPEN_QUOTE if newlines < 0 else TOO_LONG
        elif end >= n and not final:
            return good, bad_count, pos, line, False
        elif newlines < 0:
            kind = OPEN_QUOTE
        elif fields != len(wanted):
            kind = RAGGED
        elif not clean:
            kind = CONTROL
        if kind == GOOD:
            # The last field's end becomes the record's.
            out[o_end - 1] = RECORD_END
            o = o_end
            lines[good], ends[good] = line, o
            good += 1
        else:
            bad[bad_count, 0], bad[bad_count, 1], bad[bad_count, 2] = kind, line, fields
            bad[bad_count, 3], bad[bad_count, 4] = pos, end
            bad_count += 1
        if kind in (OPEN_QUOTE, TOO_LONG):
            # Only this line is given up; a lost quote must not take the rest of the file with it.
            skipping = True
            continue
        pos, line = min(end, n) + 1, line + newlines + 1
    return good, bad_count, n, line, skipping
