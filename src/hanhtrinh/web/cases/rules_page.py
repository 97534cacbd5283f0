"""The rules: which are on, what is held, what one would have opened; working hours and where answers go."""

from collections.abc import Sequence

from hanhtrinh.app.cases.ruling import MOST_CAUGHT_UP, Preview
from hanhtrinh.app.cases.words import said, step_name, what_happened
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.ports.cases import CaseSettings
from hanhtrinh.voice.cases.hours import clock_of
from hanhtrinh.voice.cases.model import AngryText, BrokenPromise, CaseRule, LowScore, Trigger
from hanhtrinh.web.cases.parts import Room
from hanhtrinh.web.cases.rule_form import Sent, every, last, starts
from hanhtrinh.web.components import ask_first, badge, box, button, field, form, link_button, notice, tick

_DAYS = range(7)


def rules_page(here: Room, rules: Sequence[tuple[CaseRule, int]], settings: Sent) -> tuple[Markup | None, ...]:
    """Return the content of the page, with the settings as a form has sent them."""
    lines = h("ul.case-rules", [_rule(here, rule, held) for rule, held in rules]) if rules else None
    empty = None if rules else h("p.hint", here.say("r_none_text"))
    begin = [link_button(rule.name, f"{here.base}/rules/new?start={key}", icon="plus")
             for key, rule in starts(here).items()]  # fmt: skip
    new = box(here.say("r_new"), empty, h("div.actions", begin)) if here.rules else None
    return h("p.lead", here.say("r_lead")), lines, new, _settings(here, settings) if here.rules else None


def _rule(here: Room, rule: CaseRule, held: int) -> Markup:
    on = rule.since is not None
    state = here.say("r_on", moment=here.words.moment(rule.since)) if rule.since is not None else here.say("r_off")
    more = notice(here.say("r_held", count=here.words.number(held), most=rule.most_a_day), "middling") if held else None
    name = h("a", rule.name, href=f"{here.base}/rules/{rule.id}") if here.rules else h("b", rule.name)
    top = h("div.case-rule-top", h("h3", name), badge(state, "good" if on else ""))
    what = h("p.case-rule-what", _in_short(here, rule))
    return h("li.case-rule-line", top, what, more, _deeds(here, rule, on) if here.rules else None)


def _in_short(here: Room, rule: CaseRule) -> str:
    """Return what a rule does on one line: what opens a case, where, how urgent it is, how long there is for it."""
    match rule.condition:
        case LowScore() as low:
            most = here.words.number(low.at_most, 0 if low.at_most % 1 == 0 else 1)
            what = here.say("r_short_score", kind=here.say(f"r_kind_{low.kind}"), most=most)
        case AngryText() as angry:
            most, sure = here.words.signed(angry.at_most), here.words.percent(angry.confidence)
            what = here.say("r_short_text", most=most, sure=sure)
        case BrokenPromise() as promise:
            what = here.say("r_short_promise", hours=promise.late_hours)
    steps = [step_name(here.journeys, rule.journey, one, here.lang) for one in rule.steps]
    level = here.say("r_short_priority", level=here.say(f"priority_{rule.priority}"))
    parts = [what, ", ".join(steps), level, here.say("r_short_hours", hours=rule.hours)]
    return " · ".join(part for part in parts if part)


def _deeds(here: Room, rule: CaseRule, on: bool) -> Markup:
    base = f"{here.base}/rules/{rule.id}"
    turn = button(here.say("r_switch_off" if on else "r_switch_on"), kind="plain" if on else "main")
    hidden = h("input", type="hidden", name="on", value="no" if on else "yes")
    switch = form(here.asking, f"{base}/switch", hidden, turn)
    catch = link_button(here.say("r_catch"), f"{base}/catch-up", kind="quiet") if on else None
    gone = ask_first(here.asking, f"{base}/remove", here.say("r_remove"), here.say("r_remove_ask"),
                     id=f"gone-{rule.id}", shut=here.say("r_keep"))  # fmt: skip
    return h("div.actions", switch, catch, gone)


