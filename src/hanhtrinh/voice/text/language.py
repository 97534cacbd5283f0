"""Which language a text is in: Vietnamese (with marks or without), English, or another.

Each word votes: by its letters, by whether it is built like a Vietnamese syllable, and by short lists of frequent
words.
"""

import re
from collections.abc import Iterable
from functools import cache

from hanhtrinh.voice.text.files import pairs, sections
from hanhtrinh.voice.text.marks import strip_marks

VI, EN, OTHER = 0, 1, 2
MOST_KEPT, LONGEST_KEPT = 200_000, 200
"""Of so many tokens, of so many letters at most, what was found is remembered; then begun anew."""
_VIETNAMESE = re.compile("[ăđơưĩũ\u1ea0-\u1ef9]")
_FOREIGN = re.compile("[ñçßøåæœëïÿäöü¿¡ãẽ]")
_NOT_LATIN = re.compile("[^\x00-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f]")


class _Votes(dict[str, tuple[float, float, float]]):
    """How each token votes: for Vietnamese, English, another language."""

    def __init__(self) -> None:
        super().__init__()
        named = {heading: set[str]() for heading in ("onset", "rime", "en", "both", "vi", "other")}
        for heading, entry in sections("languages.txt"):
            named[heading].update(entry.split())
        onsets, rimes = ("|".join(sorted(named[part], key=len, reverse=True)) for part in ("onset", "rime"))
        self.syllable = re.compile(f"(?:{onsets})?(?:{rimes})")
        self.english, self.both, self.vietnamese, self.other = (named[k] for k in ("en", "both", "vi", "other"))
        self.vietnamese.update(token for left, _ in pairs("vi_short.txt") for token in left.split())
        self.english.update(token for left, _ in pairs("en_short.txt") for token in left.split())

    def __missing__(self, token: str) -> tuple[float, float, float]:
        found = self._vote(token)
        if len(self) > MOST_KEPT:
            self.clear()
        if len(token) <= LONGEST_KEPT:
            self[token] = found
        return found

    def _vote(self, token: str) -> tuple[float, float, float]:
        if not token[0].isalpha():
            return 0.0, 0.0, 0.0
        if _NOT_LATIN.search(token):
            return 0.0, 0.0, 3.0
        if token in self.both:
            return 0.5, 0.5, 0.0
        for known, vote in (
            (self.english, (0.0, 1.5, 0.0)),
            (self.other, (0.0, 0.0, 1.5)),
            (self.vietnamese, (1.5, 0.0, 0.0)),
        ):
            if token in known:
                return vote
        return self._by_letters(token)

    # How loudly a word votes: letters no other language has say most, a short list more than looking like a syllable.
    def _by_letters(self, token: str) -> tuple[float, float, float]:
        syllable = self.syllable.fullmatch(strip_marks(token)) is not None
        if token.isascii():
            return (1.0 if len(token) > 1 else 0.3, 0.0, 0.0) if syllable else (0.0, 0.6, 0.0)
        if syllable:
            return (2.0 if _VIETNAMESE.search(token) or not _FOREIGN.search(token) else 0.5), 0.0, 0.0
        return (0.7, 0.0, 0.0) if _VIETNAMESE.search(token) else (0.0, 0.0, 1.2)


@cache
def _votes() -> _Votes:
    return _Votes()


def language_of(tokens: Iterable[str]) -> int:
    """Return the language of a text's tokens: 0 Vietnamese, 1 English, 2 another or none."""
    votes = _votes()
    vietnamese = english = other = 0.0
    for v, e, o in map(votes.__getitem__, tokens):
        vietnamese, english, other = vietnamese + v, english + e, other + o
    if other >= max(vietnamese, english):
        return OTHER
    return VI if vietnamese >= english else EN
