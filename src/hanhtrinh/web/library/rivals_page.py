"""Competitors of a journey: who they are, and how each step feels and goes there."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.library.changing import as_one
from hanhtrinh.app.library.given import rule_of, rule_text
from hanhtrinh.app.library.planning import Cell, add_named, do, refuse, write_cells
from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands.shapes import Remove
from hanhtrinh.app.maps.editing import change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import NotFound
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.edits import Edit
from hanhtrinh.journey.model import Comparison, Competitor, Journey, Step
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, ask_first, button, empty, field, form, head, notice, sign
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.library.words import SHEET, tl
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

Sent = Annotated[dict[str, str], FORM]
BYTES = 1_000_000
FIELDS = ("name", "about", "why_chosen")
SCORES = (("", "rivals_no_score"), ("2", "score_p2"), ("1", "score_p1"), ("0", "score_0"), ("-1", "score_m1"),
          ("-2", "score_m2"))  # fmt: skip
_BASE = "/w/{slug:str}/maps/{journey:str}/competitors"


@get(_BASE, sync_to_thread=True)
def rivals_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show the competitors; those who edit maps type into the comparison."""
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    body = RivalsPage(asking, space, journey, file.journey, file.written).page()
    title = tl(asking.lang, "rivals_title")
    return page(asking, space, title, *body, active="journeys", sheets=(SHEET,))


class RivalsPage:
    """Draws the page; `written` is the journey without what its library describes."""

    def __init__(self, asking: Asking, space: Space, key: str, journey: Journey, written: Journey) -> None:
        self.asking, self.journey, self.written, self.lang = asking, journey, written, asking.lang
        self.map = f"/w/{space.slug}/maps/{key}"
        self.here = f"{self.map}/competitors"
        self.edits = may(asking.actor, space.id, Right.EDIT_MAPS)

    def page(self) -> tuple[Markup, ...]:
        """Return the parts of the page."""
        lang = self.lang
        back = (self.map, say(self.journey.name, lang) or self.journey.key)
        top = head(tl(lang, "rivals_title"), tl(lang, "rivals_lead"), back=back)
        told = [] if self.edits else [notice(tl(lang, "read_only"), "")]
        rivals = [self._rival(key, one) for key, one in self.journey.competitors.items()]
        none = [] if rivals else [empty("scale", tl(lang, "rivals_none"), tl(lang, "rivals_none_text"))]
        return (top, *told, *rivals, *none, *([self._adding()] if self.edits else []))

    def _adding(self) -> Markup:
        typed = field(tl(self.lang, "rivals_add"), "name", maxlength=200, required=True, autocomplete="off")
        line = h("div.lib-add", typed, button(tl(self.lang, "add"), kind="plain", icon="plus"))
        return form(self.asking, self.here, line, kind="box")

    def _rival(self, key: str, one: Competitor) -> Markup:
        lang, name = self.lang, say(one.name, self.lang) or key
        if not self.edits:
            texts = [h("p", say(text, lang)) for text in (one.about, one.why_chosen) if text]
            return h("section.box.rival", h("h2", sign("scale"), name), texts, self._table(key, name))
        shared = None if key in self.written.competitors else notice(tl(lang, "rivals_shared"), "")
        send = h("div.actions", button(tl(lang, "save")))
        body = form(
            self.asking, f"{self.here}/{key}", shared, self._about(key, one, name), self._table(key, name), send
        )
        return h("section.box.rival", h("h2", sign("scale"), name), body, self._removing(key, name))

    def _about(self, key: str, one: Competitor, name: str) -> Markup:
        lang = self.lang
        was = [h("input", type="hidden", name=f"was-{part}", value=say(getattr(one, part), lang)) for part in FIELDS]
        rule = rule_text(one.match)
        id_ = f"{key}-match"
        match = area(tl(lang, "f_match"), id_, rule, hint=tl(lang, "rivals_rule_hint"), rows=3, spellcheck="false",
                     class_="in lib-code")  # fmt: skip
        parts = (
            field(tl(lang, "f_name"), f"{key}-name", say(one.name, lang), maxlength=200, required=True),
            area(tl(lang, "f_about"), f"{key}-about", say(one.about, lang), rows=2, maxlength=2_000),
            area(tl(lang, "f_why_chosen"), f"{key}-why_chosen", say(one.why_chosen, lang), rows=2, maxlength=2_000),
            match,
            h("input", type="hidden", name="was-match", value=rule),
        )
        summary = h("summary", sign("chevron-down"), tl(lang, "rivals_about", name=name))
        opened = not any((one.about, one.why_chosen, one.match))
        return h("details.rival-about", summary, was, h("div.lib-fields", parts), open=opened)

    def _table(self, key: str, name: str) -> Markup:
        lang = self.lang
        heads = [tl(lang, part) for part in ("rivals_words", "rivals_score", "rivals_source")]
        first = h("th", tl(lang, "rivals_steps"), scope="col")
        head_row = h("thead", h("tr", first, [h("th", one, scope="col") for one in heads]))
        rows = [self._step(key, name, step, heads) for step in self.journey.steps]
        return h("table.rival-table", head_row, h("tbody", rows))

    def _step(self, key: str, name: str, step: Step, heads: list[str]) -> Markup:
        lang, held = self.lang, step.competitors.get(key, Comparison())
        called = say(self.journey.name_of_step(step), lang) or step.key
        ours = f"{tl(lang, 'rivals_ours')}: {step.feeling.score:+g}" if step.feeling.score is not None else ""
        first = h("th", called, h("small", ours) if ours else None, scope="row")
        words, score, source = say(held.words, lang), score_text(held.score), say(held.source, lang)
        if not self.edits:
            texts = (words, dict(SCORES).get(score) and tl(lang, dict(SCORES)[score]) if score else "", source)
            return h("tr", first, [h("td", text or "–", data_head=one) for text, one in zip(texts, heads, strict=True)])
        label = {part: tl(lang, f"rivals_{part}_of", name=name, step=called) for part in ("words", "score", "source")}
        known = {value for value, _ in SCORES}
        options = [h("option", tl(lang, said), value=value, selected=value == score) for value, said in SCORES]
        options += [h("option", score, value=score, selected=True)] if score not in known else []
        cells = (
            h("textarea.in", words, name=f"words/{step.key}", rows=1, maxlength=2_000, aria_label=label["words"]),
            h("select.in", options, name=f"score/{step.key}", aria_label=label["score"]),
            h("input.in", type="text", name=f"source/{step.key}", value=source, maxlength=2_000,
              aria_label=label["source"]),
        )  # fmt: skip
        was = [
            h("input", type="hidden", name=f"was{part}/{step.key}", value=value)
            for part, value in (("words", words), ("score", score), ("source", source))
        ]
        filled = [h("td", cell, data_head=one) for cell, one in zip(cells, heads, strict=True)]
        return h("tr", first, filled[:-1], h("td", cells[-1], was, data_head=heads[-1]))

    def _removing(self, key: str, name: str) -> Markup | None:
        lang = self.lang
        if key not in self.written.competitors:
            return None
        to, sure = f"{self.here}/{key}/remove", tl(lang, "rivals_remove_sure", name=name)
        shut = tl(lang, "cancel")
        asked = ask_first(self.asking, to, tl(lang, "rivals_remove"), sure, id=f"remove-{key}", shut=shut)
        return h("div.lib-remove", asked)


