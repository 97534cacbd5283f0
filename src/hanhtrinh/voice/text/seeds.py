"""Words of a theme as they are written by people, and as they are looked for."""

from typing import NamedTuple

from hanhtrinh.i18n import Lang
from hanhtrinh.voice.text.language import EN, VI
from hanhtrinh.voice.text.normal import Unit, units_of

LONGEST_WORDS = 8
SHORTEST_BEGINNING = 3
GAP = 3
"""Most words between the two parts of `pin .. yếu`."""


class Seed(NamedTuple):
    """A word or words in a row as units, `then` more of them within `GAP` words of the same clause.

    `prefix`: the last of `units` is a beginning; `marked`: not looked for where a text has no marks.
    """

    units: tuple[Unit, ...]
    prefix: bool = False
    marked: bool = False
    then: tuple[Unit, ...] = ()


class BadWord(NamedTuple):
    """Why something cannot be looked for: the key of the message."""

    key: str


def seed_of(word: str, lang: Lang) -> Seed | BadWord:
    """Return what is looked for when a word stands in a theme's list of a language."""
    text = word.strip()
    marked, prefix = text.startswith("="), text.endswith("*")
    first, gap, second = text.removeprefix("=").removesuffix("*").partition("..")
    units, then = _units(first, lang), _units(second, lang)
    if "*" in first + second or (gap and prefix):
        return BadWord("themes.word_star")
    if not units or bool(gap) != bool(then):
        return BadWord("themes.word_empty")
    if len(units) + len(then) > LONGEST_WORDS:
        return BadWord("themes.word_long")
    if prefix and len(units[-1][0]) < SHORTEST_BEGINNING:
        return BadWord("themes.word_short")
    return Seed(units, prefix, marked, then)


def _units(text: str, lang: Lang) -> tuple[Unit, ...]:
    units = units_of(text, EN if lang == "en" else VI)
    return tuple(unit for unit in units if unit[0][0].isalnum())
