"""Readings: values that carry their definition, sample size, uncertainty and what was left out."""

from typing import Literal

import msgspec

from hanhtrinh.i18n import Text
from hanhtrinh.values import Period

Unit = Literal["passes", "people", "share", "seconds", "emotion", "nps", "csat_share", "ces", "events"]
Evidence = Literal["assumed", "told", "thin", "measured", "fresh"]


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
    "unhappy",
    "friction",
    "fitting",
    "followed",
    "unplanned",
    "skipped",
    "repeated",
    "out_of_order",
]
FrictionKind = Literal["repeat", "loop", "back_step", "error", "support"]
MapUnit = Literal["pass", "person", "session", "account"]


class Who(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which passes a reading counted, so that its people can be listed by the same code that counted them.

    `kind` narrows `friction` to one kind of it.
    """

    what: Counted
    step: str | None = None
    stage: str | None = None
    instrument: str | None = None
    kind: FrictionKind | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A measured value. `value` is None where nothing can be said; `n` is the number of passes or people it rests on.

    `count` is the numerator of a share. `definition` is a key of the `definitions` catalogue, whose text takes
    `params`. `left_out` counts what was not used, by reason (`open`, `excluded` …). `spread` is the standard deviation
    of the single answers behind a mean or an NPS, in the reading's unit: with it two readings can be compared.
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
    spread: float | None = None


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
    """The main numbers of one segment, per step in map order; `when` says as of which moment people belong to it."""

    key: str
    passes: int
    reach: tuple[Reading | None, ...]
    drop_off: tuple[Reading | None, ...]
    emotion: tuple[Reading | None, ...]
    score: tuple[Reading | None, ...]
    sales_cycle: Duration | None
    when: Literal["now", "at_entry"] = "now"


class StepFriction(msgspec.Struct, frozen=True, kw_only=True):
    """Friction at one step, among the passes that reached it: the share with any, and the share with each kind.

    `error` and `support` are among `kinds` only where the journey says which events they are. `per_pass` is the mean
    number of moments of friction here per pass that reached the step.
    """

    any: Reading
    kinds: dict[FrictionKind, Reading]
    per_pass: Reading


class CompetitorReadings(msgspec.Struct, frozen=True, kw_only=True):
    """What answers about one competitor say, per step in map order; beside each the interval of ours minus theirs.

    `answers` counts them all, also those at no step. There is a difference only where both were asked the same thing.
    """

    key: str
    answers: int
    emotion: tuple[Reading | None, ...]
    difference: tuple[Difference | None, ...]
    verbatims: tuple[tuple[Verbatim, ...], ...]


class AnswerPart(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an answer: what (a property's value, a step's key, an hour …) and the share it holds."""

    label: str
    reading: Reading


class QuestionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A research question as data answer it: the largest parts, then `other`; `n` passes or people it rests on.

    `question` is its position at the step; one may have two answers (by hour and by weekday). `by` names what the
    labels are: `hour` (0…23), `weekday` (0 is Monday), `times` (`1`, `2`, `3+`), `channel` (`(none)`: unknown), `step`
    (a step's key, `(start)` or an end, or the name of an event off the map), `event` (`(nothing)`: none). `verbatims`
    are what people said where they were asked.
    """

    question: int
    ask: str
    by: str
    n: int
    parts: tuple[AnswerPart, ...]
    other: int = 0
    verbatims: tuple[Verbatim, ...] = ()


class Unclaimed(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of event that is on no step: its name, how often, by how many people, and through which channels."""

    event: str
    events: int
    people: int
    channels: dict[str, int] = {}


class OffMap(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Events of no step up to as-of: how many, by how many people, the most frequent kinds, and all the others.

    `no_key` counts events of a step that lack the journey's pass key and are therefore in no pass; they are not in
    `events`.
    """

    events: int
    people: int
    top: tuple[Unclaimed, ...]
    other_events: int
    other_kinds: int
    no_key: int = 0


class StepConformance(msgspec.Struct, frozen=True, kw_only=True):
    """How passes kept to one step of the map, by optimal alignment (`measures.alignment`).

    `skipped`: of the passes in which the step was due, those that never came here. Of the passes that came here:
    `repeated`, more than once; `out_of_order`, but not where the map has it. `late` where the step has a promise.
    """

    key: str
    skipped: Reading
    repeated: Reading
    out_of_order: Reading
    late: Reading | None = None


class Conformance(msgspec.Struct, frozen=True, kw_only=True):
    """How passes kept to the map, and each step's deviations.

    `fitting` is the share of passes without any deviation, `followed` the share whose steps have none, whatever else
    came between them; `unplanned` the share with an event of no step between their first and last visit. `deviations`
    is their mean number per pass. `variants` distinct sequences of steps were aligned.
    """

    passes: int
    variants: int
    fitting: Reading
    followed: Reading
    deviations: Reading
    unplanned: Reading
    steps: tuple[StepConformance, ...]


class ChannelAtStage(msgspec.Struct, frozen=True, kw_only=True):
    """How many passes and visits one channel had at one stage; `share` of the passes that reached the stage."""

    stage: str
    channel: str
    passes: int
    visits: int
    share: Reading


NodeKind = Literal["node", "other", "start", "end"]


class PathNode(msgspec.Struct, frozen=True, kw_only=True):
    """A node at a position: how many people, paths (lines) and occurrences it has. Without positions all are at 0.

    `key` is a step, touchpoint, name or value; `(other)`; `(start)`, `(earlier)`; `(completed)`, `(left)`, `(open)`,
    `(end)`, `(more)`.
    """

    position: int
    key: str
    kind: NodeKind
    people: int
    paths: int
    occurrences: int


class PathEdge(msgspec.Struct, frozen=True, kw_only=True):
    """From the node `source` at a position straight to the node `target` at the next, with the median time between."""

    position: int
    source: str
    target: str
    people: int
    paths: int
    occurrences: int
    median_seconds: float | None = None


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Paths with every option they were counted under. Of every node, what comes in is what goes out.

    `left_out` counts lines without a path: `no_node` (no event that is a node), `no_start`, `no_end`. `nodes` stand in
    order of position and, most frequent first, with `(other)` and the ends behind.
    """

    options: dict[str, str | int | bool]
    paths: int
    people: int
    left_out: dict[str, int]
    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]


class Beside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Readings that stand beside those of the map; each is empty where it was not asked for or cannot be said.

    `friction`, `effort` and `answers` have one entry per step in map order.
    """

    friction: tuple[StepFriction | None, ...] = ()
    effort: tuple[Voice | None, ...] = ()
    answers: tuple[tuple[QuestionAnswer, ...], ...] = ()
    competitors: tuple[CompetitorReadings, ...] = ()
    channels: tuple[ChannelAtStage, ...] = ()
    off_map: OffMap | None = None
    conformance: Conformance | None = None
    paths: Paths | None = None


class SaidPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in one calendar bucket: texts, people, and how these felt."""

    start: int
    texts: int
    people: int
    feeling: Reading


class ThemeReadings(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one theme at one place.

    `share` counts its people among those who said anything there; `feeling` is the mean over its people of what the
    latest of their texts on it says. `quotes` are some of these texts. `general` themes name nothing one could mend.
    """

    key: str
    name: Text
    texts: int
    share: Reading
    feeling: Reading
    trend: tuple[SaidPoint, ...] = ()
    quotes: tuple[Verbatim, ...] = ()
    general: bool = False


class SaidStep(msgspec.Struct, frozen=True, kw_only=True):
    """What customers said in words at one place: how it feels, and what it is about, the commonest theme first.

    The feeling is read off the words; it is a series of its own and never part of the emotion. `emotion` of `quotes` is
    that feeling too. `unread` texts are not understood yet; `other` themes are not listed.
    """

    key: str
    texts: int
    people: int
    unread: int
    feeling: Reading
    themes: tuple[ThemeReadings, ...] = ()
    other: int = 0
    trend: tuple[SaidPoint, ...] = ()
    quotes: tuple[Verbatim, ...] = ()
    newest: int | None = None


class SaidReadings(msgspec.Struct, frozen=True, kw_only=True):
    """What customers' words say, per step in map order (None: nobody said anything there) and of the journey.

    `version` names the reader that understood them; `unread` of the `texts` it has not come to yet.
    """

    version: str
    texts: int
    unread: int
    steps: tuple[SaidStep | None, ...]
    journey: SaidStep | None = None


class MapReadings(msgspec.Struct, frozen=True, kw_only=True):
    """Every reading on one map, for one period and segment, as of one instant.

    `when` says as of which moment people belong to the segment. `unit` is what `passes`, `completed`, `left`, `open`
    and all shares and times count; `outside` visits belong to none of them (events without an account). `said` is None
    where nobody asked what customers' words say.
    """

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
    beside: Beside | None = None
    unit: MapUnit = "pass"
    when: Literal["now", "at_entry"] | None = None
    outside: int = 0
    said: SaidReadings | None = None


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
