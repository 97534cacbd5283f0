"""Journey + readings → one scene: everything both back ends draw, laid out and formatted once."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import msgspec

from hanhtrinh.draw import beside_cells, cells, said_cells
from hanhtrinh.draw.cells import At
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.emotion import curve_of
from hanhtrinh.draw.figures import figures_of, segment_panels
from hanhtrinh.draw.grading import graded, share_door
from hanhtrinh.draw.highlights import answered, highlights, worst_drop
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.sections import sections_of
from hanhtrinh.draw.series import rival_name
from hanhtrinh.draw.shapes import (
    Cell,
    FrictionCell,
    Lane,
    PeopleCell,
    PersonaCard,
    PhaseHead,
    Promise,
    QuestionsCell,
    RivalCell,
    SaidCell,
    Scene,
    ScoreCell,
    Sections,
    Shown,
    StageHead,
    StepHead,
    TimeCell,
)
from hanhtrinh.draw.walks import unnatural
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.lanes import lane_order
from hanhtrinh.journey.model import Journey, Persona, Step
from hanhtrinh.journey.model import Lane as LaneOfTeam
from hanhtrinh.measures.results import Beside, MapReadings

# The lanes in their order: key, icon, what fills a cell, and whether an empty lane is still shown (with what it waits
# for).
_LANES: tuple[tuple[str, str, Callable[[At], Cell | None], bool], ...] = (
    ("pictures", "image", cells.pictures, False),
    ("activity", "footprints", cells.activity, False),
    ("thoughts", "message-square-quote", cells.thoughts, False),
    ("emotion", "heart", lambda at: None, True),
    ("people", "users", cells.people, True),
    ("time", "timer", cells.time, True),
    ("satisfaction", "star", cells.satisfaction, True),
    ("effort", "gauge", beside_cells.effort, False),
    ("friction", "undo-2", beside_cells.friction, False),
    ("promise", "calendar-clock", cells.promise, False),
    ("said", "message-circle", said_cells.said, False),
    ("rivals", "scale", lambda at: None, False),
    ("pains", "triangle-alert", cells.pains, False),
    ("moments", "gem", cells.moments, False),
    ("opportunities", "lightbulb", cells.opportunities, False),
    ("targets", "target", cells.targets, False),
    ("questions", "circle-help", beside_cells.questions, False),
    ("backstage", "layers", cells.backstage, False),
    ("owner", "circle-user", cells.owner, False),
    ("evidence", "shield-check", cells.evidence, True),
)
LANE_KEYS = tuple(lane[0] for lane in _LANES)
_DRAWN = {key: (icon, fill, always) for key, icon, fill, always in _LANES}
_OWN_ICON = "file-text"
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
        personas=_personas(doors),
        facts=_facts(doors),
        measured=readings is not None and (readings.passes > 0 or answered(readings)),
        state=_state(doors),
        phases=_phases(journey, words),
        stages=_stages(doors),
        steps=tuple(_step_head(doors, i, step) for i, step in enumerate(journey.steps)),
        lanes=(lanes := _lanes(doors)),
        curve=curve_of(doors),
        figures=figures_of(doors),
        highlights=highlights(doors),
        segments=segment_panels(doors),
        glossary=_glossary(doors),
        sections=sections_of(doors),
        share=share_door(doors, lanes),
        review=options.review,
        alarms=options.alarms,
        doors=tuple(doors.doors),
    )


def _glossary(doors: Doors) -> tuple[tuple[str, str], ...]:
    """Return the definitions of what a map shows; of what stands beside it only where it does."""
    words, journey = doors.words, doors.journey
    beside = (doors.readings.beside if doors.readings else None) or Beside()
    found = {
        "friction": any(beside.friction),
        "conform_fitting": beside.conformance is not None,
        "conform_deviations": beside.conformance is not None,
        "channel_share": bool(beside.channels),
    }
    keys = (*_TERMS, *(key for key, there in found.items() if there))
    return tuple((words.tr(f"term_{key}"), words.define(key, {"window": journey.window})) for key in keys)


def _persona(journey: Journey, words: Words) -> tuple[str, str, str] | None:
    persona = journey.personas.get(journey.persona or "")
    return None if persona is None else (words.say(persona.name), words.say(persona.quote), words.say(persona.about))


def _personas(doors: Doors) -> tuple[PersonaCard, ...]:
    """Return every persona as described, the map's own first; a portrait that is not there is a drawn one."""
    journey, words = doors.journey, doors.words
    ordered = sorted(journey.personas.items(), key=lambda item: item[0] != journey.persona)
    return tuple(
        PersonaCard(
            key=key,
            name=words.say(persona.name),
            quote=words.say(persona.quote),
            about=words.say(persona.about),
            details=tuple((icon, words.tr(f"persona_{part}"), text) for icon, part, text in _details(persona, words)),
            main=key == journey.persona,
            picture=_portrait(doors, persona),
        )
        for key, persona in ordered
    )


