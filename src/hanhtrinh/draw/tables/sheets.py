"""The workbook's long sheets: every reading, its definition, and the passages between steps."""

from typing import NamedTuple

import msgspec

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.labels import channel_name, part_label
from hanhtrinh.draw.series import rival_name
from hanhtrinh.draw.tables.leaves import Leaf, leaves
from hanhtrinh.draw.tables.measured import FORMS
from hanhtrinh.draw.tables.values import Amount, Entry
from hanhtrinh.measures.results import (
    AnswerPart,
    ChannelAtStage,
    CompetitorReadings,
    FunnelStep,
    QuestionAnswer,
    Reading,
    SaidPoint,
    SegmentReadings,
    StepConformance,
    ThemeReadings,
    TrendPoint,
    Voice,
)

_MEASURES = {
    "reach": "reach", "drop_off": "drop_off", "went_on": "went_on", "emotion": "emotion_reported", "score": "score",
    "response_rate": "response_rate", "late": "late_share", "conversion": "conversion", "reached": "funnel",
    "from_previous": "of_previous", "fitting": "kept_fitting", "deviations": "kept_deviations",
    "unplanned": "kept_unplanned", "skipped": "kept_skipped", "repeated": "kept_repeated",
    "out_of_order": "kept_out_of_order", "per_pass": "friction_per_pass", "feeling": "said_feeling",
}  # fmt: skip
_SIDES = {"on_time_voice": "on_time", "late_voice": "late"}
_SIDES_OF_DIFFERENCE = {"first": "late", "second": "on_time"}


class LongTable(NamedTuple):
    """A table: heads with their widths, and rows."""

    heads: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Entry | None, ...], ...]


def reading_sheet(doors: Doors) -> LongTable:
    """Return every reading, one a row."""
    words = doors.words
    level = words.percent(0.95, 0)
    heads = (
        (words.tr("stage_head"), 18), (words.tr("step"), 24), (words.tr("table_measure"), 26),
        (words.tr("table_where"), 26),
        (words.tr("table_value"), 12), (words.tr("table_unit"), 12), ("n", 10), (words.tr("counted"), 10),
        (f"{words.tr('interval', level=level)}: {words.tr('table_low')}", 14), (words.tr("table_high"), 14),
        (words.tr("table_method"), 18), (words.tr("definition"), 60), (words.tr("left_out"), 22),
    )  # fmt: skip
    found = leaves(doors.journey, doors.readings) if doors.readings else ()
    return LongTable(
        heads, tuple(_reading(doors, leaf, leaf.value) for leaf in found if isinstance(leaf.value, Reading))
    )


def _reading(doors: Doors, leaf: Leaf, reading: Reading) -> tuple[Entry | None, ...]:
    interval = reading.interval
    left_out = ", ".join(doors.left_out(*item) for item in reading.left_out.items() if item[1])
    return (
        *_place(doors, leaf),
        _measure(doors, leaf, reading),
        _where(doors, leaf),
        _number(reading.value, reading),
        doors.words.tr(f"unit_of_{reading.unit}"),
        _whole(reading.n),
        _whole(reading.count),
        _number(interval.low if interval else None, reading),
        _number(interval.high if interval else None, reading),
        interval.method if interval else None,
        doors.definition(reading),
        left_out or None,
    )


def _number(value: float | None, reading: Reading) -> Amount | None:
    if value is None:
        return None
    form = FORMS.get(reading.unit, "plain" if value != round(value) else "count")
    return Amount(value=value / 86_400 if form == "time" else value, form=form, text="")


def _whole(count: int | None) -> Amount | None:
    return None if count is None else Amount(value=count, form="count", text="")


def _measure(doors: Doors, leaf: Leaf, reading: Reading) -> str:
    """Return what a reading measures, by the field that holds it."""
    field = leaf.fields[-1]
    if field == "score":
        return {"nps": "NPS", "csat_share": "CSAT", "ces": "CES"}.get(reading.unit, doors.words.tr("score"))
    if field == "reading":
        field = leaf.fields[-2]
        key = {"time_to": "time_to", "sales_cycle": "sales_cycle"}.get(field, "share_word")
        return doors.words.tr(key)
    if "friction" in leaf.fields and field in ("any", "kinds"):
        return doors.words.tr("lane_friction")
    if field in ("first", "second"):
        return doors.words.tr("emotion_reported" if reading.unit == "emotion" else "score")
    return doors.words.tr(_MEASURES[field]) if field in _MEASURES else doors.words.tr("share_word")


