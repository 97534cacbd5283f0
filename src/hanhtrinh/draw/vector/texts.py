"""Texts on their way to paper: data, never markup; in one spelling, without hidden commands, no word too long."""

import re
import unicodedata
from functools import partial
from typing import TypeAlias

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
ZERO_WIDTH_SPACE = "\u200b"
CODES = frozenset(
    {"icon", "key", "kind", "lang", "link", "portrait", "picture", "phase", "tone", "state", "grade", "flow_kind"}
)
"""The keys whose values are not read by people but looked up."""
_LONGEST, _PIECE = 16, 10
# C0 and C1 controls, lone surrogates, what is no character, and the marks that turn the direction of what follows them.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_LONG = re.compile(rf"[^\s{ZERO_WIDTH_SPACE}\u00a0]{{{_LONGEST + 1},}}")
_PARTS = re.compile(rf"[^/_.,;:=&?@-]{{1,{_PIECE}}}[/_.,;:=&?@-]*|[/_.,;:=&?@-]+")


def clean(text: str) -> str:
    """Return a text composed (NFC), with tabs as spaces, and without characters that command instead of being read."""
    return unicodedata.normalize("NFC", _COMMANDS.sub("", text.replace("\t", " ")))


def breakable(text: str) -> str:
    """Return a text whose words beyond sixteen characters may be broken, first of all behind punctuation."""
    return _LONG.sub(lambda found: ZERO_WIDTH_SPACE.join(_PARTS.findall(found[0])), text)


def prepared(value: Plain) -> Plain:
    """Return plain data with every text in it cleaned and breakable; keys and codes stay."""
    match value:
        case str():
            return breakable(clean(value))
        case dict():
            return {key: item if key in CODES else prepared(item) for key, item in value.items()}
        case list():
            return [prepared(item) for item in value]
    return value


def beyond(text: str, known: frozenset[int]) -> bool:
    """Tell whether a text has characters our own fonts cannot write."""
    return any(map(partial(_strange, known=known), text))


def _strange(character: str, known: frozenset[int]) -> bool:
    return ord(character) not in known and not character.isspace() and unicodedata.category(character) != "Cf"
