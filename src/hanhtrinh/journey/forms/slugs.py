"""Keys made of names: small letters, digits and hyphens, no diacritics, each once."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_KEY = 64
_OTHER = re.compile(r"[^a-z0-9]+")


def without_marks(text: str) -> str:
    """Return a text in small letters without diacritics: `Điểm chạm` becomes `diem cham`."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def slug(name: str, fallback: str = "x") -> str:
    """Return the key a name suggests, `fallback` where the name has no Latin letter or digit."""
    return _OTHER.sub("-", without_marks(name)).strip("-")[:LONGEST_KEY].rstrip("-") or fallback


def free_key(name: str, taken: Collection[str], fallback: str = "x") -> str:
    """Return the key a name suggests, numbered from 2 where it is taken."""
    base = slug(name, fallback)
    key, number = base, 2
    while key in taken:
        tail = f"-{number}"
        key, number = base[: LONGEST_KEY - len(tail)].rstrip("-") + tail, number + 1
    return key
