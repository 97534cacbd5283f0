"""What people speak of: every theme at a glance, what none caught, how good the reading is, where themes are chosen."""

from hanhtrinh.access import Right, may
from hanhtrinh.app.themes.correcting import FREE
from hanhtrinh.app.themes.figures import Quote, ThemeFigure, ThemesSeen
from hanhtrinh.app.themes.learning import Learned
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import TONES
from hanhtrinh.draw.said_cells import felt_tone
from hanhtrinh.web.components import badge, box, button, empty, field, form, head, link_button, notice, select, sign
from hanhtrinh.web.themes.goodness import goodness
from hanhtrinh.web.themes.parts import (
    REFRESH_MILLISECONDS,
    View,
    feeling_bar,
    feeling_words,
    months_bars,
    share_bar,
)
from hanhtrinh.web.themes.passages import marked

_FEW = 5
_LONGEST_QUOTE = 220


def list_page(view: View, seen: ThemesSeen, learned: Learned, shipped: list[str], touched: bool) -> list[Markup]:
    """Return the parts of the page."""
    edits = may(view.asking.actor, view.space.id, Right.EDIT_SURVEYS)
    top = head(view.tr("title"), view.tr("lead"), *_actions(view, edits))
    if not seen.texts:
        import_ = link_button(view.tr("take_in"), f"/w/{view.space.slug}/import", kind="main", icon="inbox")
        surveys = link_button(view.tr("ask"), f"/w/{view.space.slug}/voice/surveys")
        return [top, empty("message-circle", view.tr("nothing"), view.tr("nothing_text"), import_, surveys),
                *([_choosing(view, seen, shipped, touched)] if edits else [])]  # fmt: skip
    spoken = [one for one in seen.figures if one.people]
    silent = [one for one in seen.figures if not one.people]
    live = [_summary(view, seen)]
    if seen.unread:
        waiting = notice(view.tr("unread", n=view.words.number(seen.unread)), "middling")
        live.append(waiting)
    if spoken:
        live.append(_table(view, seen, spoken))
    if silent and not seen.unread:
        names = ", ".join(seen.taxonomy.name_of(one.key, view.lang) for one in silent)
        live.append(h("p.tm-silent", view.tr("silent"), " ", names, "."))
    if seen.unread < seen.texts:
        live.append(_missed(view, seen, edits))
    again = REFRESH_MILLISECONDS if seen.unread else None
    parts = [top, h("div", *live, id="tm-live", data_refresh=again)]
    parts.append(goodness(view, seen.taxonomy, learned, edits))
    if edits:
        parts.append(_choosing(view, seen, shipped, touched))
    return parts


def _actions(view: View, edits: bool) -> list[Markup]:
    return [link_button(view.tr("as_text"), view.at("as-text"), icon="file-text")] if edits else []


def _summary(view: View, seen: ThemesSeen) -> Markup:
    words = view.words
    read = seen.texts - seen.unread
    share = words.percent((read - seen.uncaught) / read) if read else "–"
    return h(
        "p.tm-summary",
        view.tr("summary", texts=words.number(seen.texts), people=words.number(seen.people), share=share),
    )


def _table(view: View, seen: ThemesSeen, figures: list[ThemeFigure]) -> Markup:
    heads = ("head_theme", "head_people", "head_feeling", "head_months")
    header = h("thead", h("tr", [h("th", view.tr(name), scope="col") for name in heads]))
    body = [_row(view, seen, one) for one in figures]
    return h("table.tm-table", h("caption.vh", view.tr("title")), header, h("tbody", body))


def _row(view: View, seen: ThemesSeen, one: ThemeFigure) -> Markup:
    name = h("a.tm-name", seen.taxonomy.name_of(one.key, view.lang), href=view.at("of", one.key))
    few = badge(view.tr("few"), "middling") if one.people < _FEW else None
    quote = quote_of(view, one.quote) if one.quote else None
    general = badge(view.tr("general_badge")) if one.key in seen.taxonomy.general else None
    cells = (
        (h("div", name, few, general, quote), "head_theme"),
        (share_bar(view, one), "head_people"),
        (feeling_bar(view, one.feeling, one.interval, one.felt), "head_feeling"),
        (months_bars(view, one.months, seen.months), "head_months"),
    )
    return h("tr", [h("td", cell, data_head=view.tr(head)) for cell, head in cells])


def quote_of(view: View, quote: Quote) -> Markup:
    """Return what somebody said, with how it feels about the theme and the part that says so."""
    kind = felt_tone(quote.feeling) if quote.feeling is not None else "middling"
    face = h(f"span.tm-face.{kind}", sign(TONES[kind]), h("span.vh", f"{feeling_words(view, quote.feeling)}: "))
    return h(f"blockquote.tm-quote.{kind}", face, marked(quote.text, quote.part, _LONGEST_QUOTE))


def _missed(view: View, seen: ThemesSeen, edits: bool) -> Markup:
    share = view.words.percent(seen.uncaught / seen.texts)
    lead = view.tr("uncaught", n=view.words.number(seen.uncaught), share=share)
    free = link_button(view.tr("uncaught_look"), view.at("of", FREE), icon="message-square-quote")
    look = h("div.actions.tm-missed-look", free) if seen.uncaught else None
    if not seen.frequent:
        return box(view.tr("uncaught_title"), h("div.actions", look), lead=lead, id="uncaught")
    names = [(key, seen.taxonomy.name_of(key, view.lang)) for key in seen.taxonomy.keys]
    chips = h(
        "ul.tm-chips",
        [h("li", h("label.tm-chip", h("input", type="radio", name="word", value=one.words, required=True),
                   h("span", one.words, h("small", view.words.number(one.texts))))) for one in seen.frequent],
    )  # fmt: skip
    if not edits:
        plain = h("ul.tm-chips", [h("li", h("span.tm-word", w.words, h("small", str(w.texts)))) for w in seen.frequent])
        return box(view.tr("uncaught_title"), plain, h("div.actions", look), lead=lead, id="uncaught")
    adding = form(
        view.asking, view.at("word"),
        h("fieldset.tm-words", h("legend", view.tr("uncaught_words")), chips),
        h("div.tm-line", select(view.tr("to_theme"), "theme", names), button(view.tr("add_word"), icon="plus")),
    )  # fmt: skip
    return box(view.tr("uncaught_title"), adding, h("div.actions", look), lead=lead, id="uncaught")


def _choosing(view: View, seen: ThemesSeen, shipped: list[str], touched: bool) -> Markup:
    adding = form(
        view.asking, view.at("add"), field(view.tr("new_name"), "name", maxlength=80, required=True),
        button(view.tr("add_theme"), kind="plain", icon="plus"), kind="tm-line",
    )  # fmt: skip
    options = [(name, view.tr(f"shipped_{name}")) for name in shipped]
    choosing = form(
        view.asking, view.at("choose"), select(view.tr("choose"), "list", options, hint=view.tr("choose_hint")),
        button(view.tr("choose_do"), kind="plain"), kind="tm-line",
    )  # fmt: skip
    now = notice(view.tr("own"), "good") if touched else notice(view.tr("not_own"), "plain")
    return box(view.tr("choosing_title"), now, adding, choosing, lead=view.tr("choosing_lead"), id="choosing")
