"""Rows become events: every row, through every entry of its file's rule, with a reason for each that does not."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.errors import FileUnusable
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import PROPERTY_PREFIX
from hanhtrinh.ports import Reason
from hanhtrinh.sources.lookups import LookupTable, found_mark, without_empty
from hanhtrinh.sources.mapping import (
    Answer,
    EventColumn,
    EventRule,
    FileRule,
    PropertyColumn,
    Scalar,
    TimeColumn,
    TimeForm,
    asks_of,
    properties_of,
    time_column,
)
from hanhtrinh.sources.mixed_times import LOST
from hanhtrinh.sources.numbers import TRUTHS, read_money, read_numbers, read_truths
from hanhtrinh.sources.tables import LINE, SHOWN_CHARACTERS, Unreadable
from hanhtrinh.sources.times import DAY, Times, example, guess_form, read_times
from hanhtrinh.values import parse_instant

CURRENCY = "currency"
SENDER_ID = "\x1did"
# What a spreadsheet makes of a long number in a text file: the digits that told people apart are gone.
_SHORTENED = r"^\d[.,]\d+E\+\d+$"
_STORED: dict[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "money": pl.Float64(),
    "bool": pl.Boolean(),
    "time": pl.Datetime("us", "UTC"),
}
REJECTS_SCHEMA = {
    "line": pl.Int64(),
    "event": pl.String(),
    "column": pl.String(),
    "value": pl.String(),
    "reason": pl.Int32(),
}

Mask = npt.NDArray[np.bool_]


class Made(NamedTuple):
    """What one entry made of some rows.

    `events` has the lake's columns but `id` and `source`, properties as `p_*`, and `SENDER_ID`; `rejects` has
    `REJECTS_SCHEMA`, its
    reasons being positions in the maker's list. `read` = events + rejects + `empty` + `unmatched`.
    """

    events: pl.DataFrame
    rejects: pl.DataFrame
    read: int
    empty: int
    unmatched: int


class Refusals:
    """Collects, row by row, the first reason against it."""

    def __init__(self, reasons: list[Reason], rows: int) -> None:
        self.reasons = reasons
        self.codes: npt.NDArray[np.int32] = np.zeros(rows, dtype=np.int32)

    def add(self, bad: pl.Series | Mask, reason: Reason) -> None:
        """Refuse the rows marked, unless they already are."""
        marked = bad.fill_null(False).to_numpy() if isinstance(bad, pl.Series) else bad
        if not marked.any():
            return
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.codes[marked & (self.codes == 0)] = self.reasons.index(reason) + 1

    def copy(self) -> "Refusals":
        """Return the refusals so far, to add others to."""
        other = Refusals(self.reasons, 0)
        other.codes = self.codes.copy()
        return other


def property_type(column: PropertyColumn, given: pl.DataType) -> pl.DataType:
    """Return the type a property is stored as, from the mapping's word or the file's own type."""
    if column.type is not None:
        return _STORED[column.type]
    if given == pl.Boolean:
        return pl.Boolean()
    if given.is_numeric():
        return pl.Float64()
    if given.is_temporal() and given != pl.Duration and given != pl.Time:
        return pl.Datetime("us", "UTC")
    return pl.String()


class EventMaker:
    """Makes events of one file's rows. Time forms that the mapping leaves open are settled by the first rows that
    have any."""

    def __init__(
        self,
        rule: FileRule,
        *,
        file: str,
        zone: str,
        instruments: Map[str, Instrument],
        lookups: Sequence[LookupTable],
        now: int,
    ) -> None:
        self.rule = rule
        self.file = file
        self.zone = zone
        self.instruments = instruments
        self.lookups = lookups
        self.latest = now + DAY
        self.reasons: list[Reason] = []
        self._forms: dict[tuple[str, str | None], TimeForm] = {}
        self._times: dict[TimeColumn, Times] = {}

    def make(self, rows: pl.DataFrame) -> Iterator[Made]:
        """Yield what each entry makes of some rows, in the order of the mapping."""
        rows = without_empty(rows, self.rule.empty)
        for i, lookup in enumerate(self.lookups):
            rows = lookup.add_to(rows, i)
        self._times.clear()
        shared = Refusals(self.reasons, rows.height)
        person = self._person(rows, shared)
        properties = self._properties(rows, self.rule.properties, shared)
        for name, value in self.rule.constants.items():
            properties[name] = _constant(value, rows.height)
        for rule in self.rule.events:
            yield self._entry(rows, rule, person, properties, shared.copy())

    def unreadable(self, rows: Sequence[Unreadable]) -> pl.DataFrame:
        """Return rows that could not be read, as rejects."""
        codes = []
        for row in rows:
            reason = Reason(row.key, "", tuple(row.params.items()))
            if reason not in self.reasons:
                self.reasons.append(reason)
            codes.append(self.reasons.index(reason))
        columns = [[r.line for r in rows], [""] * len(rows), [""] * len(rows), [r.value for r in rows], codes]
        return pl.DataFrame(dict(zip(REJECTS_SCHEMA, columns, strict=True)), schema=REJECTS_SCHEMA)

    def _person(self, rows: pl.DataFrame, refusals: Refusals) -> pl.Series:
        person = as_text(rows[self.rule.person])
        missing = person.is_null()
        for i, lookup in enumerate(self.lookups):
            if self.rule.person in lookup.columns:
                params = (("file", lookup.file), ("to", lookup.lookup.to))
                refusals.add(~rows[found_mark(i)] & missing, Reason("sources.lookup_none", lookup.lookup.on, params))
        refusals.add(missing, Reason("sources.person_missing", self.rule.person))
        shortened = person.str.contains(_SHORTENED) if person.dtype == rows[self.rule.person].dtype else missing
        refusals.add(shortened, Reason("sources.number_shortened", self.rule.person))
        return person

    def _entry(
        self,
        rows: pl.DataFrame,
        rule: EventRule,
        person: pl.Series,
        shared: Map[str, pl.Series],
        refusals: Refusals,
    ) -> Made:
        matched = _matches(rows, rule.when)
        time, happened = self._time(rows, rule, refusals)
        columns = {"person": person, "time": time, "event": self._event(rows, rule, refusals)}
        answer = self._answer(rows, rule, refusals)
        columns |= answer
        if rule.answer is not None and rule.answer.required:
            happened &= self._said(rows, rule.answer, answer)
        properties = {**shared, **self._properties(rows, rule.properties, refusals)}
        columns |= {PROPERTY_PREFIX + name: values for name, values in properties.items()}
        if self.rule.id is not None:
            columns[SENDER_ID] = as_text(rows[self.rule.id])
        active = matched & happened
        accepted = active & (refusals.codes == 0)
        frame = pl.DataFrame([values.alias(name) for name, values in columns.items()])
        events = frame if accepted.all() else frame.filter(pl.Series(accepted))
        rejects = self._rejects(rows, rule, active & (refusals.codes != 0), refusals)
        unmatched = int((~matched).sum())
        return Made(events, rejects, rows.height, rows.height - unmatched - int(active.sum()), unmatched)

    def _event(self, rows: pl.DataFrame, rule: EventRule, refusals: Refusals) -> pl.Series:
        if isinstance(rule.event, str):
            return _constant(rule.event, rows.height)
        names = as_text(rows[rule.event.column])
        refusals.add(names.is_null(), Reason("sources.event_missing", rule.event.column))
        return names.replace(rule.event.names) if rule.event.names else names

    def _time(self, rows: pl.DataFrame, rule: EventRule, refusals: Refusals) -> tuple[pl.Series, Mask]:
        """Return instants, and which rows say that the event happened at all."""
        column = time_column(rule.time)
        if column.at is not None:
            moment = pl.Series([parse_instant(column.at, column.zone or self.zone)]).new_from_index(0, rows.height)
            return _moments(moment), np.ones(rows.height, dtype=np.bool_)
        raw = rows[column.column]
        times = self._read_times(raw, column)
        present = raw.is_not_null().to_numpy()
        case_table = len(self.rule.events) > 1 and not isinstance(rule.event, EventColumn)
        if case_table or rule.optional:
            happened = present
        else:
            happened = np.ones(rows.height, dtype=np.bool_)
            refusals.add(~present, Reason("sources.time_missing", column.column))
        self._unreadable_times(raw, times, column, refusals)
        refusals.add(times.micros < 0, Reason("sources.time_before_1970", column.column))
        refusals.add(times.micros > self.latest, Reason("sources.time_future", column.column))
        return _moments(times.micros), happened

    def _read_times(self, raw: pl.Series, column: TimeColumn) -> Times:
        if column not in self._times:
            form = self._settled_form(raw, column)
            self._times[column] = read_times(_stripped(raw), form, column.zone or self.zone)
        return self._times[column]

    def _unreadable_times(self, raw: pl.Series, times: Times, column: TimeColumn, refusals: Refusals) -> None:
        """Refuse what could not be read; what a spreadsheet spoilt, with how that came about."""
        if not times.bad.any():
            return
        if raw.dtype == pl.String:
            text = raw.str.strip_chars()
            for key, pattern in LOST.items():
                refusals.add(times.bad & text.str.contains(pattern), Reason(key, column.column))
        allowed = example(self._form_of(column) or "iso")
        refusals.add(times.bad, Reason("sources.time_unreadable", column.column, (("allowed", allowed),)))

    def _form_of(self, column: TimeColumn) -> TimeForm | None:
        return column.format or self._forms.get((column.column, column.zone))

    def _settled_form(self, raw: pl.Series, column: TimeColumn) -> TimeForm:
        known = self._form_of(column)
        if known is not None:
            return known
        guess = guess_form(_stripped(raw))
        if len(guess.forms) > 1:
            both = " / ".join(guess.forms)
            raise FileUnusable("sources.time_ambiguous", file=self.file, column=column.column, forms=both)
        if not guess.forms:
            # Nothing to learn from: every value there is will be refused, with this as what is expected.
            return "iso"
        self._forms[column.column, column.zone] = guess.forms[0]
        return guess.forms[0]

    def _answer(self, rows: pl.DataFrame, rule: EventRule, refusals: Refusals) -> dict[str, pl.Series]:
        asks = asks_of(rule)
        if asks is not None:
            found = {"asks": _constant(asks.instrument, rows.height)}
            return found | ({"asked_at": _constant(asks.asked_at, rows.height)} if asks.asked_at else {})
        if rule.answer is None:
            return {}
        score = self._score(rows, rule, refusals)
        text = (
            as_text(rows[rule.answer.text])
            if rule.answer.text
            else pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        )
        answered = score.is_not_null() | text.is_not_null()
        found = {"score": score, "text": text, "instrument": _where(answered, rule.answer.instrument)}
        return found | ({"asked_at": _where(answered, rule.answer.asked_at)} if rule.answer.asked_at else {})

    def _said(self, rows: pl.DataFrame, answer: Answer, made: Map[str, pl.Series]) -> Mask:
        """Tell which rows have an answer at all, readable or not."""
        given = made["text"].is_not_null()
        if answer.score is not None:
            given |= as_text(rows[answer.score]).is_not_null()
        return given.to_numpy()

    def _score(self, rows: pl.DataFrame, rule: EventRule, refusals: Refusals) -> pl.Series:
        if rule.answer is None or rule.answer.score is None:
            return pl.Series([None], dtype=pl.Float64).new_from_index(0, rows.height)
        instrument = self.instruments[rule.answer.instrument]
        given = rows[rule.answer.score]
        if rule.answer.words:
            given = _in_numbers(given, rule.answer.words)
        read = read_numbers(given, self.rule.decimal or ".")
        scale = (("low", f"{instrument.low:g}"), ("high", f"{instrument.high:g}"))
        refusals.add(read.bad, Reason("sources.score_not_number", rule.answer.score, scale))
        off = (read.values < instrument.low) | (read.values > instrument.high)
        refusals.add(off, Reason("sources.score_off_scale", rule.answer.score, scale))
        return read.values

    def _properties(
        self, rows: pl.DataFrame, given: tuple[str, ...] | dict[str, str | PropertyColumn], refusals: Refusals
    ) -> dict[str, pl.Series]:
        found: dict[str, pl.Series] = {}
        for name, column in properties_of(given).items():
            if column.type == "money":
                found |= self._money(rows, name, column, refusals)
            else:
                found[name] = self._property(rows, column, refusals)
        return found

    def _property(self, rows: pl.DataFrame, column: PropertyColumn, refusals: Refusals) -> pl.Series:
        raw = rows[column.column]
        stored = property_type(column, raw.dtype)
        if stored == pl.String:
            return as_text(raw)
        if stored == pl.Float64:
            decimal = column.decimal or self.rule.decimal or "."
            numbers = read_numbers(raw, decimal)
            allowed = f"1234{decimal}5"
            refusals.add(numbers.bad, Reason("sources.not_number", column.column, (("allowed", allowed),)))
            return numbers.values
        if stored == pl.Boolean:
            truths = read_truths(raw)
            refusals.add(truths.bad, Reason("sources.not_truth", column.column, (("allowed", TRUTHS),)))
            return truths.values
        whole = TimeColumn(column=column.column, format=column.format, zone=column.zone)
        times = self._read_times(raw, whole)
        self._unreadable_times(raw, times, whole, refusals)
        return _moments(times.micros)

    def _money(self, rows: pl.DataFrame, name: str, column: PropertyColumn, refusals: Refusals) -> dict[str, pl.Series]:
        money = read_money(rows[column.column], column.decimal)
        refusals.add(money.bad, Reason("sources.not_money", column.column))
        named = money.currency if column.currency is None else money.currency.fill_null(column.currency)
        return {name: money.values, CURRENCY: named.set(money.values.is_null(), None)}

    def _rejects(self, rows: pl.DataFrame, rule: EventRule, refused: Mask, refusals: Refusals) -> pl.DataFrame:
        if not refused.any():
            return pl.DataFrame(schema=REJECTS_SCHEMA)
        event = rule.event if isinstance(rule.event, str) else ""
        parts = []
        for code in np.unique(refusals.codes[refused]).tolist():
            at = np.flatnonzero(refused & (refusals.codes == code))
            column = self.reasons[code - 1].column
            part = rows.select(
                pl.col(LINE).alias("line"),
                pl.lit(event).alias("event"),
                pl.lit(column).alias("column"),
                pl.col(column).cast(pl.String).fill_null("").str.slice(0, SHOWN_CHARACTERS).alias("value"),
                pl.lit(code - 1, dtype=pl.Int32).alias("reason"),
            )
            parts.append(part[at])
        return pl.concat(parts).sort("line", maintain_order=True)


def _moments(micros: pl.Series) -> pl.Series:
    return micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _matches(rows: pl.DataFrame, when: Map[str, Scalar | tuple[Scalar, ...]]) -> Mask:
    matched = np.ones(rows.height, dtype=np.bool_)
    for name, wanted in when.items():
        texts = [_scalar_text(value) for value in (wanted if isinstance(wanted, tuple) else (wanted,))]
        matched &= as_text(rows[name]).is_in(texts).fill_null(False).to_numpy()
    return matched


def _scalar_text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)


def as_text(column: pl.Series) -> pl.Series:
    """Return a column as text without surrounding space; whole numbers have no decimal point, empty text is null."""
    if column.dtype == pl.String:
        text = column.str.strip_chars()
        return text if column.null_count() == len(column) else text.set((text == "").fill_null(False), None)
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        if bool((whole.cast(column.dtype) == column).all()):
            return whole.cast(pl.String)
    return column.cast(pl.String)


def _in_numbers(column: pl.Series, words: Map[str, float]) -> pl.Series:
    """Return answers with the scores of those given in words in their place."""
    text = as_text(column)
    return text.replace(list(words), [f"{score:g}" for score in words.values()])


def _stripped(column: pl.Series) -> pl.Series:
    return column.str.strip_chars() if column.dtype == pl.String else column


def _constant(value: Scalar, rows: int) -> pl.Series:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return pl.Series([float(value)], dtype=pl.Float64).new_from_index(0, rows)
    return pl.Series([value]).new_from_index(0, rows)


def _where(mask: pl.Series, value: str) -> pl.Series:
    return pl.select(pl.when(mask).then(pl.lit(value))).to_series()
