"""The rules of a journey on one page: its touchpoints with their numbers, and what is on no step, to be adopted."""

import json
from collections.abc import Sequence

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say, tr
from hanhtrinh.journey.model import Journey, Touchpoint
from hanhtrinh.journey.rules import RuleError, to_plain
from hanhtrinh.measures.rule_preview_unclaimed import Kind, OffTheMap
from hanhtrinh.web.components import button, empty, form, head, link_button, sign
from hanhtrinh.web.rules.editor import Around
from hanhtrinh.web.rules.words import sentence, spoken


class Overview:
    """Draws the page."""

    def __init__(self, around: Around, found: OffTheMap, zone: str) -> None:
        self.around, self.found, self.lang = around, found, around.lang
        self.journey: Journey = around.journey
        self.words = Words(around.lang, zone)

    def page(self) -> tuple[Markup, ...]:
        """Return the parts of the page."""
        lang, here = self.lang, self.around.here
        back = (here.removesuffix("/rules"), spoken(lang, "back_to_map"))
        new = link_button(spoken(lang, "new"), f"{here}/~new", icon="plus")
        drafted = link_button(tr("drafting.title", lang), here.removesuffix("/rules") + "/draft", icon="sparkles")
        top = head(spoken(lang, "title"), spoken(lang, "lead"), drafted, new, back=back)
        return top, self._share(), h("div.rules-two", self._points(), self._unclaimed())

    def _share(self) -> Markup:
        found, number = self.found, self.words.number
        share = found.on_map / found.events if found.events else 0.0
        text = spoken(self.lang, "share_text", on=number(found.on_map), all=number(found.events),
                      off=number(found.off_map), people=number(found.people))  # fmt: skip
        title = spoken(self.lang, "share_title", share=self.words.percent(share))
        meter = h("progress", max=max(1, found.events), value=found.on_map, aria_label=title)
        return h("section.box.rules-share", h("h2", title), meter, h("p.lead", text))

    def _points(self) -> Markup:
        rows = [self._point(key, one) for key, one in self.journey.touchpoints.items()]
        return h("section.box", h("h2", spoken(self.lang, "touchpoints")), h("ul.rules-points", rows))

    def _point(self, key: str, point: Touchpoint) -> Markup:
        lang = self.lang
        name = say(point.name, lang) or key
        steps = [say(self.journey.name_of_step(s), lang) or s.key for s in self.journey.steps if s.touchpoint == key]
        channel = self.journey.channels.get(point.channel or "")
        place = spoken(lang, "of_steps", steps=", ".join(steps)) if steps else spoken(lang, "of_no_step")
        where = " · ".join(filter(None, (say(channel.name, lang) if channel else "", place)))
        events, people = self.found.touchpoints.get(key, (0, 0))
        number = self.words.number
        told = spoken(lang, "counted", events=number(events), people=number(people))
        return h(
            "li",
            h("span.rules-icon", sign(point.icon or "circle-dot")),
            h("div", h("a", name, href=f"{self.around.here}/{key}", class_="rules-name"), h("p.small", where),
              h("p.rule", self._sentence(point))),
            h("p.rules-count", told if key in self.found.touchpoints else spoken(lang, "unmeasured")),
        )  # fmt: skip

    def _sentence(self, point: Touchpoint) -> str:
        try:
            return sentence(point.rule, self.lang)
        except RuleError:
            return spoken(self.lang, "wrong_rule")

    def _unclaimed(self) -> Markup:
        lang, found = self.lang, self.found
        title = h("h2", spoken(lang, "unclaimed"), id="unclaimed")
        if not found.kinds:
            return h("section.box", title, empty("circle-check", spoken(lang, "all_claimed"), None))
        most = found.kinds[0].events
        paged = {kind.name for kind in found.kinds if kind.page}
        rows = [self._kind(i, kind, most, paged) for i, kind in enumerate(found.kinds)]
        more = spoken(lang, "other_events", events=self.words.number(found.other)) if found.other else None
        return h("section.box", title, h("p.lead", spoken(lang, "unclaimed_lead")), h("ol.rules-unclaimed", rows),
                 h("p.hint", more) if more else None)  # fmt: skip

    def _kind(self, place: int, kind: Kind, most: int, paged: set[str]) -> Markup:
        number = self.words.number
        told = spoken(self.lang, "counted", events=number(kind.events), people=number(kind.people))
        meter = h("progress", max=most, value=kind.events, aria_hidden="true")
        summary = h("summary.btn.plain.small", sign("plus"), spoken(self.lang, "adopt"),
                    h("span.vh", f": {self._label(kind, paged)}"))  # fmt: skip
        adopting = h("details.adopt", summary, h("div.adopt-ways", self._into(place, kind), self._anew(place, kind)))
        return h("li", h("b", self._label(kind, paged)), h("p.small", told), meter, adopting)

    def _label(self, kind: Kind, paged: set[str]) -> str:
        if kind.page:
            return spoken(self.lang, "at_pages", name=kind.name, page=kind.page)
        return spoken(self.lang, "rest_of", name=kind.name) if kind.name in paged else kind.name

    def _into(self, place: int, kind: Kind) -> Markup:
        options = [(key, say(one.name, self.lang) or key) for key, one in self.journey.touchpoints.items()]
        chosen = _choice(spoken(self.lang, "adopt_into"), "touchpoint", options, "", place)
        return self._form(kind, chosen, button(spoken(self.lang, "adopt_into_do"), kind="plain"))

    def _anew(self, place: int, kind: Kind) -> Markup:
        steps = [(step.key, say(self.journey.name_of_step(step), self.lang) or step.key) for step in self.journey.steps]
        typed = h("input.in", type="text", name="name", id=f"f-name-{place}", value=_named(kind), maxlength=120,
                  required=True)  # fmt: skip
        named = h("div.field", h("label", spoken(self.lang, "adopt_name"), for_=f"f-name-{place}"), typed)
        last = steps[-1][0] if steps else ""
        after = _choice(spoken(self.lang, "adopt_after"), "after", steps, last, place)
        return self._form(kind, named, after, button(spoken(self.lang, "adopt_new_do"), icon="plus"))

    def _form(self, kind: Kind, *inside: Markup) -> Markup:
        match = h("input", type="hidden", name="match", value=json.dumps(to_plain(kind.rule), ensure_ascii=False))
        return form(self.around.asking, f"{self.around.here}/~adopt", match, *inside, kind="fields")


def _choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str, place: int) -> Markup:
    """Return a list to choose from; the same list stands in every row of the page, each with an id of its own."""
    choices = [h("option", words, value=value, selected=value == chosen) for value, words in options]
    control = h("select.in", choices, name=name, id=f"f-{name}-{place}")
    return h("div.field", h("label", label, for_=f"f-{name}-{place}"), control)


def _named(kind: Kind) -> str:
    """Return a name to begin with: the event's own, without the marks of programmers."""
    words = f"{kind.name} {kind.page.strip('/')}" if kind.page else kind.name
    plain = " ".join(words.replace("_", " ").replace("-", " ").replace(".", " ").split())
    return plain[:1].upper() + plain[1:]
