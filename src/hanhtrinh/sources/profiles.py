"""What a column looks like: the evidence from which a mapping is proposed."""

import re
import unicodedata
from collections.abc import Sequence

import msgspec
import polars as pl

from hanhtrinh.sources.lookups import without_empty
from hanhtrinh.sources.numbers import read_money, read_numbers, read_truths
from hanhtrinh.sources.tables import LINE
from hanhtrinh.sources.times import EPOCHS, Guess, guess_form

MOSTLY = 0.95
_TIME_WORDS = {"time", "timestamp", "date", "datetime", "at", "ts", "when", "day", "ngay", "gio", "thoi"}
_TIME_ENDS = ("time", "date", "timestamp")
_PHRASE_CHARACTERS = 12
_SHORT_NAME = 4


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A column in a sample of rows: how many have a value, how many differ, and what they are.

    `kind` is time, number, bool, money, text or empty; `forms` the time forms that fit equally well; `low` and
    `high` the range of
    numbers; `whole` that they are whole and written without leading zeros; `length` the mean number of characters.
    """

    name: str
    words: tuple[str, ...]
    rows: int
    present: int
    distinct: int
    kind: str
    forms: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    length: float = 0.0
    phrases: bool = False

    @property
    def unique(self) -> bool:
        """Whether no value comes twice."""
        return self.distinct == self.present

    def says(self, *words: str) -> bool:
        """Tell whether one of the words is part of the column's name."""
        return any(word in self.words for word in words)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a column's name, in lower case and without diacritics: `Ngày mua` → ngay, mua; `orderId` →
    order, id."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFD", spaced.lower().replace("đ", "d"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(re.findall(r"[a-z0-9]+", letters))


def profiles_of(rows: pl.DataFrame, columns: Sequence[str]) -> dict[str, Profile]:
    """Return the profile of each column in a sample."""
    sample = without_empty(rows)
    return {name: _profile(name, sample[name]) for name in columns if name and name != LINE}


def _profile(name: str, column: pl.Series) -> Profile:
    given = column.drop_nulls()
    words = words_of(name)
    basic = Profile(
        name=name, words=words, rows=len(column), present=len(given), distinct=given.n_unique(), kind="empty"
    )
    if not len(given):
        return basic
    times = _times(words, given)
    if times.forms:
        return msgspec.structs.replace(basic, kind="time", forms=times.forms)
    text = given.cast(pl.String)
    lengths = text.str.len_chars()
    mean = int(lengths.sum()) / len(lengths)
    spaces = int(text.str.contains(r"\s").sum()) / len(text)
    phrases = mean > _PHRASE_CHARACTERS and spaces > 0.5
    described = msgspec.structs.replace(basic, kind="text", length=mean, phrases=phrases)
    return _numeric(described, given, text)


def _times(words: Sequence[str], given: pl.Series) -> Guess:
    guess = guess_form(given.str.strip_chars() if given.dtype == pl.String else given)
    # A bare number is a time only where the name says so: ids and amounts can look like one.
    bare = set(guess.forms) & {*EPOCHS, "%Y%m%d"}
    named = bool(_TIME_WORDS & set(words)) or any(word.endswith(_TIME_ENDS) for word in words)
    return guess if guess.share >= MOSTLY and (named or not bare) else Guess((), guess.share)


def _numeric(profile: Profile, given: pl.Series, text: pl.Series) -> Profile:
    if given.dtype == pl.Boolean or (profile.distinct == 2 and not read_truths(text).bad.any()):
        return msgspec.structs.replace(profile, kind="bool")
    numbers = read_numbers(given)
    if not numbers.bad.any():
        padded = bool(text.str.contains(r"^[-+]?0\d").any())
        whole = not padded and bool((numbers.values.round() == numbers.values).all())
        low, high = numbers.values.min(), numbers.values.max()
        return msgspec.structs.replace(
            profile,
            kind="text" if padded else "number",
            low=float(low) if isinstance(low, (int, float)) else 0.0,
            high=float(high) if isinstance(high, (int, float)) else 0.0,
            whole=whole,
        )
    money = read_money(text)
    if not money.bad.any() and money.currency.null_count() < len(text):
        return msgspec.structs.replace(profile, kind="money")
    return profile
