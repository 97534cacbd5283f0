"""Google Analytics 4 rows from BigQuery, nested or flat, and JSON lists in general."""

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.inspecting import Inspection, inspect_files
from hanhtrinh.sources.json.splitting import Splitter
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import EventColumn
from hanhtrinh.sources.tables import MAX_RECORD_BYTES
from tests.unit.sources.shop import NOW, SHARED, rejects, run, stored, workspace

shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not on this machine")


def row(name: str, second: int, visitor: str | None = "1.2", **params: object) -> dict[str, object]:
    """A row as BigQuery exports it: 64-bit numbers as text, of each value only the member that is set."""
    kinds = {str: "string_value", int: "int_value", float: "double_value"}
    listed = [
        {"key": key, "value": {kinds[type(value)]: str(value) if isinstance(value, int) else value}}
        for key, value in params.items()
    ]
    return {
        "event_date": "20260301",
        "event_timestamp": str(1_772_323_200_000_000 + second * 1_000_000),
        "event_name": name,
        "event_params": listed,
        "user_pseudo_id": visitor,
        "traffic_source": {"name": "(direct)", "medium": "(none)", "source": "(direct)"},
        "geo": {"country": "Vietnam", "city": "(not set)"},
    }


ROWS = [
    row("page_view", 0, page_location="https://shop.vn/tra-sua?x=1#a", ga_session_id=77, source="zalo", medium="chat"),
    row("page_view", 1, page_location="https://shop.vn", ga_session_id=77),
    row("purchase", 2, value=120.5, transaction_id="T-1", currency="VND", ga_session_id=77),
    row("page_view", 3, None, page_location="https://shop.vn/gio-hang"),
]


def inspected(*paths: Path) -> Inspection:
    return inspect_files(list(paths), now=NOW, zone="Asia/Ho_Chi_Minh")


@pytest.mark.parametrize("form", ["lines", "list", "pretty"])
def test_rows_as_exported(form: str, tmp_path: Path) -> None:
    """Lines, a list, or a list over many lines: the ready mapping gives the same events, without any editing."""
    texts = {
        "lines": "".join(json.dumps(one) + "\n" for one in ROWS),
        "list": json.dumps(ROWS),
        "pretty": json.dumps(ROWS, indent=2, ensure_ascii=False),
    }
    path = tmp_path / ("rows.json" if form != "lines" else "rows.ndjson")
    path.write_text(texts[form], encoding="utf-8")
    found = inspected(path)
    space = workspace(tmp_path)
    report = run(space, read_mapping(found.to_yaml("vi"), "m"), tmp_path)
    assert (report.counts.accepted, report.counts.rejected) == (3, 1)
    assert rejects(report)[0]["reason"] == "The person is missing."
    events = stored(space).sort("time")
    assert events["event"].to_list() == ["page_view", "page_view", "purchase"]
    assert events["time"][0] == datetime(2026, 3, 1, tzinfo=UTC)
    assert events["person"].unique().to_list() == ["1.2"]
    assert events["p_page_path"].to_list() == ["/tra-sua", "/", None]
    assert events["p_page_host"].to_list() == ["shop.vn", "shop.vn", None]
    assert events["p_channel"].to_list() == ["zalo / chat", "(direct) / (none)", "(direct) / (none)"]
    assert events["p_session"].to_list() == ["77"] * 3
    assert (events["p_value"].to_list(), events["p_transaction_id"].to_list()) == (
        [None, None, 120.5],
        [None, None, "T-1"],
    )
    assert "p_city" not in events.columns


