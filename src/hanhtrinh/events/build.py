"""Lake → frame: events grouped by person in canonical order, every property a column of codes.

One column is read at a time, in batches, so that memory stays near the size of the result: a permutation and one
column.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.dictionaries import DictionaryBuilder, recode
from hanhtrinh.events.frame import NO_RAWS, Answers, Codes, Column, Frame, Offsets, Raws, Times
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import PROPERTY_PREFIX

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
BATCH_ROWS = 1_000_000
Kind = TypeVar("Kind", bound=np.generic)
Progress = Callable[[str, float], None]
Persons = Callable[[pl.Series, pl.Series], pl.Series]
"""Tells the person of every event from its raw id and its instant (`people.identity.Identities.persons`)."""
TIE = pl.col("id").bin.slice(0, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big")
"""What orders events of equal time and name: the first eight bytes of their ids."""


@numba.njit(cache=True, nogil=True)
def _before(a: int, b: int, time: Times, event: U32, tie: U64) -> bool:
    """Tell whether row a comes before row b in canonical order."""
    if time[a] != time[b]:
        return bool(time[a] < time[b])
    if event[a] != event[b]:
        return bool(event[a] < event[b])
    return bool(tie[a] < tie[b])


@numba.njit(cache=True, nogil=True)
def _sift(rows: U32, lo: int, root: int, size: int, time: Times, event: U32, tie: U64) -> None:
    while True:
        child = 2 * root + 1
        if child >= size:
            return
        if child + 1 < size and _before(rows[lo + child], rows[lo + child + 1], time, event, tie):
            child += 1
        if not _before(rows[lo + root], rows[lo + child], time, event, tie):
            return
        rows[lo + root], rows[lo + child] = rows[lo + child], rows[lo + root]
        root = child


@numba.njit(cache=True, nogil=True)
def _sort_slice(rows: U32, lo: int, hi: int, time: Times, event: U32, tie: U64) -> None:
    """Sort rows[lo:hi]: insertion for the usual short or nearly ordered timeline, heapsort for long ones."""
    moves = 0
    for i in range(lo + 1, hi):
        row = rows[i]
        j = i
        while j > lo and _before(row, rows[j - 1], time, event, tie):
            rows[j] = rows[j - 1]
            j -= 1
        rows[j] = row
        moves += i - j
        if moves > 64 * (hi - lo):
            break
    else:
        return
    size = hi - lo
    for root in range(size // 2 - 1, -1, -1):
        _sift(rows, lo, root, size, time, event, tie)
    for end in range(size - 1, 0, -1):
        rows[lo], rows[lo + end] = rows[lo + end], rows[lo]
        _sift(rows, lo, 0, end, time, event, tie)


@numba.njit(cache=True, nogil=True)
def _group_rows(person: npt.NDArray[np.uint32], people: int) -> tuple[npt.NDArray[np.uint32], Offsets]:
    """Return the rows grouped by person (codes from 1), stable, and each person's offsets."""
    offsets = np.zeros(people + 1, np.int64)
    for code in person:
        offsets[code] += 1
    for i in range(1, people + 1):
        offsets[i] += offsets[i - 1]
    cursor = offsets[:-1].copy()
    rows = np.empty(len(person), np.uint32)
    for i in range(len(person)):
        place = cursor[person[i] - 1]
        rows[place] = i
        cursor[person[i] - 1] = place + 1
    return rows, offsets


@numba.njit(cache=True, nogil=True)
def _sort_people(rows: U32, offsets: Offsets, time: Times, event: U32, tie: U64) -> None:
    for i in range(len(offsets) - 1):
        _sort_slice(rows, offsets[i], offsets[i + 1], time, event, tie)


@dataclass(frozen=True)
class Reader:
    """The lake's events, read column by column: `scan(columns)` gives a lazy frame whose row order never changes."""

    scan: Callable[[list[str]], pl.LazyFrame]
    rows: int
    schema: Mapping[str, pl.DataType]

    def batches(self, expression: pl.Expr, columns: list[str]) -> Iterator[tuple[int, pl.Series]]:
        """Yield (first row, values) of one expression over the given columns."""
        for start in range(0, self.rows, BATCH_ROWS):
            part = self.scan(columns).slice(start, BATCH_ROWS).select(expression.alias("value")).collect()
            yield start, part.to_series()


def _encode(reader: Reader, name: str) -> tuple[Codes, pl.Series]:
    """Return the final codes of a column in lake order and its dictionary."""
    builder = DictionaryBuilder(reader.schema[name])
    codes = np.empty(reader.rows, np.uint32)
    for start, values in reader.batches(pl.col(name), [name]):
        codes[start : start + len(values)] = builder.add(values)
    values, final = builder.finish()
    return recode(codes, final, len(values)), values.alias(name)


def _numbers(reader: Reader, name: str, expression: pl.Expr, kind: type[Kind]) -> npt.NDArray[Kind]:
    result = np.empty(reader.rows, kind)
    for start, values in reader.batches(expression, [name]):
        result[start : start + len(values)] = values.to_numpy()
    return result


@dataclass(frozen=True)
class _People:
    """Who the events belong to: a code per lake row, the people, and (lake row, raw id) where the ids differ."""

    codes: U32
    people: pl.Series
    renamed: pl.DataFrame


