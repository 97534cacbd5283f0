"""The edit between one thing of a journey and the same thing changed, each field as a whole.

A whole field can be taken back and merged with what somebody has made of it since; a single item of a list could not
be found again.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from hanhtrinh.journey.edits import AddEntry, ChangeField, Edit, RemoveEntry, Several
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.edits.values import plain


def changes(old: msgspec.Struct, new: msgspec.Struct, place: Place) -> Edit | None:
    """Return the edit that makes a thing another one of its kind, None where they are the same."""
    found = tuple(_changes(old, new, place))
    if len(found) == 1:
        return found[0]
    return Several(edits=found) if found else None


def _changes(old: msgspec.Struct, new: msgspec.Struct, place: Place) -> Iterator[Edit]:
    for name in old.__struct_fields__:
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            yield from _entries(was, now, place, name)
        else:
            yield from _values(was, now, place, (name,))


def _values(was: Any, now: Any, place: Place, field: Place) -> Iterator[Edit]:
    if was == now:
        return
    if isinstance(was, msgspec.Struct) and type(was) is type(now) and field[-1] in ("feeling", "targets"):
        for name in was.__struct_fields__:
            yield from _values(getattr(was, name), getattr(now, name), place, (*field, name))
    else:
        yield ChangeField(place=place, field=field, old=plain(was), new=plain(now))


def _entries(was: dict[str, Any], now: dict[str, Any], place: Place, field: str) -> Iterator[Edit]:
    for key in was:
        if key not in now:
            yield RemoveEntry(place=place, field=field, key=key)
    last = next((key for key in reversed(was) if key in now), None)
    for key, value in now.items():
        if key in was:
            yield from _changes(was[key], value, (*place, field, key))
        else:
            yield AddEntry(place=place, field=field, key=key, value=plain(value), after=last)
            last = key
