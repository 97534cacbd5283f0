"""Use cases of walking a journey: the checklist as a file, and a filled one taken into the journey's file."""

import io
from datetime import date
from pathlib import Path

import msgspec
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from hanhtrinh.app.journey_files import read_bytes
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.draw.tables.workbook import PLAIN_CELLS
from hanhtrinh.errors import FileUnusable, InputError, Rejected
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.edits import AddEntry, apply
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.forms.table.cells import csv_rows
from hanhtrinh.journey.forms.table.workbook import MAGIC, BadWorkbook, workbook_rows
from hanhtrinh.journey.model import Journey, Walk
from hanhtrinh.journey.walk import checklist
from hanhtrinh.journey.walk_sheet import COLUMNS, FILLED, csv_sheet, markdown_sheet, read_rows, rows
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.journey.yaml_write import write_yaml

_WIDTHS = {"step": 14, "number": 5, "do": 32, "look_at": 46, "questions": 32, "note": 46}
_WIDTH = 18
_INK, _LINE, _HEAD, _FILL = "#20242e", "#d3ccbe", "#f4f0e9", "#fffdf5"


def checklist_file(journey: Journey, suffix: str, lang: Lang, file: str = "") -> bytes:
    """Return the checklist of a journey as a workbook, CSV or Markdown; InputError for another kind of file."""
    items = checklist(journey, lang)
    match suffix.lower():
        case ".xlsx":
            return _workbook(rows(items, lang), lang)
        case ".csv":
            return csv_sheet(items, lang).encode()
        case ".md" | ".markdown":
            return markdown_sheet(say(journey.name, lang), items, lang).encode()
    raise InputError("walk.bad_suffix", file=file or suffix)


def _workbook(sheet: list[list[str]], lang: Lang) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, PLAIN_CELLS)
    look = {"font_name": "Arial", "font_size": 10, "font_color": _INK, "text_wrap": True, "valign": "top", "border": 1}
    head, given, filled = (
        book.add_format({**look, "border_color": _LINE, **more})
        for more in ({"bold": True, "bg_color": _HEAD}, {}, {"bg_color": _FILL})
    )
    page = book.add_worksheet(tr("walk.sheet", lang))
    for i, row in enumerate(sheet):
        for column, cell in enumerate(row):
            style = head if i == 0 else filled if column >= len(COLUMNS) else given
            page.write_string(i, column, cell, style)
    _arrange(page, len(sheet), lang)
    book.close()
    return buffer.getvalue()


def _arrange(page: Worksheet, height: int, lang: Lang) -> None:
    for column, name in enumerate((*COLUMNS, *FILLED)):
        page.set_column(column, column, _WIDTHS.get(name, _WIDTH))
    choice = {"validate": "list", "source": [tr("walk.yes", lang), tr("walk.no", lang)], "ignore_blank": True}
    number = {"validate": "decimal", "criteria": "between", "minimum": -2, "maximum": 2, "ignore_blank": True}
    for name, rule in (("done", choice), ("follows", choice), ("feeling", number)):
        column = len(COLUMNS) + FILLED.index(name)
        page.data_validation(1, column, max(1, height - 1), column, {**rule, "error_type": "warning"})
    page.freeze_panes(1, COLUMNS.index("name") + 1)
    page.set_landscape()
    page.set_paper(8)  # A3
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def read_notes(path: Path, journey: Journey, *, by: str, on: str) -> Walk:
    """Return what a filled checklist says; Rejected with every finding when a cell of it cannot be understood."""
    data, name = read_bytes(path), str(path)
    try:
        sheet = workbook_rows(data) if data.startswith(MAGIC) else csv_rows(decode_text(data, name))[0]
    except BadWorkbook as error:
        raise FileUnusable("forms.bad_sheet", file=name, detail=str(error)) from None
    steps, findings = read_rows(sheet, journey, name)
    if findings:
        raise Rejected(name, findings)
    return Walk(by=by, on=_day(on), steps=steps)


def _day(on: str) -> str:
    try:
        return date.fromisoformat(on).isoformat()
    except ValueError:
        raise InputError("walk.bad_day", given=on) from None


def with_walk(file: JourneyFile, walk: Walk) -> tuple[str, str]:
    """Return the journey's text with one more walk, and the walk's key.

    The rest of the text stays as it was, comments included, where the walk can be put in between its lines; else the
    journey is written anew.
    """
    journey = file.written
    key = _key(walk, journey)
    last = next(reversed(journey.walks), None)
    taken = apply(journey, AddEntry(field="walks", key=key, value=plain(walk), after=last))
    return _put_in(file, taken, key, walk), key


def _key(walk: Walk, journey: Journey) -> str:
    base = "walk-" + walk.on
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in journey.walks:
        number += 1
    return key


def _put_in(file: JourneyFile, taken: Journey, key: str, walk: Walk) -> str:
    """Return the file's own lines with the walk's put in, if what they then say is just the journey wanted."""
    text = decode_text(read_bytes(file.path), str(file.path))
    entry = {key: msgspec.to_builtins(walk)}
    lines = text.splitlines()
    if file.written.walks:
        added = [f"  {line}".rstrip() for line in write_yaml(entry).splitlines()]
        place = next((i + 1 for i, line in enumerate(lines) if line.rstrip() == "walks:"), len(lines))
        lines[place:place] = added
    else:
        lines += write_yaml({"walks": entry}).splitlines()
    end = "\r\n" if "\r\n" in text else "\n"
    candidate = end.join(lines) + end
    return candidate if inspect_journey(candidate, "")[0] == taken else write_journey(taken)
