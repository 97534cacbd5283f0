"""What a form of a survey sent, by question: the drawing's field names read back (`drawn`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from litestar import Request
from litestar.datastructures import UploadFile

from hanhtrinh.app.answering.taking import Given, Go
from hanhtrinh.i18n import Lang
from hanhtrinh.voice.surveys.model import Answers, Page, Question
from hanhtrinh.web.answering.pen import OTHER

Fields = Mapping[str, Sequence[str]]


class Sent(NamedTuple):
    """The fields of a form, and the files that came with it by field name."""

    fields: Fields
    files: Mapping[str, tuple[str, bytes]]


async def sent_of(request: Request[Any, Any, Any]) -> Sent:
    """Return what a form sent."""
    fields: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = (value.filename, await value.read())
        elif isinstance(value, str):
            fields.setdefault(name, []).append(value)
    return Sent(fields, files)


def given_of(page: Page, fields: Fields, kept: Answers, lang: Lang) -> Given:
    """Return what was given on a page."""
    raw = raw_of(page.questions, fields, kept)
    contacts = (one.key for one in page.questions if one.kind == "contact")
    agreed = {f"contact:{key}" for key in contacts if first(fields, f"{key}:consent")}
    agreed |= {"survey"} if first(fields, "_consent") else set()
    go: Go = "stay" if first(fields, "_lang") else "back" if first(fields, "_go") == "back" else "next"
    key, _, rest = first(fields, "_move").partition("/")
    ranked = next((one for one in page.questions if one.key == key and one.kind == "ranking"), None)
    if ranked is not None:
        option, _, to = rest.rpartition("/")
        raw[key], go = moved(ranked, fields, option, to), "stay"
    seen = frozenset(first(fields, "_seen").split()) if "_seen" in fields else None
    typed_in: Lang = "en" if first(fields, "_in") == "en" else "vi"
    return Given(page.key, raw, lang, go, frozenset(agreed), seen, typed_in)


def raw_of(questions: Iterable[Question], fields: Fields, kept: Answers) -> dict[str, object]:
    """Return what was given for each question, unchecked; a file that was sent before stays until it is taken away."""
    return {question.key: _raw(question, fields, kept) for question in questions}


def moved(question: Question, fields: Fields, option: str, to: str) -> list[str]:
    """Return the options of a ranking with one of them moved a place up or down."""
    order = list(fields.get(question.key, ()))
    if option in order:
        at = order.index(option)
        other = at + (-1 if to == "up" else 1)
        if 0 <= other < len(order):
            order[at], order[other] = order[other], order[at]
    return order[: question.most] if question.most else order


def first(fields: Fields, name: str) -> str:
    """Return the first value of a field, empty where there is none."""
    return next(iter(fields.get(name, ())), "")


def _raw(question: Question, fields: Fields, kept: Answers) -> object:
    key = question.key
    match question.kind:
        case "choice":
            return _chosen(key, first(fields, key), fields)
        case "choices":
            return [_chosen(key, one, fields) for one in fields.get(key, ())]
        case "matrix":
            return {row.key: first(fields, f"{key}/{row.key}") for row in question.rows}
        case "contact":
            return {name: first(fields, f"{key}/{name}") for name in question.fields}
        case "ranking":
            order = list(fields.get(key, ())) if first(fields, f"{key}:ranked") else []
            return order[: question.most] if question.most else order
        case "consent":
            return first(fields, key) or None
        case "file":
            return None if first(fields, f"{key}:drop") else kept.get(key)
        case _:
            return first(fields, key)


def _chosen(key: str, given: str, fields: Fields) -> str:
    return f"{OTHER}:{first(fields, f'{key}:{OTHER}')}" if given == OTHER else given
