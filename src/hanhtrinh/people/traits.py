"""People's traits as columns: every distinct value once, a code a person, so that tests run over values, not people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.dictionaries import DictionaryBuilder
from hanhtrinh.events.event import Value
from hanhtrinh.events.frame import Column
from hanhtrinh.journey.rules import Scalar, text_of
from hanhtrinh.people.said import Said, held
from hanhtrinh.people.segments import Begins, Between, Contains, During, Has, Is, Lately, OneOf, Test

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int32]
_MICROSECONDS = 1_000_000
_FORMS = ("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z")
_PLAIN_FORMS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class TraitTable:
    """Traits of people: `people` sorted, and per trait its values as text, null where a person lacks it."""

    people: pl.Series
    texts: Mapping[str, pl.Series]
    zone: str = "Asia/Ho_Chi_Minh"
    _columns: dict[str, Column] = field(default_factory=dict, repr=False, compare=False)
    _rows: list[tuple[pl.Series, Rows]] = field(default_factory=list, repr=False, compare=False)
    _beyond: list[tuple[pl.Series, pl.Series]] = field(default_factory=list, repr=False, compare=False)

    def column(self, name: str) -> Column | None:
        """Return a trait's codes and its dictionary, None for a trait nobody has."""
        if name not in self._columns and name in self.texts:
            builder = DictionaryBuilder(pl.String)
            codes = builder.add(self.texts[name])
            values, final = builder.finish()
            self._columns[name] = Column(final[codes], values)
        return self._columns.get(name)

    def rows(self, people: pl.Series) -> Rows:
        """Return the row of each of some people (sorted), −1 where nothing is known of them."""
        for seen, rows in self._rows:
            if seen is people:
                return rows
        rows = _positions(self.people, people)
        if len(people) > 100_000:  # small ones are cheap and change all the time
            self._rows[:] = [*self._rows[-1:], (people, rows)]
        return rows

    def beyond(self, people: pl.Series) -> pl.Series:
        """Return those of whom traits are known and who are not among some people (sorted)."""
        for seen, beyond in self._beyond:
            if seen is people:
                return beyond
        rows = self.rows(people)
        known = np.zeros(len(self.people), np.bool_)
        known[rows[rows >= 0]] = True
        beyond = self.people.filter(pl.Series(~known))
        self._beyond[:] = [*self._beyond[-1:], (people, beyond)]
        return beyond

    def passes(self, name: str, test: Test, rows: Rows, now: int) -> Mask:
        """Tell which rows (−1: nobody) pass a test on a trait, as of an instant."""
        column = self.column(name)
        absent = isinstance(test, Has) and not test.present
        if column is None:
            return np.full(len(rows), absent)
        by_code = np.concatenate([[absent], _holds(test, column.values, self.zone, now)])
        by_row = np.append(by_code[column.codes], absent)
        return np.asarray(by_row[rows])


def _positions(known: pl.Series, people: pl.Series) -> Rows:
    if not len(known):
        return np.full(len(people), -1, np.int32)
    place = np.minimum(known.search_sorted(people).to_numpy(), len(known) - 1).astype(np.int32)
    there = (known.gather(place) == people).to_numpy()
    return np.where(there, place, np.int32(-1))


def _holds(test: Test, values: pl.Series, zone: str, now: int) -> Mask:
    """Tell, per value, whether it passes a test."""
    match test:
        case Is(value):
            return _same(values, [value])
        case OneOf(wanted):
            return _same(values, wanted)
        case Contains(text):
            return values.str.to_lowercase().str.contains(text.lower(), literal=True).to_numpy()
        case Begins(text):
            return values.str.to_lowercase().str.starts_with(text.lower()).to_numpy()
        case Between():
            return _between(test, values.cast(pl.Float64, strict=False).to_numpy())
        case During(start, end):
            return _during(values, zone, start, None if end is None else end - 1)
        case Lately(seconds):
            return _during(values, zone, now - seconds * _MICROSECONDS, now)
        case Has(present):
            return np.full(len(values), present)


