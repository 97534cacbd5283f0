"""The cells of readings that stand beside the map's own: effort, friction, answered questions, competitors."""

from collections.abc import Sequence
from typing import TypeVar

from hanhtrinh.draw.cells import FEW, At, is_clear
from hanhtrinh.draw.doors import tone_of
from hanhtrinh.draw.labels import part_label
from hanhtrinh.draw.shapes import (
    AnswerBar,
    Answered,
    FrictionCell,
    Number,
    QuestionsCell,
    RivalCell,
    ScoreCell,
    Tone,
    Whisker,
)
from hanhtrinh.draw.words import NBSP
from hanhtrinh.journey.model import Comparison, Question
from hanhtrinh.measures.results import (
    Beside,
    CompetitorReadings,
    Difference,
    FrictionKind,
    QuestionAnswer,
    Reading,
    StepFriction,
)

KINDS: dict[FrictionKind, str] = {
    "repeat": "repeat",
    "loop": "refresh-cw",
    "back_step": "undo-2",
    "error": "circle-alert",
    "support": "headset",
}
_BAD, _MIDDLING = 0.2, 0.1
_EASY, _FAIR = 2 / 3, 0.5
_MOST_PARTS, _MOST_KINDS = 4, 3
T = TypeVar("T")


def beside(at: At) -> Beside:
    """Return the readings beside the map's own; empty ones where there are none."""
    readings = at.doors.readings
    return readings.beside or Beside() if readings else Beside()


def _entry(entries: Sequence[T], index: int) -> T | None:
    return entries[index] if index < len(entries) else None


def effort(at: At) -> ScoreCell | None:
    """Return the effort a step takes, by its own question, with the version that says which end is good."""
    voice = _entry(beside(at).effort, at.index)
    reading = voice.score if voice else None
    if voice is None or reading is None or reading.value is None:
        return None
    words, rate, whisker = at.words, voice.response_rate, _ease(reading)
    return ScoreCell(
        label=_version(at, reading),
        value=at.number(reading, "lane_effort", rows=at.doors.voice_rows(voice)),
        interval=words.span(reading.interval, reading.unit) if reading.interval else "",
        n=f"n{NBSP}={NBSP}{words.number(reading.n)}",
        rate="" if rate is None or rate.value is None else words.tr("answered", rate=words.reading(rate)),
        whisker=whisker,
        hollow=reading.n < FEW,
        tone=whisker.tone if whisker else "plain",
    )


def _scale(reading: Reading) -> tuple[float, float, bool] | None:
    """Return the worst and the best end of an effort scale, and whether low is good; None where it is not told."""
    low, high = reading.params.get("low"), reading.params.get("high")
    if not isinstance(low, int | float) or not isinstance(high, int | float) or low >= high:
        return None
    low_is_good = reading.definition == "ces_low"
    return (float(high), float(low), True) if low_is_good else (float(low), float(high), False)


def _version(at: At, reading: Reading) -> str:
    """Return the version's name: CES 1.0 where low is good, 2.0 where high is, with its scale."""
    scale = _scale(reading)
    if scale is None:
        return "CES"
    key, ends = ("ces_low", scale[::-1][1:]) if scale[2] else ("ces_high", scale[:2])
    low, high = (at.words.number(end) for end in ends)
    return at.words.tr(key, low=low, high=high)


def _ease(reading: Reading) -> Whisker | None:
    """Return an effort reading on a scale from hardest (0) to easiest (1)."""
    scale = _scale(reading)
    if scale is None or reading.value is None:
        return None
    worst, best, _ = scale
    ends = (reading.interval.low, reading.interval.high) if reading.interval else (reading.value, reading.value)
    shares = [max(0.0, min(1.0, (v - worst) / (best - worst))) for v in (reading.value, *ends)]
    tone: Tone = "good" if shares[0] >= _EASY else "middling" if shares[0] >= _FAIR else "bad"
    return Whisker(at=shares[0], low=min(shares[1:]), high=max(shares[1:]), tone=tone)


