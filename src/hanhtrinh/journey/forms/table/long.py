"""The long table: one row a leaf of the journey, lossless, for machines and for spreadsheets that are edited and read
again.

Columns: `stage` and `step` hold keys (empty: the journey itself), `lane` the path of fields (`feeling.score`,
`pains.text`), `item` the numbers (from 1) or keys of the lists and maps on that path (`2`, `visit`, `1.2`), `lang`
says what the value is: `vi` or `en` a text in that language, nothing a plain text, `json` anything else as JSON.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from hanhtrinh.journey.forms.shapes import Result, Row
from hanhtrinh.journey.forms.tidy import tidied
from hanhtrinh.journey.model import Journey, Stage, Step
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, Document, Path, in_file_order, show
from hanhtrinh.values import Finding

LONG_COLUMNS = ("stage", "step", "lane", "item", "lang", "value")
READINGS = "reading."
"""Lanes that begin with this are measured, not drawn: a reader of journeys leaves them out."""
JSON = "json"
_LANGS = ("vi", "en")
_SHARED_DEFAULTS = ("feeling", "targets", "friction")
_DEEPEST = 12

LongRow = tuple[str, str, str, str, str, str]


def long_rows(journey: Journey) -> list[LongRow]:
    """Return the rows of a journey's long table, without the header; `read_long` makes the same journey of them."""
    plain = msgspec.to_builtins(journey)
    stages = plain.pop("stages", ())
    rows = [("", "", *leaf) for leaf in _leaves({"format": journey.format} | plain, Journey)]
    for stage in stages:
        steps = stage.pop("steps", ())
        rows += [(stage["key"], "", *leaf) for leaf in _leaves(stage, Stage)]
        for step in steps:
            rows += [(stage["key"], step["key"], *leaf) for leaf in _leaves(step, Step)]
    return rows


Leaf = tuple[str, str, str, str]


def _leaves(plain: dict[str, Any], shape: type) -> Iterator[Leaf]:
    for name in _SHARED_DEFAULTS:
        if plain.get(name) == {}:
            del plain[name]
    yield from _walk(plain, _shape(shape), (), ())


def _walk(value: Any, kind: inspect.Type, lane: tuple[str, ...], item: tuple[str, ...]) -> Iterator[Leaf]:
    inner, fields = _inside(kind), _fields(kind)
    place = ".".join(lane), ".".join(item)
    if isinstance(value, str):
        yield (*place, "", value)
    elif value and inner is not None and isinstance(value, (list, tuple)):
        for number, part in enumerate(value, 1):
            yield from _walk(part, inner, lane, (*item, str(number)))
    elif value and inner is not None and isinstance(value, dict):
        for key, part in value.items():
            yield from _walk(part, inner, lane, (*item, key))
    elif value and fields is not None and isinstance(value, dict):
        for name, part in value.items():
            if name in _LANGS:
                yield (*place, name, part)
            else:
                yield from _walk(part, fields[name], (*lane, name), item)
    else:
        yield (*place, JSON, msgspec.json.encode(value).decode())


def _kinds(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.Metadata):
        return _kinds(kind.type)
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


@cache
def _shape(shape: type) -> inspect.Type:
    return inspect.type_info(shape)


def _inside(kind: inspect.Type) -> inspect.Type | None:
    """Return what a list or a map of keys holds; None for anything else, free-form maps (rules) among them."""
    for one in _kinds(kind):
        if isinstance(one, (inspect.ListType, inspect.VarTupleType)):
            return one.item_type
        if isinstance(one, inspect.DictType) and _fields(one.value_type) is not None:
            return one.value_type
    return None


def _fields(kind: inspect.Type) -> dict[str, inspect.Type] | None:
    """Return the fields of a struct (or of the struct in a choice), None where there is none."""
    for one in _kinds(kind):
        if isinstance(one, inspect.Metadata):
            one = one.type
        if isinstance(one, inspect.StructType):
            return {field.encode_name: field.type for field in one.fields}
    return None


class _List(dict[int, object]):
    """A list that is being filled by number, in any order."""


class _Misplaced(Exception):
    """A row whose lane or item there is not: the message key, and what was given."""

    def __init__(self, key: str, given: str) -> None:
        super().__init__(key)
        self.key, self.given = key, given


class _Part(NamedTuple):
    """A journey, stage or step that is being filled: its data and, for stages and steps, their keys' place."""

    data: dict[str, object]
    path: Path