def _same(values: pl.Series, wanted: Iterable[Scalar]) -> Mask:
    return values.is_in([text_of(value) for value in wanted]).to_numpy()


def _between(test: Between, numbers: npt.NDArray[np.float64]) -> Mask:
    result = np.isfinite(numbers)
    if test.low is not None:
        result &= numbers > test.low if test.without_low else numbers >= test.low
    if test.high is not None:
        result &= numbers < test.high if test.without_high else numbers <= test.high
    return result


def _during(values: pl.Series, zone: str, first: int | None, last: int | None) -> Mask:
    known = instants_in(values, zone)
    result = known.is_not_null()
    if first is not None:
        result &= (known >= first).fill_null(value=False)
    if last is not None:
        result &= (known <= last).fill_null(value=False)
    return result.to_numpy()


def instants_in(values: pl.Series, zone: str) -> pl.Series:
    """Return the instants texts stand for, null where they are none; without an offset they are read in `zone`."""
    text = pl.col("text")
    aware = [text.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False) for form in _FORMS]
    plain = [text.str.to_datetime(form, time_unit="us", strict=False) for form in _PLAIN_FORMS]
    plain.append(text.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")))
    local = [one.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null") for one in plain]
    found = pl.coalesce(*(one.dt.timestamp("us") for one in (*aware, *local)))
    return pl.DataFrame({"text": values}).select(found).to_series()


def combined(
    said: Iterable[Said], person_of: Callable[[str, int], str], *, proving: bool
) -> dict[str, dict[str, Value]]:
    """Return what holds of people's traits (`people.said.held`), without what was taken away."""
    return {
        person: {name: one.value for name, one in traits.items() if one.value is not None}
        for person, traits in held(said, person_of, proving=proving).items()
    }


def trait_table(traits: Mapping[str, Mapping[str, Value]], zone: str) -> TraitTable:
    """Return the table of people's traits."""
    people = sorted(traits)
    names = sorted({name for person in people for name in traits[person]})
    texts = {
        name: pl.Series(name, [_written(traits[person].get(name)) for person in people], dtype=pl.String)
        for name in names
    }
    return TraitTable(pl.Series("person", people, dtype=pl.String), texts, zone)


def _written(value: Value | None) -> str | None:
    return None if value is None else text_of(value)


_LONG = {"person": pl.String(), "name": pl.String(), "text": pl.String(), "at": pl.Int64(), "proven": pl.Boolean()}
_ROWS_A_PART = 200_000


class Gathering:
    """Gathers what was said of millions of raw ids into a trait table, in little memory; `held` says what holds."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str | None, int, bool]] = []
        self._parts: list[pl.DataFrame] = []

    def add(self, said: Said, person_of: Callable[[str, int], str]) -> None:
        """Take what was said of one raw id."""
        raw, values, proven = said
        self._rows += [(person_of(raw, at), name, _written(value), at, proven) for name, (value, at) in values.items()]
        if len(self._rows) >= _ROWS_A_PART:
            self._pack()

    def _pack(self) -> None:
        self._parts.append(pl.DataFrame(self._rows, schema=_LONG, orient="row").cast({"name": pl.Categorical}))
        self._rows = []

    def table(self, zone: str, *, proving: bool) -> TraitTable:
        """Return the table of everything that was added."""
        self._pack()
        newest = "at", pl.col("text").fill_null("")
        said = pl.concat(self._parts).sort(*(("proven", *newest) if proving else (*newest, "proven")))
        latest = said.unique(["person", "name"], keep="last", maintain_order=True)
        people = latest["person"].unique().sort()
        texts = {
            str(name): people.to_frame().join(mine, on="person", how="left", maintain_order="left")["text"].alias(name)
            for (name,), mine in sorted(latest.partition_by("name", as_dict=True, include_key=False).items())
        }
        return TraitTable(people, {name: text for name, text in texts.items() if text.null_count() < len(text)}, zone)
