"""Events → rows of the lake: the fixed columns, and one typed column for each property.

Senders are free to name and type properties as they like; the lake is not. Every value finds a place without loss:

- in `p_<name>`, whose type is that of the first value ever stored under the name;
- in the text column `p_<name>__text`, where its kind is not the column's;
- in `p_more`, a JSON object, where the name cannot be a column or all 1,000 columns are taken.

Names that differ only in case are one property, in the spelling that came first: tables know no difference.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import polars as pl

from hanhtrinh.events.event import Event, Value
from hanhtrinh.events.lake import LAKE_SCHEMA, PROPERTY_PREFIX
from hanhtrinh.values import datetime_of

MORE = f"{PROPERTY_PREFIX}more"
MAX_PROPERTIES = 1_000
MAX_NAME = 200
_LONGEST = 2**53
_UNKNOWN = ("", False)
_TEXT = "__text"
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_800_000_000  # the years 1 to 9999
_COLUMN_TYPES: dict[type, pl.DataType] = {
    str: pl.String(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    datetime: LAKE_SCHEMA["time"],
}
"""Kinds of values, by a Python type each: types of polars as keys of the places below would cost more than the rest."""
_KINDS: dict[type, type] = {str: str, float: float, int: float, bool: bool}


def rows_of(events: Sequence[Event], stored: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the events as rows that can be appended to a lake whose columns are `stored` (names with `p_`).

    The result has every fixed column and those property columns that hold a value. It depends on the order of events
    only where a name is new and its values differ in kind or spelling.
    """
    fixed = {name: pl.Series(name, _FIXED[name](events), dtype=kind) for name, kind in LAKE_SCHEMA.items()}
    table = _Table(len(events), stored)
    for row, event in enumerate(events):
        for name, value in event.properties.items():
            table.put(row, name, value, _KINDS[type(value)])
        for name, instant in event.times.items():
            table.put(row, name, instant, datetime)
    return pl.DataFrame([*fixed.values(), *table.series()])


_FIXED: dict[str, Callable[[Sequence[Event]], list[Any]]] = {
    "id": lambda events: [event.id for event in events],
    "person": lambda events: [event.person for event in events],
    "time": lambda events: [event.time for event in events],
    "event": lambda events: [event.event for event in events],
    "source": lambda events: [event.source for event in events],
    "instrument": lambda events: [event.instrument for event in events],
    "score": lambda events: [event.score for event in events],
    "text": lambda events: [event.text for event in events],
    "asks": lambda events: [event.asks for event in events],
    "asked_at": lambda events: [event.asked_at for event in events],
}


class _Table:
    """The property columns while they are filled: a list of values for each, null where nothing was put."""

    def __init__(self, rows: int, stored: Mapping[str, pl.DataType]) -> None:
        self._rows = rows
        self._kinds = {
            name: _kind(stored[name]) for name in stored if name.startswith(PROPERTY_PREFIX) and name != MORE
        }
        self._spelled = {_folded(name): name for name in self._kinds}
        self._values: dict[str, list[Any]] = {}
        self._more: dict[int, dict[str, Value]] = {}
        self._places: dict[tuple[str, type], tuple[str, bool] | None] = {}

    def put(self, row: int, name: str, value: Any, kind: type) -> None:
        """Put one value where it belongs; what finds no free place goes to the rest."""
        if (kind is float and not _exact(value)) or (kind is datetime and not _FIRST <= value < _LAST):
            value, kind = str(value), str
            place = self._text_place(name)
        else:
            place = self._places.get((name, kind), _UNKNOWN)
            if place is _UNKNOWN:
                place = self._places[name, kind] = self._place(name, kind)
        if place is None or not self._fill(row, place[0], _text(value, kind) if place[1] else value):
            self._more.setdefault(row, {})[name] = _text(value, kind) if kind is datetime else value

    def _place(self, name: str, kind: type) -> tuple[str, bool] | None:
        """Return the column for values of a kind under a name, and whether they must become text; None: no column."""
        found = self._column(name, kind)
        return (found, False) if found is not None else self._text_place(name)

    def _text_place(self, name: str) -> tuple[str, bool] | None:
        found = self._column(name + _TEXT, str)
        return None if found is None else (found, True)

    def _column(self, name: str, kind: type) -> str | None:
        """Return the column that takes a kind under a name, made where there is room; None where it cannot be."""
        column = PROPERTY_PREFIX + name
        known = self._spelled.get(_folded(column))
        if known is not None:
            return known if self._kinds[known] is kind else None
        if not _nameable(name) or _folded(column) == MORE or len(self._kinds) >= MAX_PROPERTIES:
            return None
        self._kinds[column], self._spelled[_folded(column)] = kind, column
        return column

    def _fill(self, row: int, column: str, value: Any) -> bool:
        values = self._values.get(column)
        if values is None:
            values = self._values[column] = [None] * self._rows
        if values[row] is not None:
            return False
        values[row] = value
        return True

    def series(self) -> list[pl.Series]:
        """Return the columns that hold anything, by name."""
        columns = [
            pl.Series(name, self._values[name], dtype=_COLUMN_TYPES[self._kinds[name]]) for name in sorted(self._values)
        ]
        if self._more:
            rest = [_json(self._more.get(row)) for row in range(self._rows)]
            columns.append(pl.Series(MORE, rest, dtype=pl.String()))
        return columns


def _kind(stored: pl.DataType) -> type:
    """Return the kind a stored column holds; nothing fits into one of a type that is not ours."""
    return next((kind for kind, column_type in _COLUMN_TYPES.items() if column_type == stored), type(None))


def _exact(number: float) -> bool:
    """Tell whether a column of numbers can hold a number: finite, and not a whole number too long for it."""
    return math.isfinite(number) if isinstance(number, float) else abs(number) <= _LONGEST


def _folded(column: str) -> str:
    return column.lower().casefold()


def _nameable(name: str) -> bool:
    """Tell whether a name can be a column's: of sensible length, and without the characters tables choke on."""
    return 0 < len(name) <= MAX_NAME and name.isprintable()


def _text(value: Any, kind: type) -> str:
    """Return a value as text that says the same: numbers and truth values as in JSON, instants as RFC 3339."""
    if kind is datetime:
        return datetime_of(value).isoformat().replace("+00:00", "Z")
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _json(values: dict[str, Value] | None) -> str | None:
    return None if values is None else msgspec.json.encode(values).decode()
