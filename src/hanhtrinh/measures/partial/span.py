"""The oldest and the newest instant of a frame: extremes do not subtract, so they are kept beside the sums."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame

Mask = npt.NDArray[np.bool_]
Span = tuple[int, int]
_KEPT = 4_096


def span_of(frame: Frame, as_of: int) -> Span | None:
    """Return the oldest and the newest instant of a frame's events up to as-of; None where there are none."""
    if frame.span is None:
        return None
    if frame.span[1] <= as_of:
        return frame.span
    seen = frame.time[frame.time <= as_of]
    return (int(seen.min()), int(seen.max())) if len(seen) else None


def joined(*spans: Span | None) -> Span | None:
    """Return the span of all spans together."""
    given = [span for span in spans if span is not None]
    return (min(low for low, _ in given), max(high for _, high in given)) if given else None


class FrameSpan:
    """The span of a frame's people while some of them are taken out: cheap as long as few of the outermost are."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        there = np.flatnonzero(np.diff(frame.offsets))
        first, last = frame.time[frame.offsets[:-1][there]], frame.time[frame.offsets[1:][there] - 1]
        self._people = there
        self._first, self._early = first, _lowest(first)
        self._last, self._late = last, _lowest(-last)

    def without(self, out: Mask, as_of: int) -> Span | None:
        """Return the span of the people not taken out, up to as-of; None of nobody."""
        if self._frame.span is None or self._frame.span[1] > as_of:
            return self._slowly(out, as_of)
        early = self._early[~out[self._people[self._early]]]
        late = self._late[~out[self._people[self._late]]]
        if not len(early) or not len(late):
            return self._slowly(out, as_of)
        return int(self._first[early].min()), int(self._last[late].max())

    def _slowly(self, out: Mask, as_of: int) -> Span | None:
        times = self._frame.time[np.repeat(~out, np.diff(self._frame.offsets))]
        times = times[times <= as_of]
        return (int(times.min()), int(times.max())) if len(times) else None


def _lowest(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the positions of the lowest values, in any order: all of a few."""
    return np.arange(len(values)) if len(values) <= _KEPT else np.argpartition(values, _KEPT)[:_KEPT]
