"""Themes that feel otherwise than the text they stand in, beside columns of texts: few, so only those are listed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]


class Apart(NamedTuple):
    """`row` is the text's place (ascending, and themes ascending within it), `theme` the number of the theme's bit,
    `feeling` what is said of that theme, −2…2. Whatever is not listed feels as its text does.
    """

    row: I64
    theme: npt.NDArray[np.uint8]
    feeling: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.row)

    def only(self, rows: I64, size: int) -> "Apart":
        """Return what is listed of some of `size` texts, by their places among those."""
        if not len(self.row):
            return self
        counts = np.bincount(self.row, minlength=size)
        begins = np.cumsum(counts) - counts
        return self.at(begins[rows], counts[rows])

    def at(self, begins: I64, counts: I64) -> "Apart":
        """Return runs of entries, one for each new row: where it begins and how long it is."""
        row = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(len(row)) + np.repeat(begins - (np.cumsum(counts) - counts), counts)
        return Apart(row, self.theme[place], self.feeling[place])

    def where(self, kept: npt.NDArray[np.bool_]) -> "Apart":
        """Return some entries alone; rows keep their numbers."""
        return Apart(self.row[kept], self.theme[kept], self.feeling[kept])

    def but(self, said: Sequence[tuple[int, int, float]]) -> "Apart":
        """Return the entries with others (row, theme, feeling) in the place of those of the same row and theme."""
        if not said:
            return self
        listed = {(row, theme): felt for row, theme, felt in zip(*(part.tolist() for part in self), strict=True)}
        listed |= {(row, theme): felt for row, theme, felt in said}
        row, theme, feeling = zip(*((*place, felt) for place, felt in sorted(listed.items())), strict=True)
        return Apart(np.array(row, np.int64), np.array(theme, np.uint8), np.array(feeling, np.float32))

    def shifted(self, rows: int) -> "Apart":
        """Return the entries as those of texts that so many others stand before."""
        return Apart(self.row + rows, self.theme, self.feeling)

    def felt(self, theme: int, feeling: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return how texts that feel so feel about one theme."""
        mine = self.theme == theme
        if not mine.any():
            return feeling
        result = feeling.copy()
        result[self.row[mine]] = self.feeling[mine]
        return result

    def of_row(self, row: int) -> dict[int, float]:
        """Return the themes of one text that feel otherwise than it."""
        low, high = np.searchsorted(self.row, [row, row + 1]).tolist()
        return dict(zip(self.theme[low:high].tolist(), self.feeling[low:high].tolist(), strict=True))


NOTHING_APART = Apart(np.empty(0, np.int64), np.empty(0, np.uint8), np.empty(0, np.float32))


def joined_apart(parts: Sequence[Apart], sizes: Sequence[int]) -> Apart:
    """Return what is listed beside columns of so many texts each as what is listed beside all of them in a row."""
    before = np.cumsum([0, *sizes]).tolist()
    moved = [part.shifted(rows) for part, rows in zip(parts, before, strict=False)]
    return Apart(*(np.concatenate(some) for some in zip(NOTHING_APART, *moved, strict=True)))
