"""Journey + readings → one scene: everything both back ends draw, laid out and formatted once."""

from collections.abc import Callable, Sequence
from itertools import groupby

import msgspec

from hanhtrinh.draw import cells
from hanhtrinh.draw.cells import At
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.emotion import curve_of, small_lines
from hanhtrinh.draw.highlights import highlights, worst_drop
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.shapes import (
    Cell,
    Figure,
    Lane,
    Number,
    PeopleCell,
    PhaseHead,
    Promise,
    Scene,
    ScoreCell,
    SegmentPanel,
    StageHead,
    StepHead,
    TimeCell,
)
from hanhtrinh.draw.words import NBSP, Words
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey, Step
from hanhtrinh.measures.results import Duration, MapReadings, Reading, SegmentReadings, Voice, Who

# The lanes in their order: key, icon, what fills a cell, and whether an empty lane is still shown (with what it waits
# for).
_LANES: tuple[tuple[str, str, Callable[[At], Cell | None], bool], ...] = (
    ("activity", "footprints", cells.activity, False),
    ("thoughts", "message-square-quote", cells.thoughts, False),
    ("emotion", "heart", lambda at: None, True),
    ("people", "users", cells.people, True),
    ("time", "timer", cells.time, True),
    ("satisfaction", "star", cells.satisfaction, True),
    ("promise", "calendar-clock", cells.promise, False),
    ("pains", "triangle-alert", cells.pains, False),
    ("moments", "gem", cells.moments, False),
    ("opportunities", "lightbulb", cells.opportunities, False),
    ("targets", "target", cells.targets, False),
    ("questions", "circle-help", cells.questions, False),
    ("backstage", "layers", cells.backstage, False),
    ("owner", "circle-user", cells.owner, False),
    ("evidence", "shield-check", cells.evidence, True),
)
LANE_KEYS = tuple(lane[0] for lane in _LANES)
_TERMS = (
    "reach",
    "drop_off",
    "went_on",
    "time_to",
    "emotion",
    "csat",
    "nps",
    "late",
    "conversion",
    "sales_cycle",
    "evidence",
)


def scene_of(journey: Journey, readings: MapReadings | None, *, lang: Lang, options: DrawOptions) -> Scene:
    """Return the scene of a journey in one language; without readings every measured lane says what it waits for.

    Raises ValueError when the readings do not have one entry per step of the journey.
    """
    if readings is not None and len(readings.steps) != len(journey.steps):
        raise ValueError(f"{len(readings.steps)} readings for {len(journey.steps)} steps")
    words = Words(lang, readings.zone if readings else "UTC")
    doors = Doors(journey, readings, words, options)
    return Scene(
        lang=lang,
        key=journey.key,
        title=words.say(journey.name),
        scenario=words.say(journey.scenario),
        goal=words.say(journey.goal),
        owner=words.say(journey.owner),
        persona=_persona(journey, words),
        facts=_facts(doors),
        measured=readings is not None and readings.passes > 0,
        state=_state(doors),
        phases=_phases(journey, words),
        stages=_stages(doors),
        steps=tuple(_step_head(doors, i, step) for i, step in enumerate(journey.steps)),
        lanes=_lanes(doors),
        curve=curve_of(doors),
        figures=_figures(doors),
        highlights=highlights(doors),
        segments=_segments(doors),
        glossary=tuple((words.tr(f"term_{key}"), words.define(key, _glossary_params(journey))) for key in _TERMS),
        doors=tuple(doors.doors),
    )


def _glossary_params(journey: Journey) -> dict[str, str | int | float]:
    return {"window": journey.window}


def _persona(journey: Journey, words: Words) -> tuple[str, str, str] | None:
    persona = journey.personas.get(journey.persona or "")
    return None if persona is None else (words.say(persona.name), words.say(persona.quote), words.say(persona.about))


def _facts(doors: Doors) -> tuple[tuple[str, str, str], ...]:
    """Return what the numbers are about: as-of, period, segment, share of measured cells (icon, label, value)."""
    words, readings = doors.words, doors.readings
    if readings is None:
        return (("circle-dashed", words.tr("state"), words.tr("no_data")),)
    segment = doors.journey.segments.get(readings.segment or "")
    name = words.say(segment.name) if segment else readings.segment or words.tr("everybody")
    return (
        ("clock", words.tr("as_of"), words.moment(readings.as_of)),
        ("calendar-days", words.tr("period"), words.period(readings.period)),
        ("users", words.tr("segment"), name),
        ("layout-grid", words.tr("measured_share"), words.percent(readings.measured_share, 0)),
    )


