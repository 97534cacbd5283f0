"""The page on which links to a map are made, looked after and ended."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hanhtrinh.app.maps.asked import SPANS, Asked
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.scene import LANE_KEYS
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.shares import Share
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    area,
    ask_first,
    badge,
    box,
    button,
    empty,
    field,
    form,
    head,
    labelled,
    link_button,
    notice,
    select,
    sign,
    tick,
)
from hanhtrinh.web.sharing.qr import qr_code

INTERNAL = frozenset({"thoughts", "rivals", "questions", "backstage", "owner", "targets"})
"""Lanes that are not shared unless somebody says so; neither are those a team added."""
LIVES = ("1", "7", "30", "90", "day", "never")
"""For how many days a link may live, until a chosen day, or until it is ended."""


class Fresh(NamedTuple):
    """A link that was just made: its address, and the snippet that embeds it, shown this once."""

    share: Share
    address: str
    snippet: str


def manage_page(
    asking: Asking,
    space: Space,
    key: str,
    journey: Journey,
    lanes: Sequence[tuple[str, str]],
    shares: Sequence[Share],
    *,
    asked: Asked,
    zone: str,
    now: int,
    fresh: Fresh | None = None,
    wrong: str = "",
) -> tuple[Markup, ...]:
    """Return the page's content; `lanes` are those of the map, key and name."""
    lang, base = asking.lang, f"/w/{space.slug}/maps/{key}"
    title = head(_tr("title", lang), _tr("lead", lang), back=(base, say(journey.name, lang)))
    words = Words(lang, zone)
    names = dict(lanes)
    listed = [_share(asking, base, share, names, words, now) for share in shares]
    there = h("ul.shares", listed) if listed else empty("link", _tr("none_yet", lang), _tr("none_yet_text", lang))
    return (
        title,
        *([notice(wrong, "bad")] if wrong else []),
        *([_fresh(fresh, lang)] if fresh else []),
        h("div.share-columns", _new(asking, base, journey, lanes, asked), box(_tr("links", lang), there)),
    )


def _tr(key: str, lang: Lang, **params: object) -> str:
    return tr(f"sharing.{key}", lang, **params)


def _fresh(fresh: Fresh, lang: Lang) -> Markup:
    """Return the link in full: to be copied, opened on a phone, embedded."""
    address = h("code.share-address", fresh.address, id="share-address")
    copy = h("button.btn.main.js", sign("copy"), h("span", _tr("copy", lang)), type="button",
             data_copy="share-address", data_copied=_tr("copied", lang))  # fmt: skip
    look = link_button(_tr("look", lang), fresh.address, icon="external-link", target="_blank", rel="noopener")
    parts = [h("p", _tr("once", lang)), h("div.command", address), h("div.actions", copy, look)]
    if fresh.snippet:
        snippet = h("pre.snippet", fresh.snippet, id="share-snippet", tabindex=0)
        copy_snippet = h("button.btn.plain.js", sign("copy"), h("span", _tr("copy_snippet", lang)), type="button",
                         data_copy="share-snippet", data_copied=_tr("copied", lang))  # fmt: skip
        parts += [h("h3", _tr("embed", lang)), snippet, copy_snippet]
    code = h("figure.qr-box", qr_code(fresh.address, _tr("qr", lang)), h("figcaption", _tr("qr", lang)))
    return h("section.box.fresh-link", h("h2", _tr("made", lang)), h("div.fresh-two", h("div", parts), code))


def _share(asking: Asking, base: str, share: Share, names: Mapping[str, str], words: Words, now: int) -> Markup:
    lang = asking.lang
    state = _state(share, now, lang)
    facts = [
        (_tr("lanes", lang), ", ".join(names.get(lane, lane) for lane in share.lanes)),
        (_tr("shows", lang), _shows(share, words)),
        (_tr("ends", lang), words.moment(share.expires_at) if share.expires_at else _tr("life_never", lang)),
        (_tr("opened", lang), _opened(share, words)),
    ]
    marks = [
        badge(_tr("with_password", lang)) if share.password else None,
        badge(_tr("with_downloads", lang)) if share.downloads else None,
        badge(_tr("with_embed", lang, sites=", ".join(share.sites))) if share.sites else None,
    ]
    rows = h("dl.facts-list", [h("div", h("dt", name), h("dd", what)) for name, what in facts])
    title = h("h3", share.title or _tr("untitled", lang), " ", state)
    marks_line = h("p.marks-line", *marks) if any(marks) else None
    return h("li.share-item", title, rows, marks_line, _deeds(asking, base, share, now))


