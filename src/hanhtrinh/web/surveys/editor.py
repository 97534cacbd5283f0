"""The left side of the builder: what the survey is, its pages and questions, the thanks, whom it asks, how it looks."""

from collections.abc import Sequence

import msgspec

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.model import Page, Question, Survey
from hanhtrinh.web.components import sign
from hanhtrinh.web.surveys.asking_form import asking_form
from hanhtrinh.web.surveys.beside import Beside
from hanhtrinh.web.surveys.controls import Ink, doing
from hanhtrinh.web.surveys.findings import finding_lines, found_at
from hanhtrinh.web.surveys.logic_form import jumps_form, page_name, thanks_form
from hanhtrinh.web.surveys.question_form import question_card
from hanhtrinh.web.surveys.theme_form import theme_form
from hanhtrinh.web.surveys.words import GROUPS, ICONS, kind_name


def editor(survey: Survey, lang: Lang, found: Sequence[Finding], beside: Beside) -> Markup:
    """Return the whole left side."""
    ink = Ink(lang, survey.languages)
    known: list[Question] = []
    pages = []
    for page in survey.pages:
        pages.append(_page(ink, survey, page, list(known), found, beside))
        known += page.questions
    return h(
        "div.sb-editor",
        _part(ink, "about", "pencil", _about(ink, survey), False),
        h("div.sb-pages", pages),
        h(
            "div.sb-add-page",
            doing(
                ink.t("add_page"), "plus", kind="plain", words=True, data_sb_ask=_json({"do": "page"}), id="sb-add-page"
            ),
        ),
        _part(ink, "thanks", "party-popper", thanks_form(ink, survey), False),
        _part(ink, "asking", "send", asking_form(ink, survey, beside.journeys, beside.segments, beside.zone), False),
        _part(ink, "theme", "sparkles", theme_form(ink, survey, beside.pictures), False),
        id="sb-editor",
    )


def _part(ink: Ink, name: str, icon: str, content: Markup, opened: bool) -> Markup:
    summary = h(
        "summary.sb-part-head", sign(icon), h("h2", ink.t(f"part_{name}")), h("span.hint", ink.t(f"part_{name}_lead"))
    )
    return h("details.sb-part", summary, h("div.sb-part-body", content), id=f"sb-{name}", open=opened)


def _about(ink: Ink, survey: Survey) -> Markup:
    names = [("vi", "Tiếng Việt"), ("en", "English")]
    return h(
        "div.sb-fields",
        ink.texts(ink.t("name"), "name", survey.name, needed=True, hint=ink.t("name_hint")),
        ink.ticks(ink.t("languages"), "languages", names, survey.languages),
        ink.texts(ink.t("intro"), "intro", survey.intro, long=True, hint=ink.t("intro_hint")),
        ink.texts(ink.t("consent_text"), "consent_text", survey.consent_text, long=True, hint=ink.t("consent_hint")),
        ink.texts(ink.t("closed_text"), "closed_text", survey.closed_text, long=True),
        ink.tick(ink.t("anonymous"), "anonymous", survey.anonymous, hint=ink.t("anonymous_hint"), redraw=True),
    )


def _page(
    ink: Ink, survey: Survey, page: Page, before: list[Question], found: Sequence[Finding], beside: Beside
) -> Markup:
    known, cards = list(before), []
    start = len(before)
    for n, question in enumerate(page.questions, start + 1):
        here = found_at(survey, found, question.key)
        cards.append(question_card(ink, survey, page, question, list(known), here, n, beside))
        known.append(question)
    number = [one.key for one in survey.pages].index(page.key) + 1
    place = f"pages/{page.key}"
    empty = h("p.sb-nothing", ink.t("page_empty")) if not cards else None
    return h(
        "section.sb-page",
        h("header.sb-page-head", h("h3", ink.t("page_n", n=number)), _page_buttons(ink, survey, page)),
        finding_lines(found_at(survey, found, page.key), ink.lang),
        h(
            "details.sb-more",
            h("summary", ink.t("page_words")),
            ink.texts(ink.t("page_title"), f"{place}/title", page.title, pipes=True),
            ink.texts(ink.t("page_text"), f"{place}/text", page.text, long=True, pipes=True),
            id=f"words-{page.key}",
            open=bool(page.title or page.text) and not page.questions,
        ),
        h("div.sb-cards", cards, empty, data_sb_cards=page.key),
        _adding(ink, page),
        _jumps(ink, survey, page, known),
        id=f"p-{page.key}",
        data_sb_section=page.key,
        aria_label=page_name(ink, survey, page),
    )


def _page_buttons(ink: Ink, survey: Survey, page: Page) -> Markup:
    place = f"pages/{page.key}"
    return h(
        "span.sb-page-do",
        doing(ink.t("page_up"), "arrow-up", data_sb_up=True, id=f"up-p-{page.key}"),
        doing(ink.t("page_down"), "arrow-down", data_sb_down=True, id=f"down-p-{page.key}"),
        doing(ink.t("page_remove"), "trash-2", data_sb_drop=place, id=f"drop-p-{page.key}")
        if len(survey.pages) > 1
        else None,
        data_sb_move=place,
        data_sb_key=page.key,
    )


def _jumps(ink: Ink, survey: Survey, page: Page, known: Sequence[Question]) -> Markup | None:
    if not known:
        return None
    count = h("span.badge", str(len(page.jumps))) if page.jumps else None
    summary = h("summary", sign("route"), " ", ink.t("jumps"), " ", count)
    return h(
        "details.sb-more.sb-jumps",
        summary,
        jumps_form(ink, survey, page, known),
        id=f"jumps-{page.key}",
        open=bool(page.jumps),
    )


def _adding(ink: Ink, page: Page) -> Markup:
    """Return the ways to a new question: one of each kind, or from the bank."""
    id = f"add-{page.key}"
    groups = [
        h(
            "div.sb-kinds-group",
            h("h4", ink.t(f"group_{name}")),
            h(
                "div.sb-kinds-in",
                [
                    h(
                        "button.sb-kind-pick",
                        sign(ICONS[kind]),
                        h("span", h("b", kind_name(kind, ink.lang)), h("small", ink.t(f"about_{kind}"))),
                        type="button",
                        data_sb_ask=_json({"do": "question", "kind": kind, "page": page.key}),
                        popovertarget=id,
                        popovertargetaction="hide",
                    )
                    for kind in kinds
                ],
            ),
        )
        for name, kinds in GROUPS
    ]
    opener = h(
        "button.btn.plain.small",
        sign("plus"),
        h("span", ink.t("add_question")),
        type="button",
        popovertarget=id,
        id=f"adding-{page.key}",
    )
    close = h(
        "button.btn.quiet.shut",
        sign("x"),
        h("span.vh", ink.t("shut")),
        type="button",
        popovertarget=id,
        popovertargetaction="hide",
    )
    sheet = h("div.pop.sb-kinds", h("div.pop-head", h("h2", ink.t("add_question")), close), groups, id=id, popover=True)
    from_bank = h(
        "button.btn.quiet.small",
        sign("book-open"),
        h("span", ink.t("from_bank")),
        type="button",
        data_sb_bank=page.key,
        id=f"bank-{page.key}",
    )
    return h("div.sb-adding", opener, sheet, from_bank)


def name_of(survey: Survey, lang: Lang) -> str:
    """Return what a survey is called."""
    return say(survey.name, lang) or survey.key


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
