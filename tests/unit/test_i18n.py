"""The words a user sees exist in Vietnamese and in English, area by area."""

import string
import unicodedata
from pathlib import Path

import pytest

from hanhtrinh.i18n import LANGS, Localized, catalogue, say, tr

ROOT = Path(__file__).parents[2] / "src" / "hanhtrinh" / "i18n"
AREAS = sorted(path.stem for path in (ROOT / "en").glob("*.toml"))
# Signs, names and words that are the same in both languages.
SAME_IN_BOTH = {
    *("CSV", "Zendesk", "Freshdesk", "Intercom", "Chatwoot", "Shopee", "Facebook"),
    "Wilson",
    "NPS {low}–{high}",
    "NPS",
    "CSAT",
    "CES",
    "E-mail",
    "e-mail",
    "Website",
    "Video",
    "Chat",
    "Blog",
    "Hanhtrinh",
    "JSON",
    "CSV",
    "PDF",
    "Markdown",
}


def words(text: str) -> str:
    """Return the letters of a message that are not in its placeholders."""
    parts = "".join(literal for literal, *_ in string.Formatter().parse(text))
    return "".join(c for c in parts if unicodedata.category(c).startswith("L"))


def placeholders(text: str) -> set[str]:
    """Return the names a message has places for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_areas() -> None:
    """Every area has a catalogue in each language."""
    for lang in LANGS:
        assert sorted(path.stem for path in (ROOT / lang).glob("*.toml")) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_keys(area: str) -> None:
    """Both catalogues of an area hold the same keys, in the same order."""
    assert list(catalogue(area, "vi")) == list(catalogue(area, "en"))


@pytest.mark.parametrize("area", AREAS)
def test_placeholders(area: str) -> None:
    """A message names the same things in both languages, each by a plain name."""
    for key in catalogue(area, "en"):
        vietnamese, english = (placeholders(catalogue(area, lang)[key]) for lang in LANGS)
        assert vietnamese == english, f"{area}.{key}"
        assert all(name.isidentifier() for name in english), f"{area}.{key}"


@pytest.mark.parametrize("area", AREAS)
def test_translated(area: str) -> None:
    """No message was left in the other language."""
    for key, text in catalogue(area, "en").items():
        said = catalogue(area, "vi")[key]
        same = said == text and len(words(text)) > 1 and text not in SAME_IN_BOTH
        assert not same, f"{area}.{key} reads the same in both languages: {text}"


@pytest.mark.parametrize("area", AREAS)
def test_vietnamese_is_composed(area: str) -> None:
    """Vietnamese letters are single characters, so that search and line breaks work."""
    for key, text in catalogue(area, "vi").items():
        assert unicodedata.normalize("NFC", text) == text, f"{area}.{key}"


def test_say() -> None:
    """A text is said in the language asked for, else in the other; nothing is an empty text."""
    assert say(Localized(vi="Giỏ hàng", en="Cart"), "vi") == "Giỏ hàng"
    assert say(Localized(vi="Giỏ hàng"), "en") == "Giỏ hàng"
    assert say(Localized(), "en") == ""
    assert say("Cart", "vi") == "Cart"
    assert say(None, "vi") == ""


def test_tr() -> None:
    """A message is found by area and key, its placeholders filled."""
    assert tr("check.missing_field", "en", name="key") == "the field 'key' is missing."
    assert tr("check.missing_field", "vi", name="key") == "thiếu trường 'key'."
