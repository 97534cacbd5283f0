"""What a builder is asked to do, as edits: new questions from a kind or from the bank, pages, copies, pasted lines."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, Localized
from hanhtrinh.voice.surveys.bank import bank
from hanhtrinh.voice.surveys.checks.keys import MOST_OPTIONS, MOST_PAGES, MOST_QUESTIONS, MOST_ROWS
from hanhtrinh.voice.surveys.edits import Clash, Edit
from hanhtrinh.voice.surveys.fresh import fresh_key, fresh_question
from hanhtrinh.voice.surveys.model import SCORED, Option, Page, Question, QuestionKind, Survey

Deed = Literal["question", "banked", "page", "copy", "lines", "option", "split"]
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,3}[.)]|[a-z][.)])\s+", re.IGNORECASE)
_LONGEST_LINE = 300


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to do: a `question` of a `kind` or one of the bank (`banked`, `bank`) on a `page` before the question
    `before`, a new `page` before another, a `copy` of a question, `lines` pasted as options (or rows) of a question,
    one empty `option`.
    """

    do: Deed
    page: str = ""
    before: str = ""
    kind: QuestionKind | None = None
    bank: str = ""
    question: str = ""
    field: Literal["options", "rows"] = "options"
    lines: str = ""
    lang: Lang = "vi"


def edits_for(survey: Survey, ask: Ask) -> tuple[Edit, ...]:
    """Return the edits that do what is asked; InputError where there is too much, Clash where a place is gone."""
    return tuple(_DO[ask.do](survey, ask))


def _question(survey: Survey, ask: Ask) -> Iterator[Edit]:
    if ask.kind is None:
        raise InputError("surveys.not_a_survey", reason="kind")
    made = fresh_question(ask.kind, _taken(survey))
    if ask.kind == "long":
        made = msgspec.structs.replace(made, about=_unexplained(survey, ask))
    yield _put(survey, ask, made)


def _unexplained(survey: Survey, ask: Ask) -> str:
    """Return the score that words put here most likely explain: the nearest before them that none are about yet."""
    explained = {question.about for question in survey.questions}
    nearest = ""
    for page in survey.pages:
        for question in page.questions:
            if question.key == ask.before:
                return nearest
            if question.kind in SCORED:
                nearest = "" if question.key in explained else question.key
        if page.key == ask.page and not ask.before:
            return nearest
    return nearest


def _banked(survey: Survey, ask: Ask) -> Iterator[Edit]:
    found = bank().get(ask.bank)
    if found is None:
        raise InputError("surveys.no_banked", given=ask.bank)
    key = fresh_key(ask.bank, _taken(survey))
    yield _put(survey, ask, msgspec.structs.replace(found.question, key=key))


def _copy(survey: Survey, ask: Ask) -> Iterator[Edit]:
    page, question = _found(survey, ask.question)
    made = msgspec.structs.replace(question, key=fresh_key(question.key, _taken(survey)), anew=1)
    keys = [one.key for one in page.questions]
    behind = keys[keys.index(question.key) + 1 :]
    yield _put(survey, msgspec.structs.replace(ask, page=page.key, before=behind[0] if behind else ""), made)


def _put(survey: Survey, ask: Ask, question: Question) -> Edit:
    if len(survey.questions) >= MOST_QUESTIONS:
        raise InputError("surveys.enough", most=MOST_QUESTIONS)
    page = ask.page or (survey.pages[-1].key if survey.pages else "")
    return Edit(op="add", place=("pages", page, "questions"), value=_plain(question), before=ask.before)


def _page(survey: Survey, ask: Ask) -> Iterator[Edit]:
    if len(survey.pages) >= MOST_PAGES:
        raise InputError("surveys.enough", most=MOST_PAGES)
    key = fresh_key(f"p{len(survey.pages) + 1}", [page.key for page in survey.pages])
    yield Edit(op="add", place=("pages",), value=_plain(Page(key=key)), before=ask.before)


def _split(survey: Survey, ask: Ask) -> Iterator[Edit]:
    """Make a new page that begins with a question: it and what follows on its page move there."""
    page, question = _found(survey, ask.question)
    pages = [one.key for one in survey.pages]
    behind = pages[pages.index(page.key) + 1 :]
    keys = [one.key for one in page.questions]
    new = fresh_key(f"p{len(pages) + 1}", pages)
    yield from _page(survey, msgspec.structs.replace(ask, before=behind[0] if behind else ""))
    for key in keys[keys.index(question.key) :]:
        yield Edit(op="move", place=("pages", page.key, "questions", key), to=("pages", new, "questions"))
    if page.jumps:
        yield Edit(op="set", place=("pages", new, "jumps"), value=_plain(page)["jumps"])
        yield Edit(op="set", place=("pages", page.key, "jumps"))


def _option(survey: Survey, ask: Ask) -> Iterator[Edit]:
    yield from _add_options(survey, ask, [""])


def _lines(survey: Survey, ask: Ask) -> Iterator[Edit]:
    """Make an option of every line, without bullets and numbers before it; empty options make way."""
    lines = [_BULLET.sub("", line).strip()[:_LONGEST_LINE] for line in ask.lines.splitlines()]
    page, question = _found(survey, ask.question)
    wanted = [line for line in lines if line]
    if wanted:
        for one in getattr(question, ask.field):
            if one.text in ("", Localized()):
                yield Edit(op="drop", place=("pages", page.key, "questions", question.key, ask.field, one.key))
    yield from _add_options(survey, ask, wanted)


def _add_options(survey: Survey, ask: Ask, lines: list[str]) -> Iterator[Edit]:
    page, question = _found(survey, ask.question)
    there: tuple[Option, ...] = getattr(question, ask.field)
    most = MOST_OPTIONS if ask.field == "options" else MOST_ROWS
    if len(there) + len(lines) > most:
        raise InputError("surveys.enough", most=most)
    taken = {one.key for one in there} | ({"other"} if ask.field == "options" else set())
    for line in lines:
        key = fresh_key(line or f"{ask.field[0]}{len(taken) + 1}", taken)
        taken.add(key)
        text = {ask.lang: line} if line else {}
        place = ("pages", page.key, "questions", question.key, ask.field)
        yield Edit(op="add", place=place, value={"key": key, "text": text})


def _found(survey: Survey, key: str) -> tuple[Page, Question]:
    for page in survey.pages:
        for question in page.questions:
            if question.key == key:
                return page, question
    raise Clash("surveys.gone", Edit(op="drop", place=("pages", key)))


def _taken(survey: Survey) -> set[str]:
    return {question.key for question in survey.questions}


def _plain(thing: Question | Page) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(thing)
    return plain


_DO = {
    "question": _question,
    "banked": _banked,
    "page": _page,
    "copy": _copy,
    "lines": _lines,
    "option": _option,
    "split": _split,
}
