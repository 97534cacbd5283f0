"""Tokens of forms: which filling in a form belongs to and when it was drawn, signed with the secret of its door.

No cookie is needed: an invitation's address is itself a secret no other site knows, and who answers an open link has
nothing another page could abuse. The token keeps machines from sending without having loaded the page, and tells how
long that took.
"""

import hashlib
import hmac

from hanhtrinh.values import MICROSECONDS

LIVES = 3 * 86_400 * MICROSECONDS
"""A form that was left open longer is to be sent once more."""


def stamp(secret: str, filling: str, now: int) -> str:
    """Return the token of a form.

    >>> drawn_at("s", "f", stamp("s", "f", 7), 8)
    7
    """
    return f"{now}.{_mac(secret, filling, now)}"


def drawn_at(secret: str, filling: str, given: str, now: int) -> int | None:
    """Return when a form was drawn, None where its token is not ours or too old."""
    at, _, mac = given.partition(".")
    if not at.isascii() or not at.isdigit() or len(at) > 20:
        return None
    if not hmac.compare_digest(_mac(secret, filling, int(at)).encode(), mac.encode()):
        return None
    return int(at) if now - LIVES <= int(at) <= now else None


def _mac(secret: str, filling: str, at: int) -> str:
    return hmac.new(secret.encode(), f"form\0{filling}\0{at}".encode(), hashlib.sha256).hexdigest()[:32]
