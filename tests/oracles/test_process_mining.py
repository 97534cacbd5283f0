"""Directly-follows counts, variants, starts, ends and durations of real process logs: pm4py's where it computed them, a
plain sort for the others.
"""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.flow import adjacent_edges
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.measures.path_lines import END, Lines, listed, spans
from hanhtrinh.measures.paths import PathQuestion, paths
from hanhtrinh.measures.variants import VariantQuestion, variants
from hanhtrinh.values import instant_of
from tests.oracles.flow_twin import edges as slow_edges

DATA = Path(__file__).parents[2].parent / "shared" / "data"
REFERENCE = DATA / "oracles" / "process_mining" / "pm4py_reference.json"
pytestmark = pytest.mark.skipif(not REFERENCE.is_file(), reason="the process logs are not beside this checkout")
CASE, ACTIVITY, TIME = "case_id", "concept:name", "time:timestamp"
COLUMNS = {
    "running_example": (CASE, ACTIVITY, TIME),
    "receipt": ("case:concept:name", ACTIVITY, TIME),
    "reviewing": ("case:concept:name", ACTIVITY, TIME),
    "roadtraffic100": (CASE, ACTIVITY, TIME),
    "sepsis": (CASE, "activity", "timestamp"),
}


def reference():
    """Return what pm4py said, by log."""
    return json.loads(REFERENCE.read_text("utf-8"))["logs"] if REFERENCE.is_file() else {}


def log_of(name):
    """Return (case, activity, time) rows of a log in the order of its file; `NA` is a case like any other."""
    columns = COLUMNS[name]
    table = pl.read_csv(DATA / "process_logs" / f"{name}.csv.gz", infer_schema=False, null_values=[])
    rows = table.select(*columns).rows()
    return [(case, activity, _moment(text)) for case, activity, text in rows]


def _moment(text):
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.fromisoformat("2000-01-01T00:00+00:00").tzinfo)


def lake_of_log(rows):
    """Return a log as lake events; the id is the row's place in the file."""
    given = {
        "id": pl.Series([i.to_bytes(16, "big") for i in range(len(rows))], dtype=pl.Binary),
        "person": pl.Series([r[0] for r in rows], dtype=pl.String),
        "time": pl.Series([r[2] for r in rows]).dt.convert_time_zone("UTC").dt.cast_time_unit("us"),
        "event": pl.Series([r[1] for r in rows], dtype=pl.String),
        "source": pl.Series(["log"] * len(rows), dtype=pl.String),
    }
    missing = [pl.lit(None, kind).alias(name) for name, kind in LAKE_SCHEMA.items() if name not in given]
    return pl.DataFrame(given).with_columns(*missing)


def counted(lines):
    """Return {(activity or None, next or None): n} of timelines of names, by our kernel."""
    names = sorted({name for line in lines for name in line})
    codes = {name: i + 1 for i, name in enumerate(names)}
    offsets = np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64)
    flat = np.array([codes[name] for line in lines for name in line], np.uint16)
    counts = adjacent_edges(offsets, flat, len(names))
    known = [None, *names]
    return {(known[a], known[b]): int(counts[a, b]) for a, b in np.argwhere(counts).tolist()}


def cases_in_file_order(rows):
    """Return every case's activities by (time, row), pm4py's own order."""
    cases = {}
    for case, activity, time in rows:
        cases.setdefault(case, []).append((time, activity))
    return {case: [name for _, name in sorted(events, key=lambda e: e[0])] for case, events in cases.items()}


def frame_lines(rows):
    """Return every case's activities in our canonical order."""
    frame = build_frame(reader_of(lake_of_log(rows)), {}, zone="UTC")
    column = frame.columns["event"]
    names = column.values.to_list()
    spans = zip(frame.offsets[:-1].tolist(), frame.offsets[1:].tolist(), strict=True)
    lines = [[names[c - 1] for c in column.codes[a:b].tolist()] for a, b in spans]
    return frame, dict(zip(frame.people.to_list(), lines, strict=True))


