"""The map's menu of everything it can be taken away as."""

from hanhtrinh.access import Right, may
from hanhtrinh.app.maps.asked import Asked
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.vector.plan import PAPERS
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign, token

_PICTURES = ("html", "png", "svg", "pptx")
_TABLES = ("xlsx", "csv", "long-csv")
_TEXTS = ("mermaid", "markdown")


def downloads(asking: Asking, space: Space, key: str, asked: Asked) -> Markup:
    """Return the menu; each entry is a plain link, which the page's script gives the hidden lanes along."""
    lang, base = asking.lang, f"/w/{space.slug}/maps/{key}"
    query = asked.query.removesuffix("&edit=1")
    papers = [_way(f"{base}/download/pdf?paper={paper}&{query}", tr(f"exports.paper_{paper.replace('-', '_')}", lang))
              for paper in PAPERS]  # fmt: skip
    groups = (
        _group(tr("exports.on_paper", lang), papers),
        *(
            _group(tr(f"exports.{name}", lang), [_form(base, form, query, lang) for form in forms])
            for name, forms in (("as_picture", _PICTURES), ("as_table", _TABLES))
        ),
        _group(tr("exports.as_text", lang), [*[_form(base, form, query, lang) for form in _TEXTS],
               _way(f"{base}/journey.yaml", tr("exports.form_yaml", lang))]),
        _log(asking, space, base, query),
    )  # fmt: skip
    summary = h("summary.tool", sign("arrow-down"), h("span", tr("exports.download", lang)), sign("chevron-down"))
    said = h("p.export-said", role="status", data_failed=tr("exports.failed", lang), data_busy=tr("exports.busy", lang),
             data_done=tr("exports.done", lang))  # fmt: skip
    return h("details.menu.downloads", summary, h("div.export-list", *groups, said))


def _group(title: str, ways: list[Markup]) -> Markup:
    return h("section", h("h3", title), h("ul", ways))


def _form(base: str, form: str, query: str, lang: Lang) -> Markup:
    return _way(f"{base}/download/{form}?{query}", tr(f"exports.form_{form.replace('-', '_')}", lang))


def _way(href: str, words: str) -> Markup:
    return h("li", h("a", h("span", words), href=href, download=True, data_download=True))


def _log(asking: Asking, space: Space, base: str, query: str) -> Markup | None:
    """Return the form that takes people's own events out, for those who may."""
    if not may(asking.actor, space.id, Right.EXPORT_PEOPLE):
        return None
    lang = asking.lang
    buttons = [h("button.tool", h("span", form.upper()), name="form", value=form) for form in ("xes", "csv")]
    names = h("label.tick", h("input", type="checkbox", name="names", value="yes"),
              h("span", tr("exports.with_names", lang)))  # fmt: skip
    note = h("p.small", tr("exports.log_noted", lang))
    form = h("form", token(asking), names, h("div.tools", buttons), note, method="post",
             action=f"{base}/event-log?{query}", data_download=True)  # fmt: skip
    return h("section", h("h3", tr("exports.log", lang)), form)