def _state(doors: Doors) -> str:
    readings = doors.readings
    if readings is None:
        return doors.words.tr("state_no_data")
    if readings.passes == 0:
        return doors.words.tr("state_no_passes" if readings.events else "state_first_event")
    return ""


def _phases(journey: Journey, words: Words) -> tuple[PhaseHead, ...]:
    stages = (s for s in journey.stages if s.steps)
    groups = [(phase, sum(len(s.steps) for s in group)) for phase, group in groupby(stages, key=lambda s: s.phase)]
    return tuple(PhaseHead(phase=phase, name=words.tr(f"phase_{phase}"), span=span) for phase, span in groups)


def _stages(doors: Doors) -> tuple[StageHead, ...]:
    words, heads = doors.words, []
    found = {s.key: s.reach for s in doors.readings.stages} if doors.readings else {}
    for stage in doors.journey.stages:
        reach = found.get(stage.key)
        known = reach is not None and reach.value is not None
        number = (
            doors.number(reach, words.tr("stage_reach"), words.say(stage.name)) if reach is not None and known else None
        )
        heads.append(
            StageHead(
                name=words.say(stage.name),
                goal=words.say(stage.goal),
                phase=stage.phase,
                span=len(stage.steps),
                reach=number,
                bar=(reach.value or 0.0) if reach is not None else 0.0,
            )
        )
    return tuple(head for head in heads if head.span)


def _step_head(doors: Doors, index: int, step: Step) -> StepHead:
    words, journey = doors.words, doors.journey
    touchpoint = journey.touchpoints.get(step.touchpoint or "")
    channel = journey.channels.get(touchpoint.channel or "") if touchpoint else None
    name, met = doors.names[step.key], words.say(touchpoint.name) if touchpoint else ""
    stage = journey.stage_of[index]
    return StepHead(
        key=step.key,
        number=index + 1,
        name=name,
        touchpoint=met if met != name else "",
        icon=(touchpoint.icon if touchpoint else "") or (channel.icon if channel else "") or "circle-dot",
        channel=words.say(channel.name) if channel else "",
        channel_icon=(channel.icon if channel else "") or "circle-dot",
        stage=stage,
        phase=journey.stages[stage].phase,
        moment=step.moment_of_truth,
        optional=step.optional,
    )


def _lanes(doors: Doors) -> tuple[Lane, ...]:
    found = doors.readings.steps if doors.readings else None
    worst = worst_drop(found) if found else None
    places = [
        At(index=i, step=step, readings=found[i] if found else None, doors=doors, worst=i == worst)
        for i, step in enumerate(doors.journey.steps)
    ]
    lanes = (_lane(doors.words, places, *lane) for lane in _LANES)
    return tuple(lane for lane in lanes if lane is not None)


def _lane(
    words: Words, places: Sequence[At], key: str, icon: str, fill: Callable[[At], Cell | None], always: bool
) -> Lane | None:
    filled = tuple(fill(at) for at in places)
    filled, kind = _one_kind(filled)
    empty = all(cell is None for cell in filled)
    if empty and not always:
        return None
    nothing = words.tr(f"nothing_{key}") if empty and key in ("people", "time", "satisfaction") else ""
    return Lane(
        key=key,
        icon=icon,
        name=words.tr(f"lane_{key}") + kind,
        note=words.tr(f"note_{key}"),
        cells=filled,
        nothing=nothing,
    )


def _one_kind(filled: tuple[Cell | None, ...]) -> tuple[tuple[Cell | None, ...], str]:
    """Return score cells without their label where all have the same one, and that label for the lane's name."""
    labels = {cell.label for cell in filled if isinstance(cell, ScoreCell)}
    if len(labels) != 1:
        return filled, ""
    bare = tuple(msgspec.structs.replace(c, label="") if isinstance(c, ScoreCell) else c for c in filled)
    return bare, f" · {labels.pop()}"


def _figures(doors: Doors) -> tuple[Figure, ...]:
    readings, words = doors.readings, doors.words
    if readings is None or readings.passes == 0:
        return ()
    people = words.tr("by_people", people=words.number(readings.people))
    passes = Reading(value=readings.passes, unit="passes", n=readings.passes, definition="passes", who=Who(what="all"))
    states = tuple((words.tr(f"pass_{s}"), words.number(getattr(readings, s))) for s in ("completed", "left", "open"))
    number = doors.number(
        passes, words.tr("passes"), rows=(*states, (words.tr("off_map"), words.number(readings.off_map_events)))
    )
    figures = [Figure(icon="route", label=words.tr("passes"), value=number, detail=people)]
    conversion = readings.conversion
    if conversion is not None and conversion.value is not None:
        number = doors.number(
            conversion,
            words.tr("conversion"),
            text=words.reading(conversion, exact=True),
            tables=doors.funnel(readings.funnel),
        )
        span = words.span(conversion.interval, conversion.unit, exact=True) if conversion.interval else ""
        detail = words.tr("in_between", span=span) if span else ""
        figures.append(Figure(icon="funnel", label=words.tr("conversion"), value=number, detail=detail))
    if readings.sales_cycle is not None:
        figures.append(_cycle(doors, readings.sales_cycle))
    figures.extend(figure for voice in readings.journey_voice for figure in [_voice(doors, voice)] if figure)
    return tuple(figures)