@pytest.mark.parametrize("name", sorted(reference()))
def test_directly_follows_counts_are_those_of_pm4py(name):
    """With events at the same instant in the order of the file, every pair, start and end is pm4py's."""
    expected, rows = reference()[name], log_of(name)
    lines = cases_in_file_order(rows)
    assert (len(rows), len(lines)) == (expected["events"], expected["cases"])
    got = counted(list(lines.values()))
    pairs = {(e["from"], e["to"]): e["count"] for e in expected["dfg"]}
    starts = {(None, name): n for name, n in expected["start_activities"].items()}
    ends = {(name, None): n for name, n in expected["end_activities"].items()}
    assert got == pairs | starts | ends


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_order_of_a_file_decides_only_among_events_of_the_same_instant(name):
    """Canonical order and the file's differ in no case without ties; with ties, names decide, not rows."""
    rows = log_of(name)
    _, lines = frame_lines(rows)
    in_file = cases_in_file_order(rows)
    times = {}
    for case, _, time in rows:
        times.setdefault(case, []).append(time)
    tied = {case for case, moments in times.items() if len(set(moments)) < len(moments)}
    assert {case for case in lines if lines[case] != in_file[case]} <= tied
    plain = {}
    for case, activity, time in rows:
        plain.setdefault(case, []).append((time, activity))
    assert lines == {case: [activity for _, activity in sorted(events)] for case, events in plain.items()}
    again, backwards = frame_lines(rows[::-1])
    assert backwards == lines
    assert again.event_count == len(rows)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_edges_of_a_map_of_all_activities_are_the_directly_follows_counts(name):
    """A map with one step an activity and a window without end shows each pair as often as the log holds it."""
    rows = log_of(name)
    frame, lines = frame_lines(rows)
    activities = sorted({activity for _, activity, _ in rows})
    keys = {activity: f"s{i}" for i, activity in enumerate(activities)}
    journey = Journey(
        key="log", name="Log", window="99999d",
        touchpoints={key: Touchpoint(name=name, match={"event": name}) for name, key in keys.items()},
        stages=(Stage(
            key="all", name="All", phase="during", steps=tuple(Step(key=k, touchpoint=k) for k in keys.values())
        ),),
    )  # fmt: skip
    found = read_map(read_journey(frame, journey), MapQuestion(trend="none"))
    names = {key: activity for activity, key in keys.items()} | {"(start)": 0, "(open)": 0}
    got = Counter({(names[e.source], names[e.target]): e.times for e in found.edges})
    assert got == slow_edges(lines.values())
    assert found.passes == len(lines)
    assert found.off_map_events == 0


def lines_of_log(rows):
    """Return one line per case, events of the same instant in the order of the file, as pm4py has them."""
    names, cases = sorted({activity for _, activity, _ in rows}), sorted({case for case, _, _ in rows})
    number = {case: i for i, case in enumerate(cases)}
    code = {name: i + 1 for i, name in enumerate(names)}
    ordered = sorted(rows, key=lambda row: (number[row[0]], row[2]))
    sizes = Counter(case for case, _, _ in rows)
    return Lines(
        offsets=np.cumsum([0, *(sizes[case] for case in cases)], dtype=np.int64),
        person=np.arange(len(cases), dtype=np.int64),
        code=np.array([code[activity] for _, activity, _ in ordered], np.uint16),
        time=np.array([instant_of(moment) for _, _, moment in ordered], np.int64),
        ending=np.full(len(cases), END, np.uint8),
        size=len(names),
        name_of=listed(names),
        keep=np.ones(len(cases), np.bool_),
    )


@pytest.mark.parametrize("name", sorted(reference()))
def test_variants_and_durations_are_those_of_pm4py(name):
    """The number of distinct sequences, how often each of the most frequent occurs, and the cases' durations."""
    expected, lines = reference()[name], lines_of_log(log_of(name))
    found = variants(lines, VariantQuestion(nodes="events", unit="person", collapse=False, top=10_000))
    assert (found.paths, found.kinds) == (expected["cases"], expected["variants"])
    counts = {variant.nodes: variant.paths for variant in found.top}
    assert {tuple(v["path"]): v["cases"] for v in expected["top_variants"]}.items() <= counts.items()
    ranked = [variant.paths for variant in found.top]
    assert ranked == sorted(ranked, reverse=True)
    assert ranked[: len(expected["top_variants"])] == [v["cases"] for v in expected["top_variants"]]
    first, last = spans(lines, np.arange(len(lines), dtype=np.int64))
    seconds = (last - first) / 1_000_000
    wanted = expected["case_duration_seconds"]
    assert [seconds.min(), np.median(seconds), seconds.max()] == [wanted["min"], wanted["median"], wanted["max"]]
    assert seconds.mean() == pytest.approx(wanted["mean"], rel=1e-9)


@pytest.mark.parametrize("name", sorted(reference()))
def test_a_graph_of_paths_is_the_directly_follows_graph(name):
    """Edges, starts, ends and activities of the position-free graph are pm4py's, and so are the times each occurs."""
    expected, lines = reference()[name], lines_of_log(log_of(name))
    question = PathQuestion(nodes="events", unit="person", positions=False, top=None, collapse=False)
    found = paths(lines, question)
    inner = {(e.source, e.target): e.occurrences for e in found.edges if e.source != "(start)" and e.target != "(end)"}
    assert inner == {(e["from"], e["to"]): e["count"] for e in expected["dfg"]}
    assert {e.target: e.occurrences for e in found.edges if e.source == "(start)"} == expected["start_activities"]
    assert {e.source: e.occurrences for e in found.edges if e.target == "(end)"} == expected["end_activities"]
    assert {n.key: n.occurrences for n in found.nodes if n.kind == "node"} == expected["activities"]
