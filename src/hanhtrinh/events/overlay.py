"""Timelines as rows: some people taken out of a frame whole, and small frames made of rows again.

*Timeline rows* are a table with the columns `person` (whose timeline it is), `raw` (the id it was sent for), `time`,
`event`, `tie`, `source`, the columns of an answer, and `p_*`: what a frame knows of an event, decoded. Taking people
out of any frame and making a frame of the rows gives exactly their part of it.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.build import TIE, Persons
from hanhtrinh.events.dictionaries import DictionaryBuilder, recode
from hanhtrinh.events.frame import NO_RAWS, Answers, Codes, Column, Frame, Raws
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import LAKE_SCHEMA, PROPERTY_PREFIX

Ints = npt.NDArray[np.int64]
_FIXED = ("event", "source")
_SAID = ("instrument", "score", "text", "asks", "asked_at")
ROW_SCHEMA: dict[str, pl.DataType] = {
    "person": pl.String(),
    "raw": pl.String(),
    "time": LAKE_SCHEMA["time"],
    "event": pl.String(),
    "tie": pl.UInt64(),
    "source": pl.String(),
    **{name: LAKE_SCHEMA[name] for name in _SAID},
}
CANONICAL = ("person", "time", "event", "tie")
"""The columns that order timeline rows; equal in all of them are one event."""


def rows_of_lake(events: pl.DataFrame, persons: Persons | None = None) -> pl.DataFrame:
    """Return timeline rows of lake rows; `persons` says who raw ids are, without it each is a person."""
    person = events["person"] if persons is None else persons(events["person"], events["time"]).alias("person")
    return events.drop("id").with_columns(person, raw=events["person"], tie=events.select(TIE).to_series())


def positions_of(frame: Frame, people: pl.Series) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return where people stand in a frame, and for each whether it is there at all."""
    if not frame.person_count:
        return np.zeros(len(people), np.int64), np.zeros(len(people), np.bool_)
    place = frame.people.search_sorted(people).cast(pl.Int64).to_numpy()
    place = np.minimum(place, frame.person_count - 1)
    return place, (frame.people.gather(place) == people).to_numpy()


def take_people(frame: Frame, people: Ints) -> pl.DataFrame:
    """Return every event of some people (positions in the frame) as timeline rows, person after person."""
    begins, lengths = frame.offsets[people], frame.offsets[people + 1] - frame.offsets[people]
    total = int(lengths.sum())
    events = np.arange(total) + np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    person = frame.people.gather(people).gather(np.repeat(np.arange(len(people)), lengths)).alias("person")
    tie = np.zeros(total, np.uint64) if frame.tie is None else frame.tie[events]
    columns = [
        person,
        _raw_ids(frame.raws, events, person),
        pl.Series("time", frame.time[events]).cast(ROW_SCHEMA["time"]),
        pl.Series("tie", tie),
        *(_decoded(name, column, events) for name, column in frame.columns.items()),
        *_said(frame, events),
    ]
    return pl.DataFrame(columns)


def _decoded(name: str, column: Column, events: Ints) -> pl.Series:
    stored = name if name in _FIXED else PROPERTY_PREFIX + name
    return _looked_up(column.values, column.codes[events]).alias(stored)


def _looked_up(values: pl.Series, codes: Codes) -> pl.Series:
    """Return the values of codes, null where 0."""
    if not codes.any():
        return pl.Series("", [None], dtype=values.dtype).new_from_index(0, len(codes))
    places = pl.Series(codes.astype(np.int64) - 1)
    return values.gather(places.set(places < 0, None))


def _raw_ids(raws: Raws, events: Ints, person: pl.Series) -> pl.Series:
    place, there = _found(raws.event, events)
    if not there.any():
        return person.alias("raw")
    known = _looked_up(raws.values, raws.code[place[there]])
    return person.clone().alias("raw").scatter(np.flatnonzero(there), known)


