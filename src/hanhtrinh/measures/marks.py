"""Marks: 64-bit numbers that stand for texts, the same in every process and version (FNV-1a, then mixed)."""

from collections.abc import Iterable, Sequence

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
_SEED = 0xCBF29CE484222325


def mark_of(text: str) -> int:
    """Return the mark of one text.

    >>> mark_of("nps") == mark_of("nps"), mark_of("nps") == mark_of("csat")
    (True, False)
    """
    return int(marks([pl.Series([text])])[0])


def marks(texts: Sequence[pl.Series], numbers: Iterable[I64] = ()) -> I64:
    """Return the mark of each row of some texts (none missing) and numbers together."""
    result = np.full(len(texts[0]), _SEED, np.uint64)
    for series in texts:
        sizes = series.str.len_bytes().to_numpy().astype(np.int64)
        letters = np.frombuffer("".join(series.to_list()).encode(), np.uint8)
        _add_texts(letters, sizes, result)
    for column in numbers:
        _add_numbers(np.ascontiguousarray(column), result)
    return result.view(np.int64)


@numba.njit(cache=True, nogil=True)
def _mixed(h: np.uint64) -> np.uint64:
    h ^= h >> np.uint64(32)
    h *= np.uint64(0xD6E8FEB86659FD93)
    h ^= h >> np.uint64(32)
    return h


@numba.njit(cache=True, nogil=True)
def _add_texts(letters: U8, sizes: I64, result: npt.NDArray[np.uint64]) -> None:
    at = 0
    for row in range(len(sizes)):
        h = result[row]
        for i in range(at, at + sizes[row]):
            h = (h ^ np.uint64(letters[i])) * np.uint64(0x100000001B3)
        at += sizes[row]
        result[row] = _mixed(h ^ np.uint64(sizes[row]))


@numba.njit(cache=True, nogil=True)
def _add_numbers(column: I64, result: npt.NDArray[np.uint64]) -> None:
    for row in range(len(column)):
        result[row] = _mixed(result[row] ^ np.uint64(column[row]))
