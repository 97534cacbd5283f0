"""What stands around the table: the bar of choices, header, key figures, what stands out, segments and definitions."""

from collections.abc import Sequence
from zlib import crc32

from hanhtrinh.draw import page_curve
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.page_marks import number, scale
from hanhtrinh.draw.shapes import Figure, Highlight, Lane, PersonaCard, Scene, SegmentPanel
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import LANGS, Lang

_LANGUAGES: dict[Lang, str] = {"vi": "Tiếng Việt", "en": "English"}
_THEMES = (("auto", "monitor"), ("light", "sun"), ("dark", "moon"))
_WIDTHS = ("fit", "roomy")
_ROOMY = 12
_DETAILS = {"circle-user": "demographics", "footprints": "behaviour", "heart": "needs"}
# Hair behind a portrait's face: to the chin, short, long.
_HAIR = (
    "M16 43V29C16 17 22 10 32 10s16 7 16 19v14z",
    "M19 34v-7C19 16 24 10 32 10s13 6 13 17v7z",
    "M15 52V29C15 17 22 10 32 10s17 7 17 19v23z",
)


def both(key: str) -> list[Markup]:
    """Return a message in both languages; the page shows the chosen one."""
    return [h("span", Words(lang).tr(key), lang=lang) for lang in LANGS]


def tools(scenes: Sequence[Scene], options: DrawOptions) -> Markup:
    """Return the bar of choices; all but presenting and printing work without scripts."""
    lang = scenes[0].lang
    languages = [
        _radio("lang", k, k == lang, h("abbr", k.upper(), title=name, lang=k)) for k, name in _LANGUAGES.items()
    ]
    themes = [
        _radio("theme", k, k == options.theme, [icon(sign), h("span.vh", both(f"theme_{k}"))]) for k, sign in _THEMES
    ]
    widths = [_radio("width", k, k == "fit", both(f"width_{k}")) for k in _WIDTHS]
    return h(
        "div.bar-top",
        h("span.brand", h("span.mark", "h", aria_hidden="true"), "Hanhtrinh"),
        h(
            "div.tools",
            h("fieldset.seg", h("legend.vh", both("language")), languages),
            h("fieldset.seg", h("legend.vh", both("theme")), themes),
            h("fieldset.seg.only-wide", h("legend.vh", both("width")), widths),
            _lane_menu(scenes, options),
            h("button.tool.js.only-wide", icon("printer"), both("print"), type="button", data_do="print"),
            h("button.tool.main.js", icon("presentation"), both("present"), type="button", data_do="present"),
        ),
    )


def _radio(group: str, key: str, checked: bool, label: object) -> Markup:
    box = h("input", type="radio", name=group, id=f"{group}-{key}", value=key, checked=checked)
    return h("label", box, h("span", label))  # type: ignore[arg-type]


def _lane_menu(scenes: Sequence[Scene], options: DrawOptions) -> Markup:
    names = {
        lane.key: [(s.lang, other.name) for s in scenes for other in s.lanes if other.key == lane.key]
        for lane in scenes[0].lanes
    }
    boxes = [
        h(
            "label",
            h("input", type="checkbox", id=f"show-{lane.key}", checked=_lane_kind(lane) not in options.hidden),
            h("span", [h("span", name, lang=lang) for lang, name in names[lane.key]]),
        )
        for lane in scenes[0].lanes
    ]
    summary = h("summary.tool", icon("layers"), both("lanes"), icon("chevron-down"))
    return h("details.menu", summary, h("fieldset", h("legend", both("lanes_title")), boxes))


def _lane_kind(lane: Lane) -> str:
    """Return what the options call a lane: all competitors together are `rivals`."""
    return "rivals" if lane.key.startswith("rival-") and not lane.own else lane.key


def hero(scene: Scene, words: Words) -> Markup:
    """Return title, scenario, goal, owner, persona and what the numbers are about."""
    lines = [
        h("p", h("b", words.tr(key)), " ", h("span", text, data_write=f"journey/{key}"))
        for key, text in (("scenario", scene.scenario), ("goal", scene.goal))
        if text
    ]
    facts = [
        h("li", icon(sign), h("span.small", label), _fact(scene, sign, value)) for sign, label, value in scene.facts
    ]
    if scene.owner:
        facts.append(
            h("li", icon("circle-user"), h("span.small", words.tr("owner")), _written(scene.owner, "journey/owner"))
        )
    state = h("p.state", icon("circle-dashed"), scene.state) if scene.state else None
    return h(
        "header.hero",
        h(
            "div.titles",
            h("p.eyebrow", words.tr("eyebrow")),
            h("h1", scene.title, data_write="journey/name"),
            h("div.story", lines),
        ),
        _persona(scene, words),
        h("ul.facts", facts),
        _personas(scene, words),
        state,
    )


