"""Routes of the rules that open cases."""

from datetime import date
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.cases import ruling
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import CaseSettings
from hanhtrinh.values import natural
from hanhtrinh.voice.cases.hours import WorkingHours, minute_of
from hanhtrinh.voice.cases.model import CaseRule
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.choices import Choices, choices
from hanhtrinh.web.cases.handlers import HOME, MOST_BYTES, Form
from hanhtrinh.web.cases.parts import Room, cases_page, room
from hanhtrinh.web.cases.rule_form import Sent, every, last, nearest, rule_form, rule_of, starts
from hanhtrinh.web.cases.rules_page import as_sent, catch_box, preview_box, rules_page
from hanhtrinh.web.components import box, notice
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services

_RULES = f"{HOME}/rules"
_ONE = f"{_RULES}/{{rule:str}}"
_COST = 12


@get(_RULES, sync_to_thread=True)
def rules(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show the rules."""
    return _rules(services, asking, space, as_sent(ruling.settings_of(asking.actor, space, services.cases)))


def _rules(services: Services, asking: Asking, space: Space, sent: Sent, wrong: str = "") -> Response[str]:
    found, here = ruling.rules_of(asking.actor, space, services.cases), room(services, asking, space)
    said = [notice(wrong, "bad")] if wrong else []
    parts = [part for part in rules_page(here, found, sent) if part is not None]
    return cases_page(here, "rules", here.say("rules"), *said, *parts, status=400 if wrong else 200)


@get(_ONE, sync_to_thread=True)
def one_rule(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    rule: FromPath[str],
    start: FromQuery[str] = "",
) -> Response[str]:
    """Show the form of a rule, or of a new one."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    here = room(services, asking, space)
    found = None if rule == "new" else ruling.rule_of(asking.actor, space, services.cases, rule)
    known = choices(services, space, asking.lang)
    if found is not None:
        return _form(here, known, found)
    begin = starts(here)
    return _form(here, known, begin.get(start, begin["nps"]))


def _form(here: Room, known: Choices, rule: CaseRule, tried: Markup | None = None, status: int = 200) -> Response[str]:
    title = here.say("r_edit" if rule.id else "r_new")
    return cases_page(here, "rules", title, box(None, rule_form(here, rule, known)),
                      h("div", tried, id="case-tried"),
                      status=status)  # fmt: skip


@post(_RULES, sync_to_thread=True, request_max_body_size=MOST_BYTES)
def save_rule(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str] | Redirect:
    """Keep a rule; what cannot be one is shown again with what is wrong."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    keep_pace(services, asking, 1, services.pace)
    try:
        ruling.save_rule(asking.actor, space, services.cases, rule_of(data))
    except InputError as error:
        return _wrong(services, asking, space, data, error)
    return redirect(asking, f"/w/{space.slug}/voice/cases/rules", "cases.done_rule")


def _wrong(services: Services, asking: Asking, space: Space, data: Sent, error: InputError) -> Response[str]:
    here = room(services, asking, space)
    try:
        rule = rule_of(data)
    except InputError:
        start = next((one for one in starts(here).values() if one.why == last(data, "why")), starts(here)["nps"])
        rule = nearest(data, start)
    return _form(
        here, choices(services, space, asking.lang), rule, notice(error.message(asking.lang), "bad"), status=400
    )


@post(f"{_RULES}/preview", sync_to_thread=True, request_max_body_size=MOST_BYTES, status_code=200)
def try_rule(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str]:
    """Show what a rule would have opened, without keeping it."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    keep_pace(services, asking, _COST, services.looks)
    try:
        rule = rule_of(data)
        found = ruling.preview(asking.actor, space, services.cases, rule)
    except InputError as error:
        return _wrong(services, asking, space, data, error)
    here = room(services, asking, space)
    return _form(here, choices(services, space, asking.lang), rule, preview_box(here, rule, found))


@post(f"{_ONE}/switch", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def switch(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    rule: FromPath[str],
    data: Annotated[dict[str, str], FORM],
) -> Redirect:
    """Switch a rule on or off."""
    on = data.get("on") == "yes"
    ruling.switch_rule(asking.actor, space, services.cases, rule, on=on)
    return redirect(asking, f"/w/{space.slug}/voice/cases/rules", f"cases.done_{'on' if on else 'off'}")


@post(f"{_ONE}/remove", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    rule: FromPath[str],
) -> Redirect:
    """Forget a rule."""
    ruling.remove_rule(asking.actor, space, services.cases, rule)
    return redirect(asking, f"/w/{space.slug}/voice/cases/rules", "cases.done_removed")


@get(f"{_ONE}/catch-up", sync_to_thread=True)
def ask_catch_up(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    rule: FromPath[str],
    days: FromQuery[str] = "",
) -> Response[str]:
    """Say how many cases catching up would open."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    keep_pace(services, asking, _COST, services.looks)
    count, wrong = None, None
    try:
        count = ruling.to_catch_up(asking.actor, space, services.cases, rule, _days_back(days)) if days else None
    except InputError as error:
        wrong = error
    return _catch(services, asking, space, rule, days, count, wrong)


def _catch(
    services: Services, asking: Asking, space: Space, rule: str, days: str, count: int | None, wrong: InputError | None
) -> Response[str]:
    found, here = ruling.rule_of(asking.actor, space, services.cases, rule), room(services, asking, space)
    said = wrong.message(asking.lang) if wrong else None
    content = catch_box(here, found, days or str(ruling.PREVIEW_DAYS), count, said)
    return cases_page(here, "rules", here.say("r_catch"), content, status=400 if wrong else 200)


def _days_back(given: str) -> int:
    days = natural(given.strip(), 4)
    if days is None:
        raise InputError("cases.bad_number", given=given[:40])
    return days


@post(f"{_ONE}/catch-up", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def do_catch_up(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    rule: FromPath[str],
    data: Annotated[dict[str, str], FORM],
) -> Response[str] | Redirect:
    """Open cases for what happened before a rule was switched on, and for what is held."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    keep_pace(services, asking, _COST, services.looks)
    given = data.get("days", "")
    try:
        ruling.catch_up(asking.actor, space, services.cases, rule, _days_back(given))
    except InputError as error:
        return _catch(services, asking, space, rule, given, None, error)
    return redirect(asking, f"/w/{space.slug}/voice/cases", "cases.done_caught")


@post(f"{HOME}/settings", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def settings(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str] | Redirect:
    """Keep working hours, and where answers to letters go; what cannot be is shown again with what is wrong."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    try:
        ruling.save_settings(asking.actor, space, services.cases, settings_of(data))
    except InputError as error:
        return _rules(services, asking, space, data, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/voice/cases/rules", "cases.done_saved")


def settings_of(data: Sent) -> CaseSettings:
    """Return the settings a form sends; InputError for what cannot be some."""
    closes = minute_of(last(data, "closes"))
    days = tuple(sorted({int(day) for day in every(data, "days") if day in "0123456" and len(day) == 1}))
    hours = WorkingHours(
        days=days, opens=minute_of(last(data, "opens")), closes=closes or 1_440,
        holidays=tuple(_day(part.strip()) for part in last(data, "holidays").split(",") if part.strip())[:400],
    )  # fmt: skip
    return CaseSettings(hours=hours, reply_to=last(data, "reply_to").strip()[:200])


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError("cases.bad_date", given=text[:40]) from None


HANDLERS = (rules, one_rule, save_rule, try_rule, switch, remove, ask_catch_up, do_catch_up, settings)
