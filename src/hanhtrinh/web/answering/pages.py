"""The page of a filling in that asks: questions with what was answered so far. What is said instead: `ends`."""

from collections.abc import Collection, Mapping

from litestar import Response

from hanhtrinh.app.answering.consenting import CONTACT, contact_words
from hanhtrinh.app.answering.looking import Filling, place_of
from hanhtrinh.app.answering.stamps import stamp
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.voice.surveys.logic import shown_on
from hanhtrinh.voice.surveys.model import Answers, Page
from hanhtrinh.voice.surveys.piping import piped
from hanhtrinh.web.answering.drawn import survey_page
from hanhtrinh.web.answering.leaf import leaf, logo_of
from hanhtrinh.web.answering.pen import Pen
from hanhtrinh.web.components import sign

TRAP = "sv_more"


def question_page(
    filling: Filling, page: Page, lang: Lang, now: int, *, answers: Answers | None = None,
    wrong: Mapping[str, str] | None = None, agreed: Collection[str] = (), notice: Child = "", status: int = 200,
) -> Response[str]:  # fmt: skip
    """Return a page of questions with what was answered so far; `agreed` is agreed to beside what was before."""
    survey, wrong = filling.survey, dict(wrong or {})
    answers = dict(filling.answers if answers is None else answers)
    agreed = {*agreed, *(filling.response.consent if filling.response else ())}
    pen = _pen(filling, lang, answers, page, agreed)
    first, last, at = place_of(filling, page)
    shown = {one.key for one in shown_on(survey, page.key, answers)}
    has_files = any(one.kind == "file" for one in page.questions)
    before = [_consent(filling, lang, wrong.pop("", ""), "survey" in agreed) if first else None, _trap(lang)]
    name = pen.say(survey.name)
    body = survey_page(
        survey, page, lang, answers, errors=wrong, shown=shown, pen=pen, first=first, last=last, at=at, notice=notice,
        action=f"{filling.address}/{page.key}{'/files' if has_files else ''}", logo=logo_of(filling),
        hidden={"_form": stamp(filling.door.secret, filling.key, now), "_in": lang, "_seen": " ".join(sorted(shown))},
        before=Markup("".join(one for one in before if one)), after=_foot(filling, lang),
    )  # fmt: skip
    return leaf(name, body, lang=lang, theme=survey.theme, status=status, framed=filling.door.kind == "q")


def _pen(filling: Filling, lang: Lang, answers: Answers, page: Page, agreed: Collection[str]) -> Pen:
    extra = {
        one.key: _tick(f"{one.key}:consent", contact_words(lang), f"{CONTACT}{one.key}" in agreed)
        for one in page.questions
        if one.kind == "contact"
    }
    return Pen(lang=lang, words=lambda text: piped(text, filling.survey, answers, lang), seed=filling.id, extra=extra)


def _tick(name: str, words: str, on: bool) -> Markup:
    box = h("input", type="checkbox", name=name, value="yes", checked=on, autocomplete="off")
    return h("label.sv-tick", box, h("span", words))


def _consent(filling: Filling, lang: Lang, wrong: str, given: bool) -> Markup | None:
    words = piped(filling.survey.consent_text, filling.survey, {}, lang)
    if not words:
        return None
    error = h("p.sv-wrong", sign("circle-alert"), h("span", wrong), role="alert") if wrong else None
    return h(f"div.sv-q.sv-is-consent{'.sv-bad' if wrong else ''}", _tick("_consent", words, given), error)


def _trap(lang: Lang) -> Markup:
    """Return a field nobody sees: who fills it is a machine."""
    box = h("input", type="text", name=TRAP, tabindex=-1, autocomplete="off", value="")
    return h("div.sv-trap", h("label", tr("answering.trap", lang), " ", box), aria_hidden="true")


def _foot(filling: Filling, lang: Lang) -> Markup:
    key = "foot_nameless" if filling.survey.anonymous else "foot"
    words = h("p", sign("shield-check"), h("span", tr(f"answering.{key}", lang, company=filling.door.space.name)))
    stop = None
    if filling.door.invitation is not None:
        stop = h("p", h("a", tr("answering.letter_stop", lang), href=f"{filling.door.address}/stop?lang={lang}"))
    return h("footer.sv-foot", words, stop)
