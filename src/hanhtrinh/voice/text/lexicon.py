"""The shipped words of feeling (`words/feeling_vi.txt`, `words/feeling_en.txt`), as a tree of units to match against.

An entry is a word or phrase, written with marks: `không chê vào đâu được`. A phrase is known without its marks too; a
lone syllable is then believed as far as `words/bare_vi.txt` says (`chan` may be `chán` or `chân`). Kinds of sections:

    [feels 1.5]                     how the words feel, −2…2
    [not] [more] [soft]             negators, `hơn`, `hơi`
    [very 1.3] [after 1.3]          what strengthens the next, or the last, word of feeling
    [but] [though] [wish −0.8]      contrast, concession, what is wished for is missing
    [plain]                         says nothing: keeps its words from being read one by one
    [nothing]                       a text of these words alone has nothing to say: `không có gì ạ`
    [known]                         other words, so that none of them is taken for a misspelt entry
    [by]                            depends on what it is said of: `cao = giá phí: -1 | chất lượng: 1 | 0.2`
"""

import unicodedata
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from hanhtrinh.voice.text.files import lines, sections
from hanhtrinh.voice.text.marks import one_spelling, strip_marks
from hanhtrinh.voice.text.normal import Unit

_MISSPELT = 0.8


class Kind(IntEnum):
    """What a matched entry does."""

    FEELS, NOT, VERY, AFTER, SOFT, BUT, THOUGH, WISH, MORE, PLAIN, BY, END, PAUSE, ASKED = range(14)


class Entry(NamedTuple):
    """A word or phrase: what it does, how strongly, and for `by` what it means behind which words."""

    kind: Kind
    value: float
    cues: dict[str, float]
    alone: float
    beside: float
    marked: tuple[str, ...]
    length: int


class Node:
    """A place in the tree: what ends here, and what may follow."""

    __slots__ = ("entries", "following", "written")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.written: dict[tuple[str, ...], Entry] = {}
        self.following: dict[str, Node] = {}


_SIGNS = ((".", Kind.END), (",", Kind.PAUSE), ("?", Kind.ASKED))
_KINDS = {
    "feels": Kind.FEELS, "not": Kind.NOT, "very": Kind.VERY, "after": Kind.AFTER, "soft": Kind.SOFT, "but": Kind.BUT,
    "though": Kind.THOUGH, "wish": Kind.WISH, "more": Kind.MORE, "plain": Kind.PLAIN, "by": Kind.BY,
}  # fmt: skip


class Lexicon:
    """The entries of one language."""

    def __init__(self, name: str) -> None:
        """Read a list that ships with the package."""
        self.name, self.root = name, Node()
        self.known: set[str] = set()  # the words written with marks that stand alone
        self.nothing = {sign for sign, _ in _SIGNS}  # what a text is made of that has nothing to say
        for sign, kind in _SIGNS:
            self._add(Entry(kind, 0.0, {}, 1.0, 1.0, (sign,), 1))
        heading, kind, value = "", Kind.PLAIN, 0.0
        for line in lines(name):
            if line.startswith("["):
                heading, _, argument = line.strip("[]").partition(" ")
                kind, value = _KINDS.get(heading, Kind.PLAIN), float(argument or 0)
            elif heading == "known":
                self.known.update(one_spelling(word.strip()) for word in line.split(","))
            elif heading == "nothing":
                self.nothing.update(strip_marks(word.strip()) for word in line.split(","))
            elif kind == Kind.BY:
                self._add_by(line)
            else:
                for text in line.split(","):
                    if text.strip():
                        for form in _forms(text.strip()):
                            self._add(_entry(form, kind, value))

    def _add_by(self, line: str) -> None:
        words, _, rest = line.partition(" = ")
        *cases, otherwise = rest.split("|")
        cues: dict[str, float] = {}
        for case in cases:
            names, _, value = case.rpartition(":")
            for name in names.split(","):
                cues[" ".join(strip_marks(one_spelling(word)) for word in name.split())] = float(value)
        for text in words.split(","):
            self._add(_entry(text.strip(), Kind.BY, float(otherwise), cues))

    def _add(self, entry: Entry) -> None:
        node = self.root
        for word in entry.marked:
            node = node.following.setdefault(strip_marks(word), Node())
        if entry.marked in node.written:
            raise ValueError(f"{self.name}: `{' '.join(entry.marked)}` stands there twice")
        node.entries.append(entry)
        node.written[entry.marked] = entry
        if entry.length == 1:
            self.known.add(entry.marked[0])

    def longest(self, units: list[Unit], start: int, bare: bool) -> tuple[Entry, float] | None:
        """Return the longest entry that begins at a unit, and how far it is believed."""
        plain, marked = units[start]
        node = self.root.following.get(plain)
        if node is None:
            return None
        best: tuple[Entry, float] | None = None
        if node.entries:
            if bare and not marked:
                best = _guess(node.entries, units, start)
            else:
                entry = node.written.get((marked or plain,))
                best = None if entry is None else (entry, 1.0)
        end, last = start + 1, len(units)
        while end < last:
            node = node.following.get(units[end][0])
            if node is None:
                break
            end += 1
            if node.entries:
                best = _phrase(node, units[start:end], self.known) or best
        return best


