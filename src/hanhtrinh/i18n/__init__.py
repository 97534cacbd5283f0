"""Words in Vietnamese and English.

Catalogues are TOML files, one per area and language (`vi/check.toml`, `en/check.toml`); a key `check.unknown_field`
is the entry `unknown_field` of the area `check`. Both languages hold the same keys and placeholders: a test sees to
it.
"""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


class Localized(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A text in one or both languages."""

    vi: str | None = None
    en: str | None = None

    def in_lang(self, lang: Lang) -> str:
        """Return the text in `lang`, else in the other language, else an empty string."""
        first, second = (self.vi, self.en) if lang == "vi" else (self.en, self.vi)
        return first or second or ""


Text = str | Localized


def without_marks(text: str) -> str:
    """Return Vietnamese as many type it, without diacritics: `Điểm chạm` becomes `Diem cham`."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def say(text: Text | None, lang: Lang) -> str:
    """Return a text of a journey in one language; None is empty."""
    if isinstance(text, Localized):
        return text.in_lang(lang)
    return text or ""


@cache
def catalogue(area: str, lang: Lang) -> dict[str, str]:
    """Return the messages of one area in one language."""
    path = Path(__file__).parent / lang / f"{area}.toml"
    messages: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return messages


def tr(key: str, lang: Lang, **params: object) -> str:
    """Return the message of `key` (`area.name`) in a language, with its placeholders filled."""
    area, _, name = key.partition(".")
    return catalogue(area, lang)[name].format(**params)
