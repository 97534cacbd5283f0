"""Passwords: what they must be, and how they are kept (argon2id, a salt each)."""

import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hanhtrinh.errors import InputError

LEAST, MOST = 10, 200
"""Characters of a password. More than `MOST` would be work for the server and no safer."""
_AT_ONCE = 2
"""Passwords checked at the same time: each takes 64 MiB for a moment."""


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).with_name("common-passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").split())


class Passwords:
    """Hashes passwords and knows them again. `hasher` decides how much work one is."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._nobodys = cache(lambda: self._hasher.hash("nobody's password"))

    def kept(self, password: str) -> str:
        """Return what is stored of a password."""
        with self._turn:
            return self._hasher.hash(password)

    def right(self, stored: str | None, given: str) -> bool:
        """Tell whether a password is the stored one. Without a stored one it takes as long and is never right."""
        with self._turn:
            try:
                self._hasher.verify(stored or self._nobodys(), given[:MOST])
            except (VerificationError, InvalidHashError):
                return False
        return bool(stored)

    def outdated(self, stored: str) -> bool:
        """Tell whether a stored password was hashed with less work than new ones are."""
        return self._hasher.check_needs_rehash(stored)


def check_password(password: str, *about: str) -> str:
    """Return a new password; InputError when it is short, common, or what everybody knows `about` its owner."""
    if not LEAST <= len(password) <= MOST:
        raise InputError("account.password_length", given=len(password), least=LEAST, most=MOST)
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < 4:
        raise InputError("account.password_common")
    if plain in {part.casefold() for known in about for part in (known, known.partition("@")[0])}:
        raise InputError("account.password_about_you")
    return password
