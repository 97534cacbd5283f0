"""Keys made of names: small letters, digits and hyphens, no diacritics, each once."""

import re
from collections.abc import Collection

from hanhtrinh.i18n import without_marks

LONGEST_KEY = 64
_OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str, fallback: str = "x") -> str:
    """Return the key a name suggests, `fallback` where the name has no Latin letter or digit."""
    return _OTHER.sub("-", without_marks(name.casefold())).strip("-")[:LONGEST_KEY].rstrip("-") or fallback


def free_key(name: str, taken: Collection[str], fallback: str = "x") -> str:
    """Return the key a name suggests, numbered from 2 where it is taken."""
    base = slug(name, fallback)
    key, number = base, 2
    while key in taken:
        tail = f"-{number}"
        key, number = base[: LONGEST_KEY - len(tail)].rstrip("-") + tail, number + 1
    return key
