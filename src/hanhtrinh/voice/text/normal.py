"""Texts as units in a row: words and signs, folded so that what is the same for a reader looks the same.

A unit is a pair: the word without marks, and the word with its marks (empty where it was written without). `ko`, `k`
and `hok` are `không`, `hoà` is `hòa`, `đẹpppp` is `đẹp`, `didn't` is `did not`; emoji and emoticons stand as units of
their own, and the end of a clause or sentence is a unit too.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from hanhtrinh.voice.text.files import pairs
from hanhtrinh.voice.text.language import EN, LONGEST_KEPT, MOST_KEPT, OTHER, VI, language_of
from hanhtrinh.voice.text.marks import one_spelling, strip_marks

Unit = tuple[str, str]
LONGEST = 20_000
# A token has so many letters at most (an address more): what was read of tokens is kept, and junk must not fill it.
_TOKEN = re.compile(
    r"https?://[^\s]{1,2000}|www\.[^\s]{1,2000}|(?<!\w)[t;]_{1,9}[t;](?!\w)"
    r"|[^\W\d_]{1,40}(?:['’][^\W\d_]{1,40}){0,4}"
    r"|\d{1,40}(?:[.,/:]\d{1,40}){0,4}(?:\s?%|(?:k|tr|đ|gb|g|tb|mb|mah|h|p)\b)?"
    r"|(?<!\w)[:;=]['’^-]?[)(\]\[dpv3*]{1,40}(?!\w)|<3{1,40}|\^[_.-]?\^|-_{1,9}-|>_{1,9}<|\){2,40}|\({2,40}"
    r"|[.!?;,…\n]{1,40}"
    r"|[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]"
)
_HORNED = frozenset("ưứừửữự")
_LETTERS = re.compile(r"(.)\1{2,}")
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_UNUSUAL = re.compile(f"[{_UNSEEN}\U0001d400-\U0001d7ff\uff01-\uff5e\ufb00-\ufb06]")
END, PAUSE, ASKED = (".", "."), (",", ","), ("?", "?")


class Words(NamedTuple):
    """One text as read: its language (0 vi, 1 en, 2 other), its units, and whether it was written without marks."""

    language: int
    units: list[Unit]
    bare: bool


class _Units(dict[str, tuple[Unit, ...]]):
    """What each token stands for; looked up once, then kept."""

    def __init__(self, short: dict[str, str], english: bool) -> None:
        super().__init__()
        self.short, self.english = short, english

    def __missing__(self, token: str) -> tuple[Unit, ...]:
        found = self._read(token)
        if len(self) > MOST_KEPT:
            self.clear()
        if len(token) <= LONGEST_KEPT:
            self[token] = found
        return found

    def _read(self, token: str) -> tuple[Unit, ...]:
        first = token[0]
        if not first.isalpha() or "_" in token:
            return _sign(token)
        if token.startswith(("http", "www.")) and ("/" in token or "." in token):
            return ()
        full = self.short.get(token)
        if full is None:
            token = _LETTERS.sub(r"\1\1" if self.english else r"\1", token)
            full = self.short.get(token)
        if full is not None:
            return tuple(_unit(word) for word in full.split())
        return self._english(token) if self.english else (_unit(_vietnamese(token)),)

    def _english(self, token: str) -> tuple[Unit, ...]:
        word = token.replace("’", "'")
        if word.endswith("n't"):
            return ((word[:-3], ""), ("not", ""))
        head, apostrophe, _ = word.partition("'")
        return ((strip_marks(head if apostrophe else word), ""),)


def _vietnamese(token: str) -> str:
    return one_spelling(token if token.isascii() else _without_doubles(token))


def _without_doubles(token: str) -> str:
    """Return a syllable with each drawn-out letter once: `quáaa` is `quá`, `đẹpp` is `đẹp`; `cứu` has none."""
    kept = ""
    for letter in token:
        if not kept or strip_marks(letter) != strip_marks(kept[-1]) or (letter == "u" and kept[-1] in _HORNED):
            kept += letter
        elif kept[-1].isascii():
            kept = kept[:-1] + letter
    return kept


def _unit(word: str) -> Unit:
    plain = strip_marks(word)
    return plain, "" if plain == word else word


def _sign(token: str) -> tuple[Unit, ...]:
    if token[0] in ".!?;,…\n":
        return (ASKED,) if "?" in token else (PAUSE,) if set(token) == {","} else (END,)
    if token[0].isnumeric():  # also ½ and Ⅷ
        return ((token, ""),)
    if token[0] in "()":
        token = token[0] * 2
    return ((token if len(token) == 1 else _face(token), ""),)


def _face(token: str) -> str:
    if token.startswith("<3"):
        return "❤"
    if token[0] in ":;=" and token[-1] in ")]dpv3*":
        return "🙂"
    if token[0] in ":;=" and token[-1] in "([":
        return "🙁"
    if token[0] == "^":
        return "🙂"
    return {"))": "🙂", "((": "🙁"}.get(token, "😒" if token[0] in "->" else "😢")


@cache
def _tables() -> tuple[_Units, _Units]:
    short = {strip_or_keep: full for left, full in pairs("vi_short.txt") for strip_or_keep in left.split()}
    english = {token: full for left, full in pairs("en_short.txt") for token in left.split()}
    return _Units(short, english=False), _Units(english, english=True)


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a text as written, in small letters."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    if not text.isascii() and _UNUSUAL.search(text):
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _TOKEN.findall(text.lower())


def units_of(text: str, language: int) -> list[Unit]:
    """Return the units of a text known to be in a language."""
    table = _tables()[language == EN]
    return [unit for token in tokens_of(text) for unit in table[token]]


def read_words(text: str) -> Words:
    """Return one text as units, with its language and whether a text in Vietnamese was written without marks."""
    tokens = tokens_of(text)
    language = language_of(tokens)
    vietnamese, english = _tables()
    table = english if language == EN else vietnamese
    units = list(chain.from_iterable(map(table.__getitem__, tokens)))
    if language == OTHER:
        units = [unit for unit in units if not unit[0][0].isalpha()]
    return Words(language, units, language == VI and _is_bare(tokens))


def _is_bare(tokens: Sequence[str]) -> bool:
    words = list(filter(str.isalpha, tokens))
    return (len(words) - sum(map(str.isascii, words))) * 6 < len(words)


def read_all(texts: Sequence[str]) -> list[Words]:
    """Return every text as units, in the order given."""
    return [read_words(text) for text in texts]
