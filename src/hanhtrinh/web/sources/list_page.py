"""The list of sources: a card for each, with its state and its last day."""

from collections.abc import Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.source_watch import Watched
from hanhtrinh.app.sources import CONTACTS
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, empty, facts, head, link_button, sign
from hanhtrinh.web.sources.words import ago, platform_name, share

KINDS = {"waiting": "accent", "live": "good", "silent": "middling", "refusing": "bad"}
ICONS = {
    "html": "globe", "gtm": "tag", "wordpress": "globe", "haravan": "shopping-bag", "sapo": "shopping-bag",
    "shopify": "shopping-bag", "spa": "layers", "python": "server", "node": "server", "http": "server",
}  # fmt: skip


def sources_page(asking: Asking, space: Space, watched: Sequence[Watched], now: int) -> Markup:
    """Return the list, or how to begin where there is nothing."""
    lang = asking.lang
    ways = _ways(asking, space)
    top = head(tr("sources_page.title", lang), tr("sources_page.lead", lang), *(ways if watched else ()))
    if not watched:
        text = tr("sources_page.none_text", lang)
        nothing = empty("waypoints", tr("sources_page.none_title", lang), text, *ways[:2])
        return h("div.stack", top, nothing)
    cards = [_card(asking, space, one, now) for one in watched]
    return h("div.stack", top, h("ul.sources.plain", cards, id="sources", data_refresh=5000))


def _ways(asking: Asking, space: Space) -> list[Markup]:
    lang, base = asking.lang, f"/w/{space.slug}/sources"
    ways: list[tuple[Right, str, str, str, str]] = [
        (Right.MANAGE_SOURCES, "connect", f"{base}/connect", "main", "unlink"),
        (Right.IMPORT, "import", f"/w/{space.slug}/imports", "plain", "package-open"),
        (Right.MANAGE_SOURCES, "taking_in", f"/w/{space.slug}/voice/taking-in", "plain", "message-circle"),
        (Right.SEE_SOURCES, "live", f"{base}/live", "plain", "eye"),
        (Right.MANAGE_KEYS, "keys", f"{base}/keys", "plain", "lock"),
    ]
    return [
        link_button(tr(f"sources_page.{name}", lang), href, kind=kind, icon="link" if name == "connect" else icon)
        for right, name, href, kind, icon in ways
        if may(asking.actor, space.id, right)
    ]


def _card(asking: Asking, space: Space, one: Watched, now: int) -> Markup:
    lang = asking.lang
    name, what, icon = _named(asking, one)
    state = badge(tr(f"sources_page.state_{one.state}", lang), KINDS[one.state])
    href = f"/w/{space.slug}/sources/{one.key}" if one.source else f"/w/{space.slug}/sources/live?source={one.key}"
    title = h("h2", h("a", name, href=href))
    top = h("div.top", h("span.picture", sign(icon)), h("div.grow", title, h("small", what)), state)
    figures = facts([
        (tr("sources_page.last", lang), ago(one.activity.last_at, now, lang)),
        (tr("sources_page.today", lang), Words(lang).number(one.today)),
        (tr("sources_page.refused_share", lang), share(one.refused_share, lang)),
    ])  # fmt: skip
    return h("li.source", top, figures, bars(one.hours, tr("sources_page.day", lang)))


def _named(asking: Asking, one: Watched) -> tuple[str, str, str]:
    lang = asking.lang
    if one.source is not None:
        return one.source.name, platform_name(one.source.platform, lang), ICONS[one.source.platform]
    if one.key == CONTACTS:
        return tr("sources_page.contacts_name", lang), tr("sources_page.contacts_what", lang), "store"
    return one.key, tr("sources_page.other_what", lang), "file-text"


def bars(counts: Sequence[int], label: str) -> Markup:
    """Return counts as small bars, the newest on the right."""
    most = max(counts, default=0) or 1
    drawn = [
        h("rect", x=10 * place, y=round(40 - 38 * count / most, 1), width=7, height=round(38 * count / most, 1))
        for place, count in enumerate(counts)
        if count
    ]
    picture = h("svg", drawn, viewBox=f"0 0 {10 * len(counts)} 40", preserveAspectRatio="none", aria_hidden="true")
    return h("figure.day", picture, h("figcaption", label))
