"""A map as one self-contained HTML file: both languages, light and dark, screen, phone, paper; no request leaves it."""

from collections.abc import Sequence

from hanhtrinh.draw import page_curve, page_parts, page_sections, vendored
from hanhtrinh.draw.markup import Markup, data_block, h, source_hash
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.page_table import table
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import Door, Scene
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings

_LABELS = ("definition", "people_behind", "copy", "copied", "voices", "close", "trend", "previous", "next", "position")


def render(journey: Journey, readings: MapReadings | None, *, lang: Lang, options: DrawOptions | None = None) -> str:
    """Return the page of a journey, opening in `lang` with the other language one click away.

    Everything is inside: fonts, icons, styles, scripts and what stands behind each number. Texts of the journey and
    of customers are
    escaped; a content security policy forbids every request and every script but the page's own.
    """
    options = options or DrawOptions()
    others = [other for other in LANGS if other != lang]
    scenes = [scene_of(journey, readings, lang=one, options=options) for one in (lang, *others)]
    return page(scenes, options)


def page(scenes: Sequence[Scene], options: DrawOptions) -> str:
    """Return the page of one map's scenes, the first one shown."""
    body = Markup(
        "".join([page_parts.tools(scenes, options), *(_main(scene) for scene in scenes), h("dialog.door", id="door")])
    )
    data = Markup("".join(doors_data(scene, f"data-{scene.lang}") for scene in scenes))
    data = Markup(data + _pictures(options))
    style = vendored.fonts() + vendored.style() + _rules(scenes)
    script = vendored.script()
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        h("meta", name="viewport", content="width=device-width, initial-scale=1, minimum-scale=1"),
        h("meta", name="referrer", content="no-referrer"),
        h("meta", name="color-scheme", content="light dark"),
        h("title", scenes[0].title),
        h("style", Markup(style)),
    )
    content = h(
        "body",
        vendored.sprite(body),
        page_curve.gradient(),
        body,
        h("dialog.show", id="show"),
        data,
        h("script", Markup(script)),
    )
    return f"<!doctype html>\n{h('html', head, content, lang=scenes[0].lang)}\n"


def _main(scene: Scene) -> Markup:
    words = Words(scene.lang)
    return h(
        "main",
        h("a.skip", words.tr("skip"), href=f"#map-{scene.lang}"),
        page_parts.hero(scene, words),
        page_parts.summary(scene, words),
        page_parts.mini(scene),
        table(scene, words),
        page_parts.walker(scene, words),
        page_sections.below(scene, words),
        page_parts.segments(scene, words),
        page_parts.ending(scene, words),
        lang=scene.lang,
        data_title=scene.title,
    )


def _pictures(options: DrawOptions) -> Markup:
    """Return the large pictures as JSON, each once for both languages."""
    if not options.pictures:
        return Markup("")
    return data_block({file: shot.large for file, shot in options.pictures.items()}, id="pictures-inside")


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; img-src data:; font-src data:; "
        f"style-src '{source_hash(style)}'; script-src '{source_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _rules(scenes: Sequence[Scene]) -> str:
    """Return the rules that depend on the map: heights on the curve, columns, lanes that can be hidden, languages."""
    heights = sorted({y for scene in scenes for y in page_curve.used_heights(scene)})
    rules = [f".{page_curve.y_class(y)}{{top:calc(var(--h)*{y / 100:.4f})}}" for y in heights]
    rules += [
        f"body:has(#show-{k}:not(:checked)) .lane-{k}{{display:none}}" for k in (lane.key for lane in scenes[0].lanes)
    ]
    rules += [
        f"main:has(#{page_curve.switch_id(scene, one)}:not(:checked)) .{page_curve.series_class(one)}{{display:none}}"
        for scene in scenes
        for one in scene.curve.series
    ]
    lengths = sorted({t for scene in scenes for t in page_curve.used_lengths(scene)})
    rules += [f".{page_curve.length_class(t)}{{height:calc(var(--h)*{t / 100:.4f})}}" for t in lengths]
    spans = {phase.span for phase in scenes[0].phases} | {stage.span for stage in scenes[0].stages}
    rules += [f".cols{span}{{--cols:{span}}}" for span in sorted(spans)]
    for lang in LANGS:
        other = "en" if lang == "vi" else "vi"
        rules.append(f"body:has(#lang-{lang}:checked) :is(main,.bar-top span)[lang={other}]{{display:none}}")
    rules.append(f":root{{--steps:{len(scenes[0].steps)}}}")
    return "".join(rules)


def doors_data(scene: Scene, id: str) -> Markup:
    """Return the doors of a scene as a block of data in a page; what doors share is written once."""
    pools: dict[str, list[object]] = {"definitions": [], "tables": [], "quotes": [], "rows": []}
    doors = [_packed(door, pools) for door in scene.doors]
    words = Words(scene.lang)
    labels = {key: words.tr(key, n="#", total=len(scene.steps)) for key in _LABELS}
    return data_block({"labels": labels, "doors": doors, **pools}, id=id)


def _packed(door: Door, pools: dict[str, list[object]]) -> dict[str, object]:
    return {
        "title": door.title,
        "place": door.place,
        "value": door.value,
        "definition": _pooled(pools["definitions"], door.definition),
        "rows": [_pooled(pools["rows"], row) for row in door.rows],
        "tables": [_pooled(pools["tables"], table) for table in door.tables],
        "quotes": [_pooled(pools["quotes"], quote) for quote in door.quotes],
        "spark": door.spark,
        "command": door.command,
    }


def _pooled(pool: list[object], item: object) -> int:
    if item not in pool:
        pool.append(item)
    return pool.index(item)
