"""Our paths against a product-analytics suite's. Its conventions, expressed in our terms:

a path is a session of a person (theirs begins anew after 30:00, ours after more than 30:00), counted by occurrences; a
node is a page, screen or custom event; repeats are one; five positions; edges are listed by how often, then by name,
and those that do not hang together with a first node are dropped (ours are all there).
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from hanhtrinh.measures.path_lines import END, Lines, listed
from hanhtrinh.measures.paths import PathQuestion, paths
from hanhtrinh.values import instant_of
from tests.oracles.test_posthog_funnels import passes

FILE = Path(__file__).parents[3] / "shared/data/oracles/posthog/paths.json"
SESSION = 30 * 60 * 1_000_000
PROPERTIES = {"$pageview": "$current_url", "$screen": "$screen_name"}


def cases():
    return json.loads(FILE.read_text("utf-8")) if FILE.is_file() else []


def moment(text, end=False):
    when = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return when + timedelta(days=1, microseconds=-1) if end and len(text) == 10 else when


def node_of(event, kinds):
    """Return what an event is called on a path, None where it is no node."""
    name = event["event"]
    if name in PROPERTIES:
        page = event["properties"].get(PROPERTIES[name])
        plain = page.rstrip("/") or "/" if page is not None else None
        return plain if not kinds or name in kinds else None
    return name if not name.startswith("$") and (not kinds or "custom_event" in kinds) else None


def rows_of(case):
    """Return (person, instant, node) of the events the question looks at, in order."""
    query, now = case["query"], moment(case["now"])
    low = moment(query["date_from"]) if query.get("date_from") else (now - timedelta(days=7)).replace(hour=0, minute=0)
    high = moment(query["date_to"], end=True) if query.get("date_to") else now
    raw = case["raw_filter"]
    kinds = {raw["path_type"]} if raw.get("path_type") else set(raw.get("include_event_types") or [])
    wanted = raw.get("properties")
    wanted = json.loads(wanted) if isinstance(wanted, str) else wanted
    person = {d: p["person"] for p in case["persons"] for d in p["distinct_ids"]}
    found = []
    for event in case["events"]:
        when, node = moment(event["timestamp"]), node_of(event, kinds)
        if low <= when <= high and node is not None and passes(event, wanted):
            found.append((person.get(event["distinct_id"], event["distinct_id"]), instant_of(when), node))
    return sorted(found, key=lambda row: row[:2])


def lines_of(rows):
    """Return one line per session of a person."""
    people, names = sorted({row[0] for row in rows}), sorted({row[2] for row in rows})
    new = [i == 0 or rows[i][0] != rows[i - 1][0] or rows[i][1] - rows[i - 1][1] >= SESSION for i in range(len(rows))]
    begins = np.flatnonzero(np.array(new, np.bool_))
    return Lines(
        offsets=np.append(begins, len(rows)).astype(np.int64),
        person=np.array([people.index(rows[i][0]) for i in begins], np.int64),
        code=np.array([names.index(row[2]) + 1 for row in rows], np.uint16),
        time=np.array([row[1] for row in rows], np.int64),
        ending=np.full(len(begins), END, np.uint8),
        size=len(names),
        name_of=listed(names),
        keep=np.ones(len(begins), np.bool_),
    )


def edges_of(case):
    """Return the edges as theirs lists them: source and target with their position, and how often."""
    raw = case["raw_filter"]
    question = PathQuestion(
        nodes="events",
        unit="session",
        depth=raw.get("step_limit") or 5,
        top=None,
        start=raw.get("start_point"),
        end=raw.get("end_point"),
    )
    lines = lines_of(rows_of(case))
    if question.start is not None and question.start not in [lines.name_of(c + 1) for c in range(lines.size)]:
        return []
    ends = ("(start)", "(earlier)", "(end)", "(more)")
    found = [e for e in paths(lines, question).edges if e.source not in ends and e.target not in ends]
    rows = [
        {"source": f"{e.position}_{e.source}", "target": f"{e.position + 1}_{e.target}", "value": e.occurrences}
        for e in found
    ]
    return sorted(rows, key=lambda row: (-row["value"], row["source"], row["target"]))


@pytest.mark.skipif(not FILE.is_file(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_edges_are_theirs(case):
    """Each edge they look at has their source, target and count, in their order."""
    found = edges_of(case)
    checked = 0
    for e in case["expect"]:
        path = e["path"]
        if path == ".length":
            assert len(found) == e["expected"]
        elif path.startswith("[") and "." in path and path.split("].")[1] in ("source", "target", "value"):
            place, field = path[1:].split("].")
            assert found[int(place)][field] == e["expected"], path
        else:
            continue
        checked += 1
    assert checked
