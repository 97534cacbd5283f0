"""What stands out on a map: at most three findings, each a sentence with its uncertainty."""

from collections.abc import Sequence

from hanhtrinh.draw.cells import ENOUGH, FEW, is_clear, scaled
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.shapes import Highlight, Whisker
from hanhtrinh.draw.words import Words
from hanhtrinh.measures.results import Lateness, MapReadings, Reading, StepReadings

_WORTH_SAYING = 0.02


def worst_drop(steps: Sequence[StepReadings]) -> int | None:
    """Return the position of the step that loses the largest share of those who reach it: n ≥ 30, at least 2 %."""
    known = [
        (s.drop_off.value, s.drop_off.n, -i)
        for i, s in enumerate(steps)
        if s.drop_off is not None and (s.drop_off.value or 0) >= _WORTH_SAYING and s.drop_off.n >= ENOUGH
    ]
    return -max(known)[2] if known else None


def highlights(doors: Doors) -> tuple[Highlight, ...]:
    """Return the largest drop-off, the largest gap between assumed and reported, and the dearest broken promise."""
    readings, words = doors.readings, doors.words
    if readings is None or not (readings.passes or answered(readings)):
        return (
            Highlight(
                kind="waiting",
                icon="circle-dashed",
                title=words.tr("waiting_title"),
                text=words.tr("waiting_text"),
                step=None,
            ),
        )
    found = (_drop(doors, readings), _gap(doors, readings), _promise(doors, readings))
    return tuple(item for item in found if item is not None)


def answered(readings: MapReadings) -> bool:
    """Tell whether somebody answered, at a step or about the whole: a survey may be all there is."""
    return any(step.voice is not None for step in readings.steps) or bool(readings.journey_voice)


def _drop(doors: Doors, readings: MapReadings) -> Highlight | None:
    index = worst_drop(readings.steps)
    if index is None:
        return None
    words, reading = doors.words, readings.steps[index].drop_off
    if reading is None:
        return None
    text = words.tr(
        "drop_text",
        share=words.reading(reading),
        count=words.number(reading.count or 0),
        n=words.number(reading.n),
        span=_span(words, reading),
    )
    drops = [
        (i, s.drop_off) for i, s in enumerate(readings.steps) if s.drop_off is not None and s.drop_off.value is not None
    ]
    bars = tuple((doors.names[readings.steps[i].key], words.reading(r), r.value or 0.0, i == index) for i, r in drops)
    return Highlight(
        kind="drop",
        icon="door-open",
        title=words.tr("drop_title", step=_name(doors, index)),
        text=text,
        step=index,
        bars=bars,
    )


def _gap(doors: Doors, readings: MapReadings) -> Highlight | None:
    gaps = []
    for i, (step, found) in enumerate(zip(doors.journey.steps, readings.steps, strict=True)):
        score, reading = step.feeling.score, found.voice.emotion if found.voice else None
        if score is None or reading is None or reading.value is None or reading.n < FEW:
            continue
        if reading.interval is None or not reading.interval.low <= score <= reading.interval.high:
            gaps.append((abs(score - reading.value), -i, score, reading))
    if not gaps:
        return None
    _, index, score, reading = max(gaps, key=lambda gap: gap[:2])
    return _gap_at(doors, -index, score, reading)


def _gap_at(doors: Doors, index: int, score: float, reading: Reading) -> Highlight:
    words = doors.words
    side = "worse" if (reading.value or 0.0) < score else "better"
    text = words.tr(
        f"gap_text_{side}",
        assumed=words.signed(score),
        reported=words.reading(reading),
        span=_span(words, reading),
        n=words.number(reading.n),
    )
    at = (score + 2) / 4
    assumed = (words.tr("assumed"), words.signed(score), Whisker(at=at, low=at, high=at, tone="plain"))
    whisker = scaled(reading)
    marks = (assumed, (words.tr("reported"), words.reading(reading), whisker)) if whisker else (assumed,)
    title = words.tr(f"gap_title_{side}", step=_name(doors, index))
    return Highlight(kind="gap", icon="heart", title=title, text=text, step=index, marks=marks)


def _promise(doors: Doors, readings: MapReadings) -> Highlight | None:
    broken = [(i, s.lateness) for i, s in enumerate(readings.steps) if s.lateness is not None and s.lateness.late.value]
    if not broken:
        return None
    index, lateness = max(broken, key=lambda item: (_cost(item[1]), item[1].late.value or 0.0, -item[0]))
    words, late = doors.words, lateness.late
    first = words.tr("late_text", share=words.reading(late), span=_span(words, late), n=words.number(late.n))
    title = words.tr(
        "late_title" if is_clear(lateness.emotion_difference) else "late_title_plain", step=_name(doors, index)
    )
    text = f"{first} {_effect(words, lateness)}".strip()
    return Highlight(
        kind="promise", icon="calendar-clock", title=title, text=text, step=index, marks=_marks(words, lateness)
    )


def _cost(lateness: Lateness) -> float:
    """Return how much worse late people felt, 0 where that is not clear."""
    difference = lateness.emotion_difference
    return max(0.0, -(difference.value or 0.0)) if difference and is_clear(difference) else 0.0


def _effect(words: Words, lateness: Lateness) -> str:
    difference = lateness.emotion_difference
    if difference is None or difference.value is None or difference.interval is None:
        return words.tr("late_unasked")
    key = "late_effect" if is_clear(difference) else "late_no_effect"
    scores = {"late": words.reading(difference.first), "on_time": words.reading(difference.second)}
    return words.tr(
        key,
        difference=words.points(difference.value, "emotion"),
        span=words.points_span(difference.interval, "emotion"),
        **scores,
    )


def _marks(words: Words, lateness: Lateness) -> tuple[tuple[str, str, Whisker], ...]:
    sides = (("on_time", lateness.on_time_voice), ("late", lateness.late_voice))
    readings = [(label, voice.emotion) for label, voice in sides if voice is not None]
    return tuple(
        (words.tr(label), words.reading(r), whisker)
        for label, r in readings
        for whisker in [scaled(r)]
        if whisker is not None
    )


def _span(words: Words, reading: Reading) -> str:
    return words.span(reading.interval, reading.unit) if reading.interval else "—"


def _name(doors: Doors, index: int) -> str:
    return doors.names[doors.journey.steps[index].key]
