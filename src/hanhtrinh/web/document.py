"""The outermost of every page: head and body."""

from collections.abc import Sequence

from litestar import MediaType, Response

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web import assets


def document(
    title: str,
    *body: Markup | None,
    lang: Lang,
    look: str = "auto",
    sheets: Sequence[str] = (),
    scripts: Sequence[str] = (),
    status: int = 200,
) -> Response[str]:
    """Return a whole document; `sheets` and `scripts` are files of `web/assets` beyond those of every page."""
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="color-scheme", content="light dark"),
        h("title", f"{title} · Hanhtrinh"),
        _link("icon", "mark.svg"),
        [_link("stylesheet", name) for name in (assets.SHEET, *sheets)],
        [h("script", type="module", src=assets.url(name)) for name in ("app.js", *scripts)],
    )
    page = h(
        "html",
        head,
        h("body", *body, data_opening=tr("web.opening", lang)),
        lang=lang,
        data_look=None if look == "auto" else look,
    )
    return Response(f"<!doctype html>\n{page}\n", media_type=MediaType.HTML, status_code=status)


def _link(rel: str, name: str) -> Markup:
    return h("link", rel=rel, href=assets.url(name))
