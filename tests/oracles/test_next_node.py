"""ClickHouse's next-event cases, where they ask what comes straight after (or before) one event."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.measures.flow import adjacent_edges

CASES = Path(__file__).parents[2].parent / "shared" / "data" / "oracles" / "clickhouse" / "next_node_cases.json"
pytestmark = pytest.mark.skipif(not CASES.is_file(), reason="the next-event cases are not beside this checkout")


def cases():
    """Return every case, none where the file is not there."""
    return json.loads(CASES.read_text("utf-8"))["cases"] if CASES.is_file() else []


def why_not(case):
    """Return why a case asks more than adjacent pairs can say, None where it does not."""
    if case["base_condition"] != "1":
        return "the base condition looks at a second property"
    if len(case["chain"]) != 1:
        return f"a chain of {len(case['chain'])} events is a path, not a pair"
    return None


def pairs_at_anchor(case, wanted):
    """Return each user's two actions at the anchor: with the one after it (forward) or before it (backward).

    The anchor is the first event, the last, or (`first_match`) the first that is `wanted`.
    """
    users = {}
    for event in case["events"]:
        users.setdefault(event["user"], []).append((event["t"], event["action"]))
    lines = [[action for _, action in sorted(events, key=lambda e: e[0])] for events in users.values()]
    forward, found = case["direction"] == "forward", []
    for line in lines:
        if case["anchor"] == "first_match":
            if wanted not in line:
                continue
            at = line.index(wanted)
        else:
            at = 0 if case["anchor"] == "head" else len(line) - 1
        found.append(line[at : at + 2] if forward else line[max(at - 1, 0) : at + 1])
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_what_comes_next_is_what_clickhouse_says(case):
    """Counted over users, the pair (anchor, next) comes as often as ClickHouse names that next action."""
    reason = why_not(case)
    if reason is not None:
        pytest.skip(reason)
    anchor = case["chain"][0].split("'")[1]
    lines = pairs_at_anchor(case, anchor)
    names = sorted({name for line in lines for name in line} | {anchor})
    codes = {name: i + 1 for i, name in enumerate(names)}
    offsets = np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64)
    flat = np.array([codes[name] for line in lines for name in line], np.uint16)
    counts = adjacent_edges(offsets, flat, len(names))
    forward = case["direction"] == "forward"
    row = counts[codes[anchor]] if forward else counts[:, codes[anchor]]
    got = Counter({name: int(row[code]) for name, code in codes.items() if row[code]})
    expected = Counter(name for name in case["expected_next_by_user"].values() if name is not None)
    assert got == expected


def test_enough_of_the_cases_are_asked():
    """The cases that fit are not skipped by mistake."""
    assert sum(why_not(case) is None for case in cases()) >= 10
