"""Which channels carry which stage, and what is planned for them: measured and planned side by side."""

from collections.abc import Mapping, Sequence

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.labels import channel_name
from hanhtrinh.draw.shapes import ChannelSection, Heat, Number, PlanCell
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey, Planned, Stage
from hanhtrinh.measures.planned import Verdict, plan_verdict
from hanhtrinh.measures.results import ChannelAtStage

_WARMTH = (0.02, 0.1, 0.25, 0.5)
_MARKS: Mapping[Verdict, str] = {
    "above": "above", "below": "below", "as_planned": "kept", "met": "kept", "too_few": "few", "unmet": "unmet",
    "unplanned": "unplanned",
}  # fmt: skip
Cells = Mapping[tuple[str, str], ChannelAtStage]


def channel_section(doors: Doors, found: Sequence[ChannelAtStage], *, every: bool = False) -> ChannelSection | None:
    """Return channels down, the busiest first and then those that are planned, and the stages across.

    None where nothing was measured and nothing is planned; with `every`, all channels the journey describes.
    """
    journey = doors.journey
    stages = [stage for stage in journey.stages if stage.steps or every]
    keys = _ranked(found, journey, stages, every=every)
    if not keys:
        return None
    cells = {(item.channel, item.stage): item for item in found}
    planned = any(stage.plan for stage in stages)
    return ChannelSection(
        stages=tuple(doors.words.say(stage.name) for stage in stages),
        keys=tuple(stage.key for stage in stages),
        planned=planned,
        rows=tuple(_row(doors, key, stages, cells, planned) for key in keys),
    )


def _ranked(found: Sequence[ChannelAtStage], journey: Journey, stages: Sequence[Stage], *, every: bool) -> list[str]:
    visits = {item.channel: 0 for item in found}
    for item in found:
        visits[item.channel] += item.visits
    ranked = sorted(visits, key=lambda channel: (-visits[channel], channel))
    wanted = {channel for stage in stages for channel in stage.plan}
    return [*ranked, *(key for key in journey.channels if key not in visits and (every or key in wanted))]


def _row(doors: Doors, key: str, stages: Sequence[Stage], cells: Cells, planned: bool) -> Heat:
    measured = bool(cells)
    return Heat(
        key=key,
        name=channel_name(doors, key),
        icon=_icon(doors, key),
        cells=tuple(_heat(doors, cells.get((key, stage.key)), doors.words.say(stage.name)) for stage in stages),
        plans=tuple(_plan(doors, stage, key, cells.get((key, stage.key)), measured) for stage in stages)
        if planned
        else (),
    )


def _icon(doors: Doors, channel: str) -> str:
    known = doors.journey.channels.get(channel)
    return (known.icon if known else channel) or "circle-dot"


def _heat(doors: Doors, item: ChannelAtStage | None, stage: str) -> tuple[Number, int, str] | None:
    if item is None or item.share.value is None:
        return None
    words, share = doors.words, item.share.value
    visits = words.tr("visits_count", count=words.number(item.visits))
    rows = ((words.tr("visits"), words.number(item.visits)), (words.tr("passes"), words.number(item.passes)))
    number = doors.number(item.share, channel_name(doors, item.channel), stage, rows=rows)
    return number, sum(share >= warm for warm in _WARMTH), visits


def _plan(doors: Doors, stage: Stage, key: str, item: ChannelAtStage | None, measured: bool) -> PlanCell | None:
    """Return what is planned at a stage; of what is not planned only where the stage has a plan to be held against."""
    planned = stage.plan.get(key)
    if planned is None and (item is None or not stage.plan):
        return None
    words = doors.words
    plan = planned or Planned()
    verdict = plan_verdict(planned is not None, plan.share, item.share if item else None)
    told = measured or verdict != "unmet"
    return PlanCell(
        text=words.say(plan.text),
        share="" if plan.share is None else words.percent(plan.share, 0),
        verdict=_MARKS[verdict] if told else "open",
        said=tr(f"library_page.plan_{verdict if told else 'open'}", words.lang, n=words.number(_n(item))),
        measured=_interval(doors, item),
    )


def _n(item: ChannelAtStage | None) -> int:
    return item.share.n if item else 0


def _interval(doors: Doors, item: ChannelAtStage | None) -> str:
    if item is None or item.share.interval is None:
        return ""
    words = doors.words
    span = words.span(item.share.interval, item.share.unit)
    return tr("library_page.plan_interval", words.lang, span=span, n=words.number(item.share.n))
