"""Rows of the lake: every value finds a place, whatever senders call and type it, and can be read back."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events import rows
from hanhtrinh.events.event import Event
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.events.rows import MAX_PROPERTIES, MORE, rows_of
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.lake_writer import append
from hanhtrinh.values import datetime_of

NAMES = st.sampled_from([
    "path", "Path", "PATH", "giá",
    "more", "More", "path__text", "a.b", "a b", 'q"', "", "nul\0", "new\nline", "x" * 201,
    "straße", "STRASSE", "İ", "i̇", "sẽ", "p_path", "__text",
])  # fmt: skip
VALUES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=5),
    st.floats(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.just("\0"),
)
INSTANTS = st.integers(-(2**62), 2**62)


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Draw events with hostile properties."""
    found = draw(st.lists(st.tuples(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, INSTANTS)), max_size=12))
    return [
        Event(
            id=i.to_bytes(16, "big"), person=f"~{i}", time=i, event="e", source="s", properties=properties,
            times={name: at for name, at in times.items() if name not in properties},
        )
        for i, (properties, times) in enumerate(found)
    ]  # fmt: skip


def spelled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower().casefold(): value for name, value in row.items() if name != MORE and value is not None}


def texts(value: Any, instant: bool) -> set[str]:
    """Return the texts that say a value losslessly."""
    if instant:
        shown = {str(value)}
        if -62_135_596_800_000_000 <= value < 253_402_300_800_000_000:
            shown = {datetime_of(value).isoformat().replace("+00:00", "Z")}
        return shown
    return {value} if isinstance(value, str) else {str(value), msgspec.json.encode(value).decode()}


def same(found: Any, given: Any, instant: bool) -> bool:
    if isinstance(given, bool) or isinstance(found, bool):
        return found is given
    if instant:
        return isinstance(found, int) and found == given
    return type(found) in (str, float) and isinstance(found, str) == isinstance(given, str) and found == given


def kept(table: pl.DataFrame, row: int, name: str, value: Any, instant: bool) -> bool:
    """Tell whether a value can be read from its row."""
    cells = table.with_columns(pl.col(pl.Datetime).dt.timestamp("us")).row(row, named=True)
    places = spelled(cells)
    own = places.get(f"p_{name}".lower().casefold())
    apart = places.get(f"p_{name}__text".lower().casefold())
    more = msgspec.json.decode(cells.get(MORE) or "{}").get(name)
    return same(own, value, instant) or apart in texts(value, instant) or (
        more is not None and (same(more, value, False) or more in texts(value, instant) or more == value)
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(events(), st.integers(0, 12))
def test_every_value_finds_a_place(given_events: list[Event], cut: int) -> None:
    """Whatever is sent can be read back, in batches whose columns grow together and never contradict."""
    stored: dict[str, pl.DataType] = dict(LAKE_SCHEMA)
    for part in (given_events[:cut], given_events[cut:]):
        table = rows_of(part, stored)
        assert table.columns[: len(LAKE_SCHEMA)] == list(LAKE_SCHEMA)
        assert table["person"].to_list() == [event.person for event in part]
        for name, kind in table.schema.items():
            assert stored.setdefault(name, kind) == kind
        for row, event in enumerate(part):
            for name, value in event.properties.items():
                assert kept(table, row, name, value, False), (name, value, table.row(row, named=True))
            for name, value in event.times.items():
                assert kept(table, row, name, value, True), (name, value, table.row(row, named=True))
    assert len({name.lower().casefold() for name in stored}) == len(stored)


@settings(max_examples=60, deadline=None)
@given(events())
def test_nothing_is_made_up(given_events: list[Event]) -> None:
    """A row holds no more values than its event has properties."""
    table = rows_of(given_events, LAKE_SCHEMA).drop(list(LAKE_SCHEMA))
    for event, row in zip(given_events, table.iter_rows(named=True), strict=False):
        rest = msgspec.json.decode(row.get(MORE) or "{}")
        cells = sum(value is not None for name, value in row.items() if name != MORE)
        assert cells + len(rest) == len(event.properties) + len(event.times)


@settings(max_examples=15, deadline=None)
@given(events())
def test_the_lake_takes_every_row(tmp_path_factory: pytest.TempPathFactory, given_events: list[Event]) -> None:
    """What `rows_of` gives can be appended as it is, again and again."""
    lake = Lake(tmp_path_factory.mktemp("lake"))
    for part in (given_events[:6], given_events[6:]):
        seen = Lake(lake.path)
        table = rows_of(part, seen.schema)
        append(seen, iter([table]), schema=dict(table.schema), now=0)
    assert Lake(lake.path).count() == len(given_events)


def test_the_columns_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names beyond the last column are kept in the rest, those that have a column keep it."""
    monkeypatch.setattr(rows, "MAX_PROPERTIES", 3)
    table = rows_of([event_with(a=1.0, b="x", c=True, d="beyond", e=2.0)], {})
    assert table.columns[len(LAKE_SCHEMA) :] == ["p_a", "p_b", "p_c", "p_more"]
    assert msgspec.json.decode(table["p_more"][0]) == {"d": "beyond", "e": 2.0}
    again = rows_of([event_with(a=3.0, z=1.0)], dict(table.schema))
    assert again["p_a"].to_list() == [3.0]
    assert again["p_more"].to_list() == ['{"z":1.0}']


def test_ten_thousand_names() -> None:
    """Ten thousand different names become a thousand columns and one JSON text."""
    table = rows_of([event_with(**{f"n{i}": float(i) for i in range(10_000)})], {})
    assert table.width == len(LAKE_SCHEMA) + MAX_PROPERTIES + 1
    assert len(msgspec.json.decode(table["p_more"][0])) == 9_000


def test_kinds_that_contradict() -> None:
    """A value of another kind than the column's goes, as text, into a column beside it."""
    stored = {"p_price": pl.Float64(), "p_at": pl.Datetime("us", "UTC")}
    table = rows_of(
        [event_with(price="free"), event_with(price=True), event_with(at="soon"), event_with(price=1.5)], stored
    )
    assert table["p_price"].to_list() == [None, None, None, 1.5]
    assert table["p_price__text"].to_list() == ["free", "true", None, None]
    assert table["p_at__text"].to_list() == [None, None, "soon", None]
    instants = rows_of([Event(id=b"", person="a", time=0, event="e", source="s", times={"price": 0})], stored)
    assert instants["p_price__text"].to_list() == ["1970-01-01T00:00:00Z"]


def test_long_numbers_stay_whole() -> None:
    """A whole number longer than a column of numbers can hold stays exact, as text."""
    table = rows_of([event_with(order=9_007_199_254_740_993), event_with(order=12)], {"p_order": pl.Float64()})
    assert table["p_order__text"].to_list() == ["9007199254740993", None]
    assert table["p_order"].to_list() == [None, 12.0]


def event_with(**properties: Any) -> Event:
    return Event(id=bytes(16), person="lan", time=0, event="e", source="s", properties=properties)


def test_no_events() -> None:
    """No events give no rows, with the fixed columns."""
    none: Sequence[Event] = []
    assert dict(rows_of(none, {}).schema) == LAKE_SCHEMA
