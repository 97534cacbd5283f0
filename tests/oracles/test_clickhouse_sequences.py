"""ClickHouse's pattern cases, where a pattern is a funnel: conditions one straight after the other, or within a time.

A pattern `(?1)(?2)` is a strict funnel over all events; `(?1)(?t<=2)(?2)` lets anything come between and is an ordered
funnel with a window per step. A count is of matches that do not overlap; ours is of entries, so it is compared where
no match can overlap another.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.measures.funnel import Funnel, FunnelMatch, funnel_outcomes
from hanhtrinh.measures.timelines import Timelines

FILE = Path(__file__).parents[3] / "shared/data/oracles/clickhouse/sequence_cases.json"
FAR = 10**18
SECOND = 1_000_000
PART = re.compile(r"\(\?(\d+)\)|\(\?t(<=|<|>=|>|==)(\d+)\)|(\.\*?)")


def cases():
    if not FILE.is_file():
        return []
    return [case for case in json.loads(FILE.read_text("utf-8"))["cases"] if case["status"] == "stable"]


def question_of(case):
    """Return the pattern's condition numbers and upper bounds in seconds, or the reason why it is no funnel."""
    steps, bounds = [], []
    for number, operator, seconds, any_event in PART.findall(case["pattern"]):
        if any_event:
            return "a funnel has no step that any event fills"
        if number:
            steps.append(int(number))
        elif operator not in ("<=", "<"):
            return "a funnel has no least time between steps"
        else:
            bounds.append(int(seconds) - (operator == "<"))
    if not steps:
        return "a funnel needs a step"
    if bounds and (len(bounds) != len(steps) - 1 or len(set(bounds)) > 1):
        return "a funnel has one window for all its steps"
    if case["kind"] == "sequence_count" and case["expected"] and len(set(steps)) < len(steps):
        return "matches of a repeated step may overlap"
    return steps, bounds


def met(event, condition):
    """Tell whether an event meets a condition: every field equals its value."""
    return all(event.get(one["field"]) == one["value"] and one["op"] == "=" for one in condition)


def outcomes(case, steps, bounds):
    """Return the funnel's outcomes, one row an entry; conditions are the touchpoints, each event meets one at most."""
    codes = []
    for event in sorted(case["events"], key=lambda e: e["t"]):
        places = [i + 1 for i, condition in enumerate(case["conditions"]) if met(event, condition)]
        assert len(places) <= 1
        codes.append(places[0] if places else 0)
    times = np.array(sorted(e["t"] for e in case["events"]), np.int64) * SECOND
    lines = Timelines(np.array([0, len(codes)], np.int64), np.array(codes, np.uint16), times, 1)
    matches = tuple(FunnelMatch(touchpoints=(step,)) for step in steps)
    if bounds:
        question = Funnel(steps=matches, window_seconds=bounds[0], window_scope="per_step", entry="every")
    else:
        question = Funnel(steps=matches, window_seconds=10**7, order="strict", universe="all", entry="every")
    return funnel_outcomes(lines, question, FAR)


@pytest.mark.skipif(not FILE.is_file(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_pattern_matches_where_a_funnel_gets_through(case):
    """Whether, and how often, a pattern matches is whether, and from how many entries, the funnel is completed."""
    found = question_of(case)
    if isinstance(found, str):
        pytest.skip(found)
    done = int(outcomes(case, *found).reached(len(found[0])).sum())
    assert (done if case["kind"] == "sequence_count" else done > 0) == case["expected"]


@pytest.mark.skipif(not FILE.is_file(), reason="the oracle data is not here")
def test_enough_patterns_are_asked():
    """The patterns that are funnels are not skipped by mistake."""
    assert sum(not isinstance(question_of(case), str) for case in cases()) >= 7
