"""One large drawing cut into A4 sheets, to be printed at 100 % and glued together."""

from collections.abc import Iterator
from itertools import count

import msgspec

from hanhtrinh.draw.vector.plan import Format, Groups, Measured, Plan, Ruler, Wish, columns_at_most, planned, unit_of
from hanhtrinh.draw.vector.texts import Plain
from hanhtrinh.i18n import Lang, tr

LONG, SHORT = 297.0, 210.0
_MARGIN, _OVERLAP, _TEXT = 10.0, 10.0, 7.5


class Tiles(msgspec.Struct, frozen=True, kw_only=True):
    """A grid of A4 sheets; each shows a window that overlaps its neighbours' by a strip."""

    width: float
    height: float
    columns: int
    rows: int
    margin: float = _MARGIN
    overlap: float = _OVERLAP

    def canvas(self) -> Format:
        """Return the sheet of paper all windows show together."""
        across = self.width - 2 * self.margin
        down = self.height - 2 * self.margin
        width = across + (self.columns - 1) * (across - self.overlap)
        height = down + (self.rows - 1) * (down - self.overlap)
        return Format(width=width, height=height, unit=unit_of(width), margin=7.0, least=_TEXT)


def tiled(wish: Wish, ruler: Ruler) -> tuple[Tiles, Plan]:
    """Return the fewest A4 sheets, across or upright, that hold a whole map, and the map laid out on them.

    Of what stands under a map only the definitions are on a wall.
    """
    ruler = _plain(ruler)
    grids = sorted((_rows(grid, wish, ruler) for grid in _grids(sum(wish.spans))), key=_cost)
    for grid in grids:
        plan = planned(wish, (grid.canvas(),), ruler)
        if len(plan.sheets) == 1:
            return grid, plan
    return _taller(grids[0], wish, ruler)


def _plain(ruler: Ruler) -> Ruler:
    """Return a ruler that sees nothing under the map but the definitions."""

    def rule(paper: Format, groups: Groups, size: float) -> Measured:
        measured = ruler(paper, groups, size)
        return msgspec.structs.replace(measured, back=tuple(part for part in measured.back if part[0] == "glossary"))

    return rule


def _cost(grid: Tiles) -> tuple[int, int]:
    return grid.columns * grid.rows, -grid.columns


def _grids(steps: int) -> Iterator[Tiles]:
    """Yield one row of sheets, upright and across, as wide as the steps need, and one sheet wider."""
    for width, height in ((SHORT, LONG), (LONG, SHORT)):
        least = next(
            n
            for n in count(1)
            if columns_at_most(Tiles(width=width, height=height, columns=n, rows=1).canvas()) >= steps
        )
        for columns in (least, least + 1):
            yield Tiles(width=width, height=height, columns=columns, rows=1)


def _rows(grid: Tiles, wish: Wish, ruler: Ruler) -> Tiles:
    """Return a grid with as many rows as the map needs."""
    tall = planned(wish, (msgspec.structs.replace(grid.canvas(), open=True),), ruler).format.height
    grids = (msgspec.structs.replace(grid, rows=rows) for rows in count(1))
    return next(whole for whole in grids if whole.canvas().height >= tall)


def _taller(grid: Tiles, wish: Wish, ruler: Ruler) -> tuple[Tiles, Plan]:
    """Return a grid with as many further rows as it takes to have the whole map on it."""
    grids = (msgspec.structs.replace(grid, rows=rows) for rows in count(grid.rows + 1))
    plans = ((whole, planned(wish, (whole.canvas(),), ruler)) for whole in grids)
    return next((whole, plan) for whole, plan in plans if len(plan.sheets) == 1)


def fields(tiles: Tiles, lang: Lang) -> dict[str, Plain]:
    """Return what the template needs of a grid: its measures and what is written on each sheet."""
    places = [(row, column) for row in range(1, tiles.rows + 1) for column in range(1, tiles.columns + 1)]
    labels = [
        tr("vector.tile", lang, row=row, rows=tiles.rows, column=column, columns=tiles.columns)
        for row, column in places
    ]
    return {
        **msgspec.to_builtins(tiles),
        "labels": list(labels),
        "hint": tr("vector.tile_hint", lang),
        "ruler": tr("vector.tile_ruler", lang),
    }
