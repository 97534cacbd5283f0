"""What is shown to whoever opens an address of a survey: a page of questions, or why there is none."""

from typing import Any

from litestar import Request, Response

from hanhtrinh.app.answering.doors import Kind, score_of
from hanhtrinh.app.answering.letter import first_question
from hanhtrinh.app.answering.looking import Filling, page_of
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.model import Answers
from hanhtrinh.web.answering.coming import desk_of, filling_of, from_outside, tongue
from hanhtrinh.web.answering.ends import ending_page
from hanhtrinh.web.answering.leaf import away
from hanhtrinh.web.answering.pages import question_page


def show(request: Request[Any, Any, Any], kind: Kind, code: str, key: str, wanted: str) -> Response[Any]:
    """Show a page of a filling in, or where it stands instead."""
    found, desk = filling_of(request, kind, code, key), desk_of(request)
    lang, outside = tongue(request, found), from_outside(request)
    page = page_of(found, wanted)
    if found.ending is not None or page is None:
        return ending_page(desk, found, found.ending or "closed", lang, outside=outside)
    if page.key != wanted:
        return away(f"{found.address}/{page.key}{_query(request)}")
    answers = {**found.answers, **_marked(request, found)}
    notice = _sent_on(found, lang) if outside and kind == "q" and found.response is not None else None
    return question_page(found, page, lang, desk.clock(), answers=answers, notice=notice)


def _sent_on(found: Filling, lang: Lang) -> Markup:
    """Return the way out for whoever was sent the address of somebody else's filling in."""
    anew = h("a", tr("answering.anew", lang), href=found.door.address)
    return h("span", tr("answering.begun_before", lang), " ", anew, data_sv_sent_on=True)


def _marked(request: Request[Any, Any, Any], found: Filling) -> Answers:
    """Return the score somebody chose in a letter: it is only shown as chosen, nothing is kept."""
    mark = request.query_params.get("c", "")
    question = first_question(found.survey) if mark and found.door.kind == "a" else None
    if question is None or question.key in found.answers:
        return {}
    low, high = scale_of(question)
    score = score_of(found.door.code, question.key, mark, range(low, high + 1))
    return {} if score is None else {question.key: float(score)}


def _query(request: Request[Any, Any, Any]) -> str:
    kept = {name: request.query_params.get(name) for name in ("lang", "c")}
    pairs = [f"{name}={value}" for name, value in kept.items() if value and value.isalnum()]
    return f"?{'&'.join(pairs)}" if pairs else ""
