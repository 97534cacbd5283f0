"""Our funnel against ClickHouse's `windowFunnel`, case by case, with every difference of definition named."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.measures.funnel import Funnel, FunnelMatch, funnel_outcomes
from hanhtrinh.measures.timelines import Timelines
from hanhtrinh.values import instant_of

FILE = Path(__file__).parents[3] / "shared/data/oracles/clickhouse/window_funnel_cases.json"
SECOND = 1_000_000
FAR = 2 * 10**18

# Where we mean something else, the levels we give and why.
DIFFERENT = {
    "ch-wf-019": (
        {"1": 3, "2": 1, "3": 2, "4": 2, "5": 2, "6": 1},
        "strict_order lets an event of an earlier step stand between two; to us strict is the very next event",
    ),
    "ch-wf-022": ({"1": 4}, "strict_deduplication ends a chain at a repeated step; to us repeats are ordinary events"),
    "ch-wf-029": ({"1": 5}, "strict_increase forbids equal stamps; to us equal times are unordered"),
    "ch-wf-030": ({"1": 1}, "by default one event fills several equal steps; to us never"),
    "ch-wf-042": (
        {"1": 2, "2": 2, "3": 3},
        "allow_reentry passes over a repeated first step; to us strict is the very next event",
    ),
    "ch-wf-043": (
        {"1": 4, "2": 2, "3": 2},
        "strict_order takes the second visit of a repeated step as the first step again; to us it is the third step",
    ),
}


def cases():
    if not FILE.exists():
        return []
    return [c for c in json.loads(FILE.read_text()) if c["status"] == "stable"]


def instant(t, unit):
    if isinstance(t, str):
        return instant_of(datetime.fromisoformat(t).replace(tzinfo=UTC))
    return t * SECOND if unit == "seconds" else t * SECOND % (100 * 365 * 86_400 * SECOND)


def levels(case):
    """Run a case: rows go in canonical order, steps by their value; modes that we have are translated."""
    values = sorted({str(e["event"]) for e in case["events"]} | {str(c["value"]) for s in case["steps"] for c in s})
    code = {value: i + 1 for i, value in enumerate(values)}
    users = sorted({e["user"] for e in case["events"]})
    rows = sorted((e["user"], instant(e["t"], case["unit"]), code[str(e["event"])]) for e in case["events"])
    offsets = np.searchsorted([users.index(r[0]) for r in rows], np.arange(len(users) + 1))
    lines = Timelines(
        offsets.astype(np.int64), np.array([r[2] for r in rows], np.uint16), np.array([r[1] for r in rows]), len(users)
    )
    strict = bool({"strict_order"} & set(case["modes"]))
    question = Funnel(
        steps=tuple(FunnelMatch(touchpoints=tuple(code[str(c["value"])] for c in step)) for step in case["steps"]),
        window_seconds=min(case["window"], 10**11), order="strict" if strict else "ordered", universe="all",
    )  # fmt: skip
    return dict(zip(users, map(int, funnel_outcomes(lines, question, FAR).level), strict=True))


@pytest.mark.skipif(not FILE.exists(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases(), ids=lambda c: c["id"])
def test_level_is_clickhouse_s_or_differs_for_a_stated_reason(case):
    """Every stable case has ClickHouse's levels, except where our definition differs and says so."""
    if case["id"] in DIFFERENT:
        expected, reason = DIFFERENT[case["id"]]
        assert reason
        assert expected != case["expected_level_by_user"]
    else:
        expected = case["expected_level_by_user"]
    assert levels(case) == expected
