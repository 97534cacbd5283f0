"""Strict conversion of plain data into typed shapes, with every finding and not only the first.

The shape is any msgspec type; its description (`msgspec.inspect`) is walked beside the data. A constraint may bring its
own words: `Meta(pattern=…, extra={"finding": "check.not_a_key"})`.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TypeVar, cast

import msgspec
from msgspec import inspect

from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, Document, Path, located
from hanhtrinh.values import Finding

T = TypeVar("T")
_Complaint = tuple[str, Path, dict[str, object]]
_CONSTRAINTS = ("check.pattern", "check.below", "check.above", "check.out_of_range", "check.not_more", "check.not_less")
_MISTAKEN_TRUTH = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}


def convert(document: Document, shape: type[T], file: str = "") -> tuple[T | None, list[Finding]]:
    """Return the data of a document as a shape, or None with every finding that forbids it.

    `file` names the file in findings where the document itself does not.
    """
    named = document if document.file else msgspec.structs.replace(document, file=file)
    complaints = list(islice(_walk(_shape(cast(Hashable, shape)), document.data, ()), MAX_FINDINGS))
    if len(complaints) == MAX_FINDINGS:
        complaints.append(("check.more_findings", complaints[-1][1], {"shown": MAX_FINDINGS}))
    findings = [located(named, "error", key, path, params) for key, path, params in complaints]
    if findings:
        return None, findings
    try:
        return msgspec.convert(document.data, shape), []
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        return None, [located(named, "error", "check.unusable", (), {"reason": str(error)})]


@cache
def _shape(shape: Hashable) -> inspect.Type:
    return inspect.type_info(shape)


def _walk(kind: inspect.Type, value: object, path: Path) -> Iterator[_Complaint]:
    """Yield what is wrong with a value, given the type it should have."""
    match kind:
        case inspect.Metadata():
            yield from _walk_named(kind, value, path)
        case inspect.UnionType():
            yield from _walk_union(kind, value, path)
        case inspect.StructType():
            yield from _walk_struct(kind, value, path)
        case inspect.DictType():
            yield from _walk_mapping(kind, value, path)
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            yield from _walk_list(kind, value, path)
        case inspect.LiteralType() | inspect.EnumType():
            yield from _walk_choice(kind, value, path)
        case inspect.StrType():
            yield from _walk_text(kind, value, path)
        case inspect.IntType() | inspect.FloatType():
            yield from _walk_number(kind, value, path)
        case inspect.BoolType():
            yield from _walk_truth(value, path)
        case inspect.NoneType():
            if value is not None:
                yield "check.expected_nothing", path, {"given": value}


def _walk_named(kind: inspect.Metadata, value: object, path: Path) -> Iterator[_Complaint]:
    """Let a type speak in its own words: `finding` where a constraint is broken, `expected` where the type differs."""
    words: dict[str, str] = kind.extra or {}
    for key, place, params in _walk(kind.type, value, path):
        own = "finding" if key in _CONSTRAINTS else "expected" if key.startswith("check.expected_") else ""
        yield (words.get(own, key) if place == path else key), place, params


def _bare(kind: inspect.Type) -> inspect.Type:
    return _bare(kind.type) if isinstance(kind, inspect.Metadata) else kind


def _walk_struct(kind: inspect.StructType, value: object, path: Path) -> Iterator[_Complaint]:
    if not isinstance(value, Mapping):
        yield _expected("mapping", value, path)
        return
    fields = {field.encode_name: field for field in kind.fields}
    known = [*fields, kind.tag_field] if kind.tag_field else list(fields)
    for name, item in value.items():
        if name in fields:
            yield from _walk_field(fields[name], item, (*path, name))
        elif name != kind.tag_field and kind.forbid_unknown_fields:
            yield _unknown_field(name, [k for k in known if k not in value], known, (*path, name))
    for name, field in fields.items():
        if field.required and name not in value:
            yield "check.missing_field", path, {"name": name}


def _walk_field(field: inspect.Field, value: object, path: Path) -> Iterator[_Complaint]:
    """A field with no value after its colon is an oversight, unless the shape allows nothing there."""
    if value is None and not _allows_nothing(field.type):
        yield "check.empty_value", path, {"name": field.encode_name}
    else:
        yield from _walk(field.type, value, path)


def _allows_nothing(kind: inspect.Type) -> bool:
    kind = _bare(kind)
    if isinstance(kind, inspect.UnionType):
        return any(_allows_nothing(part) for part in kind.types)
    return isinstance(kind, (inspect.NoneType, inspect.AnyType)) or _is_anything(kind)


def _is_anything(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.CustomType) and kind.cls is object


def _unknown_field(name: str, free: list[str], known: list[str], path: Path) -> _Complaint:
    suggestion = nearest(name, free) or nearest(name, known)
    if " " in name:
        return "check.unknown_field_or_text", path, {"name": name}
    if suggestion is None:
        return "check.unknown_field", path, {"name": name, "allowed": tuple(known)}
    return "check.unknown_field_similar", path, {"name": name, "suggestion": suggestion}


def _walk_mapping(kind: inspect.DictType, value: object, path: Path) -> Iterator[_Complaint]:
    if not isinstance(value, Mapping):
        yield _expected("mapping", value, path)
        return
    for name, item in value.items():
        yield from _walk(kind.key_type, name, (*path, name))
        if item is None and not _allows_nothing(kind.value_type):
            yield "check.empty_value", (*path, name), {"name": name}
        else:
            yield from _walk(kind.value_type, item, (*path, name))
    yield from _length(kind.min_length, kind.max_length, len(value), path)


def _walk_list(
    kind: inspect.ListType | inspect.VarTupleType | inspect.SetType | inspect.FrozenSetType, value: object, path: Path
) -> Iterator[_Complaint]:
    if not isinstance(value, list):
        yield _expected("list", value, path)
        return
    for i, item in enumerate(value):
        yield from _walk(kind.item_type, item, (*path, i))
    yield from _length(kind.min_length, kind.max_length, len(value), path)


def _length(least: int | None, most: int | None, given: int, path: Path) -> Iterator[_Complaint]:
    if least is not None and given < least:
        yield "check.too_few", path, {"given": given, "least": least}
    if most is not None and given > most:
        yield "check.too_many", path, {"given": given, "most": most}


def _walk_choice(kind: inspect.LiteralType | inspect.EnumType, value: object, path: Path) -> Iterator[_Complaint]:
    allowed = list(kind.values) if isinstance(kind, inspect.LiteralType) else [member.value for member in kind.cls]
    if value in allowed and not isinstance(value, bool):
        return
    suggestion = nearest(value, [v for v in allowed if isinstance(v, str)]) if isinstance(value, str) else None
    params: dict[str, object] = {"given": value, "allowed": tuple(map(str, allowed))}
    if suggestion is None:
        yield "check.not_allowed", path, params
    else:
        yield "check.not_allowed_similar", path, params | {"suggestion": suggestion}


def _walk_text(kind: inspect.StrType, value: object, path: Path) -> Iterator[_Complaint]:
    if isinstance(value, (bool, int, float)):
        yield "check.expected_text_quoted", path, {"given": value}
    elif not isinstance(value, str):
        yield _expected("text", value, path)
    elif kind.pattern is not None and not _fits(kind.pattern, value):
        yield "check.pattern", path, {"given": value, "pattern": kind.pattern}
    else:
        yield from _length(kind.min_length, kind.max_length, len(value), path)


def _fits(pattern: str, value: str) -> bool:
    """`$` also matches before a last line feed; a value with one does not fit."""
    found = re.search(pattern, value)
    return found is not None and (found.end() == len(value) or not pattern.endswith("$"))


def _walk_number(kind: inspect.IntType | inspect.FloatType, value: object, path: Path) -> Iterator[_Complaint]:
    whole = isinstance(kind, inspect.IntType)
    if isinstance(value, float) and whole and value.is_integer():
        yield "check.expected_whole_number_near", path, {"given": value, "suggestion": int(value)}
    elif isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        yield _expected("whole_number" if whole else "number", value, path)
    else:
        yield from _bounds(kind, cast(float, value), path)


def _bounds(kind: inspect.IntType | inspect.FloatType, value: float, path: Path) -> Iterator[_Complaint]:
    low, high = kind.ge, kind.le
    outside = (low is not None and value < low) or (high is not None and value > high)
    if outside and low is not None and high is not None:
        yield "check.out_of_range", path, {"given": value, "low": low, "high": high}
    elif outside:
        below = low is not None
        yield f"check.{'below' if below else 'above'}", path, {"given": value, "limit": low if below else high}
    elif kind.gt is not None and value <= kind.gt:
        yield "check.not_more", path, {"given": value, "limit": kind.gt}
    elif kind.lt is not None and value >= kind.lt:
        yield "check.not_less", path, {"given": value, "limit": kind.lt}


def _walk_truth(value: object, path: Path) -> Iterator[_Complaint]:
    if isinstance(value, bool):
        return
    meant = _MISTAKEN_TRUTH.get(value.casefold()) if isinstance(value, str) else None
    if meant is None:
        yield _expected("true_false", value, path)
    else:
        yield "check.expected_true_false_similar", path, {"given": value, "suggestion": meant}


def _walk_union(kind: inspect.UnionType, value: object, path: Path) -> Iterator[_Complaint]:
    """Find the alternative that was meant by what kind of data it is; report against that one only."""
    parts = kind.types
    fitting = [part for part in parts if _same_sort(part, value)]
    structs = [part for part in map(_bare, fitting) if isinstance(part, inspect.StructType)]
    if len(structs) > 1 and structs[0].tag_field is not None:
        yield from _walk_tagged(structs, cast(Mapping[str, object], value), path)
    elif fitting:
        yield from min((list(_walk(part, value, path)) for part in fitting), key=len)
    elif value is None:
        yield _empty(path)
    else:
        yield _expected_of(parts, value, path)


def _walk_tagged(structs: list[inspect.StructType], value: Mapping[str, object], path: Path) -> Iterator[_Complaint]:
    field = structs[0].tag_field or ""
    tags = {struct.tag: struct for struct in structs}
    if field not in value:
        yield "check.missing_choice", path, {"name": field, "allowed": tuple(map(str, tags))}
    elif value[field] not in tags:
        yield from _walk_choice(inspect.LiteralType(tuple(str(t) for t in tags)), value[field], (*path, field))
    else:
        yield from _walk(tags[cast(str, value[field])], value, path)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_SORTS: tuple[tuple[tuple[type[inspect.Type], ...], Callable[[object], bool]], ...] = (
    ((inspect.StructType, inspect.DictType), lambda value: isinstance(value, Mapping)),
    (
        (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType, inspect.TupleType),
        lambda value: isinstance(value, list),
    ),
    ((inspect.StrType,), lambda value: isinstance(value, str)),
    ((inspect.IntType, inspect.FloatType), _is_number),
    ((inspect.BoolType,), lambda value: isinstance(value, bool)),
    ((inspect.NoneType,), lambda value: value is None),
    ((inspect.LiteralType, inspect.EnumType), lambda value: isinstance(value, (str, int))),
    ((inspect.AnyType, inspect.CustomType), lambda value: True),
)


def _same_sort(kind: inspect.Type, value: object) -> bool:
    bare = _bare(kind)
    return any(isinstance(bare, kinds) and fits(value) for kinds, fits in _SORTS)


def _expected_of(parts: tuple[inspect.Type, ...], value: object, path: Path) -> _Complaint:
    """Name what was expected where none of the alternatives is of the value's sort."""
    kinds = {type(_bare(part)) for part in parts} - {inspect.NoneType}
    if kinds == {inspect.StrType, inspect.StructType}:
        key = "text_quoted" if isinstance(value, (bool, int, float)) else "text_or_languages"
        return f"check.expected_{key}", path, {"given": value}
    if len(kinds) == 1:
        one = next(part for part in parts if not isinstance(_bare(part), inspect.NoneType))
        complaints = list(_walk(one, value, path))
        return complaints[0]
    return _expected("other", value, path)


def _expected(sort: str, value: object, path: Path) -> _Complaint:
    if value is None:
        return _empty(path)
    return f"check.expected_{sort}", path, {"given": value}


def _empty(path: Path) -> _Complaint:
    if path and isinstance(path[-1], str):
        return "check.empty_value", path, {"name": path[-1]}
    return "check.empty_item", path, {}