def _people(reader: Reader, persons: Persons | None) -> _People:
    """Return whose every lake row is: whoever `persons` says, without it the raw id itself."""
    if persons is None:
        codes, people = _encode(reader, "person")
        return _People(codes.astype(np.uint32, copy=False), people, _RENAMED)
    builder = DictionaryBuilder(pl.String)
    codes, renamed = np.empty(reader.rows, np.uint32), [_RENAMED]
    for start in range(0, reader.rows, BATCH_ROWS):
        part = reader.scan(["person", "time"]).slice(start, BATCH_ROWS).collect()
        people = persons(part["person"], part["time"])
        codes[start : start + part.height] = builder.add(people)
        moved = (people != part["person"]).arg_true()
        rows = moved.cast(pl.Int64) + start
        renamed.append(pl.DataFrame({"row": rows, "raw": part["person"].gather(moved)}))
    values, final = builder.finish()
    return _People(final[codes], values.alias("person"), pl.concat(renamed))


_RENAMED = pl.DataFrame(schema={"row": pl.Int64, "raw": pl.String})


@dataclass(frozen=True)
class _Ordered:
    """Lake rows in frame order, each person's offsets, and what is known of every event in that order."""

    rows: U32
    offsets: Offsets
    time: Times
    tie: U64
    people: pl.Series
    raws: Raws


def _order(reader: Reader, event: Codes, persons: Persons | None) -> _Ordered:
    found = _people(reader, persons)
    rows, offsets = _group_rows(found.codes, len(found.people))
    people, renamed = found.people, found.renamed
    del found
    time = _numbers(reader, "time", pl.col("time").dt.timestamp("us"), np.int64)
    tie = _numbers(reader, "id", TIE, np.uint64)
    _sort_people(rows, offsets, time, event.astype(np.uint32, copy=False), tie)
    time = time[rows]
    return _Ordered(rows, offsets, time, tie[rows], people, _raws(renamed, rows))


def _raws(renamed: pl.DataFrame, rows: U32) -> Raws:
    """Return the raw ids by position in the frame; `renamed` has them by lake row."""
    if not renamed.height:
        return NO_RAWS
    place = _places(rows)[renamed["row"].to_numpy()].astype(np.int64)
    order = np.argsort(place)
    builder = DictionaryBuilder(pl.String)
    codes = builder.add(renamed["raw"])
    values, final = builder.finish()
    return Raws(place[order], recode(codes, final, len(values))[order], values.alias("raw"))


def _places(rows: U32) -> U32:
    """Return where each lake row stands in the frame."""
    place = np.empty(len(rows), np.uint32)
    place[rows] = np.arange(len(rows), dtype=np.uint32)
    return place


def property_columns(schema: Mapping[str, pl.DataType]) -> list[str]:
    """Return the lake columns that hold properties, sorted."""
    return sorted(name for name in schema if name.startswith(PROPERTY_PREFIX))


def build_frame(
    reader: Reader,
    instruments: Mapping[str, Instrument],
    *,
    zone: str,
    generation: str = "",
    progress: Progress | None = None,
    persons: Persons | None = None,
) -> Frame:
    """Return the frame of all events of a lake; the rows' order in the lake does not change it.

    `persons` says who raw ids are; without it each is a person. `progress` is told a column's name and the share done
    (0…1).
    """
    tell = progress or (lambda _name, _share: None)
    names = ["source", *property_columns(reader.schema)]
    event, events = _encode(reader, "event")
    order = _order(reader, event, persons)
    columns = {"event": Column(event[order.rows], events)}
    for done, name in enumerate(names):
        tell(name, (done + 1) / (len(names) + 1))
        codes, values = _encode(reader, name)
        columns[name.removeprefix(PROPERTY_PREFIX)] = Column(codes[order.rows], values)
    answers = _answers(reader, order.rows, sorted(instruments))
    tell("answers", 1.0)
    return Frame(
        people=order.people,
        offsets=order.offsets,
        time=order.time,
        columns=columns,
        answers=answers,
        instruments=dict(sorted(instruments.items())),
        zone=zone,
        generation=generation,
        tie=order.tie,
        raws=order.raws,
    )


def _answers(reader: Reader, rows: npt.NDArray[np.uint32], instruments: list[str]) -> Answers:
    wanted = pl.col("instrument").is_not_null() | pl.col("asks").is_not_null()
    columns = ["instrument", "asks", "score", "text", "asked_at"]
    parts = [_answer_rows(reader, start, columns, wanted) for start in range(0, reader.rows, BATCH_ROWS)]
    table = pl.concat(parts) if parts else _answer_rows(reader, 0, columns, wanted)
    place = _places(rows)
    table = table.with_columns(event=pl.Series(place[table["row"].to_numpy()]).cast(pl.Int64)).sort("event")
    known = pl.col("name").is_in(instruments)
    table = table.with_columns(name=pl.coalesce("instrument", "asks")).filter(known)
    code = pl.col("name").replace_strict(instruments, list(range(len(instruments))), return_dtype=pl.Int32)
    return Answers(
        event=table["event"].to_numpy(),
        instrument=table.select(code).to_series().cast(pl.Int32).to_numpy(),
        score=table["score"].fill_null(float("nan")).to_numpy(),
        asked=table["asks"].is_not_null().to_numpy(),
        asked_at=table["asked_at"].fill_null(""),
        text=table["text"].fill_null(""),
    )


def _answer_rows(reader: Reader, start: int, columns: list[str], wanted: pl.Expr) -> pl.DataFrame:
    part = reader.scan(columns).slice(start, BATCH_ROWS).with_row_index("row", start)
    return part.with_columns(pl.col("row").cast(pl.Int64)).filter(wanted).collect()


def reader_of(events: pl.DataFrame) -> Reader:
    """Return a reader over events held in memory (tests, notebooks, small companies)."""
    return Reader(lambda columns: events.lazy().select(columns), events.height, dict(events.schema))
