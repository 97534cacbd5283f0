"""What the map shows at a survey's step: said in the question's form, and chosen when the survey is opened."""

from hanhtrinh.app.surveys.showing import Bound, Shown
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, say
from hanhtrinh.voice.surveys.instruments import fits, instrument_key
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey
from hanhtrinh.web.components import pick, sign
from hanhtrinh.web.surveys.beside import Beside
from hanhtrinh.web.surveys.controls import Ink
from hanhtrinh.web.surveys.words import short, ts

_WORDS = 70


def map_choice(lang: Lang, survey: Survey, bound: Bound | None) -> Markup | None:
    """Return what the map shows at the bound step now and, where there is a choice, what it shows from now on."""
    if bound is None:
        return None
    anonymous = h("p.hint", ts(lang, "map_anonymous")) if survey.anonymous else None
    options = [(choice, *_option(lang, survey, bound, choice)) for choice in bound.choices]
    picks = pick(ts(lang, "map_pick"), "map", options, bound.choice) if options else None
    return h(
        "section.sb-map", h("h3", sign("map"), h("span", ts(lang, "map_title", step=say(bound.name, lang)))),
        h("p", now_shown(lang, survey, bound)), picks, anonymous,
    )  # fmt: skip


def now_shown(lang: Lang, survey: Survey, bound: Bound) -> str:
    """Return in words which question's answers make the curve at the step now."""
    shown = bound.shown
    if shown is None:
        return ts(lang, "map_nothing")
    count = Words(lang).number(shown.answers)
    if bound.mine:
        return ts(lang, "map_mine", words=_asked(lang, survey, bound, shown), n=count)
    if shown.known is None:
        return ts(lang, "map_unknown", given=shown.key)
    return ts(lang, "map_shows", words=_name(lang, shown), scale=scale_words(lang, shown.known), n=count)


def _option(lang: Lang, survey: Survey, bound: Bound, choice: str) -> tuple[str, str]:
    """Return the words of a choice, and what comes of it."""
    texts = {one.key: short(one.text, lang, _WORDS) or one.key for one in survey.questions}
    if choice == "series":
        words, other = texts.get(bound.fitting, ""), _name(lang, bound.shown) if bound.shown else ""
        same = words.casefold() == other.casefold()
        return ts(lang, "map_series"), ts(lang, "map_series_same" if same else "map_series_hint", words=words)
    if choice == "show":
        hint = "map_show_hint" if bound.shown and bound.shown.answers else "map_show_first"
        return ts(lang, "map_show", words=texts.get(bound.question, "")), ts(lang, hint)
    return (ts(lang, "map_beside"), ts(lang, "map_beside_hint")) if bound.shown else (ts(lang, "map_leave"), "")


def _asked(lang: Lang, survey: Survey, bound: Bound, shown: Shown) -> str:
    keys = {instrument_key(survey.key, one): short(one.text, lang, _WORDS) for one in survey.questions}
    return keys.get(shown.key) or bound.question


def _name(lang: Lang, shown: Shown) -> str:
    return (short(shown.known.question, lang, _WORDS) if shown.known else "") or shown.key


def scale_words(lang: Lang, instrument: Instrument) -> str:
    """Return an instrument's kind and scale in words, such as “satisfaction 1–5”."""
    low, high = (Words(lang).number(end, 0 if end == round(end) else 1) for end in (instrument.low, instrument.high))
    kind = f"{instrument.kind}_low" if instrument.direction == "low_is_good" else instrument.kind
    known = {"nps", "csat", "ces", "ces_low", "emotion"}
    return ts(lang, f"map_scale_{kind if kind in known else 'other'}", low=low, high=high)


def series_field(ink: Ink, place: str, survey: Survey, question: Question, beside: Beside) -> Markup | None:
    """Return what the map shows at the survey's step, and the series a scored question may go on with."""
    if question.kind not in SCORED:
        return None
    said, lang = None, ink.lang
    if beside.bound is not None and not question.relationship:
        step = ts(lang, "map_at", step=say(beside.bound.name, lang))
        said = h("p.hint", sign("map"), " ", step, " ", now_shown(lang, survey, beside.bound))
    mine = f"{survey.key}."
    found = [one for key, one in sorted(beside.known.items()) if fits(question, one) and not key.startswith(mine)]
    options = [("", ts(lang, "series_own")), *((one.key, _series(lang, one)) for one in found)]
    if question.series and question.series not in {one.key for one in found}:
        options.append((question.series, question.series))
    choosing = None
    if len(options) > 1:
        choosing = ink.select(
            ts(lang, "series"), f"{place}/series", options, question.series, hint=ts(lang, "series_hint"), redraw=True
        )
    return h("div.sb-fields", choosing, said) if said or choosing else None


def _series(lang: Lang, one: Instrument) -> str:
    words = short(one.question, lang, _WORDS)
    return ts(lang, "series_of_option", words=words or one.key, scale=scale_words(lang, one))
