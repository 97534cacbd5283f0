"""One theme: its figures, the steps it is spoken of at, its texts, each of which can be corrected in place."""

from hanhtrinh.access import Right, may
from hanhtrinh.app.themes.correcting import FEELINGS, FREE, PAGE, TextRow, ThemeSeen
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.said_cells import felt_tone
from hanhtrinh.i18n import say
from hanhtrinh.voice.text.correcting import Correction
from hanhtrinh.web.components import badge, button, empty, head, link_button, notice, token
from hanhtrinh.web.themes.parts import (
    View,
    feeling_bar,
    feeling_words,
    months_bars,
    share_bar,
    theme_mark,
)
from hanhtrinh.web.themes.passages import marked


def theme_page(view: View, seen: ThemeSeen) -> list[Markup]:
    """Return the parts of the page."""
    free = seen.key == FREE
    name = view.tr("uncaught_title") if free else seen.taxonomy.name_of(seen.key, view.lang)
    actions = []
    if not free and may(view.asking.actor, view.space.id, Right.EDIT_SURVEYS):
        actions.append(link_button(view.tr("edit_words"), view.at("of", seen.key, "words"), icon="pencil"))
    lead = view.tr("free_lead") if free else view.tr("theme_lead")
    top = head(name, lead, *actions, back=(view.at(), view.tr("title")))
    if seen.unread:
        top = h("div.stack", top, notice(view.tr("unread", n=view.words.number(seen.unread)), "middling"))
    if not seen.count:
        return [top, empty("message-circle", view.tr("no_texts"), view.tr("no_texts_text"))]
    return [top, *_figures(view, seen), _texts(view, seen), *_pages(view, seen)]


def _figures(view: View, seen: ThemeSeen) -> list[Markup]:
    one = seen.figure
    if one is None:
        return []
    items = [
        (view.tr("head_people"), share_bar(view, one)),
        (view.tr("head_feeling"), feeling_bar(view, one.feeling, one.interval, one.felt)),
        (view.tr("head_months"), months_bars(view, one.months, seen.months)),
    ]
    parts = [h("dl.tm-facts", [h("div", h("dt", name), h("dd", what)) for name, what in items])]
    if seen.steps:
        steps = [
            h("li", h("a.tm-step", f"{say(s.step_name, view.lang)}", h("small", view.tr("n_people", n=s.people)),
                      href=f"/w/{view.space.slug}/maps/{s.journey}", title=say(s.name, view.lang)))
            for s in seen.steps
        ]  # fmt: skip
        parts.append(h("section.tm-steps", h("h2", view.tr("said_at")), h("ul.tm-chips", steps)))
    return parts


def _texts(view: View, seen: ThemeSeen) -> Markup:
    corrects = may(view.asking.actor, view.space.id, Right.HANDLE_CASES)
    title = h("h2", view.tr("texts", n=view.words.number(seen.count)))
    cards = [_card(view, seen, row, corrects) for row in seen.rows]
    return h("section.tm-texts", title, h("ol", cards))


def _card(view: View, seen: ThemeSeen, row: TextRow, corrects: bool) -> Markup:
    """Return one text with what is read in it, and the form that corrects it. Where it feels otherwise about one of its
    themes, each theme bears its own feeling.
    """
    sense = row.sense
    kind = felt_tone(sense.feeling) if sense.feeling is not None else ""
    value = "" if sense.feeling is None else f" {view.words.signed(sense.feeling)}"
    marks = [badge(f"{feeling_words(view, sense.feeling)}{value}", kind)]
    marks += [
        theme_mark(view, seen.taxonomy.name_of(key, view.lang), sense.of(key) if sense.apart else None)
        for key in sense.themes
    ]
    if row.said:
        marks.append(badge(view.tr("corrected"), "accent"))
    day = h("time", view.words.day(row.time))
    form = _form(view, seen, row) if corrects else None
    return h(
        "li.tm-text", h("blockquote", marked(row.text, row.part)), h("p.tm-marks", *marks, day), form, id=f"t-{row.key}"
    )


def _form(view: View, seen: ThemeSeen, row: TextRow) -> Markup:
    taxonomy, theme = seen.taxonomy, seen.key
    about = [_choice("checkbox", "theme", key, taxonomy.name_of(key, view.lang), key in row.sense.themes)
             for key in taxonomy.keys]  # fmt: skip
    said = row.said or Correction()
    feels = _faces(view, "feeling", view.tr("feels"), said.feeling)
    name = taxonomy.name_of(theme, view.lang) if theme in taxonomy.themes else ""
    alone = _faces(view, "alone", view.tr("feels_of", theme=name), dict(said.apart).get(theme)) if name else None
    undo = button(view.tr("uncorrect"), kind="quiet small", name="undo", value="yes") if row.said else None
    form = h(
        "form.tm-correct", token(view.asking), h("input", type="hidden", name="answer", value=row.key),
        h("input", type="hidden", name="start", value=seen.start),
        h("fieldset", h("legend", view.tr("about")), h("div.tm-ticks", about)),
        feels, alone,
        h("div.actions", button(view.tr("save"), kind="main small"), undo),
        action=view.at("of", theme, "correct"), method="post", data_tm_correct=True,
    )  # fmt: skip
    return h("details.tm-fix", h("summary", view.tr("fix")), form)


def _faces(view: View, name: str, legend: str, told: float | None) -> Markup:
    """Return the choice of a feeling; as it was read, where nobody said another one."""
    choices = [_choice("radio", name, "", view.tr("face_as_read"), told is None)]
    choices += [_choice("radio", name, f"{value:g}", view.tr(f"face_{int(value) + 2}"), value == told)
                for value in FEELINGS]  # fmt: skip
    return h("fieldset", h("legend", legend), h("div.tm-ticks", choices))


def _choice(kind: str, name: str, value: str, words: str, chosen: bool) -> Markup:
    control = h("input", type=kind, name=name, value=value, checked=chosen)
    return h("label.tm-tick", control, h("span", words))


def _pages(view: View, seen: ThemeSeen) -> list[Markup]:
    links = []
    if seen.start:
        links.append(link_button(view.tr("newer"), f"{view.at('of', seen.key)}?start={max(0, seen.start - PAGE)}"))
    if seen.start + PAGE < seen.count:
        links.append(link_button(view.tr("older"), f"{view.at('of', seen.key)}?start={seen.start + PAGE}"))
    return [h("nav.tm-pages", *links, aria_label=view.tr("pages"))] if links else []
