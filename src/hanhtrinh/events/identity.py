"""Who an event is: a 128-bit hash of its content, and the set of those already known.

The hash is part of the stored format: it must never change, on any machine, under any version of any library. It is
therefore
written out here, over plain UTF-8 bytes and 64-bit words. Two lanes are mixed independently (the multiply–xorshift
of MurmurHash3's
finaliser, by Austin Appleby, public domain, with two sets of constants).
"""

import ctypes
import hashlib
from typing import Any

import arro3.core as arrow
import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from hanhtrinh.events.words import Words

Mask = npt.NDArray[np.bool_]

_A1, _A2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_B1, _B2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_SHIFT_A, _SHIFT_B = np.uint64(33), np.uint64(29)
_EIGHT, _BYTE_BITS = 8, np.uint64(8)


class _ArrowArray(ctypes.Structure):
    """The Arrow C data interface's `ArrowArray`: a stable layout by which libraries hand columns over without
    copying."""

    _fields_ = (
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class Utf8Column:
    """The bytes of a text column: row i is `data[offsets[i]:offsets[i + 1]]`, absent where `present` is False."""

    def __init__(self, column: pl.Series) -> None:
        self.present: Mask = column.is_not_null().to_numpy()
        chunks = arrow.ChunkedArray.from_arrow(column.rechunk()).cast(arrow.DataType.large_utf8())
        # The arrays below are views: the column must outlive them.
        self._held = chunks.combine_chunks()
        self.offsets, self.data = self._views()

    def _views(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
        _, capsule = self._held.__arrow_c_array__()
        self._capsule = capsule
        get = ctypes.pythonapi.PyCapsule_GetPointer
        get.restype, get.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
        array = _ArrowArray.from_address(get(capsule, b"arrow_array"))
        end = array.offset + array.length + 1
        offsets = _view(array.buffers[1], ctypes.c_int64, end, np.int64)[array.offset :]
        size = int(offsets[-1]) if len(offsets) else 0
        return offsets, _view(array.buffers[2], ctypes.c_uint8, size, np.uint8)


def _view(address: int | None, kind: Any, size: int, dtype: Any) -> npt.NDArray[Any]:
    if not address or not size:
        return np.zeros(size, dtype=dtype)
    return np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(kind)), (size,))


class ContentHash:
    """Hashes rows column by column. Absent values leave no trace, so a column that is empty everywhere changes
    nothing."""

    def __init__(self, rows: int, source: str) -> None:
        self.first: Words = np.full(rows, _seed(f"source:{source}", b"a"), dtype=np.uint64)
        self.second: Words = np.full(rows, _seed(f"source:{source}", b"b"), dtype=np.uint64)

    def add(self, name: str, column: pl.Series) -> None:
        """Mix in a column of type String, Float64, Boolean, Datetime(us) or Int64 under its name."""
        if column.null_count() == len(column):
            return
        kind, words = _KINDS[column.dtype.base_type()], None
        seed_a, seed_b = _seed(f"{kind}:{name}", b"a"), _seed(f"{kind}:{name}", b"b")
        if kind == "text":
            text = Utf8Column(column)
            _mix_text(self.first, self.second, text.offsets, text.data, text.present, seed_a, seed_b)
            return
        words = _words(column, kind)
        _mix_words(self.first, self.second, words, column.is_not_null().to_numpy(), seed_a, seed_b)

    def ids(self) -> Words:
        """Return the ids, one row of two words each."""
        ids = np.stack((self.first, self.second), axis=1)
        # (0, 0) is the set's mark for an empty place.
        ids[(ids[:, 0] == 0) & (ids[:, 1] == 0), 1] = 1
        return ids


_KINDS: dict[Any, str] = {
    pl.String: "text",
    pl.Float64: "number",
    pl.Boolean: "bool",
    pl.Datetime: "time",
    pl.Int64: "time",
}


def _words(column: pl.Series, kind: str) -> Words:
    if kind == "number":
        # −0.0 equals 0.0 and must hash alike.
        return (column.fill_null(0.0).to_numpy() + 0.0).view(np.uint64)
    if kind == "bool":
        return column.fill_null(False).cast(pl.UInt64).to_numpy()
    return column.cast(pl.Int64).fill_null(0).to_numpy().view(np.uint64)


def _seed(text: str, lane: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, person=lane).digest(), "little"))


@njit(cache=True, nogil=True)
def _mix_a(state: np.uint64, word: np.uint64) -> np.uint64:
    state = (state ^ word) * _A1
    state ^= state >> _SHIFT_A
    state *= _A2
    return state ^ (state >> _SHIFT_A)


