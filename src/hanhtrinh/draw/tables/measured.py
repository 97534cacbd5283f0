"""The measured rows of the wide map: every number a number, with interval, n and definition beside it."""

from collections.abc import Callable, Iterator

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.labels import part_label
from hanhtrinh.draw.series import rival_name
from hanhtrinh.draw.tables.values import Amount, Entry, Form, Line
from hanhtrinh.measures.results import (
    Beside,
    CompetitorReadings,
    FrictionKind,
    QuestionAnswer,
    Reading,
    SaidStep,
    StepReadings,
    Unit,
)

FORMS: dict[Unit, Form] = {
    "share": "share", "csat_share": "share", "seconds": "time", "emotion": "signed", "nps": "signed", "ces": "plain",
}  # fmt: skip
_KINDS: tuple[FrictionKind, ...] = ("repeat", "loop", "back_step", "error", "support")
_DAY = 86_400
_MOST_QUOTES = 3
Fill = Callable[[int, StepReadings], Entry]


def amount(doors: Doors, reading: Reading | None) -> Entry:
    """Return a reading as a number with what is said about it; nothing where it has no value."""
    if reading is None or reading.value is None:
        return ""
    words, form = doors.words, FORMS.get(reading.unit, "count")
    value = reading.value / _DAY if form == "time" else reading.value
    text = words.reading(reading, exact=form == "share")
    if form == "count" and reading.value != round(reading.value):
        form, text = "plain", words.number(reading.value, 2)
    return Amount(value=value, form=form, text=text, detail=_detail(doors, reading), note=_note(doors, reading))


def _detail(doors: Doors, reading: Reading) -> str:
    words, n = doors.words, f"n = {doors.words.number(reading.n)}"
    return f"{words.span(reading.interval, reading.unit)}; {n}" if reading.interval else n


def _note(doors: Doors, reading: Reading) -> str:
    """Return interval, n, what was left out and the definition, a line each."""
    words = doors.words
    rows = [f"{label}: {text}" for label, text in doors.rows(reading) if label != words.tr("as_of")]
    return "\n".join([*rows, doors.definition(reading)])


def _passes(doors: Doors, reading: Reading | None) -> Entry:
    """Return how many passes a share counted."""
    if reading is None or reading.value is None:
        return ""
    count = reading.count if reading.count is not None else reading.n
    return Amount(value=count, form="count", text=doors.words.number(count), note=_note(doors, reading))


def measured_rows(doors: Doors) -> Iterator[Line]:
    """Yield one line a measured lane that has anything in it."""
    if doors.readings is None:
        return
    steps = doors.readings.steps
    for label, fill in _fills(doors, doors.readings.beside or Beside()):
        cells = tuple(fill(i, step) for i, step in enumerate(steps))
        if any(cell != "" for cell in cells):
            yield Line(label=f"{doors.words.tr('table_measured')} · {label}", cells=cells, kind="measured")


def _fills(doors: Doors, beside: Beside) -> Iterator[tuple[str, Fill]]:
    tr = doors.words.tr
    yield tr("table_passes"), lambda _, step: _passes(doors, step.reach)
    yield tr("reach"), lambda _, step: amount(doors, step.reach)
    yield tr("drop_off"), lambda _, step: amount(doors, step.drop_off)
    yield tr("went_on"), lambda _, step: amount(doors, step.went_on)
    yield tr("time_to"), lambda _, step: amount(doors, step.time_to.reading if step.time_to else None)
    yield tr("emotion_reported"), lambda _, step: amount(doors, step.voice.emotion if step.voice else None)
    yield tr("lane_satisfaction"), lambda _, step: amount(doors, step.voice.score if step.voice else None)
    yield tr("response_rate"), lambda _, step: amount(doors, step.voice.response_rate if step.voice else None)
    yield tr("lane_effort"), lambda i, _: amount(doors, _effort(beside, i))
    yield tr("lane_friction"), lambda i, _: amount(doors, _friction(beside, i, None))
    for kind in _KINDS:
        label = f"{tr('lane_friction')}: {tr(f'friction_{kind}')}"
        yield label, _kind_fill(doors, beside, kind)
    yield tr("late_share"), lambda _, step: amount(doors, step.lateness.late if step.lateness else None)
    yield tr("said_feeling"), lambda i, _: amount(doors, _words(doors, i))
    yield tr("said_themes"), lambda i, _: _themes(doors, i)
    for rival in beside.competitors:
        label = tr("lane_rival", name=rival_name(doors, rival.key))
        yield label, _rival_fill(doors, rival)
    yield tr("table_answers"), lambda i, step: _answered(doors, beside, i)
    yield tr("voices"), lambda _, step: _said(doors, step)
    yield tr("lane_evidence"), lambda _, step: tr(f"evidence_{step.evidence}")


def _said_at(doors: Doors, index: int) -> SaidStep | None:
    said = doors.readings.said if doors.readings else None
    return said.steps[index] if said and index < len(said.steps) else None


def _words(doors: Doors, index: int) -> Reading | None:
    found = _said_at(doors, index)
    return found.feeling if found else None


def _themes(doors: Doors, index: int) -> str:
    """Return the themes spoken of at a step with their people and feeling, a line each."""
    words, found = doors.words, _said_at(doors, index)
    lines = [
        f"{words.say(theme.name)}: {words.number(theme.share.count or 0)}"
        + (f" ({words.reading(theme.feeling)})" if theme.feeling.value is not None else "")
        for theme in (found.themes if found else ())
    ]
    return "\n".join(lines)


def _kind_fill(doors: Doors, beside: Beside, kind: FrictionKind) -> Fill:
    return lambda i, _: amount(doors, _friction(beside, i, kind))


def _rival_fill(doors: Doors, rival: CompetitorReadings) -> Fill:
    return lambda i, _: amount(doors, rival.emotion[i] if i < len(rival.emotion) else None)


def _effort(beside: Beside, index: int) -> Reading | None:
    voice = beside.effort[index] if index < len(beside.effort) else None
    return voice.score if voice else None


def _friction(beside: Beside, index: int, kind: FrictionKind | None) -> Reading | None:
    found = beside.friction[index] if index < len(beside.friction) else None
    return None if found is None else found.any if kind is None else found.kinds.get(kind)


def _answered(doors: Doors, beside: Beside, index: int) -> str:
    """Return the research questions that data answer, a line each."""
    answers = beside.answers[index] if index < len(beside.answers) else ()
    return "\n".join(_answer(doors, index, answer) for answer in answers if answer.parts)


def _answer(doors: Doors, index: int, answer: QuestionAnswer) -> str:
    words, questions = doors.words, doors.journey.steps[index].questions
    asked = questions[answer.question] if answer.question < len(questions) else ""
    parts = [f"{part_label(doors, answer.by, p.label)} {words.reading(p.reading)}" for p in answer.parts]
    text = words.say(doors.journey.ask_of(asked).text)
    return f"{text} {', '.join(parts)} (n = {words.number(answer.n)})".strip()


def _said(doors: Doors, step: StepReadings) -> str:
    quotes = doors.quotes(step.verbatims)[:_MOST_QUOTES]
    return "\n".join(f"“{' '.join(quote.text.split())}” ({quote.source})" for quote in quotes)