def score_text(score: float | None) -> str:
    """Return a score as a form's choice has it."""
    return "" if score is None else f"{score:g}"


@post(_BASE, sync_to_thread=True)
def add_rival(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Sent,
) -> Redirect:
    """Add a competitor."""
    add_named(asking.actor, space, services.desk, journey, "competitors", data.get("name", ""), asking.lang)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/competitors", "library_page.saved_rivals")


@post(f"{_BASE}/{{rival:str}}", sync_to_thread=True, request_max_body_size=BYTES)
def save_rival(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    rival: FromPath[str],
    data: Sent,
) -> Redirect:
    """Write what is different from what the form showed."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    one = file.journey.competitors.get(rival)
    if one is None:
        raise NotFound("library_page.no_thing", given=rival[:80])
    cells = [*_about_cells(rival, data), *_step_cells(rival, data)]
    rule, was = data.get(f"{rival}-match", "").strip(), data.get("was-match", "").strip()
    about = any(cell.was != cell.given for cell in cells if cell.thing == "competitors")
    if rule != was or (about and rival not in file.written.competitors):
        wanted = one if rule == was else msgspec.structs.replace(one, match=rule_of(rule))
        change(asking.actor, space, services.desk, journey, lambda now: _with(now, rival, wanted))
    refuse(write_cells(asking.actor, space, services.desk, journey, cells, asking.lang))
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/competitors", "library_page.saved_rivals")


def _with(now: Journey, key: str, wanted: Competitor) -> Edit | None:
    """Return the edit that gives a competitor another rule, or a copy of the library's in the journey's own file."""
    held = now.competitors.get(key)
    made = wanted if held is None else msgspec.structs.replace(held, match=wanted.match)
    return as_one(now, msgspec.structs.replace(now, competitors={**now.competitors, key: made}))


def _about_cells(rival: str, data: Mapping[str, str]) -> list[Cell]:
    return [
        Cell("competitors", rival, part, Entry(text=data.get(f"was-{part}", "").strip()),
             Entry(text=data[f"{rival}-{part}"].replace("\r\n", "\n").strip()))
        for part in FIELDS
        if f"{rival}-{part}" in data
    ]  # fmt: skip


def _step_cells(rival: str, data: Mapping[str, str]) -> list[Cell]:
    steps = [name.partition("/")[2] for name in data if name.startswith("words/")]
    return [
        Cell("steps", step, f"competitors/{rival}", _said(data, "was", step), _said(data, "", step)) for step in steps
    ]


def _said(data: Mapping[str, str], head_: str, step: str) -> Entry:
    def of(part: str) -> str:
        return data.get(f"{head_}{part}/{step}", "").replace("\r\n", "\n").strip()

    return Entry(text=of("words"), level=of("score"), source=of("source"))


@post(f"{_BASE}/{{rival:str}}/remove", sync_to_thread=True)
def remove_rival(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    rival: FromPath[str],
) -> Redirect:
    """Remove a competitor with everything noted about it."""
    lang: Lang = asking.lang
    refuse(do(asking.actor, space, services.desk, journey, [Remove(thing="competitors", key=rival)], lang))
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/competitors", "library_page.saved_rivals")
