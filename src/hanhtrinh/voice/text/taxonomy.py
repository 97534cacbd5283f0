"""What texts can be about: the themes of a workspace, each with the words it is recognised by.

    format: hanhtrinh-themes/1
    name: {vi: Bán lẻ, en: Retail}
    themes:
      delivery:
        name: {vi: Giao hàng, en: Delivery}
        words: {vi: [giao hàng, ship, shipper], en: [deliver*, courier]}
        not_when: {vi: [giao diện]}
        touchpoints: [delivery]

A word is one or more words in a row. `deliver*` stands for every word that begins so; `pin .. yếu` lets up to three
words of the same clause stand between; `=giá` is not looked for in texts without marks, where `gia` may be another
word. A word found within one of `not_when` does not count.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from hanhtrinh.errors import Rejected
from hanhtrinh.i18n import LANGS, Lang, Text, say
from hanhtrinh.journey.model import Key, Shape
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import Document, Path, in_file_order, path_text, read_yaml
from hanhtrinh.journey.yaml_write import rows, write_yaml
from hanhtrinh.values import Finding
from hanhtrinh.voice.text.seeds import BadWord, Seed, seed_of

THEMES_FORMAT = "hanhtrinh-themes/1"
MOST_THEMES = 64
"""Themes of a text are the bits of one 64-bit number."""
MOST_WORDS = 400
"""Most words of one theme in one language."""


class Words(Shape, frozen=True, kw_only=True):
    """Words in each language."""

    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def of(self, lang: Lang) -> tuple[str, ...]:
        """Return the words of one language."""
        return self.vi if lang == "vi" else self.en


class Theme(Shape, frozen=True, kw_only=True):
    """One thing texts can be about. `otherwise` catches texts that judge without naming any other theme.

    `general` says that it names nothing one could mend: no pain point is proposed from it, and it is listed last.

    `touchpoints` are the keys of those where it is mostly spoken of: proposals for steps look there first.
    """

    name: Text
    words: Words = Words()
    not_when: Words = Words()
    otherwise: bool = False
    general: bool = False
    touchpoints: tuple[Key, ...] = ()


class Taxonomy(Shape, frozen=True, kw_only=True):
    """The themes of a workspace, in the order they are shown."""

    format: Literal["hanhtrinh-themes/1"] = "hanhtrinh-themes/1"
    name: Text = ""
    themes: dict[Key, Theme] = msgspec.field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """The themes' keys in order: theme number k is bit k of a text's mask."""
        return tuple(self.themes)

    @property
    def general(self) -> frozenset[str]:
        """The keys of themes that name nothing specific: those marked so, and what takes the rest."""
        return frozenset(key for key, theme in self.themes.items() if theme.general or theme.otherwise)

    def name_of(self, key: str, lang: Lang) -> str:
        """Return a theme's name in a language, its key where it has none."""
        theme = self.themes.get(key)
        return (say(theme.name, lang) if theme else "") or key


def read_taxonomy(text: str, file: str = "") -> Taxonomy:
    """Return the taxonomy a text describes; raises Rejected, with every finding, when one of them is an error."""
    taxonomy, findings = inspect_taxonomy(read_yaml(text, file))
    if taxonomy is None or any(finding.severity == "error" for finding in findings):
        raise Rejected(file, findings)
    return taxonomy


def inspect_taxonomy(document: Document) -> tuple[Taxonomy | None, tuple[Finding, ...]]:
    """Return the taxonomy of a document, None when it has not the shape of one, and every finding in file order."""
    if not document.usable:
        return None, document.findings
    taxonomy, found = convert(document, Taxonomy)
    if isinstance(document.data, Mapping) and "format" not in document.data:
        found.append(document.finding("note", "check.no_format", allowed=THEMES_FORMAT))
    checked = check_taxonomy(taxonomy, document) if taxonomy else ()
    return taxonomy, in_file_order([*document.findings, *found, *checked])


def check_taxonomy(taxonomy: Taxonomy, document: Document | None = None) -> tuple[Finding, ...]:
    """Return what is wrong or doubtful in a taxonomy whose shape is right."""
    place = document or Document(file="")
    return tuple(_placed(place, document is not None, *found) for found in _complaints(taxonomy))


_Found = tuple[str, str, Path, dict[str, object]]


def _placed(document: Document, lines: bool, severity: str, key: str, path: Path, params: dict[str, object]) -> Finding:
    if lines:
        return document.finding(severity, key, path, **params)  # type: ignore[arg-type]
    return Finding(severity=severity, key=key, params=params, path=path_text(path))  # type: ignore[arg-type]


def _complaints(taxonomy: Taxonomy) -> Iterator[_Found]:
    if len(taxonomy.themes) > MOST_THEMES:
        yield "error", "themes.too_many", ("themes",), {"given": len(taxonomy.themes), "allowed": MOST_THEMES}
    catchers = [key for key, theme in taxonomy.themes.items() if theme.otherwise]
    for key in catchers[1:]:
        yield "error", "themes.one_otherwise", ("themes", key, "otherwise"), {"given": key, "first": catchers[0]}
    seen: dict[tuple[str, Seed], str] = {}
    for key, theme in taxonomy.themes.items():
        yield from _theme_complaints(key, theme, seen)


def _theme_complaints(key: str, theme: Theme, seen: dict[tuple[str, Seed], str]) -> Iterator[_Found]:
    if not theme.otherwise and not (theme.words.vi or theme.words.en):
        yield "note", "themes.no_words", ("themes", key), {"given": key}
    for field, words in (("words", theme.words), ("not_when", theme.not_when)):
        for lang in LANGS:
            some = words.of(lang)
            place: Path = ("themes", key, field, lang)
            if len(some) > MOST_WORDS:
                yield "error", "themes.too_many_words", place, {"given": len(some), "allowed": MOST_WORDS}
            for i, word in enumerate(some):
                seed = seed_of(word, lang)
                if isinstance(seed, BadWord):
                    yield "error", seed.key, (*place, i), {"given": word}
                elif field == "words" and seen.setdefault((lang, seed), key) == key:
                    continue
                elif field == "words":
                    yield "note", "themes.word_twice", (*place, i), {"given": word, "other": seen[lang, seed]}


def plain_taxonomy(taxonomy: Taxonomy) -> dict[str, object]:
    """Return a taxonomy as the plain data that stand in its text."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(taxonomy))
    for theme in data.get("themes", {}).values():
        for field in ("words", "not_when"):
            if not theme.get(field):
                theme.pop(field, None)
    return {"format": THEMES_FORMAT} | data


def write_taxonomy(taxonomy: Taxonomy) -> str:
    """Return the taxonomy as YAML that `read_taxonomy` reads back to an equal one."""
    return write_yaml(rows(plain_taxonomy(taxonomy)))
