"""A mapping's files, opened and understood: their columns, the types they fill, and who their events are."""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.events.identity import ContentHash
from hanhtrinh.events.lake import LAKE_SCHEMA, PROPERTY_PREFIX, type_name
from hanhtrinh.events.words import Words
from hanhtrinh.sources.lookups import LookupTable
from hanhtrinh.sources.making import CURRENCY, SENDER_ID, property_type
from hanhtrinh.sources.mapping import (
    ROW,
    FileRule,
    Mapping,
    columns_used,
    properties_of,
    taken_columns,
)
from hanhtrinh.sources.opening import find_files, open_table, require_columns
from hanhtrinh.sources.tables import Table

Opened = Map[Path, Table]
"""Files that were opened before, as their rule would open them."""
_HASHED = ("person", "time", "event", "instrument", "score", "text", "asks", "asked_at")


@dataclass
class OpenFile:
    """A file with its rule: what it is called in messages, its table, the columns to read, its look-ups."""

    name: str
    rule: FileRule
    table: Table
    columns: list[str]
    lookups: list[LookupTable]


def open_files(mapping: Mapping, base: Path, opened: Opened | None = None) -> list[OpenFile]:
    """Open every file a mapping names, unless it is opened already, and check that it has the columns asked for.

    Raises FileUnusable for the first that is missing, damaged or lacks a column.
    """
    held = opened or {}
    return [_open(path, base, rule, held) for rule in mapping.files for path in find_files(base, rule.file)]


def _open(path: Path, base: Path, rule: FileRule, opened: Opened) -> OpenFile:
    name = path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)
    table = opened.get(path) or open_table(path, rule)
    lookups = [_open_lookup(base, rule, i) for i in range(len(rule.lookups))]
    added = {column for lookup in lookups for column in lookup.columns}
    own = [lookup.on for lookup in rule.lookups if lookup.on not in added]
    wanted = list(dict.fromkeys([*(c for c, _ in columns_used(rule) if c not in added), *own]))
    for column in sorted(added & set(table.columns)):
        raise FileUnusable("sources.lookup_clash", file=name, column=column)
    required = [c for c in wanted if not table.open_ended or c in _needed(rule, added)]
    require_columns(table, name, required)
    return OpenFile(name, rule, table, wanted, lookups)


def _needed(rule: FileRule, added: set[str]) -> set[str]:
    """Return the columns without which no row of an open-ended file could become an event."""
    always = {*({rule.person} - {ROW}), *(lookup.on for lookup in rule.lookups)}
    if len(rule.events) == 1:
        always |= {column for column, path in columns_used(rule) if path[-1] in ("time", "event")}
    return always - added


def _open_lookup(base: Path, rule: FileRule, position: int) -> LookupTable:
    lookup = rule.lookups[position]
    tables = [open_table(path) for path in find_files(base, lookup.file)]
    if len(tables) != 1:
        raise FileUnusable("sources.lookup_many", file=lookup.file)
    require_columns(tables[0], lookup.file, [lookup.to, *taken_columns(lookup).values()])
    return LookupTable(lookup, lookup.file, tables[0])


def stored_schema(files: list[OpenFile]) -> dict[str, pl.DataType]:
    """Return the lake columns these files will fill; InputError when two of them give one property different types."""
    schema = dict(LAKE_SCHEMA)
    for file in files:
        for name, kind in _property_types(file):
            known = schema.setdefault(PROPERTY_PREFIX + name, kind)
            if known != kind:
                raise InputError(
                    "sources.type_conflict_files",
                    name=name,
                    file=file.name,
                    given=type_name(kind),
                    stored=type_name(known),
                )
    return schema


def _property_types(file: OpenFile) -> Iterator[tuple[str, pl.DataType]]:
    given = _column_types(file)
    for name, value in file.rule.constants.items():
        kind = pl.Boolean() if isinstance(value, bool) else pl.String() if isinstance(value, str) else pl.Float64()
        yield name, kind
    for properties in (file.rule.properties, *(rule.properties for rule in file.rule.events)):
        for name, column in properties_of(properties).items():
            yield name, property_type(column, given.get(column.column, pl.String()))
            if column.type == "money":
                yield CURRENCY, pl.String()


def _column_types(file: OpenFile) -> dict[str, pl.DataType]:
    types = dict(file.table.types)
    for lookup in file.lookups:
        types |= {name: lookup.rows.schema[name] for name in lookup.columns}
    return types


def event_ids(events: pl.DataFrame, source: str) -> Words:
    """Return the ids of events: over their content, or over the sender's own id (with the event's name) where there
    is one."""
    own = events.get_column(SENDER_ID, default=None)
    if own is None:
        return _content_ids(events, source)
    hashed = ContentHash(events.height, source)
    hashed.add("id", own)
    hashed.add("event", events["event"])
    ids = hashed.ids()
    if own.null_count():
        without = own.is_null().to_numpy()
        ids[without] = _content_ids(events, source)[without]
    return ids


def _content_ids(events: pl.DataFrame, source: str) -> Words:
    hashed = ContentHash(events.height, source)
    properties = sorted(name for name in events.columns if name.startswith(PROPERTY_PREFIX))
    for name in (*_HASHED, *properties):
        if name in events.columns:
            hashed.add(name, events[name])
    return hashed.ids()