@shared
def test_rows_of_real_properties(tmp_path: Path) -> None:
    """A web row, an app row and rows without visitors of real exports are proposed a mapping that works."""
    folder = SHARED / "ga4"
    web = inspected(folder / "bigquery_export_web_row_velir.json")
    assert (web.preview.events, web.preview.people, web.preview.rejected) == ({"first_visit": 1}, 1, 0)
    assert web.preview.examples[0]["p_page_path"] == "/blog/2016/08/25/behavior-driven-testing-drupal-8"
    assert web.preview.examples[0]["person"] == "1166526666.1617691776"
    app = inspected(folder / "bigquery_export_full_row.json")
    assert app.preview.events == {"sign_up": 1}
    without = inspected(folder / "bigquery_export_ndjson_2rows.ndjson")
    assert (without.preview.rows, without.preview.rejected) == (2, 2)


@shared
def test_flat_item_rows(tmp_path: Path) -> None:
    """Flat rows keep the visitor's decimal-looking id as text, microseconds as times, `(not set)` as nothing."""
    found = inspected(SHARED / "ga4" / "obfuscated_store_item_rows.csv.gz")
    rule = found.mapping.files[0]
    assert (rule.person, rule.events[0].event) == ("user_pseudo_id", "item")
    assert (found.preview.rows, found.preview.people, found.preview.rejected) == (16_003, 4_418, 0)
    space = workspace(tmp_path)
    run(space, read_mapping(found.to_yaml(), "m"), Path(found.base))
    events = stored(space)
    assert "2697787.2422183099" in events["person"]
    assert "(not set)" not in events["p_item_id"]
    assert events["p_price"].dtype == pl.Float64


def test_flat_rows_with_names(tmp_path: Path) -> None:
    """A flat table with event names uses them."""
    path = tmp_path / "flat.csv"
    path.write_text("user_pseudo_id,event_timestamp,event_name\n1.5,1772323200000000,scroll\n", encoding="utf-8")
    found = inspected(path)
    assert found.mapping.files[0].events[0].event == EventColumn(column="event_name")
    assert found.preview.events == {"scroll": 1}


LIST = """[
{"user_id": "lan", "event": "view", "time": "2026-01-01T00:00:00Z",
 "a": {"b": "}"}},
7,
{"user_id": "tú", "event": "buy", "time": "2026-01-02T00:00:00Z", "x": "\\"{"}, {"cut"""


def test_any_list_of_objects(tmp_path: Path) -> None:
    """A JSON list of another kind is read too; what is no object in it is refused with its line."""
    path = tmp_path / "list.json"
    path.write_text(LIST, encoding="utf-8")
    found = inspected(path)
    assert found.preview.events == {"view": 1, "buy": 1}
    assert [(reason.line, reason.count) for reason in found.preview.reasons] == [(4, 2)]


def test_objects_however_the_bytes_arrive() -> None:
    """The splitter gives the same objects for blocks of any size, and lets none grow beyond the limit."""
    text = b'[{"a":"\\\\\\"}{","b":[{"c":1},{}]}\n,{"d":{"e":"\\u007b"}} , true, {"f":2}]'
    whole = [piece.text for piece in Splitter().feed(text)]
    for size in range(1, 9):
        splitter = Splitter()
        parts = [text[i : i + size] for i in range(0, len(text), size)]
        assert [piece.text for part in parts for piece in splitter.feed(part)] == whole
        assert list(splitter.finish()) == []
    assert [json.loads(piece) for piece in whole if piece.startswith(b"{")] == [
        {"a": '\\"}{', "b": [{"c": 1}, {}]}, {"d": {"e": "{"}}, {"f": 2}
    ]  # fmt: skip
    splitter = Splitter()
    long = b'[{"a":"' + b"x" * (2 * MAX_RECORD_BYTES) + b'"},{"b":1}]'
    found = [piece for i in range(0, len(long), 100_000) for piece in splitter.feed(long[i : i + 100_000])]
    assert [(piece.whole, len(piece.text) <= MAX_RECORD_BYTES + 1) for piece in found] == [(False, True), (True, True)]


def test_no_rows(tmp_path: Path) -> None:
    """A list without an object is refused."""
    path = tmp_path / "empty.json"
    path.write_text("[ ]", encoding="utf-8")
    with pytest.raises(FileUnusable):
        inspected(path)
