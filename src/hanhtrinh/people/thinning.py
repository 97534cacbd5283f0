"""Which identifications need to be kept: a message that names device and user comes with every click."""

from collections.abc import Iterable

from hanhtrinh.values import MICROSECONDS

_HOUR = 3600 * MICROSECONDS
Point = tuple[int, str]
"""An instant and the user who used a device at it."""


def thinned(points: Iterable[Point]) -> list[Point]:
    """Return the points of one device that say whose it was, in order.

    Of a run of one user the first and the last are kept, the last only when it is more than an hour later: it matters
    only if another user's point inside the run arrives late, and then says whose the rest of the run was to the hour.
    """
    kept: list[Point] = []
    for point in sorted(set(points)):
        if not kept or kept[-1][1] != point[1]:
            kept.append(point)
        elif point[0] - kept[-1][0] > _HOUR:
            inside = len(kept) > 1 and kept[-2][1] == point[1]
            kept[-1:] = [point] if inside else [kept[-1], point]
    return kept
