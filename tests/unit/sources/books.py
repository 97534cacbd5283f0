"""Workbooks for the tests, written as Excel writes them."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from hanhtrinh.sources.inspecting import Inspection, inspect_files
from hanhtrinh.sources.load import read_mapping
from tests.unit.sources.shop import NOW, run, stored, workspace

Rows = Sequence[Sequence[object]]


def book(path: Path, sheets: dict[str, Rows], *, hidden: Sequence[str] = (), date_1904: bool = False) -> Path:
    """Write a workbook: sheet name → rows; times get a format of dates, `=` begins a formula whose result follows |."""
    with xlsxwriter.Workbook(path, {"date_1904": date_1904}) as made:
        form = made.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        clock = made.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(i, j, value, form)
                    elif isinstance(value, time):
                        sheet.write_datetime(i, j, value, clock)
                    elif isinstance(value, str) and value.startswith("="):
                        sheet.write_formula(i, j, value.split("|")[0], None, value.split("|")[1])
                    elif isinstance(value, str):
                        sheet.write_string(i, j, value)
                    elif value is not None:
                        sheet.write(i, j, value)
    return path


def inspected(*paths: Path, zone: str = "Asia/Ho_Chi_Minh") -> Inspection:
    """The mapping proposed for files."""
    return inspect_files(list(paths), now=NOW, zone=zone)


def reasons(found: Inspection) -> list[str]:
    """The keys of the reasons given."""
    return [guess.key.removeprefix("sources.") for guess in found.guesses]


def imported(found: Inspection, folder: Path) -> list[dict[str, object]]:
    """The events that a proposed mapping, written and read back, gives; as many as the preview promised."""
    mapping = read_mapping(found.to_yaml(), "m")
    assert mapping == found.mapping
    assert all("{" not in reason.split(": ", 1)[1][:1] for lang in ("en", "vi") for reason in found.reasons(lang))
    space = workspace(folder)
    counts = run(space, mapping, Path(found.base)).counts
    assert counts.accepted == sum(found.preview.events.values())
    return stored(space).sort("time", "event", "instrument").rows(named=True)
