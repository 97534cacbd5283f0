"""Dictionaries: every distinct value of a property once, sorted; events hold codes into it.

Values are met in batches. Each is recognised by 128 bits of hash (two independent 64-bit hashes of polars, used only
within one build, so that their instability between versions does not matter); the distinct values are sorted at the
end.
"""

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Codes, narrowest

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
_CHUNK = 1 << 16


@numba.njit(cache=True, nogil=True)
def _insert(
    first: U64,
    second: U64,
    absent: npt.NDArray[np.bool_],
    keys: U64,
    checks: U64,
    slots: U32,
    size: int,
    codes: U32,
    fresh: U32,
) -> int:
    """Give each value its code (in order of first meeting, from 1); note where new values stood; return the new
    size.
    """
    mask = len(keys) - 1
    before = size
    for i in range(len(first)):
        if absent[i]:
            codes[i] = 0
            continue
        place = np.int64((first[i] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
        while slots[place] != 0 and not (keys[place] == first[i] and checks[place] == second[i]):
            place = (place + 1) & mask
        if slots[place] == 0:
            size += 1
            slots[place], keys[place], checks[place] = size, first[i], second[i]
            fresh[size - before - 1] = i
        codes[i] = slots[place]
    return size


@numba.njit(cache=True, nogil=True)
def _rehash(keys: U64, checks: U64, slots: U32, new_keys: U64, new_checks: U64, new_slots: U32) -> None:
    mask = len(new_keys) - 1
    for old in range(len(keys)):
        if slots[old] != 0:
            place = np.int64((keys[old] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
            while new_slots[place] != 0:
                place = (place + 1) & mask
            new_slots[place], new_keys[place], new_checks[place] = slots[old], keys[old], checks[old]


class DictionaryBuilder:
    """Collects the distinct values of one property over batches and gives every event a code."""

    def __init__(self, dtype: pl.DataType | type[pl.DataType]) -> None:
        self._dtype = dtype
        self._size = 0
        self._values: list[pl.Series] = []
        self._fresh = np.empty(_CHUNK, np.uint32)
        self._allocate(1 << 12)

    def _allocate(self, capacity: int) -> None:
        self._keys = np.zeros(capacity, np.uint64)
        self._checks = np.zeros(capacity, np.uint64)
        self._slots = np.zeros(capacity, np.uint32)

    def _reserve(self, more: int) -> None:
        needed = 1 << max(12, int(np.ceil(np.log2((self._size + more) * 1.5 + 1))))
        if needed > len(self._keys):
            old = self._keys, self._checks, self._slots
            self._allocate(needed)
            _rehash(*old, self._keys, self._checks, self._slots)

    def add(self, series: pl.Series) -> U32:
        """Return the provisional codes of a batch (0 where absent); `finish` gives the table that makes them final."""
        series = series.cast(self._dtype)
        if series.dtype == pl.Float64:
            series = series.fill_nan(None) + 0.0  # -0.0 and 0.0 are one value
        absent = series.is_null().to_numpy()
        first, second = series.hash(1).to_numpy(), series.hash(2).to_numpy()
        codes = np.empty(len(series), np.uint32)
        for start in range(0, len(series), _CHUNK):
            part = slice(start, start + _CHUNK)
            self._reserve(_CHUNK)
            size = self._insert_part(first[part], second[part], absent[part], codes[part])
            if size > self._size:
                self._values.append(series[part].gather(self._fresh[: size - self._size]))
            self._size = size
        return codes

    def _insert_part(self, first: U64, second: U64, absent: npt.NDArray[np.bool_], codes: U32) -> int:
        tables = self._keys, self._checks, self._slots
        return int(_insert(first, second, absent, *tables, self._size, codes, self._fresh))

    def finish(self) -> tuple[pl.Series, U32]:
        """Return the sorted dictionary and the table provisional code → final code (entry 0 stays 0)."""
        values = pl.concat(self._values) if self._values else pl.Series("", [], self._dtype)
        order = values.arg_sort()
        final = np.zeros(len(values) + 1, np.uint32)
        final[order.to_numpy().astype(np.int64) + 1] = np.arange(1, len(values) + 1, dtype=np.uint32)
        return values.gather(order), final


def recode(codes: U32, final: U32, size: int) -> Codes:
    """Return final codes in the narrowest type that holds a dictionary of `size` values."""
    return final.astype(narrowest(size))[codes]