def _found(sorted_: Ints, wanted: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return where each wanted value stands among ascending ones, and whether it is there."""
    if not len(sorted_):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(sorted_, wanted), len(sorted_) - 1)
    return place, sorted_[place] == wanted


def _said(frame: Frame, events: Ints) -> list[pl.Series]:
    """Return the columns of an answer or an invitation, null where the event is neither."""
    answers = frame.answers
    place, there = _found(answers.event, events)
    rows = np.flatnonzero(there)
    here = place[there]
    keys = pl.Series(sorted(frame.instruments), dtype=pl.String).gather(answers.instrument[here])
    asked, score = answers.asked[here], answers.score[here]
    filled = {
        "instrument": keys.set(pl.Series(asked), None),
        "score": pl.Series(score, dtype=pl.Float64).fill_nan(None),
        "text": answers.text.gather(here),
        "asks": keys.set(pl.Series(~asked), None),
        "asked_at": answers.asked_at.gather(here),
    }
    return [_scattered(name, values, rows, len(events)) for name, values in filled.items()]


def _scattered(name: str, values: pl.Series, rows: Ints, size: int) -> pl.Series:
    empty = pl.Series(name, [None], dtype=ROW_SCHEMA[name]).new_from_index(0, size)
    return empty if not len(rows) else empty.scatter(rows, values)


def frame_of_rows(
    rows: pl.DataFrame, instruments: Mapping[str, Instrument], *, zone: str, generation: str = ""
) -> Frame:
    """Return the frame of timeline rows, whatever their order; rows that are one event count once."""
    rows = rows.sort(CANONICAL).unique(CANONICAL, keep="first", maintain_order=True)
    people = rows["person"].rle().struct.unnest()
    offsets = np.concatenate([[0], np.cumsum(people["len"].to_numpy(), dtype=np.int64)])
    properties = [name for name in sorted(rows.columns) if name.startswith(PROPERTY_PREFIX)]
    named = [(name.removeprefix(PROPERTY_PREFIX), rows[name]) for name in [*_FIXED, *properties]]
    return Frame(
        people=people["value"].alias("person"),
        offsets=offsets,
        time=rows["time"].dt.timestamp("us").to_numpy(),
        columns={name: _column(name, values) for name, values in named},
        answers=_answers(rows, sorted(instruments)),
        instruments=dict(sorted(instruments.items())),
        zone=zone,
        generation=generation,
        tie=rows["tie"].to_numpy(),
        raws=_raws(rows),
    )


def _column(name: str, values: pl.Series) -> Column:
    if values.null_count() == len(values):
        return Column(np.zeros(len(values), np.uint8), pl.Series(name, [], values.dtype))
    builder = DictionaryBuilder(values.dtype)
    codes = builder.add(values)
    dictionary, final = builder.finish()
    return Column(recode(codes, final, len(dictionary)), dictionary.alias(name))


def _answers(rows: pl.DataFrame, instruments: list[str]) -> Answers:
    table = (
        rows.select(_SAID)
        .with_row_index("at")
        .with_columns(name=pl.coalesce("instrument", "asks"))
        .filter(pl.col("name").is_in(instruments))
    )
    code = pl.col("name").replace_strict(instruments, list(range(len(instruments))), return_dtype=pl.Int32)
    return Answers(
        event=table["at"].cast(pl.Int64).to_numpy(),
        instrument=table.select(code).to_series().cast(pl.Int32).to_numpy(),
        score=table["score"].fill_null(float("nan")).to_numpy(),
        asked=table["asks"].is_not_null().to_numpy(),
        asked_at=table["asked_at"].fill_null(""),
        text=table["text"].fill_null(""),
    )


def _raws(rows: pl.DataFrame) -> Raws:
    moved = (rows["raw"] != rows["person"]).arg_true()
    if not len(moved):
        return NO_RAWS
    column = _column("raw", rows["raw"].gather(moved))
    return Raws(moved.cast(pl.Int64).to_numpy(), column.codes, column.values)


def fitted_to(values: pl.Series, kind: pl.DataType) -> pl.Series:
    """Return values as another kind; what does not fit it is absent, be it all of them (text is no truth value)."""
    if values.dtype == kind:
        return values
    try:
        return values.cast(kind, strict=False)
    except pl.exceptions.InvalidOperationError:
        return pl.Series(values.name, [None], dtype=kind).new_from_index(0, len(values))


def in_common(*tables: pl.DataFrame) -> pl.DataFrame:
    """Return timeline rows together; a column one of them lacks is null there.

    Where two disagree about a column's type the first is right, and what does not fit it is absent: that lasts until
    the later rows are sealed, which gives them a column of their own.
    """
    kinds: dict[str, pl.DataType] = {}
    for table in tables:
        kinds = {**dict(table.schema), **kinds}
    fitted = [table.with_columns(fitted_to(table[name], kinds[name]) for name in table.columns) for table in tables]
    return pl.concat(fitted, how="diagonal") if fitted else pl.DataFrame(schema=ROW_SCHEMA)
