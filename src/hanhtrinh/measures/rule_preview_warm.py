"""The kernels of the rule editor, compiled or read from their cache before anybody waits for them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.rule_preview_kernels import TOTALS, count_kinds, count_preview, count_values


def warm() -> None:
    """Run every kernel once on nobody, for columns on disk (read only) and in memory, whatever their width."""
    for on_disk in (False, True):
        times, offsets, keep = _column(np.int64, on_disk), np.zeros(1, np.int64), np.empty(0, np.bool_)
        touch, counts = np.empty(0, np.uint16), np.zeros((2, 3), np.int64)
        count_preview(
            keep, offsets, times, touch, touch, touch, touch, 1, 0, np.zeros(1, np.int64),
            np.zeros(TOTALS, np.int64), np.zeros((2, 2), np.int64), counts, np.zeros(1, np.int64),
            np.full(1, -1, np.int64), np.full(1, -1, np.int64),
        )  # fmt: skip
        count_kinds(keep, offsets, times, touch, touch, 0, np.zeros((1, 2), np.int64), np.zeros(4, np.int64))
        for kind in (np.uint8, np.uint16, np.uint32):
            count_values(keep, offsets, times, touch, 1, _column(kind, on_disk), 0, np.zeros(1, np.int64))


def _column(kind: npt.DTypeLike, on_disk: bool) -> npt.NDArray[Any]:
    column: npt.NDArray[Any] = np.empty(0, kind)
    column.flags.writeable = not on_disk
    return column
