"""The lens against its slow twin: random rules over text, numbers, truths and instants, present and absent."""

import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lens import compile_lens, glob_to_regex, touches
from hanhtrinh.journey.rules import (
    All,
    Any,
    Exists,
    Glob,
    In,
    Is,
    Not,
    Prefix,
    Range,
    RuleError,
    conjunctions,
    satisfies,
)
from tests.oracles.lens_twin import touchpoint_of
from tests.timelines import lake_of
from tests.worlds import SPLITS, in_parts, instant

DAYS = pl.datetime_range(pl.datetime(2026, 1, 1), pl.datetime(2026, 1, 5), "1d", time_zone="UTC", eager=True).to_list()
TEXTS = ["a", "ab", "abc", "/x/1", "/x/2", "/y", "5", "true", "1", "é", "a\nb", "[a]"]
NUMBERS = [-1.0, 0.0, 1.0, 2.5, 5.0]
KINDS = {
    "path": (pl.String, TEXTS),
    "price": (pl.Float64, NUMBERS),
    "vip": (pl.Boolean, [True, False]),
    "due": (pl.Datetime("us", "UTC"), DAYS),
    "same": (pl.String, ["a"]),
}
PROPERTIES = [*KINDS, "event", "missing"]
INSTANTS = ["2026-01-02", "2026-01-03T00:00:00+00:00", "2026-01-03T07:00:00+07:00", "2025-01-01"]


def conditions():
    """Any condition on any property, fitting its type or not."""
    name = st.sampled_from(PROPERTIES)
    scalar = st.sampled_from([*TEXTS, *NUMBERS, 5, 1, True, False, "1.0", "05", "1e0", "nan", "b"])
    bound = st.sampled_from([None, -1, 0.5, 5, *INSTANTS])
    return st.one_of(
        st.builds(Is, name, scalar),
        st.builds(In, name, st.lists(scalar, min_size=1, max_size=3).map(tuple)),
        st.builds(Prefix, name, st.sampled_from(["a", "/x", "[", "é", "tr"])),
        st.builds(Glob, name, st.sampled_from(["*", "a*", "?", "/x/?", "[ab]*", "[!a]*", "*b", "[[]*", "a?b", "5"])),
        st.builds(Range, name, bound, bound),
        st.builds(Exists, name, st.booleans()),
    )


def rules():
    """Any rule, nested."""
    return st.recursive(
        conditions(),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, max_size=3).map(tuple).map(All),
            st.lists(inner, max_size=3).map(tuple).map(Any),
        ),
        max_leaves=6,
    )


@st.composite
def events(draw):
    """Tables of events whose every property is often absent."""
    size = draw(st.integers(1, 25))
    rows = [(draw(st.integers(0, 2)), i, draw(st.sampled_from("abx")), 0) for i in range(size)]
    columns = {}
    for name, (kind, values) in KINDS.items():
        chosen = draw(st.lists(st.sampled_from([None, *values]), min_size=size, max_size=size))
        columns[f"p_{name}"] = pl.Series(chosen, dtype=kind)
    return lake_of(rows).with_columns(**columns)


def plain(row):
    """Return an event as the rules see it: no nulls, instants as whole microseconds."""
    found = {name: row[f"p_{name}"] for name in KINDS} | {"event": row["event"]}
    found["due"] = instant(found["due"])
    return {name: value for name, value in found.items() if value is not None}


def check_lens(found, table, parts=(1,)):
    """Compare the lens of some rules with the twin, event by event."""
    frame = build_frame(reader_of(table), {}, zone="UTC")
    lens = compile_lens(found, frame.columns)
    ordered = table.sort("person", "time", "event", "id").to_dicts()
    expected = [touchpoint_of(found, plain(row)) for row in ordered]
    for count in parts:
        codes = touches(lens, frame, in_parts(count))
        assert [lens.touchpoints[c - 1] if c else None for c in codes.tolist()] == expected


def narrow_enough(rule):
    """Tell whether a rule has few enough alternatives to be allowed on a map."""
    try:
        return len(conjunctions(rule)) <= 64
    except RuleError:
        return False


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("pqrst"), rules().filter(narrow_enough), min_size=1), events())
def test_every_event_gets_the_touchpoint_of_the_most_specific_rule(found, table):
    """Whatever the rules and the values, the lens says what asking every rule about every event says."""
    check_lens(found, table, SPLITS)


@settings(max_examples=20, deadline=None)
@given(st.lists(conditions(), min_size=70, max_size=150), events())
def test_more_conjunctions_than_a_word_holds_change_nothing(found, table):
    """Beyond 64 conjunctions further words are looked up, the most specific first."""
    check_lens({f"t{i:03}": All((rule, Exists("event", True))) for i, rule in enumerate(found)}, table)


def test_a_property_with_many_values_is_told_apart_beyond_every_width():
    """Dictionaries of 300 and 70,000 entries, some events without: each rule finds exactly its values."""
    for size in (300, 70_000):
        values = pl.Series([f"/p/{i:05}" for i in range(size)], dtype=pl.String)
        paths = values.set(pl.Series([i % 97 == 0 for i in range(size)]), None)
        table = lake_of([(0, 0, "a", 0)]).select(pl.all().repeat_by(size).explode())
        ids = pl.Series([i.to_bytes(8, "big") for i in range(size)])
        frame = build_frame(reader_of(table.with_columns(id=ids, p_path=paths)), {}, zone="UTC")
        found = {"last": Is("path", f"/p/{size - 1:05}"), "tail": Glob("path", "*99"), "any": Exists("path", True)}
        codes = touches(compile_lens(found, frame.columns), frame)
        kinds = {name: i + 1 for i, name in enumerate(found)}
        expected = [
            0 if p is None else kinds["last" if p == f"/p/{size - 1:05}" else "tail" if p.endswith("99") else "any"]
            for p in paths.to_list()
        ]
        assert np.array_equal(codes, np.array(expected))


@settings(max_examples=400, deadline=None)
@given(
    st.text("ab^!-][*?&~|\\.é(", min_size=1, max_size=8),
    st.lists(st.text("ab^!-][&~|\\.é(\n", max_size=4), min_size=1, max_size=6),
)
@example("[z-a]", ["z", "-", "a"])
@example("[^]a]", ["a]", "^a]"])
@example("[a--b]", ["-", "a", "b"])
@example("[[:alpha:]]", ["a]", "[]", ":]"])
@example("[a&&b]", ["a", "&", "b"])
def test_shell_patterns_mean_the_same_per_entry_and_per_event(pattern, texts):
    """Patterns over a whole dictionary match just what `fnmatch` matches, brackets, ranges and all."""
    condition = Glob("path", pattern)
    got = pl.Series(texts, dtype=pl.String).str.contains(glob_to_regex(pattern)).to_list()
    assert got == [satisfies(condition, text) for text in texts]


def test_a_rule_on_an_unknown_property_sees_it_absent():
    """A property no event has satisfies nothing but its own absence."""
    table = lake_of([(0, 0, "a", 0), (0, 1, "b", 0)])
    frame = build_frame(reader_of(table), {}, zone="UTC")
    cases = {Exists("nope", False): 1, Exists("nope", True): 0, Is("nope", "a"): 0, Not(Is("nope", "a")): 1}
    for rule, code in cases.items():
        assert touches(compile_lens({"t": rule}, frame.columns), frame).tolist() == [code, code]