def _written(text: str, place: str) -> Markup:
    """Return a text in bold that can be written where it stands, on a page one writes on."""
    return h("b", text, data_write=place)


def _fact(scene: Scene, sign: str, value: str) -> Markup:
    """Return what one of the numbers' facts says; the share of measured cells opens how it is made up."""
    opens = sign == "layout-grid" and scene.share is not None
    return h("b", number(scene.share)) if opens and scene.share else h("b", value)


def _persona(scene: Scene, words: Words) -> Markup | None:
    if scene.persona is None:
        return None
    name, said, about = scene.persona
    place = f"personas/{scene.personas[0].key}"
    quote = h("blockquote", f"“{said}”", data_write=f"{place}/quote") if said else None
    more = h("p.small", about, data_write=f"{place}/about") if about else None
    return h(
        "figure.persona",
        likeness(scene.personas[0], scene.lang),
        h("figcaption", h("span.vh", words.tr("persona")), _written(name, f"{place}/name"), quote, more),
        data_persona=scene.personas[0].key,
    )


def _personas(scene: Scene, words: Words) -> Markup | None:
    """Return every persona in full, folded away; nothing where there is no more to say than the hero says."""
    if not any(card.details or not card.main for card in scene.personas):
        return None
    one = len(scene.personas) == 1
    names = h("span.small", " · ".join(card.name for card in scene.personas)) if not one else None
    title = words.tr("persona_more" if one else "personas_more")
    summary = h("summary", icon("users"), h("b", title), names, icon("chevron-down"))
    return h("details.personas", summary, h("ul.people-cards", [_card(card, scene) for card in scene.personas]))


def _card(card: PersonaCard, scene: Scene) -> Markup:
    place = f"personas/{card.key}"
    details = [
        h("div", h("dt", icon(sign), label), h("dd", text, data_write=f"{place}/{_DETAILS[sign]}"))
        for sign, label, text in card.details
    ]
    head = h("header", likeness(card, f"{scene.lang}-{card.key}"), h("h3", card.name, data_write=f"{place}/name"))
    said = h("blockquote", f"“{card.quote}”", data_write=f"{place}/quote") if card.quote else None
    about = h("p", card.about, data_write=f"{place}/about") if card.about else None
    return h(
        f"li{'.main' if card.main else ''}",
        head,
        said,
        about,
        h("dl", details) if details else None,
        data_persona=card.key,
    )


def likeness(card: PersonaCard, place: str) -> Markup:
    """Return a persona's own picture, else the drawn portrait."""
    if card.picture is None:
        return portrait(card.key, place)
    return h("img.portrait", src=card.picture.small, alt="", width=64, height=64, decoding="async")


def portrait(key: str, place: str) -> Markup:
    """Return a small drawn portrait whose look follows from a key; `place` keeps ids apart."""
    chosen, clip_id = crc32(key.encode()), f"portrait-{place}"
    look, hair = chosen // len(_HAIR) % 3, _HAIR[chosen % len(_HAIR)]
    parts = (
        h("circle.p-ground", cx=32, cy=32, r=32),
        h("path.p-hair", d=hair),
        h("path.p-body", d="M8 64c1-12 9-17 18-18l6 4 6-4c9 1 17 6 18 18z"),
        h("path.p-skin", d="M26 40h12v7c0 3-3 6-6 6s-6-3-6-6z"),
        h("ellipse.p-skin", cx=32, cy=31, rx=10.5, ry=12.5),
        h("path.p-hair", d="M20 31c-1-12 5-17 12-17s13 5 12 17c-2-6-5-9-9-10-4 3-9 4-13 4-1 2-2 4-2 6z"),
        h("path.p-smile", d="M28.5 36.5c2 2 5 2 7 0"),
    )
    clip = h("clipPath", h("circle", cx=32, cy=32, r=32), id=clip_id)
    return h(
        f"svg.portrait.look{look}",
        clip,
        h("g", parts, clip_path=f"url(#{clip_id})"),
        viewBox="0 0 64 64",
        aria_hidden="true",
    )


def summary(scene: Scene, words: Words) -> Markup:
    """Return the key figures and what stands out."""
    figures = (
        h("dl.figures", [_figure(f) for f in scene.figures], aria_label=words.tr("key_figures"))
        if scene.figures
        else None
    )
    title = h("h2", icon("sparkles"), words.tr("stands_out"))
    cards = h("ol.cards", [_highlight(item, i + 1) for i, item in enumerate(scene.highlights)])
    return h("section.summary", figures, h("div.outstanding", title, cards))


