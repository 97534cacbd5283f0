"""What one reader read in a workspace's texts so far, found by digest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.apart import NOTHING_APART, Apart, joined_apart
from hanhtrinh.ports.understanding import APART, NO_SENSES, SENSE, Rows, SenseRows, together
from hanhtrinh.voice.text.reading import SenseColumns

Keys = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
_RECENT = 50_000


def keys_of(texts: Sequence[str], salt: bytes) -> Keys:
    """Return the digest of each text: 64 bits, keyed, so that nobody finds a text by it who lacks the salt."""
    digest = hashlib.blake2b
    found = b"".join([digest(text.encode(), digest_size=8, key=salt).digest() for text in texts])
    return np.frombuffer(found, np.uint64)


@dataclass(frozen=True)
class _Shelf:
    """Rows by key, each text once, and the themes that feel otherwise by key and theme."""

    rows: SenseRows

    @cached_property
    def keys(self) -> Keys:
        return np.ascontiguousarray(self.rows.texts["key"])

    @cached_property
    def apart(self) -> Apart:
        """The themes that feel otherwise, by place among the texts."""
        mine = self.rows.apart
        place = np.searchsorted(self.keys, mine["key"])
        return Apart(place, np.ascontiguousarray(mine["theme"]), np.ascontiguousarray(mine["feeling"]))

    @cached_property
    def runs(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where each text's entries in `apart` begin, and how many there are."""
        counts = np.bincount(self.apart.row, minlength=len(self.keys))
        return np.cumsum(counts) - counts, counts

    def find(self, keys: Keys) -> tuple[npt.NDArray[np.int64], Mask]:
        """Return where some keys stand, and which of them do."""
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return place, self.keys[place] == keys


class Known:
    """Senses by key, for one version of a reader. Not safe for several threads at once."""

    def __init__(self, version: str, salt: bytes, rows: SenseRows) -> None:
        self.version, self.salt = version, salt
        self._shelf, self._recent = _in_order(rows), _Shelf(NO_SENSES)

    def __len__(self) -> int:
        return len(self._shelf.rows) + len(self._recent.rows)

    def add(self, rows: SenseRows) -> None:
        """Take more."""
        self._recent = _in_order(together([self._recent.rows, rows]))
        if len(self._recent.rows) > _RECENT:
            self._shelf = _in_order(together([self._shelf.rows, self._recent.rows]))
            self._recent = _Shelf(NO_SENSES)

    def find(self, keys: Keys) -> tuple[SenseColumns, Mask]:
        """Return what is known of some texts, and of which anything is."""
        rows = np.zeros(len(keys), SENSE)
        rows["feeling"], rows["language"] = np.nan, 2
        there, apart = np.zeros(len(keys), np.bool_), NOTHING_APART
        for known in (self._shelf, self._recent):
            if len(known.rows):
                place, found = known.find(keys)
                rows[found] = known.rows.texts[place[found]]
                apart = _both(apart, _apart_of(known, place, found))
                there |= found
        return _columns(rows, apart), there


def _apart_of(known: _Shelf, place: npt.NDArray[np.int64], found: Mask) -> Apart:
    """Return the themes that feel otherwise in the texts that were found, by their places among those asked for."""
    begins, counts = known.runs
    return known.apart.at(begins[place], np.where(found, counts[place], 0))


def _both(one: Apart, other: Apart) -> Apart:
    """Return what two shelves say: no text stands on both."""
    if not len(one) or not len(other):
        return one if len(one) else other
    every = joined_apart([one, other], [0, 0])
    order = np.argsort(every.row, kind="stable")
    return Apart(every.row[order], every.theme[order], every.feeling[order])


def rows_of(keys: Keys, columns: SenseColumns) -> SenseRows:
    """Return what was read in some texts as rows to keep."""
    rows = np.empty(len(keys), SENSE)
    rows["key"] = keys
    for name in ("language", "feeling", "confidence", "themes"):
        rows[name] = getattr(columns, name)
    apart = np.empty(len(columns.apart), APART)
    apart["key"] = keys[columns.apart.row]
    apart["theme"], apart["feeling"] = columns.apart.theme, columns.apart.feeling
    return SenseRows(rows, apart)


def _columns(rows: Rows, apart: Apart) -> SenseColumns:
    language, feeling, confidence, themes = (
        np.ascontiguousarray(rows[name]) for name in ("language", "feeling", "confidence", "themes")
    )
    return SenseColumns(language, feeling, confidence, themes, apart)


def _in_order(rows: SenseRows) -> _Shelf:
    """Return rows by key, each key once."""
    _, first = np.unique(rows.texts["key"], return_index=True)
    apart = rows.apart[np.lexsort((rows.apart["theme"], rows.apart["key"]))]
    again = (apart["key"][1:] == apart["key"][:-1]) & (apart["theme"][1:] == apart["theme"][:-1])
    return _Shelf(SenseRows(rows.texts[first], apart[np.append(True, ~again)[: len(apart)]]))
