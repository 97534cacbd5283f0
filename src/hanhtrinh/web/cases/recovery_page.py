"""Does it help: cases by step, resolved in time, people who came back happier, how long they waited."""

from collections.abc import Sequence

from hanhtrinh.app.cases.measuring import Recoveries
from hanhtrinh.app.cases.words import step_name
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.measures.results import Duration, Reading
from hanhtrinh.voice.cases.recovery import Recovery
from hanhtrinh.web.cases.parts import Room
from hanhtrinh.web.components import box, data_table, empty

_SHARES = ("in_time", "recovered")


def recovery_page(here: Room, found: Recoveries) -> tuple[Markup, ...]:
    """Return the content of the page."""
    lead = h("p.lead", here.say("m_lead", days=found.days, moment=here.words.moment(here.now)))
    if not found.all.cases:
        return lead, empty("clock", here.say("m_nothing"), here.say("m_none"))
    heads = [here.say(key) for key in ("step", "m_cases", "m_open", "m_in_time", "m_recovered", "m_first_reply",
                                       "m_resolution")]  # fmt: skip
    rows = [_row(here, one) for one in found.steps]
    table = data_table(heads, rows, caption=here.say("m_steps"), kind="case-recovery")
    return lead, _tiles(here, found.all), box(here.say("m_steps"), table), _how(here, found.all)


def _tiles(here: Room, one: Recovery) -> Markup:
    tiles = [
        _tile(here.say("m_cases"), here.words.number(one.cases), here.say("m_open_count", count=one.open)),
        _tile(here.say("m_in_time"), *_share(here, one.in_time)),
        _tile(here.say("m_recovered"), *_share(here, one.recovered)),
        _tile(here.say("m_first_reply"), *_wait(here, one.first_reply)),
        _tile(here.say("m_resolution"), *_wait(here, one.resolution)),
    ]
    return h("dl.case-tiles", tiles)


def _tile(name: str, value: str, more: str) -> Markup:
    return h("div.case-tile", h("dt", name), h("dd", h("b", value), h("small", more) if more else None))


def _row(here: Room, one: Recovery) -> Sequence[Markup | str]:
    step = step_name(here.journeys, one.journey, one.step, here.lang) or here.say("no_step")
    cells = [_cell(*_share(here, reading)) for reading in (one.in_time, one.recovered)]
    waits = [_cell(*_wait(here, wait)) for wait in (one.first_reply, one.resolution)]
    link = h("a", step, href=f"{here.base}?view=list&step={one.journey}/{one.step}")
    return link, here.words.number(one.cases), here.words.number(one.open), *cells, *waits


def _cell(value: str, more: str) -> Markup:
    return h("span.case-cell", h("b", value), h("small", more) if more else None)


def _share(here: Room, reading: Reading) -> tuple[str, str]:
    """Return a share with its interval and how many it rests on, and who is left out."""
    out = [here.say(f"m_left_{why}", count=here.words.number(n)) for why, n in reading.left_out.items()]
    if reading.value is None:
        return "–", " · ".join(out)
    said = here.say("m_share", share=here.words.percent(reading.value), count=reading.count or 0, n=reading.n)
    span = reading.interval
    sure = [here.say("m_interval", span=here.words.span(span, reading.unit))] if span else []
    return said, " · ".join([*sure, *out])


def _wait(here: Room, wait: Duration) -> tuple[str, str]:
    """Return the median of a wait with its interval, and how many still wait."""
    reading = wait.reading
    still = here.say("m_not_yet", count=here.words.number(wait.censored)) if wait.censored else ""
    if reading.value is None:
        return here.say("m_half_not") if wait.arrived or wait.censored else "–", still
    span = reading.interval
    sure = here.say("m_interval", span=here.words.span(span, reading.unit)) if span else ""
    return here.say("m_half", time=here.words.duration(reading.value)), " · ".join(
        part for part in (sure, still) if part
    )


def _how(here: Room, one: Recovery) -> Markup:
    defined = [(here.say("m_in_time"), one.in_time.definition), (here.say("m_recovered"), one.recovered.definition),
               (here.say("m_first_reply"), one.first_reply.reading.definition),
               (here.say("m_resolution"), one.resolution.reading.definition)]  # fmt: skip
    lines = [h("div", h("dt", name), h("dd", here.words.define(key))) for name, key in defined]
    return h("details.case-how", h("summary", here.say("how")), h("dl", lines))


def door(here: Room, found: Recovery, days: int) -> Markup:
    """Return what the door of a step says about its cases."""
    facts = [here.say("door_open", open=here.words.number(found.open)),
             here.say("door_cases", cases=here.words.number(found.cases), days=days)]  # fmt: skip
    if found.recovered.value is not None:
        share = here.words.percent(found.recovered.value)
        facts.append(here.say("door_recovered", share=share, n=found.recovered.n))
    link = h("a", here.say("door_go"), href=f"{here.base}?view=list&step={found.journey}/{found.step}")
    return h("section.case-door", h("h3", here.say("door_title")), h("p", " · ".join(facts)), link)
