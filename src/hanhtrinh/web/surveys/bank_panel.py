"""The bank of questions as a sheet beside the builder: by stage, by words, each with what it finds out."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, without_marks
from hanhtrinh.voice.surveys.bank import PHASE_OF, READY, STAGES, Banked, bank, ready
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, form, sign
from hanhtrinh.web.surveys.words import ICONS, kind_name, ts


def bank_sheet(lang: Lang) -> Markup:
    """Return the bank to pick questions from."""
    rows = [_row(key, one, lang) for key, one in bank().items()]
    stages = [("", ts(lang, "every_stage")), *((one, stage_name(one, lang)) for one in STAGES)]
    search = h(
        "input.in",
        type="search",
        placeholder=ts(lang, "bank_search"),
        aria_label=ts(lang, "bank_search"),
        data_sb_bank_search=True,
    )
    pick = h(
        "select.in",
        [h("option", words, value=value) for value, words in stages],
        aria_label=ts(lang, "stage"),
        data_sb_bank_stage=True,
    )
    close = h("button.btn.quiet.shut", sign("x"), h("span.vh", ts(lang, "shut")), type="button", data_sb_shut=True)
    nothing = h("p.hint", ts(lang, "bank_nothing"), hidden=True, data_sb_bank_nothing=True, role="status")
    top = h("div.pop-head", h("h2", ts(lang, "bank")), close)
    return h(
        "dialog.sb-bank",
        top,
        h("p.lead", ts(lang, "bank_lead", n=len(rows))),
        h("div.sb-row", search, pick),
        h("ul.sb-bank-list", rows),
        nothing,
        id="sb-bank",
        aria_label=ts(lang, "bank"),
    )


def stage_name(stage: str, lang: Lang) -> str:
    """Return what a stage is called, with its phase."""
    return f"{ts(lang, f'stage_{stage}')} · {ts(lang, f'phase_{PHASE_OF[stage]}')}"


def _row(key: str, one: Banked, lang: Lang) -> Markup:
    question = one.question
    words = say(question.text, lang)
    asks = say(one.asks, lang)
    stages = ", ".join(ts(lang, f"stage_{stage}") for stage in one.stages)
    search = without_marks(f"{words} {asks} {kind_name(question.kind, lang)}").casefold()
    add = button(
        ts(lang, "add"),
        kind="plain small",
        icon="plus",
        type="button",
        data_sb_banked=key,
        aria_label=ts(lang, "add_named", name=words),
    )
    return h(
        "li.sb-bank-row",
        h(
            "div",
            h("b", words),
            h("p.hint", asks),
            h("p.sb-bank-marks", sign(ICONS[question.kind]), h("span", f"{kind_name(question.kind, lang)} · {stages}")),
        ),
        add,
        data_sb_words=search,
        data_sb_stages=" ".join(one.stages),
    )


def ready_cards(asking: Asking, home: str) -> Markup:
    """Return the surveys that are ready, each one click away from being a draft."""
    lang = asking.lang
    cards = []
    for name in READY:
        survey = ready(name)
        count = ts(lang, "ready_count", n=len(survey.questions))
        kinds = [h("li", sign(ICONS[one.kind]), h("span", say(one.text, lang))) for one in survey.questions[:3]]
        go = form(
            asking,
            home,
            h("input", type="hidden", name="start", value=name),
            button(
                ts(lang, "ready_take"),
                kind="plain small",
                icon="plus",
                aria_label=ts(lang, "ready_take_named", name=say(survey.name, lang)),
            ),
        )
        cards.append(
            h(
                "li.sb-ready",
                h("h3", say(survey.name, lang)),
                h("p.hint", ts(lang, f"ready_{name.replace('-', '_')}")),
                h("ul.sb-ready-in", kinds),
                h("div.sb-ready-foot", h("span.hint", count), go),
            )
        )
    return h("ul.sb-readies", cards)
