"""Reads the word lists that ship with the package (`words/*.txt`).

A `#` begins a remark. `[section argument …]` begins a section; entries are separated by commas or lines.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files

_RULES = ("features.py", "language.py", "lexicon.py", "marks.py", "normal.py", "weighing.py")


def lines(name: str) -> Iterator[str]:
    """Yield the lines of a list that say something."""
    for line in (files(__package__) / "words" / name).read_text(encoding="utf-8").splitlines():
        line = line.partition("# ")[0].strip()
        if line:
            yield line


def sections(name: str) -> Iterator[tuple[str, str]]:
    """Yield `section heading, entry` for every entry of a list."""
    heading = ""
    for line in lines(name):
        if line.startswith("["):
            heading = line.strip("[]")
            continue
        for entry in line.split(","):
            if entry.strip():
                yield heading, entry.strip()


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield `left, right` for every line `left = right` of a list."""
    for line in lines(name):
        left, _, right = line.partition("=")
        yield left.strip(), right.strip()


@cache
def digest() -> str:
    """Return a name of the shipped words and rules, another one whenever what they make of a text may be another."""
    found = blake2b(digest_size=6)
    folder = files(__package__)
    parts = [*(folder / "words").iterdir(), *(folder / name for name in _RULES)]
    for part in sorted(parts, key=lambda part: part.name):
        if part.name.endswith((".txt", ".py")):
            found.update(blake2b(part.name.encode() + part.read_bytes(), digest_size=16).digest())
    return found.hexdigest()
