"""What stands behind a number: definition, n, interval, trend, segments, verbatims, and the very people it counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.maps.asked import asked_for
from hanhtrinh.app.maps.behind import FEWEST, Behind, people_behind
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import Door, Quote, Spark
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import NotFound
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import instant_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.at_step import cases_of_step
from hanhtrinh.web.components import sign
from hanhtrinh.web.maps.drawing import Drawn
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.maps.subject import MapSubject
from hanhtrinh.web.people.parts import shown_name
from hanhtrinh.web.person_address import person_path
from hanhtrinh.web.priorities.addresses import home_of, shipped_links
from hanhtrinh.web.services import Services

_LONG = 60
_MOST_LABELS = 5


@get("/w/{slug:str}/maps/{journey:str}/door/{number:int}", sync_to_thread=True)
def door(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    number: FromPath[int],
    start: FromQuery[int] = 0,
) -> Response[str]:
    """Give what stands behind a number of a map; with `start`, a further page of its people alone."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    subject = MapSubject(services, space, journey, asked_for(request.query_params), asking.lang)
    drawn = subject.drawn()
    found = drawn.doors.get(number)
    if found is None:
        raise NotFound("map_page.no_door")
    behind = _behind(subject, asking, drawn, found, start)
    people = _People(asking, space, drawn, f"{number}?{subject.asked.query}")
    if start:
        return fragment(people.page(behind) if behind else None)
    links = shipped_links(drawn, found, home_of(space, journey), asking.lang)
    content = _content(asking, drawn, found, people.section(behind) if behind else None, behind, space, links)
    step = found.who.step if found.who is not None else None
    return fragment(*content, cases_of_step(services, asking, space, journey, step or ""))


def _behind(subject: MapSubject, asking: Asking, drawn: Drawn, door: Door, start: int) -> Behind | None:
    if door.who is None:
        return None
    maps, space = subject.services.maps(subject.space), subject.space
    return people_behind(asking.actor, space, maps, drawn.journey, subject.question, door.who, start)


def _content(
    asking: Asking,
    drawn: Drawn,
    door: Door,
    people: Markup | None,
    behind: Behind | None,
    space: Space,
    links: Mapping[str, Markup],
) -> Sequence[Markup | None]:
    """Return the parts of the dialog; what rests on a few people is not taken apart for those who may not see them."""
    words, lang = Words(asking.lang, drawn.readings.zone), asking.lang
    sees = may(asking.actor, space.id, Right.SEE_PEOPLE)
    few = not sees and 0 < _people(door, behind) < FEWEST
    shut = h("button.shut", sign("x"), type="button", data_shut=True, aria_label=tr("draw.close", lang))
    head = h("header", h("p", door.place), h("h2", door.title, id="door-title", tabindex=-1), shut)
    rows = [h("dt", name) + h(_wide("dd", value), value) for name, value in door.rows]
    said = _voices(drawn, door, space, words, linked=sees)
    return (
        head,
        h("p.value", door.value),
        h("p.meaning", door.definition),
        h("dl", Markup("".join(rows))) if rows else None,
        h("p.few", sign("lock"), tr("map_page.few", lang, fewest=FEWEST)) if few else None,
        _spark(door.spark, links) if door.spark and not few else None,
        said if said and not few else None,
        people,
        *([] if few else [_table(*table) for table in door.tables]),
        h("div.end"),
    )


def _people(door: Door, behind: Behind | None) -> int:
    return behind.people if behind is not None else (door.n if door.n is not None else FEWEST)


def _wide(tag: str, text: str) -> str:
    return f"{tag}.long" if len(text) > _LONG else tag


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    head = h("thead", h("tr", [h("th", text, scope="col") for text in heads]))
    body = h("tbody", [h("tr", [h("td", text) for text in row]) for row in rows])
    return h("section", h("h3", title), h("div.wide-table", h("table", head, body)))


