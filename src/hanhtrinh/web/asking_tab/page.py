"""What the tab shows."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from hanhtrinh.access import Right, may
from hanhtrinh.app.asking.desk import Open
from hanhtrinh.app.asking.leaving import Leaving, Why
from hanhtrinh.app.asking.tab import Overview, Row
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.asking.budget import Budget
from hanhtrinh.voice.surveys.model import Survey
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.asking_tab.person_pages import search
from hanhtrinh.web.asking_tab.words import clock, plain_reason, quiet, rate, survey_name, t
from hanhtrinh.web.components import (
    badge,
    box,
    button,
    data_table,
    field,
    form,
    link_button,
    notice,
    popover,
    select,
    tick,
)

_NUMBERS = ("most", "days", "apart", "rest", "email_most", "email_days")


class Refused(NamedTuple):
    """A budget that cannot be: what was typed, which field is wrong, and why."""

    typed: Mapping[str, str]
    field: str
    words: str


class Here:
    """What the parts of the page need: who asks, where, what is known, and what was refused of a budget."""

    def __init__(
        self,
        asking: Asking,
        space: Space,
        seen: Overview,
        why: tuple[Leaving, ...],
        journeys: Mapping[str, Journey],
        refused: Refused | None = None,
    ) -> None:
        self.asking, self.space, self.seen, self.why, self.journeys = asking, space, seen, why, journeys
        self.refused = refused
        self.lang: Lang = asking.lang
        self.words = Words(asking.lang, seen.zone)
        self.base = f"/w/{space.slug}/voice/asking"
        self.edits = may(asking.actor, space.id, Right.EDIT_SURVEYS)
        self.people = may(asking.actor, space.id, Right.SEE_PEOPLE)

    def name(self, survey: str) -> str:
        """Return what a survey is called."""
        return survey_name(self.seen.open, survey, self.lang)


def content_of(here: Here) -> tuple[Markup, ...]:
    """Return the boxes of the page."""
    top = h("div.asking-two", _budget(here), _whom(here) if here.people else None)
    low = h("div.asking-two", _skips(here), _stops(here))
    return (top, _now(here), _figures(here), *_leaving(here), low)


def _budget(here: Here) -> Markup:
    lang, budget = here.lang, here.seen.budget
    text = t(lang, "budget_text", most=budget.all.most, days=budget.all.days, apart=budget.apart, rest=budget.rest)
    mail = budget.channels.get("email")
    lines: list[Child] = [h("p.asking-large", text)]
    if mail is not None:
        lines.append(h("p", t(lang, "budget_email", most=mail.most, days=mail.days)))
    quiet_now = budget.quiet and budget.quiet_from != budget.quiet_to
    hours = {"start": clock(budget.quiet_from), "end": clock(budget.quiet_to), "zone": here.seen.zone}
    lines.append(h("p", t(lang, "budget_quiet", **hours) if quiet_now else t(lang, "budget_no_quiet")))
    letters = t(lang, "letters_today", count=here.seen.letters, most=here.seen.most_letters)
    lines.append(
        quiet(letters)
        if here.seen.mails
        else notice(h("span", t(lang, "letters_off"), " ", _set_mail(here)), "middling")
    )
    lines.append(quiet(t(lang, "budget_only_confirmed" if budget.confirmed else "budget_any_address")))
    if here.refused:
        lines.append(_budget_form(here))
    elif here.edits:
        title = t(lang, "budget_edit")
        edit = popover("asking-budget", title, _budget_form(here), lang=lang, title=title)
        lines.append(h("div.actions", edit))
    return box(t(lang, "budget_title"), *lines)


def _set_mail(here: Here) -> Markup:
    """Return how e-mail is set up: the page of settings that says so, and the names of the settings."""
    link = h("a", t(here.lang, "letters_set"), href=f"/w/{here.space.slug}/settings/notifications")
    return h("span", t(here.lang, "letters_how"), " ", link)


def _budget_form(here: Here) -> Markup:
    """Return the form of the budget as it is, or as somebody typed it."""
    lang, given = here.lang, here.refused.typed if here.refused else _given(here.seen.budget)
    wrong = {here.refused.field: here.refused.words} if here.refused else {}

    def line(name: str, kind: str, low: int | None = None, high: int | None = None) -> Markup:
        error = wrong.get(name)
        return field(t(lang, f"budget_{name}"), name, given.get(name, ""), error=error, required=True, type=kind,
                     min=low, max=high, autofocus=bool(error))  # fmt: skip

    fields = [line(name, "number", 0, 365) for name in _NUMBERS]
    times = [line(name, "time") for name in ("quiet_from", "quiet_to")]
    options = [(name, t(lang, f"budget_quiet_{name}")) for name in ("email", "both")]
    which = select(t(lang, "budget_quiet_channels"), "quiet", options, given.get("quiet", ""))
    grid = h("div.asking-form", *fields, *times, which)
    hint = t(lang, "budget_confirmed_hint")
    only = tick(t(lang, "budget_confirmed"), "confirmed", ticked=bool(given.get("confirmed")), hint=hint)
    keep = h("div.actions", button(t(lang, "budget_save")))
    return form(here.asking, f"{here.base}/budget", grid, only, keep, kind="fields")


def _given(budget: Budget) -> dict[str, str]:
    """Return a budget as its form sends it."""
    mail = budget.channels.get("email", budget.all)
    numbers = (budget.all.most, budget.all.days, budget.apart, budget.rest, mail.most, mail.days)
    return {
        **dict(zip(_NUMBERS, map(str, numbers), strict=True)),
        "quiet_from": clock(budget.quiet_from), "quiet_to": clock(budget.quiet_to),
        "quiet": "both" if "widget" in budget.quiet else "email", "confirmed": "yes" if budget.confirmed else "",
    }  # fmt: skip


def _whom(here: Here) -> Markup:
    return box(t(here.lang, "why_title"), search(here.lang, here.space))


def _now(here: Here) -> Markup:
    lang = here.lang
    asked = [one for one in here.seen.open.values() if one.state != "closed" and _asks(one.survey)]
    if not asked:
        return box(t(lang, "now_title"), h("p", t(lang, "now_none")))
    heads = [t(lang, f"now_{name}") for name in ("survey", "when", "who", "priority", "waiting")]
    asked = sorted(asked, key=lambda one: (-one.survey.asking.priority, one.survey.key))
    table = data_table(heads, [_now_row(here, one) for one in asked], caption=t(lang, "now_title"))
    return box(t(lang, "now_title"), table)


def _asks(survey: Survey) -> bool:
    return bool(survey.asking.on_page or survey.asking.by_mail)


def _now_row(here: Here, one: Open) -> list[Child]:
    lang, survey = here.lang, one.survey
    name = h("a", say(survey.name, lang), href=f"/w/{here.space.slug}/voice/surveys/{survey.key}")
    paused = badge(t(lang, "now_paused"), "middling") if one.state == "paused" else None
    waits = here.seen.waiting.get(survey.key)
    return [
        h("span", name, " ", paused), _when(here, survey), _who(lang, survey), str(survey.asking.priority),
        here.words.number(waits) if waits is not None else quiet(t(lang, _never_waits(survey))),
    ]  # fmt: skip


def _never_waits(survey: Survey) -> str:
    """Return why nobody waits to be judged: a page asks at once, and without mail no letter will ask."""
    return "now_no_mail" if survey.asking.by_mail else "now_at_once"


def _when(here: Here, survey: Survey) -> Markup:
    lang, asking, lines = here.lang, survey.asking, []
    if asking.on_page is not None:
        page = asking.on_page
        parts = _triggers(here, survey, page.steps, page.events, page.pages) or [t(lang, "trigger_any")]
        more = [t(lang, "trigger_leaving")] if page.leaving else _later(here, page.delay)
        where = t(lang, f"place_{page.place}")
        lines.append(where if page.place == "inline" else f"{where}: {', '.join([*parts, *more])}")
    if asking.by_mail is not None:
        parts = _triggers(here, survey, asking.by_mail.steps, asking.by_mail.events, ())
        lines.append(f"{t(lang, 'channel_email')}: {', '.join([*parts, *_later(here, asking.by_mail.delay)])}")
    return h("div", [h("div", line) for line in lines])


def _later(here: Here, seconds: int) -> list[str]:
    return [t(here.lang, "trigger_delay", time=here.words.duration(seconds))] if seconds else []


def _triggers(
    here: Here, survey: Survey, steps: tuple[str, ...], events: tuple[str, ...], pages: tuple[str, ...]
) -> list[str]:
    lang, journey = here.lang, here.journeys.get(survey.journey)
    known = journey.touchpoints if journey is not None else {}
    names = [say(known[step].name, lang) if step in known else step for step in steps]
    found = [t(lang, "trigger_step", name=", ".join(names))] if names else []
    found += [t(lang, "trigger_event", name=", ".join(events))] if events else []
    return found + ([t(lang, "trigger_page", name=", ".join(pages))] if pages else [])


def _who(lang: Lang, survey: Survey) -> str:
    asking = survey.asking
    whom = t(lang, "who_segment", name=asking.segment) if asking.segment else t(lang, "who_all")
    return f"{whom}, {t(lang, 'who_share', share=f'{asking.share * 100:g}')}" if asking.share < 1 else whom


def _figures(here: Here) -> Markup:
    lang = here.lang
    if not here.seen.rows:
        return box(t(lang, "figures_title"), h("p", t(lang, "figures_none")))
    heads = [t(lang, "now_survey"), *(t(lang, f"figures_{name}") for name in ("asked", "began", "answered", "rate"))]
    rows = [_figure(here, row) for row in here.seen.rows]
    table = data_table([*heads, ""], rows, caption=t(lang, "figures_title"))
    title = f"{t(lang, 'figures_title')} – {t(lang, 'figures_30')}"
    return box(title, table, quiet(t(lang, "figures_note")))


def _figure(here: Here, row: Row) -> list[Child]:
    lang, words, month, today = here.lang, here.words, row.month, row.today
    label = h("span", here.name(month.survey), " ", quiet(t(lang, f"channel_{month.channel}")))

    def both(name: str) -> Markup:
        now = getattr(today, name) if today is not None else 0
        today_too = quiet(f"{t(lang, 'figures_today')}: {words.number(now)}")
        return h("span.asking-cell", words.number(getattr(month, name)), " ", today_too)

    bounced = [" ", quiet(f"{t(lang, 'figures_bounced')}: {words.number(month.bounced)}")] if month.bounced else []
    link = link_button(t(lang, "silent_link"), f"{here.base}/silent/{quote(month.survey)}") if here.people else None
    return [
        label, h("span.asking-cell", both("asked"), *bounced), both("began"), both("answered"),
        rate(row.rate, row.interval, words), link,
    ]  # fmt: skip


def _leaving(here: Here) -> list[Markup]:
    lang = here.lang
    heads = [t(lang, f"leaving_{name}") for name in ("reason", "people", "share", "before", "after")]
    return [
        box(
            f"{t(lang, 'leaving_title')}: {say(one.step, lang) or say(one.name, lang)}",
            h("p.asking-soft", say(one.question, lang), " ", t(lang, "for_whom", count=one.people)),
            data_table(heads, [_why_row(here, why) for why in one.reasons], caption=t(lang, "leaving_title")),
        )
        for one in here.why
    ]


def _why_row(here: Here, why: Why) -> list[Child]:
    lang, words = here.lang, here.words
    name = t(lang, "leaving_text") if why.text == "other" else say(why.text, lang)
    before = ", ".join(f"{say(step, lang)} ({words.number(count)})" for step, count in why.before) or "–"
    after = t(lang, "went_on", count=why.went_on, of=why.rated) if why.rated else "–"
    return [name, words.number(why.people), rate(why.share, why.interval, words), before, after]


def _skips(here: Here) -> Markup:
    lang = here.lang
    if not here.seen.skips:
        return box(t(lang, "skips_title"), h("p", t(lang, "skips_none")))
    heads = [t(lang, "now_survey"), t(lang, "skips_reason"), t(lang, "skips_count")]
    rows: list[list[Child]] = [
        [h("span", here.name(survey), " ", quiet(t(lang, f"channel_{channel}"))), plain_reason(why, lang),
         here.words.number(count)]
        for survey, channel, why, count in here.seen.skips
    ]  # fmt: skip
    title = f"{t(lang, 'skips_title')} – {t(lang, 'figures_30')}"
    return box(title, data_table(heads, rows, caption=t(lang, "skips_title")))


def _stops(here: Here) -> Markup:
    lang = here.lang
    rows = [
        h("li.asking-stop", h("span", t(lang, f"stops_{one.kind}"), ", ", t(lang, f"why_{one.why}"), " ",
                              quiet(here.words.day(one.at))), _unstop(here, one.id))
        for one in here.seen.stops
    ]  # fmt: skip
    listed = h("ul.asking-stops", rows) if rows else h("p", t(lang, "stops_none"))
    add = None
    if here.edits:
        inside = field(t(lang, "stops_label"), "name", required=True, maxlength=256, autocomplete="off")
        add = form(here.asking, f"{here.base}/stops", inside, button(t(lang, "stops_button"), kind="plain"),
                   kind="asking-search")  # fmt: skip
    return box(t(lang, "stops_title"), listed, add, lead=t(lang, "stops_lead"))


def _unstop(here: Here, id: str) -> Markup | None:
    if not here.edits:
        return None
    label = t(here.lang, "stops_remove")
    return form(here.asking, f"{here.base}/stops/remove", h("input", type="hidden", name="id", value=id),
                button(label, kind="quiet"))  # fmt: skip
