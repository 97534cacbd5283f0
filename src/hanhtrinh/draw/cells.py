"""The cells of each lane: what the team wrote and what was measured at one step, formatted and ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from hanhtrinh.draw.doors import Doors, tone_of
from hanhtrinh.draw.shapes import (
    EvidenceCell,
    Idea,
    IdeasCell,
    MomentCell,
    Number,
    PainsCell,
    PeopleCell,
    PicturesCell,
    Promise,
    Quote,
    QuotesCell,
    ScoreCell,
    Side,
    Target,
    TargetsCell,
    TimeCell,
    Tone,
    Whisker,
    WordsCell,
)
from hanhtrinh.draw.shipping import standing
from hanhtrinh.draw.words import NBSP, Words
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Pain, Step
from hanhtrinh.measures.results import Difference, Lateness, Reading, StepReadings, Verbatim, Voice
from hanhtrinh.values import parse_duration

FEW, ENOUGH = 5, 30
_MOST_THOUGHTS = 2


@dataclass(frozen=True, slots=True)
class At:
    """One step with its readings, if any, and what is needed to write them down."""

    index: int
    step: Step
    readings: StepReadings | None
    doors: Doors
    worst: bool = False

    @property
    def words(self) -> Words:
        """The words of the scene's language."""
        return self.doors.words

    @property
    def name(self) -> str:
        """The step's name."""
        return self.doors.names[self.step.key]

    def number(self, reading: Reading, title: str, text: str = "", spark: str = "", **more: object) -> Number:
        """Return a number of this step with its door."""
        if self.readings is None:
            return Number(text=text or self.words.reading(reading))
        shared = self.doors.of_step(self.index, self.readings)
        shared["spark"] = self.doors.spark(self.readings.trend, spark, self.step.key) if spark else None
        place = str(shared.pop("place"))
        return self.doors.number(reading, self.words.tr(title), place, text, **{**shared, **more})


def score_tone(reading: Reading) -> Tone:
    """Return the tone of a CSAT (share), NPS or emotion reading."""
    if reading.value is None:
        return "plain"
    if reading.unit == "emotion":
        return tone_of(reading.value)
    good, middling = (30.0, 0.0) if reading.unit == "nps" else (0.75, 0.6)
    return "good" if reading.value >= good else "middling" if reading.value >= middling else "bad"


def scaled(reading: Reading) -> Whisker | None:
    """Return a reading with its interval on its scale, 0 the worst end and 1 the best."""
    if reading.value is None:
        return None
    low, high = {"nps": (-100.0, 100.0), "emotion": (-2.0, 2.0)}.get(reading.unit, (0.0, 1.0))
    ends = (reading.interval.low, reading.interval.high) if reading.interval else (reading.value, reading.value)
    at, left, right = (max(0.0, min(1.0, (v - low) / (high - low))) for v in (reading.value, *ends))
    return Whisker(at=at, low=left, high=right, tone=score_tone(reading))


def pictures(at: At) -> PicturesCell | None:
    """Return the step's pictures, those that are not there too."""
    found = tuple(at.doors.shown(picture.file, at.words.say(picture.alt)) for picture in at.step.pictures)
    return PicturesCell(items=found) if found else None


def activity(at: At) -> WordsCell | None:
    """Return what the customer does."""
    return _words(at, at.step.activity)


def backstage(at: At) -> WordsCell | None:
    """Return what happens behind the scenes."""
    return _words(at, at.step.backstage)


def owner(at: At) -> WordsCell | None:
    """Return who looks after the step."""
    return _words(at, at.step.owner)


def note(at: At, lane: str) -> WordsCell | None:
    """Return what the step says in a lane the team added."""
    said = at.step.notes.get(lane)
    return _words(at, said.text) if said else None


def _words(at: At, text: Text) -> WordsCell | None:
    said = at.words.say(text)
    return WordsCell(text=said) if said else None


def thoughts(at: At) -> QuotesCell | None:
    """Return real verbatims where there are any, else what the team assumes, marked so."""
    said = at.doors.said_at(at.index) if at.readings else ()
    if said:
        return QuotesCell(quotes=(at.doors.quote(_typical(at, said)),), more=at.doors.voices(said, at.name))
    label = at.words.tr("assumed_by_team")
    quotes = tuple(Quote(text=at.words.say(t), source=label, assumed=True) for t in at.step.thoughts[:_MOST_THOUGHTS])
    return QuotesCell(quotes=quotes) if quotes else None


def _typical(at: At, said: Sequence[Verbatim]) -> Verbatim:
    """Return what was said nearest to how the step feels on average: one voice must not speak against the rest."""
    voice = at.readings.voice if at.readings else None
    words = at.doors.readings.said.steps[at.index] if at.doors.readings and at.doors.readings.said else None
    mean = voice.emotion.value if voice else None
    if mean is None and words is not None:
        mean = words.feeling.value
    if mean is None:
        return said[0]
    return min(said, key=lambda v: (v.emotion is None, abs((v.emotion or 0.0) - mean), -v.time))