def _cycle(doors: Doors, duration: Duration) -> Figure:
    words = doors.words
    text = "" if duration.reading.value is not None else words.tr("not_reached")
    number = doors.number(duration.reading, words.tr("sales_cycle"), text=text, rows=doors.duration_rows(duration))
    interval = duration.reading.interval
    detail = words.tr("in_between", span=words.span(interval, "seconds")) if interval else ""
    return Figure(icon="timer", label=words.tr("sales_cycle"), value=number, detail=detail)


def _voice(doors: Doors, voice: Voice) -> Figure | None:
    words, reading = doors.words, voice.score or voice.emotion
    if reading.value is None:
        return None
    label = voice.kind.upper() if voice.score is not None else words.tr("lane_emotion")
    number = doors.number(reading, label, rows=doors.voice_rows(voice))
    span = words.span(reading.interval, reading.unit) + " · " if reading.interval else ""
    return Figure(icon="star", label=label, value=number, detail=f"{span}n{NBSP}={NBSP}{words.number(reading.n)}")


def _segments(doors: Doors) -> tuple[SegmentPanel, ...]:
    readings = doors.readings
    return tuple(_segment(doors, readings, s) for s in readings.segments) if readings else ()


def _segment(doors: Doors, readings: MapReadings, segment: SegmentReadings) -> SegmentPanel:
    words, known = doors.words, doors.journey.segments.get(segment.key)
    name = words.say(known.name) if known else segment.key
    figures = [
        Figure(icon="route", label=words.tr("passes"), value=Number(text=words.number(segment.passes)), detail="")
    ]
    outcome = doors.journey.step_index.get(doors.journey.outcome or "")
    if outcome is not None and (reach := segment.reach[outcome]) is not None:
        label = words.tr("reach_of", step=doors.names[doors.journey.steps[outcome].key])
        figures.append(Figure(icon="funnel", label=label, value=doors.number(reach, label, name), detail=""))
    if segment.sales_cycle is not None:
        text = "" if segment.sales_cycle.reading.value is not None else words.tr("not_reached")
        number = doors.number(
            segment.sales_cycle.reading,
            words.tr("sales_cycle"),
            name,
            text,
            rows=doors.duration_rows(segment.sales_cycle),
        )
        figures.append(Figure(icon="timer", label=words.tr("sales_cycle"), value=number, detail=""))
    everybody = SegmentReadings(
        key="",
        passes=0,
        reach=(),
        drop_off=(),
        score=(),
        sales_cycle=None,
        emotion=tuple(s.voice.emotion if s.voice else None for s in readings.steps),
    )
    bars = tuple(None if r is None else r.value for r in segment.reach)
    return SegmentPanel(
        name=name, figures=tuple(figures), lines=small_lines(segment), everybody=small_lines(everybody), bars=bars
    )


def numbers(scene: Scene) -> tuple[str, ...]:
    """Return every number a map shows without opening a door, in reading order: both back ends must write them all."""
    found = [stage.reach.text for stage in scene.stages if stage.reach]
    found += [figure.value.text for figure in scene.figures]
    for lane in scene.lanes:
        found += [text for cell in lane.cells if cell is not None for text in _numbers_of(cell)]
    for point in scene.curve.points:
        found += [point.value.text, point.n] if point else []
    found += [f.value.text for panel in scene.segments for f in panel.figures]
    return tuple(found)


def _numbers_of(cell: Cell) -> tuple[str, ...]:
    match cell:
        case PeopleCell():
            return (cell.count.text, cell.share, *([cell.flow.text] if cell.flow else []))
        case TimeCell():
            return (cell.median.text,)
        case ScoreCell():
            return (cell.value.text, cell.interval, cell.n)
        case Promise():
            sides = [side for side in (cell.on_time, cell.late_side) if side]
            difference = [cell.difference.text, cell.difference_interval] if cell.difference else []
            return (cell.late.text, *(t for s in sides for t in (s.value.text, s.n)), *difference)
    return ()
