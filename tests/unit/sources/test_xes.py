"""Process logs in XES: read as they stream by, safely, with the order of the file kept."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import LANGS
from hanhtrinh.sources.inspecting import Inspection, inspect_files
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import PropertyColumn
from hanhtrinh.sources.opening import open_table
from hanhtrinh.sources.xes.parse import Parser
from hanhtrinh.store.workspace import Workspace
from tests.unit.sources.shop import NOW, SHARED, run, stored, workspace

shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not on this machine")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
<extension name="Concept" prefix="concept" uri="x"/>
"""
GLOBAL = '<global scope="event"><string key="concept:name" value="name"/></global>\n'


def event(name: str, time: str, *others: str) -> str:
    stamp = f'<date key="time:timestamp" value="{time}"/>'
    return f'<event><string key="concept:name" value="{name}"/>{stamp}{"".join(others)}</event>\n'


def trace(case: str, *events: str, of: str = "") -> str:
    return f'<trace><string key="concept:name" value="{case}"/>{of}{"".join(events)}</trace>\n'


SMALL = HEAD + GLOBAL + trace(
    "NA",
    event("b", "2026-03-01T00:00:00+07:00", '<int key="cost" value="12"/>', '<boolean key="ok" value="true"/>'),
    event("a", "2026-03-01T00:00:00+07:00"),
    event("a", "2026-03-01T00:00:00+07:00"),
    event("c", "2026-02-28T17:30:00Z", '<string key="lifecycle:transition" value="complete"/>'),
    of='<float key="amount" value="1.5"/><date key="due" value="2026-04-01T00:00:00.000+02:00"/>',
) + trace(
    "1",
    event("a", "2026-03-02T00:00:00", '<string key="who" value="Lan &amp; Minh"><id key="id" value="7"/></string>'
          '<list key="tags"><values><string key="tag" value="x"/><string key="tag" value="y"/></values></list>'),
) + "</log>\n"  # fmt: skip


def written(folder: Path, text: str | bytes, name: str = "log.xes") -> Path:
    path = folder / name
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def inspected(path: Path) -> Inspection:
    return inspect_files([path], now=NOW, zone="Asia/Ho_Chi_Minh")


def imported(found: Inspection, folder: Path) -> pl.DataFrame:
    """Everything that is stored after importing a proposal as it stands, in order of time."""
    space = workspace(folder)
    report = run(space, read_mapping(found.to_yaml(), "m"), Path(found.base))
    assert report.counts.rejected == 0
    return stored(space).sort("time", "event")


def test_twice_adds_nothing(tmp_path: Path) -> None:
    """The same log imported again has nothing new."""
    found = inspected(written(tmp_path, SMALL))
    imported(found, tmp_path)
    report = run(Workspace.open(tmp_path / "workspace"), found.mapping, tmp_path)
    assert (report.counts.accepted, report.counts.duplicate) == (0, 5)


def test_attributes_become_properties(tmp_path: Path) -> None:
    """Typed attributes of events and traces are properties; nested ones are named after both; `NA` is a case."""
    found = inspected(written(tmp_path, SMALL))
    rule = found.mapping.files[0]
    assert (rule.format, rule.person, rule.id, rule.empty) == ("xes", "case:concept:name", "event:id", ())
    assert isinstance(rule.properties, dict)
    kinds = {name: one.type for name, one in rule.properties.items() if isinstance(one, PropertyColumn)}
    assert kinds == {"cost": "number", "ok": "bool", "case:amount": "number", "case:due": "time"}
    events = imported(found, tmp_path)
    assert events["person"].to_list() == ["NA"] * 4 + ["1"]
    first, last = events.row(0, named=True), events.row(4, named=True)
    assert (first["p_cost"], first["p_ok"], first["p_case:amount"], first["p_case"]) == (12, True, 1.5, "NA")
    assert first["p_case:due"] == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert (last["p_who"], last["p_who.id"], last["p_tags.tag"]) == ("Lan & Minh", "7", "x; y")
    assert events["p_lifecycle:transition"].drop_nulls().to_list() == ["complete"]


def test_order_of_the_file_at_equal_times(tmp_path: Path) -> None:
    """Events of a case at one time keep the file's order, and none is taken for a repetition of another."""
    events = imported(inspected(written(tmp_path, SMALL, "log.xes.gz")), tmp_path)
    assert events.filter(pl.col("person") == "NA")["event"].to_list() == ["b", "a", "a", "c"]
    assert events["time"].dt.microsecond().to_list() == [0, 1, 2, 0, 0]


def test_names_by_the_classifier(tmp_path: Path) -> None:
    """Where events have no concept:name, the log's own classifier names them."""
    text = SMALL.replace(GLOBAL, '<classifier name="A" keys="act"/>')
    text = text.replace('<event><string key="concept:name"', '<event><string key="act"')
    assert inspected(written(tmp_path, text)).preview.events == {"a": 3, "b": 1, "c": 1}


