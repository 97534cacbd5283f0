"""Passes leave as an event log, and come back the same."""

import csv
import io
from datetime import UTC, datetime, timedelta
from xml.parsers import expat

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hanhtrinh.draw.event_log import CSV_COLUMNS, csv_pieces, xes_pieces
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.journey.model import Touchpoint
from hanhtrinh.measures.event_log import OFF_MAP, LoggedPass, event_log
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.sources.xes.parse import Parser
from tests.worlds import frame_of, people_of, runs_of, worlds


def log_of(world, *, off_map=False, anonymous=False):
    reading = world.read()
    keep = np.ones(len(reading.passes), np.bool_)
    return list(event_log(reading, keep, off_map=off_map, anonymous=anonymous))


@settings(deadline=None, max_examples=60)
@given(worlds())
def test_one_case_a_pass(world):
    """Every pass is a case with its visits in order, its state and its key; no two cases have one name."""
    log, runs = log_of(world), runs_of(world)
    assert len({one.case for one in log}) == len(log) == len(runs)
    for one, (person, run, state) in zip(log, runs, strict=True):
        assert one.person == person.name
        assert one.state == state
        assert [(event.time, event.step) for event in one.events] == [(time, step) for time, _, step in run.visits]
        names = {event["position"]: event["event"] for event in person.events}
        assert [event.name for event in one.events] == [names[position] for _, position, _ in run.visits]
    nameless = log_of(world, anonymous=True)
    assert [[event.time for event in one.events] for one in nameless] == [[e.time for e in one.events] for one in log]
    assert {one.person for one in nameless} == {str(i + 1) for i in range(len({one.person for one in log}))}
    assert not any(one.key for one in nameless)


@settings(deadline=None, max_examples=60)
@given(worlds())
def test_off_the_map(world):
    """An event that is no visit belongs to the pass with its key, else to the one begun last, if it lies within it."""
    found = []
    for person in people_of(world):
        visits = {position for run in person.runs for _, position, _ in run.visits}
        keys = {e["position"]: e["p_k"] for e in person.events}
        for event in person.events:
            if event["position"] in visits:
                continue
            begun = [run for run in person.runs if run.visits[0][0] <= event["time"]]
            mine = begun[-1:]
            if world.journey.pass_key and event["p_k"]:
                mine = [run for run in begun if keys[run.visits[0][1]] == event["p_k"]]
            for run in mine:
                if event["time"] <= run.visits[-1][0]:
                    found.append((person.name, run.visits[0][:2], event["time"], event["event"]))
    given_ = [
        (one.person, first_of(one), event.time, event.name)
        for one in log_of(world, off_map=True)
        for event in one.events
        if event.step == OFF_MAP
    ]
    assert [(name, at[0], time, event) for name, at, time, event in sorted(found)] == sorted(given_)


def first_of(one: LoggedPass) -> int:
    return next(event.time for event in one.events if event.step != OFF_MAP)


def lake_of_log(text):
    """Return the lake an import of the log would make, the file's order as ids."""
    rows = [event for events in Parser("log").events([text.encode()]) for event in events]
    values = [row.values for row in rows]
    given_ = {
        "id": [i.to_bytes(16, "big") for i in range(len(rows))],
        "person": [v["case:person"] for v in values],
        "time": [datetime.fromisoformat(v["time:timestamp"]) for v in values],
        "event": ["event"] * len(rows),
        "source": ["log"] * len(rows),
    }
    table = pl.DataFrame(given_, schema={name: LAKE_SCHEMA[name] for name in given_})
    missing = [pl.lit(None, kind).alias(name) for name, kind in LAKE_SCHEMA.items() if name not in given_]
    named = (pl.Series(f"p_{short}", [v.get(key) for v in values], dtype=pl.String) for short, key in NAMED.items())
    return table.with_columns(*missing, *named)


NAMED = {"case": "case:concept:name", "step": "step", "state": "case:state"}


