"""What the drawing of every question needs to know, and the pieces all of them share."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hanhtrinh.draw.markup import Attribute, Child, Markup, h
from hanhtrinh.draw.vendored import drawn_icon
from hanhtrinh.i18n import Lang, Text, say, tr
from hanhtrinh.voice.surveys.model import AnswerValue, Option, Question

OTHER = "other"
"""The value of the choice whose words are one's own; the answer is `other:` and the words."""
_FAULTS = (
    "not_a_number", "out_of_range", "too_low", "too_high", "too_many", "not_ranked", "not_email", "not_phone",
)  # fmt: skip
"""What a page that holds the whole survey (a kiosk, the widget) can tell to be wrong by itself: `answers.…`."""


@dataclass(frozen=True, kw_only=True)
class Pen:
    """How a page is drawn: its language, how texts are said (piping), and what answers are shuffled by.

    `prefix` keeps element ids apart where a page shows more than one survey; `extra` stands below a question's control.
    """

    lang: Lang = "vi"
    words: Callable[[Text], str] | None = None
    seed: str = ""
    prefix: str = "sv"
    extra: Mapping[str, Markup] = field(default_factory=dict)

    def say(self, text: Text) -> str:
        """Return a text of the survey in the page's language, with what is piped into it."""
        return self.words(text) if self.words else say(text, self.lang)

    def tr(self, key: str, **params: object) -> str:
        """Return our own words."""
        return tr(f"answering.{key}", self.lang, **params)

    def id(self, question: str, part: str = "") -> str:
        """Return the id of an element of a question."""
        return f"{self.prefix}-{question}{f'-{part}' if part else ''}".replace("/", "-")

    def order(self, question: Question) -> Sequence[Option]:
        """Return the options as they are shown: shuffled the same way for the same filling in."""
        if not question.shuffle:
            return question.options

        def place(option: Option) -> bytes:
            return hashlib.blake2b(f"{self.seed}/{question.key}/{option.key}".encode(), digest_size=8).digest()

        return sorted(question.options, key=place)


def sign(name: str) -> Markup:
    """Return an icon, hidden from screen readers: words stand beside it."""
    return drawn_icon(name)


def chosen_of(value: AnswerValue | None) -> list[str]:
    """Return the option keys an answer holds; one's own words are `other`."""
    given = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return [OTHER if one.startswith(f"{OTHER}:") else one for one in given]


def other_words(value: AnswerValue | None) -> str:
    """Return the words of one's own choice."""
    given = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return next((one.partition(":")[2] for one in given if one.startswith(f"{OTHER}:")), "")


def radio(
    name: str, value: str | int, *, on: bool, kind: str = "radio", shown: Child, title: str = "", css: str = ""
) -> Markup:
    """Return one thing to pick: the control fills it, what is seen stands beside; `title` is its name where the
    visible words are not enough."""
    control = h(
        "input", type=kind, name=name, value=value, checked=on, aria_label=title or None, id=None, autocomplete="off"
    )
    return h(f"label.{css}", control, shown)


def fault_words(lang: Lang) -> dict[str, str]:
    """Return what is said of each fault, with `#low` and the like for what the page's script puts in."""
    places = {name: f"#{name}" for name in ("given", "low", "high", "most", "count")}
    return {name: tr(f"answers.{name}", lang, **places) for name in _FAULTS}


def described(pen: Pen, question: Question, error: str) -> dict[str, Attribute]:
    """Return what ties a control to its help and to what is wrong with it."""
    ids = [pen.id(question.key, part) for part, there in (("h", question.help), ("e", error)) if there]
    return {
        "aria_describedby": " ".join(ids) or None,
        "aria_invalid": "true" if error else None,
    }
