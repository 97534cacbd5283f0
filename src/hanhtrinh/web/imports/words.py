"""Numbers, sizes and moments of imports in words."""

from hanhtrinh.i18n import Lang
from hanhtrinh.values import datetime_of

_SIZES = (("GB", 2**30), ("MB", 2**20), ("kB", 2**10))
_MILLION = 1_000_000


def number(value: int, lang: Lang) -> str:
    """Return a whole number with the language's separators."""
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "vi" else text


def bytes_text(count: int, lang: Lang) -> str:
    """Return a size in the largest fitting unit."""
    for name, size in _SIZES:
        if count >= size:
            text = f"{count / size:.1f}".removesuffix(".0")
            return f"{text.replace('.', ',') if lang == 'vi' else text} {name}"
    return f"{count} B"


def moment(instant: int, lang: Lang, zone: str) -> str:
    """Return an instant as date and time in a time zone."""
    return datetime_of(instant, zone).strftime("%d/%m/%Y %H:%M" if lang == "vi" else "%Y-%m-%d %H:%M")
