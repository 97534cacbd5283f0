"""The emotion curve: monotone cubic interpolation and the paths drawn from it.

A box of (number of steps) × 100 holds the picture; step `i` stands at x = i + ½, and y runs downwards.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

Knot = tuple[float, float]
TOP, BOTTOM = 10.0, 90.0
_SAMPLES = 24


def height(emotion: float) -> float:
    """Return the y (0…100, downwards) of a feeling on −2…+2."""
    return TOP + (2 - max(-2.0, min(2.0, emotion))) / 4 * (BOTTOM - TOP)


def slopes(knots: Sequence[Knot]) -> list[float]:
    """Return the tangent at each knot such that the cubic never overshoots (Fritsch & Carlson 1980).

    Knots ascend in x; fewer than two give slopes of zero.
    """
    if len(knots) < 2:
        return [0.0] * len(knots)
    secants = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(knots)]
    tangents = [secants[0], *(_middle(a, b) for a, b in pairwise(secants)), secants[-1]]
    for i, secant in enumerate(secants):
        _limit(tangents, i, secant)
    return tangents


def _middle(before: float, after: float) -> float:
    return 0.0 if before * after <= 0 else (before + after) / 2


def _limit(tangents: list[float], i: int, secant: float) -> None:
    if secant == 0:
        tangents[i] = tangents[i + 1] = 0.0
        return
    a, b = tangents[i] / secant, tangents[i + 1] / secant
    size = a * a + b * b
    if size > 9:
        factor = 3 / size**0.5
        tangents[i], tangents[i + 1] = factor * a * secant, factor * b * secant


def interpolate(knots: Sequence[Knot]) -> Callable[[float], float]:
    """Return the monotone cubic through the knots; outside them it keeps the end values."""
    tangents, xs = slopes(knots), [x for x, _ in knots]

    def at(x: float) -> float:
        i = max(0, min(len(knots) - 2, bisect_right(xs, x) - 1))
        if len(knots) == 1 or x <= xs[0]:
            return knots[0][1]
        if x >= xs[-1]:
            return knots[-1][1]
        (x0, y0), (x1, y1) = knots[i], knots[i + 1]
        width = x1 - x0
        t = (x - x0) / width
        return (
            y0 * (1 + 2 * t) * (1 - t) ** 2
            + tangents[i] * width * t * (1 - t) ** 2
            + y1 * t * t * (3 - 2 * t)
            + tangents[i + 1] * width * t * t * (t - 1)
        )

    return at


def runs(values: Sequence[float | None]) -> Iterator[list[Knot]]:
    """Yield the unbroken stretches of a row of values as knots at x = i + ½."""
    stretch: list[Knot] = []
    for i, value in enumerate(values):
        if value is not None:
            stretch.append((i + 0.5, value))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def line(knots: Sequence[Knot]) -> str:
    """Return the curve through the knots as an SVG path of cubic Béziers."""
    return _path(_controls(knots), "M")


def dot(knot: Knot) -> str:
    """Return a lone reading as a path that a round pen draws as a dot."""
    return f"M{_point(*knot)}h.001"


def band(low: Sequence[Knot], high: Sequence[Knot]) -> str:
    """Return the area between two curves over the same x."""
    return f"{_path(_controls(high), 'M')}{_path(_controls(low)[::-1], 'L')}Z"


def _controls(knots: Sequence[Knot]) -> list[Knot]:
    """Return the Bézier points: a knot, then two handles and the next knot for every span."""
    tangents, points = slopes(knots), [knots[0]]
    for ((x0, y0), (x1, y1)), (m0, m1) in zip(pairwise(knots), pairwise(tangents), strict=True):
        third = (x1 - x0) / 3
        points += [(x0 + third, y0 + m0 * third), (x1 - third, y1 - m1 * third), (x1, y1)]
    return points


def _path(points: Sequence[Knot], start: str) -> str:
    spans = (points[i : i + 3] for i in range(1, len(points), 3))
    return f"{start}{_point(*points[0])}" + "".join("C" + " ".join(_point(*p) for p in span) for span in spans)


def gaps(assumed: Sequence[float | None], reported: Sequence[float | None]) -> list[tuple[str, bool]]:
    """Return the areas between two curves where both are drawn; True where the reported feeling is the worse one.

    Both are rows of y's (downwards), one per step.
    """
    both = [None if a is None or r is None else (a, r) for a, r in zip(assumed, reported, strict=True)]
    result: list[tuple[str, bool]] = []
    for stretch in runs([None if pair is None else 0.0 for pair in both]):
        first, last = stretch[0][0], stretch[-1][0]
        if last > first:
            upper, lower = _drawn(assumed, first), _drawn(reported, first)
            result.extend(_areas(upper, lower, first, last))
    return result


def _drawn(values: Sequence[float | None], x: float) -> Callable[[float], float]:
    """Return the curve of the stretch that covers x, as it is drawn."""
    return interpolate(next(k for k in runs(values) if k[0][0] <= x <= k[-1][0]))


def _areas(
    assumed: Callable[[float], float], reported: Callable[[float], float], first: float, last: float
) -> Iterator[tuple[str, bool]]:
    count = round((last - first) * _SAMPLES)
    points: list[tuple[float, float, float]] = []
    for k in range(count + 1):
        x = first + (last - first) * k / count
        a, r = assumed(x), reported(x)
        if points and (points[-1][2] - points[-1][1]) * (r - a) < 0:
            yield _area(points)
            points = []
        points.append((x, a, r))
    yield _area(points)


def _area(points: Sequence[tuple[float, float, float]]) -> tuple[str, bool]:
    there = "L".join(_point(x, a) for x, a, _ in points)
    back = "L".join(_point(x, r) for x, _, r in reversed(points))
    return f"M{there}L{back}Z", sum(r - a for _, a, r in points) > 0


def _point(x: float, y: float) -> str:
    return f"{x:.3f} {y:.2f}"
