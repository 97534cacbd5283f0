"""The words of these pages and the pictures of the kinds of questions."""

from collections.abc import Mapping
from typing import get_args

from hanhtrinh.draw.markup import Markup
from hanhtrinh.i18n import Lang, Text, say, tr
from hanhtrinh.voice.surveys.model import QuestionKind, State
from hanhtrinh.web.components import badge

SHEET, SCRIPT = "surveys.css", "surveys.js"
KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
GROUPS: tuple[tuple[str, tuple[QuestionKind, ...]], ...] = (
    ("scores", ("nps", "csat", "ces1", "ces2", "rating")),
    ("choosing", ("choice", "choices", "matrix", "ranking")),
    ("writing", ("short", "long", "number", "date")),
    ("giving", ("contact", "consent", "file")),
)
ICONS: Mapping[str, str] = {
    "nps": "gauge", "csat": "smile", "ces1": "timer", "ces2": "thumbs-up", "rating": "star", "choice": "circle-dot",
    "choices": "list-checks", "matrix": "grid-3x3", "ranking": "trophy", "short": "pen", "long": "message-square-quote",
    "number": "hash", "date": "calendar-days", "contact": "contact", "consent": "shield-check", "file": "image",
}  # fmt: skip
_STATES: Mapping[State, str] = {"draft": "", "open": "good", "paused": "middling", "closed": ""}


def ts(lang: Lang, key: str, **params: object) -> str:
    """Return words of these pages."""
    return tr(f"surveys.{key}", lang, **params)


def kind_name(kind: str, lang: Lang) -> str:
    """Return what a kind of question is called."""
    return ts(lang, f"kind_{kind}")


def state_badge(state: State, lang: Lang) -> Markup:
    """Return the state of a survey as a mark."""
    return badge(ts(lang, f"state_{state}"), _STATES[state])


def short(text: Text, lang: Lang, most: int = 90) -> str:
    """Return a text on one line, cut where it is long."""
    words = " ".join(say(text, lang).split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
