"""The mapping: a small text file that says how the rows of a source's files become events.

The structs are the text form (`format: hanhtrinh-mapping/1`): field names are the YAML keys.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import Literal

import msgspec

from hanhtrinh.events.instrument import Instrument

FORMAT = "hanhtrinh-mapping/1"
FileFormat = Literal[
    "csv", "tsv", "jsonl", "parquet", "xlsx", "sav", "xes", "ga4", "json", "qualtrics", "said", "mbox", "transcript"
]
ValueType = Literal["text", "number", "time", "bool", "money"]
Scalar = str | bool | int | float
ROW = "#row"
"""In place of a column of people: each row is a person of its own (anonymous answers)."""
SAID_ID = "said_id"
"""The property that holds the sender's own id of what was said: the newest of an id is the current one."""
PROPERTY_NAME = re.compile(r"[^\s,;{}()=\"'`/\\]{1,64}")
TAKEN_NAMES = ("event", "source", "person", "time", "id")


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The common strictness of every shape in a mapping file: unknown fields are findings, defaults are not written."""


TimeForm = str | tuple[str, ...]


class TimeColumn(Shape, frozen=True, kw_only=True):
    """A column of times. `format` is `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `excel_1900`, `excel_1904` or a pattern
    of %-signs; several are tried in their order (a spreadsheet rewrote a part of the column); none: inferred.

    `zone` is the IANA time zone of times without an offset; none: the mapping's. Where the file has no times, `at` is
    the one day or instant of all its rows, and there is no column.
    """

    column: str = ""
    at: str | None = None
    format: TimeForm | None = None
    zone: str | None = None


class EventColumn(Shape, frozen=True, kw_only=True):
    """The column that names the event; `names` renames some of its values."""

    column: str
    names: dict[str, str] = {}


class PropertyColumn(Shape, frozen=True, kw_only=True):
    """A column that becomes a property, with its type where the file's own is not meant.

    `decimal` is the decimal sign of numbers and money; `currency` the one meant where the text names none.
    """

    column: str
    type: ValueType | None = None
    format: TimeForm | None = None
    zone: str | None = None
    decimal: Literal[".", ","] | None = None
    currency: str | None = None


class Answer(Shape, frozen=True, kw_only=True):
    """A scored answer: the instrument, the columns of score and free text, the touchpoint it was asked at.

    `words` are the scores of answers given in words (`Rất hài lòng: 5`). With `required`, a row that has neither score
    nor text is no event: the question was left out.
    """

    instrument: str
    score: str | None = None
    words: dict[str, float] = {}
    text: str | None = None
    asked_at: str | None = None
    required: bool = False


class Asks(Shape, frozen=True, kw_only=True):
    """An invitation to answer an instrument, and the touchpoint it was asked at."""

    instrument: str
    asked_at: str | None = None


class EventRule(Shape, frozen=True, kw_only=True):
    """What one row says happened. `when` keeps only rows whose columns hold one of the values.

    An empty time means it did not happen, where the file has several entries or the entry is `optional`; else the
    row is refused.
    """

    event: str | EventColumn
    time: str | TimeColumn
    when: dict[str, Scalar | tuple[Scalar, ...]] = {}
    optional: bool = False
    answer: Answer | None = None
    asks: str | Asks | None = None
    properties: tuple[str, ...] | dict[str, str | PropertyColumn] = ()


class Lookup(Shape, frozen=True, kw_only=True):
    """Columns taken from another file, where its column `to` equals this file's `on`; `take` may rename (`new:
    column`)."""

    file: str
    on: str
    to: str
    take: tuple[str, ...] | dict[str, str]


class FileRule(Shape, frozen=True, kw_only=True):
    """How the rows of one file, or of all files a pattern names, become events.

    `sheet` and `header_row` (its line or sheet row, from 1; what stands above is no data) say where the table is;
    `delimiter`, `quote` (empty: none), `escape` and `comment` (lines that begin with it are no data) how text is
    divided; `decimal` is the decimal sign of numbers where a column does not say its own. `person` is a column, or
    `#row` where each row is a person of its own (of what was said elsewhere: each `said_id`). `own` are the company's
    addresses: letters they sent are nothing a customer said; `without` are letters (by Message-ID) that are left out.
    """

    file: str
    format: FileFormat | None = None
    encoding: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    comment: str | None = None
    decimal: Literal[".", ","] | None = None
    columns: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    person: str
    id: str | None = None
    constants: dict[str, Scalar] = {}
    properties: tuple[str, ...] | dict[str, str | PropertyColumn] = ()
    events: tuple[EventRule, ...]


class Mapping(Shape, frozen=True, kw_only=True):
    """How one source's files become events."""

    format: Literal["hanhtrinh-mapping/1"] = "hanhtrinh-mapping/1"
    source: str
    time_zone: str | None = None
    instruments: tuple[Instrument, ...] = ()
    files: tuple[FileRule, ...]


def properties_of(given: tuple[str, ...] | Map[str, str | PropertyColumn]) -> dict[str, PropertyColumn]:
    """Return properties in their full form: name → column."""
    pairs = given.items() if isinstance(given, Map) else ((name, name) for name in given)
    return {name: PropertyColumn(column=value) if isinstance(value, str) else value for name, value in pairs}


def time_column(given: str | TimeColumn) -> TimeColumn:
    """Return a time column in its full form."""
    return TimeColumn(column=given) if isinstance(given, str) else given


def asks_of(rule: EventRule) -> Asks | None:
    """Return an invitation in its full form."""
    return Asks(instrument=rule.asks) if isinstance(rule.asks, str) else rule.asks


def taken_columns(lookup: Lookup) -> dict[str, str]:
    """Return the columns a look-up adds: new name → column in the looked-up file."""
    return dict(lookup.take) if isinstance(lookup.take, Map) else {name: name for name in lookup.take}


def columns_used(file: FileRule) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield every column name the events of a file use, with its place inside the file's rule."""
    if file.person != ROW:
        yield file.person, ("person",)
    if file.id is not None:
        yield file.id, ("id",)
    yield from _property_columns(file.properties, ("properties",))
    for i, rule in enumerate(file.events):
        yield from _rule_columns(rule, ("events", i))


def _rule_columns(rule: EventRule, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(rule.event, EventColumn):
        yield rule.event.column, (*path, "event")
    if time_column(rule.time).at is None:
        yield time_column(rule.time).column, (*path, "time")
    for name in rule.when:
        yield name, (*path, "when", name)
    if rule.answer is not None and rule.answer.score is not None:
        yield rule.answer.score, (*path, "answer", "score")
    if rule.answer is not None and rule.answer.text is not None:
        yield rule.answer.text, (*path, "answer", "text")
    yield from _property_columns(rule.properties, (*path, "properties"))


def _property_columns(
    given: tuple[str, ...] | Map[str, str | PropertyColumn], path: tuple[str | int, ...]
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for i, (name, column) in enumerate(properties_of(given).items()):
        yield column.column, (*path, name if isinstance(given, Map) else i)
