"""What customers said, in numbers: emotion, NPS, CSAT, effort and the response rate of one instrument at one place.

Partials hold whole numbers only (scores as whole millionths), so that neither the order of the answers nor how people
were split into parts changes one digit. One person speaks once: by the latest scored answer of the period.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.results import Difference, Interval, Reading, Unit, Voice, Who
from hanhtrinh.measures.statistics import (
    MICRO,
    Moments,
    mean_interval,
    moments,
    newcombe,
    nps_difference,
    nps_interval,
    nps_value,
    welch,
    wilson,
)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

LOWEST, HIGHEST = -2.0, 2.0
UNFELT = frozenset({"ces", "text"})
"""The kinds of instruments whose answers say no emotion by a score: effort, and words alone."""
NO_MOMENTS = Moments()
_NPS_SCORES = (0.0, 6.0, 7.5, 9.0, 10.0)
_NPS_EMOTIONS = (-2.0, -0.5, 0.0, 1.0, 2.0)


@dataclass(frozen=True)
class VoicePartial:
    """The exact summary of one instrument's answers by some people; partials of different people merge.

    `answers` counts every answer received, `moments` the latest scored one of each person (in emotions; for effort in
    points of its scale). `answers = moments.count + superseded + no_score + off_scale`. `asked` counts people asked,
    `responded` those of them who answered afterwards. `newest` is the instant of the newest answer in `moments`.
    """

    instrument: str
    answers: int = 0
    moments: Moments = NO_MOMENTS
    promoters: int = 0
    detractors: int = 0
    satisfied: int = 0
    superseded: int = 0
    no_score: int = 0
    off_scale: int = 0
    asked: int = 0
    responded: int = 0
    newest: int | None = None

    @property
    def people(self) -> int:
        """Number of people with a score."""
        return self.moments.count

    def merge(self, other: "VoicePartial") -> "VoicePartial":
        """Return the summary of both; raises ValueError for another instrument, whose answers are never pooled."""
        if self.instrument != other.instrument:
            raise ValueError(f"answers to {self.instrument} and {other.instrument} are never pooled")
        times = [newest for newest in (self.newest, other.newest) if newest is not None]
        return VoicePartial(
            instrument=self.instrument,
            answers=self.answers + other.answers,
            moments=self.moments + other.moments,
            promoters=self.promoters + other.promoters,
            detractors=self.detractors + other.detractors,
            satisfied=self.satisfied + other.satisfied,
            superseded=self.superseded + other.superseded,
            no_score=self.no_score + other.no_score,
            off_scale=self.off_scale + other.off_scale,
            asked=self.asked + other.asked,
            responded=self.responded + other.responded,
            newest=max(times, default=None),
        )


def emotions(instrument: Instrument, score: Floats) -> Floats:
    """Return scores as emotions −2…2; NaN for effort and words, for a missing score and off the scale.

    NPS runs piecewise through 0→−2, 6→−0.5, 7.5→0, 9→+1, 10→+2; every other scale linearly from bad to good end.

    >>> recommend = Instrument(key="nps", kind="nps", low=0, high=10)
    >>> emotions(recommend, np.array([0.0, 3.0, 7.5, 9.0, 10.0])).tolist()
    [-2.0, -1.25, 0.0, 1.0, 2.0]
    """
    if instrument.kind in UNFELT:
        return np.full(len(score), np.nan)
    good = _high_is_good(instrument, score)
    if instrument.kind == "nps":
        mapped = np.interp(good, _NPS_SCORES, _NPS_EMOTIONS)
    else:
        span = (instrument.high - instrument.low) or np.nan
        mapped = LOWEST + (HIGHEST - LOWEST) * (good - instrument.low) / span
    return np.where(on_scale(instrument, score), mapped, np.nan)


def main_of(own: str | None, answered: Sequence[str], known: Mapping[str, Instrument]) -> str | None:
    """Return the instrument whose readings stand on the map: the step's own, else the first (most answered) one.

    Effort has a lane of its own, so a question about it stands here only where nothing else was answered. Words alone
    are no reading, whoever names their instrument.
    """
    if own is not None and (own not in known or known[own].kind != "text"):
        return own if own in known else None
    scored = [key for key in answered if known[key].kind != "text"]
    return next((key for key in scored if known[key].kind != "ces"), next(iter(scored), None))


def emotion(instrument: Instrument, score: float) -> float | None:
    """Return one score as an emotion −2…2; None where it has none."""
    value = float(emotions(instrument, np.array([score]))[0])
    return None if np.isnan(value) else value


def on_scale(instrument: Instrument, score: Floats) -> Truths:
    """Tell, per score, whether it lies on the instrument's scale; words have none."""
    if instrument.kind == "text":
        return np.zeros(len(score), np.bool_)
    inside: Truths = (score >= instrument.low) & (score <= instrument.high)
    return inside


def satisfied(instrument: Instrument, score: Floats) -> Truths:
    """Tell, per score, whether it lies in the top two of five.

    On any scale: at or above low + 0.6 × (high − low), seen from the good end; 4 and 5 of 1…5, 5 to 7 of 1…7.
    """
    above = _high_is_good(instrument, score) - instrument.low
    result: Truths = 5 * above >= 3 * (instrument.high - instrument.low)
    return result


