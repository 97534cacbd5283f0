"""One version as a map, to be looked at: drawn as the map page draws it, without its doors."""

import re

from hanhtrinh.access import Right, may
from hanhtrinh.app.pictures import shots_of
from hanhtrinh.app.versions.comparing import Side
from hanhtrinh.app.versions.parts import Part
from hanhtrinh.draw import page_curve, page_parts, vendored
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.page_table import table
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say as said_in
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Version
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, form, notice, select, sign, tabs
from hanhtrinh.web.services import Services
from hanhtrinh.web.versions.parts import base_of, crumbs, kind_mark, say, small_link, title_of, who
from hanhtrinh.web.versions.timeline import restore_form

_DOOR = re.compile(r'<button([^>]*?) data-door="\d+"([^>]*)>(.*?)</button>', re.DOTALL)


def version_page(
    asking: Asking,
    space: Space,
    services: Services,
    journey: str,
    side: Side,
    version: Version,
    readings: MapReadings | None,
    words: Words,
    *,
    own: bool,
    names: dict[str, str],
) -> Markup:
    """Return a version's map, drawn with the numbers of its time (`own`) or with today's."""
    lang, base = asking.lang, base_of(space, journey)
    title = title_of(version, words)
    edits = may(asking.actor, space.id, Right.EDIT_MAPS)
    told = h("p.when", title, " · ", who(version, names, lang), kind_mark(version, lang))
    tools = (
        small_link("scale", say(lang, "compare_now"), f"{base}/compare?old={version.id}&new=now"),
        small_link("file-text", say(lang, "file"), f"{base}/{version.id}/journey.yaml"),
        restore_form(asking, base, version, words) if edits else None,
        _part_form(asking, base, side, version) if edits else None,
    )
    heads = h("div.old-head", h("div", h("b", sign("clock"), say(lang, "old_version")), told), h("div.deeds", *tools))
    last = (f"{base}/{version.id}", version.name or words.moment(version.at))
    bar = h("div.map-bar", crumbs(space, journey, said_in(side.file.journey.name, lang), lang, last))
    rules = h("link", rel="stylesheet", href=f"{base}/{version.id}/rules.css")
    drawn = drawing(asking, space, services, side, readings)
    return h("div.map-page.old-map", rules, bar, heads, _numbers(asking, base, version, readings, words, own=own),
             drawn, lang=lang)  # fmt: skip


def drawing(
    asking: Asking, space: Space, services: Services, side: Side, readings: MapReadings | None
) -> Markup:  # fmt: skip
    """Return the map itself; what opens a door on the map page is plain here."""
    journey = side.file.journey
    instruments = services.desk.journeys.about(space).instruments
    questions = {key: one.question for key, one in instruments.items() if one.question}
    pictures = shots_of(journey, space, services.pictures, f"/w/{space.slug}/pictures")
    options = DrawOptions(journey_file=f"{journey.key}.yaml", questions=questions, pictures=pictures)
    scene = scene_of(journey, readings, lang=asking.lang, options=options)
    words = Words(asking.lang, readings.zone if readings else "UTC")
    whole = without_doors(Markup(page_parts.hero(scene, words) + page_parts.mini(scene) + table(scene, words)))
    return Markup(vendored.sprite(whole) + page_curve.gradient() + whole)


def without_doors(markup: Markup) -> Markup:
    """Return markup whose numbers are no buttons."""
    return Markup(_DOOR.sub(lambda found: f"<span{_plain(found[1])}{_plain(found[2])}>{found[3]}</span>", markup))


def _plain(attributes: str) -> str:
    return attributes.replace(' type="button"', "")


def _numbers(
    asking: Asking, base: str, version: Version, readings: MapReadings | None, words: Words, *, own: bool
) -> Markup:
    """Return the choice of numbers, and what they are."""
    lang, here = asking.lang, f"{base}/{version.id}"
    choices = [(f"{here}?numbers=today", say(lang, "with_today"))]
    if version.numbers:
        choices.insert(0, (f"{here}?numbers=own", say(lang, "with_own")))
    active = f"{here}?numbers={'own' if own else 'today'}"
    if readings is None:
        told = notice(say(lang, "no_numbers"), "middling")
    else:
        told = h("p.small", say(lang, "of_period", period=words.period(readings.period),
                                moment=words.moment(readings.as_of), passes=words.number(readings.passes)))  # fmt: skip
    return h("div.old-numbers", tabs(choices, active, say(lang, "numbers_of")), told)


def _part_form(asking: Asking, base: str, side: Side, version: Version) -> Markup:
    """Return the form that restores one stage or one step alone."""
    lang, journey = asking.lang, side.file.journey
    options: list[tuple[str, str]] = []
    for stage in journey.stages:
        options.append((part_value("stage", stage.key), say(lang, "part_stage", name=said_in(stage.name, lang))))
        options += [
            (part_value("step", step.key), say(lang, "part_step", name=said_in(journey.name_of_step(step), lang)))
            for step in stage.steps
        ]
    chosen = select(say(lang, "part"), "part", options)
    press = h("div.actions", button(say(lang, "restore_part_do"), icon="undo-2"))
    asked = form(asking, f"{base}/{version.id}/restore", h("p", say(lang, "restore_part_sure")), chosen, press,
                 kind="fields")  # fmt: skip
    summary = h("summary.quiet-link", sign("undo-2"), h("span", say(lang, "restore_part")))
    return h("details.part-menu", summary, h("div.pop-like", asked))


def part_value(part: Part, key: str) -> str:
    """Return how a form names a part."""
    return f"{part}/{key}"
