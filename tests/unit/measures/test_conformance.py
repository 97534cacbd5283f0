"""Conformance on small passes: the worked examples of the documentation, and what a replay of tokens would not see."""

from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.journey.model import Journey, Promise, Stage, Step, Touchpoint
from hanhtrinh.measures.conformance import conformance
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.off_map import off_map
from tests.timelines import DAY, lake_of

PAGE = Path(__file__).parents[3] / "docs" / "definitions.md"


def journey_of(plan, **fields):
    """Return the journey of a map such as `A (B C) D?`: brackets are a block, `?` an optional step."""
    steps, inside, before = [], False, None
    for word in plan.split():
        opens, closes = word.startswith("("), word.endswith(")")
        name = word.strip("()?")
        parallel = before if inside else None
        steps.append(Step(key=name.lower(), touchpoint=name.lower(), optional="?" in word, parallel=parallel))
        inside, before = (inside or opens) and not closes, name.lower()
    touchpoints = {s.key: Touchpoint(name=s.key, match={"event": s.key.upper()}) for s in steps}
    stage = Stage(key="all", name="All", phase="before", steps=tuple(steps))
    return Journey(key="j", name="J", window="30d", touchpoints=touchpoints, stages=(stage,), **fields)


def read(plan, *passes, **fields):
    """Return the reading of a map and one person per pass, one event a minute."""
    rows = [(p, 60 * i, name, 0) for p, names in enumerate(passes) for i, name in enumerate(names.split())]
    return read_journey(build_frame(reader_of(lake_of(rows)), {}, zone="UTC"), journey_of(plan, **fields))


def kept(reading):
    """Return how every pass kept to the map."""
    return conformance(reading, np.ones(len(reading.passes), np.bool_))


def examples():
    """Return the rows of the page's table of worked examples."""
    lines = PAGE.read_text("utf-8").split("## Alignment")[1].split("## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    start = next(i for i, row in enumerate(rows) if row[0] == "map") + 2
    return rows[start:]


@pytest.mark.parametrize("row", examples(), ids=lambda row: f"{row[0]}: {row[1]}")
def test_a_worked_example_is_as_the_page_says(row):
    """Skipped, repeated, out of order, unplanned and the number of deviations are those of the page."""
    plan, walked, skipped, repeated, odd, stray, deviations = row
    found = kept(read(plan, walked))
    for name, expected in (("skipped", skipped), ("repeated", repeated), ("out_of_order", odd)):
        assert [s.key.upper() for s in found.steps if getattr(s, name).count] == expected.split()
    assert found.deviations.count == int(deviations)
    assert found.unplanned.count == (stray != "")
    assert found.fitting.count == (deviations == "0")


def test_there_are_worked_examples():
    """The page's table is found and not empty."""
    assert len(examples()) >= 10


def test_an_event_of_no_step_between_the_steps_does_not_fit():
    """A, B, X, C, D is no perfect A, B, C, D: its steps follow the map, the pass does not fit."""
    found = kept(read("A B C D", "A B X C D", "A B C D"))
    assert (found.fitting.count, found.followed.count, found.unplanned.count) == (1, 2, 1)
    assert found.deviations.value == 0.5
    assert found.variants == 1


def test_steps_nothing_recognises_are_never_due():
    """A step without a touchpoint that has a rule is not skipped by anybody."""
    reading = read("A B C", "A C")
    touchpoints = {k: t for k, t in reading.journey.touchpoints.items() if k != "b"} | {"b": Touchpoint(name="b")}
    plain = Journey(key="j", name="J", touchpoints=touchpoints, stages=reading.journey.stages)
    found = kept(read_journey(reading.frame, plain))
    assert [step.skipped.n for step in found.steps] == [1, 0, 1]
    assert found.fitting.count == 1


def test_a_step_has_its_late_share_beside_its_deviations():
    """A promise kept late shows at its step; steps without a promise have no late share."""
    rows = [(0, 0, "A", 0), (0, 3 * DAY, "B", 0), (1, 0, "A", 0), (1, DAY, "B", 0), (2, 20 * DAY, "A", 0)]
    journey = journey_of("A B")
    first, second = journey.steps
    promised = msgspec.structs.replace(second, promise=Promise(within="2d", after="a"))
    stage = msgspec.structs.replace(journey.stages[0], steps=(first, promised))
    frame = build_frame(reader_of(lake_of(rows)), {}, zone="UTC")
    found = kept(read_journey(frame, msgspec.structs.replace(journey, stages=(stage,))))
    assert found.steps[0].late is None
    assert (found.steps[1].late.count, found.steps[1].late.n) == (1, 2)


def test_nobody_kept_gives_readings_without_values():
    """Of no pass there are no shares, and nothing fails."""
    reading = read("A B", "A B")
    found = conformance(reading, np.zeros(len(reading.passes), np.bool_))
    assert (found.passes, found.variants, found.fitting.value, found.deviations.value) == (0, 0, None, None)


def test_off_the_map_lists_names_with_channels_most_frequent_first():
    """Each name has its events, people and channels; a touchpoint on no step recognises nothing."""
    lines = ["A X X Y", "X B", "A Z"]
    lake = lake_of([(p, 60 * i, name, 0) for p, line in enumerate(lines) for i, name in enumerate(line.split())])
    channel = pl.when(pl.col("event") == "X").then(pl.lit("zalo"))
    journey = journey_of("A B")
    spare = {**journey.touchpoints, "y": Touchpoint(name="y", match={"event": "Y"})}
    frame = build_frame(reader_of(lake.with_columns(p_channel=channel)), {}, zone="UTC")
    found = off_map(read_journey(frame, msgspec.structs.replace(journey, touchpoints=spare)), top=2)
    assert [(u.event, u.events, u.people, u.channels) for u in found.top] == [("X", 3, 2, {"zalo": 3}), ("Y", 1, 1, {})]
    assert (found.events, found.people, found.other_events, found.other_kinds) == (5, 3, 1, 1)