def friction(at: At) -> FrictionCell | None:
    """Return how many passes met friction at a step, and of which kinds, the commonest first."""
    found = _entry(beside(at).friction, at.index)
    if found is None or found.any.value is None:
        return None
    words, reading = at.words, found.any
    value = found.any.value
    kinds = sorted(
        ((r.value, kind, r) for kind, r in found.kinds.items() if r.value), key=lambda item: (-item[0], item[1])
    )
    return FrictionCell(
        share=at.number(reading, "lane_friction", rows=_per_pass(at, found), tables=_kinds_table(at, found)),
        interval=words.span(reading.interval, reading.unit) if reading.interval else "",
        bar=value,
        kinds=tuple((KINDS[k], words.tr(f"friction_{k}"), v, words.reading(r)) for v, k, r in kinds[:_MOST_KINDS]),
        tone="bad" if value >= _BAD else "middling" if value >= _MIDDLING else "plain",
    )


def _per_pass(at: At, found: StepFriction) -> tuple[tuple[str, str], ...]:
    mean = found.per_pass.value
    return () if mean is None else ((at.words.tr("friction_per_pass"), at.words.number(mean, 2)),)


def _kinds_table(at: At, found: StepFriction) -> tuple[object, ...]:
    """Return each kind's share with its interval, and the flows of the step."""
    words = at.words
    rows = tuple(
        (
            words.tr(f"friction_{kind}"),
            words.reading(r, exact=True),
            words.span(r.interval, r.unit, exact=True) if r.interval else "—",
            words.number(r.count) if r.count is not None else "—",
        )
        for kind, r in sorted(found.kinds.items(), key=lambda item: (-(item[1].value or 0.0), item[0]))
    )
    level = words.percent(0.95, 0)
    head = (words.tr("friction_kind"), words.tr("share_of_reached"), words.tr("interval", level=level))
    table = (words.tr("friction_kinds"), (*head, words.tr("passes")), rows)
    return (table, *at.doors.flows(at.step.key))


def questions(at: At) -> QuestionsCell | None:
    """Return the research questions of a step, each with its answer by data, else by notes, else open."""
    found = _entry(beside(at).answers, at.index) or ()
    items = []
    for position, question in enumerate(at.step.questions):
        full = at.doors.journey.ask_of(question)
        answers = [a for a in found if a.question == position and (a.parts or a.verbatims)]
        items.extend([_answered(at, full, a) for a in answers] or [_noted(at, full)])
    return QuestionsCell(items=tuple(items)) if items else None


def _noted(at: At, question: Question) -> Answered:
    note = at.words.say(question.note)
    return Answered(question=at.words.say(question.text), note=note, state="noted" if note else "open")


def _answered(at: At, question: Question, answer: QuestionAnswer) -> Answered:
    words = at.words
    bars = _bars(at, answer)
    text = f"n{NBSP}={NBSP}{words.number(answer.n)}"
    number = _answer_door(at, question, answer, bars, text)
    return Answered(
        question=words.say(question.text),
        bars=bars[:_MOST_PARTS],
        n=text,
        note=words.say(question.note),
        state="measured",
        door=number.door,
    )


def _bars(at: At, answer: QuestionAnswer) -> tuple[AnswerBar, ...]:
    """Return the parts of an answer; what keeps people are differences in points, drawn against the largest."""
    labels = [part_label(at.doors, answer.by, part.label) for part in answer.parts]
    values = [part.reading.value or 0.0 for part in answer.parts]
    if answer.ask != "what_keeps":
        texts = [at.words.reading(part.reading) for part in answer.parts]
        return tuple(AnswerBar(label=a, share=v, text=t) for a, v, t in zip(labels, values, texts, strict=True))
    most = max((abs(v) for v in values), default=0.0) or 1.0
    return tuple(
        AnswerBar(label=a, share=max(0.0, v) / most, text=at.words.points(v, "share", 1))
        for a, v in zip(labels, values, strict=True)
    )


