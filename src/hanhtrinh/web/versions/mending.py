"""The page on which a journey's file that cannot be used is mended or given up."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.opening import Opened, open_journey
from hanhtrinh.app.versions.good import can_give_up, fault_of, give_up
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import Finding
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, form, head, link_button, notice
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page
from hanhtrinh.web.versions.parts import say

_AROUND = 2
_MOST = 20


@get("/w/{slug:str}/maps/{journey:str}/mend", sync_to_thread=True)
def mend_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show what is wrong with a journey's file, line by line, and what can be done."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    lang, address = asking.lang, f"/w/{space.slug}/maps/{journey}"
    opened = open_journey(asking.actor, space, services.desk, journey)
    title = say(lang, "mend_title", file=opened.kept.path.name)
    top = head(title, say(lang, "mend_lead"), back=(address, say(lang, "to_map")))
    if opened.file is not None:
        content: tuple[Markup, ...] = (top, notice(say(lang, "mended")))
    else:
        ways = _ways(asking, address, giving=can_give_up(space, services.version_desk, opened))
        content = (top, *_marks(opened, lang), box(say(lang, "what_is_wrong"), _findings(opened, lang)), ways)
    return page(asking, space, title, h("div.stack.mending", *content), active="journeys", sheets=("versions.css",))


@post("/w/{slug:str}/maps/{journey:str}/mend", sync_to_thread=True)
def use_last_good(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Redirect:
    """Put the faulty file into the trash folder and the last good version in its place."""
    give_up(asking.actor, space, services.version_desk, journey)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}", "versions.given_up")


def _marks(opened: Opened, lang: Lang) -> tuple[Markup, ...]:
    marks = fault_of(opened).marks
    return (notice(say(lang, "merge_help", lines=", ".join(map(str, marks))), "middling"),) if marks else ()


def _findings(opened: Opened, lang: Lang) -> Markup:
    """Return each finding with the lines around it."""
    lines = opened.kept.text.splitlines()
    errors = fault_of(opened).findings[:_MOST]
    return h("ol.faults", [h("li", h("p", one.line_of_text(lang)), _excerpt(lines, one, opened)) for one in errors])


def _excerpt(lines: list[str], finding: Finding, opened: Opened) -> Markup | None:
    if finding.line is None or finding.file != opened.kept.path.name or not lines:
        return None
    at = min(finding.line, len(lines))
    shown = range(max(at - _AROUND, 1), min(at + _AROUND, len(lines)) + 1)
    rows = [h("span.row.here" if n == at else "span.row", h("i", str(n)), lines[n - 1][:200] or " ") for n in shown]
    return h("pre.excerpt", rows)


def _ways(asking: Asking, address: str, *, giving: bool) -> Markup:
    lang = asking.lang
    file = link_button(tr("map_page.file", lang), f"{address}/journey.yaml", icon="file-text", download=True)
    again = link_button(say(lang, "check_again"), f"{address}/mend", icon="refresh-cw")
    mend = h("li", h("p", say(lang, "way_mend")), h("div.actions", file, again))
    if not giving:
        return box(say(lang, "ways"), h("ul.ways", mend))
    press = form(asking, f"{address}/mend", button(say(lang, "use_good"), kind="plain", icon="undo-2"))
    return box(say(lang, "ways"), h("ul.ways", mend, h("li", h("p", say(lang, "way_give_up")), press)))


HANDLERS = (mend_page, use_last_good)
