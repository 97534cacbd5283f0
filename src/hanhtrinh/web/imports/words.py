"""Sizes of files in words."""

from hanhtrinh.i18n import Lang

_SIZES = (("GB", 2**30), ("MB", 2**20), ("kB", 2**10))


def bytes_text(count: int, lang: Lang) -> str:
    """Return a size in the largest fitting unit."""
    for name, size in _SIZES:
        if count >= size:
            text = f"{count / size:.1f}".removesuffix(".0")
            return f"{text.replace('.', ',') if lang == 'vi' else text} {name}"
    return f"{count} B"