def people(at: At) -> PeopleCell | None:
    """Return how many reach the step, and how many leave there or go on."""
    readings = at.readings
    reach = readings.reach if readings else None
    if readings is None or reach is None or reach.value is None:
        return None
    count = reach.count if reach.count is not None else reach.n
    left, on = readings.drop_off, readings.went_on
    kind = (
        "left"
        if left is not None and left.value is not None
        else "went_on"
        if on is not None and on.value is not None
        else "none"
    )
    flow = left if kind == "left" else on if kind == "went_on" else None
    rows = (
        (at.words.tr("share"), at.words.reading(reach, exact=True)),
        (at.words.tr("still_open"), at.words.number(readings.open)),
    )
    return PeopleCell(
        count=at.number(reach, "reach", text=at.words.number(count), spark="reach", rows=rows),
        share=at.words.reading(reach),
        bar=reach.value,
        flow=None
        if flow is None
        else at.number(flow, "drop_off" if kind == "left" else "went_on", spark="drop_off" if kind == "left" else ""),
        flow_label=at.words.tr(f"flow_{kind}"),
        flow_kind=kind,  # type: ignore[arg-type]
        worst=at.worst,
    )


def time(at: At) -> TimeCell | None:
    """Return the median time to the step and its middle half."""
    if at.readings is None or at.readings.time_to is None:
        return None
    duration = at.readings.time_to
    if duration.reading.value is None and not duration.reading.n:
        return None
    text = at.words.tr("not_reached") if duration.reading.value is None else at.words.duration(duration.reading.value)
    median = at.number(duration.reading, "time_to", text=text, rows=at.doors.duration_rows(duration))
    ends = (duration.quartile_low, duration.quartile_high)
    return TimeCell(median=median, quartiles="" if None in ends else at.doors.quartiles(duration))


def satisfaction(at: At) -> ScoreCell | None:
    """Return the step's own score with its interval, n and response rate; effort has its own lane."""
    voice = at.readings.voice if at.readings else None
    if voice is None or at.readings is None or voice.kind == "ces":
        return None
    reading = voice.score or voice.emotion
    if reading.value is None:
        return None
    words, rate = at.words, voice.response_rate
    kind = voice.kind if voice.score is not None else "emotion"
    number = at.number(
        reading,
        f"score_{kind}" if kind in ("csat", "nps") else "lane_emotion",
        rows=at.doors.voice_rows(voice),
        spark="score",
    )
    return ScoreCell(
        label=kind.upper() if kind in ("csat", "nps") else words.tr("lane_emotion"),
        value=number,
        interval=words.span(reading.interval, reading.unit) if reading.interval else "",
        n=f"n{NBSP}={NBSP}{words.number(reading.n)}",
        rate="" if rate is None or rate.value is None else words.tr("answered", rate=words.reading(rate)),
        whisker=scaled(reading),
        hollow=reading.n < FEW,
        tone=score_tone(reading),
    )


def promise(at: At) -> Promise | None:
    """Return the promise of a step against reality: late share, feelings on time and late, and the difference."""
    lateness = at.readings.lateness if at.readings else None
    if lateness is None or lateness.late.value is None:
        return None
    words, late = at.words, lateness.late
    rows = [(words.tr("pending"), words.number(lateness.pending))] if lateness.pending else []
    if lateness.delay_median is not None:
        rows.append((words.tr("delay_median"), words.duration(lateness.delay_median)))
    sides = tuple(
        _side(at, voice, label) for voice, label in ((lateness.on_time_voice, "on_time"), (lateness.late_voice, "late"))
    )
    difference = lateness.emotion_difference
    known = difference is not None and difference.value is not None
    return Promise(
        step=at.name,
        late=at.number(late, "late_share", rows=tuple(rows)),
        late_interval=words.span(late.interval, late.unit) if late.interval else "",
        late_bar=late.value or 0.0,
        delay="" if lateness.delay_median is None else words.tr("delay", time=words.duration(lateness.delay_median)),
        on_time=sides[0],
        late_side=sides[1],
        difference=_difference(at, difference) if difference is not None and known else None,
        difference_interval=words.points_span(difference.interval, "emotion")
        if difference and difference.interval
        else "",
        clear=is_clear(difference),
        score=_score_difference(at, lateness),
        tone="bad" if (late.value or 0) >= 0.1 else "middling" if (late.value or 0) >= 0.05 else "good",
    )


def is_clear(difference: Difference | None) -> bool:
    """Tell whether a difference's interval leaves out zero."""
    interval = difference.interval if difference else None
    return interval is not None and (interval.low > 0 or interval.high < 0)


