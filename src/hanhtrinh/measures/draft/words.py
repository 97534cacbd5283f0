"""Names as people and trackers write them, made comparable: tokens, stems, tidy names, keys."""

import re
from functools import cache

from hanhtrinh.i18n import without_marks

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BREAK = re.compile(r"[^0-9a-z]+")
_CODE = re.compile(r"^(?:[A-Za-z]{1,3}[-_]?\d{1,3}(?:[-.]\d{1,2})*|\d{1,3}(?:\.\d{1,2})*\.?|#\d+)[\s:._-]+(?=\S)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST_KEY = 48
_LONGEST_NAME = 60


def is_writable(text: str) -> bool:
    """Tell whether a journey file can hold a text: no control characters."""
    return _UNWRITABLE.search(text) is None


def writable(text: str, instead: str = "") -> str:
    """Return a text without what a journey file cannot hold."""
    return _UNWRITABLE.sub(instead, text)


def plain(text: str) -> str:
    """Return a text in small letters without diacritics: `Giỏ hàng` becomes `gio hang`."""
    return without_marks(text).lower()


def parts(text: str) -> tuple[str, ...]:
    """Return the words of a name however it joins them: `OrderCompleted`, `order_completed`, `Order completed`."""
    spaced = _CAMEL.sub(" ", _CODE.sub("", text.strip()))
    return tuple(word for word in _BREAK.split(plain(spaced)) if word)


@cache
def stem(word: str) -> str:
    """Return the part an English word shares with its other forms: `viewed`, `views` and `view` are one."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def stems(text: str) -> frozenset[str]:
    """Return the stems of a name's words."""
    return frozenset(stem(word) for word in parts(text))


def same_name(text: str) -> str:
    """Return what names that differ by case, spaces, signs and diacritics alone have in common."""
    return " ".join(parts(text)) or text.strip().casefold()


def tidy(text: str) -> str:
    """Return an event's own name made readable: no code in front, no signs for spaces, a capital first."""
    words = re.sub(r"[\s_]+", " ", _CODE.sub("", writable(text).strip())).strip()
    if " " not in words:
        words = re.sub(r"(?<=[^\W\d])[-.:/]+(?=\w)", " ", _CAMEL.sub(" ", words)).strip()
    if not words:
        return writable(text).strip() or "?"
    if words.upper() != words or len(words) > 4:
        words = words[0].upper() + words[1:]
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1].rstrip() + "…"


def key_of(text: str, taken: set[str], otherwise: str) -> str:
    """Return a key for a name that no other thing has, and remember it as taken."""
    base = "_".join(parts(text))[:_LONGEST_KEY].strip("_-") or otherwise
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    taken.add(key)
    return key
