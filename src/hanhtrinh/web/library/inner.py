"""Which journey a stage opens: the way up from a sub-journey, and the page where it is chosen."""

from collections.abc import Mapping
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.library.hierarchy import open_anew, set_opens, trail
from hanhtrinh.app.library.holdings import file_key
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Journey, Stage
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, form, head, link_button, sign
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.library.words import SHEET, tl
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

NEW = "~new"
"""The choice that makes a new journey of a stage's steps."""
Sent = Annotated[dict[str, str], FORM]
_BASE = "/w/{slug:str}/maps/{journey:str}/inner"


def crumbs_above(services: Services, asking: Asking, space: Space, key: str) -> list[Markup]:
    """Return the way down to a journey that opens from stages of others, for the crumbs of its map."""
    found: list[Markup] = []
    for up in trail(services.shelf.usable(space), key):
        name, stage = say(up.name, asking.lang) or up.journey, say(up.stage_name, asking.lang)
        address = f"/w/{space.slug}/maps/{up.journey}"
        said = h("span.crumb-stage", tl(asking.lang, "crumb_of", stage=stage))
        found += [h("a", name, href=address), h("span", "›", aria_hidden="true"), said]
        found.append(h("span", "/", aria_hidden="true"))
    return found


@get(_BASE, sync_to_thread=True)
def inner_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show which journey each stage opens, to be chosen by those who edit maps."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    lang, others = asking.lang, services.shelf.usable(space)
    back = (f"/w/{space.slug}/maps/{journey}", say(file.journey.name, lang) or journey)
    top = head(tl(lang, "inner"), tl(lang, "inner_lead"),
               link_button(tl(lang, "to_atlas"), f"/w/{space.slug}/atlas", icon="waypoints"), back=back)  # fmt: skip
    rows = [h("li", _row(asking, space, journey, stage, others)) for stage in file.journey.stages]
    body = h("section.box", h("ul.inner-rows", rows))
    return page(asking, space, tl(lang, "inner"), top, body, active="journeys", sheets=(SHEET,))


def _row(asking: Asking, space: Space, key: str, stage: Stage, others: Mapping[str, Journey]) -> list[Markup | None]:
    lang, opened = asking.lang, file_key(stage.opens)
    name, here = say(stage.name, lang) or stage.key, f"/w/{space.slug}/maps/{key}/inner"
    options = [("", tl(lang, "opens_none"))]
    options += [(one, say(journey.name, lang) or one) for one, journey in others.items() if one != key]
    if stage.opens and opened not in others:
        options.append((f"={stage.opens}", tl(lang, "opens_elsewhere", file=stage.opens)))
    if stage.steps:
        options.append((NEW, tl(lang, "opens_new", count=len(stage.steps))))
    chosen = opened if opened in others else f"={stage.opens}" if stage.opens else ""
    choices = [h("option", words, value=value, selected=value == chosen) for value, words in options]
    id_ = f"f-{stage.key}"
    control = h("select.in", choices, name="opens", id=id_)
    label = h("label", tl(lang, "opens_label", stage=name), for_=id_)
    hidden = h("input", type="hidden", name="stage", value=stage.key)
    fields = form(asking, here, hidden, h("div.field", label, control), button(tl(lang, "save"), kind="plain"))
    go = None
    if opened in others:
        to = tl(lang, "opens_go", name=say(others[opened].name, lang) or opened)
        go = h("a", sign("external-link"), to, href=f"/w/{space.slug}/maps/{opened}")
    return [h(f"p.inner-stage.{stage.phase}", h("b", name), go), fields]


@post(_BASE, sync_to_thread=True)
def opens(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Sent,
) -> Redirect:
    """Let a stage open another journey, one made of its steps, or none."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    here, stage, wanted = f"/w/{space.slug}/maps/{journey}/inner", data.get("stage", ""), data.get("opens", "")
    if wanted == NEW:
        kept = open_anew(asking.actor, space, services.desk, journey, stage, data.get("name", ""), asking.lang)
        return redirect(asking, f"/w/{space.slug}/maps/{kept.key}?edit=1", "library_page.saved_opens")
    if not wanted.startswith("="):
        set_opens(asking.actor, space, services.desk, services.shelf.usable(space), journey, stage, wanted)
    return redirect(asking, here, "library_page.saved_opens" if wanted else "library_page.saved_closed")
