"""How a map is laid on sheets of paper: which steps and lanes stand on which sheet, in what text size.

The rule, in this order: the map on as few sheets as text of seven points allows; few further sheets; large text;
breaks where a part of the map begins. Steps are parted between stages. The emotion curve takes what room is left.
Heights come from the page itself, measured by the template that draws it; all lengths are millimetres.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Literal, get_args

import msgspec

PaperName = Literal["a4", "a3", "a2", "a1", "a0", "a4-tiles"]
PAPERS: tuple[PaperName, ...] = get_args(PaperName)
LEAST_SIZE, LARGEST_SIZE = 7.0, 9.5
_SIZES = (7.0, 7.25, 7.5, 7.75, 8.0, 8.5, 9.0, 9.5, 10.0, 11.0, 12.0, 13.0, 14.0, 16.0, 18.0, 20.0, 24.0)
POINT = 25.4 / 72
"""Millimetres in a point."""
NAMES_EM, COLUMN_EM = 13.0, 8.6
"""How wide the names of the lanes are, and how narrow a step may be, in the text's own size."""
_PLOT_LEAST, _PLOT_MOST, _PLOT_EM = 42.0, 105.0, 18.0
_STRETCH = 0.22
# How the height of text in a column grows with its size: found by measuring maps, only ever a guess.
_GROWTH = 1.6


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Heights of one group of columns: the table's head, and every lane by its key, the curve without its plot.

    `names` is the height of the steps' heads where they are only named.
    """

    phases: float
    stages: float
    steps: float
    names: float
    lanes: tuple[tuple[str, float], ...]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What everything needs at one text size."""

    size: float
    groups: tuple[Part, ...]
    full: float
    short: float
    summary: float
    back: tuple[tuple[str, float], ...]
    foot: float


class LaneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A lane on a sheet, and how tall it is there."""

    key: str
    height: float


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: steps `first` … `last`, lanes, what stands above and below them; `compact` heads only name steps."""

    first: int
    last: int
    head: Literal["full", "short"]
    lanes: tuple[LaneRow, ...]
    plot: float = 0.0
    summary: float = 0.0
    phases: float = 0.0
    stages: float = 0.0
    steps: float = 0.0
    compact: bool = False
    back: tuple[str, ...] = ()
    size: float = LEAST_SIZE


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet of paper and the smallest text on it. `unit` scales what is set once (title, margins).

    An open sheet is as tall as the map.
    """

    width: float
    height: float
    unit: float = 1.0
    margin: float = 8.0
    least: float = LEAST_SIZE
    open: bool = False

    @property
    def gap(self) -> float:
        """The space between the parts of a sheet."""
        return 4.0 * self.unit

    @property
    def room(self) -> float:
        """The width there is to draw on."""
        return self.width - 2 * self.margin

    @property
    def tall(self) -> float:
        """The height there is to draw on."""
        return self.height - 2 * self.margin

    def sizes(self) -> tuple[float, ...]:
        """Return the text sizes to try, the smallest first."""
        return tuple(size for size in _SIZES if self.least <= size <= max(self.least, LARGEST_SIZE * self.unit))


def unit_of(width: float) -> float:
    """Return the unit of a drawing that is no standard sheet, by its width."""
    return min(2.4, max(0.8, width / 430))


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A map laid out: the paper, the text size and the sheets."""

    format: Format
    size: float
    sheets: tuple[Sheet, ...]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a page must hold: the columns of its stages, in order, and the lanes at which a part begins."""

    spans: tuple[int, ...]
    parts: frozenset[str]


Groups = tuple[tuple[int, int], ...]
"""The first and last column of each group of columns that stand on one sheet."""
Cuts = tuple[tuple[int, int], ...]
"""The lanes on each row of sheets: from, to (not included)."""
Ruler = Callable[[Format, Groups, float], Measured]
"""Measures a map on a paper, for groups of columns, at a text size."""


def columns_at_most(paper: Format, size: float | None = None) -> int:
    """Return how many steps fit beside each other in a text size, the smallest unless told."""
    return max(1, int((paper.room / ((size or paper.least) * POINT) - NAMES_EM) / COLUMN_EM))


def groups_of(spans: Sequence[int], most: int) -> Groups:
    """Return the first and last column of each group, few and even, parted between stages where possible.

    A stage wider than `most` is parted itself.
    """
    total = sum(spans)
    count = max(1, -(-total // most))
    ends = list(accumulate(spans))
    for number in (count, count + 1):
        bounds = _even(ends, number, most)
        if bounds is not None:
            return tuple((a, b - 1) for a, b in pairwise(bounds))
    cuts = [round(total * i / count) for i in range(count + 1)]
    return tuple((a, b - 1) for a, b in pairwise(cuts))


def _even(ends: Sequence[int], count: int, most: int) -> list[int] | None:
    """Return bounds of `count` groups at ends of stages, the widest as narrow as can be; None if too wide."""
    best: dict[tuple[int, int], tuple[int, list[int]]] = {(0, 0): (0, [0])}
    for number in range(1, count + 1):
        for end in ends:
            found = [
                (max(wide, end - start), [*bounds, end])
                for (n, start), (wide, bounds) in best.items()
                if n == number - 1 and start < end
            ]
            if found:
                best[number, end] = min(found)
    wide, bounds = best.get((count, ends[-1]), (most + 1, []))
    return bounds if wide <= most else None


def planned(wish: Wish, papers: Sequence[Format], ruler: Ruler) -> Plan:
    """Return the best plan over several papers (say, across and upright); the first one wins a draw.

    Where a single lane is taller than every sheet, the first paper grows as tall as it needs.
    """
    groups = {paper: groups_of(wish.spans, columns_at_most(paper)) for paper in papers}
    fewest = min(map(len, groups.values()))
    plans = [
        plan
        for paper in papers
        if len(groups[paper]) == fewest and (plan := _on(paper, groups[paper], wish, ruler)) is not None
    ]
    if not plans:
        return planned(wish, (msgspec.structs.replace(papers[0], open=True),), ruler)
    return min(plans, key=_cost)


def _cost(plan: Plan) -> tuple[int, int, float]:
    """Return what makes a plan worse: sheets the map is parted over, further sheets, small text."""
    return sum(1 for sheet in plan.sheets if sheet.lanes), len(plan.sheets), -plan.size


def _on(paper: Format, groups: Groups, wish: Wish, ruler: Ruler) -> Plan | None:
    most = max(last - first + 1 for first, last in groups)
    least = ruler(paper, groups, paper.least)
    if paper.open:
        return _opened(paper, groups, least)
    cuts = _cuts(paper, wish, least)
    if not cuts:
        return None
    sizes = [size for size in paper.sizes() if columns_at_most(paper, size) >= most]
    measured, cuts = _largest(paper, groups, wish, ruler, sizes, (least, cuts))
    sheets = _sheets(paper, groups, measured, cuts)
    return Plan(format=paper, size=measured.size, sheets=(*sheets, *_about(paper, measured, sheets, ruler)))


def _largest(
    paper: Format, groups: Groups, wish: Wish, ruler: Ruler, sizes: Sequence[float], found: tuple[Measured, Cuts]
) -> tuple[Measured, Cuts]:
    """Return the largest text that needs no more sheets than the smallest: guessed from it, then measured."""
    least, fewest = found[0], _count(paper, groups, *found)
    guessed = (s for s in sizes if s > least.size and _fits(paper, groups, wish, grown(least, s), fewest))
    for size in sorted(guessed, reverse=True):
        measured = ruler(paper, groups, size)
        if _fits(paper, groups, wish, measured, fewest):
            return measured, _cuts(paper, wish, measured)
    return found


def _fits(paper: Format, groups: Groups, wish: Wish, measured: Measured, fewest: tuple[int, int]) -> bool:
    cuts = _cuts(paper, wish, measured)
    return bool(cuts) and _count(paper, groups, measured, cuts) <= fewest


def grown(measured: Measured, size: float) -> Measured:
    """Return about what everything needs at another text size: lines grow taller, and there are more of them."""
    by = (size / measured.size) ** _GROWTH
    groups = tuple(
        msgspec.structs.replace(
            part,
            phases=part.phases * by,
            stages=part.stages * by,
            steps=part.steps * by,
            names=part.names * by,
            lanes=tuple((key, height * by) for key, height in part.lanes),
        )
        for part in measured.groups
    )
    back = tuple((key, height * by) for key, height in measured.back)
    return msgspec.structs.replace(measured, size=size, groups=groups, back=back, summary=measured.summary * by)


def _count(paper: Format, groups: Groups, measured: Measured, cuts: Cuts) -> tuple[int, int]:
    """Return how many sheets a map needs, without and with what stands under it, which may find room on the last."""
    heights, (start, end) = _lane_heights(paper, measured), cuts[-1]
    sheets = len(groups) * len(cuts)
    space = _space(paper, measured, sheets == 1, len(cuts) > 1) - sum(height for _, height in heights[start:end])
    return sheets, sheets + (sum(height + paper.gap for _, height in measured.back) > space)


def plot_least(paper: Format, size: float) -> float:
    """Return the least height of the curve's plot."""
    return max(_PLOT_LEAST * paper.unit, _PLOT_EM * size * POINT)