def _figure(figure: Figure) -> Markup:
    detail = h("dd.small", figure.detail) if figure.detail else None
    return h("div", h("dt", icon(figure.icon), figure.label), h("dd", number(figure.value, "huge")), detail)


def _highlight(item: Highlight, position: int) -> Markup:
    picture = None
    if item.marks:
        picture = h(
            "div.marks",
            [
                h("p", h("span.small", label), scale([w], middle=True), h(f"b.{w.tone}", value))
                for label, value, w in item.marks
            ],
        )
    elif item.bars:
        picture = _columns(item.bars)
    return h(f"li.card.{item.kind}", h("h3", icon(item.icon), item.title), picture, h("p", item.text))


def _columns(bars: Sequence[tuple[str, str, float, bool]]) -> Markup:
    """Return small columns with their numbers, the emphasised one in the accent."""
    top = max(value for _, _, value, _ in bars) or 1.0
    return h("ol.columns.many" if len(bars) > _ROOMY else "ol.columns", [_column(*item, top) for item in bars])


def _column(name: str, text: str, value: float, on: bool, top: float) -> Markup:
    tall = round(value / top * 40, 2)
    picture = h(
        "svg",
        h("rect", x=0, y=40 - tall, width=10, height=tall),
        viewBox="0 0 10 40",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return h("li.on" if on else "li", h("span.vh", f"{name}: "), h("span.small", text), picture)


def mini(scene: Scene) -> Markup:
    """Return the whole curve in small, which shows on a phone where in the journey one is."""
    here = h("path.here", d="M.5 0V100")
    picture = page_curve.lines(scene.curve, small=True)
    frame = h("svg.where", here, viewBox=f"0 0 {scene.curve.steps} 100", preserveAspectRatio="none", aria_hidden="true")
    return h("div.mini", picture, frame, aria_hidden="true")


def segments(scene: Scene, words: Words) -> Markup | None:
    """Return one panel per segment, all on the same scales."""
    if not scene.segments:
        return None
    title = h("h2", icon("users"), words.tr("segments"), h("span.small", words.tr("segments_note")))
    return h("section.segments", title, h("div.panels", [_panel(scene, p, words) for p in scene.segments]))


def _panel(scene: Scene, panel: SegmentPanel, words: Words) -> Markup:
    steps = scene.curve.steps
    picture = h(
        "svg.small-curve",
        h("path.zero", d=f"M0 50H{steps}"),
        [h("path.everybody.dot" if "h" in d else "path.everybody", d=d) for d in panel.everybody],
        [h("path.line.dot" if "h" in d else "path.line", d=d, stroke=page_curve.FELT) for d in panel.lines],
        viewBox=f"0 0 {steps} 100",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    bars = [
        h("rect", x=i + 0.14, y=round(40 - 40 * v, 2), width=0.72, height=round(40 * v, 2))
        for i, v in enumerate(panel.bars)
        if v is not None
    ]
    reach = h("svg.small-bars", bars, viewBox=f"0 0 {steps} 40", preserveAspectRatio="none", aria_hidden="true")
    figures = [h("div", h("dt", f.label), h("dd", number(f.value, "big"))) for f in panel.figures]
    return h(
        "article.panel", h("h3", panel.name), picture, reach, h("p.small", words.tr("segment_reach")), h("dl", figures)
    )


def ending(scene: Scene, words: Words) -> list[Markup]:
    """Return the definitions of the numbers, readable without scripts and on paper, and the foot of the page."""
    terms = [h("div", h("dt", term), h("dd", text)) for term, text in scene.glossary]
    definitions = h("details.glossary", h("summary", icon("book-open"), words.tr("glossary")), h("dl", terms))
    return [definitions, h("footer", words.tr("footer"))]


def walker(scene: Scene, words: Words) -> Markup:
    """Return the phone's buttons for walking from step to step."""
    total = len(scene.steps)
    return h(
        "nav.walker.js",
        h("button", icon("arrow-left"), h("span.vh", words.tr("previous")), type="button", data_do="previous"),
        h(
            "p",
            h(
                "span.small",
                words.tr("position", n=1, total=total),
                data_template=words.tr("position", n="#", total=total),
            ),
            h("b", scene.steps[0].name if scene.steps else ""),
        ),
        h("button", icon("arrow-right"), h("span.vh", words.tr("next")), type="button", data_do="next"),
        aria_label=words.tr("swipe"),
    )
