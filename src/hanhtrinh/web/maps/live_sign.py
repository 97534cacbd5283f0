"""The sign above a map that says whether it lives, and from what."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.values import MICROSECONDS

STALE_SECONDS = 86_400
LINKS = ("open", "lost", "catching", "full", "ended")
"""How a page is joined to the server; its script knows which, and the style sheet shows the words for it."""


def live_sign(readings: MapReadings, now: int, words: Words) -> Markup:
    """Return what the map lives from: when its newest event happened, or that none has come yet, or none for long."""
    lang, newest = words.lang, readings.data_to
    if newest is None:
        state, text = "waiting", tr("map_page.waiting", lang)
    elif now - newest > STALE_SECONDS * MICROSECONDS:
        state, text = "stale", tr("map_page.stale", lang, moment=words.moment(newest))
    else:
        state, text = "fresh", tr("map_page.newest", lang, moment=words.moment(newest))
    links = [h(f"b.link-{link}", tr(f"map_page.link_{link}", lang)) for link in LINKS]
    return h(f"p.live-sign.{state}", h("span.beacon", aria_hidden="true"), links, h("span.small", text))