def _answer_door(at: At, question: Question, answer: QuestionAnswer, bars: tuple[AnswerBar, ...], text: str) -> Number:
    """Return the door of an answer: every part with its interval, and what people said."""
    words, parts = at.words, answer.parts
    points = answer.ask == "what_keeps"
    rows = tuple(
        (
            bar.label,
            bar.text if points else words.reading(part.reading, exact=True),
            _part_span(at, part.reading, points),
            words.number(part.reading.count) if part.reading.count is not None else "—",
        )
        for bar, part in zip(bars, parts, strict=True)
    )
    rest = ((words.tr("other"), "—", "—", words.number(answer.other)),) if answer.other else ()
    head = (words.tr(f"by_{answer.by}"), words.tr("share_word"), words.tr("interval", level=words.percent(0.95, 0)))
    table = (words.tr("answer_parts"), (*head, words.tr("count_word")), (*rows, *rest))
    first = parts[0].reading if parts else None
    note = words.say(question.note)
    return at.doors.open(
        text,
        title=words.say(question.text),
        place=at.name,
        value=f"{bars[0].label} · {bars[0].text}" if bars else words.number(len(answer.verbatims)),
        definition=at.doors.definition(first) if first else words.define("verbatims"),
        rows=(("n", words.number(answer.n)), *(((words.tr("noted"), note),) if note else ())),
        tables=(table,) if parts else (),
        quotes=at.doors.quotes(answer.verbatims),
        command=at.doors.command(first) if first else "",
    )


def _part_span(at: At, reading: Reading, points: bool) -> str:
    if reading.interval is None:
        return "—"
    if points:
        return at.words.points_span(reading.interval, reading.unit)
    return at.words.span(reading.interval, reading.unit, exact=True)


def rival(at: At, key: str) -> RivalCell | None:
    """Return how a step feels at one competitor's: measured where people were asked, else as noted by the team."""
    found = next((c for c in beside(at).competitors if c.key == key), None)
    reading = _entry(found.emotion, at.index) if found else None
    noted = at.step.competitors.get(key)
    if found is not None and reading is not None and reading.value is not None:
        return _measured_rival(at, found, reading, noted)
    return None if noted is None else _noted_rival(at, noted)


def _measured_rival(at: At, found: CompetitorReadings, reading: Reading, noted: Comparison | None) -> RivalCell:
    words, difference = at.words, _entry(found.difference, at.index)
    said = _entry(found.verbatims, at.index) or ()
    quotes = tuple(at.doors.quotes(said))
    title, rows = words.tr("emotion_reported"), _against_us(at, difference)
    value = at.doors.number(reading, title, _place(at, found), rows=rows, quotes=quotes)
    return RivalCell(
        value=value,
        n=f"n{NBSP}={NBSP}{words.number(reading.n)}",
        tone=tone_of(reading.value),
        assumed=False,
        words=words.say(noted.words) if noted else "",
        source=words.say(noted.source) if noted else "",
        difference=_compared(at, difference),
        quotes=quotes[:1],
    )


def _place(at: At, found: CompetitorReadings) -> str:
    known = at.doors.journey.competitors.get(found.key)
    return f"{at.words.say(known.name) if known else found.key} · {at.name}"


def _compared(at: At, difference: Difference | None) -> str:
    """Return in words how we stand against them: ahead, behind, or not clearly different."""
    if difference is None or difference.value is None:
        return ""
    if not is_clear(difference):
        return at.words.tr("rival_unclear")
    key = "rival_ahead" if difference.value > 0 else "rival_behind"
    return at.words.tr(key, difference=at.words.number(abs(difference.value), 1))


def _against_us(at: At, difference: Difference | None) -> tuple[tuple[str, str], ...]:
    if difference is None or difference.value is None:
        return ()
    words, unit = at.words, difference.first.unit
    ours = f"{words.reading(difference.first, exact=True)}, n{NBSP}={NBSP}{words.number(difference.first.n)}"
    rows = [(words.tr("rival_ours"), ours), (words.tr("rival_difference"), words.points(difference.value, unit))]
    if difference.interval is not None:
        level = words.percent(difference.interval.level, 0)
        title = f"{words.tr('rival_difference')}, {words.tr('interval', level=level)}"
        rows.append((title, words.points_span(difference.interval, unit)))
        rows.append((words.tr("method"), words.define(difference.interval.method)))
    return tuple(rows)


def _noted_rival(at: At, noted: Comparison) -> RivalCell:
    words = at.words
    return RivalCell(
        value=None if noted.score is None else Number(text=words.signed(noted.score)),
        n="",
        tone=tone_of(noted.score),
        assumed=True,
        words=words.say(noted.words),
        source=words.say(noted.source) or words.tr("assumed_by_team"),
        difference="",
    )
