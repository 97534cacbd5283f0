"""The atlas: every journey of a workspace as a small drawing, and how one opens from another."""

from collections.abc import Iterator, Mapping

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.library.hierarchy import Node, forest
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Text, say, tr, without_marks
from hanhtrinh.journey.model import Journey, Stage
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import empty, head, link_button, sign
from hanhtrinh.web.library.lists import day_text
from hanhtrinh.web.library.words import SHEET, tl
from hanhtrinh.web.maps.sheet import NAME
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

_WIDEST = 12
_LONGEST = 80


@get("/w/{slug:str}/atlas", sync_to_thread=True)
def atlas_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    find: FromQuery[str] = "",
) -> Response[str]:
    """Show all journeys as a tree, or those in which something is called as was asked for."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    journeys = services.shelf.usable(space)
    body = Atlas(services, asking, space, journeys, find.strip()[:_LONGEST]).page()
    title = tl(asking.lang, "atlas")
    return page(
        asking, space, title, *body, active="journeys", sheets=(NAME, "map-page.css", SHEET), scripts=("cards.js",)
    )


class Atlas:
    """Draws the page."""

    def __init__(
        self, services: Services, asking: Asking, space: Space, journeys: Mapping[str, Journey], find: str
    ) -> None:
        self.services, self.asking, self.space = services, asking, space
        self.journeys, self.find, self.lang = journeys, find, asking.lang
        self.maps = f"/w/{space.slug}/maps"

    def page(self) -> tuple[Markup, ...]:
        """Return the parts of the page."""
        lang = self.lang
        back = (f"/w/{self.space.slug}/journeys", tr("web.rail_journeys", lang))
        top = head(tl(lang, "atlas"), tl(lang, "atlas_lead"), back=back)
        if not self.journeys:
            return top, empty("route", tl(lang, "atlas_none"), tl(lang, "atlas_none_text"))
        return (top, self._search(), *(self._matches() if self.find else self._trees()))

    def _search(self) -> Markup:
        lang = self.lang
        label = h("label.vh", tl(lang, "atlas_find"), for_="f-find")
        typed = h("input.in", type="search", name="find", id="f-find", value=self.find, maxlength=_LONGEST,
                  placeholder=tl(lang, "atlas_find"))  # fmt: skip
        send = h("button.btn.plain", sign("search"), h("span", tl(lang, "atlas_find_do")), type="submit")
        every = link_button(tl(lang, "atlas_all"), f"/w/{self.space.slug}/atlas", kind="quiet") if self.find else None
        return h("form.atlas-find", label, typed, send, every, method="get", role="search")

    def _trees(self) -> Iterator[Markup]:
        trees = forest(self.journeys)
        linked = [tree for tree in trees if tree.below]
        alone = [tree for tree in trees if not tree.below]
        if linked:
            over = h("h2.vh", tl(self.lang, "atlas_linked"))
            roots = h("ul.atlas-trees", [h("li", self._tree(tree)) for tree in linked])
            yield h("section.atlas-linked", over, roots)
        if alone:
            title = h("h2", tl(self.lang, "atlas_alone")) if linked else None
            yield h("section.atlas-alone", title, h("ul.atlas-cards", [h("li", self._card(one)) for one in alone]))

    def _tree(self, node: Node) -> list[Markup | None]:
        below = [h("li", self._branch(stage), *self._tree(inner)) for stage, inner in node.below]
        return [self._card(node), h("ul.atlas-under", below) if below else None]

    def _branch(self, stage: Stage) -> Markup:
        words = h("span", tl(self.lang, "atlas_opens_from"))
        return h(f"p.atlas-from.{stage.phase}", words, h("b", say(stage.name, self.lang)))

    def _matches(self) -> Iterator[Markup]:
        lang = self.lang
        found = [key for key, journey in self.journeys.items() if _matches(journey, self.find)]
        if not found:
            yield empty("search", tl(lang, "atlas_nothing"), None)
            return
        yield h("p.small", tl(lang, "atlas_found", count=len(found), all=len(self.journeys)), role="status")
        nodes = [Node(key, self.journeys[key], ()) for key in found]
        yield h("ul.atlas-cards", [h("li", self._card(one)) for one in nodes])

    def _card(self, node: Node) -> Markup:
        lang, journey, address = self.lang, node.journey, f"{self.maps}/{node.key}"
        name = h("a", say(journey.name, lang) or node.key, href=address)
        if node.again:
            return h("div.atlas-card.again", h("h3", name), h("p.small", tl(lang, "atlas_again")))
        stages = [stage for stage in journey.stages if stage.steps]
        bars = h("ol.atlas-bars", [self._stage(stage, address) for stage in stages]) if stages else None
        measured = h("div.card-numbers.atlas-numbers", data_card=f"{address}/card", aria_busy="true")
        return h("div.atlas-card", h("div.atlas-words", h("h3", name), self._facts(node)), bars, measured)

    def _stage(self, stage: Stage, address: str) -> Markup:
        lang, count, name = self.lang, len(stage.steps), say(stage.name, self.lang) or stage.key
        label = tl(lang, "atlas_sub_stage" if stage.opens else "atlas_stage", stage=name, steps=count)
        parts = [h("span", name), h("small", str(count)), sign("external-link") if stage.opens else None]
        hit = ".hit" if self.find and _has(self.find, stage.name, *(step.name for step in stage.steps)) else ""
        inside = h("a", parts, href=f"{address}#{lang}-{stage.steps[0].key}", aria_label=label)
        return h(f"li.{stage.phase}.n{min(count, _WIDEST)}{hit}", inside)

    def _facts(self, node: Node) -> Markup:
        lang, journey = self.lang, node.journey
        words = Words(lang, "UTC")
        counted = tl(lang, "atlas_steps", stages=len(journey.stages), steps=len(journey.steps))
        day = journey.reviewed
        looked = tl(lang, "atlas_reviewed", day=day_text(day, words)) if day else tl(lang, "atlas_never")
        parts = [h("span", counted), h("span", looked), self._alarms(node.key)]
        return h("p.small.atlas-facts", [part for part in parts if part])

    def _alarms(self, key: str) -> Markup | None:
        asks = [one for one in self.services.alarms.open_of(self.space.id, key) if one.asks]
        if not asks or not may(self.asking.actor, self.space.id, Right.SEE_MAPS):
            return None
        words = tl(self.lang, "atlas_alarms", count=len(asks))
        return h("a.atlas-alarm", sign("triangle-alert"), words, href=f"{self.maps}/{key}/drift")


def _plain(text: Text) -> str:
    said = text if isinstance(text, str) else f"{text.vi or ''} {text.en or ''}"
    return without_marks(said).casefold()


def _has(find: str, *texts: Text) -> bool:
    wanted = without_marks(find).casefold()
    return any(wanted in _plain(text) for text in texts)


def _matches(journey: Journey, find: str) -> bool:
    """Tell whether a journey, a stage or a step is called like that, with diacritics or without."""
    steps = [journey.name_of_step(step) for step in journey.steps]
    return _has(find, journey.name, *(stage.name for stage in journey.stages), *steps)
