"""The list of what drifted from a map, and one drift with its chart."""

from collections.abc import Mapping, Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.drifting.words import day_of, from_to, sentence, side, size, step_name, unit_of, what_drifted
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.control_chart import LIMIT, SMOOTHING
from hanhtrinh.measures.drift import BASELINE, Drift
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drifting import Alarm
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, data_table, empty, facts, form, head, link_button, sign
from hanhtrinh.web.drifting.chart import picture, table


def one_drift(
    asking: Asking, space: Space, key: str, journey: Journey, alarm: Alarm, words: Words, names: Mapping[str, str]
) -> tuple[Markup, ...]:
    """Return everything about one drift: what, since when, how certain, the chart, and that one has seen it."""
    drift, lang = alarm.drift, asking.lang
    title = h("h2", f"{step_name(drift, journey, words)} · {what_drifted(drift, words)}", id="door-title")
    change = h("p.drift-change", from_to(drift, words))
    pairs = _pairs(drift, journey, words)
    lead = None if pairs else h("p.lead", sentence(drift, journey, words))
    parts = [lead, facts(pairs) if pairs else None, _hint(drift, space, lang)]
    chart = drift.chart
    if chart is not None:
        parts += [
            h("figure.drift-figure", h("figcaption", tr("drift.chart", lang)), picture(drift, chart, words)),
            h("details.drift-table", h("summary", sign("chevron-down"), tr("drift.table", lang)),
              table(drift, chart, words)),
        ]  # fmt: skip
    parts.append(_state(asking, space, key, alarm, words, names))
    return title, change, *(part for part in parts if part)


def _pairs(drift: Drift, journey: Journey, words: Words) -> list[tuple[str, str]]:
    lang = words.lang
    if drift.before is None or drift.after is None or drift.chart is None:
        return []
    dispersion = words.number(drift.chart.dispersion, 1)
    method = tr("drift.method_text", lang, smoothing=words.number(SMOOTHING, 2), limit=words.number(LIMIT, 1),
                dispersion=dispersion)  # fmt: skip
    if unit_of(drift) == "share":
        method = f"{method} {tr('drift.method_share_lag', lang, window=words.param('window', journey.window))}"
    return [
        (tr("drift.before", lang), side(drift.before, drift, words)),
        (tr("drift.after", lang, day=day_of(drift.since, words)), side(drift.after, drift, words)),
        (tr("drift.difference", lang), size(drift, words)),
        (tr("drift.method", lang), method),
    ]


def _hint(drift: Drift, space: Space, lang: Lang) -> Markup | None:
    if drift.what == "unplanned":
        return h("p", tr("drift.unplanned_go", lang))
    if drift.what == "silent":
        return h("p", h("a", tr("drift.silent_go", lang), href=f"/w/{space.slug}/sources"))
    return None


def _state(
    asking: Asking, space: Space, key: str, alarm: Alarm, words: Words, names: Mapping[str, str]
) -> Markup | None:
    lang = asking.lang
    if alarm.closed_at is not None:
        return h("p.small", sign("check"), tr("drift.closed", lang, day=words.day(alarm.closed_at)))
    if alarm.acknowledged_at is not None:
        name, moment = names.get(alarm.acknowledged_by, "—"), words.moment(alarm.acknowledged_at)
        return h("p.small", sign("check"), tr("drift.seen", lang, name=name, moment=moment))
    if not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    action = f"/w/{space.slug}/maps/{key}/drift/{alarm.id}/seen"
    return form(asking, action, button(tr("drift.got_it", lang), icon="check"), kind="drift-seen")


def drift_list(
    asking: Asking, space: Space, key: str, journey: Journey, alarms: Sequence[Alarm], words: Words,
    names: Mapping[str, str], looked: int | None,
) -> tuple[Markup, ...]:  # fmt: skip
    """Return everything that drifted from a map, what asks for attention before what is known."""
    lang, base = asking.lang, f"/w/{space.slug}/maps/{key}"
    when = tr("drift.looked", lang, moment=words.moment(looked)) if looked is not None else tr("drift.never", lang)
    name = words.say(journey.name)
    top = head(tr("drift.title", lang), f"{tr('drift.lead', lang, days=BASELINE)} {when}", back=(base, name))
    if not alarms:
        back = link_button(tr("drift.back", lang), base, icon="arrow-left")
        return top, empty("bell", tr("drift.none", lang), tr("drift.none_text", lang), back)
    asks, known = ([a for a in alarms if a.asks is wanted] for wanted in (True, False))
    boxes = [box(None, *one_drift(asking, space, key, journey, alarm, words, names), kind="drift") for alarm in asks]
    rows = [
        (h("a", f"{step_name(a.drift, journey, words)} · {what_drifted(a.drift, words)}", href=f"{base}/drift/{a.id}"),
         from_to(a.drift, words), names.get(a.acknowledged_by, "—"))
        for a in known
    ]  # fmt: skip
    heads = ["", tr("drift.difference", lang).split(",")[0], tr("drift.seen_title", lang)]
    seen = box(tr("drift.seen_title", lang), data_table(heads, rows, caption=tr("drift.seen_title", lang)))
    return top, *boxes, *([seen] if rows else [])
