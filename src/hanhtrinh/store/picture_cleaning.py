"""Pictures made clean: what somebody gave goes to a process of its own, and its pixels come back as WebP."""

import subprocess
import sys
import threading
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.store.picture_kinds import kind_of

CHILD = "hanhtrinh.store.picture_child"
_SECONDS = 40
_AT_ONCE = threading.BoundedSemaphore(2)
"""So many pictures are decoded at a time; others wait: each may take much memory."""


class CleanPicture(NamedTuple):
    """A picture as it may be served: WebP of at most 1,600 pixels a side, and one of at most 480."""

    large: bytes
    small: bytes
    width: int
    height: int


def cleaned(data: bytes, name: str) -> CleanPicture:
    """Return a picture made clean; InputError says what was given and what is allowed."""
    kind = kind_of(data, name)
    with _AT_ONCE:
        said, body = _asked(data, name, kind)
    if "refused" in said:
        reason = said.pop("refused")
        raise InputError(f"pictures.{reason}", file=name, kind=kind, **said)
    large, small = body[: said["large"]], body[said["large"] :]
    if len(small) != said["small"]:
        raise InputError("pictures.bomb", file=name, kind=kind)
    return CleanPicture(large, small, said["width"], said["height"])


def _asked(data: bytes, name: str, kind: str) -> tuple[dict[str, Any], bytes]:
    """Return what the child says; one that dies (out of memory or time) had a bomb before it."""
    command = [sys.executable, "-m", CHILD]
    try:
        done = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise InputError("pictures.bomb", file=name, kind=kind) from None
    line, _, body = done.stdout.partition(b"\n")
    return msgspec.json.decode(line, type=dict[str, Any]), body
