"""The way through a survey: which questions are shown, which page is next, which answers count.

Only answers of questions that are shown count: whoever goes back and changes their mind leaves answers behind that
nobody would have asked for; they are kept aside. A jump leads forward only, so every way ends, whatever was answered.
"""

from typing import NamedTuple

from hanhtrinh.voice.surveys.conditions import holds
from hanhtrinh.voice.surveys.model import Answers, Page, Question, Survey, Thanks

END = "end"
"""Where a jump leads that ends the survey."""


class Way(NamedTuple):
    """The way some answers lead through a survey.

    `pages` are the keys of the pages that are met, in order, and `shown` the questions shown on each; `counted` the
    answers of shown questions, `aside` all others; `open` is the first page on which a required question waits for an
    answer (empty: none does).
    """

    pages: tuple[str, ...]
    shown: dict[str, tuple[Question, ...]]
    counted: Answers
    aside: Answers
    open: str


def way(survey: Survey, answers: Answers) -> Way:
    """Follow some answers from the first page to the end.

    >>> from hanhtrinh.voice.surveys.model import Jump, Test, When
    >>> like = Question(key="like", kind="nps", text="?")
    >>> happy = Jump(when=When(all=(Test(of="like", op="at_least", values=(9.0,)),)), to="end")
    >>> why = Page(key="why", questions=(Question(key="why", kind="long", text="?"),))
    >>> survey = Survey(key="s", name="S", pages=(Page(key="one", questions=(like,), jumps=(happy,)), why))
    >>> way(survey, {"like": 10.0, "why": "…"}).pages, way(survey, {"like": 3.0, "why": "…"}).pages
    (('one',), ('one', 'why'))
    """
    questions = {question.key: question for question in survey.questions}
    counted: Answers = {}
    shown: dict[str, tuple[Question, ...]] = {}
    waits, at = "", 0
    while at < len(survey.pages):
        page = survey.pages[at]
        there = _pass(page, answers, counted, questions)
        if there or not page.questions:
            shown[page.key] = there
            waits = waits or (page.key if any(_waits(question, counted) for question in there) else "")
        at = _after(survey, at, counted, questions)
    aside = {key: value for key, value in answers.items() if key not in counted}
    return Way(tuple(shown), shown, counted, aside, waits)


def next_page(survey: Survey, page: str, answers: Answers) -> str | None:
    """Return the page after one (empty: the first), None where the survey ends.

    A page that is not on the way (answers changed meanwhile) goes on at the first page behind it that is.
    """
    pages, behind = way(survey, answers).pages, False
    for one in survey.pages:
        if (behind or not page) and one.key in pages:
            return one.key
        behind = behind or one.key == page
    return None


def page_before(survey: Survey, page: str, answers: Answers) -> str | None:
    """Return the page before one, None where it is the first."""
    before = None
    pages = way(survey, answers).pages
    for one in survey.pages:
        if one.key == page:
            return before
        if one.key in pages:
            before = one.key
    return None


def shown_on(survey: Survey, page: str, answers: Answers) -> tuple[Question, ...]:
    """Return the questions of a page that are shown; those on later pages and conditions on this one count too."""
    return way(survey, answers).shown.get(page, ())


def progress(survey: Survey, page: str) -> float:
    """Return how far a page is, from 0 at the first to below 1 at the last."""
    keys = [one.key for one in survey.pages]
    return keys.index(page) / len(keys) if page in keys else 0.0


def thanks_of(survey: Survey, answers: Answers) -> Thanks | None:
    """Return what is said at the end: the first thanks whose condition holds."""
    questions = {question.key: question for question in survey.questions}
    counted = way(survey, answers).counted
    fitting = (one for one in survey.thanks if one.when is None or holds(one.when, counted, questions))
    return next(fitting, None)


def _pass(page: Page, answers: Answers, counted: Answers, questions: dict[str, Question]) -> tuple[Question, ...]:
    """Return the questions of a page that are shown, and count their answers."""
    shown = []
    for question in page.questions:
        if question.show is None or holds(question.show, counted, questions):
            shown.append(question)
            if question.key in answers:
                counted[question.key] = answers[question.key]
    return tuple(shown)


def _after(survey: Survey, at: int, counted: Answers, questions: dict[str, Question]) -> int:
    """Return the place of the page after one: that of the first jump that holds, where it leads forward."""
    for jump in survey.pages[at].jumps:
        if holds(jump.when, counted, questions):
            if jump.to == END:
                return len(survey.pages)
            target = next((i for i in range(at + 1, len(survey.pages)) if survey.pages[i].key == jump.to), None)
            return at + 1 if target is None else target
    return at + 1


def _waits(question: Question, answers: Answers) -> bool:
    """Tell whether a question that is shown still needs an answer."""
    if not question.required:
        return False
    value = answers.get(question.key)
    if question.kind == "matrix":
        return not isinstance(value, dict) or any(row.key not in value for row in question.rows)
    if question.kind == "contact":
        return not isinstance(value, dict) or any(field not in value for field in question.fields)
    return value is None or (question.kind == "consent" and value is not True)
