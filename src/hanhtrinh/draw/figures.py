"""The key figures of a map, and its segments as small multiples."""

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.emotion import small_lines
from hanhtrinh.draw.shapes import Figure, Number, SegmentPanel
from hanhtrinh.draw.words import NBSP
from hanhtrinh.measures.results import Duration, MapReadings, Reading, SegmentReadings, Voice, Who


def figures_of(doors: Doors) -> tuple[Figure, ...]:
    """Return passes, conversion, sales cycle and what is said of the whole journey: where nobody came, that alone."""
    readings = doors.readings
    if readings is None:
        return ()
    said = [figure for voice in readings.journey_voice for figure in [_voice(doors, voice)] if figure]
    return (*(_walked(doors, readings) if readings.passes else ()), *said)


def _walked(doors: Doors, readings: MapReadings) -> list[Figure]:
    words = doors.words
    people = words.tr("by_people", people=words.number(readings.people))
    passes = Reading(value=readings.passes, unit="passes", n=readings.passes, definition="passes", who=Who(what="all"))
    states = tuple((words.tr(f"pass_{s}"), words.number(getattr(readings, s))) for s in ("completed", "left", "open"))
    number = doors.number(
        passes, words.tr("passes"), rows=(*states, (words.tr("off_map"), words.number(readings.off_map_events)))
    )
    figures = [Figure(icon="route", label=words.tr(f"units_{readings.unit}"), value=number, detail=people)]
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
    return figures


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


def segment_panels(doors: Doors) -> tuple[SegmentPanel, ...]:
    """Return one panel a segment or persona, its curve over everybody's."""
    readings = doors.readings
    return tuple(_segment(doors, readings, s) for s in readings.segments) if readings else ()


def _segment(doors: Doors, readings: MapReadings, segment: SegmentReadings) -> SegmentPanel:
    words, name = doors.words, doors.group(segment.key)
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
