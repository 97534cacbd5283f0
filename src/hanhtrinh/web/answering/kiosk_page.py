"""A kiosk: a survey on a device that stands somewhere, filled in by one after another.

The page holds the whole survey, so that it works while there is no connection: what was answered waits in the browser
and is sent when there is one again (`assets/js/kiosk.js`).
"""

from typing import Any

from litestar import Response

from hanhtrinh.app.answering.consenting import contact_words
from hanhtrinh.app.answering.looking import Filling
from hanhtrinh.draw.markup import Markup, data_block, h
from hanhtrinh.i18n import Lang, Text, say, tr
from hanhtrinh.voice.surveys.model import Page
from hanhtrinh.voice.surveys.piping import piped
from hanhtrinh.web.answering.drawn import around, survey_page
from hanhtrinh.web.answering.leaf import leaf
from hanhtrinh.web.answering.pen import Pen, fault_words, sign

IDLE, THANKS = 60, 8
"""Seconds without a touch before a kiosk asks whether somebody is there, and for which it says thank you."""


def kiosk_page(found: Filling, lang: Lang) -> Response[str]:
    """Return the page of a kiosk."""
    survey = found.survey
    parts = [
        h("section", [_page(found, one, page) for page in survey.pages], data_kiosk_lang=one, lang=one, hidden=True)
        for one in survey.languages
    ]
    data = {
        "survey": survey, "address": f"{found.door.address}/answers", "idle": IDLE, "thanks": THANKS,
        "words": {one: _words(found, one) for one in survey.languages},
    }  # fmt: skip
    end = h("div.sv-lone.sv-kiosk-end", h("span.sv-sign", sign("heart")), h("h1.sv-title", id="kiosk-end"),
            h("p.sv-text", id="kiosk-end-text"), hidden=True, role="status")  # fmt: skip
    still = h(
        "dialog.sv-still", h("h2", id="kiosk-still"), h("p", id="kiosk-still-text"),
        h("button.sv-btn.sv-main", h("span", id="kiosk-still-yes"), type="button"), aria_labelledby="kiosk-still",
    )  # fmt: skip
    body = around(survey, _start(found, lang), *parts, end, still, h("p.sv-queue", id="kiosk-queue", role="status"))
    needs = h("noscript", h("p.notice", tr("answering.kiosk_script", lang)))
    return leaf(say(survey.name, lang), needs, body, data_block(data, id="kiosk-data"), lang=lang, theme=survey.theme,
                scripts=("kiosk.js",), kind=".sv-kiosk")  # fmt: skip


def _start(found: Filling, lang: Lang) -> Markup:
    survey = found.survey
    buttons = [
        h("button.sv-btn.sv-main", h("span", tr("answering.kiosk_start", one)), sign("arrow-right"), type="button",
          data_kiosk_start=one, lang=one)
        for one in survey.languages
    ]  # fmt: skip
    intro = say(survey.intro, lang)
    alt = say(survey.theme.logo_alt, lang)
    logo = h("img.sv-logo", src=f"{found.door.address}/logo", alt=alt) if survey.theme.logo else None
    return h("div.sv-lone.sv-kiosk-start", logo, h("h1.sv-title", say(survey.name, lang)),
             h("p.sv-text", intro) if intro else None, h("div.sv-kiosk-tongues", buttons))  # fmt: skip


def _page(found: Filling, lang: Lang, page: Page) -> Markup:
    survey, keys = found.survey, [one.key for one in found.survey.pages]
    at = keys.index(page.key)

    def words(text: Text) -> str:
        return piped(text, survey, {}, lang)

    contacts = [one.key for one in page.questions if one.kind == "contact"]
    extra = {key: _tick(f"{key}:consent", contact_words(lang)) for key in contacts}
    pen = Pen(lang=lang, words=words, seed=page.key, prefix=f"sv-{lang}-{page.key}", extra=extra)
    consent = words(survey.consent_text) if at == 0 else ""
    before = h("div.sv-q.sv-is-consent", _tick("_consent", consent)) if consent else None
    drawn = survey_page(survey, page, lang, {}, pen=pen, first=at == 0, last=at == len(keys) - 1,
                        at=(at + 1, len(keys)), before=before)  # fmt: skip
    return h("div", drawn, data_kiosk_page=page.key, hidden=True)


def _tick(name: str, words: str) -> Markup:
    return h("label.sv-tick", h("input", type="checkbox", name=name, value="yes", autocomplete="off"), h("span", words))


def _words(found: Filling, lang: Lang) -> dict[str, Any]:
    company = found.door.space.name
    words = {name: tr(f"answering.{name}", lang, company=company) for name in ("thanks_title", "thanks_text")}
    plain = ("missing", "consent_wanted", "nothing_yet", "still_there", "still_text", "still_yes", "waiting")
    return {**words, **{name: tr(f"answering.{name}", lang) for name in plain}, **fault_words(lang)}
