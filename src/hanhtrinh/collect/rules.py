"""What a message must be to be accepted. Each rule raises Unreadable with what was given and what is allowed."""

import re
from collections.abc import Mapping
from typing import Any

from hanhtrinh.collect.envelope import Unreadable
from hanhtrinh.collect.ids import MAX_ID_CHARACTERS, id_text
from hanhtrinh.collect.limits import MAX_NESTING
from hanhtrinh.events.event import ANONYMOUS, KINDS, Kind

OBJECTS = ("properties", "traits", "context")
_OTHER_IDS = {"group": ("groupId",), "alias": ("userId", "previousId")}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAY_CONTROL = re.compile(rb"\\[bfnrt]|\\u00[0189]|\\u007[fF]|\\u202[89]|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")
"""What a control character looks like in JSON, escaped or not."""
_KNOWN_KINDS: dict[object, Kind] = {kind: kind for kind in KINDS}
_PLAIN_FROM = 15
"""Placeholders are no longer than this: a longer id names somebody."""
_SHOWN = 60


def kind_of(message: Mapping[str, Any]) -> Kind:
    """Return what a message of a batch says it is."""
    given = message.get("type")
    kind = _KNOWN_KINDS.get(given) if type(given) is str else None
    if kind is None:
        raise Unreadable("collect.unknown_type", given=shown(given), allowed=", ".join(KINDS))
    return kind


def check_message(kind: Kind, message: Mapping[str, Any], body: bytes) -> None:
    """Raise Unreadable unless a message may be accepted."""
    for name in OBJECTS:
        value = message.get(name)
        if type(value) is not dict and value is not None:
            raise Unreadable("collect.not_an_object", field=name, given=shown(value))
    user = message.get("userId")
    if type(user) is not str or not _plain(user) or message.get("anonymousId") is not None:
        _check_ids(message)
    if kind == "track" or (kind == "contact" and message.get("event") is not None):
        event = message.get("event")
        if type(event) is not str or not _plain(event):
            _check_event(event)
    elif kind in _OTHER_IDS:
        _check_other_ids(kind, message)
    opened = body.count(b"{") + (body.count(b"[") if b"[" in body else 0)
    if opened > MAX_NESTING and _depth(message) > MAX_NESTING:
        raise Unreadable("collect.too_deep", allowed=MAX_NESTING)
    # Searches for single bytes cost nothing; one for the pattern costs as much as all other checks.
    if (b"\\" in body or b"\xc2" in body or b"\xe2" in body or b"\x7f" in body) and _MAY_CONTROL.search(body):
        for name in OBJECTS:
            _check_names(message.get(name), name)


def _check_ids(message: Mapping[str, Any]) -> None:
    known, anonymous = message.get("userId"), message.get("anonymousId")
    named = known is not None and _check_id("userId", known)
    named = (anonymous is not None and _check_id("anonymousId", anonymous)) or named
    if not named:
        if known or anonymous:
            raise Unreadable("collect.nobody", given=shown(known or anonymous))
        raise Unreadable("collect.no_id")


def _check_other_ids(kind: Kind, message: Mapping[str, Any]) -> None:
    for field in _OTHER_IDS[kind]:
        if not _check_id(field, message.get(field)):
            raise Unreadable("collect.needs_id", kind=kind, field=field)


def _plain(text: str) -> bool:
    """Tell of nearly every id and name that nothing is wrong with it, quickly."""
    return (
        _PLAIN_FROM < len(text) <= MAX_ID_CHARACTERS and text.isprintable() and text[0] > " " and text[0] != ANONYMOUS
    )


def _check_id(field: str, value: object) -> bool:
    """Tell whether an id names anybody."""
    if type(value) is str:
        if _plain(value):
            return True
        if len(value) > MAX_ID_CHARACTERS:
            raise Unreadable("collect.long_id", field=field, length=len(value), allowed=MAX_ID_CHARACTERS)
        if not value.isprintable() and _CONTROL.search(value):
            raise Unreadable("collect.control_characters", field=field, given=shown(value))
        if value[:1] == ANONYMOUS:
            raise Unreadable("collect.tilde", field=field, given=shown(value))
    elif value is None:
        return False
    elif type(value) is not int and type(value) is not float:
        raise Unreadable("collect.bad_id", field=field, given=shown(value))
    elif len(str(value)) > MAX_ID_CHARACTERS:
        raise Unreadable("collect.long_id", field=field, length=len(str(value)), allowed=MAX_ID_CHARACTERS)
    return id_text(value) is not None


def _check_event(name: object) -> None:
    if type(name) is not str or not name.strip():
        raise Unreadable("collect.no_event", given=shown(name))
    if len(name) > MAX_ID_CHARACTERS:
        raise Unreadable("collect.long_event", length=len(name), allowed=MAX_ID_CHARACTERS)
    if not name.isprintable() and _CONTROL.search(name):
        raise Unreadable("collect.control_characters", field="event", given=shown(name))


def _check_names(value: object, place: str) -> None:
    """Names become columns and are shown: no control characters in them. Values may hold any."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if _CONTROL.search(name):
                raise Unreadable("collect.control_characters", field=place, given=shown(name))
            _check_names(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            _check_names(inner, place)


def _depth(value: object) -> int:
    """Return how many objects and lists lie within each other; the decoder has bounded it already."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, dict | list):
            deepest = max(deepest, depth)
            inside = one.values() if isinstance(one, dict) else one
            waiting.extend((inner, depth + 1) for inner in inside)
    return deepest


def shown(value: object) -> str:
    """Return a value as an error shows it: short, on one line."""
    text = str(value) if not isinstance(value, dict | list) else ("{…}" if isinstance(value, dict) else "[…]")
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
