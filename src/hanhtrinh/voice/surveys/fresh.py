"""New questions, pages and keys: what stands there before anybody has written anything."""

from collections.abc import Collection, Mapping

import msgspec

from hanhtrinh.i18n import Localized, tr
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.voice.surveys.model import Option, Question, QuestionKind

_WORDED = frozenset(("nps", "csat", "ces1", "ces2", "consent", "contact", "file"))
"""Kinds whose question is nearly always asked in the same words."""
_WITH_OPTIONS = ("choice", "choices", "ranking")


def _both(name: str) -> Localized:
    return Localized(vi=tr(f"surveys.{name}", "vi"), en=tr(f"surveys.{name}", "en"))


def fresh_question(kind: QuestionKind, taken: Collection[str]) -> Question:
    """Return a new question of a kind under a key that is not taken."""
    question = Question(
        key=fresh_key(_KEYS.get(kind, kind), taken),
        kind=kind,
        text=_both(f"ask_{kind}") if kind in _WORDED else Localized(),
    )
    options: tuple[Option, ...] = ()
    if kind in _WITH_OPTIONS:
        options = tuple(Option(key=f"o{n}", text=Localized()) for n in (1, 2, 3))
    elif kind == "matrix":
        options = tuple(Option(key=f"o{n}", text=_both(f"column_{n}"), score=n) for n in range(1, 6))
    rows = tuple(Option(key=f"r{n}", text=Localized()) for n in (1, 2)) if kind == "matrix" else ()
    fields = ("name", "email") if kind == "contact" else ()
    return msgspec.structs.replace(question, options=options, rows=rows, fields=fields)


_KEYS: Mapping[str, str] = {
    "nps": "recommend",
    "csat": "satisfied",
    "ces1": "effort",
    "ces2": "easy",
    "long": "words",
    "short": "text",
}


def fresh_key(wish: str, taken: Collection[str]) -> str:
    """Return a key like the one wished for that nothing has yet.

    >>> fresh_key("Sau khi mua!", ["sau-khi-mua"])
    'sau-khi-mua-2'
    """
    return free_key(wish[:50], taken, "q")