class _Group:
    """A stage and its steps, in the order they begin."""

    def __init__(self, key: str, position: int) -> None:
        self.key = key
        self.own = _Part({}, ("stages", position))
        self.steps: list[tuple[str, _Part]] = []
        self.newest: dict[str, _Part] = {}

    def begin(self, key: str) -> _Part:
        part = _Part({}, (*self.own.path, "steps", len(self.steps)))
        self.steps.append((key, part))
        self.newest[key] = part
        return part


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.lines: dict[Path, int] = {}
        self.journey = _Part({}, ())
        self.groups: list[_Group] = []
        self.newest: dict[str, _Group] = {}

    def take(self, number: int, row: Row) -> None:
        stage, step, lane, item, lang, value = (*row, *[""] * 6)[:6]
        if lane.startswith(READINGS) or not any(row):
            return
        part, shape = self.part(stage.strip(), step.strip(), lane)
        try:
            self.place(part, shape, lane, item, lang, value, number)
        except _Misplaced as error:
            self.add(number, error.key, given=show(error.given))

    def part(self, stage: str, step: str, lane: str) -> tuple[_Part, type]:
        """Return what a row is about; a row of the lane `key` begins a new stage or step."""
        if not stage:
            return self.journey, Journey
        new = lane == "key"
        group = self.newest.get(stage)
        if group is None or (new and not step and "key" in group.own.data):
            group = self.newest[stage] = _Group(stage, len(self.groups))
            self.groups.append(group)
        if not step:
            return group.own, Stage
        found = group.newest.get(step)
        if found is None or (new and "key" in found.data):
            found = group.begin(step)
        return found, Step

    def place(self, part: _Part, shape: type, lane: str, item: str, lang: str, value: str, number: int) -> None:
        holder: Any = part.data
        kind = _shape(shape)
        names, items = lane.split("."), [one for one in item.split(".") if one]
        path = part.path
        last: str | int | None = None
        if len(names) + len(items) > _DEEPEST:
            raise _Misplaced("forms.long_lane", lane)
        for name in names:
            fields = _fields(kind) or {}
            if name not in fields or (name == "stages" and shape is Journey) or (name == "steps" and shape is Stage):
                raise _Misplaced("forms.long_lane", lane)
            holder, kind, path = _enter(holder, last, path), fields[name], (*path, name)
            last = name
            while items and (inner := _inside(kind)) is not None:
                listed = not any(isinstance(one, inspect.DictType) for one in _kinds(kind))
                holder = _enter(holder, last, path, _List() if listed else {})
                last = _number(items.pop(0)) if listed else items.pop(0)
                kind, path = inner, (*path, last - 1 if isinstance(last, int) else last)
        if items:
            raise _Misplaced("forms.long_item", item)
        self.lines.setdefault(path, number)
        if lang in _LANGS:
            _enter(holder, last, path)[lang] = value
        else:
            holder[last] = value if lang != JSON else _decoded(value)

    def add(self, line: int, key: str, **params: object) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(severity="warning", key=key, params=params, file=self.file, line=line))

    def journey_data(self) -> dict[str, object]:
        data = _plain(self.journey.data)
        assert isinstance(data, dict)  # noqa: S101 - a part is a mapping, whatever was put into it
        stages = []
        for group in self.groups:
            stage = {"key": group.key} | group.own.data
            if group.steps:
                stage["steps"] = [{"key": key} | part.data for key, part in group.steps]
            stages.append(_plain(stage))
        return data | ({"stages": stages} if stages else {})


def _enter(holder: Any, last: str | int | None, path: Path, fresh: dict[Any, Any] | None = None) -> Any:
    """Return what stands at a place of a holder, made where nothing stands yet."""
    if last is None:
        return holder
    inner = holder.setdefault(last, {} if fresh is None else fresh)
    if not isinstance(inner, dict):
        raise _Misplaced("forms.long_twice", str(path[-1]))
    return inner


def _number(item: str) -> int:
    if item.isdecimal() and item.isascii() and 0 < len(item) < 7:
        return int(item)
    raise _Misplaced("forms.long_item", item)


def _decoded(value: str) -> object:
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise _Misplaced("forms.long_json", value) from None


def _plain(value: object) -> object:
    if isinstance(value, _List):
        return [_plain(value[number]) for number in sorted(value)]
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return {key: _plain(part) for key, part in value.items()} if isinstance(value, dict) else value


def is_long(rows: Sequence[Row]) -> bool:
    """Tell whether rows begin with the header of a long table."""
    return bool(rows) and tuple(cell.strip().lower() for cell in rows[0][:6]) == LONG_COLUMNS


def read_long(rows: Sequence[Row], file: str) -> Result:
    """Return the journey a long table holds, None when it has not the shape of one, and every finding by row."""
    reader = _Reader(file)
    for number, row in enumerate(rows, 1):
        if number > 1 or not is_long(rows):
            reader.take(number, row)
    document = Document(file=file, data=reader.journey_data(), usable=True, lines={(): 1, **reader.lines})
    journey, found = convert(document, Journey)
    return tidied(journey) if journey else None, in_file_order([*reader.findings, *found])