def _lane_heights(paper: Format, measured: Measured) -> list[tuple[str, float]]:
    """Return each lane's height, the same on every sheet of a row: the tallest of its groups."""
    tallest: dict[str, float] = {}
    for part in measured.groups:
        for key, height in part.lanes:
            tallest[key] = max(tallest.get(key, 0.0), height)
    plot = plot_least(paper, measured.size)
    return [(key, height + (plot if key == "emotion" else 0.0)) for key, height in tallest.items()]


def _heads(measured: Measured, compact: bool) -> tuple[float, float, float]:
    """Return the heights of the three rows of the table's head."""
    parts = measured.groups
    return (
        max(part.phases for part in parts),
        max(part.stages for part in parts),
        max(part.names if compact else part.steps for part in parts),
    )


def _space(paper: Format, measured: Measured, opening: bool, compact: bool) -> float:
    """Return the height for lanes on a sheet: under the full head of the first one, or under a short head."""
    above = measured.full + (measured.summary + paper.gap if measured.summary else 0.0) if opening else measured.short
    return paper.tall - above - paper.gap - sum(_heads(measured, compact)) - measured.foot - paper.gap / 2


def _cuts(paper: Format, wish: Wish, measured: Measured) -> Cuts:
    """Return which lanes stand on which row of sheets (from, to); empty where one lane is too tall for any sheet."""
    heights = _lane_heights(paper, measured)
    best: dict[int, tuple[tuple[int, float], Cuts]] = {0: ((0, 0.0), ())}
    for end in range(1, len(heights) + 1):
        found = []
        for start in range(end):
            if start not in best:
                continue
            (count, cost), cuts = best[start]
            unused = _space(paper, measured, count == 0, count > 0) - sum(height for _, height in heights[start:end])
            if unused < 0:
                continue
            last = end == len(heights)
            apart = 0.0 if last or heights[end][0] in wish.parts else 0.3
            found.append(((count + 1, cost + apart + (0.0 if last else unused / paper.tall)), (*cuts, (start, end))))
        if found:
            best[end] = min(found)
    return best[len(heights)][1] if len(heights) in best else ()


def _sheets(paper: Format, groups: Groups, measured: Measured, cuts: Cuts) -> tuple[Sheet, ...]:
    heights, sheets = _lane_heights(paper, measured), []
    for row, (start, end) in enumerate(cuts):
        for number, (first, last) in enumerate(groups):
            opening = row == 0 and number == 0
            sheet = _table(measured, first, last, heights[start:end], compact=row > 0)
            sheet = msgspec.structs.replace(
                sheet,
                head="full" if opening else "short",
                summary=measured.summary if opening else 0.0,
                plot=plot_least(paper, measured.size),
            )
            ending = row == len(cuts) - 1 and number == len(groups) - 1
            space = _space(paper, measured, opening, sheet.compact)
            sheets.append(sheet if ending else _filled(sheet, space, paper))
    return _with_back(paper, measured, sheets)


def _table(
    measured: Measured, first: int, last: int, heights: Sequence[tuple[str, float]], *, compact: bool = False
) -> Sheet:
    phases, stages, steps = _heads(measured, compact)
    rows = tuple(LaneRow(key=key, height=height) for key, height in heights)
    return Sheet(
        first=first,
        last=last,
        head="short",
        lanes=rows,
        phases=phases,
        stages=stages,
        steps=steps,
        compact=compact,
        size=measured.size,
    )


