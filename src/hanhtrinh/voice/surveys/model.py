"""The shape of a survey: what is asked, in which order, of whom, and what becomes of the answers.

Logic is made of typed tests on answers, never of expressions. Texts are in one or both languages; in texts of pages,
questions and thanks `{question-key}` stands for what was answered (or the chosen option's words) and `{trait.name}` for
a trait of the person, with `{question-key|otherwise}` for when there is none.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hanhtrinh.i18n import Text

Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
QuestionKind = Literal[
    "nps", "csat", "ces1", "ces2", "rating",
    "choice", "choices", "matrix", "ranking",
    "short", "long", "number", "date", "contact", "consent", "file",
]  # fmt: skip
SCORED: frozenset[QuestionKind] = frozenset(("nps", "csat", "ces1", "ces2", "rating"))
"""Kinds whose answer is a score: each makes an instrument. A matrix makes one for every row."""
Op = Literal["is", "is_not", "any_of", "none_of", "at_least", "at_most", "answered", "not_answered", "contains"]
State = Literal["draft", "open", "paused", "closed"]
Channel = Literal["widget", "email", "link", "qr", "kiosk"]
Place = Literal["popup", "side", "inline"]


class _Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Strict shapes without what is left at its default."""


class Option(_Shape, frozen=True, kw_only=True):
    """Something that can be chosen; `score` lets a matrix column count on a scale."""

    key: Key
    text: Text
    score: float | None = None


class Test(_Shape, frozen=True, kw_only=True):
    """One test on an earlier answer: of question `of` (`matrix/row` for a row); `values` are option keys or numbers."""

    of: str
    op: Op
    values: tuple[str | float, ...] = ()


class When(_Shape, frozen=True, kw_only=True):
    """Holds when all of `all` and, where there are any, one of `any` hold."""

    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()


class Question(_Shape, frozen=True, kw_only=True):
    """One question. Which fields count depends on `kind`; `voice.surveys.checking` says what is missing or too much.

    `about` (short and long) is the key of the scored question whose answer the words explain: then score and words are
    one answer. `most` is the longest text (characters), the largest file (MiB) or the number of options to choose;
    `low` and `high` bound numbers and name the ends of a rating. `bank` is the key of the question of the bank it
    was taken from. `anew` is raised when the words or the scale change so much that old and new answers must not be
    pooled: it is the version of the question's instrument. `relationship` asks about the company as a whole. `series`
    is the key of an instrument the workspace has already, with the same words and scale, whose readings this question
    goes on with (until it is asked `anew`).
    """

    key: Key
    kind: QuestionKind
    text: Text
    help: Text = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    other: bool = False
    shuffle: bool = False
    low: float | None = None
    high: float | None = None
    low_label: Text = ""
    high_label: Text = ""
    most: int | None = None
    fields: tuple[Literal["name", "email", "phone"], ...] = ()
    about: str = ""
    show: When | None = None
    bank: str = ""
    anew: int = 1
    relationship: bool = False
    series: str = ""


class Jump(_Shape, frozen=True, kw_only=True):
    """After a page: where to go when a condition holds; `to` is a page's key or `end`."""

    when: When
    to: str


class Page(_Shape, frozen=True, kw_only=True):
    """Questions that are shown together; the first jump that holds decides what comes next, else the next page."""

    key: Key
    questions: tuple[Question, ...] = ()
    title: Text = ""
    text: Text = ""
    jumps: tuple[Jump, ...] = ()


class Thanks(_Shape, frozen=True, kw_only=True):
    """What is said at the end, by the first condition that holds; `link` is where one may go on to (https)."""

    text: Text = ""
    when: When | None = None
    link: str = ""
    link_text: Text = ""


class Theme(_Shape, frozen=True, kw_only=True):
    """How a survey looks: one colour (`#rrggbb`), light, dark or as the device is, corners, a logo (file name)
    and what it says to those who cannot see it."""

    accent: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$")] = "#c8452d"
    look: Literal["light", "dark", "auto"] = "auto"
    corners: Literal["round", "soft", "square"] = "soft"
    logo: str = ""
    logo_alt: Text = ""


class OnPage(_Shape, frozen=True, kw_only=True):
    """Asked on a page by the widget. `steps` are touchpoint keys of the survey's journey, `events` names of events,
    `pages` globs of paths: any of them begins the waiting of `delay` seconds; none of them: every page. `leaving` asks
    when the visitor is about to leave (exit intent).
    """

    place: Place = "popup"
    steps: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    delay: Annotated[int, Meta(ge=0, le=3600)] = 0
    leaving: bool = False


class ByMail(_Shape, frozen=True, kw_only=True):
    """Asked by e-mail `delay` seconds after a person came by one of `steps` or did one of `events`; `remind` seconds
    later once more (0: never). `subject` and `text` stand around the first question.
    """

    steps: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    delay: Annotated[int, Meta(ge=0, le=90 * 86_400)] = 3_600
    remind: Annotated[int, Meta(ge=0, le=30 * 86_400)] = 0
    subject: Text = ""
    text: Text = ""


class Asking(_Shape, frozen=True, kw_only=True):
    """Whom a survey asks: members of `segment` (key; empty: everybody), `share` of them by hashed person, within the
    workspace's contact budget, where a higher `priority` goes first. `again` is after how many days the same person may
    be asked this again. `quota` is how many finished responses are wanted at most, `days` how long an invitation lives,
    `opens` and `closes` (instants) when answers are taken.
    """

    on_page: OnPage | None = None
    by_mail: ByMail | None = None
    kiosk: bool = False
    segment: str = ""
    share: Annotated[float, Meta(gt=0, le=1)] = 1.0
    priority: Annotated[int, Meta(ge=0, le=9)] = 5
    again: Annotated[int, Meta(ge=1, le=3650)] = 90
    quota: Annotated[int, Meta(ge=1)] | None = None
    days: Annotated[int, Meta(ge=1, le=365)] = 30
    opens: int | None = None
    closes: int | None = None


class Survey(_Shape, frozen=True, kw_only=True):
    """A survey as its editor has it. `journey` and `touchpoint` bind it to a touchpoint: answers attach to its step.

    `anonymous`: no answer is tied to a person, an invitation or a device, and times are kept to the day only.
    """

    key: Key
    name: Text
    languages: tuple[Literal["vi", "en"], ...] = ("vi",)
    pages: tuple[Page, ...] = ()
    intro: Text = ""
    thanks: tuple[Thanks, ...] = ()
    closed_text: Text = ""
    consent_text: Text = ""
    theme: Theme = Theme()
    journey: str = ""
    touchpoint: str = ""
    anonymous: bool = False
    asking: Asking = Asking()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(question for page in self.pages for question in page.questions)


AnswerValue = str | float | bool | list[str] | dict[str, str]
"""An answer: text, number, date (`YYYY-MM-DD`) or option key; option keys chosen or ranked; of a matrix row → option,
of a contact field → text, of a file `{"name", "id"}`. An other option is `other:` and its words.
"""
Answers = dict[str, AnswerValue]
"""What was answered, by question key; a question that was not answered is not in it."""
