"""Finding the row of column names in the first rows of a sheet or a text."""

from collections.abc import Sequence
from statistics import median

_NEXT_ROWS = 20
_SHARE = 0.6


def find_header(filled: Sequence[int]) -> int | None:
    """Return the row of the column names from how many cells of each row are filled: the first that is filled about
    as far as the rows below it.

    Titles, dates of the report and the like stand in one or two cells above. None when nothing stands below.
    """
    for i, count in enumerate(filled):
        below = [n for n in filled[i + 1 :] if n][:_NEXT_ROWS]
        if count and below and count >= _SHARE * median(below) and (count > 1 or max(below) == 1):
            return i
    return None
