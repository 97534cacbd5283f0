"""Random timelines for property tests: ties, repeats, gaps, one event, many people."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from hanhtrinh.events.lake import LAKE_SCHEMA

NAMES = "abcdefx"  # x is on no map
DAY = 86_400


@st.composite
def rows(draw, max_people=4, max_events=14, names=NAMES, span_seconds=60 * DAY):
    """Lists of (person, second, name, key): coarse seconds so that ties are frequent."""
    people = draw(st.integers(1, max_people))
    second = st.one_of(st.integers(0, 8), st.integers(0, 30).map(lambda d: d * DAY), st.integers(0, span_seconds))
    row = st.tuples(st.integers(0, people - 1), second, st.sampled_from(names), st.integers(0, 3))
    return draw(st.lists(row, min_size=0, max_size=max_events * people))


def lake_of(rows, **properties):
    """Return lake events of (person, second, name, key) rows; the key is the property `k` (0: absent)."""
    epoch = datetime(2026, 1, 1, tzinfo=UTC)
    data = {
        "id": [i.to_bytes(8, "big") + bytes(8) for i in range(len(rows))],
        "person": [f"p{r[0]}" for r in rows],
        "time": [epoch + timedelta(seconds=r[1]) for r in rows],
        "event": [r[2] for r in rows],
        "source": ["test"] * len(rows),
    }
    table = pl.DataFrame(data, schema={name: LAKE_SCHEMA[name] for name in data})
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in LAKE_SCHEMA.items() if name not in data]
    keys = pl.Series("p_k", [f"k{r[3]}" if r[3] else None for r in rows], dtype=pl.String)
    return table.with_columns(*missing, keys, **properties)
