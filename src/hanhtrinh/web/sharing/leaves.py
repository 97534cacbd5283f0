"""The pages a link leads to beside the map: the password, an end, a mistake. They tell nothing about anybody."""

from typing import Any

import structlog
from litestar import MediaType, Request, Response

from hanhtrinh.app.accounts.signing import Throttled
from hanhtrinh.app.sharing.opening import Over
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import HanhtrinhError, NotFound
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web import assets
from hanhtrinh.web.components import button, labelled, notice, sign
from hanhtrinh.web.exports.sending import TooMany
from hanhtrinh.web.sharing.visiting import Hurried, Locked, tongue_of

SHEET = "share.css"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_log = structlog.get_logger("hanhtrinh.sharing")


def leaf(
    title: str,
    *body: Markup | None,
    lang: Lang,
    status: int = 200,
    sheets: tuple[str, ...] = (SHEET,),
    scripts: tuple[str, ...] = (),
    sites: tuple[str, ...] = (),
    kind: str = "",
) -> Response[str]:
    """Return a page for strangers: found by no search engine, telling no other site where its reader comes from."""
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="color-scheme", content="light dark"),
        h("meta", name="robots", content="noindex, nofollow, noarchive"),
        h("meta", name="referrer", content="no-referrer"),
        h("title", title),
        h("link", rel="icon", href=assets.url("mark.svg")),
        [h("link", rel="stylesheet", href=assets.url(name)) for name in (assets.SHEET, *sheets)],
        [h("script", type="module", src=assets.url(name)) for name in scripts],
    )
    text = f"<!doctype html>\n{h('html', head, h(f'body.shared{kind}', *body), lang=lang)}\n"
    headers = {
        "content-security-policy": _POLICY.format(ancestors=" ".join(sites) or "'none'"),
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow, noarchive",
        "cache-control": "no-store",
    }
    return Response(text, media_type=MediaType.HTML, status_code=status, headers=headers)


def lone_leaf(
    title: str, *content: Markup | None, lang: Lang, status: int, sites: tuple[str, ...] = ()
) -> Response[str]:
    """Return a page of one box in the middle."""
    mark = h("p.brand-mark", h("span.rail-mark", "h", aria_hidden="true"), "Hanhtrinh")
    box = h("main.lone", h("div.lone-box", mark, h("h1", title), *content), id="main")
    return leaf(title, box, lang=lang, status=status, sites=sites)


def password_leaf(address: str, lang: Lang, wrong: str = "", status: int = 401) -> Response[str]:
    """Return the page that asks for the password."""
    control = h(
        "input.in", type="password", name="password", id="f-password", required=True, autofocus=True,
        autocomplete="off", maxlength=200,
    )  # fmt: skip
    form = h(
        "form.fields",
        labelled(tr("sharing.password", lang), "password", control),
        button(tr("sharing.open", lang)),
        method="post",
        action=address,
    )
    told = notice(wrong, "bad") if wrong else h("p", tr("sharing.password_lead", lang))
    return lone_leaf(tr("sharing.password_title", lang), told, form, lang=lang, status=status)


def friendly(request: Request[Any, Any, Any], error: HanhtrinhError) -> Response[Any]:
    """Answer whoever follows a link that shows nothing."""
    lang = tongue_of(request, None)
    match error:
        case Locked():
            status, key = 401, "locked"
        case Over():
            status, key = 410, "over"
        case Hurried() | Throttled():
            status, key = 429, "hurried"
        case TooMany():
            status, key = 503, "busy"
        case NotFound():
            status, key = 404, "no_link"
        case _:
            _log.warning("link shows nothing", code=error.key)
            status, key = 503, "resting"
    if "application/json" in request.headers.get("accept", ""):
        return Response({"error": {"code": f"sharing.{key}"}}, status_code=status, media_type=MediaType.JSON)
    if status == 401:
        token = request.url.path.partition("/s/")[2].partition("/")[0]
        return password_leaf(f"/s/{token}", lang)
    words = h("p", sign("circle-alert"), " ", tr(f"sharing.{key}_text", lang))
    return lone_leaf(tr(f"sharing.{key}_title", lang), words, lang=lang, status=status)
