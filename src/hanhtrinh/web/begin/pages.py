"""What the pages of the guided choice show."""

from collections.abc import Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.maps.creating import LONGEST_NAME, LONGEST_TEXT, Offered, templates
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, box, button, field, form, head, link_button, notice, sign

_DATA = (
    ("connect", "globe", "sources/connect", Right.MANAGE_SOURCES),
    ("import", "file-text", "imports/new", Right.IMPORT),
    ("data", "sparkles", "begin/draft", Right.EDIT_MAPS),
)
_PRESSED = (("demo", "store"),)
_MAPS = (
    ("template", "layers", "begin/template"),
    ("idea", "lightbulb", "begin/idea"),
    ("survey", "message-square-quote", "begin/survey"),
)


def _tr(key: str, lang: Lang, **params: object) -> str:
    return tr(f"begin.{key}", lang, **params)


def choices(asking: Asking, space: Space) -> Sequence[Markup]:
    """Return every way to begin that the asker may go."""
    lang, base = asking.lang, f"/w/{space.slug}"
    top = head(_tr("title", lang), _tr("lead", lang))
    if not may(asking.actor, space.id, Right.EDIT_MAPS):
        back = link_button(tr("web.rail_journeys", lang), f"{base}/journeys", icon="route")
        return top, notice(_tr("viewer", lang), "middling"), h("div.actions", back)
    data = [
        _choice(key, icon, f"{base}/{path}", lang)
        for key, icon, path, right in _DATA
        if may(asking.actor, space.id, right)
    ]
    maps = [_choice(key, icon, f"{base}/{path}", lang) for key, icon, path in _MAPS]
    return (
        top,
        _group("with_data", lang, [*data, *(_pressed(key, icon, asking, base) for key, icon in _PRESSED)]),
        _group("without_data", lang, maps),
    )


def _group(key: str, lang: Lang, cards: Sequence[Markup]) -> Markup:
    return h("section.ways", h("h2", _tr(key, lang)), h("p.lead", _tr(f"{key}_lead", lang)), h("ul.way-cards", cards))


def _choice(key: str, icon: str, href: str, lang: Lang) -> Markup:
    words = h("span.way-words", h("b", _tr(key, lang)), h("span", _tr(f"{key}_text", lang)))
    return h("li", h("a.way", h("span.way-icon", sign(icon)), words, href=href))


def _pressed(key: str, icon: str, asking: Asking, base: str) -> Markup:
    """Return a way that is gone by pressing it."""
    words = h("span.way-words", h("b", _tr(key, asking.lang)), h("span", _tr(f"{key}_text", asking.lang)))
    press = h("button.way", h("span.way-icon", sign(icon)), words, type="submit")
    return h("li", form(asking, f"{base}/begin/{key}", press))


def templates_page(asking: Asking, space: Space) -> Sequence[Markup]:
    """Return the templates, each with its stages in small and a form that makes a map of it."""
    lang = asking.lang
    cards = [_template(asking, space, one, lang) for one in templates()]
    top = head(_tr("template", lang), _tr("template_lead", lang), back=_up(space, lang))
    return top, h("ul.template-cards", cards)


def _template(asking: Asking, space: Space, one: Offered, lang: Lang) -> Markup:
    dots = [h(f"span.dot-{phase}") for phase in one.phases]
    count = tr("map_page.steps_count", lang, stages=one.stages, steps=len(one.phases))
    made = form(
        asking,
        f"/w/{space.slug}/begin/template",
        h("input", type="hidden", name="template", value=one.key),
        button(_tr("use_template", lang), kind="plain", aria_label=_tr("use_named", lang, name=say(one.name, lang))),
    )
    picture = h("div.template-dots", dots, aria_hidden="true")
    about = h("p", say(one.scenario, lang) or _tr("template_blank", lang))
    return h("li", h("h2", say(one.name, lang)), picture, h("p.small", count), about, made)


def _up(space: Space, lang: Lang) -> tuple[str, str]:
    return f"/w/{space.slug}/begin", _tr("title", lang)


def idea_page(asking: Asking, space: Space, name: str = "", text: str = "", error: str = "") -> Sequence[Markup]:
    """Return where an idea is written or pasted; what was written comes back with what is wrong with it."""
    lang = asking.lang
    top = head(_tr("idea", lang), _tr("idea_lead", lang), back=_up(space, lang))
    written = form(
        asking,
        f"/w/{space.slug}/begin/idea",
        notice(error.split("\n", 1)[0], "bad") if error else None,
        field(_tr("name", lang), "name", name, hint=_tr("name_hint", lang), maxlength=LONGEST_NAME),
        area(_tr("text", lang), "text", text, error=error or None, rows=14, maxlength=LONGEST_TEXT, required=True,
             placeholder=_tr("text_example", lang), spellcheck="false"),
        h("div.actions", button(_tr("make", lang), icon="map-plus")),
        kind="stack",
    )  # fmt: skip
    forms = h("ul.way-list", [h("li", _tr(f"form_{key}", lang)) for key in ("outline", "mermaid", "table", "yaml")])
    return top, h("div.two", box(None, written), box(_tr("forms", lang), forms))


def survey_page(asking: Asking, space: Space) -> Sequence[Markup]:
    """Return how answers become a map: the map whose steps are asked about, then the answers."""
    lang, base = asking.lang, f"/w/{space.slug}"
    top = head(_tr("survey", lang), _tr("survey_lead", lang), back=_up(space, lang))
    make = form(
        asking, f"{base}/begin/template", h("input", type="hidden", name="template", value="survey-only"),
        button(_tr("survey_make", lang), icon="map-plus"),
    )  # fmt: skip
    bring = link_button(_tr("survey_import", lang), f"{base}/imports/new", icon="file-text")
    steps = [
        h("li", h("b", _tr("survey_first", lang)), h("p", _tr("survey_first_text", lang)), make),
        h("li", h("b", _tr("survey_second", lang)), h("p", _tr("survey_second_text", lang)), bring),
        h("li", h("b", _tr("survey_third", lang)), h("p", _tr("survey_third_text", lang))),
    ]
    return top, box(None, h("ol.numbered", steps), kind="narrow")