@njit(cache=True, nogil=True)
def _mix_b(state: np.uint64, word: np.uint64) -> np.uint64:
    state = (state + word) * _B1
    state ^= state >> _SHIFT_B
    state *= _B2
    return state ^ (state >> _SHIFT_B)


@njit(cache=True, nogil=True)
def _mix_words(first: Words, second: Words, words: Words, present: Mask, seed_a: np.uint64, seed_b: np.uint64) -> None:
    for i in range(len(words)):
        if present[i]:
            first[i] = _mix_a(_mix_a(first[i], seed_a), words[i])
            second[i] = _mix_b(_mix_b(second[i], seed_b), words[i])


@njit(cache=True, nogil=True)
def _mix_text(
    first: Words, second: Words, offsets: Any, data: Any, present: Mask, seed_a: np.uint64, seed_b: np.uint64
) -> None:
    for i in range(len(present)):
        if not present[i]:
            continue
        start, end = offsets[i], offsets[i + 1]
        a, b = _mix_a(first[i], seed_a), _mix_b(second[i], seed_b)
        word = np.uint64(0)
        for k in range(start, end):
            at = (k - start) % _EIGHT
            word |= np.uint64(data[k]) << (_BYTE_BITS * np.uint64(at))
            if at == _EIGHT - 1:
                a, b, word = _mix_a(a, word), _mix_b(b, word), np.uint64(0)
        size = np.uint64(end - start)
        # The last word may be padded with zero bytes: the length tells texts apart that end in them.
        first[i], second[i] = _mix_a(_mix_a(a, word), size), _mix_b(_mix_b(b, word), size)


def ids_to_binary(ids: Words) -> pl.Series:
    """Return ids as a Binary column of 16 bytes each, little-endian."""
    raw = np.ascontiguousarray(ids, dtype="<u8").view(np.uint8).reshape(-1, 16)
    return pl.Series("id", raw).cast(pl.List(pl.UInt8)).cast(pl.Binary)


def binary_to_ids(column: pl.Series) -> Words:
    """Return a Binary column of 16 bytes each as ids."""
    words = column.bin.reinterpret(dtype=pl.Array(pl.UInt64, 2), endianness="little").to_numpy()
    return np.ascontiguousarray(words, dtype=np.uint64).reshape(-1, 2)


_LOAD = 0.75
_GROWTH = 1.7
_FEWEST = 1 << 12


class IdSet:
    """A set of 128-bit ids in one open-addressing table: 16 bytes a place, no more than three quarters full."""

    def __init__(self, expected: int = 0) -> None:
        self.count = 0
        self._table: Words = np.zeros((max(_FEWEST, int(expected / _LOAD) + 1), 2), dtype=np.uint64)

    def __len__(self) -> int:
        return self.count

    def add(self, ids: Words) -> Mask:
        """Add ids and tell for each whether it is new; of equal ones in one call the first is."""
        self._make_room(len(ids))
        new = np.empty(len(ids), dtype=np.bool_)
        self.count += int(_insert(self._table, np.ascontiguousarray(ids), new))
        return new

    def _make_room(self, more: int) -> None:
        needed = int((self.count + more) / _LOAD) + 1
        if needed <= len(self._table):
            return
        old = self._table
        self._table = np.zeros((max(needed, int(len(old) * _GROWTH)), 2), dtype=np.uint64)
        _rehash(self._table, old)


@njit(cache=True, nogil=True)
def _place(table: Any, a: np.uint64, b: np.uint64) -> Any:
    """Return (position, found): where the id stands or would be put."""
    size = np.uint64(len(table))
    at = ((a >> np.uint64(32)) * size) >> np.uint64(32)
    while True:
        x, y = table[at, 0], table[at, 1]
        if x == a and y == b:
            return at, True
        if x == 0 and y == 0:
            return at, False
        at += np.uint64(1)
        if at == size:
            at = np.uint64(0)


@njit(cache=True, nogil=True)
def _insert(table: Any, ids: Any, new: Mask) -> int:
    added = 0
    for i in range(len(ids)):
        at, found = _place(table, ids[i, 0], ids[i, 1])
        new[i] = not found
        if not found:
            table[at, 0], table[at, 1] = ids[i, 0], ids[i, 1]
            added += 1
    return added


@njit(cache=True, nogil=True)
def _rehash(table: Any, old: Any) -> None:
    for i in range(len(old)):
        if old[i, 0] != 0 or old[i, 1] != 0:
            at, _ = _place(table, old[i, 0], old[i, 1])
            table[at, 0], table[at, 1] = old[i, 0], old[i, 1]
