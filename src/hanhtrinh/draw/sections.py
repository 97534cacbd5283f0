"""What stands under the map: events of no step and how people really go; channels are in `draw.channel_plan`."""

from collections.abc import Sequence

from hanhtrinh.draw.channel_plan import channel_section
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.flow_picture import flow_section
from hanhtrinh.draw.labels import channel_name
from hanhtrinh.draw.shapes import (
    Deviation,
    Figure,
    KeptSection,
    Number,
    OffMapSection,
    Row,
    Sections,
)
from hanhtrinh.draw.words import Words
from hanhtrinh.measures.results import Conformance, OffMap, Reading, StepConformance, Unclaimed

_MOST_ROWS = 10


def sections_of(doors: Doors) -> Sections:
    """Return the sections that were measured."""
    readings = doors.readings
    found = readings.beside if readings else None
    if readings is None or readings.passes == 0 or found is None:
        return Sections(channels=channel_section(doors, ()))
    return Sections(
        off_map=_off_map(doors, found.off_map) if found.off_map and found.off_map.events else None,
        kept=_kept(doors, found.conformance) if found.conformance and found.conformance.passes else None,
        flow=flow_section(doors, found.paths) if found.paths else None,
        channels=channel_section(doors, found.channels),
    )


def _off_map(doors: Doors, found: OffMap) -> OffMapSection:
    words, top = doors.words, found.top[:_MOST_ROWS]
    most = max((item.people for item in top), default=1) or 1
    beyond = found.top[_MOST_ROWS:]
    kinds, events = found.other_kinds + len(beyond), found.other_events + sum(item.events for item in beyond)
    rest = [words.tr("off_map_rest", kinds=words.number(kinds), events=words.number(events))] if kinds else []
    rest += [words.tr("off_map_no_key", count=words.number(found.no_key))] if found.no_key else []
    totals = (("zap", "off_map", found.events), ("users", "people_word", found.people))
    return OffMapSection(
        figures=tuple(_total(doors, icon, words.tr(key), count) for icon, key, count in totals),
        heads=(words.tr("event_word"), words.tr("people_word"), words.tr("times")),
        rows=tuple(_unclaimed(doors, item, most) for item in top),
        rest="; ".join(rest),
    )


def _total(doors: Doors, icon: str, label: str, count: int) -> Figure:
    text = doors.words.number(count)
    place, meaning = doors.words.tr("off_map_title"), doors.words.tr("meaning_off_map")
    number = doors.open(text, title=label, place=place, value=text, definition=meaning, rows=())
    return Figure(icon=icon, label=label, value=number, detail="")


def _unclaimed(doors: Doors, item: Unclaimed, most: int) -> Row:
    words = doors.words
    channels = sorted(item.channels.items(), key=lambda pair: (-pair[1], pair[0]))
    named = tuple((channel_name(doors, key), words.number(count)) for key, count in channels)
    head = (words.tr("by_channel"), words.tr("times"))
    people = doors.open(
        words.number(item.people),
        title=item.event,
        place=words.tr("off_map_title"),
        value=words.tr("by_people", people=words.number(item.people)),
        definition=words.tr("meaning_off_map"),
        rows=((words.tr("times"), words.number(item.events)),),
        tables=((words.tr("by_channel"), head, named),) if named else (),
    )
    return Row(
        name=item.event,
        bar=item.people / most,
        numbers=(people, Number(text=words.number(item.events), door=people.door)),
        note=", ".join(name for name, _ in named[:2]),
    )


def _kept(doors: Doors, found: Conformance) -> KeptSection:
    words = doors.words
    given = (
        ("badge-check", "kept_fitting", found.fitting),
        ("list-checks", "kept_followed", found.followed),
        ("shuffle", "kept_deviations", found.deviations),
        ("circle-help", "kept_unplanned", found.unplanned),
    )
    rows = (
        (words.tr("passes"), words.number(found.passes)),
        (words.tr("kept_variants"), words.number(found.variants)),
    )
    figures = tuple(
        _figure(doors, icon, words.tr(key), reading, rows) for icon, key, reading in given if reading.value is not None
    )
    with_late = any(step.late is not None and step.late.value is not None for step in found.steps)
    kinds = ("skipped", "repeated", "out_of_order", *(("late",) if with_late else ()))
    most = max((r.value or 0.0 for s in found.steps for r in _deviations(s, kinds) if r), default=0.0) or 1.0
    return KeptSection(
        figures=figures,
        heads=tuple(words.tr(f"kept_{kind}") for kind in kinds),
        steps=tuple(_deviation(doors, step, kinds, most) for step in found.steps),
    )


def _figure(doors: Doors, icon: str, label: str, reading: Reading, rows: tuple[tuple[str, str], ...] = ()) -> Figure:
    words = doors.words
    text = words.number(reading.value or 0.0, 2) if reading.unit not in ("share", "csat_share") else ""
    detail = words.tr("in_between", span=_span(words, reading)) if reading.interval else ""
    return Figure(icon=icon, label=label, value=doors.number(reading, label, text=text, rows=rows), detail=detail)


def _span(words: Words, reading: Reading) -> str:
    """Return an interval; that of a mean count with its decimals."""
    interval = reading.interval
    if interval is None or reading.unit in ("share", "csat_share"):
        return words.span(interval, reading.unit) if interval else ""
    return f"{words.number(interval.low, 2)}–{words.number(interval.high, 2)}"


def _deviations(step: StepConformance, kinds: Sequence[str]) -> tuple[Reading | None, ...]:
    return tuple(getattr(step, kind) for kind in kinds)


def _deviation(doors: Doors, step: StepConformance, kinds: Sequence[str], most: float) -> Deviation:
    shares = tuple(
        None
        if r is None or r.value is None
        else (doors.number(r, doors.words.tr(f"kept_{kind}"), doors.names.get(step.key, step.key)), r.value / most)
        for kind, r in zip(kinds, _deviations(step, kinds), strict=True)
    )
    position = doors.journey.step_index.get(step.key, -1) + 1
    return Deviation(name=doors.names.get(step.key, step.key), number=position, shares=shares)