def _portrait(doors: Doors, persona: Persona) -> Shown | None:
    found = doors.shown(persona.picture, "")
    return found if found.there else None


def _details(persona: Persona, words: Words) -> tuple[tuple[str, str, str], ...]:
    parts = (
        ("circle-user", "demographics", words.say(persona.demographics)),
        ("footprints", "behaviour", words.say(persona.behaviour)),
        ("heart", "needs", words.say(persona.needs)),
    )
    return tuple(part for part in parts if part[2])


def _facts(doors: Doors) -> tuple[tuple[str, str, str], ...]:
    """Return what the numbers are about: as-of, period, segment, share of measured cells (icon, label, value).

    Where nothing has happened yet there is no time to speak of.
    """
    words, readings = doors.words, doors.readings
    if readings is None:
        return (("circle-dashed", words.tr("state"), words.tr("no_data")),)
    name = doors.group(readings.segment) if readings.segment else words.tr("everybody")
    times = (
        ("clock", words.tr("as_of"), words.moment(readings.as_of)),
        ("calendar-days", words.tr("period"), words.period(readings.period)),
    )
    return (
        *(times if readings.data_to is not None else ()),
        ("users", words.tr("segment"), f"{name} ({words.tr('at_entry')})" if readings.when == "at_entry" else name),
        *((("route", words.tr("opt_unit"), words.tr(f"val_{readings.unit}")),) if readings.unit != "pass" else ()),
        ("layout-grid", words.tr("measured_share"), words.percent(readings.measured_share, 0)),
    )


def _state(doors: Doors) -> str:
    readings = doors.readings
    if readings is None:
        return doors.words.tr("state_no_data")
    if readings.passes == 0 and answered(readings):
        return doors.words.tr("state_answers_only")
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
                key=stage.key,
                name=words.say(stage.name),
                goal=words.say(stage.goal),
                phase=stage.phase,
                span=len(stage.steps),
                reach=number,
                bar=(reach.value or 0.0) if reach is not None else 0.0,
                link=_address(doors.options.links.get(stage.key, "")) if stage.opens else "",
            )
        )
    return tuple(head for head in heads if head.span)


def _address(link: str) -> str:
    """Return an address beside or below this file; anything with a scheme or a host is no link."""
    return "" if link.startswith(("/", "\\")) or ":" in link.partition("/")[0] else link


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
        icon=step.icon or (touchpoint.icon if touchpoint else "") or (channel.icon if channel else "") or "circle-dot",
        channel=words.say(channel.name) if channel else "",
        channel_icon=(channel.icon if channel else "") or "circle-dot",
        stage=stage,
        phase=journey.stages[stage].phase,
        moment=step.moment_of_truth,
        optional=step.optional,
        unnatural=unnatural(doors, step),
        brace=_brace(_joined(journey), index),
    )


def _joined(journey: Journey) -> tuple[bool, ...]:
    """Tell of each step, and of the end, whether it may come in any order with the step before it.

    A step that names another as `parallel` joins both and all steps between them.
    """
    index, found = journey.step_index, [False] * (len(journey.steps) + 1)
    for i, step in enumerate(journey.steps):
        other = index.get(step.parallel or "", i)
        for joined in range(min(i, other) + 1, max(i, other) + 1):
            found[joined] = True
    return tuple(found)


def _brace(joined: Sequence[bool], index: int) -> Literal["", "first", "middle", "last"]:
    before, after = joined[index], joined[index + 1]
    return "middle" if before and after else "last" if before else "first" if after else ""


def _lanes(doors: Doors) -> tuple[Lane, ...]:
    found = doors.readings.steps if doors.readings else None
    worst = worst_drop(found) if found else None
    places = [
        At(index=i, step=step, readings=found[i] if found else None, doors=doors, worst=i == worst)
        for i, step in enumerate(doors.journey.steps)
    ]
    keys = lane_order(doors.journey.lanes, LANE_KEYS)
    return tuple(graded(doors, lane, places) for key in keys for lane in _lanes_of(doors, places, key))