def _spark(spark: Spark, links: Mapping[str, Markup]) -> Markup:
    """Return a small trend, broken where a period has nothing, with a line on each day something was shipped; `links`
    lead from what was shipped to its before and after.
    """
    last = max(1, len(spark.points) - 1)
    pen, line, dots = "M", "", ""
    for i, (_, _, y) in enumerate(spark.points):
        if y is None:
            pen = "M"
            continue
        at = f"{i / last * 100:.2f} {10 + y * 80:.2f}"
        line, dots, pen = f"{line}{pen}{at}", f"{dots}M{at}h.01", "L"
    marks = [h("path.mark", d=f"M{x * 100:.2f} 0V100") for x, _, _ in spark.marks]
    picture = h("svg.spark", marks, h("path", d=line), h("path.dot", d=dots), viewBox="0 0 100 100",
                preserveAspectRatio="none", aria_hidden="true")  # fmt: skip
    every = -(-len(spark.points) // _MOST_LABELS)
    labels = [
        h("li" if i % every == 0 else "li.vh", h("b", value), day) for i, (day, value, _) in enumerate(spark.points)
    ]
    shipped = [
        h("li", sign("rocket"), h("span", h("b", day), f" {what}", [" · ", links[what]] if what in links else None))
        for _, day, what in spark.marks
    ]
    below = h("ul.ships", shipped) if shipped else None
    return h("section", h("h3", spark.title), picture, h("ol.sparks", labels), below)


def _voices(drawn: Drawn, door: Door, space: Space, words: Words, *, linked: bool) -> Markup | None:
    """Return what people said, each with the way to who said it for those who may see people."""
    if not door.quotes:
        return None
    people = _speakers(drawn) if linked else {}
    quotes = [_quote(said, people, space, words) for said in door.quotes]
    return h("section", h("h3", words.tr("voices")), quotes)


def _speakers(drawn: Drawn) -> Mapping[str, str]:
    return {said.text: said.person for step in drawn.readings.steps for said in step.verbatims}


def _quote(said: Quote, people: Mapping[str, str], space: Space, words: Words) -> Markup:
    person = people.get(said.text)
    link = _profile(space, person, tr("map_page.profile", words.lang)) if person else None
    source = h("figcaption", said.source, [" · ", link] if link else None)
    return h(f"figure.quote.{said.tone}", h("blockquote", f"“{said.text}”"), source)


def _profile(space: Space, person: str, words: str) -> Markup:
    return h("a", words, href=person_path(space, person))


class _People:
    """Draws the people behind a number."""

    def __init__(self, asking: Asking, space: Space, drawn: Drawn, address: str) -> None:
        self.lang, self.space, self.address = asking.lang, space, address
        self.words = Words(asking.lang, drawn.readings.zone)
        self.journey: Journey = drawn.journey

    def section(self, behind: Behind) -> Markup:
        """Return how many there are, and the first page of them where they may be seen."""
        if behind.rows is None and behind.people < FEWEST:
            count = tr("map_page.fewer_people", self.lang, fewest=FEWEST)
        else:
            count = tr(
                "map_page.people_count", self.lang,
                passes=self.words.number(behind.passes), people=self.words.number(behind.people),
            )  # fmt: skip
        title = h("h3", self.words.tr("people_behind"))
        if behind.rows is None:
            return h("section.behind", title, h("p", count), h("p.small", tr("map_page.people_hidden", self.lang)))
        heads = [h("th", tr(f"map_page.{key}", self.lang), scope="col") for key in ("person", "begun", "last_seen")]
        table = h("table.people-behind", h("thead", h("tr", heads)), h("tbody", self.page(behind)))
        return h("section.behind", title, h("p", count), table if behind.passes else None)

    def page(self, behind: Behind) -> Markup:
        """Return one page of rows, and behind them the way to the next."""
        if behind.rows is None:
            return Markup("")
        rows = [self._row(row) for row in behind.rows.iter_rows(named=True)]
        if behind.more is not None:
            button = h("button.tool", tr("map_page.more_people", self.lang), type="button",
                       data_more=f"{self.address}&start={behind.more}")  # fmt: skip
            rows.append(h("tr.more-people", h("td", button, colspan=3)))
        return Markup("".join(rows))

    def _row(self, row: Mapping[str, object]) -> Markup:
        name = str(row["person"])
        begun, seen = (self._moment(row[key]) for key in ("begun", "last_seen"))
        step = self.words.say(self._step(row["last_step"]))
        last = h("td", seen, h("span.small", step) if step else None)
        who = _profile(self.space, name, shown_name(name, name, self.lang))
        return h("tr", h("td", who), h("td", begun), last)

    def _moment(self, value: object) -> str:
        return self.words.moment(instant_of(value)) if isinstance(value, datetime) else "—"

    def _step(self, key: object) -> str:
        found = next((step for step in self.journey.steps if step.key == key), None)
        return self.words.say(self.journey.name_of_step(found)) if found else ""
