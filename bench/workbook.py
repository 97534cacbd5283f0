"""The part `xlsx`: a workbook of a million rows into a workspace, against reading it with openpyxl and with polars."""

import random
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from report import Line
from sides import forget, run_process
from turns import by_turns

ROWS = 1_000_000
HANHTRINH = [sys.executable, "-m", "hanhtrinh"]
NAMES = ("order_id", "customer", "event", "time", "channel", "amount", "paid", "score", "comment", "city")
WAYS = {
    "openpyxl": "import openpyxl\nbook = openpyxl.load_workbook({file!r}, read_only=True, data_only=True)\n"
    "print(sum(1 for row in book.active.iter_rows(values_only=True) if row[0]))",
    "polars": "import polars\nprint(polars.read_excel({file!r}).height)",
}


def xlsx(bench: Any) -> None:
    """Import through a mapping, and without one; peers only read the cells."""
    folder = Path(__file__).parent / "data" / f"xlsx-{ROWS}"
    file, space = folder / "orders.xlsx", folder / "workspace"
    if not file.exists():
        print(f"writing a workbook of {ROWS:,} rows …", flush=True)
        write(file)
    mapping = folder / "mapping.yaml"
    assert run_process([*HANHTRINH, "inspect", str(file), "--output", str(mapping)]).code == 0
    peaks: list[int] = []

    def ours(*given: Path) -> Callable[[], float]:
        def once() -> float:
            shutil.rmtree(space, ignore_errors=True)
            forget(file)
            run = run_process([*HANHTRINH, "import", *map(str, given), "--workspace", str(space)])
            assert run.code == 0, run
            peaks.append(run.peak)
            return run.seconds

        return once

    def peer(way: str) -> Callable[[], float]:
        def once() -> float:
            forget(file)
            run = run_process([sys.executable, "-c", WAYS[way].format(file=str(file))])
            assert run.code == 0, run
            return run.seconds

        return once

    size = f"{ROWS / 1e6:g} M rows of XLSX"
    bench.say(
        Line(
            f"{size} imported; peer: openpyxl reads the cells",
            *by_turns(1, ours(mapping), peer("openpyxl")),
            ("s ≤", 60),
        )
    )
    bench.say(Line("… peer: polars.read_excel", *by_turns(3, ours(mapping), peer("polars")), ("s ≤", 60)))
    bench.say(Line("… without a mapping (inspected first)", *by_turns(1, ours(file), peer("polars")), ("s ≤", 60)))
    bench.note(f"XLSX: {file.stat().st_size / 1e6:.0f} MB, peak memory of an import {max(peaks) / 1e9:.2f} GB")
    shutil.rmtree(space, ignore_errors=True)


def write(file: Path, rows: int = ROWS) -> None:
    """Write the workbook: ten columns of text, times, numbers, yes and no, some of them empty."""
    import xlsxwriter  # noqa: PLC0415  (only where the file is not there yet)

    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part.xlsx")
    chance, first = random.Random(1), datetime(2026, 1, 1)  # noqa: DTZ001  (cells have no zone)
    with xlsxwriter.Workbook(draft, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Đơn hàng")
        form = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        sheet.write_row(0, 0, NAMES)
        for i in range(1, rows + 1):
            sheet.write_string(i, 0, f"DH{i:08}")
            sheet.write_string(i, 1, f"khach-{chance.randrange(rows // 8):07}")
            sheet.write_string(i, 2, chance.choice(("xem", "mua", "giao", "hoi")))
            sheet.write_datetime(i, 3, first + timedelta(seconds=chance.randrange(20_000_000)), form)
            sheet.write_string(i, 4, chance.choice(("web", "zalo", "shopee", "cửa hàng")))
            sheet.write_number(i, 5, chance.randrange(10, 5_000) * 1_000)
            sheet.write_boolean(i, 6, chance.random() < 0.8)
            if chance.random() < 0.2:
                sheet.write_number(i, 7, chance.randrange(1, 6))
            if chance.random() < 0.05:
                sheet.write_string(i, 8, "Giao hàng hơi chậm nhưng sản phẩm tốt")
            sheet.write_string(i, 9, chance.choice(("Hà Nội", "Đà Nẵng", "Sài Gòn")))
    draft.rename(file)
