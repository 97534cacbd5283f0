"""The emotion lane of a scene: reported and assumed curves, their gap, and the voices at the lowest points."""

from math import log10

from hanhtrinh.draw import curve
from hanhtrinh.draw.cells import FEW, At, is_clear
from hanhtrinh.draw.doors import Doors, tone_of
from hanhtrinh.draw.series import series_of
from hanhtrinh.draw.shapes import Curve, Point, Quote
from hanhtrinh.draw.words import NBSP, Words
from hanhtrinh.measures.results import Difference, Reading, SegmentReadings

_FACES = ((2, "laugh"), (1, "smile"), (0, "meh"), (-1, "frown"), (-2, "angry"))
_MOST_QUOTES, _APART, _LOW, _WIDE, _ROOMY = 3, 3, 0.5, 1.2, 8


def curve_of(doors: Doors) -> Curve:
    """Return the curve of a whole map; without readings it has assumed scores only."""
    reported = [_emotion(doors, i) for i in range(len(doors.journey.steps))]
    ys = [None if r is None or r.value is None else curve.height(r.value) for r in reported]
    assumed = [None if s.feeling.score is None else curve.height(s.feeling.score) for s in doors.journey.steps]
    series = series_of(doors)
    return Curve(
        steps=len(reported),
        zero=curve.height(0),
        points=tuple(_point(doors, i, r, ys) for i, r in enumerate(reported)),
        assumed=tuple(_assumed(doors.words, s.feeling.score) for s in doors.journey.steps),
        lines=tuple(curve.line(knots) for knots in curve.runs(ys) if len(knots) > 1),
        bands=_bands(reported),
        bars=tuple(b for i, r in enumerate(reported) for b in _bar(i, r)),
        dashes=tuple(curve.line(knots) for knots in curve.runs(assumed) if len(knots) > 1),
        gaps=tuple(curve.gaps(assumed, ys)),
        quotes=_lowest(doors, reported),
        faces=tuple((curve.height(v), icon, doors.words.tr(f"face_{icon}")) for v, icon in _FACES),
        widest=None if series else _widest(doors, reported),
        splits=_splits(doors),
        missing=tuple(i for i, y in enumerate(ys) if y is None) if doors.readings is not None else (),
        series=series,
    )


def small_lines(segment: SegmentReadings) -> tuple[str, ...]:
    """Return a segment's reported curve as paths."""
    ys = [None if r is None or r.value is None else curve.height(r.value) for r in segment.emotion]
    return tuple(curve.line(knots) if len(knots) > 1 else curve.dot(knots[0]) for knots in curve.runs(ys))


def _emotion(doors: Doors, index: int) -> Reading | None:
    step = doors.readings.steps[index] if doors.readings else None
    return step.voice.emotion if step and step.voice and step.voice.emotion.value is not None else None


def _assumed(words: Words, score: float | None) -> tuple[float, str] | None:
    return None if score is None else (curve.height(score), words.signed(score))


def _point(doors: Doors, index: int, reading: Reading | None, ys: list[float | None]) -> Point | None:
    y = ys[index]
    if reading is None or reading.value is None or y is None or doors.readings is None:
        return None
    step = doors.readings.steps[index]
    at = At(index=index, step=doors.journey.steps[index], readings=step, doors=doors)
    rows = doors.voice_rows(step.voice) if step.voice else ()
    tables = (*doors.flows(step.key), *doors.other_voices(step.other_voices), *doors.segments(index))
    return Point(
        y=y,
        value=at.number(reading, "emotion_reported", rows=rows, spark="emotion", tables=tables),
        n=f"n{NBSP}={NBSP}{doors.words.number(reading.n)}",
        size=min(5, max(1, round(log10(max(1, reading.n)) * 1.5))),
        tone=tone_of(reading.value),
        hollow=reading.n < FEW,
        below=_label_below(index, ys, doors.journey.steps[index].feeling.score),
    )