def _phrase(node: Node, units: list[Unit], known: set[str]) -> tuple[Entry, float] | None:
    """Return the phrase meant by units that match without marks, and how far it is believed."""
    entry = node.written.get(tuple([marked or plain for plain, marked in units]))
    if entry is not None:
        return entry, 1.0
    entry = node.entries[0] if len(node.entries) == 1 else max(node.entries, key=lambda one: one.alone)
    wrong = [
        (marked, meant) for (_, marked), meant in zip(units, entry.marked, strict=True) if marked not in ("", meant)
    ]
    if not wrong:
        return (entry, entry.alone) if entry.alone else None
    misspelt = all(written not in known and _fewer_marks(written, meant) for written, meant in wrong)
    return (entry, _MISSPELT) if misspelt else None


@lru_cache(maxsize=20_000)
def _fewer_marks(written: str, meant: str) -> bool:
    """Tell whether a syllable lacks marks another has (`nhiêt` for `nhiệt`), hỏi and ngã being one."""
    return _marks(written) <= _marks(meant)


def _marks(word: str) -> set[tuple[int, str]]:
    found, place = set(), -1
    for letter in unicodedata.normalize("NFD", word):
        if unicodedata.combining(letter):
            found.add((place, "\u0309" if letter == "\u0303" else letter))
        else:
            place += 1
            if letter == "đ":
                found.add((place, letter))
    return found


def _guess(entries: list[Entry], units: list[Unit], at: int) -> tuple[Entry, float] | None:
    """Return what a lone syllable most likely is where no marks were written."""
    before = units[at - 1][0] if at else ""
    after = units[at + 1][0] if at + 1 < len(units) else ""
    beside = before in _beside("before") or after in _beside("after")
    belief, entry = max(((one.beside if beside else one.alone, one) for one in entries), key=lambda found: found[0])
    return (entry, belief) if belief > 0 else None


def _forms(text: str) -> list[str]:
    """Return an English word's forms where a `*` stands behind it, else the entry itself."""
    if not text.endswith("*"):
        return [text]
    word = text[:-1]
    stem = word.removesuffix("e")
    past = word[:-1] + "ied" if word.endswith("y") and word[-2] not in "aeou" else stem + "ed"
    plural = word[:-1] + "ies" if past.endswith("ied") else word + "s"
    return [word, plural, past, stem + "ing"]


def _entry(text: str, kind: Kind, value: float, cues: dict[str, float] | None = None) -> Entry:
    marked = tuple(one_spelling(word) for word in text.split())
    sure = len(marked) > 1 or strip_marks(marked[0]) == marked[0]
    alone, beside = _beliefs().get(" ".join(marked), (1.0, 1.0) if sure else (0.0, 0.0))
    return Entry(kind, value, cues or {}, alone, beside, marked, len(marked))


@cache
def _beside(where: str) -> frozenset[str]:
    return frozenset(word for heading, word in sections("bare_vi.txt") if heading == f"beside {where}")


@cache
def _beliefs() -> dict[str, tuple[float, float]]:
    found = {}
    for heading, word in sections("bare_vi.txt"):
        if heading.startswith("beside"):
            continue
        alone, beside = heading.split()
        found[" ".join(map(one_spelling, word.split()))] = float(alone), float(beside)
    return found


@cache
def lexicon(language: str) -> Lexicon:
    """Return the shipped lexicon of a language, `vi` or `en`; read once."""
    return Lexicon(f"feeling_{language}.txt")
