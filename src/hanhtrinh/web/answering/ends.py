"""What is said instead of questions: thanks, why nothing is asked (any more), the wish to be left alone."""

from collections.abc import Mapping

from litestar import Response

from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.answering.looking import Ending, Filling
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.surveys.logic import thanks_of
from hanhtrinh.voice.surveys.piping import piped
from hanhtrinh.web.answering.leaf import logo_of, words_leaf

_STATUS: Mapping[Ending, int] = {
    "thanks": 200, "over": 200, "closed": 410, "paused": 503, "early": 403, "expired": 410, "full": 410,
}  # fmt: skip
_SIGNS: Mapping[Ending, str] = {
    "thanks": "heart", "over": "circle-check", "closed": "door-open", "paused": "clock", "early": "clock",
    "expired": "hourglass", "full": "users",
}  # fmt: skip


def ending_page(
    desk: AnswerDesk, filling: Filling, ending: Ending, lang: Lang, *, outside: bool = False
) -> Response[str]:
    """Return what is said when nothing is asked (any more); `outside`: to somebody who may be another than answered."""
    if ending == "thanks":
        return _thanks(filling, lang, outside)
    own = piped(filling.survey.closed_text, filling.survey, {}, lang) if ending in ("closed", "full") else ""
    company, when = filling.door.space.name, _when(desk, filling, ending, lang)
    text = own or tr(f"answering.{ending}_text", lang, company=company, when=when)
    half = filling.response is not None and ending in ("closed", "paused", "expired", "full")
    kept = tr(f"answering.{'paused_half' if ending == 'paused' else 'half'}", lang) if half else ""
    return _said(filling, ending, lang, _text(text), _text(kept))


def stop_page(filling: Filling, lang: Lang) -> Response[str]:
    """Ask whether somebody shall not be asked any more."""
    button = h("button.sv-btn.sv-main", tr("answering.stop_button", lang), type="submit")
    back = h("a.sv-btn", tr("answering.stop_not", lang), href=filling.door.address)
    form = h("form.sv-buttons", button, back, method="post", action=f"{filling.door.address}/stop?lang={lang}")
    text = tr("answering.stop_text", lang, company=filling.door.space.name)
    return _leaf(filling, tr("answering.stop_title", lang), lang, "hand", _text(text), form)


def stopped_page(filling: Filling, lang: Lang) -> Response[str]:
    """Say that somebody is not asked any more."""
    text = tr("answering.stopped_text", lang, company=filling.door.space.name)
    return _leaf(filling, tr("answering.stopped_title", lang), lang, "check", _text(text))


def _thanks(filling: Filling, lang: Lang, outside: bool) -> Response[str]:
    survey, company = filling.survey, filling.door.space.name
    if outside and filling.door.kind == "q":  # perhaps it was sent on: nothing of the answers is told
        anew = h("a.sv-btn.sv-main", tr("answering.anew", lang), href=filling.door.address)
        text = tr("answering.answered_text", lang, company=company)
        return _said(filling, "thanks", lang, _text(text), h("div.sv-buttons", anew))
    said = thanks_of(survey, filling.answers)
    own = piped(said.text, survey, filling.answers, lang) if said else ""
    text = own or tr("answering.thanks_text", lang, company=company)
    if said and said.link.startswith("https://"):
        words = piped(said.link_text, survey, filling.answers, lang) or tr("answering.go_on", lang)
        link = h("a.sv-btn.sv-main", words, href=said.link, rel="noopener noreferrer")
        return _said(filling, "thanks", lang, _text(text), h("div.sv-buttons", link))
    return _said(filling, "thanks", lang, _text(text), h("p.sv-hint", tr("answering.may_close", lang)))


def _when(desk: AnswerDesk, filling: Filling, ending: Ending, lang: Lang) -> str:
    """Return the moment an ending is about, as the company's clocks have it."""
    sent, zone = filling.door.invitation, desk.zone(filling.door.space)
    at = filling.survey.asking.opens if ending == "early" else sent.expires if sent else None
    if at is None:
        return ""
    moment = datetime_of(at, zone)
    day = f"{moment:%d/%m/%Y}" if lang == "vi" else f"{moment.day} {moment:%b %Y}"
    return f"{moment:%H:%M}, {day}" if ending == "early" else day


def _said(filling: Filling, ending: Ending, lang: Lang, *content: Markup | None) -> Response[str]:
    title = tr(f"answering.{ending}_title", lang)
    return _leaf(filling, title, lang, _SIGNS[ending], *content, status=_STATUS[ending])


def _leaf(
    filling: Filling, title: str, lang: Lang, icon: str, *content: Markup | None, status: int = 200
) -> Response[str]:
    survey = filling.survey
    return words_leaf(
        title, *content, lang=lang, theme=survey.theme, status=status, icon=icon, framed=filling.door.kind == "q",
        name=say(survey.name, lang), logo=logo_of(filling), tongues=survey.languages,
    )  # fmt: skip


def _text(words: str) -> Markup | None:
    return h("p.sv-text", words) if words else None
