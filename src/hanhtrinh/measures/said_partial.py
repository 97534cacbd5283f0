"""What people said in words, summed: whole numbers by place, theme and calendar bucket, that add and subtract.

A person speaks once in every cell: by the latest of their texts there that says how they feel, in a theme's cell by
what it says of that theme.
"""

from dataclasses import dataclass, field

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.calendar_days import days_of, first_days
from hanhtrinh.measures.keyed import Keyed, compressed, keyed_of, nothing
from hanhtrinh.measures.said_rows import UNFELT, SaidRows, in_micro
from hanhtrinh.measures.selection import Bucket
from hanhtrinh.measures.statistics import Moments

I64 = npt.NDArray[np.int64]
ANY_THEME = -1
"""Stands for all texts of a place, whatever they are about."""
WHOLE = 0
"""Stands for the whole period; calendar buckets are named by the number of their first day, which is more."""
TEXTS, PEOPLE, FELT, TOTAL, SQUARES_HIGH, SQUARES_LOW, UNREAD = range(7)
_WIDTH = 7
_LOW = 32


@dataclass(frozen=True)
class SaidPartial:
    """`cells` by (place, theme's bit or ANY_THEME, first day of the bucket or WHOLE).

    Partials of different people add up; those of some of the people are taken away again.
    """

    cells: Keyed = field(default_factory=lambda: nothing(3, _WIDTH))

    def __add__(self, other: "SaidPartial") -> "SaidPartial":
        return SaidPartial(self.cells + other.cells)

    def __sub__(self, other: "SaidPartial") -> "SaidPartial":
        return SaidPartial(self.cells - other.cells)

    def moments(self, place: int, theme: int = ANY_THEME, bucket: int = WHOLE) -> Moments:
        """Return the feelings of one cell's people."""
        row = self.at(place, theme, bucket)
        return Moments(row[FELT], row[TOTAL], (row[SQUARES_HIGH] << _LOW) + row[SQUARES_LOW])

    def at(self, place: int, theme: int = ANY_THEME, bucket: int = WHOLE) -> list[int]:
        """Return the counts of one cell."""
        found: list[int] = self.cells.at(place, theme, bucket).tolist()
        return found

    def themes_at(self, place: int) -> list[int]:
        """Return the themes spoken of at a place."""
        under = self.cells.under(place)
        return [int(theme) for theme in np.unique(under.keys[:, 0]) if theme != ANY_THEME]


def said_partial(rows: SaidRows, zone: str, bucket: Bucket | None) -> SaidPartial:
    """Return the sums over some rows, with those of every calendar bucket where a size is given."""
    if not len(rows):
        return SaidPartial()
    days = np.empty(0, np.int64)
    at = np.full(len(rows), -1, np.int64)
    if bucket is not None:
        days, at = compressed(first_days(days_of(rows.time, zone), bucket))
    places, place = compressed(rows.place)
    every = int(np.bitwise_or.reduce(rows.themes))
    bits = np.array([bit for bit in range(every.bit_length()) if every >> bit & 1], np.int64)
    buckets, themes = len(days) + 1, len(bits) + 1
    counts = np.zeros((len(places) * themes * buckets, _WIDTH), np.int64)
    apart = rows.apart.row, rows.apart.theme.astype(np.int64), in_micro(rows.apart.feeling)
    _count(
        rows.person, place, at, rows.feeling, rows.themes, rows.read, *apart, bits.astype(np.uint64), buckets, counts
    )
    there = np.flatnonzero(counts[:, TEXTS])
    cell, in_bucket = np.divmod(there, buckets)
    in_place, in_theme = np.divmod(cell, themes)
    names = np.append(ANY_THEME, bits), np.append(WHOLE, days)
    return SaidPartial(keyed_of([places[in_place], names[0][in_theme], names[1][in_bucket]], counts[there]))


@numba.njit(cache=True, nogil=True)
def _count(
    person: I64,
    place: I64,
    bucket: I64,
    feeling: I64,
    themes: npt.NDArray[np.uint64],
    read: npt.NDArray[np.bool_],
    apart_row: I64,
    apart_theme: I64,
    apart_feeling: I64,
    bits: npt.NDArray[np.uint64],
    buckets: int,
    counts: I64,
) -> None:
    """Count every row in all its cells, the last rows first: whoever was met in a cell has spoken there already.

    A cell is (place, any theme or one of the bits, the whole period or a bucket). `apart_…` are entries in the order of
    rows: those from `begin` to `end` are the row's.
    """
    spoke, felt = np.full(len(counts), -1, np.int64), np.full(len(counts), -1, np.int64)
    begin = len(apart_row)
    for row in range(len(person) - 1, -1, -1):
        end = begin
        while begin > 0 and apart_row[begin - 1] == row:
            begin -= 1
        for theme in range(len(bits) + 1):
            if theme > 0 and (themes[row] >> bits[theme - 1]) & np.uint64(1) == 0:
                continue
            value = feeling[row]
            for entry in range(begin, end if theme > 0 else begin):
                if apart_theme[entry] == np.int64(bits[theme - 1]):
                    value = apart_feeling[entry]
            first = (place[row] * (len(bits) + 1) + theme) * buckets
            for turn in range(2):
                if turn == 1 and bucket[row] < 0:
                    continue
                cell = first if turn == 0 else first + 1 + bucket[row]
                counts[cell, TEXTS] += 1
                counts[cell, UNREAD] += not read[row]
                if spoke[cell] != person[row]:
                    spoke[cell] = person[row]
                    counts[cell, PEOPLE] += 1
                if value != UNFELT and felt[cell] != person[row]:
                    felt[cell] = person[row]
                    square = value * value
                    counts[cell, FELT] += 1
                    counts[cell, TOTAL] += value
                    counts[cell, SQUARES_HIGH] += square >> _LOW
                    counts[cell, SQUARES_LOW] += square & 0xFFFFFFFF
