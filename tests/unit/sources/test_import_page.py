"""The page about importing shows a mapping that is one."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from hanhtrinh.app.importing import Counts
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import Answer, EventRule, FileRule, Mapping
from tests.unit.sources.books import book, imported, inspected

PAGE = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_mapping_shown_is_valid_and_every_key_is_explained() -> None:
    """The example is accepted as it stands, and no key or count of the format is missing from the page."""
    shown = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    mapping = read_mapping(shown[1], "docs/import.md")
    assert len(mapping.files) == 3
    for shape in (Mapping, FileRule, EventRule, Answer):
        for field in msgspec.structs.fields(shape):
            assert re.search(rf"\b{field.encode_name}\b", PAGE), field.encode_name
    for name in ("accepted", "duplicate", "rejected", "empty", "unmatched"):
        assert name in PAGE
        assert name in Counts.__struct_fields__


SHOWN = re.findall(r"```csv (\S+)\n(.*?)```.*?```yaml \1\n(.*?)```", PAGE, re.DOTALL)


def test_every_form_has_its_example() -> None:
    """Text, spoilt dates, a workbook and a survey are shown."""
    assert [name for name, _, _ in SHOWN] == ["log.csv", "deals.csv", "orders.xlsx", "answers.csv"]


@pytest.mark.parametrize(("name", "content", "proposed"), SHOWN, ids=[name for name, _, _ in SHOWN])
def test_the_files_shown_are_proposed_as_shown(tmp_path: Path, name: str, content: str, proposed: str) -> None:
    """`inspect` proposes for each example what the page says, and its proposal imports."""
    path = tmp_path / name
    if path.suffix == ".xlsx":
        book(path, {"Đơn hàng": [[_cell(text) for text in row] for row in csv.reader(io.StringIO(content))]})
    else:
        path.write_text(content, encoding="utf-8")
    found = inspected(path)
    assert _holds(msgspec.to_builtins(found.mapping.files[0]), yaml.safe_load(proposed))
    assert imported(found, tmp_path)


def _cell(text: str) -> object:
    """A cell as a spreadsheet would keep it."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text):
        return datetime.fromisoformat(text)
    return float(text) if text.isdigit() else text or None


def _holds(whole: Any, part: Any) -> bool:
    """Tell whether everything in a part stands in the whole."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and _holds(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        return len(whole) == len(part) and all(map(_holds, whole, part))
    return bool(whole == part)
