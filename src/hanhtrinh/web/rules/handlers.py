"""Routes of the rule editor."""

import json
from dataclasses import replace
from typing import Annotated

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.asked import asked_for, question_of
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.rules.counting import count_draft, effect_of, properties_there, suggest_values
from hanhtrinh.app.rules.drafts import NEW, Draft, touchpoint_of
from hanhtrinh.app.rules.saving import adopt_as_step, adopt_into, save_rule, unclaimed
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.rules import Rule
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import natural
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import head, notice, sign
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.rules.editor import Around, editor, rule_form
from hanhtrinh.web.rules.numbers import Numbers
from hanhtrinh.web.rules.overview import Overview
from hanhtrinh.web.rules.rule_form import Group, Test, acted, places, rule_of
from hanhtrinh.web.rules.sending import Edited, doubts, edited, lists_of, opened, to_save
from hanhtrinh.web.rules.words import property_name, spoken
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

Sent = Annotated[dict[str, str | list[str]], FORM]
_BASE = "/w/{slug:str}/maps/{journey:str}/rules"
BYTES = 100_000
"""Largest form of a rule: forty conditions of sixty values are far below it."""
_MOST_TURN = 1 << 40


def _around(
    services: Services, asking: Asking, space: Space, journey: str, *, query: str = "", sheet: bool = False
) -> Around:
    require(asking.actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    known = properties_there(asking.actor, space, services.rules)
    return Around(asking, space, file.journey, journey, known, query, sheet)


def _page(around: Around, title: str, *content: Markup, status: int = 200) -> Response[str]:
    sheets, scripts = ("rules.css",), ("rules.js",)
    return page(
        around.asking, around.space, title, *content,
        active="journeys", sheets=sheets, scripts=scripts, status=status,
    )  # fmt: skip


@get(_BASE, sync_to_thread=True)
def overview(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show the touchpoints of a journey with their numbers, and what is on no step."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    around = Around(asking, space, file.journey, journey, ())
    found = unclaimed(asking.actor, space, services.rules, journey)
    return _page(around, spoken(asking.lang, "title"), *Overview(around, found, services.zone(space)).page())


@get(f"{_BASE}/{{touchpoint:str}}", sync_to_thread=True)
def one(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    touchpoint: FromPath[str],
) -> Response[str]:
    """Show the editor of a touchpoint's rule, or (`~new`) of a new touchpoint, for a step where one is named."""
    around = _around(services, asking, space, journey, query=_query(request), sheet="sheet" in request.query_params)
    key = "" if touchpoint == NEW else touchpoint
    if key:
        touchpoint_of(around.journey, key)
    return _shown(around, opened(around.journey, key, asking.lang, request.query_params.get("step", "")))


@get(f"{_BASE}/~step/{{step:str}}", sync_to_thread=True)
def of_step(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    step: FromPath[str],
) -> Response[str]:
    """Show the editor of what counts at a step: its touchpoint's rule, or a new touchpoint where it has none."""
    around = _around(services, asking, space, journey, query=_query(request), sheet="sheet" in request.query_params)
    found = next((one for one in around.journey.steps if one.key == step), None)
    if found is None:
        raise NotFound("rules_page.no_step", given=step[:80])
    fresh = "new" in request.query_params or found.touchpoint not in around.journey.touchpoints
    key = "" if fresh or found.touchpoint is None else found.touchpoint
    return _shown(around, opened(around.journey, key, asking.lang, step if fresh else ""), step)


def _query(request: Request) -> str:  # type: ignore[type-arg]
    """Return the question the map beside the editor shows, as its address's query."""
    return asked_for(request.query_params).query


def _shown(around: Around, found: Edited, step: str = "") -> Response[str]:
    lang, draft = around.lang, found.draft
    title = spoken(lang, "open_step", step=draft.name) if draft.key else spoken(lang, "new")
    if not around.sheet:
        top = head(title, spoken(lang, "lead"), back=(around.here, spoken(lang, "all_rules")))
        return _page(around, title, top, editor(around, found))
    shut = h("button.shut", sign("x"), type="button", data_rule_shut=True, aria_label=spoken(lang, "close"))
    names = {one.key: say(around.journey.name_of_step(one), lang) for one in around.journey.steps}
    place = spoken(lang, "of_step", step=names[step]) if step else spoken(lang, "title")
    new = h("a.rule-text", spoken(lang, "new_instead"), href=f"{around.here}/~step/{step}?new=1", data_rule_open=True)
    top = h("header", h("p", place), h("h2", spoken(lang, "open"), id="rule-title", tabindex=-1), shut)
    return fragment(top, editor(around, found), h("p.rule-more", new) if step and draft.key else None)


@post(f"{_BASE}/{{touchpoint:str}}/form", sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def changed(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    touchpoint: FromPath[str],
    data: Sent,
) -> Response[str]:
    """Give the form as it was sent, changed by the button that was pressed; nothing is kept."""
    around = _around(services, asking, space, journey, sheet="sheet" in request.query_params)
    found = edited(touchpoint, lists_of(data), around.known, asking.lang)
    if asking.part:
        return fragment(rule_form(around, found))
    told = _counts(services, around, found, ("page", 0))
    top = head(spoken(asking.lang, "title"), back=(around.here, spoken(asking.lang, "all_rules")))
    return _page(around, spoken(asking.lang, "title"), top, editor(around, found, told))


@post(f"{_BASE}/{{touchpoint:str}}/counts", sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def counts(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    touchpoint: FromPath[str],
    data: Sent,
) -> Response[str]:
    """Give what the rule as it was sent counts now; nothing is kept."""
    keep_pace(services, asking, 1, services.looks)
    around = _around(services, asking, space, journey)
    given = lists_of(data)
    found = edited(touchpoint, given, around.known, asking.lang)
    return fragment(_counts(services, around, found, _asker(given)))


def _counts(services: Services, around: Around, found: Edited, asker: tuple[str, int]) -> Markup:
    lang = around.lang
    if found.faulty:
        said = [*found.problems, *found.wrong.values()]
        return h("div.rule-told", [notice(one, "bad") for one in dict.fromkeys(said)])
    draft = found.draft if found.draft.name.strip() else _named(found, lang)
    counted = count_draft(around.asking.actor, around.space, services.rules, around.address, draft, lang, asker)
    numbers = Numbers(lang, services.zone(around.space), around.space)
    told = numbers.counts(counted, draft.rule, doubts(draft.rule, around.known, lang))
    waiting = found.waiting and draft.rule is not None
    return h("div", notice(spoken(lang, "waiting"), "middling"), told) if waiting else told


def _named(found: Edited, lang: Lang) -> Draft:
    return replace(found.draft, name=spoken(lang, "this_touchpoint"))


@post(f"{_BASE}/{{touchpoint:str}}/effect", sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def effect(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    touchpoint: FromPath[str],
    data: Sent,
) -> Response[str]:
    """Give what the rule as it was sent would make of the map; nothing is kept."""
    keep_pace(services, asking, 1, services.looks)
    around = _around(services, asking, space, journey)
    given = lists_of(data)
    found = edited(touchpoint, given, around.known, asking.lang)
    if found.faulty:
        return fragment(None)
    draft = found.draft if found.draft.name.strip() else _named(found, asking.lang)
    question = question_of(asked_for(request.query_params), services.zone(space))
    seen = effect_of(
        asking.actor, space, services.rules, journey, draft, question, asking.lang, _asker(given)
    )  # fmt: skip
    return fragment(Numbers(asking.lang, services.zone(space), space).effect(seen))


def _asker(given: dict[str, list[str]]) -> tuple[str, int]:
    """Return which open editor asks, and how often it has asked before."""
    tab, turn = (given.get("tab") or [""])[-1][:64], (given.get("turn") or ["0"])[-1]
    return tab, min(natural(turn, 15) or 0, _MOST_TURN)


@post(f"{_BASE}/{{touchpoint:str}}/values", sync_to_thread=True, status_code=200, request_max_body_size=BYTES)
def values(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    touchpoint: FromPath[str],
    data: Sent,
) -> Response[str]:
    """Give the values a condition (`at`) may have: the most frequent ones among the events its neighbours allow."""
    keep_pace(services, asking, 1, services.looks)
    around = _around(services, asking, space, journey)
    given = lists_of(data)
    at, like = ((given.get(name) or [""])[-1][:200] for name in ("at", "like"))
    found = edited(touchpoint, given, around.known, asking.lang)
    test = dict(places(found.group or Group())).get(at)
    if not isinstance(test, Test) or not test.prop:
        return fragment(None)
    among = _neighbours(found.group or Group(), at, {one.name: one.kind for one in around.known})
    seen = suggest_values(
        asking.actor, space, services.rules, test.prop, like, among, _asker(given)
    )  # fmt: skip
    words = Numbers(asking.lang, services.zone(space), space).words
    chosen = [value for value in test.values if value != like]
    lines = [
        h("li", h("span", one.text), h("small", words.number(one.events)), role="option", data_value=one.text,
          id=f"l-{at}-{i}", aria_selected="false")
        for i, one in enumerate(seen) if one.text not in chosen
    ]  # fmt: skip
    name = property_name(test.prop, asking.lang)
    return fragment(*lines) if lines else fragment(h("li.none", spoken(asking.lang, "no_value", name=name)))


def _neighbours(whole: Group, at: str, kinds: dict[str, str]) -> Rule | None:
    """Return what else must be true of an event for a condition to matter: the other items of the whole, where all
    must hold and the condition is one of them.
    """
    if whole.kind != "all" or at.count(".") != 1:
        return None
    return rule_of(acted(whole, "remove", at), kinds).rule


@post(f"{_BASE}/{{touchpoint:str}}/save", sync_to_thread=True, request_max_body_size=BYTES)
def save(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    touchpoint: FromPath[str],
    data: Sent,
) -> Response[str] | Redirect:
    """Keep the rule: one edit of the journey. What is wrong is said beside the form, and nothing typed is lost."""
    around = _around(services, asking, space, journey, sheet="sheet" in request.query_params)
    found = edited(touchpoint, lists_of(data), around.known, asking.lang)
    try:
        done = save_rule(asking.actor, space, services.rules, journey, to_save(found), asking.lang, found.was)
    except InputError as problem:
        return _refused(around, found, problem)
    said = "saved" if done else "nothing_new"
    if around.sheet:
        told = json.dumps({"said": spoken(asking.lang, said), "changed": done is not None})
        return Response(told, media_type=MediaType.JSON, status_code=200)
    return redirect(asking, around.here, f"rules_page.{said}")


def _refused(around: Around, found: Edited, problem: HanhtrinhError) -> Response[str]:
    """Return the form with what keeps it from being saved."""
    lang = around.lang
    said = tuple(dict.fromkeys((*found.problems, problem.message(lang)))) if not found.problems else found.problems
    shown = replace(found, problems=said)
    if around.sheet:
        return fragment(rule_form(around, shown), status=422)
    top = head(spoken(lang, "title"), back=(around.here, spoken(lang, "all_rules")))
    return _page(around, spoken(lang, "title"), top, editor(around, shown), status=422)


@post(f"{_BASE}/~adopt", sync_to_thread=True, request_max_body_size=BYTES)
def adopt(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Sent,
) -> Redirect:
    """Adopt events that are on no step: into a touchpoint, or as a new step behind another. One edit."""
    given = {name: value[-1] for name, value in lists_of(data).items() if value}
    require(asking.actor, space.id, Right.EDIT_MAPS)
    match = _plain(given.get("match", ""))
    if "touchpoint" in given:
        adopt_into(asking.actor, space, services.rules, journey, match, given["touchpoint"])
    else:
        name, after = given.get("name", ""), given.get("after", "")
        adopt_as_step(asking.actor, space, services.rules, journey, match, name, after, asking.lang)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/rules", "rules_page.adopted")


def _plain(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("rules_page.wrong_rule") from None


HANDLERS = (overview, one, of_step, changed, counts, effect, values, save, adopt)
