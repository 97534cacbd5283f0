"""One source: connecting it, what it takes, its keys."""

from hanhtrinh.access import Right, may
from hanhtrinh.app.source_watch import Watched
from hanhtrinh.app.sources import MOST_NAME
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import PLATFORMS, Key, Platform, Source
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, box, button, facts, field, form, head, link_button, pick, sign, tabs, tick
from hanhtrinh.web.sources.snippets import BROWSER, snippets
from hanhtrinh.web.sources.words import ago, platform_name


def connect_page(asking: Asking, space: Space, name: str = "", platform: str = "html", wrong: str = "") -> Markup:
    """Return the form that makes a source."""
    lang = asking.lang
    options = [(one, platform_name(one, lang), tr(f"sources_page.what_{one}", lang)) for one in PLATFORMS]
    hint = tr("sources_page.name_hint", lang)
    content = form(
        asking,
        f"/w/{space.slug}/sources/connect",
        field(tr("sources_page.name", lang), "name", name, hint=hint, error=wrong or None, required=True,
              maxlength=MOST_NAME, autofocus=True),
        h("div.platforms", pick(tr("sources_page.platform", lang), "platform", options, platform)),
        h("div.actions", button(tr("sources_page.make", lang), icon="arrow-right")),
        kind="fields",
    )  # fmt: skip
    back = f"/w/{space.slug}/sources", tr("sources_page.back", lang)
    return h("div.stack", head(tr("sources_page.connect", lang), tr("sources_page.connect_lead", lang), back=back),
             box(None, content))  # fmt: skip


def source_head(asking: Asking, space: Space, source: Source, active: str) -> Markup:
    """Return the head of a source's pages with the ways between them."""
    lang, base = asking.lang, f"/w/{space.slug}/sources/{source.key}"
    items = [(base, "install"), (f"{base}/live", "live")]
    if may(asking.actor, space.id, Right.MANAGE_SOURCES):
        items.append((f"{base}/settings", "settings"))
    named = [(href, tr(f"sources_page.{name}", lang)) for href, name in items]
    back = f"/w/{space.slug}/sources", tr("sources_page.back", lang)
    lead = platform_name(source.platform, lang)
    return h("div.stack", head(source.name, lead, back=back), tabs(named, active, source.name))


def install_page(
    asking: Asking,
    space: Space,
    source: Source,
    watched: Watched,
    key: Key | None,
    platform: Platform,
    address: str,
    now: int,
) -> Markup:
    """Return what to paste where, and whether anything has arrived."""
    lang, base = asking.lang, f"/w/{space.slug}/sources/{source.key}"
    top = source_head(asking, space, source, base)
    if key is None:
        return h("div.stack", top, box(None, h("p", tr("sources_page.no_write_key", lang))))
    others = [(f"{base}?platform={one}", platform_name(one, lang)) for one in PLATFORMS]
    ways = tabs(others, f"{base}?platform={platform}", tr("sources_page.platform", lang))
    codes = [_code(asking, place, *one) for place, one in enumerate(snippets(platform, address, key.shown))]
    about = [_asks(asking, address, key.shown), _collects(asking)] if platform in BROWSER else None
    how = h("p.lead", tr(f"sources_page.how_{platform}", lang))
    return h("div.stack", top, arrival(asking, space, watched, now), box(None, ways, how, *codes), about)


def arrival(asking: Asking, space: Space, watched: Watched, now: int) -> Markup:
    """Return the box that waits for the first event and turns green when it is there."""
    lang = asking.lang
    if not watched.activity.accepted:
        words = h("div", h("b", tr("sources_page.wait_title", lang)), h("p", tr("sources_page.wait_text", lang)))
        return h("div.arrival.waiting", h("span.pulse", sign("circle-dashed")), words, id="arrival", role="status",
                 data_refresh=1500)  # fmt: skip
    live = link_button(tr("sources_page.see_live", lang), f"/w/{space.slug}/sources/{watched.key}/live", icon="eye")
    told = facts([
        (tr("sources_page.last", lang), ago(watched.activity.last_at, now, lang)),
        (tr("sources_page.ever", lang), Words(lang).number(watched.activity.accepted)),
    ])  # fmt: skip
    words = h("div", h("b", tr("sources_page.arrived_title", lang)), h("p", tr("sources_page.arrived_text", lang)))
    return h("div.arrival.here", h("span.pulse", sign("circle-check")), words, told, live, id="arrival", role="status",
             data_refresh=5000)  # fmt: skip


def _code(asking: Asking, place: int, label: str, code: str) -> Markup:
    copy, copied = tr("sources_page.copy", asking.lang), tr("sources_page.copied", asking.lang)
    press = button(copy, kind="plain small", icon="clipboard-check", type="button", data_copy=f"code-{place}",
                   data_copied=copied)  # fmt: skip
    text = h("pre", h("code", code, id=f"code-{place}"), tabindex=0)
    return h("figure.code", h("figcaption", label, press), text)


def _asks(asking: Asking, address: str, key: str) -> Markup:
    """Return how the survey widget comes onto the same pages."""
    lang = asking.lang
    line = f'<script async src="{address}/survey.js?key={key}"></script>'
    place = '<div data-hanhtrinh-survey="…"></div>'
    codes = _code(asking, 90, "HTML", line), h("p", tr("asking.install_inline", lang)), _code(asking, 91, "HTML", place)
    return box(tr("asking.install_title", lang), *codes, lead=tr("asking.install_lead", lang))


def _collects(asking: Asking) -> Markup:
    text = h("p", tr("sources_page.collects", asking.lang))
    return box(tr("sources_page.collects_title", asking.lang), text)


def settings_page(
    asking: Asking, space: Space, source: Source, zone: str, wrong: str = "", origins: str | None = None
) -> Markup:
    """Return the name of a source and what it takes and keeps."""
    lang, base = asking.lang, f"/w/{space.slug}/sources/{source.key}"
    settings = source.settings
    ticks = [
        tick(tr(f"sources_page.{name}", lang), name, ticked=getattr(settings, name),
             hint=tr(f"sources_page.{name}_hint", lang))
        for name in ("needs_consent", "keep_addresses", "count_bots")
    ]  # fmt: skip
    name = field(tr("sources_page.name", lang), "name", source.name, required=True, maxlength=MOST_NAME)
    rename = form(asking, f"{base}/name", name, button(tr("sources_page.rename", lang), kind="plain"), kind="inline")
    shown = "\n".join(settings.origins) if origins is None else origins
    allowed = area(tr("sources_page.origins", lang), "origins", shown, hint=tr("sources_page.origins_hint", lang),
                   error=wrong or None, rows=4, spellcheck="false")  # fmt: skip
    taken = form(asking, f"{base}/settings", allowed, *ticks, h("div.actions", button(tr("sources_page.save", lang))),
                 kind="fields")  # fmt: skip
    about = facts([
        (tr("sources_page.key_in_data", lang), h("code", source.key)),
        (tr("sources_page.since", lang), Words(lang, zone).moment(source.created_at)),
    ])  # fmt: skip
    return h("div.stack", source_head(asking, space, source, f"{base}/settings"), box(None, rename, about),
             box(tr("sources_page.settings_title", lang), taken, kind="narrow"))  # fmt: skip
