"""The texts behind the numbers."""

import re
import string
from pathlib import Path

import hanhtrinh
from hanhtrinh.i18n import LANGS, catalogue

SOURCES = [p.read_text(encoding="utf-8") for p in (Path(hanhtrinh.__file__).parent / "measures").rglob("*.py")]
NUMPY = {"inverted_cdf"}
"""Methods of numpy's percentiles, not of an interval."""


def test_every_method_is_explained() -> None:
    """Each interval method that a measure names has its text."""
    methods = {m for text in SOURCES for m in re.findall(r'method="([a-z_]+)"', text)} - NUMPY
    assert methods
    for lang in LANGS:
        assert methods <= catalogue("definitions", lang).keys()


def test_every_definition_is_explained() -> None:
    """Each definition that a measure names has its text."""
    named = {m for text in SOURCES for m in re.findall(r'definition="(?:definitions\.)?([a-z_]+)"', text)}
    named |= {m for text in SOURCES for m in re.findall(r'"definitions\.([a-z_]+)"', text)}
    assert named
    assert named <= catalogue("definitions", "en").keys()


def test_both_languages_take_the_same_parameters() -> None:
    """A definition has the same keys and placeholders in Vietnamese and English."""
    vi, en = (catalogue("definitions", lang) for lang in LANGS)
    assert vi.keys() == en.keys()
    names = {key: [{f for _, f, _, _ in string.Formatter().parse(text[key]) if f} for text in (vi, en)] for key in vi}
    assert [key for key, (one, other) in names.items() if one != other] == []
