"""The map page."""

from collections.abc import Sequence

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.maps.asked import Asked, asked_for
from hanhtrinh.app.maps.opening import Opened, open_journey
from hanhtrinh.app.versions.good import good_texts, shown_journey
from hanhtrinh.draw import page_curve, page_parts, vendored
from hanhtrinh.draw.markup import Markup, h, join
from hanhtrinh.draw.page_table import table
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import Finding
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.at_step import signs_of_cases
from hanhtrinh.web.comments.panel import side
from hanhtrinh.web.components import link_button, notice, sign
from hanhtrinh.web.library.beside import plan_dialog
from hanhtrinh.web.library.inner import crumbs_above
from hanhtrinh.web.maps.arrange_words import arrange_words
from hanhtrinh.web.maps.bar import bar
from hanhtrinh.web.maps.drawing import Drawn, with_lasting_numbers
from hanhtrinh.web.maps.editing_line import editing_extras, editing_line
from hanhtrinh.web.maps.sheet import NAME, journey_rules
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.maps.written import written_block
from hanhtrinh.web.pictures.words import picture_words
from hanhtrinh.web.rules.beside import rule_sheet
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

LANES_COOKIE = "hanhtrinh_lanes"
"""The lanes a browser hides, by key, with dots between them; written by the page's script."""
_LABELS = ("previous", "next", "close")
_FOREVER = "private, max-age=31536000, immutable"


