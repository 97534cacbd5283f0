"""Finding people by what somebody types: the beginning of any word of their id, name, e-mail or phone number.

`ha noi` finds `Hà Nội` and `Hà Nội` finds `Ha Noi`; `0912 345` finds `+84 912 345 678`. Every typed word must be found.
"""

import re
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.event import ANONYMOUS
from hanhtrinh.i18n import without_marks
from hanhtrinh.people.traits import TraitTable

SEARCHED = (
    "name", "fullName", "full_name", "firstName", "first_name", "lastName", "last_name", "middleName", "username",
    "nickname", "email", "phone", "mobile", "company", "title",
)  # fmt: skip
"""Traits people are found by; the names are those of the Segment protocol and their common spellings."""
PHONES = ("phone", "mobile")
_LIKE_PHONE = re.compile(r"[+\d][\d\s().+-]{3,}")
MAX_QUERY, MAX_WORDS = 200, 8
_LAST = "\U0010ffff"


class Finder:
    """What people of a trait table can be found by, made once."""

    def __init__(self, table: TraitTable) -> None:
        self._table = table

    @cached_property
    def _texts(self) -> pl.Series:
        """Return, per person, a space and each word they are found by."""
        known = [name for name in SEARCHED if name in self._table.texts]
        columns = {name: self._table.texts[name] for name in known}
        frame = pl.DataFrame({"id": self._table.people, **columns})
        words = pl.concat_str(plain(pl.col("id")), *(plain(pl.col(name)) for name in known),
                              *(_digits(pl.col(name)) for name in PHONES if name in columns),
                              separator=" ", ignore_nulls=True)  # fmt: skip
        return frame.select(pl.concat_str(pl.lit(" "), words)).to_series()

    def found(self, words: tuple[str, ...]) -> pl.Series:
        """Return the people of the table who have words that begin with each of some (see `words_of`)."""
        mask: npt.NDArray[np.bool_] = np.ones(len(self._table.people), np.bool_)
        for word in words:
            mask &= self._texts.str.contains(rf"[\s@._+\-/]{re.escape(word)}").to_numpy()
        return self._table.people.filter(pl.Series(mask))


def plain(text: pl.Expr) -> pl.Expr:
    """Return texts in small letters without diacritics, as `plainly` does for one."""
    lower = text.str.to_lowercase().str.replace_all("đ", "d", literal=True)
    return lower.str.normalize("NFD").str.replace_all(r"\p{Mn}", "")


def plainly(text: str) -> str:
    """Return a text in small letters without diacritics."""
    return without_marks(text.lower())


def _digits(text: pl.Expr) -> pl.Expr:
    """Return phone numbers as they are dialled at home: digits, `0` for Vietnam's `+84`."""
    return text.str.replace_all(r"\D", "").str.replace(r"^(00)?84", "0")


def words_of(query: str) -> tuple[str, ...]:
    """Return the words somebody typed, plainly; what looks like a phone number is one word."""
    query = query.strip()[:MAX_QUERY]
    if _LIKE_PHONE.fullmatch(query):
        return (re.sub(r"^(00)?84", "0", re.sub(r"\D", "", query)),)
    return tuple(plainly(word) for word in query.split()[:MAX_WORDS])


def found_by_id(people: pl.Series, query: str) -> npt.NDArray[np.bool_]:
    """Tell which of some people (sorted) have ids that begin with what was typed: so, small, capital or both.

    Costs a few searches, however many people there are.
    """
    typed = query.strip()[:MAX_QUERY]
    result = np.full(len(people), not typed)
    if not typed or not len(people):
        return result
    for form in {typed, typed.lower(), typed.upper(), typed.capitalize()}:
        for beginning in (form, ANONYMOUS + form.removeprefix(ANONYMOUS)):
            first, last = (int(people.search_sorted(edge)) for edge in (beginning, beginning + _LAST))
            result[first:last] = True
    return result
