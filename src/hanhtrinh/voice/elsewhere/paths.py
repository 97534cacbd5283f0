"""Looking into what a tool sends: typed paths of names and positions (`data.items.0.text`), never expressions."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hanhtrinh.values import MICROSECONDS, parse_instant

MOST_STEPS = 8
PATH = re.compile(r"[^.\s\x00-\x1f]{1,80}(\.[^.\s\x00-\x1f]{1,80}){0,7}")
_LATEST = 253_402_300_799 * MICROSECONDS
_RFC_SPACE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ?(UTC|Z|[+-]\d\d:?\d\d)$")


def at_path(value: object, path: str) -> object:
    """Return what stands at a path: names of members, positions in lists (`-1` is the last); None where nothing does.

    A member whose own name holds dots is found by it first.

    >>> at_path({"rating": {"stars": [4, 5]}}, "rating.stars.-1")
    5
    """
    if isinstance(value, Mapping) and path in value:
        return value[path]
    head, dot, rest = path.partition(".")
    inner = _step(value, head)
    return inner if not dot or inner is None else at_path(inner, rest)


def _step(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, list) and re.fullmatch(r"-?\d{1,6}", name):
        place = int(name)
        return value[place] if -len(value) <= place < len(value) else None
    return None


def text_at(value: object, path: str) -> str:
    """Return the text at a path; numbers as they are written, of a list its texts between commas, else nothing."""
    return as_text(at_path(value, path))


def as_text(found: object) -> str:
    """Return a value as text; nothing for what has none."""
    if isinstance(found, str):
        return found
    if isinstance(found, bool) or found is None:
        return ""
    if isinstance(found, float) and found.is_integer() and abs(found) < 2**53:
        return str(int(found))
    if isinstance(found, int | float):
        return str(found)
    if isinstance(found, list):
        return ", ".join(text for one in found if not isinstance(one, list | dict) and (text := as_text(one)))
    return ""


def as_number(found: object) -> float | None:
    """Return a value as a number; None for what is none."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        number = float(found)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= 2**53 else None


def as_instant(found: object) -> int | None:
    """Return an instant in microseconds: ISO 8601 text (UTC where it names no offset), or a number of seconds,
    milliseconds or microseconds since 1970, told apart by size. None for everything else, and for times before 1970:
    programs write the year 1 for none.
    """
    number = as_number(found)
    if number is not None:
        return _epoch(number)
    if not isinstance(found, str) or not found.strip():
        return None
    text = _RFC_SPACE.sub(r"\1T\2\3", found.strip()).removesuffix("UTC")
    try:
        instant = parse_instant(text, "UTC")
    except (ValueError, OverflowError):
        return None
    return instant if 0 <= instant <= _LATEST else None


def _epoch(number: float) -> int | None:
    for size in (1, 1_000, MICROSECONDS):
        if 10**8 * size <= number < 10**11 * size:
            micros = round(number * (MICROSECONDS // size))
            return micros if micros <= _LATEST else None
    return None


def iso(instant: int) -> str:
    """Return an instant as ISO 8601 text in UTC."""
    return datetime.fromtimestamp(instant // MICROSECONDS, UTC).replace(microsecond=instant % MICROSECONDS).isoformat()


def members(value: object, path: str = "") -> list[dict[str, Any]]:
    """Return the objects of the list at a path (or the value itself); nothing where there is no list."""
    found = at_path(value, path) if path else value
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