@get("/w/{slug:str}/maps/{journey:str}", sync_to_thread=True)
def map_page(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show a journey's map, or what is wrong with its file."""
    found = open_journey(asking.actor, space, services.desk, journey)
    if found.file is None and good_texts(space, services.version_desk, journey) is None:
        return page(asking, space, journey, *_faulty(asking, space, found), active="journeys")
    asked = asked_for(request.query_params)
    if asked.editing:
        require(asking.actor, space.id, Right.EDIT_MAPS)
    subject, drawn = drawn_for(MapSubject(services, space, journey, asked, asking.lang))
    hidden = frozenset(request.cookies.get(LANES_COOKIE, "").split("."))
    content = _content(subject, asking, found, drawn, hidden)
    return page(
        asking, space, drawn.scene.title, content, active="journeys", kind="wide",
        sheets=(NAME, "map-page.css", "share.css", "map-edit.css", "map-arrange.css", "comments.css", "rules.css",
                "truth.css", "map-pictures.css", "map-priorities.css", "library.css"),
        scripts=("map.js",),
    )  # fmt: skip


def drawn_for(subject: MapSubject) -> tuple[MapSubject, Drawn]:
    """Return a map as asked for; where the address names no period and the usual one is empty, all there is."""
    drawn = subject.drawn()
    if subject.asked.chosen or drawn.readings.passes or not drawn.readings.events:
        return subject, drawn
    asked = Asked(span="all", segment=subject.asked.segment, editing=subject.asked.editing)
    wider = MapSubject(subject.services, subject.space, subject.journey, asked, subject.lang)
    return wider, wider.drawn()


@get("/w/{slug:str}/maps/{journey:str}/rules.css", sync_to_thread=True)
def rules(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Give the rules that depend on the journey; the address changes with its file."""
    shown = shown_journey(asking.actor, space, services.version_desk, journey)
    return Response(journey_rules(shown.file.journey), media_type=MediaType.CSS, headers={"cache-control": _FOREVER})


@get("/w/{slug:str}/maps/{journey:str}/journey.yaml", sync_to_thread=True)
def source(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Give the journey's file as it stands."""
    found = open_journey(asking.actor, space, services.desk, journey)
    headers = {"content-disposition": f'attachment; filename="{journey}.yaml"'}
    return Response(found.kept.text, media_type="application/yaml; charset=utf-8", headers=headers)


def _content(subject: MapSubject, asking: Asking, found: Opened, drawn: Drawn, hidden: frozenset[str]) -> Markup:
    space, asked, scene = subject.space, subject.asked, drawn.scene
    words = Words(asking.lang, drawn.readings.zone)
    base = f"/w/{space.slug}/maps/{subject.journey}"
    body = (
        bar(asking, space, subject.journey, drawn.journey, scene, asked, hidden,
            crumbs_above(subject.services, asking, space, subject.journey)),
        _piece("fault", drawn),
        _piece("sign", drawn),
        _piece("truth", drawn),
        h("div.late", id="map-late", data_own=True),
        editing_line(asking, base, on=asked.editing) if _may_edit(asking, space) else None,
        _findings(asking, space, found.findings) if found.file else None,
        _first_steps(asking, space, drawn),
        _piece("hero", drawn), _piece("summary", drawn), _piece("mini", drawn),
        with_lasting_numbers(drawn, table(scene, words)),
        page_parts.walker(scene, words),
        _piece("below", drawn), _piece("segments", drawn),
        page_parts.ending(scene, words)[0],
        rule_sheet(asking, space),
        plan_dialog(asking, space),
        picture_words(asking.lang) if _may_edit(asking, space) else None,
    )  # fmt: skip
    whole = join([part for part in body if part is not None])
    said = h("p.vh", role="status", id="map-said", data_template=tr("map_page.changed", asking.lang, lanes="#"))
    rules = f"{base}/rules.css?v={found.kept.version[:16]}"
    return h(
        "div.map-page",
        h("link", rel="stylesheet", href=rules),
        vendored.sprite(whole), page_curve.gradient(), whole, said, *_dialogs(asking), side(asking, space),
        *(editing_extras(asking) if _may_edit(asking, space) else ()),
        arrange_words(asking.lang) if may(asking.actor, space.id, Right.EDIT_MAPS) else None,
        _written(subject, asking) if found.file else None,
        signs_of_cases(asking, space, subject.journey),
        id="map-page", lang=asking.lang, data_map=base, data_query=asked.query, data_at=drawn.at,
        data_shape=drawn.shape, data_stages=_stages(drawn), data_token=asking.csrf, data_editing=asked.editing,
        data_may_edit=_may_edit(asking, space) and found.file is not None, data_user=asking.actor.id,
        **{f"data_label_{key}": tr(f"draw.{key}", asking.lang) for key in _LABELS},
        data_label_position=tr("draw.position", asking.lang, n="#", total=len(scene.steps)),
        data_label_failed=tr("map_page.failed", asking.lang), data_label_edit=tr("map_page.edit_this", asking.lang),
    )  # fmt: skip


def _written(subject: MapSubject, asking: Asking) -> Markup | None:
    """Return what is written on the map as data, for those who may write."""
    if not may(asking.actor, subject.space.id, Right.EDIT_MAPS):
        return None
    return written_block(subject.services, asking, subject.space, subject.journey)


def _stages(drawn: Drawn) -> str:
    return " ".join(stage.key for stage in drawn.journey.stages if stage.steps)


def _piece(name: str, drawn: Drawn) -> Markup:
    return h("div.piece", drawn.pieces[name], data_piece=name)


def _dialogs(asking: Asking) -> tuple[Markup, ...]:
    return h("dialog.door", id="door", aria_labelledby="door-title"), h("dialog.show", id="show")


def _may_edit(asking: Asking, space: Space) -> bool:
    return may(asking.actor, space.id, Right.EDIT_MAPS)


def _findings(asking: Asking, space: Space, findings: Sequence[Finding]) -> Markup | None:
    """Return what the check found, folded away, for those who can do something about it."""
    told = [finding for finding in findings if finding.severity != "note"]
    if not told or not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    lines = [h("li", finding.line_of_text(asking.lang)) for finding in told]
    summary = h("summary", sign("triangle-alert"), tr("map_page.findings", asking.lang, count=len(told)))
    return h("details.findings", summary, h("ul", lines))


def _first_steps(asking: Asking, space: Space, drawn: Drawn) -> Markup | None:
    """Return the ways to data where there are none yet."""
    if drawn.readings.events or not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    lang, base = asking.lang, f"/w/{space.slug}"
    return h(
        "div.first-steps",
        h("p", sign("lightbulb"), tr("map_page.no_data", lang)),
        link_button(tr("map_page.connect", lang), f"{base}/sources/connect", icon="globe"),
        link_button(tr("map_page.import", lang), f"{base}/imports/new", icon="file-text"),
    )


def _faulty(asking: Asking, space: Space, found: Opened) -> tuple[Markup, ...]:
    """Return what stands in the place of a map whose file has errors."""
    lang = asking.lang
    lines = h("ul.finding-list", [h("li", finding.line_of_text(lang)) for finding in found.findings])
    back = link_button(tr("web.rail_journeys", lang), f"/w/{space.slug}/journeys", icon="arrow-left")
    file = link_button(tr("map_page.file", lang), f"/w/{space.slug}/maps/{found.key}/journey.yaml", icon="file-text")
    told = notice(tr("map_page.faulty", lang, file=found.kept.path.name), "bad")
    return h("h1", found.key), told, h("section.box", lines), h("div.actions", back, file)