@settings(deadline=None, max_examples=60)
@given(worlds())
def test_imported_again(world):
    """The XES log, imported with its steps as rules and the case as the pass's key, gives the same passes."""
    log = log_of(world)
    table = lake_of_log("".join(xes_pieces(log, world.journey, "en")))
    journey = replace(
        world.journey,
        pass_key="case",  # noqa: S106 - a property's name
        touchpoints={step.key: Touchpoint(name="T", match={"step": step.key}) for step in world.journey.steps},
        stages=tuple(
            replace(stage, steps=tuple(replace(step, touchpoint=step.key) for step in stage.steps))
            for stage in world.journey.stages
        ),
    )
    reading = read_journey(frame_of(table), journey, as_of=world.as_of)
    again = list(event_log(reading, np.ones(len(reading.passes), np.bool_), off_map=False, anonymous=False))
    assert sorted(map(told, again)) == sorted(map(told, log))
    assert {one.key for one in again} == {one.case for one in log}


def told(one: LoggedPass):
    return one.person, one.state, [(event.time, event.step) for event in one.events]


@settings(deadline=None, max_examples=40)
@given(worlds(), st.booleans())
def test_csv(world, off_map):
    """The CSV log has one line an event, with the same cases, times and steps."""
    log = log_of(world, off_map=off_map)
    rows = list(csv.reader(io.StringIO("".join(csv_pieces(log, world.journey, "vi")))))
    assert tuple(rows[0]) == CSV_COLUMNS
    steps = [step.key for step in world.journey.steps]
    expected = [
        (one.case, one.person, one.key, one.state, steps[event.step] if event.step != OFF_MAP else "")
        for one in log
        for event in one.events
    ]
    assert [(*row[:4], row[6]) for row in rows[1:]] == expected
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    times = [(datetime.fromisoformat(row[5]) - epoch) / timedelta(microseconds=1) for row in rows[1:]]
    assert times == [event.time for one in log for event in one.events]


# What may stand in what, in which order: the standard's structure (XES 1.0).
INSIDE = {
    "log": ["string", "extension", "global", "classifier", "trace"],
    "global": ["string", "date"],
    "trace": ["string", "event"],
    "event": ["string", "date"],
}
REQUIRED = {
    "log": {"xes.version", "xes.features", "xmlns"},
    "extension": {"name", "prefix", "uri"},
    "global": {"scope"},
    "classifier": {"name", "keys"},
    "string": {"key", "value"},
    "date": {"key", "value"},
    "trace": set(),
    "event": set(),
}


@settings(deadline=None, max_examples=40)
@given(worlds(), st.text(max_size=20))
def test_structure_of_xes(world, strange):
    """Elements stand where the standard has them, with their attributes; prefixes are declared; any text is escaped."""
    journey = replace(world.journey, name=strange)
    log = [one._replace(case=f"{one.case}{strange}") for one in log_of(world, off_map=True)]
    open_, prefixes, cases = [("", [])], set(), []

    def start(name, attributes):
        assert set(attributes) == REQUIRED[name]
        open_[-1][1].append(name)
        open_.append((name, []))
        prefixes.update({attributes["prefix"]} if name == "extension" else ())
        if name in ("string", "date"):
            prefix, colon, _ = attributes["key"].partition(":")
            assert not colon or prefix in prefixes or prefix in ("concept", "lifecycle")
            if name == "date":
                assert datetime.fromisoformat(attributes["value"]).tzinfo is not None
            if (open_[-2][0], attributes["key"]) == ("trace", "concept:name"):
                cases.append(attributes["value"])

    def end(name):
        _, inside = open_.pop()
        allowed = INSIDE.get(name, [])
        assert [allowed.index(one) for one in inside] == sorted(allowed.index(one) for one in inside)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse("".join(xes_pieces(log, journey, "vi")).encode(), True)
    assert prefixes == {"concept", "time", "lifecycle"}
    kept = [one for one in strange if one.isprintable() or one in "\t\n\r"]
    assert len(cases) == len(log)
    for one, case in zip(log, cases, strict=True):
        assert len(case) == len(one.case)
        assert [sign for sign in case if sign in kept] == [sign for sign in one.case if sign in kept]
