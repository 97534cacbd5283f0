"""What a form sent, taken: guarded against machines, handed to the use case, answered with where to go."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from hanhtrinh.app.answering.files import take_file
from hanhtrinh.app.answering.looking import Filling
from hanhtrinh.app.answering.pacing import FILES
from hanhtrinh.app.answering.stamps import drawn_at
from hanhtrinh.app.answering.taking import Given, Taken, take_page
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.values import MICROSECONDS, Finding
from hanhtrinh.voice.surveys.answers import checked
from hanhtrinh.voice.surveys.model import Answers, Page, Question
from hanhtrinh.web.answering.coming import Hurried, desk_of, filling_of, keep_pace, tongue
from hanhtrinh.web.answering.ends import ending_page
from hanhtrinh.web.answering.filled import Sent, first, given_of
from hanhtrinh.web.answering.leaf import away
from hanhtrinh.web.answering.pages import TRAP, question_page
from hanhtrinh.web.asking import address_of

QUICKEST = 3 * MICROSECONDS // 10
"""Nobody sees the first page of an open link, picks and sends in less, its way there and back included; who knows the
one question and taps at once takes longer. Whoever is quicker is asked to send once more."""


def take(
    request: Request[Any, Any, Any], kind: Any, code: str, key: str, page: str, sent: Sent
) -> Response[str] | Redirect:
    """Take a page of answers and say where to go: the next page, the end, or the same page with what is wrong."""
    found = filling_of(request, kind, code, key)
    keep_pace(request, found.door)
    lang: Lang = found.lang(first(sent.fields, "_lang") or first(sent.fields, "_in"), tongue(request, found))
    shown = next((one for one in found.survey.pages if one.key == page), None)
    if found.ending is not None or shown is None:
        return away(f"{found.address}/end")
    if first(sent.fields, TRAP):
        return ending_page(desk_of(request), found, "thanks", lang)
    given = given_of(shown, sent.fields, found.answers, lang)
    if notice := _unready(request, found, given, sent):
        return question_page(found, shown, lang, desk_of(request).clock(), answers=_as_given(found, shown, given),
                             agreed=given.agreed, notice=notice, status=400)  # fmt: skip
    taken = take_page(desk_of(request), found, _with_files(request, found, shown, given, sent))
    moved_in = first(sent.fields, "_move").partition("/")[0]
    spot = f"#sv-{moved_in}" if any(one.key == moved_in for one in shown.questions) else ""
    return _answer(request, found, shown, lang, taken, spot)


def _answer(
    request: Request[Any, Any, Any], found: Filling, shown: Page, lang: Lang, taken: Taken, spot: str
) -> Response[str] | Redirect:
    if taken.ending == "thanks":
        return away(f"{found.address}/end?lang={lang}")
    if taken.ending is not None:
        return ending_page(desk_of(request), found, taken.ending, lang)
    if not (taken.wrong or taken.more or taken.nothing):
        return away(f"{found.address}/{taken.page}?lang={lang}{spot}")
    now_kept = filling_of(request, found.door.kind, found.door.code, found.key)
    words = {key: tr(finding.key, lang, **finding.params) for key, finding in taken.wrong.items()}
    drawn = {key: value for key, value in taken.drawn.items() if value}
    said = "one_more" if taken.more else "nothing_yet" if taken.nothing else ""
    return question_page(
        now_kept, shown, lang, desk_of(request).clock(), answers={**now_kept.answers, **drawn}, wrong=words,
        notice=tr(f"answering.{said}", lang) if said else "", status=422 if words or taken.nothing else 200,
    )  # fmt: skip


def _as_given(found: Filling, page: Page, given: Given) -> Answers:
    """Return what a page is drawn with again where nothing was taken: what was kept, with what was given over it."""
    answers = dict(found.answers)
    for question in page.questions:
        raw = given.raw.get(question.key)
        value = checked(question, raw, given.typed_in or given.lang)
        drawn = raw if isinstance(value, Finding) else value
        if isinstance(drawn, str | float | bool | list | dict):
            answers[question.key] = drawn
    return answers


def _with_files(request: Request[Any, Any, Any], found: Filling, page: Page, given: Given, sent: Sent) -> Given:
    """Return what was given with the files that came with it, kept, and what is wrong with those that were not."""
    raw, refused = dict(given.raw), dict[str, Finding]()
    for question in page.questions:
        if question.kind != "file" or question.key not in sent.files:
            continue
        try:
            raw[question.key] = _file(request, found, question, sent.files[question.key])
        except InputError as error:  # what was sent before stays
            raw[question.key] = found.answers.get(question.key)
            refused[question.key] = Finding(severity="error", key=error.key, params=error.params)
    return given._replace(raw=raw, refused=refused)


def _file(
    request: Request[Any, Any, Any], found: Filling, question: Question, sent: tuple[str, bytes]
) -> Mapping[str, str]:
    desk = desk_of(request)
    if desk.paces.wait("file", address_of(request), FILES, desk.clock()):
        raise Hurried("answering.hurried")
    return take_file(desk, found, question, *sent)


def _unready(request: Request[Any, Any, Any], found: Filling, given: Given, sent: Sent) -> str:
    """Return why a form is to be sent once more: its token is not ours or too old, or it came too fast."""
    now = desk_of(request).clock()
    drawn = drawn_at(found.door.secret, found.key, first(sent.fields, "_form"), now)
    if drawn is None:
        return tr("answering.form_old", given.lang)
    quick = found.door.kind == "q" and found.response is None and now - drawn < QUICKEST
    return tr("answering.form_quick", given.lang) if quick and given.go == "next" else ""
