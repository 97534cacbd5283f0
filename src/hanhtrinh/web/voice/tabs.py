"""The pages of the voice area: one row of tabs over each of them."""

from collections.abc import Sequence

from litestar import Response

from hanhtrinh.access import Right, may
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.shell import page

TABS = (
    ("responses", Right.SEE_VOICE),
    ("surveys", Right.SEE_VOICE),
    ("asking", Right.SEE_VOICE),
    ("themes", Right.SEE_VOICE),
    ("drivers", Right.SEE_VOICE),
    ("cases", Right.HANDLE_CASES),
)
"""Each is `/w/<workspace>/voice/<tab>`, has its name in `i18n` (`voice.tab_…`) and the right it is shown by."""


def voice_page(
    asking: Asking,
    space: Space,
    tab: str,
    title: str,
    *content: Markup,
    kind: str = "",
    sheets: Sequence[str] = (),
    scripts: Sequence[str] = (),
    status: int = 200,
) -> Response[str]:
    """Return a page of the voice area with its tabs; `title` is that of the document, the content brings its own h1."""
    row = voice_tabs(asking, space, tab)
    sheets = ("voice.css", *sheets)
    return page(
        asking, space, title, row, *content, active="voice", kind=kind, sheets=sheets, scripts=scripts, status=status
    )


def voice_tabs(asking: Asking, space: Space, tab: str) -> Markup:
    """Return the row of tabs, `tab` the one that is open."""
    links = [
        h(
            "a.voice-tab", tr(f"voice.tab_{name}", asking.lang), _mine(asking, space) if name == "cases" else None,
            href=f"/w/{space.slug}/voice/{name}", aria_current="page" if name == tab else None,
        )
        for name, right in TABS
        if may(asking.actor, space.id, right)
    ]  # fmt: skip
    return h("nav.voice-tabs", *links, aria_label=tr("voice.tabs", asking.lang))


def _mine(asking: Asking, space: Space) -> Markup | None:
    """Return how many open cases the reader has."""
    count = asking.my_cases(space)
    return h("span.voice-mine", str(count), h("span.vh", f" {tr('cases.filter_mine', asking.lang)}")) if count else None
