"""The shared map as a page: the same drawing, without a menu, an account or a way to anybody."""

from collections.abc import Sequence

from litestar import Response

from hanhtrinh.app.sharing.drawing import TAKEN
from hanhtrinh.draw import page_curve, page_parts, vendored
from hanhtrinh.draw.html import doors_data
from hanhtrinh.draw.markup import Markup, h, join
from hanhtrinh.draw.page_table import table
from hanhtrinh.draw.vector.plan import PAPERS
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import LANGS, Lang, tr
from hanhtrinh.web.components import sign
from hanhtrinh.web.maps.sheet import NAME
from hanhtrinh.web.sharing.leaves import SHEET, leaf
from hanhtrinh.web.sharing.views import View
from hanhtrinh.web.sharing.visiting import Visit

_LABELS = ("previous", "next", "close")
_TONGUES: dict[Lang, str] = {"vi": "Tiếng Việt", "en": "English"}
_SHEETS = (NAME, "map-page.css", SHEET)


def public_page(visit: Visit, view: View) -> Response[str]:
    """Return the whole page."""
    scene, lang = view.scene, visit.lang
    words = Words(lang, view.seen.safe.readings.zone)
    parts = (
        page_parts.hero(scene, words),
        page_parts.summary(scene, words) if scene.figures or scene.highlights else None,
        page_parts.mini(scene),
        table(scene, words),
        page_parts.walker(scene, words),
        page_parts.ending(scene, words)[0],
        h("footer.share-end", h("p", as_of(visit, view, words)), h("p", tr("sharing.small_groups", lang))),
    )
    return leaf(title_of(visit, view), _top(visit, view), _around(visit, view, parts), lang=lang, sheets=_SHEETS,
                scripts=("share.js",))  # fmt: skip


def embedded(visit: Visit, view: View, whole: str) -> Response[str]:
    """Return the compact page that other sites may frame; `whole` is the address of the page on its own."""
    scene, lang = view.scene, visit.lang
    words = Words(lang, view.seen.safe.readings.zone)
    way = h("a", tr("sharing.whole", lang), sign("external-link"), href=whole, target="_blank", rel="noopener")
    parts = (
        h("header.embed-head", h("h1", title_of(visit, view)), h("p.small", as_of(visit, view, words))),
        page_parts.mini(scene),
        table(scene, words),
        page_parts.walker(scene, words),
        h("footer.share-end", h("p", way), h("p", tr("sharing.small_groups", lang))),
    )
    body = _around(visit, view, parts, sites=" ".join(visit.share.sites))
    return leaf(title_of(visit, view), body, lang=lang, sheets=_SHEETS, scripts=("share.js", "share-embed.js"),
                sites=visit.share.sites, kind=".embedded")  # fmt: skip


def title_of(visit: Visit, view: View) -> str:
    """Return what the page is called: as whoever made the link called it, else as the journey is."""
    return visit.share.title or view.scene.title


def as_of(visit: Visit, view: View, words: Words) -> str:
    """Return the instant the numbers are of, and whether they go on."""
    key = "sharing.still_since" if visit.share.frozen_at is not None else "sharing.live_as_of"
    return tr(key, words.lang, moment=words.moment(view.seen.safe.readings.as_of))


def _around(visit: Visit, view: View, parts: Sequence[Markup | None], sites: str = "") -> Markup:
    """Return the root the page's scripts work in, its dialogs, and the doors as data."""
    scene, lang = view.scene, visit.lang
    whole = join([part for part in parts if part is not None])
    rules = f"{visit.address}/rules.css?v={view.at}"
    root = h(
        "div.map-page",
        h("link", rel="stylesheet", href=rules),
        vendored.sprite(Markup(whole + _doors_icons())), page_curve.gradient(), whole,
        h("dialog.door", id="door", aria_labelledby="door-title"), h("dialog.show", id="show"),
        h("p.vh", role="status", id="map-said"),
        doors_data(scene, "share-doors"),
        id="map-page", lang=lang, data_map=visit.address, data_query="", data_at=view.at, data_sites=sites or None,
        data_live="" if visit.share.frozen_at is not None else "1",
        **{f"data_label_{key}": tr(f"draw.{key}", lang) for key in _LABELS},
        data_label_position=tr("draw.position", lang, n="#", total=len(scene.steps)),
    )  # fmt: skip
    return h("main.wide", root, id="main")


def _doors_icons() -> Markup:
    return Markup("".join(vendored.icon(name) for name in ("x", "arrow-left", "arrow-right")))


def _top(visit: Visit, view: View) -> Markup:
    lang = visit.lang
    tongues = [
        h("a", h("abbr", one.upper(), title=_TONGUES[one]), href=f"?lang={one}", hreflang=one,
          aria_current="true" if one == lang else None)
        for one in LANGS
    ]  # fmt: skip
    present = h("button.tool.main.js", sign("presentation"), h("span", tr("draw.present", lang)), type="button",
                data_do="present")  # fmt: skip
    mark = h("span.share-mark", h("span.rail-mark", "h", aria_hidden="true"), h("b", title_of(visit, view)))
    tools = (h("nav.tongues", tongues, aria_label=tr("draw.language", lang)), _downloads(visit), present)
    return h("header.share-top", mark, h("div.tools", tools))


def _downloads(visit: Visit) -> Markup | None:
    if not visit.share.downloads:
        return None
    lang = visit.lang
    address = f"{visit.address}/download"
    ways = [(f"{address}/pdf?paper={paper}&lang={lang}", tr(f"exports.paper_{paper.replace('-', '_')}", lang))
            for paper in PAPERS]  # fmt: skip
    ways += [(f"{address}/{form}?lang={lang}", tr(f"exports.form_{form}", lang)) for form in TAKEN if form != "pdf"]
    links = [h("li", h("a", words, href=href, download=True, data_download=True)) for href, words in ways]
    summary = h("summary.tool", sign("arrow-down"), h("span", tr("exports.download", lang)), sign("chevron-down"))
    return h("details.menu.downloads", summary, h("ul", links))