def _lanes_of(doors: Doors, places: Sequence[At], key: str) -> Iterator[Lane]:
    """Yield the lanes drawn for one key, as the team named and hid them; all competitors share the key `rivals`."""
    given = doors.journey.lanes.get(key, LaneOfTeam())
    icon, fill, always = _DRAWN.get(key, (_OWN_ICON, lambda at: cells.note(at, key), doors.options.editing))
    name, icon = doors.words.say(given.name), given.icon or icon
    if given.hidden:
        yield from [_hidden(doors.words, key, icon, name)] if doors.options.editing else []
    elif key == "rivals":
        yield from _rivals(doors, places)
    else:
        lane = _lane(doors.words, places, key, icon, fill, always or key in doors.options.empty, name)
        yield from [lane] if lane else []


def _hidden(words: Words, key: str, icon: str, name: str) -> Lane:
    return Lane(
        key=key,
        icon=icon,
        name=name or (words.tr(f"lane_{key}") if key in _DRAWN else key),
        note="",
        cells=(),
        nothing=words.tr("lane_hidden"),
        own=key not in _DRAWN,
        hidden=True,
    )


def _rivals(doors: Doors, places: Sequence[At]) -> list[Lane]:
    """Return one lane a competitor, for those something is known of."""
    found = doors.readings.beside.competitors if doors.readings and doors.readings.beside else ()
    noted = {key: None for step in doors.journey.steps for key in step.competitors}
    keys = dict.fromkeys((*doors.journey.competitors, *(c.key for c in found), *noted))
    lanes = []
    for key in keys:
        filled = tuple(beside_cells.rival(at, key) for at in places)
        if any(cell is not None for cell in filled):
            name = doors.words.tr("lane_rival", name=rival_name(doors, key))
            known = doors.journey.competitors.get(key)
            note = doors.words.say(known.why_chosen if known else "")
            note = doors.words.tr("note_rival_why", why=note) if note else doors.words.tr("note_rivals")
            lanes.append(Lane(key=f"rival-{key}", icon="scale", name=name, note=note, cells=filled))
    return lanes


def _lane(
    words: Words, places: Sequence[At], key: str, icon: str, fill: Callable[[At], Cell | None], always: bool, name: str
) -> Lane | None:
    filled = tuple(fill(at) for at in places)
    filled, kind = _one_kind(filled)
    empty = all(cell is None for cell in filled)
    if empty and not always:
        return None
    nothing = words.tr(f"nothing_{key}") if empty and key in ("people", "time", "satisfaction") else ""
    own = key not in _DRAWN
    return Lane(
        key=key,
        icon=icon,
        name=(name or (key if own else words.tr(f"lane_{key}"))) + kind,
        note="" if own else words.tr(f"note_{key}"),
        cells=filled,
        nothing=nothing,
        own=own,
    )


def _one_kind(filled: tuple[Cell | None, ...]) -> tuple[tuple[Cell | None, ...], str]:
    """Return score cells without their label where all have the same one, and that label for the lane's name."""
    labels = {cell.label for cell in filled if isinstance(cell, ScoreCell)}
    if len(labels) != 1:
        return filled, ""
    bare = tuple(msgspec.structs.replace(c, label="") if isinstance(c, ScoreCell) else c for c in filled)
    return bare, f" · {labels.pop()}"


def numbers(scene: Scene) -> tuple[str, ...]:
    """Return every number a map shows without opening a door, in reading order: both back ends must write them all."""
    found = [stage.reach.text for stage in scene.stages if stage.reach]
    found += [figure.value.text for figure in scene.figures]
    for lane in scene.lanes:
        found += [text for cell in lane.cells if cell is not None for text in _numbers_of(cell)]
    for point in scene.curve.points:
        found += [point.value.text, point.n] if point else []
    found += [f.value.text for panel in scene.segments for f in panel.figures]
    return (*found, *_numbers_below(scene.sections))


def _numbers_below(sections: Sections) -> Iterator[str]:
    """Yield the numbers of the sections under the map, but those of the flow picture, which a page alone can draw."""
    for part in (sections.kept, sections.off_map):
        yield from (figure.value.text for figure in part.figures) if part else ()
    if sections.kept:
        yield from (share[0].text for step in sections.kept.steps for share in step.shares if share)
    if sections.off_map:
        yield from (value.text for row in sections.off_map.rows for value in row.numbers)
    if sections.channels:
        yield from (cell[0].text for row in sections.channels.rows for cell in row.cells if cell)


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
        case FrictionCell():
            return (cell.share.text, cell.interval, *(text for _, _, _, text in cell.kinds))
        case QuestionsCell():
            return tuple(t for a in cell.items for t in (*(bar.text for bar in a.bars), a.n) if t)
        case RivalCell():
            return (cell.value.text, cell.n) if cell.value else ()
        case SaidCell():
            chips = (text for chip in cell.chips for text in (chip.people.text, chip.feeling))
            return (cell.feeling.text, cell.n, cell.interval, *chips)
    return ()
