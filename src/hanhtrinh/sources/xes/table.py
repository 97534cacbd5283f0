"""An XES log as a table: one row an event, one column an attribute.

Attributes of the trace begin with `case:`. Two columns are added, because in XES the order of events is meant:
`event:id` is the case and the event's place in it, and `event:time` the event's time, moved on by a microsecond for
each earlier event of the case at the very same time.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.mapping import FileRule
from hanhtrinh.sources.tables import LINE, Batch, OnProgress, Table
from hanhtrinh.sources.text import open_bytes
from hanhtrinh.sources.xes.parse import Event, Parser

CASE_ID, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"
EVENT_ID, EVENT_TIME = "event:id", "event:time"
_LOOKED_AT = 20_000
_BATCH = 50_000
_TICK = timedelta(microseconds=1)


def open_table(path: Path, rule: FileRule | None) -> "XesTable":
    """Return the table in an XES log."""
    return XesTable(path)


class XesTable(Table):
    """An XES log. `kinds` tells of each attribute seen at its beginning as which kinds it is written; `classifier` is
    the attribute the log itself names events by, where that is a single one."""

    open_ended = True
    unit = "bytes"

    def __init__(self, path: Path) -> None:
        """Look at the beginning of a log; raises FileUnusable when it is none, or has no event."""
        self.path = path
        self.total = path.stat().st_size
        parser = Parser(path.name)
        names: dict[str, None] = {}
        seen = 0
        for events in parser.events(open_bytes(path)):
            for event in events:
                names.update(dict.fromkeys(event.values))
            seen += len(events)
            if seen >= _LOOKED_AT:
                break
        if not seen:
            raise FileUnusable("xes.no_events", file=path.name)
        self.kinds = parser.kinds
        self.classifier = next((one.keys for one in parser.classifiers if one.keys in names), None)
        self.columns = (EVENT_ID, CASE_ID, EVENT_TIME, *(name for name in names if name != CASE_ID))

    def batches(self, columns: Sequence[str], on_progress: OnProgress) -> Iterator[Batch]:
        """Yield all events in file order; see `Table`."""
        parser = Parser(self.path.name)
        cases = _Cases()
        waiting: list[Event] = []
        for events in parser.events(open_bytes(self.path, on_progress)):
            waiting += events
            if len(waiting) >= _BATCH:
                yield _batch(waiting, columns, cases)
                waiting = []
        yield _batch(waiting, columns, cases)


class _Cases:
    """Numbers the events of each case, and tells apart those of one case at one time."""

    def __init__(self) -> None:
        self.count: dict[str, int] = {}
        self.times: dict[str, dict[datetime, int]] = {}
        self.trace = 0

    def add(self, event: Event) -> tuple[str, str, str | None]:
        """Return the case, the id and the time of the next event."""
        if event.trace != self.trace:
            self.trace, self.times = event.trace, {}
        case = event.values.get(CASE_ID) or f"case-{event.trace}"
        number = self.count[case] = self.count.get(case, 0) + 1
        return case, f"{case}#{number}", self._in_order(case, event.values.get(TIME))

    def _in_order(self, case: str, text: str | None) -> str | None:
        try:
            moment = datetime.fromisoformat((text or "").strip())
            times = self.times.setdefault(case, {})
            earlier = times.get(moment, 0)
            times[moment] = earlier + 1
            return (moment + earlier * _TICK).isoformat() if earlier else text
        except (ValueError, OverflowError):
            return text


def _batch(events: Sequence[Event], columns: Sequence[str], cases: _Cases) -> Batch:
    added = [cases.add(event) for event in events]
    own = {CASE_ID: 0, EVENT_ID: 1, EVENT_TIME: 2}
    data: dict[str, list[str | None]] = {}
    for name in columns:
        place = own.get(name)
        data[name] = [one[place] for one in added] if place is not None else [e.values.get(name) for e in events]
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.String()) for name, values in data.items()})
    lines = pl.Series(LINE, [event.line for event in events], dtype=pl.Int64)
    return Batch(frame.with_columns(lines) if columns else pl.DataFrame([lines]))