def _high_is_good(instrument: Instrument, score: Floats) -> Floats:
    return score if instrument.direction == "high_is_good" else instrument.low + instrument.high - score


def voice_partial(
    instrument: Instrument,
    person: Integers,
    time: Integers,
    event: Integers,
    score: Floats,
    *,
    asked_person: Integers | None = None,
    asked_time: Integers | None = None,
    reply_person: Integers | None = None,
    reply_time: Integers | None = None,
) -> VoicePartial:
    """Return the summary of answers to one instrument; the arrays have one entry per answer, in any order.

    `event` is the answer's position in the frame and settles equal times; `score` is NaN where only text was given.
    `asked_person` holds the invitations of the period and `asked_time` their instants: a person has responded by an
    answer at or after the first of them (without instants, by any answer). Replies are the given answers unless
    `reply_person` and `reply_time` say otherwise, as they must where people may answer at another step than they were
    asked at.
    """
    scored = ~np.isnan(score)
    usable = np.flatnonzero(scored & on_scale(instrument, score))
    latest = usable[_last_of_each(person[usable], time[usable], event[usable])]
    used = score[latest]
    replies = (person, time) if reply_person is None or reply_time is None else (reply_person, reply_time)
    asked, responded = _responses(asked_person, asked_time, *replies)
    return VoicePartial(
        instrument=instrument.key,
        answers=len(score),
        moments=moments(millionths(instrument, used)),
        **{name: int(np.count_nonzero(which)) for name, which in classes(instrument, used).items()},
        superseded=len(usable) - len(latest),
        no_score=int(np.count_nonzero(~scored)),
        off_scale=int(np.count_nonzero(scored)) - len(usable),
        asked=asked,
        responded=responded,
        newest=int(time[latest].max()) if len(latest) else None,
    )


def millionths(instrument: Instrument, score: Floats) -> Integers:
    """Return scores on the scale as whole millionths: of an emotion, for effort of a point of its scale."""
    values = score if instrument.kind == "ces" else emotions(instrument, score)
    return np.rint(values * MICRO).astype(np.int64)


def classes(instrument: Instrument, score: Floats) -> dict[str, Truths]:
    """Tell, per score, whether it is one of the `promoters` and `detractors`, or of the `satisfied`: of the instruments
    that have such.
    """
    if instrument.kind == "nps":
        good = _high_is_good(instrument, score)
        return {"promoters": np.greater_equal(good, 9), "detractors": np.less_equal(good, 6)}
    return {"satisfied": satisfied(instrument, score)} if instrument.kind == "csat" else {}


def _order(*columns: Integers) -> Integers:
    """Return the order of rows by the columns, the first foremost; rows of a frame stand in it already."""
    rows = len(columns[0])
    later, equal = np.zeros(max(rows - 1, 0), np.bool_), np.ones(max(rows - 1, 0), np.bool_)
    for column in columns:
        later |= equal & (column[1:] > column[:-1])
        equal &= column[1:] == column[:-1]
    return np.arange(rows) if np.all(later | equal) else np.lexsort(columns[::-1])


def _last_of_each(person: Integers, time: Integers, event: Integers) -> Integers:
    """Return the position of each person's last entry by (time, event)."""
    order = _order(person, time, event)
    people = person[order]
    last: Integers = order[np.append(people[1:] != people[:-1], True)] if len(order) else order
    return last


def _responses(
    asked_person: Integers | None, asked_time: Integers | None, reply_person: Integers, reply_time: Integers
) -> tuple[int, int]:
    """Return how many people were asked and how many of them answered at or after the first time."""
    if asked_person is None or not len(asked_person):
        return 0, 0
    since = np.full(len(asked_person), np.iinfo(np.int64).min) if asked_time is None else asked_time
    order = _order(asked_person, since)
    everyone = asked_person[order]
    first = order[np.append(True, everyone[1:] != everyone[:-1])]
    people = asked_person[first]
    slot = np.minimum(np.searchsorted(people, reply_person), len(people) - 1)
    answered = (people[slot] == reply_person) & (reply_time >= since[first][slot])
    responded = np.zeros(len(people), np.bool_)
    responded[slot[answered]] = True
    return len(people), int(np.count_nonzero(responded))


def voice_of(instrument: Instrument, partial: VoicePartial, *, who: Who | None = None) -> Voice:
    """Return the readings of a merged partial: emotion with its t band, NPS, CSAT or effort, and the response rate."""
    return Voice(
        instrument=instrument.key,
        kind=instrument.kind,
        answers=partial.answers,
        emotion=_emotion_reading(instrument, partial, who),
        score=_score_reading(instrument, partial, who),
        response_rate=_response_rate(instrument, partial),
        newest=partial.newest,
    )


def voice_reading(
    instrument: Instrument,
    person: Integers,
    time: Integers,
    event: Integers,
    score: Floats,
    *,
    asked_person: Integers | None = None,
    asked_time: Integers | None = None,
    who: Who | None = None,
) -> Voice:
    """Return the readings of some answers at once; arguments as for `voice_partial`."""
    partial = voice_partial(instrument, person, time, event, score, asked_person=asked_person, asked_time=asked_time)
    return voice_of(instrument, partial, who=who)