def _filled(sheet: Sheet, space: float, paper: Format) -> Sheet:
    """Return a sheet whose curve, then whose lanes take the room left over."""
    left = space - sum(lane.height for lane in sheet.lanes)
    curve = any(lane.key == "emotion" for lane in sheet.lanes)
    extra = min(left, max(0.0, _PLOT_MOST * paper.unit - sheet.plot)) if curve else 0.0
    grown = {"emotion": extra}
    rest = left - extra
    others = [lane for lane in sheet.lanes if lane.key != "emotion"]
    total = sum(lane.height for lane in others)
    if total:
        grow = min(_STRETCH, rest / total)
        grown |= {lane.key: lane.height * grow for lane in others}
    lanes = tuple(LaneRow(key=lane.key, height=lane.height + grown.get(lane.key, 0.0)) for lane in sheet.lanes)
    return msgspec.structs.replace(sheet, lanes=lanes, plot=sheet.plot + extra if curve else sheet.plot)


def _with_back(paper: Format, measured: Measured, sheets: list[Sheet]) -> tuple[Sheet, ...]:
    """Return the sheets with what stands under the map on the last one, as far as there is room."""
    last = sheets[-1]
    space = _space(paper, measured, last.head == "full", last.compact)
    left = space - sum(lane.height for lane in last.lanes)
    keys = []
    for key, height in measured.back:
        if height + paper.gap > left:
            break
        left -= height + paper.gap
        keys.append(key)
    used = sum(height + paper.gap for key, height in measured.back if key in keys)
    last = msgspec.structs.replace(last, back=tuple(keys))
    return (*sheets[:-1], _filled(last, space - used, paper))


def _about(paper: Format, measured: Measured, sheets: Sequence[Sheet], ruler: Ruler) -> tuple[Sheet, ...]:
    """Return further sheets for what found no room under the map, in text as large as one sheet has room for."""
    keys = [key for key, _ in measured.back if key not in sheets[-1].back]
    if not keys:
        return ()
    sizes = [size for size in _SIZES if measured.size < size <= LARGEST_SIZE * 1.35 * paper.unit]
    base = _spread(paper, measured, keys)
    guessed = (size for size in sizes if len(_spread(paper, grown(measured, size), keys)) <= len(base))
    for size in sorted(guessed, reverse=True):
        found = _spread(paper, ruler(paper, (), size), keys)
        if len(found) <= len(base):
            return found
    return base


def _spread(paper: Format, measured: Measured, keys: Sequence[str]) -> tuple[Sheet, ...]:
    """Return the sheets that parts under the map need in a text size."""
    room = paper.tall - measured.short - measured.foot - paper.gap
    pages: list[list[str]] = [[]]
    left = room
    for key, height in ((key, height) for key, height in measured.back if key in keys):
        if pages[-1] and height + paper.gap > left:
            pages.append([])
            left = room
        left -= height + paper.gap
        pages[-1].append(key)
    return tuple(
        Sheet(first=0, last=-1, head="short", lanes=(), back=tuple(page), size=measured.size) for page in pages
    )


def _opened(paper: Format, groups: Groups, measured: Measured) -> Plan:
    """Return one sheet as tall as the whole map needs, per group of columns side by side in turn."""
    heights = _lane_heights(paper, measured)
    plot = plot_least(paper, measured.size) * 1.4
    extra = plot - plot_least(paper, measured.size)
    heights = [(key, height + (extra if key == "emotion" else 0.0)) for key, height in heights]
    back = tuple(key for key, _ in measured.back)
    sheets = []
    for number, (first, last) in enumerate(groups):
        sheet = _table(measured, first, last, heights)
        sheets.append(
            msgspec.structs.replace(
                sheet,
                head="short" if number else "full",
                summary=0.0 if number else measured.summary,
                plot=plot,
                back=back if number == len(groups) - 1 else (),
            )
        )
    below = sum(height + paper.gap for _, height in measured.back)
    table = sum(_heads(measured, False)) + sum(height for _, height in heights)
    above = measured.full + (measured.summary + paper.gap if measured.summary else 0.0)
    tall = above + paper.gap + table + below + paper.gap + measured.foot + 2 * paper.margin
    return Plan(format=msgspec.structs.replace(paper, height=tall), size=measured.size, sheets=tuple(sheets))
