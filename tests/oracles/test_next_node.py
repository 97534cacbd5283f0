"""ClickHouse's next-event cases: what comes straight after (or before) one event or a chain of them.

One event is a pair, asked of the adjacent edges; a chain is a path, asked of the distinct ways people went from (or to)
its anchor.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.measures.distinct import distinct
from hanhtrinh.measures.flow import adjacent_edges
from hanhtrinh.measures.path_lines import Cut, walks
from tests.lines import lines_of_names

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


def chain_of(case):
    """Return the actions of the chain in the order they are told, away from the anchor."""
    return [text.split("'")[1] for text in case["chain"]]


def why_no_path(case):
    """Return why a case asks more than paths can say, None where it does not."""
    if case["base_condition"] != "1":
        return "the base condition looks at a second property"
    return None if case["chain"] else "a chain of nothing is no path"


def ways_from_anchor(case):
    """Return {way: users} of what was walked from the anchor on (forward) or up to it (backward), not collapsed."""
    users = {}
    for event in case["events"]:
        users.setdefault(event["user"], []).append((event["t"], event["action"]))
    plain = {user: [a for _, a in sorted(events, key=lambda e: e[0])] for user, events in users.items()}
    sequences = {user: [action for action in line if action is not None] for user, line in plain.items()}
    lines, chain, forward = lines_of_names(sequences), chain_of(case), case["direction"] == "forward"
    names = [lines.name_of(code) for code in range(1, lines.size + 1)]
    anchor = 0
    if case["anchor"] in ("first_match", "last_match"):
        if chain[0] not in names:
            return Counter()
        anchor = names.index(chain[0]) + 1
    cut = Cut(
        start=anchor if forward else 0,
        end=0 if forward else anchor,
        last=case["anchor"] == "last_match",
        depth=len(chain) + 1,
        backwards=not forward,
        collapse=False,
    )
    walked = walks(lines, cut)
    found = distinct(walked.begin, walked.size, walked.code, lines.person)
    ways = Counter()
    for first, count in zip(found.first.tolist(), found.units.tolist(), strict=True):
        begin = int(walked.begin[first])
        ways[tuple(names[c - 1] for c in walked.code[begin : begin + int(walked.size[first])].tolist())] += count
    return ways


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_what_comes_after_a_chain_is_what_clickhouse_says(case):
    """Counted over users, the ways that begin (or end) with the chain go on as often as ClickHouse names the next."""
    reason = why_no_path(case)
    if reason is not None:
        pytest.skip(reason)
    chain, forward = chain_of(case), case["direction"] == "forward"
    got = Counter()
    for way, users in ways_from_anchor(case).items():
        told = way if forward else way[::-1]
        if list(told[: len(chain)]) == chain and len(told) > len(chain):
            got[told[len(chain)]] += users
    assert got == Counter(name for name in case["expected_next_by_user"].values() if name is not None)


def test_enough_chains_are_asked():
    """The chains that fit are not skipped by mistake."""
    assert sum(why_no_path(case) is None for case in cases()) >= 20
