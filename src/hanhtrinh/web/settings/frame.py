"""What the pages of settings share: their head and tabs."""

from litestar import Response

from hanhtrinh.access import Right, may
from hanhtrinh.draw.markup import Markup
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import head, notice, tabs
from hanhtrinh.web.shell import page

TABS = (
    ("profile", None),
    ("sessions", None),
    ("notifications", None),
    ("workspace", Right.MANAGE_TEAM),
    ("team", Right.SEE_MAPS),
    ("webhooks", Right.MANAGE_KEYS),
    ("audit", Right.SEE_AUDIT),
)
"""The parts of the settings, each with the right without which it is not shown."""


def settings_page(asking: Asking, space: Space, part: str, *content: Markup, wrong: str = "") -> Response[str]:
    """Return a page of the settings; `wrong` says what could not be done."""
    base, lang = f"/w/{space.slug}/settings", asking.lang
    shown = [name for name, right in TABS if right is None or may(asking.actor, space.id, right)]
    named = [(f"{base}/{name}", tr(f"account.tab_{name}", lang)) for name in shown]
    links = tabs(named, f"{base}/{part}", tr("account.parts", lang))
    title = tr("web.rail_settings", lang)
    said = [notice(wrong, "bad")] if wrong else []
    return page(
        asking, space, f"{tr(f'account.tab_{part}', lang)} · {title}", head(title), links, *said, *content,
        active="settings", status=400 if wrong else 200,
    )  # fmt: skip
