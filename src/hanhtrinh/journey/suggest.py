"""Did you mean …? The nearest known word to one that is not known."""

import difflib
from collections.abc import Iterable
from itertools import islice

from hanhtrinh.i18n import without_marks

_LOOKED_AT = 1000  # comparing takes time; whoever has more names is helped by the list of them


def nearest(given: object, known: Iterable[str], cutoff: float = 0.66) -> str | None:
    """Return the known word most like the given one, or None when none is alike.

    Case, diacritics, and `_` against `-` or space are no difference: `Ten` is like `tên`, `Order Completed` like
    `order_completed`.
    """
    words: dict[str, str] = {}
    for word in islice(known, _LOOKED_AT):
        words.setdefault(_plain(word), word)
    alike = difflib.get_close_matches(_plain(str(given)), words, n=1, cutoff=cutoff)
    return words[alike[0]] if alike else None


def _plain(word: str) -> str:
    return without_marks(word.casefold()).replace("-", "_").replace(" ", "_")
