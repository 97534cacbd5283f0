"""Readings: values that carry their definition, sample size, uncertainty and what was left out."""

from typing import Literal

import msgspec

from hanhtrinh.values import Period

Unit = Literal["passes", "people", "share", "seconds", "emotion", "nps", "csat_share", "ces", "events"]
Evidence = Literal["assumed", "told", "thin", "measured", "fresh"]
PassState = Literal["completed", "left", "open"]


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """An interval for a value; `method` is a key of the `definitions` catalogue (`wilson`, `t`, `adjusted_wald` …)."""

    low: float
    high: float
    method: str
    level: float = 0.95


Counted = Literal[
    "all",
    "reached",
    "stage",
    "dropped",
    "went_on",
    "open",
    "completed",
    "left",
    "late",
    "on_time",
    "answered",
]


class Who(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which passes a reading counted, so that its people can be listed by the same code that counted them."""

    what: Counted
    step: str | None = None
    stage: str | None = None
    instrument: str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A measured value. `value` is None where nothing can be said; `n` is the number of passes or people it rests on.

    `count` is the numerator of a share. `definition` is a key of the `definitions` catalogue, whose text takes
    `params`. `left_out` counts what was not used, by reason (`open`, `excluded` …).
    """

    value: float | None
    unit: Unit
    n: int
    definition: str
    params: dict[str, str | int | float] = {}
    count: int | None = None
    interval: Interval | None = None
    left_out: dict[str, int] = {}
    who: Who | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Two readings by the same definition and the interval of first minus second."""

    first: Reading
    second: Reading
    value: float | None
    interval: Interval | None


class Duration(msgspec.Struct, frozen=True, kw_only=True):
    """A time-to-event reading: median (in `reading`, seconds) with quartiles; None where the curve does not get there.

    `naive_median` is the median over those who arrived only, which is biased short; it is kept to show by how much.
    """

    reading: Reading
    quartile_low: float | None
    quartile_high: float | None
    arrived: int
    censored: int
    left: int
    naive_median: float | None


class Verbatim(msgspec.Struct, frozen=True, kw_only=True):
    """What one customer said, word for word, with its source; `emotion` is the answer on −2…2 where there is a
    score.
    """

    text: str
    time: int
    person: str
    source: str
    instrument: str
    score: float | None = None
    emotion: float | None = None


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """The readings of one instrument at one place: emotion, and NPS or CSAT where the instrument is of that kind."""

    instrument: str
    kind: str
    answers: int
    emotion: Reading
    score: Reading | None
    response_rate: Reading | None
    newest: int | None


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """A promise held against reality: the late share, and what lateness did to the voice at the steps after it."""

    late: Reading
    pending: int
    delay_median: float | None
    on_time_voice: Voice | None
    late_voice: Voice | None
    emotion_difference: Difference | None
    score_difference: Difference | None
    voice_step: str | None = None


class TrendPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One period's readings at a step."""

    start: int
    passes: int
    reach: Reading
    drop_off: Reading | None
    emotion: Reading | None
    score: Reading | None


class StepReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything measured at one step.

    `drop_off` is set before and at the outcome, `went_on` after it. `time_to` runs from the first event of the step
    before on the map to the first event here. `voice` is the step's own instrument; `other_voices` are drawn as
    marked series, never pooled.
    """

    key: str
    measured: bool
    reach: Reading | None
    drop_off: Reading | None
    went_on: Reading | None
    open: int
    time_to: Duration | None
    voice: Voice | None
    other_voices: tuple[Voice, ...]
    lateness: Lateness | None
    verbatims: tuple[Verbatim, ...]
    evidence: Evidence
    newest: int | None
    trend: tuple[TrendPoint, ...] = ()


class StageReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Reach of one stage."""

    key: str
    reach: Reading | None


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """How many passes (and how often) went from one step straight to another.

    `source` is a step key or `(start)`, `target` a step key, `(left)`, `(open)` or `(completed)`.
    """

    source: str
    target: str
    passes: int
    times: int


class SegmentReadings(msgspec.Struct, frozen=True, kw_only=True):
    """The main numbers of one segment, per step in map order."""

    key: str
    passes: int
    reach: tuple[Reading | None, ...]
    drop_off: tuple[Reading | None, ...]
    emotion: tuple[Reading | None, ...]
    score: tuple[Reading | None, ...]
    sales_cycle: Duration | None


class MapReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Every reading on one map, for one period and segment, as of one instant."""

    format: Literal["hanhtrinh-readings/1"] = "hanhtrinh-readings/1"
    journey: str
    as_of: int
    zone: str
    period: Period
    segment: str | None
    data_from: int | None
    data_to: int | None
    events: int
    people: int
    passes: int
    completed: int
    left: int
    open: int
    off_map_events: int
    conversion: Reading | None
    funnel: "FunnelReadings | None"
    sales_cycle: Duration | None
    journey_voice: tuple[Voice, ...]
    stages: tuple[StageReadings, ...]
    steps: tuple[StepReadings, ...]
    edges: tuple[Edge, ...]
    segments: tuple[SegmentReadings, ...] = ()
    measured_share: float = 0.0


class FunnelStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a funnel: how many rated units got here, and how long it took those that did."""

    key: str
    reached: Reading
    from_previous: Reading
    median_seconds: float | None
    mean_seconds: float | None


class FunnelReadings(msgspec.Struct, frozen=True, kw_only=True):
    """A funnel's result with every option it was computed under, so that it can be read without its code."""

    options: dict[str, str | int | float | bool]
    rated: int
    open: int
    dropped: int
    steps: tuple[FunnelStep, ...]
    conversion: Reading
    breakdown: dict[str, "FunnelReadings"] = {}
