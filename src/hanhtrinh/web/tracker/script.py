"""The tracker as it is served: with or without waiting for consent."""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "hanhtrinh.js"
_PLAIN, _WAITING = b"})(0);\n", b"})(1);\n"


class Script(NamedTuple):
    """A script and the tag by which a browser knows that it has it."""

    content: bytes
    tag: str


@cache
def script(needs_consent: bool) -> Script:
    """Return the tracker; with `needs_consent` one that sends and stores nothing before the visitor agrees."""
    content = FILE.read_bytes()
    if needs_consent:
        content = content.removesuffix(_PLAIN) + _WAITING
    return Script(content, f'"{hashlib.sha256(content).hexdigest()[:20]}"')
