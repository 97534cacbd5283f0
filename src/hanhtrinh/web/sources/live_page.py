"""The live debugger: each message as it arrived, and where it landed."""

from collections.abc import Sequence

from hanhtrinh.app.debugging import Landing, Live, Seen
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Refusal
from hanhtrinh.ports.sources import Source
from hanhtrinh.values import datetime_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, box, facts, head, sign
from hanhtrinh.web.sources.install_page import source_head

_FLAGS = {"bot": "middling", "late": "middling", "privacy": "accent"}


def live_page(asking: Asking, space: Space, live: Live, source: Source | None, zone: str) -> Markup:
    """Return what arrived last; `assets/js/sources.js` keeps it current."""
    lang = asking.lang
    base = f"/w/{space.slug}/sources"
    back = base, tr("sources_page.back", lang)
    lead = tr("sources_page.live_lead", lang)
    top = (
        source_head(asking, space, source, f"{base}/{source.key}/live")
        if source
        else head(tr("sources_page.live_title", lang), lead, back=back)
    )
    pause = h("button.btn.plain.small", sign("clock"), h("span", tr("sources_page.pause", lang)), type="button",
              id="pause", aria_pressed="false", data_other=tr("sources_page.resume", lang))  # fmt: skip
    heading = h("div.live-head", h("h2", tr("sources_page.events", lang)), h("span.beat", aria_hidden="true"), pause)
    return h("div.stack", top, h("section.box", heading, _seen(asking, space, live.seen, zone)),
             box(tr("sources_page.refused", lang), _refused(asking, live.refused, zone)))  # fmt: skip


def _seen(asking: Asking, space: Space, seen: Sequence[Seen], zone: str) -> Markup:
    nothing = h("li.soft.nothing", tr("sources_page.nothing_yet", asking.lang))
    rows = [_row(asking, space, one, zone) for one in seen]
    return h("ol.events.plain", rows or nothing, id="seen", data_live=1500)


def _row(asking: Asking, space: Space, seen: Seen, zone: str) -> Markup:
    lang = asking.lang
    name = seen.name or tr(f"sources_page.kind_{seen.kind}", lang)
    flags = [badge(tr(f"sources_page.flag_{flag}", lang), _FLAGS[flag]) for flag in seen.flags]
    who = h("span.who", sign("user-round"), seen.person) if seen.person else None
    summary = h(
        "summary",
        h("time", _clock(seen.received_at, zone)),
        h("b.name", name),
        who,
        *flags,
        _where(asking, space, seen),
    )
    return h("li", h("details", summary, _details(asking, seen, zone)), id=f"e-{seen.key}")


def _where(asking: Asking, space: Space, seen: Seen) -> Markup:
    if not seen.landed:
        return h("span.where.off", sign("map-pin-off"), tr(f"sources_page.why_{seen.why}", asking.lang))
    return h("span.where", [_landing(asking, space, landing) for landing in seen.landed])


def _landing(asking: Asking, space: Space, landing: Landing) -> Markup:
    lang = asking.lang
    steps = ", ".join(say(step, lang) for step in landing.steps) or tr("sources_page.no_step", lang)
    touchpoint = say(landing.touchpoint, lang)
    place = h("b", touchpoint), h("span", f" → {steps}") if steps != touchpoint else None
    journey = h("a", say(landing.journey_name, lang), href=f"/w/{space.slug}/maps/{landing.journey}")
    return h("span.landing", sign("map-pin"), *place, h("small", f" {tr('sources_page.on', lang)} ", journey))


def _details(asking: Asking, seen: Seen, zone: str) -> Markup:
    lang = asking.lang
    known = [(tr(f"sources_page.{name}", lang), value) for name, value in (
        ("received", _moment(seen.received_at, zone)), ("happened", _moment(seen.time, zone)),
        ("message", tr(f"sources_page.kind_{seen.kind}", lang)), ("from_source", seen.source),
    )]  # fmt: skip
    said = [badge(tr(f"sources_page.fact_{fact}", lang)) for fact in dict.fromkeys(seen.facts)]
    rows = [h("tr", h("th", name, scope="row"), h("td", value)) for name, value in seen.values]
    more = h("p.soft", tr("sources_page.more_values", lang, count=seen.more)) if seen.more else None
    table = h("table.values", h("tbody", rows)) if rows else h("p.soft", tr("sources_page.no_values", lang))
    return h("div.about", facts(known), h("p.row", *said) if said else None, table, more)


def _refused(asking: Asking, refused: Sequence[Refusal], zone: str) -> Markup:
    nothing = h("li.soft.nothing", tr("sources_page.none_refused", asking.lang))
    rows = [_refusal(asking, one, zone) for one in refused]
    return h("ol.events.plain", rows or nothing, id="refused")


def _refusal(asking: Asking, refusal: Refusal, zone: str) -> Markup:
    lang = asking.lang
    body = refusal.body.decode(errors="replace")
    shown = h("pre", h("code", body), tabindex=0) if body else h("p.soft", tr("sources_page.hidden_body", lang))
    why = h("b.name.why", sign("circle-alert"), _reason(asking, refusal))
    summary = h("summary", h("time", _clock(refusal.received_at, zone)), why, h("span.who", refusal.source))
    return h("li", h("details", summary, h("div.about", shown)))


def _reason(asking: Asking, refusal: Refusal) -> str:
    try:
        return tr(refusal.reason, asking.lang, **refusal.params)
    except (KeyError, IndexError, OSError):
        return refusal.reason


def _clock(instant: int, zone: str) -> str:
    return datetime_of(instant, zone).strftime("%H:%M:%S")


def _moment(instant: int, zone: str) -> str:
    return datetime_of(instant, zone).strftime("%Y-%m-%d %H:%M:%S")
