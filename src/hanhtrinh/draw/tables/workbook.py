"""The workbook: the map on a sheet to look at, and sheets of readings, definitions and passages to calculate with.

Every text is written as a text and every number as a number, so nothing anybody said can become a formula.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.tables.grid import Grid, grid_of
from hanhtrinh.draw.tables.plan_sheet import plan_sheet
from hanhtrinh.draw.tables.sheets import LongTable, definition_sheet, edge_sheet, reading_sheet
from hanhtrinh.draw.tables.styles import LABEL_WIDTH, STEP_WIDTH, Styles
from hanhtrinh.draw.tables.values import Amount, Entry, Line
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.values import MICROSECONDS

_LONGEST = 32_000  # a cell of a workbook holds 32,767 characters
_MOST_HEIGHT, _LINE_HEIGHT, _LETTERS = 400, 13.5, 29
PLAIN_CELLS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How a workbook is opened so that nothing written into it becomes a formula, a link or a number."""


def workbook(
    journey: Journey, readings: MapReadings | None, *, lang: Lang, options: DrawOptions | None = None
) -> bytes:
    """Return a journey and its readings as an XLSX file; the same map gives the same bytes."""
    words = Words(lang, readings.zone if readings else "UTC")
    doors = Doors(journey, readings, words, options or DrawOptions())
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, PLAIN_CELLS)
    made = datetime.fromtimestamp((readings.as_of if readings else 0) / MICROSECONDS, UTC).replace(tzinfo=None)
    book.set_properties({"title": words.say(journey.name)[:255], "created": made})
    styles = Styles(book)
    _Map(book.add_worksheet(words.tr("sheet_map")), grid_of(doors), styles).write()
    plan = plan_sheet(doors)
    if plan is not None:
        _long(book.add_worksheet(tr("library_page.plan_sheet", lang)), plan, styles)
    if readings is not None:
        for name, table in (
            ("sheet_readings", reading_sheet(doors)),
            ("sheet_definitions", definition_sheet(doors)),
            ("sheet_edges", edge_sheet(doors)),
        ):
            _long(book.add_worksheet(words.tr(name)), table, styles)
    book.close()
    return buffer.getvalue()


def _text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    sheet.write_string(row, column, text[:_LONGEST], style)


class _Map:
    """Writes the wide map on one sheet."""

    def __init__(self, sheet: Worksheet, grid: Grid, styles: Styles) -> None:
        self.sheet, self.grid, self.styles = sheet, grid, styles
        self.row = 0

    def write(self) -> None:
        """Write everything and set widths, frozen panes and how it prints."""
        grid, sheet = self.grid, self.sheet
        sheet.set_column(0, 0, LABEL_WIDTH)
        sheet.set_column(1, max(1, len(grid.steps.cells)), STEP_WIDTH)
        self._above()
        self._merged(grid.phases, [phase for phase, _ in grid.spans], "phase", self._phase_spans())
        self._merged(grid.stages, [phase for phase, _ in grid.spans], "stage", [n for _, n in grid.spans])
        self._steps()
        sheet.freeze_panes(self.row, 1)
        for line in grid.lines:
            self._line(line)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_zoom(90)

    def _above(self) -> None:
        self.sheet.set_row(0, 34)
        _text(self.sheet, 0, 0, self.grid.title, self.styles.title)
        for row, (label, text) in enumerate(self.grid.about, 1):
            _text(self.sheet, row, 0, label, self.styles.about)
            _text(self.sheet, row, 1, text, self.styles.about_text)
        self.row = len(self.grid.about) + 2

    def _phase_spans(self) -> list[int]:
        """Return how many steps each run of stages of one phase has, as many entries as there are stages (0: merged
        into the one before).
        """
        spans: list[int] = []
        start = 0
        for i, (phase, count) in enumerate(self.grid.spans):
            if i and phase == self.grid.spans[i - 1][0]:
                spans.append(0)
                spans[start] += count
            else:
                start = i
                spans.append(count)
        return spans

    def _merged(self, line: Line, phases: Sequence[str], kind: str, spans: Sequence[int]) -> None:
        _text(self.sheet, self.row, 0, line.label, self.styles.corner)
        at = 0
        for phase, span in zip(phases, spans, strict=True):
            if span:
                self._merge(at, span, line.cells[at], self.styles.head(kind, phase))
                at += span
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def _merge(self, at: int, span: int, cell: Entry, style: Format) -> None:
        text = cell if isinstance(cell, str) else cell.text
        if span > 1:
            self.sheet.merge_range(self.row, 1 + at, self.row, at + span, "", style)
        _text(self.sheet, self.row, 1 + at, text, style)

    def _steps(self) -> None:
        phases = [phase for phase, count in self.grid.spans for _ in range(count)]
        _text(self.sheet, self.row, 0, self.grid.steps.label, self.styles.corner)
        for i, (name, phase) in enumerate(zip(self.grid.steps.cells, phases, strict=True)):
            _text(self.sheet, self.row, 1 + i, str(name), self.styles.head("step", phase))
        self.sheet.set_row(self.row, 34)
        self.row += 1

    def _line(self, line: Line) -> None:
        _text(self.sheet, self.row, 0, line.label, self.styles.label(line.kind))
        if line.kind == "stage":
            self._over_stages(line)
        else:
            for i, cell in enumerate(line.cells):
                self._cell(self.row, 1 + i, cell, line)
        self.sheet.set_row(self.row, _height(line))
        self.row += 1

    def _over_stages(self, line: Line) -> None:
        at = 0
        for _, span in self.grid.spans:
            self._merge(at, span, line.cells[at], self.styles.text(line.kind))
            at += span

    def _cell(self, row: int, column: int, cell: Entry, line: Line) -> None:
        if isinstance(cell, str):
            if cell:
                _text(self.sheet, row, column, cell, self.styles.text(line.kind))
            else:
                self.sheet.write_blank(row, column, None, self.styles.text(line.kind))
            return
        self.sheet.write_number(row, column, cell.value, self.styles.number(cell.form))
        if cell.note:
            self.sheet.write_comment(row, column, cell.note[:_LONGEST], {"x_scale": 3.2, "y_scale": 2.2})


def _height(line: Line) -> float:
    """Return the height that shows the longest text of a row, up to a limit."""
    wide = 2 * _LETTERS if line.kind == "stage" else _LETTERS
    lines = max(_lines(line.label, _LETTERS), *(_lines(cell, wide) for cell in line.cells if isinstance(cell, str)), 1)
    return float(min(_MOST_HEIGHT, 8 + _LINE_HEIGHT * lines))


def _lines(text: str, letters: int) -> int:
    """Return about how many lines a text takes in a column."""
    return sum(-(-max(1, len(part)) // letters) for part in text.split("\n"))


def _long(sheet: Worksheet, table: LongTable, styles: Styles) -> None:
    """Write a table with a frozen head and filters, a column as wide as told."""
    for column, (head, width) in enumerate(table.heads):
        sheet.set_column(column, column, width)
        _text(sheet, 0, column, head, styles.list_head)
    count = 0
    for count, row in enumerate(table.rows, 1):
        _row(sheet, count, row, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, count), len(table.heads) - 1)


def _row(sheet: Worksheet, row: int, cells: Iterable[Entry | None], styles: Styles) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, Amount):
            sheet.write_number(row, column, cell.value, styles.number(cell.form, plain=True))
        elif cell:
            _text(sheet, row, column, cell, styles.list_text)