def _label_below(index: int, ys: list[float | None], assumed: float | None) -> bool:
    """Tell whether a point's label stands under it: away from its neighbours, and off an assumed curve close above."""
    y = ys[index]
    around = [s for s in (ys[i] for i in (index - 1, index + 1) if 0 <= i < len(ys)) if s is not None]
    if y is None:
        return True
    lean = y - sum(around) / len(around) if around else 0.0
    above = 0.0 if assumed is None else y - curve.height(assumed)
    return lean + (20.0 if 2.0 < above < 28.0 else 0.0) >= 0


def _splits(doors: Doors) -> tuple[tuple[int, tuple[float, str], tuple[float, str]], ...]:
    """Return where a kept and a broken promise clearly part how people feel: step, on time, late; the widest at a step.

    Only on maps with room beside a point.
    """
    if doors.readings is None or len(doors.journey.steps) > _ROOMY:
        return ()
    widest: dict[str, Difference] = {}
    for step in doors.readings.steps:
        difference = step.lateness.emotion_difference if step.lateness else None
        if step.lateness is None or difference is None or difference.value is None or not is_clear(difference):
            continue
        key = step.lateness.voice_step or step.key
        if key not in widest or abs(difference.value) > abs(widest[key].value or 0):
            widest[key] = difference
    index = doors.journey.step_index
    return tuple((index[k], _end(doors, d.second, "on_time"), _end(doors, d.first, "late")) for k, d in widest.items())


def _end(doors: Doors, reading: Reading, label: str) -> tuple[float, str]:
    return curve.height(reading.value or 0.0), f"{doors.words.tr(label)} {doors.words.reading(reading)}"


def _widest(doors: Doors, reported: list[Reading | None]) -> tuple[int, float, str] | None:
    """Return where the team was most wrong, a height inside that gap, and its words; None where no gap is wide."""
    scores = [step.feeling.score for step in doors.journey.steps]
    both = [
        (i, s, r.value)
        for i, (s, r) in enumerate(zip(scores, reported, strict=True))
        if s is not None and r and r.value is not None and r.n >= FEW
    ]
    wide = [(abs(s - v), -i, s, v) for i, s, v in both if abs(s - v) >= _WIDE]
    if not wide:
        return None
    _, index, assumed, value = max(wide)
    words = doors.words
    text = words.tr("gap_note", assumed=words.signed(assumed), reported=words.signed(value))
    return -index, round(curve.height(assumed - (assumed - value) * 0.32), 1), text


def _bands(reported: list[Reading | None]) -> tuple[str, ...]:
    ends = [(r.interval.low, r.interval.high) if r and r.interval else None for r in reported]
    lows = [None if e is None else curve.height(e[0]) for e in ends]
    highs = [None if e is None else curve.height(e[1]) for e in ends]
    pairs = zip(curve.runs(lows), curve.runs(highs), strict=True)
    return tuple(curve.band(low, high) for low, high in pairs if len(low) > 1)


def _bar(index: int, reading: Reading | None) -> tuple[tuple[float, float, float], ...]:
    """Return the interval of a point as an upright bar: x and both y's."""
    if reading is None or reading.interval is None:
        return ()
    return ((index + 0.5, curve.height(reading.interval.high), curve.height(reading.interval.low)),)


def _lowest(doors: Doors, reported: list[Reading | None]) -> tuple[tuple[int, Quote], ...]:
    """Return the unhappiest voice at each of the lowest points, at most three and never close together."""
    if doors.readings is None:
        return ()
    ranked = sorted(
        (r.value, i) for i, r in enumerate(reported) if r is not None and r.value is not None and r.value < _LOW
    )
    chosen: list[tuple[int, Quote]] = []
    for _, i in ranked:
        quotes = doors.quotes(doors.said_at(i))
        if quotes and all(abs(i - other) >= _APART for other, _ in chosen) and len(chosen) < _MOST_QUOTES:
            chosen.append((i, quotes[0]))
    return tuple(sorted(chosen, key=lambda item: item[0]))
