"""The frame against a plain sort, and its dictionaries."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events import build
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.dictionaries import DictionaryBuilder, recode
from hanhtrinh.events.frame import narrowest
from tests.timelines import lake_of
from tests.worlds import INSTRUMENTS, frame_of, shuffled, tables

PROPERTIES = ["event", "source", "k", "due", "amount"]


def decoded(column):
    """Return the values a column's codes stand for, null where absent."""
    known = column.values.to_list()
    return [known[code - 1] if code else None for code in column.codes.tolist()]


def answers_of(frame):
    """Return every answer and invitation as plain tuples."""
    a, keys = frame.answers, sorted(frame.instruments)
    scores = [None if np.isnan(s) else s for s in a.score.tolist()]
    names = [keys[i] for i in a.instrument.tolist()]
    return list(
        zip(a.event.tolist(), names, scores, a.asked.tolist(), a.asked_at.to_list(), a.text.to_list(), strict=True)
    )


def check_frame(frame, table):
    """Compare a frame with a plain sort by (person, time, event, id)."""
    plain = table.sort("person", "time", "event", "id")
    assert frame.people.to_list() == plain["person"].unique().sort().to_list()
    lengths = plain.group_by("person").len().sort("person")["len"]
    assert frame.offsets.tolist() == [0, *lengths.cum_sum().to_list()]
    assert frame.time.tolist() == plain["time"].dt.timestamp("us").to_list()
    for name in PROPERTIES:
        stored = name if name in ("event", "source") else f"p_{name}"
        column = frame.columns[name]
        assert decoded(column) == plain[stored].to_list()
        assert column.values.to_list() == plain[stored].drop_nulls().unique().sort().to_list()
        assert column.codes.dtype == narrowest(len(column.values))
    voiced = plain.with_row_index("at").filter(pl.col("instrument").is_not_null() | pl.col("asks").is_not_null())
    assert answers_of(frame) == [
        (r["at"], r["instrument"] or r["asks"], r["score"], r["asks"] is not None, r["asked_at"] or "", r["text"] or "")
        for r in voiced.to_dicts()
    ]


@settings(max_examples=80, deadline=None)
@given(tables(), st.integers(0, 99))
def test_a_frame_is_a_plain_sort(table, seed):
    """Events lie by (person, time, event, id) whatever the order of the lake's rows, every property with them."""
    check_frame(frame_of(table), table)
    check_frame(frame_of(shuffled(table, seed)), table)


@settings(max_examples=40, deadline=None)
@given(tables(max_people=6), st.integers(1, 9))
def test_batches_of_any_size_give_the_same_frame(table, size):
    """How many rows are read at a time decides nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "BATCH_ROWS", size)
        check_frame(frame_of(table), table)


def test_a_long_unordered_timeline_is_sorted_too():
    """One person with thousands of events in no order, half of them ties, comes out in canonical order."""
    random = np.random.default_rng(7)
    rows = [
        (0, int(s), "abc"[int(n)], 0)
        for s, n in zip(random.integers(0, 3000, 6000), random.integers(0, 3, 6000), strict=True)
    ]
    table = lake_of(rows)
    frame = build_frame(reader_of(table), {}, zone="UTC")
    plain = table.sort("person", "time", "event", "id")
    assert frame.time.tolist() == plain["time"].dt.timestamp("us").to_list()
    assert decoded(frame.columns["event"]) == plain["event"].to_list()


@pytest.mark.parametrize("size", [0, 1, 254, 255, 256, 65_534, 65_535, 65_536, 70_000])
def test_codes_are_as_wide_as_their_dictionary_needs(size):
    """Dictionaries up to and beyond 255 and 65,535 values give back each value; codes sort as values do."""
    values = pl.Series([f"/p/{i}" for i in range(size)], dtype=pl.String)
    given_ = pl.concat([values.reverse(), pl.Series([None], dtype=pl.String), values])
    builder = DictionaryBuilder(pl.String)
    provisional = np.concatenate([builder.add(given_[: size // 3]), builder.add(given_[size // 3 :])])
    dictionary, final = builder.finish()
    codes = recode(provisional, final, len(dictionary))
    assert codes.dtype.itemsize == (1 if size <= 255 else 2 if size <= 65_535 else 4)
    assert dictionary.to_list() == sorted(values.to_list())
    back = pl.concat([pl.Series([None], dtype=pl.String), dictionary]).gather(codes)
    assert back.to_list() == given_.to_list()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -0.0, 1.0, float("nan")])), max_size=40),
    st.integers(1, 7),
)
def test_numbers_that_are_equal_are_one_entry(values, size):
    """Zero has one sign, not-a-number is absent, and batches may repeat what earlier ones held."""
    builder = DictionaryBuilder(pl.Float64)
    series = pl.Series(values, dtype=pl.Float64)
    parts = [builder.add(series[i : i + size]) for i in range(0, len(series), size)]
    dictionary, final = builder.finish()
    codes = recode(np.concatenate(parts) if parts else np.empty(0, np.uint32), final, len(dictionary))
    real = [None if v is None or v != v else v for v in values]
    assert dictionary.to_list() == sorted({v + 0.0 for v in real if v is not None})
    assert [dictionary[int(c) - 1] if c else None for c in codes] == real


def test_a_frame_of_nothing_is_whole():
    """No events at all: nobody, no answers, and every known property empty."""
    frame = build_frame(reader_of(lake_of([])), INSTRUMENTS, zone="UTC")
    assert (frame.person_count, frame.event_count, len(frame.answers)) == (0, 0, 0)
    assert len(frame.columns["k"]) == 0
