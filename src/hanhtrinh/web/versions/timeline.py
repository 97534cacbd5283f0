"""The timeline of a journey's versions, by day, with what changed in a few words."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from hanhtrinh.access import Right, may
from hanhtrinh.app.versions.taking import LONGEST_NAME, LONGEST_NOTE
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Told, Version
from hanhtrinh.values import datetime_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, button, empty, field, form, link_button, popover, sign
from hanhtrinh.web.versions.parts import base_of, crumbs, kind_mark, say, small_link, who

_DAY = 86_400 * 1_000_000


def timeline_page(
    asking: Asking,
    space: Space,
    journey: str,
    name: str,
    versions: Sequence[Version],
    names: Mapping[str, str],
    words: Words,
    *,
    now: int,
    unsaved: Told | None,
    older: int | None,
) -> Markup:
    """Return the timeline: the present on top, then the versions, newest first; `older` turns the page."""
    lang, edits = asking.lang, may(asking.actor, space.id, Right.EDIT_MAPS)
    base = base_of(space, journey)
    lead = h("div", h("h1", say(lang, "title")), h("p.lead", say(lang, "lead")))
    top = h("header.head", lead, h("div.actions", _save(asking, base)) if edits else None)
    more = link_button(say(lang, "older"), f"{base}?before={older}", icon="arrow-down") if older else None
    body = _days(asking, space, journey, versions, names, words, now=now) if versions else [_none(lang)]
    present = _present(lang, space, journey, unsaved, versions) if unsaved else None
    pager = h("div.pager", more) if more else None
    return h("div.versions", crumbs(space, journey, name, lang), top, present, *body, pager)


def _save(asking: Asking, base: str) -> Markup:
    lang = asking.lang
    inputs = (
        field(say(lang, "name"), "name", required=True, maxlength=LONGEST_NAME, hint=say(lang, "name_hint")),
        area(say(lang, "note"), "note", maxlength=LONGEST_NOTE, rows=2),
        h("div.actions", button(say(lang, "save"), icon="tag")),
    )
    opener = h("span.opener", sign("tag"), h("span", say(lang, "save_as")))
    asked = form(asking, base, *inputs, kind="fields")
    return popover("save-as", opener, asked, lang=lang, kind="main", title=say(lang, "save_as"))


def _present(lang: Lang, space: Space, journey: str, unsaved: Told, versions: Sequence[Version]) -> Markup:
    """Return what was changed since the newest version."""
    newest = versions[0]
    links = h("div.deeds", small_link("scale", say(lang, "compare_newest"), _compare(space, journey, newest.id, "now")))
    head = h("p.when", h("b", say(lang, "now")))
    return h("section.present", head, _told(unsaved, lang), links)


def _days(
    asking: Asking,
    space: Space,
    journey: str,
    versions: Sequence[Version],
    names: Mapping[str, str],
    words: Words,
    *,
    now: int,
) -> list[Markup]:
    before = [one.id for one in versions[1:]] + [None]
    paired = zip(versions, before, strict=True)
    sections: list[Markup] = []
    for day, found in groupby(paired, key=lambda pair: datetime_of(pair[0].at, words.zone).date()):
        entries = [_entry(asking, space, journey, one, earlier, names, words) for one, earlier in found]
        title = h("h2", _day_name(words.calendar_day(day), (words.day(now), words.day(now - _DAY)), words.lang))
        sections.append(h("section.day", title, h("ol.timeline", entries)))
    return sections


def _day_name(day: str, near: tuple[str, str], lang: Lang) -> str:
    today, yesterday = near
    word = {today: say(lang, "today"), yesterday: say(lang, "yesterday")}.get(day)
    return f"{word}, {day}" if word else day


def _entry(
    asking: Asking,
    space: Space,
    journey: str,
    version: Version,
    earlier: str | None,
    names: Mapping[str, str],
    words: Words,
) -> Markup:
    lang, base = words.lang, base_of(space, journey)
    time = f"{datetime_of(version.at, words.zone):%H:%M}"
    name = h("h3", version.name) if version.name else None
    by = h("span.by", h("time", time), " · ", who(version, names, lang))
    links = [small_link("eye", say(lang, "view"), f"{base}/{version.id}"),
             small_link("scale", say(lang, "compare_now"), _compare(space, journey, version.id, "now"))]  # fmt: skip
    if earlier is not None:
        links.append(
            small_link("arrow-down", say(lang, "compare_before"), _compare(space, journey, earlier, version.id))
        )
    edits = may(asking.actor, space.id, Right.EDIT_MAPS)
    forms = [restore_form(asking, base, version, words), _name_form(asking, base, version)] if edits else []
    note = h("p.version-note", version.note) if version.note and version.kind == "named" else None
    told = _first(lang) if earlier is None and not version.told.since else _told(version.told, lang, named=bool(name))
    return h(
        f"li.entry.{version.kind.replace('_', '-')}",
        h("div.entry-head", name, h("p.when", by, kind_mark(version, lang))),
        note, told, h("div.deeds", *links, *forms), id=f"v-{version.id}",
    )  # fmt: skip


def _first(lang: Lang) -> Markup:
    return h("p.small", say(lang, "first"))


def _told(told: Told, lang: Lang, *, named: bool = False) -> Markup | None:
    """Return the first few changes, and how many more there are."""
    lines = [h("li", sentence) for sentence in told.words(lang)]
    if not lines:
        return None if named else h("p.small", say(lang, "numbers_only"))
    rest = told.count - len(lines)
    more = h("li.more", say(lang, "more_changes", count=rest)) if rest > 0 else None
    return h("ul.told", *lines, more)


def restore_form(asking: Asking, base: str, version: Version, words: Words) -> Markup:
    """Return the question before a version is restored: what happens, and that nothing is lost."""
    lang = asking.lang
    said = h("p", say(lang, "restore_sure", moment=words.moment(version.at)))
    press = h("div.actions", button(say(lang, "restore_do"), icon="undo-2"))
    opener = h("span.opener", sign("undo-2"), h("span", say(lang, "restore")))
    asked = form(asking, f"{base}/{version.id}/restore", said, press)
    return popover(f"restore-{version.id}", opener, asked, lang=lang, kind="quiet", title=say(lang, "restore_title"))


def _name_form(asking: Asking, base: str, version: Version) -> Markup:
    lang = asking.lang
    title = say(lang, "rename" if version.name else "name_it")
    name = h("input.in", name="name", id=f"n-{version.id}", value=version.name, required=True, maxlength=LONGEST_NAME)
    kept = version.note if version.kind == "named" else ""
    note = h("textarea.in", kept, name="note", id=f"m-{version.id}", rows=2, maxlength=LONGEST_NOTE)
    fields = (h("div.field", h("label", say(lang, "name"), for_=f"n-{version.id}"), name),
              h("div.field", h("label", say(lang, "note"), for_=f"m-{version.id}"), note))  # fmt: skip
    press = h("div.actions", button(say(lang, "save"), icon="tag"))
    asked = form(asking, f"{base}/{version.id}/name", *fields, press, kind="fields")
    opener = h("span.opener", sign("tag"), h("span", title))
    return popover(f"name-{version.id}", opener, asked, lang=lang, kind="quiet", title=title)


def _compare(space: Space, journey: str, old: str, new: str) -> str:
    return f"{base_of(space, journey)}/compare?old={old}&new={new}"


def _none(lang: Lang) -> Markup:
    return empty("clock", say(lang, "none_title"), say(lang, "none_text"))
