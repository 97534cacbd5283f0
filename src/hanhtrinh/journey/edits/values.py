"""Plain data made into what the model holds, strictly and with every finding; and back."""

from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from hanhtrinh.journey.edits.errors import NoSuchPlace, ValueRefused, place_text
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import Document


def plain(value: object) -> Any:
    """Return a value of the model as plain data, as JSON and a journey file have it."""
    return msgspec.json.decode(msgspec.json.encode(value))


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def field_value(thing: msgspec.Struct, field: str, value: object, place: Place) -> Any:
    """Return plain data as the value of a field of a thing; ValueRefused with every finding when it does not fit."""
    kinds = _types(type(thing))
    if field not in kinds or field not in thing.__struct_fields__:
        raise NoSuchPlace((*place, field))
    return _typed(kinds[field], value, (*place, field))


def entry_value(thing: msgspec.Struct, field: str, key: str, value: object, place: Place) -> Any:
    """Return plain data as the entry a field has under a key."""
    kind = _types(type(thing))[field]
    return _typed(kind, {key: value}, (*place, field))[key]


def item_value(thing: msgspec.Struct, field: str, value: object, place: Place) -> Any:
    """Return plain data as an item of a list."""
    (kind, *_) = get_args(_types(type(thing))[field])
    return _typed(kind, value, (*place, field))


def checked(thing: Any, place: Place) -> Any:
    """Return a thing of the model again, held against its own type: a key or number may have come in unchecked."""
    return _typed(type(thing), plain(thing), place)


def _typed(kind: Any, value: object, place: Place) -> Any:
    # a value is wrapped, so that a single one and nothing at all are judged like those inside a thing
    made, findings = convert(Document(file="", data=[plain(value)], usable=True), tuple[kind, ...])
    if made is None:
        where = place_text(place)
        told = (msgspec.structs.replace(f, path=where + f.path.removeprefix("[0]"), line=None) for f in findings)
        raise ValueRefused(place, tuple(told))
    return made[0]
