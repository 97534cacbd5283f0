"""Properties and traits as one flat level of values, the way the lake stores them; nothing is lost on the way.

Objects become dotted names (`address.city`) down to `MAX_DEPTH` levels; what lies deeper, and every list, is kept as
JSON text. Texts that are instants with an offset (`2026-11-22T12:00:00Z`) are times. Whole numbers that a float cannot
hold exactly are kept as text. null means nothing was said.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hanhtrinh.collect.moments import instant
from hanhtrinh.events.event import Value

MAX_DEPTH = 5
UNNAMED = "_"
"""The name of a property whose own name is empty."""

_EXACT = 2**53
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
_SHORTEST_INSTANT = len("2026-11-22T12:00Z")
_encode = msgspec.json.Encoder().encode


def flatten(given: Mapping[str, Any], values: dict[str, Value], times: dict[str, int]) -> None:
    """Add properties to `values` and `times`. A name that two of them have is followed by _2, _3 … for the later."""
    for name, value in _flat(given, "", 1):
        free = name if name not in values and name not in times else _free(name, values, times)
        at = _instant(value) if type(value) is str else None
        if at is not None:
            times[free] = at
        else:
            values[free] = value


def traits_of(given: Mapping[str, Any]) -> dict[str, Value | None]:
    """Return traits as flat values; instants stay text, and null, which takes a trait away, stays None."""
    found: dict[str, Value | None] = {}
    for name, value in _flat(given, "", 1, keep_null=True):
        found[name if name not in found else _free(name, found, {})] = value
    return found


def _flat(given: Mapping[str, Any], prefix: str, depth: int, keep_null: bool = False) -> Iterator[tuple[str, Any]]:
    for key, value in given.items():
        name = prefix + (key or UNNAMED)
        kind = type(value)
        if kind is str or kind is float or kind is bool:
            yield name, value
        elif kind is int:
            yield name, float(value) if -_EXACT <= value <= _EXACT else str(value)
        elif value is None:
            if keep_null:
                yield name, None
        elif kind is dict and value and depth < MAX_DEPTH:
            yield from _flat(value, name + ".", depth + 1, keep_null)
        else:
            yield name, _encode(value).decode()


def _free(name: str, *taken: Mapping[str, object]) -> str:
    number = 2
    while any(f"{name}_{number}" in some for some in taken):
        number += 1
    return f"{name}_{number}"


def _instant(text: str) -> int | None:
    if len(text) < _SHORTEST_INSTANT or text[10] != "T" or not _INSTANT.fullmatch(text):
        return None
    return instant(text)
