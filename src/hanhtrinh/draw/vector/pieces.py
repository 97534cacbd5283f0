"""The small parts many places draw: numbers, whiskers, quotes, key figures, paths."""

from hanhtrinh.draw.shapes import Figure, Number, Quote, Whisker
from hanhtrinh.draw.vector.paths import commands
from hanhtrinh.draw.vector.texts import Plain

Fields = dict[str, Plain]


def text_of(number: Number | None) -> str:
    """Return a number as it is written, nothing where there is none."""
    return number.text if number else ""


def whisker_of(whisker: Whisker | None) -> Fields | None:
    """Return a value with its interval on a scale."""
    if whisker is None:
        return None
    return {"at": whisker.at, "low": whisker.low, "high": whisker.high, "tone": whisker.tone}


def quote_of(quote: Quote) -> Fields:
    """Return what somebody said, or what the team assumes they think."""
    tone = "assumed" if quote.assumed else quote.tone
    return {"text": quote.text, "source": quote.short or quote.source, "tone": tone}


def figure_of(figure: Figure) -> Fields:
    """Return a key figure."""
    return {"icon": figure.icon, "label": figure.label, "value": figure.value.text, "detail": figure.detail}


def path_of(path: str) -> list[Plain]:
    """Return an SVG path as drawing commands."""
    return [[letter, *numbers] for letter, numbers in commands(path)]
