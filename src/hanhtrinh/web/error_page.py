"""The page that explains what went wrong."""

from litestar import Response

from hanhtrinh.draw.markup import h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.components import link_button, sign
from hanhtrinh.web.document import document

_NOT_THE_ROLE = ("web.stale_form", "web.other_origin")
_HEADS = {401: "web.head_not_allowed", 403: "web.head_not_allowed", 404: "web.head_not_found", 503: "web.head_resting"}


def error_page(status: int, key: str, message: str, lang: Lang, again: str = "") -> Response[str]:
    """Return a calm page with what happened and a way on: to the start, or to the same page `again`."""
    title = tr("web.head_went_wrong" if key in _NOT_THE_ROLE else _HEADS.get(status, "web.head_went_wrong"), lang)
    lines = [h("p", line) for line in message.split("\n")]
    on = link_button(tr("web.again", lang), again, kind="main") if again else None
    way = h("p.way", on or link_button(tr("web.to_start", lang), "/", kind="main"))
    content = h("main.lone", h("div.lone-box", sign("circle-alert"), h("h1", title), *lines, way), id="main")
    return document(title, content, lang=lang, status=status)
