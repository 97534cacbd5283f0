"""The document around a survey: no cookie, no tracker, found by no search engine, telling no site where it was."""

from collections.abc import Sequence

from litestar import MediaType, Response
from litestar.response import Redirect

from hanhtrinh.app.answering.looking import Filling
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.voice.surveys.model import Theme
from hanhtrinh.web import assets
from hanhtrinh.web.answering.drawn import SCRIPT, SHEET, TONGUES, brand
from hanhtrinh.web.answering.theme import theme_address, theme_class
from hanhtrinh.web.components import sign

HIDDEN = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "no-store"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_PLAIN = Theme()


def leaf(
    title: str,
    *body: Markup | None,
    lang: Lang,
    theme: Theme = _PLAIN,
    status: int = 200,
    scripts: Sequence[str] = (SCRIPT,),
    framed: bool = False,
    kind: str = "",
) -> Response[str]:
    """Return a page of a survey; `framed` where other sites may show it inside theirs."""
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="color-scheme", content="light dark"),
        h("meta", name="robots", content="noindex, nofollow, noarchive"),
        h("meta", name="referrer", content="no-referrer"),
        h("title", title),
        h("link", rel="icon", href=assets.url("mark.svg")),
        [h("link", rel="stylesheet", href=assets.url(name)) for name in (assets.SHEET, SHEET)],
        h("link", rel="stylesheet", href=theme_address(theme)),
        [h("script", type="module", src=assets.url(name)) for name in scripts],
    )
    page = h(f"html.sv-html.{theme_class(theme)}", head, h(f"body{kind}", h("main", *body, id="main")), lang=lang)
    headers = {**HIDDEN, "content-security-policy": _POLICY.format(ancestors="*" if framed else "'none'")}
    return Response(f"<!doctype html>\n{page}\n", media_type=MediaType.HTML, status_code=status, headers=headers)


def words_leaf(
    title: str, *content: Markup | None, lang: Lang, theme: Theme = _PLAIN, status: int = 200, icon: str = "",
    framed: bool = False, name: str = "", logo: str = "", tongues: Sequence[Lang] = (),
) -> Response[str]:  # fmt: skip
    """Return a page of a few words: thanks, an end, a question before something is done. `name` and `logo` are the
    survey's, `tongues` the languages it can be read in.
    """
    mark = h("span.sv-sign", sign(icon)) if icon else None
    box = h("div.sv-lone", mark, h("h1.sv-title", title), *content)
    top = h("header.sv-top", brand(name, logo, say(theme.logo_alt, lang))) if name else None
    others = [
        h("a.sv-tongue", sign("globe"), h("span", TONGUES[one], lang=one), href=f"?lang={one}")
        for one in tongues if one != lang
    ]  # fmt: skip
    inside = h("div.sv-in-all", top, box, h("div.sv-tongues", others) if others else None)
    around = h(f"div.sv.sv-end.{theme_class(theme)}", inside)
    return leaf(f"{title} · {name}" if name else title, around, lang=lang, theme=theme, status=status, framed=framed)


def logo_of(filling: Filling) -> str:
    """Return where whoever fills in gets the survey's logo; empty where it has none."""
    return f"{filling.door.address}/logo" if filling.survey.theme.logo else ""


def away(address: str) -> Redirect:
    """Send whoever asks elsewhere."""
    return Redirect(address, status_code=303, headers=HIDDEN)


def no_survey(lang: Lang, status: int = 404, key: str = "no_survey") -> Response[str]:
    """Return the page for a link that leads nowhere, or not now."""
    text = h("p.sv-text", tr(f"answering.{key}", lang))
    return words_leaf(tr(f"answering.{key}_title", lang), text, lang=lang, status=status, icon="circle-alert")
