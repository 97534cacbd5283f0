"""The wide CSV: the map as people see it, one row a lane, one column a step, numbers written in the map's language."""

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.tables.grid import grid_of
from hanhtrinh.draw.tables.values import Amount, Entry, Line
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.forms.table.cells import csv_text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings

MARK = "\ufeff"
"""What spreadsheets know UTF-8 by."""


def wide_csv(journey: Journey, readings: MapReadings | None, *, lang: Lang, options: DrawOptions | None = None) -> str:
    """Return the map as CSV that spreadsheets open as it is; a measured cell holds the value, its interval and n."""
    doors = Doors(journey, readings, Words(lang, readings.zone if readings else "UTC"), options or DrawOptions())
    grid = grid_of(doors)
    above = [(grid.title,), *grid.about, ("",)]
    lines = (grid.phases, grid.stages, grid.steps, *grid.lines)
    width = 1 + len(grid.steps.cells)
    rows = [*above, *(_row(line) for line in lines)]
    return MARK + csv_text([(*row, *[""] * (width - len(row))) for row in rows])


def _row(line: Line) -> tuple[str, ...]:
    return (line.label, *(_text(cell) for cell in line.cells))


def _text(cell: Entry) -> str:
    if isinstance(cell, Amount):
        text = cell.text.removeprefix("+")  # a sign in front would make a spreadsheet calculate
        return f"{text} ({cell.detail})" if cell.detail else text
    return cell
