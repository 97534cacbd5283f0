"""The audit log, for owners."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from hanhtrinh.app.accounts.auditing import AuditPage, audit_of
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, catalogue, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Deed
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, data_table, empty, link_button, select
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page


@get("/w/{slug:str}/settings/audit", sync_to_thread=True)
def audit_page(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    area: FromQuery[str] = "",
    who: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Response[str]:
    """Show what was done in the workspace, newest first."""
    found = audit_of(services.account_desk, asking.actor, space, area=area, who=who, before=before)
    words, here = Words(asking.lang, services.zone(space)), f"/w/{space.slug}/settings/audit"
    content = [_filter(asking.lang, here, found, area, who), _table(asking.lang, words, found)]
    if found.older is not None:
        query = urlencode({"area": area, "who": who, "before": found.older})
        content.append(h("p.pager", link_button(tr("account.older", asking.lang), f"{here}?{query}")))
    lead = tr("account.audit_lead", asking.lang)
    return settings_page(asking, space, "audit", box(tr("account.tab_audit", asking.lang), *content, lead=lead))


def _filter(lang: Lang, here: str, found: AuditPage, area: str, who: str) -> Markup:
    everything = ("", tr("account.all", lang))
    areas = [everything, *((one, area_name(one, lang)) for one in found.areas)]
    people = [everything, *found.names.items()]
    return h(
        "form.inline",
        select(tr("account.area", lang), "area", areas, area, data_sends=True),
        select(tr("account.who", lang), "who", people, who, data_sends=True),
        button(tr("account.filter", lang), kind="plain"),
        action=here,
        method="get",
    )


def _table(lang: Lang, words: Words, found: AuditPage) -> Markup:
    if not found.deeds:
        return empty("list-checks", tr("account.nothing_done", lang), tr("account.nothing_done_text", lang))
    heads = (tr("account.when", lang), tr("account.who", lang), tr("account.what", lang), tr("account.object", lang))
    rows = [_row(lang, words, deed, found.names) for deed in found.deeds]
    return data_table(heads, rows, caption=tr("account.tab_audit", lang))


def _row(lang: Lang, words: Words, deed: Deed, names: Mapping[str, str]) -> list[Child]:
    kinds = {"server": tr("account.the_server", lang), "key": tr("account.a_key", lang)}
    who = kinds.get(deed.actor_kind) or names.get(deed.actor) or tr("account.somebody_gone", lang)
    details = " · ".join(f"{key}: {_plain(value)}" for key, value in deed.details.items())
    about = [names.get(deed.object, deed.object), h("small", details) if details else None]
    return [words.moment(deed.at), who, action_name(deed.action, lang), about]


def _plain(value: object) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list) else str(value)


def action_name(action: str, lang: Lang) -> str:
    """Return what an action is called; one without words of its own is shown as it is stored."""
    return catalogue("audit", lang).get(action.replace(".", "_"), action)


def area_name(area: str, lang: Lang) -> str:
    """Return what an area of actions is called."""
    return catalogue("audit", lang).get(f"area_{area}", area)


HANDLERS = (audit_page,)
