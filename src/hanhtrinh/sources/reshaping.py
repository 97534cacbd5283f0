"""A proposed mapping, changed by choices a person makes in a form: which column is the person, the time, the name."""

from collections.abc import Iterator
from collections.abc import Mapping as Map

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.sources.mapping import ROW, EventColumn, EventRule, FileRule, Mapping, properties_of, time_column
from hanhtrinh.sources.tables import Table


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one file's columns are. Empty: as proposed. `event` is a column, `event_name` one name for all rows.

    `properties` are the columns to keep as properties; None leaves them as proposed.
    """

    person: str = ""
    time: str = ""
    event: str = ""
    event_name: str = ""
    properties: tuple[str, ...] | None = None


def simple(rule: FileRule) -> bool:
    """Tell whether a file's rule has one entry, so that a form can hold it; others are changed as text."""
    return len(rule.events) == 1


def reshaped(mapping: Mapping, choices: Map[str, Choice], columns: Map[str, tuple[str, ...]]) -> Mapping:
    """Return a mapping in which the chosen files read the chosen columns.

    `columns` names every file's columns. Raises InputError for a file or column that is not there, and for a file whose
    rule has several entries.
    """
    for file, choice in choices.items():
        _check(file, choice, columns)
    files = tuple(_file(rule, choices.get(rule.file)) for rule in mapping.files)
    return msgspec.structs.replace(mapping, files=files)


def _check(file: str, choice: Choice, columns: Map[str, tuple[str, ...]]) -> None:
    if file not in columns:
        raise InputError("imports.no_file", file=file, allowed=", ".join(columns))
    for name in (choice.person, choice.time, choice.event, *(choice.properties or ())):
        if name and name != ROW and name not in columns[file]:
            raise InputError("imports.no_column", file=file, column=name, allowed=", ".join(columns[file]))


def _file(rule: FileRule, choice: Choice | None) -> FileRule:
    if choice is None:
        return rule
    if not simple(rule):
        raise InputError("imports.not_simple", file=rule.file, entries=len(rule.events))
    changed = msgspec.structs.replace(
        rule, person=choice.person or rule.person, events=(_event(rule.events[0], choice),)
    )
    if choice.properties is None:
        return changed
    used = {changed.person, *_event_columns(changed.events[0])}
    kept = [name for name in choice.properties if name not in used]
    own = {name: full for name, full in properties_of(rule.properties).items() if full.column in kept}
    listed = {full.column for full in own.values()}
    properties = {**own, **{name: name for name in kept if name not in listed}}
    return msgspec.structs.replace(changed, properties=properties)


def _event(rule: EventRule, choice: Choice) -> EventRule:
    event: str | EventColumn = rule.event
    if choice.event_name:
        event = choice.event_name
    elif choice.event and not (isinstance(rule.event, EventColumn) and rule.event.column == choice.event):
        event = EventColumn(column=choice.event)
    same = not choice.time or time_column(rule.time).column == choice.time
    return msgspec.structs.replace(rule, event=event, time=rule.time if same else choice.time)


def _event_columns(rule: EventRule) -> tuple[str, ...]:
    named = (rule.event.column,) if isinstance(rule.event, EventColumn) else ()
    return (*named, time_column(rule.time).column)


def uses_of(rule: FileRule, column: str) -> Iterator[str]:
    """Yield what a file's rule takes a column for: person, id, time, event, score, text, when, property."""
    if rule.person == column:
        yield "person"
    if rule.id == column:
        yield "id"
    for event in rule.events:
        yield from _event_uses(event, column)
    if any(full.column == column for full in properties_of(rule.properties).values()):
        yield "property"


def _event_uses(rule: EventRule, column: str) -> Iterator[str]:
    answer = rule.answer
    uses = {
        "event": isinstance(rule.event, EventColumn) and rule.event.column == column,
        "time": time_column(rule.time).column == column,
        "when": column in rule.when,
        "score": answer is not None and answer.score == column,
        "text": answer is not None and answer.text == column,
        "property": any(full.column == column for full in properties_of(rule.properties).values()),
    }
    yield from (use for use, is_so in uses.items() if is_so)


def sample_of(table: Table, rows: int) -> dict[str, list[str]]:
    """Return the first values of every column as texts, for people to recognise it by."""
    names = [name for name in dict.fromkeys(table.columns) if table.columns.count(name) == 1]
    for batch in table.batches(names, lambda _: None):
        first = batch.rows.head(rows)
        return {name: ["" if v is None else str(v) for v in first[name].to_list()] for name in names}
    return {name: [] for name in names}
