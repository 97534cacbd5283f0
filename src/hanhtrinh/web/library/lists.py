"""The lists of the library: what is shared, what one map alone has, and what looks the same in several."""

from collections.abc import Iterable, Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.library.holdings import USUAL, Holdings
from hanhtrinh.app.library.pooling import id_of
from hanhtrinh.app.library.things import (
    KINDS,
    SHARED,
    Alike,
    Kind,
    Metric,
    Placed,
    Thing,
    Where,
    alike,
    metrics_of,
    solutions_of,
    things_of,
)
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Opportunity
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import parse_duration
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, button, empty, form, head, link_button, notice, sign, tabs
from hanhtrinh.web.library.words import map_names, maps_count, rule_words, tl, where_list

_ICONS: dict[Kind, str] = {
    "touchpoints": "map-pin", "personas": "user-round", "opportunities": "lightbulb", "solutions": "wrench",
    "metrics": "target", "competitors": "scale", "channels": "radio",
}  # fmt: skip


_FEW = 12
"""So many things of single maps are shown without folding them."""


class Lists:
    """Draws one part of the library."""

    def __init__(self, asking: Asking, space: Space, found: Holdings, kind: Kind) -> None:
        self.asking, self.space, self.found, self.kind = asking, space, found, kind
        self.lang = asking.lang
        self.edits = may(asking.actor, space.id, Right.EDIT_MAPS)
        self.here = f"/w/{space.slug}/library"

    def page(self) -> tuple[Markup, ...]:
        """Return the parts of the page."""
        lang = self.lang
        atlas = link_button(tl(lang, "to_atlas"), f"/w/{self.space.slug}/atlas", icon="waypoints")
        top = head(tl(lang, "title"), tl(lang, "lead"), atlas)
        links = [(f"{self.here}/{kind}", tl(lang, kind)) for kind in KINDS]
        nav = tabs(links, f"{self.here}/{self.kind}", tl(lang, "tabs"))
        body = self._metrics() if self.kind == "metrics" else self._solutions() if self.kind == "solutions" else None
        return top, nav, *self._faulty(), *(body or self._things())

    def _faulty(self) -> list[Markup]:
        bad = [one for one in self.found.libraries.values() if one.library is None]
        return [
            h(
                "div.lib-faulty",
                notice(tl(self.lang, "faulty", file=one.kept.path.name), "bad"),
                h("ul.finding-list", [h("li", finding.line_of_text(self.lang)) for finding in one.findings]),
            )
            for one in bad
        ]

    def _things(self) -> tuple[Markup, ...]:
        lang, things = self.lang, things_of(self.found, self.kind)
        shared = [one for one in things if one.shared]
        own = [one for one in things if not one.shared]
        groups = alike(things) if self.edits else ()
        lead = h("p.lead", tl(lang, f"{self.kind}_lead"))
        first = self._rows(shared) if shared else self._none()
        main = h("section.box.lib-shared", h("h2", tl(lang, "in_library")), lead, first, self._adding())
        parts = [main]
        if groups:
            parts.append(self._alike(groups))
        if own:
            title, note = h("h2", tl(lang, "in_maps")), h("p.lead", tl(lang, "in_maps_lead"))
            parts.append(h("section.box.lib-own", title, note, self._by_home(own)))
        return tuple(parts)

    def _none(self) -> Markup:
        text = tl(self.lang, "none_text" if self.edits else "none_text_viewer")
        return empty("boxes", tl(self.lang, "none"), text)

    def _adding(self) -> Markup | None:
        if not self.edits:
            return None
        lang, id_ = self.lang, f"f-new-{self.kind}"
        label = h("label", tl(lang, f"add_{self.kind}"), for_=id_)
        typed = h("input.in", type="text", name="name", id=id_, maxlength=200, required=True, autocomplete="off")
        line = h("div.lib-add", h("div.field", label, typed), button(tl(lang, "add"), kind="plain", icon="plus"))
        return form(self.asking, f"{self.here}/{self.kind}", line)

    def _rows(self, things: Sequence[Thing]) -> Markup:
        return h("ul.lib-rows", [h("li", self._row(one)) for one in things])

    def _by_home(self, own: Sequence[Thing]) -> list[Markup]:
        """Return what one map alone has, folded away map by map where there is much of it."""
        homes: dict[str, list[Thing]] = {}
        for one in own:
            homes.setdefault(one.home, []).append(one)
        few = len(own) <= _FEW
        return [
            h(
                "details.lib-home",
                h("summary", sign("chevron-down"), self._map_name(home), h("span", str(len(things)))),
                self._rows(things),
                open=few,
            )
            for home, things in homes.items()
        ]

    def _map_name(self, home: str) -> str:
        return say(self.found.journeys[home].journey.name, self.lang) or home

    def _row(self, one: Thing) -> list[Markup | None]:
        lang, thing = self.lang, one.thing
        name = say(one.name, lang) or one.key
        picture = h("span.lib-icon", sign(getattr(thing, "icon", "") or _ICONS[self.kind]), aria_hidden="true")
        return [picture, h("div.lib-what", self._title(one, name), self._about(one)), self._usage(one)]

    def _title(self, one: Thing, name: str) -> Markup:
        if not one.key or not self.edits:
            return h("h3", name)
        address = f"{self.here}/{self.kind}/{one.home}/{one.key}"
        return h("h3", h("a", name, href=address))

    def _about(self, one: Thing) -> list[Markup]:
        lang, thing = self.lang, one.thing
        lines: list[str] = []
        if self.kind in ("touchpoints", "personas", "competitors"):
            lines.append(rule_words(thing, lang) if self.kind != "competitors" or thing.match else "")
        if isinstance(thing, Opportunity):
            lines += self._opportunity(thing)
        else:
            lines.append(say(getattr(thing, "quote", "") or getattr(thing, "about", ""), lang))
        return [h("p.small", line) for line in lines if line]

    def _opportunity(self, one: Opportunity) -> list[str]:
        lang = self.lang
        grades = tl(lang, "graded", value=one.value or "–", effort=one.effort or "–") if one.value or one.effort else ""
        solutions = "; ".join(f"{say(s.text, lang)} ({tl(lang, f'state_{s.state}')})" for s in one.solutions)
        return [grades, solutions]

    def _usage(self, one: Thing) -> Markup:
        """Return how many maps use something, which opens to the maps and their steps."""
        lang = self.lang
        if not one.shared:
            return h("div.lib-usage", where_list(self.space, one.uses, lang) if one.uses else self._home(one))
        if not one.uses:
            return h("div.lib-usage", h("p.small", tl(lang, "used_nowhere")))
        count = maps_count(lang, len({use.journey for use in one.uses}))
        key = "ready_in" if self.kind == "personas" else "used_by"
        copies = sum(use.changed for use in one.uses)
        more = h("span.small", tl(lang, "own_copies", count=copies)) if copies else None
        summary = h("summary", h("b", tl(lang, key, maps=count)), more, sign("chevron-down"))
        return h("details.lib-usage", summary, where_list(self.space, one.uses, lang))

    def _home(self, one: Thing) -> Markup:
        file = self.found.journeys[one.home]
        return where_list(self.space, [Where(one.home, file.journey.name)], self.lang)

    def _alike(self, groups: Sequence[Alike]) -> Markup:
        lang = self.lang
        rows = [h("li", self._group(group)) for group in groups]
        title = h("h2", tl(lang, "alike"), id="alike")
        return h("section.box.lib-alike", title, h("p.lead", tl(lang, "alike_lead")), h("ul.lib-groups", rows))

    def _group(self, group: Alike) -> Markup:
        lang, name = self.lang, say(group.things[0].name, self.lang)
        why = "equal" if group.same else "by_rule" if group.by_rule else self._by_name(group)
        members = [h("li", self._member(i, one, group)) for i, one in enumerate(group.things)]
        moving = None
        if not group.same and not group.by_rule and any(getattr(one.thing, "match", None) for one in group.things):
            maps = map_names([use for one in group.things[1:] for use in one.uses], lang)
            moving = h("p.small.warn", sign("triangle-alert"), tl(lang, "numbers_move", maps=maps)) if maps else None
        label = h("span.vh", f": {name}")
        send = h("button.btn.plain", sign("boxes"), h("span", tl(lang, "pool"), label), type="submit")
        title = h("h3", name, badge(tl(lang, why), "good" if group.same or group.by_rule else "middling"))
        return form(self.asking, f"{self.here}/{self.kind}/pool", title, h("ul.plain", members), moving, send)

    def _by_name(self, group: Alike) -> str:
        return "by_name" if any(getattr(one.thing, "match", None) for one in group.things) else "by_words"

    def _member(self, place: int, one: Thing, group: Alike) -> Markup:
        lang = self.lang
        name = say(one.name, lang) or one.key
        home = (
            tl(lang, "of_library", name=f"{one.home}.yaml")
            if one.shared
            else tl(lang, "of_map", map=self._map_name(one.home))
        )
        steps = ", ".join(say(step, lang) or key for use in one.uses for key, step in use.steps)
        about = "" if group.same or group.by_rule or self.kind != "touchpoints" else rule_words(one.thing, lang)
        box = h("input", type="checkbox", name="thing", value=id_of(one), checked=True)
        detail = " · ".join(part for part in (home, steps, about) if part)
        return h("label.tick", box, h("span", h("b", name), h("small", detail)))

    def _solutions(self) -> tuple[Markup, ...]:
        lang, found = self.lang, solutions_of(self.found)
        title, lead = h("h2", tl(lang, "solutions")), h("p.lead", tl(lang, "solutions_lead"))
        if not found:
            return (h("section.box", title, empty("wrench", tl(lang, "nothing"), tl(lang, "nothing_solutions"))),)
        return (h("section.box", title, lead, h("ul.lib-rows", [h("li", self._solution(one)) for one in found])),)

    def _solution(self, one: Placed) -> list[Markup | None]:
        lang, solution = self.lang, one.solution
        words = Words(lang, "UTC")
        kind = {"done": "good", "doing": "accent", "planned": "middling"}.get(solution.state, "")
        state = badge(tl(lang, f"state_{solution.state}"), kind)
        days = [("due_on", solution.due), ("shipped_on", solution.shipped)]
        told = [tl(lang, key, day=day_text(day, words)) for key, day in days if day]
        about = " · ".join(part for part in (say(solution.owner, lang), *told) if part)
        name = say(one.of.name, lang) or one.of.key
        linked = self.edits and one.of.key
        target = f"{self.here}/opportunities/{one.of.home}/{one.of.key}"
        for_ = h("p.small", tl(lang, "for_opportunity", name=""), h("a", name, href=target) if linked else name)
        what = h("div.lib-what", h("h3", say(solution.text, lang), state), for_, h("p.small", about) if about else None)
        uses = [use for use in one.of.uses if use.steps]
        usage = h(
            "div.lib-usage", where_list(self.space, uses, lang) if uses else h("p.small", tl(lang, "used_nowhere"))
        )
        return [h("span.lib-icon", sign(_ICONS["solutions"]), aria_hidden="true"), what, usage]

    def _metrics(self) -> tuple[Markup, ...]:
        lang, found = self.lang, metrics_of(self.found)
        title, lead = h("h2", tl(lang, "metrics")), h("p.lead", tl(lang, "metrics_lead"))
        if not found:
            return (h("section.box", title, empty("target", tl(lang, "nothing"), tl(lang, "nothing_metrics"))),)
        return (h("section.box", title, lead, h("ul.lib-rows", [h("li", self._metric(one)) for one in found])),)

    def _metric(self, one: Metric) -> list[Markup | None]:
        lang = self.lang
        name = tl(lang, f"target_{one.key}") if one.target else one.key
        kind = badge(tl(lang, "target" if one.target else "instrument"), "" if one.target else "accent")
        homes: dict[str, list[tuple[Where, str]]] = {}
        for where, value in one.at:
            homes.setdefault(where.journey, []).append((where, value))
        rows = [h("li", self._metric_at(one, places)) for places in homes.values()]
        maps = maps_count(lang, len(homes))
        steps = tl(lang, "steps_count", count=len(one.at))
        what = h("div.lib-what", h("h3", name, kind), h("p.small", f"{maps} · {steps}"))
        return [
            h("span.lib-icon", sign("target" if one.target else "clipboard-check"), aria_hidden="true"),
            what,
            h("ul.lib-usage.lib-where", rows),
        ]

    def _metric_at(self, one: Metric, places: Sequence[tuple[Where, str]]) -> list[Markup]:
        """Return one map's steps with what each of them shall reach."""
        first = places[0][0]
        address = f"/w/{self.space.slug}/maps/{first.journey}"
        steps = []
        for where, value in places:
            key, name = where.steps[0]
            link = h("a", say(name, self.lang) or key, href=f"{address}#{self.lang}-{key}")
            steps.append(h("span.lib-metric", link, h("b", self._value(one.key, value)) if value else None))
        return [h("a.lib-map", say(first.name, self.lang) or first.journey, href=address), *steps]

    def _value(self, key: str, value: str) -> str:
        words = Words(self.lang, "UTC")
        if key in ("reach", "drop_off", "csat", "late"):
            return words.percent(float(value), 0)
        if key == "time":
            return words.duration(parse_duration(value))
        return words.number(float(value), 1) if key == "emotion" else value.removesuffix(".0")


def day_text(day: str, words: Words) -> str:
    """Return a day as the language writes it."""
    year, month, date = day.split("-")
    return f"{int(date)}/{int(month)}/{year}" if words.lang == "vi" else day


def kind_of(given: str) -> Kind | None:
    """Return the part of the library that is named, None where there is none of that name."""
    return next((kind for kind in KINDS if kind == given), None)


def shared_kind(given: str) -> Kind | None:
    """Return the kind of thing a library can hold that is named."""
    return next((kind for kind in SHARED if kind == given), None)


def home_of(found: Holdings) -> str:
    """Return the library new things go into: the usual one, unless there is exactly one other."""
    names: Iterable[str] = found.libraries
    known = list(names)
    return known[0] if len(known) == 1 else USUAL
