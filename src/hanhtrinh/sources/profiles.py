"""What a column looks like: the evidence from which a mapping is proposed."""

import re
from collections.abc import Sequence

import msgspec
import polars as pl

from hanhtrinh.i18n import without_marks
from hanhtrinh.sources.lookups import without_empty
from hanhtrinh.sources.mixed_times import Mixed, mixed_forms, spoilt
from hanhtrinh.sources.numbers import read_money, read_numbers, read_truths
from hanhtrinh.sources.tables import LINE
from hanhtrinh.sources.times import BARE, Guess, guess_form

MOSTLY = 0.95
_LOST_SHARE = 0.5
_TIME_WORDS = {"time", "timestamp", "date", "datetime", "at", "ts", "when", "day", "ngay", "gio", "thoi"}
_TIME_ENDS = ("time", "date", "timestamp")
_PHRASE_CHARACTERS = 12


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A column in a sample of rows: how many have a value, how many differ, and what they are.

    `kind` is time, number, bool, money, text or empty; `forms` the time forms that fit equally well, or `mixed` those
    needed together; `lost` that it held times which a spreadsheet spoilt; `low` and `high` the range of numbers;
    `whole` that they are whole and written without leading zeros; `length` the mean number of characters.
    """

    name: str
    words: tuple[str, ...]
    rows: int
    present: int
    distinct: int
    kind: str
    forms: tuple[str, ...] = ()
    mixed: Mixed | None = None
    lost: bool = False
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
    return tuple(re.findall(r"[a-z0-9]+", without_marks(spaced.lower())))


def profiles_of(
    rows: pl.DataFrame, columns: Sequence[str], *, empty: Sequence[str] = (), decimal: str = "."
) -> dict[str, Profile]:
    """Return the profile of each column in a sample, whose texts `empty` mean nothing."""
    sample = without_empty(rows, empty)
    return {name: _profile(name, sample[name], decimal) for name in columns if name and name != LINE}


def _profile(name: str, column: pl.Series, decimal: str) -> Profile:
    given = column.drop_nulls()
    words = words_of(name)
    basic = Profile(
        name=name, words=words, rows=len(column), present=len(given), distinct=given.n_unique(), kind="empty"
    )
    if not len(given):
        return basic
    lost = spoilt(given)
    if int(lost.sum()) > _LOST_SHARE * len(given):
        return msgspec.structs.replace(basic, kind="text", lost=True)
    times = _times(words, given.filter(~lost))
    mixed = _mixed(words, given.filter(~lost), times)
    if times.forms or mixed is not None:
        forms = times.forms if mixed is None else mixed.forms[:1]
        return msgspec.structs.replace(basic, kind="time", forms=forms, mixed=mixed)
    text = given.cast(pl.String)
    lengths = text.str.len_chars()
    mean = int(lengths.sum()) / len(lengths)
    spaces = int(text.str.contains(r"\s").sum()) / len(text)
    phrases = mean > _PHRASE_CHARACTERS and spaces > 0.5
    described = msgspec.structs.replace(basic, kind="text", length=mean, phrases=phrases)
    return _numeric(described, given, text, decimal)


def _times(words: Sequence[str], given: pl.Series) -> Guess:
    guess = guess_form(given.str.strip_chars() if given.dtype == pl.String else given)
    return guess if guess.share >= MOSTLY and _is_time(words, guess.forms) else Guess((), guess.share)


def _mixed(words: Sequence[str], given: pl.Series, times: Guess) -> Mixed | None:
    """Return the forms needed together, where they read more than one alone does."""
    if times.share == 1 or given.dtype != pl.String:
        return None
    mixed = mixed_forms(given)
    return mixed if mixed is not None and mixed.share >= MOSTLY and _is_time(words, mixed.forms) else None


def _is_time(words: Sequence[str], forms: Sequence[str]) -> bool:
    """A bare number is a time only where the name says so: ids and amounts can look like one."""
    named = bool(_TIME_WORDS & set(words)) or any(word.endswith(_TIME_ENDS) for word in words)
    return named or not BARE & set(forms)


def _numeric(profile: Profile, given: pl.Series, text: pl.Series, decimal: str) -> Profile:
    if given.dtype == pl.Boolean or (profile.distinct == 2 and not read_truths(text).bad.any()):
        return msgspec.structs.replace(profile, kind="bool")
    numbers = read_numbers(given, decimal)
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
