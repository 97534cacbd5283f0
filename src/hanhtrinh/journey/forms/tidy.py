"""What a journey file cannot hold is kept out of journeys that are read from elsewhere."""

import re
from typing import Any

import msgspec

from hanhtrinh.journey.model import Journey

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# The same as JSON writes them, and numbers of more than eighteen digits.
_DOUBTFUL = re.compile("\\\\u00[01]|\\\\[bf]|[\x7f-\x9f\ufffe\uffff]|[0-9]{19}")
_LARGEST = 2**63 - 1


def tidied(journey: Journey) -> Journey:
    """Return a journey with control characters replaced and endless numbers as text: the same one, nearly always."""
    if not _DOUBTFUL.search(msgspec.json.encode(journey).decode()):
        return journey
    return msgspec.convert(_tidied(msgspec.to_builtins(journey)), Journey)


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_tidied(key): _tidied(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidied(item) for item in value]
    large = isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST
    return str(value) if large else value
