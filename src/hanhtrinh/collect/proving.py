"""Whether a message proves whom it speaks of: a write key stands in every page, and so proves nothing.

Whoever runs the site has a secret that belongs to the write key. Its server gives every signed-in visitor's page the
HMAC-SHA256 of their id under it (`userHash`), or shows the secret itself as the password of its requests.
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from hanhtrinh.collect.ids import id_text

NAME = "userHash"
_DIGITS = 64


class Proof(NamedTuple):
    """A secret that proves, until an instant (None: for good). Never printed."""

    secret: str
    until: int | None = None

    def __repr__(self) -> str:
        return f"Proof(until={self.until})"


def user_hash(secret: str, user: str) -> str:
    """Return what proves an id.

    >>> user_hash("secret", "KH-77")[:12]
    'b59f0e0f70af'
    """
    return hmac.new(secret.encode(), user.encode(), sha256).hexdigest()


def is_proven(user: object, given: object, proofs: Sequence[Proof], now: int) -> bool:
    """Tell whether a hash proves an id under one of some secrets."""
    name = id_text(user)
    if name is None or type(given) is not str or len(given) != _DIGITS or not given.isascii():
        return False
    hashes = [user_hash(one.secret, name) for one in _live(proofs, now)]
    return any([hmac.compare_digest(one, given.lower()) for one in hashes])  # noqa: C419 - all take the same time


def is_proven_message(message: Mapping[str, Any], proofs: Sequence[Proof], now: int) -> bool:
    """Tell whether a message proves its user id; one that names none proves nobody."""
    return bool(proofs) and NAME in message and is_proven(message.get("userId"), message[NAME], proofs, now)


def is_secret(given: str, proofs: Sequence[Proof], now: int) -> bool:
    """Tell whether somebody knows one of some secrets."""
    known = [hmac.compare_digest(one.secret.encode(), given.encode()) for one in _live(proofs, now)]
    return bool(given) and any(known)


def _live(proofs: Sequence[Proof], now: int) -> list[Proof]:
    return [one for one in proofs if one.until is None or now < one.until]