def _side(at: At, voice: Voice | None, label: str) -> Side | None:
    reading = voice.emotion if voice else None
    whisker = scaled(reading) if reading else None
    if voice is None or reading is None or whisker is None:
        return None
    number = at.number(reading, f"voice_{label}", rows=at.doors.voice_rows(voice))
    return Side(
        label=at.words.tr(label),
        value=number,
        interval=at.words.span(reading.interval, reading.unit) if reading.interval else "",
        n=f"n{NBSP}={NBSP}{at.words.number(reading.n)}",
        whisker=whisker,
    )


def _difference(at: At, difference: Difference) -> Number:
    text = at.words.points(difference.value or 0.0, difference.first.unit)
    return at.doors.difference(difference, at.words.tr("late_difference"), at.name, text)


def _score_difference(at: At, lateness: Lateness) -> str:
    difference = lateness.score_difference
    if difference is None or difference.first.value is None or difference.second.value is None:
        return ""
    label = "NPS" if difference.first.unit == "nps" else "CSAT"
    return at.words.tr(
        "score_fell", label=label, on_time=at.words.reading(difference.second), late=at.words.reading(difference.first)
    )


def pains(at: At) -> PainsCell | None:
    """Return the pain points, the worst first."""
    ordered = sorted(at.step.pains, key=lambda pain: -pain.severity)
    items = tuple((at.words.say(p.text), p.severity, _how_bad(at, p)) for p in ordered)
    return PainsCell(items=items) if items else None


def _how_bad(at: At, pain: Pain) -> str:
    """Return a pain's severity and, where it came from a theme, how many speak of it now and how they feel."""
    words, word = at.words, at.words.tr(f"severity_{pain.severity}")
    said = at.doors.readings.said if at.doors.readings else None
    here = said.steps[at.index] if said and pain.theme else None
    theme = next((one for one in here.themes if one.key == pain.theme), None) if here else None
    if theme is None:
        return word
    felt = f" ({words.reading(theme.feeling)})" if theme.feeling.value is not None else ""
    return f"{word} · {words.tr('said_people', count=words.number(theme.share.count or 0))}{felt}"


def moments(at: At) -> MomentCell | None:
    """Return the mark of a moment of truth."""
    return MomentCell(text=at.words.tr("marked_by_team")) if at.step.moment_of_truth else None


def opportunities(at: At) -> IdeasCell | None:
    """Return opportunities with their solutions and how far these are."""
    items = tuple(
        Idea(
            text=at.words.say(o.text),
            solutions=tuple((at.words.say(s.text), *standing(s, at.words)) for s in o.solutions),
        )
        for o in at.step.opportunities
    )
    return IdeasCell(items=items) if items else None


def evidence(at: At) -> EvidenceCell | None:
    """Return how well the step is known."""
    grade = at.readings.evidence if at.readings else "assumed"
    newest = at.readings.newest if at.readings else None
    return EvidenceCell(
        grade=grade, word=at.words.tr(f"evidence_{grade}"), newest=at.words.day(newest) if newest is not None else ""
    )


def targets(at: At) -> TargetsCell | None:
    """Return each target beside its reading: met, missed, or not known yet."""
    wanted, found = at.step.targets, at.readings
    score = found.voice.score if found and found.voice else None
    lateness = found.lateness if found else None
    time_to = found.time_to if found else None
    seconds = float(parse_duration(wanted.time)) if wanted.time else None
    items = (
        _target(at, "reach", wanted.reach, found.reach if found else None, "share", more=True),
        _target(at, "drop_off", wanted.drop_off, found.drop_off if found else None, "share", more=False),
        _target(
            at, "csat", wanted.csat, score if score and score.unit == "csat_share" else None, "csat_share", more=True
        ),
        _target(at, "nps", wanted.nps, score if score and score.unit == "nps" else None, "nps", more=True),
        _target(
            at, "emotion", wanted.emotion, found.voice.emotion if found and found.voice else None, "emotion", more=True
        ),
        _target(at, "late", wanted.late, lateness.late if lateness else None, "share", more=False),
        _target(at, "time", seconds, time_to.reading if time_to else None, "seconds", more=False),
    )
    kept = tuple(item for item in items if item is not None)
    return TargetsCell(items=kept) if kept else None


def _target(at: At, name: str, wanted: float | None, reading: Reading | None, unit: str, more: bool) -> Target | None:
    if wanted is None:
        return None
    value = reading.value if reading else None
    state = "unknown" if value is None else "met" if (value >= wanted if more else value <= wanted) else "missed"
    text = at.words.value(wanted, unit)  # type: ignore[arg-type]
    return Target(
        label=at.words.tr(f"target_{name}"),
        wanted=f"{'≥' if more else '≤'}{NBSP}{text}",
        got=at.words.reading(reading) if reading is not None and value is not None else "—",
        state=state,  # type: ignore[arg-type]
        word=at.words.tr(f"target_{state}"),
    )