def _state(share: Share, now: int, lang: Lang) -> Markup:
    if share.revoked_at is not None:
        return badge(_tr("state_revoked", lang))
    if not share.alive(now):
        return badge(_tr("state_expired", lang))
    return badge(_tr("state_alive", lang), "good")


def _shows(share: Share, words: Words) -> str:
    key = "shows_still" if share.frozen_at is not None else "shows_live"
    return _tr(key, words.lang, moment=words.moment(share.frozen_at or share.made_at))


def _opened(share: Share, words: Words) -> str:
    if share.opened_at is None:
        return _tr("never_opened", words.lang)
    moment = words.moment(share.opened_at)
    return _tr("opened_times", words.lang, count=words.number(share.opened), moment=moment)


def _deeds(asking: Asking, base: str, share: Share, now: int) -> Markup:
    lang, here = asking.lang, f"{base}/share/{share.id}"
    shut = _tr("keep", lang)
    if not share.alive(now):
        return h("div.actions", form(asking, f"{here}/remove", button(_tr("remove", lang), kind="quiet")))
    anew = ask_first(asking, f"{here}/renew", _tr("renew", lang), _tr("renew_ask", lang), id=f"n-{share.id}", shut=shut)
    end = ask_first(asking, f"{here}/revoke", _tr("revoke", lang), _tr("revoke_ask", lang), id=f"r-{share.id}",
                    shut=shut)  # fmt: skip
    return h("div.actions", anew, end)


def _new(asking: Asking, base: str, journey: Journey, lanes: Sequence[tuple[str, str]], asked: Asked) -> Markup:
    """Return the form of a new link."""
    lang = asking.lang
    chosen = [
        tick(name, "lane", ticked=key in LANE_KEYS and key not in INTERNAL, value=key,
             hint=_tr("thoughts_hint", lang) if key == "thoughts" else None)
        for key, name in lanes
    ]  # fmt: skip
    lives = [(life, _tr(f"life_{life}", lang)) for life in LIVES]
    content = (
        field(_tr("name", lang), "title", hint=_tr("name_hint", lang), maxlength=120),
        h("fieldset.lane-ticks", h("legend", _tr("lanes", lang)), h("p.hint", _tr("lanes_hint", lang)), *chosen),
        h("div.pair", _period(asked, lang), _segment(journey, asked, lang)),
        select(_tr("follows", lang), "still", [("", _tr("live", lang)), ("yes", _tr("still", lang))],
               hint=_tr("live_hint", lang)),
        h("div.pair", select(_tr("life", lang), "life", lives, "30"),
          field(_tr("until", lang), "until", type="date", hint=_tr("until_hint", lang))),
        field(_tr("password_new", lang), "password", type="password", hint=_tr("password_hint", lang), maxlength=200,
              autocomplete="new-password"),
        select(_tr("language", lang), "lang", [("", _tr("readers", lang)), ("vi", "Tiếng Việt"), ("en", "English")]),
        tick(_tr("downloads", lang), "downloads", hint=_tr("downloads_hint", lang)),
        area(_tr("sites", lang), "sites", hint=_tr("sites_hint", lang), rows=2, placeholder="https://intranet.example"),
        h("p.small", sign("shield-check"), " ", _tr("promise", lang)),
        button(_tr("make", lang), icon="link"),
    )  # fmt: skip
    return box(_tr("new", lang), form(asking, f"{base}/share", *content, kind="fields"))


def _period(asked: Asked, lang: Lang) -> Markup:
    options: list[tuple[str, str]] = [(span, tr(f"map_page.span_{span}", lang)) for span in SPANS]
    if asked.span is None:
        days = f"{asked.first or '…'} – {asked.last or '…'}"
        options.insert(0, (asked.query, days))
    return select(tr("map_page.period", lang), "period", options, asked.span or asked.query)


def _segment(journey: Journey, asked: Asked, lang: Lang) -> Markup:
    groups = [(key, say(one.name, lang)) for key, one in journey.personas.items() if one.match is not None]
    groups += [(key, say(one.name, lang)) for key, one in journey.segments.items()]
    options = [("", tr("map_page.everybody", lang)), *groups]
    control = h("select.in", [h("option", words, value=value, selected=value == (asked.segment or ""))
                for value, words in options], name="segment", id="f-segment")  # fmt: skip
    return labelled(tr("map_page.segment", lang), "segment", control)