def as_sent(settings: CaseSettings) -> Sent:
    """Return settings as their form sends them."""
    hours = settings.hours
    return {"days": [str(day) for day in hours.days], "opens": clock_of(hours.opens),
            "closes": clock_of(hours.closes % 1_440), "holidays": ", ".join(hours.holidays),
            "reply_to": settings.reply_to}  # fmt: skip


def _settings(here: Room, settings: Sent) -> Markup:
    chosen = every(settings, "days")
    days = [tick(here.say(f"day_{day}"), "days", ticked=str(day) in chosen, value=str(day)) for day in _DAYS]
    content = form(
        here.asking, f"{here.base}/settings",
        h("fieldset.case-days", h("legend", here.say("s_days")), days),
        h("div.case-clock",
          field(here.say("s_opens"), "opens", last(settings, "opens"), type="time", required=True),
          field(here.say("s_closes"), "closes", last(settings, "closes"), type="time", required=True)),
        field(here.say("s_holidays"), "holidays", last(settings, "holidays"), hint=here.say("s_holidays_hint"),
              maxlength=2_000),
        field(here.say("s_reply_to"), "reply_to", last(settings, "reply_to"), type="email",
              hint=here.say("s_reply_to_hint"), maxlength=200),
        h("div.actions", button(here.say("r_save"))), kind="fields",
    )  # fmt: skip
    return box(here.say("settings"), content, lead=here.say("settings_lead"), kind="narrow")


def preview_box(here: Room, rule: CaseRule, found: Preview) -> Markup:
    """Return what a rule would have opened."""
    if not found.cases:
        said_so = here.say("r_preview_none", days=found.days)
    else:
        key = "r_preview_promises" if rule.why == "broken_promise" else "r_preview"
        numbers = {"cases": here.words.number(found.cases), "triggers": here.words.number(found.triggers),
                   "week": here.words.number(found.a_week, 1), "days": found.days}  # fmt: skip
        said_so = here.say(key, **numbers)
    shown = h("ul.case-shown", [_trigger(here, one) for one in found.shown])
    return h("section.box.case-preview", h("p.case-would", said_so), shown if found.shown else None,
             h("p.hint", here.say("r_preview_how")), role="status")  # fmt: skip


def _trigger(here: Room, one: Trigger) -> Markup:
    step = step_name(here.journeys, one.journey, one.step, here.lang)
    about = " · ".join(
        part for part in (what_happened(one, here.instruments, here.lang), step, here.words.day(one.at)) if part
    )
    return h("li", h("p", h("b", about)), h("p.case-quote", said(one)) if one.text else None)


def catch_box(here: Room, rule: CaseRule, days: str, count: int | None, wrong: str | None = None) -> Markup:
    """Return the way to open cases for what happened before a rule was switched on; first it says how many."""
    base = f"{here.base}/rules/{rule.id}/catch-up"
    back = field(here.say("r_catch_days"), "days", days, error=wrong, type="number", min=1, max=365, required=True)
    ask = h("form.case-line", back, button(here.say("r_catch_count"), kind="plain"), action=base, method="get")
    found: list[Markup] = []
    if count is not None:
        told = here.say("r_catch_would", count=here.words.number(count)) if count else here.say("r_catch_none")
        found.append(notice(told, "middling" if count else "good"))
    if count:
        hidden = h("input", type="hidden", name="days", value=days)
        opened = here.say("r_catch_go", count=here.words.number(min(count, MOST_CAUGHT_UP)))
        found.append(form(here.asking, base, hidden, button(opened, icon="check")))
        found.append(h("p.hint", here.say("r_catch_most", most=MOST_CAUGHT_UP)))
    return box(f"{here.say('r_catch')}: {rule.name}", ask, *found, lead=here.say("r_catch_lead"))
