"""The ready mapping of an XES log: a case is a person, `concept:name` the event, every other attribute a property."""

from collections.abc import Iterator, Sequence

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.guessing import LONGEST_PROPERTY, MOST_PROPERTIES, property_name
from hanhtrinh.sources.mapping import EventColumn, EventRule, FileRule, PropertyColumn, TimeColumn, ValueType
from hanhtrinh.sources.xes.table import ACTIVITY, CASE_ID, EVENT_ID, EVENT_TIME, TIME, XesTable

CASE_PROPERTY = "case"
_TYPES: dict[str, ValueType] = {"int": "number", "float": "number", "boolean": "bool", "date": "time"}


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of an XES log, None for any other file."""
    table = file.table
    if not isinstance(table, XesTable):
        return None
    event = ACTIVITY if ACTIVITY in table.columns else table.classifier
    if event is None or TIME not in table.columns:
        return None
    properties: dict[str, str | PropertyColumn] = {CASE_PROPERTY: CASE_ID}
    for name in _properties(file, event):
        properties[property_name(name, properties)] = _property(name, table.kinds.get(name, set()))
    rule = FileRule(
        file=file.name,
        format="xes",
        person=CASE_ID,
        id=EVENT_ID,
        properties=properties,
        events=(EventRule(event=EventColumn(column=event), time=TimeColumn(column=EVENT_TIME, format="iso")),),
    )
    return Proposal(rule, (), tuple(_guesses(file, event)))


def _properties(file: Examined, event: str) -> Iterator[str]:
    """Yield the attributes worth keeping: neither empty nor long text nor what another one says already."""
    left = MOST_PROPERTIES
    for name, profile in file.profiles.items():
        long = profile.kind == "text" and (profile.phrases or profile.length > LONGEST_PROPERTY)
        if name in (CASE_ID, EVENT_ID, EVENT_TIME, TIME, event) or profile.kind == "empty" or long:
            continue
        if (file.rows[name] == file.rows[event]).fill_null(False).all() or not left:
            continue
        left -= 1
        yield name


def _property(name: str, kinds: set[str]) -> str | PropertyColumn:
    kind = _TYPES.get(next(iter(kinds))) if len(kinds) == 1 else None
    if kinds == {"int", "float"}:
        kind = "number"
    if kind is None:
        return name
    return PropertyColumn(column=name, type=kind, format="iso" if kind == "time" else None)


def _guesses(file: Examined, event: str) -> Iterator[Guess]:
    yield Guess(file.name, "xes.guess_case", {"column": CASE_ID, "count": file.profiles[CASE_ID].distinct})
    yield Guess(file.name, "sources.guess_event", {"column": event, "count": file.profiles[event].distinct})
    yield Guess(file.name, "xes.guess_time", {"column": EVENT_TIME, "time": TIME, "id": EVENT_ID})
