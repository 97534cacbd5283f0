"""The long CSV: the journey as its own long table, and beside it every reading in full; machines lose nothing."""

from collections.abc import Iterator

import msgspec

from hanhtrinh.draw.tables.leaves import Leaf, leaves
from hanhtrinh.journey.forms.table.cells import csv_text
from hanhtrinh.journey.forms.table.long import JSON, LONG_COLUMNS, READINGS, long_rows
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings, Reading

READING_COLUMNS = (
    "unit", "n", "count", "low", "high", "level", "method", "spread", "definition", "params", "left_out", "who",
)  # fmt: skip


def long_csv(journey: Journey, readings: MapReadings | None) -> str:
    """Return the journey and its readings as CSV: one row a leaf, a reading in one row (`docs/exports.md`, Tables)."""
    width = len(READING_COLUMNS)
    drawn = [(*row, *[""] * width) for row in long_rows(journey)]
    measured = [_row(leaf) for leaf in leaves(journey, readings)] if readings else []
    return csv_text([(*LONG_COLUMNS, *READING_COLUMNS), *drawn, *measured])


def _row(leaf: Leaf) -> tuple[str, ...]:
    lane = READINGS + ".".join(leaf.fields)
    place = (leaf.stage, leaf.step, lane, ".".join(map(_escaped, leaf.items)))
    if not isinstance(leaf.value, Reading):
        text = leaf.value if isinstance(leaf.value, str) else _json(leaf.value)
        return (*place, "" if isinstance(leaf.value, str) else JSON, text, *[""] * len(READING_COLUMNS))
    return (*place, JSON, _json(leaf.value.value), *_reading(leaf.value))


def _escaped(item: str) -> str:
    """Return a key that can stand between dots."""
    return item.replace("%", "%25").replace(".", "%2E")


def _reading(reading: Reading) -> Iterator[str]:
    interval = reading.interval
    yield reading.unit
    yield str(reading.n)
    yield "" if reading.count is None else str(reading.count)
    ends = (interval.low, interval.high, interval.level) if interval else (None, None, None)
    yield from ("" if end is None else _json(end) for end in ends)
    yield interval.method if interval else ""
    yield "" if reading.spread is None else _json(reading.spread)
    yield reading.definition
    yield _json(reading.params) if reading.params else ""
    yield _json(reading.left_out) if reading.left_out else ""
    yield _json(reading.who) if reading.who else ""


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