def _where(doors: Doors, leaf: Leaf) -> str | None:
    """Return what a reading is limited to: a segment, a period, a kind, a channel, a competitor, an answer."""
    said = [_holder(doors, leaf, holder) for holder in leaf.inside]
    sides = [doors.words.tr(_SIDES[field]) for field in leaf.fields if field in _SIDES]
    if "lateness" in leaf.fields and leaf.fields[-1] in _SIDES_OF_DIFFERENCE:
        sides.append(doors.words.tr(_SIDES_OF_DIFFERENCE[leaf.fields[-1]]))
    kinds = [doors.words.tr(f"friction_{item}") for item in leaf.items if leaf.fields[-1] == "kinds"]
    parts = [doors.words.tr("funnel")] if leaf.fields[0] == "funnel" else []
    breakdown = leaf.items[:1] if "breakdown" in leaf.fields else ()
    return " · ".join(part for part in (*parts, *breakdown, *said, *sides, *kinds) if part) or None


def _holder(doors: Doors, leaf: Leaf, holder: msgspec.Struct) -> str:
    """Return the name of a shape a reading lies in, where it narrows what was counted."""
    words = doors.words
    match holder:
        case SegmentReadings():
            return doors.group(holder.key)
        case CompetitorReadings():
            ours = " · " + words.tr("rival_ours") if leaf.fields[-1] == "first" else ""
            return rival_name(doors, holder.key) + ours
        case ThemeReadings():
            return words.say(holder.name)
        case SaidPoint() | TrendPoint():
            return f"{words.tr('trend')} {words.day(holder.start)}"
        case ChannelAtStage():
            return channel_name(doors, holder.channel)
        case FunnelStep():
            return doors.names.get(holder.key, holder.key)
        case Voice():
            return doors.instrument(holder.instrument)
        case AnswerPart():
            by = next((one.by for one in leaf.inside if isinstance(one, QuestionAnswer)), "")
            return part_label(doors, by, holder.label)
        case QuestionAnswer():
            return _question(doors, leaf.step, holder.question)
    return ""


def _question(doors: Doors, step: str, position: int) -> str:
    journey = doors.journey
    asked = journey.steps[journey.step_index[step]].questions if step in journey.step_index else ()
    return doors.words.say(journey.ask_of(asked[position]).text) if position < len(asked) else ""


def _place(doors: Doors, leaf: Leaf) -> tuple[str, str]:
    """Return the names of the stage and step a reading is about."""
    journey, stage, step = doors.journey, leaf.stage, leaf.step
    for holder in leaf.inside:
        if isinstance(holder, ChannelAtStage):
            stage = holder.stage
        if isinstance(holder, StepConformance):
            step = holder.key
    if step in journey.step_index and not stage:
        stage = journey.stages[journey.stage_of[journey.step_index[step]]].key
    names = {one.key: doors.words.say(one.name) for one in journey.stages}
    return names.get(stage, stage), doors.names.get(step, step)


def definition_sheet(doors: Doors) -> LongTable:
    """Return each definition and interval method that is used, once."""
    words = doors.words
    used: dict[str, str] = {}
    for leaf in leaves(doors.journey, doors.readings) if doors.readings else ():
        if isinstance(leaf.value, Reading):
            used.setdefault(leaf.value.definition, doors.definition(leaf.value))
            if leaf.value.interval:
                used.setdefault(leaf.value.interval.method, words.define(leaf.value.interval.method))
    heads = ((words.tr("table_key"), 24), (words.tr("definition"), 120))
    return LongTable(heads, tuple(sorted(used.items())))


def edge_sheet(doors: Doors) -> LongTable:
    """Return how many passes went from step to step."""
    words, edges = doors.words, doors.readings.edges if doors.readings else ()
    heads = (
        (words.tr("flow_from"), 28),
        (words.tr("flow_to"), 28),
        (words.tr("passes"), 12),
        (words.tr("times"), 12),
    )
    rows = tuple((doors.node(e.source), doors.node(e.target), _whole(e.passes), _whole(e.times)) for e in edges)
    return LongTable(heads, rows)