def test_traces_without_a_name(tmp_path: Path) -> None:
    """A trace that does not say which case it is counts as one of its own."""
    text = SMALL.replace('<trace><string key="concept:name" value="1"/>', "<trace>")
    assert inspected(written(tmp_path, text)).preview.people == 2


@shared
def test_running_example_equals_its_csv_twin(tmp_path: Path) -> None:
    """The XES and the CSV of one log give the same events, and pm4py's totals."""
    found = inspect_files([SHARED / "process_logs" / "running_example.xes.gz"], now=NOW, zone="UTC")
    events = imported(found, tmp_path)
    twin = pl.read_csv(SHARED / "process_logs" / "running_example.csv.gz", infer_schema=False)
    rows = zip(twin["case_id"], twin["concept:name"], twin["time:timestamp"], twin["Costs"], strict=True)
    expected = {(case, name, datetime.fromisoformat(time), costs) for case, name, time, costs in rows}
    assert set(events.select("person", "event", "time", "p_Costs").rows()) == expected
    reference = json.loads((SHARED / "oracles" / "process_mining" / "pm4py_reference.json").read_text("utf-8"))
    totals = reference["logs"]["running_example"]
    assert (events.height, events["person"].n_unique()) == (totals["events"], totals["cases"])
    assert dict(Counter(events["event"])) == totals["activities"]
    last = events.group_by("person").agg(pl.col("event").sort_by("time").last())["event"]
    assert dict(Counter(last)) == totals["end_activities"]


@shared
def test_travel_permits() -> None:
    """A real log with many days as times is read whole: every event, every case, variants as the file has them."""
    path = SHARED / "process_logs" / "bpic2020_permit_1t_per_variant.xes.gz"
    table = open_table(path)
    names = ["case:concept:name", "concept:name", "event:time", "event:id"]
    events = pl.concat([batch.rows for batch in table.batches(names, lambda count: None)])
    events = events.select(person=names[0], event=names[1], time=pl.col(names[2]).str.to_datetime(time_zone="UTC"))
    assert (events.height, events["person"].n_unique()) == (26_028, 1_478)
    variants = events.sort("time").group_by("person", maintain_order=True).agg("event")["event"]
    assert len({tuple(names) for names in variants.to_list()}) >= 1_470  # a few cases are not in order of time


FAULTY = {
    "broken": SMALL.replace("</trace>", "", 1),
    "doctype": SMALL.replace("<log ", '<!DOCTYPE log [<!ENTITY a "bbbb"><!ENTITY c "&a;&a;">]>\n<log ', 1),
    "not_a_log": "<?xml version='1.0'?>\n<html><log xes='1'/></html>",
    "deep": HEAD + "<trace>" + '<string key="a" value="b">' * 70,
    "attributes": HEAD + "<trace><event>" + "".join(f'<string key="a{i}" value=""/>' for i in range(1_001)),
    "endless": HEAD + "<!--" + "x" * 19_000_000,
    "no_events": HEAD + trace("1") + "</log>",
}


@pytest.mark.parametrize("key", FAULTY)
def test_refused(key: str, tmp_path: Path) -> None:
    """What is no sound log is refused with the line, in both languages."""
    with pytest.raises(FileUnusable) as refusal:
        open_table(written(tmp_path, FAULTY[key]))
    assert refusal.value.key == f"xes.{key}"
    assert all(refusal.value.message(lang).startswith("log.xes") for lang in LANGS)


def test_damaged_further_on(tmp_path: Path) -> None:
    """A log that is cut off behind its beginning is refused when it is imported, and nothing of it stays."""
    many = "".join(trace(str(i), *[event("a", "2026-01-01T00:00:00Z")] * 10) for i in range(2_500))
    path = written(tmp_path, HEAD + many)
    mapping = read_mapping(MAPPING, "m")
    space = workspace(tmp_path)
    with pytest.raises(FileUnusable) as refusal:
        run(space, mapping, path.parent)
    assert refusal.value.key == "xes.broken"
    assert space.lake.version() == -1


MAPPING = """
format: hanhtrinh-mapping/1
source: log
files:
  - file: log.xes
    person: case:concept:name
    id: event:id
    events:
      - {event: {column: concept:name}, time: event:time}
"""


def test_blocks_of_any_size() -> None:
    """However the bytes arrive, the events are the same."""
    whole = [one for events in Parser("x").events([SMALL.encode()]) for one in events]
    for size in (1, 7, 100):
        data = SMALL.encode()
        blocks = [data[i : i + size] for i in range(0, len(data), size)]
        assert [one for events in Parser("x").events(blocks) for one in events] == whole
    assert len(whole) == 5


def test_other_encodings(tmp_path: Path) -> None:
    """The encoding an XML file declares is the one it is read in."""
    text = SMALL.replace("UTF-8", "ISO-8859-1").replace("Lan &amp; Minh", "café").encode("latin-1")
    assert imported(inspected(written(tmp_path, text)), tmp_path)["p_who"].drop_nulls().to_list() == ["café"]
