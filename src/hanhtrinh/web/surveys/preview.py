"""The live preview: the drawing people will answer, walked through with its logic; nothing of it is kept."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import LANGS, Lang, Text, tr
from hanhtrinh.voice.surveys.answers import checked_page
from hanhtrinh.voice.surveys.logic import next_page, page_before, thanks_of, way
from hanhtrinh.voice.surveys.model import Answers, Page, Survey
from hanhtrinh.voice.surveys.piping import piped
from hanhtrinh.web.answering.drawn import around, survey_page
from hanhtrinh.web.answering.filled import raw_of
from hanhtrinh.web.answering.pen import Pen
from hanhtrinh.web.answering.theme import theme_address
from hanhtrinh.web.components import button, sign
from hanhtrinh.web.surveys.words import ts

Sent = Mapping[str, Sequence[str]]
END = "_end"


def preview(survey: Survey, sent: Sent, page_lang: Lang, home: str = "") -> Markup:
    """Return the page of the preview that follows on what was sent from it: the next, the one before, or the same; or
    the one with the question that is being edited (`_see`)."""
    lang = _lang(survey, sent, page_lang)
    answers = _kept(sent)
    key, go = _one(sent, "_page"), _one(sent, "_go")
    page = next((one for one in survey.pages if one.key == key), None)
    errors: dict[str, str] = {}
    if page is not None and go:
        answers = {key: value for key, value in answers.items() if key not in {one.key for one in page.questions}}
        given, findings = checked_page(page, raw_of(page.questions, sent, {}), lang)
        answers |= given
        shown = {one.key for one in way(survey, answers).shown.get(page.key, ())}
        errors = {one.path.split("/")[0]: tr(one.key, lang, **one.params) for one in findings}
        errors = {key: words for key, words in errors.items() if key in shown} if go == "next" else {}
        key = _follow(survey, page.key, answers, go, bool(errors))
    elif key != END:
        key = page.key if page else _first(survey, answers)
    key = next((one.key for one in survey.pages if _one(sent, "_see") in [q.key for q in one.questions]), key)
    return _drawn(survey, key, lang, answers, errors, logo_address(home, survey))


def _follow(survey: Survey, page: str, answers: Answers, go: str, wrong: bool) -> str:
    if go == "back":
        return page_before(survey, page, answers) or page
    return page if wrong or go == "stay" else next_page(survey, page, answers) or END


def _first(survey: Survey, answers: Answers) -> str:
    return next_page(survey, "", answers) or ""


def logo_address(home: str, survey: Survey) -> str:
    """Return where the team sees a survey's logo; `home` is the survey's address."""
    file = survey.theme.logo
    return f"{home.partition('/voice/')[0]}/pictures/{file}?small=1" if home and file else ""


def _drawn(survey: Survey, key: str, lang: Lang, answers: Answers, errors: Mapping[str, str], logo: str) -> Markup:
    def said(text: Text) -> str:
        return piped(text, survey, answers, lang)

    pen = Pen(lang=lang, words=said, prefix="pv")
    page = next((one for one in survey.pages if one.key == key), None)
    if page is None:
        drawn = _end(survey, lang, answers, pen) if key == END else _nothing(survey, lang)
    else:
        drawn = _page(survey, page, lang, answers, errors, pen, logo)
    sheet = theme_address(survey.theme)
    return h("div.sb-shown", drawn, id="sb-shown", lang=lang, data_sb_theme=sheet, data_sb_shown_page=key)


def _page(survey: Survey, page: Page, lang: Lang, answers: Answers, errors: Mapping[str, str], pen: Pen,
          logo: str) -> Markup:  # fmt: skip
    shown = {one.key for one in way(survey, answers).shown.get(page.key, ())}
    keys = [one.key for one in survey.pages]
    hidden = {"_page": page.key, "_answers": msgspec.json.encode(answers).decode(), "_shown": lang}
    return survey_page(
        survey, page, lang, answers, errors=errors, shown=shown, pen=pen, hidden=hidden,
        first=page_before(survey, page.key, answers) is None, last=next_page(survey, page.key, answers) is None,
        at=(keys.index(page.key) + 1, len(keys)), logo=logo,
    )  # fmt: skip


def _end(survey: Survey, lang: Lang, answers: Answers, pen: Pen) -> Markup:
    thanks = thanks_of(survey, answers)
    words = (pen.say(thanks.text) if thanks else "") or ts(lang, "thanks_usual")
    link = h("p", h("span.sv-btn", pen.say(thanks.link_text) or thanks.link)) if thanks and thanks.link else None
    aside = way(survey, answers).aside
    again = button(ts(lang, "preview_again"), kind="plain", icon="refresh-cw", type="button", data_sb_again=True)
    note = h("p.sv-hint", ts(lang, "preview_aside", n=len(aside))) if aside else None
    return around(survey, h("div.sv-q", h("p.sv-title", sign("circle-check"), " ", words), link, note, h("p", again)))


def _nothing(survey: Survey, lang: Lang) -> Markup:
    return around(survey, h("div.sv-q", h("p.sv-text", ts(lang, "preview_nothing"))))


def _kept(sent: Sent) -> Answers:
    try:
        return msgspec.json.decode(_one(sent, "_answers") or "{}", type=Answers)
    except msgspec.MsgspecError:
        return {}


def _lang(survey: Survey, sent: Sent, page_lang: Lang) -> Lang:
    for wish in (_one(sent, "_lang"), _one(sent, "_shown"), page_lang):
        for lang in LANGS:
            if wish == lang and lang in survey.languages:
                return lang
    return survey.languages[0] if survey.languages else page_lang


def _one(sent: Sent, name: str) -> str:
    values = sent.get(name, ())
    return values[-1] if values else ""


Look = Literal["auto", "light", "dark"]


def stage(survey: Survey, lang: Lang, home: str) -> Markup:
    """Return the right side of the builder: the preview with what it can be seen as."""

    def group(name: str, options: Sequence[tuple[str, str]], chosen: str) -> Markup:
        radios = [
            h(
                "label",
                h("input.vh", type="radio", name=f"sb-{name}", value=value, checked=value == chosen),
                h("span", words),
            )
            for value, words in options
        ]
        return h("fieldset.sb-switch", h("legend.vh", ts(lang, f"see_{name}")), radios)

    devices = group("device", [("phone", ts(lang, "see_phone")), ("desktop", ts(lang, "see_desktop"))], "phone")
    tongues = (
        group("lang", [(one, one.upper()) for one in survey.languages], lang) if len(survey.languages) > 1 else None
    )
    looks = group("look", [(one, ts(lang, f"see_{one}")) for one in ("auto", "light", "dark")], "auto")
    again = h("button.btn.quiet.small", sign("refresh-cw"), h("span", ts(lang, "preview_again")), type="button",
              data_sb_again=True)  # fmt: skip
    bar = h("div.sb-stage-bar", h("h2", ts(lang, "preview")), devices, tongues, looks, again)
    screen = h(
        "div.sb-screen.sb-phone",
        preview(survey, {}, lang, home),
        data_sb_screen=True,
        data_sb_preview=f"{home}/preview",
    )
    return h("aside.sb-stage", bar, screen, h("p.hint", ts(lang, "preview_hint")), aria_label=ts(lang, "preview"))