def _left_out(partial: VoicePartial) -> dict[str, int]:
    reasons = {"superseded": partial.superseded, "no_score": partial.no_score, "off_scale": partial.off_scale}
    return {reason: count for reason, count in reasons.items() if count}


def _emotion_reading(instrument: Instrument, partial: VoicePartial, who: Who | None) -> Reading:
    if instrument.kind in UNFELT:
        return Reading(value=None, unit="emotion", n=0, definition=_definition(instrument), params=_params(instrument))
    return Reading(
        value=partial.moments.mean,
        unit="emotion",
        n=partial.people,
        definition="emotion",
        params=_params(instrument),
        interval=mean_interval(partial.moments, LOWEST, HIGHEST),
        left_out=_left_out(partial),
        who=who,
        spread=_spread(partial),
    )


def _params(instrument: Instrument) -> dict[str, str | int | float]:
    which: dict[str, str | int | float] = {"instrument": instrument.key, "version": instrument.version}
    scale: dict[str, str | int | float] = {"low": instrument.low, "high": instrument.high}
    return which | scale | ({"direction": instrument.direction} if instrument.kind == "ces" else {})


def _definition(instrument: Instrument) -> str:
    """Return the key of the definition of an instrument's score; effort has one for each good end."""
    low = instrument.kind == "ces" and instrument.direction == "low_is_good"
    return "ces_low" if low else instrument.kind


def _score_reading(instrument: Instrument, partial: VoicePartial, who: Who | None) -> Reading | None:
    counts, n = _nps_counts(partial), partial.people
    match instrument.kind:
        case "nps":
            unit: Unit = "nps"
            value, interval, count = nps_value(*counts), nps_interval(*counts), None
        case "csat":
            unit, count = "csat_share", partial.satisfied
            value, interval = (count / n if n else None), wilson(count, n)
        case "ces":
            unit, count = "ces", None
            value, interval = partial.moments.mean, mean_interval(partial.moments, instrument.low, instrument.high)
        case _:
            return None
    return Reading(
        value=value,
        unit=unit,
        n=n,
        definition=_definition(instrument),
        params=_params(instrument),
        count=count,
        interval=interval,
        left_out=_left_out(partial),
        who=who,
        spread=_nps_spread(partial) if unit == "nps" else _spread(partial) if unit == "ces" else None,
    )


def _spread(partial: VoicePartial) -> float | None:
    variance = partial.moments.variance
    return None if variance is None else sqrt(variance)


def _nps_spread(partial: VoicePartial) -> float | None:
    """Return the standard deviation, in points, of answers that count 100 (promoter), 0 and −100 (detractor)."""
    up, down, n = _nps_counts(partial)
    return 100 * sqrt(((up + down) * n - (up - down) ** 2) / n**2) if n else None


def _nps_counts(partial: VoicePartial) -> tuple[int, int, int]:
    return partial.promoters, partial.detractors, partial.people


def _response_rate(instrument: Instrument, partial: VoicePartial) -> Reading | None:
    if partial.asked == 0:
        return None
    return Reading(
        value=partial.responded / partial.asked,
        unit="share",
        n=partial.asked,
        definition="response_rate",
        params=_params(instrument),
        count=partial.responded,
        interval=wilson(partial.responded, partial.asked),
    )


@dataclass(frozen=True)
class VoiceDifference:
    """First minus second group's emotion and score; None where the instrument has no such reading."""

    emotion: Difference | None
    score: Difference | None


def voice_difference(instrument: Instrument, first: VoicePartial, second: VoicePartial) -> VoiceDifference:
    """Return how two groups of different people differ in their answers to one instrument.

    Emotion and effort by Welch's interval, CSAT by Newcombe's, NPS by z on the adjusted terms; no interval where either
    group is too small for one. Raises ValueError when a partial is another instrument's.
    """
    if {first.instrument, second.instrument} != {instrument.key}:
        raise ValueError(f"both groups must have answered {instrument.key}")
    means = welch(first.moments, second.moments)
    emotion_pair = (_emotion_reading(instrument, p, None) for p in (first, second))
    score_pair = [_score_reading(instrument, p, None) for p in (first, second)]
    match instrument.kind:
        case "nps":
            interval = nps_difference(_nps_counts(first), _nps_counts(second))
        case "csat":
            interval = newcombe(first.satisfied, first.people, second.satisfied, second.people)
        case _:
            interval = means
    return VoiceDifference(
        emotion=None if instrument.kind in UNFELT else _difference(*emotion_pair, interval=means),
        score=_difference(*score_pair, interval=interval),
    )


def _difference(first: Reading | None, second: Reading | None, *, interval: Interval | None) -> Difference | None:
    if first is None or second is None:
        return None
    if first.value is None or second.value is None:
        return Difference(first=first, second=second, value=None, interval=None)
    return Difference(first=first, second=second, value=first.value - second.value, interval=interval)
