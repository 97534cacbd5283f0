"""What stands behind each number: definition, method, n, what was left out, and the command that lists its people."""

import shlex
from collections.abc import Sequence
from datetime import time

from hanhtrinh.draw.options import DrawOptions, Shot
from hanhtrinh.draw.shapes import Door, Number, Quote, Shown, Spark, Tone
from hanhtrinh.draw.shipping import marks_on, shipped_at
from hanhtrinh.draw.words import NBSP, Words
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import (
    Difference,
    Duration,
    Edge,
    FunnelReadings,
    MapReadings,
    Reading,
    StepReadings,
    TrendPoint,
    Verbatim,
    Voice,
)
from hanhtrinh.values import datetime_of

Row = tuple[str, str]
Table = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
_OPTIONS = frozenset(
    {
        "unit",
        "entry",
        "order",
        "window_scope",
        "window_seconds",
        "inactivity_seconds",
        "session_gap_seconds",
        "universe",
        "on_exclusion",
        "exclusions",
        "account",
        "hold",
        "breakdown",
    }
)
_VALUES = frozenset(
    {
        "pass",
        "person",
        "session",
        "account",
        "best",
        "first",
        "every",
        "ordered",
        "strict",
        "any",
        "partial",
        "total",
        "per_step",
        "none",
        "stop",
        "drop",
        "reset",
    }
)
_MOST_FLOWS = 6
_MOST_QUOTES = 6


def tone_of(emotion: float | None) -> Tone:
    """Return the tone of a feeling on −2…+2."""
    if emotion is None:
        return "plain"
    return "good" if emotion >= 0.5 else "middling" if emotion >= 0 else "bad"


class Doors:
    """Collects the doors of one scene; each number gets the position of its own."""

    def __init__(self, journey: Journey, readings: MapReadings | None, words: Words, options: DrawOptions) -> None:
        self.journey, self.readings, self.words, self.options = journey, readings, words, options
        self.doors: list[Door] = []
        self.names = {step.key: words.say(journey.name_of_step(step)) for step in journey.steps}
        self.shipped = {step.key: shipped_at(step) for step in journey.steps}
        self._of_step: dict[str, dict[str, object]] = {}

    def number(self, reading: Reading, title: str, place: str = "", text: str = "", **more: object) -> Number:
        """Return a reading's number with a door behind it; `more` are further fields of the door (rows are added)."""
        rows = (*self.rows(reading), *more.pop("rows", ()))  # type: ignore[misc]
        return self.open(
            text or self.words.reading(reading),
            title=title,
            place=place or self.words.tr("whole_journey"),
            value=self.words.reading(reading, exact=True),
            definition=self.definition(reading),
            rows=rows,
            command=self.command(reading),
            who=reading.who,
            n=reading.n,
            **more,
        )

    def shown(self, file: str, alt: str) -> Shown:
        """Return a picture by the name of its file, as far as the drawing knows where it is."""
        shot = self.options.pictures.get(file, Shot())
        return Shown(file=file, alt=alt, large=shot.large, small=shot.small, data=shot.data, small_data=shot.small_data)

    def voices(self, verbatims: Sequence[Verbatim], place: str) -> Number | None:
        """Return how many more verbatims there are than the one shown, as a door to them; None if none."""
        if len(verbatims) < 2:
            return None
        text = self.words.tr("more_quotes", count=self.words.number(len(verbatims) - 1))
        return self.open(
            text,
            title=self.words.tr("voices"),
            place=place,
            value=self.words.number(len(verbatims)),
            definition=self.words.define("verbatims"),
            rows=(),
            quotes=self.quotes(verbatims),
        )

    def open(self, text: str, **fields: object) -> Number:
        self.doors.append(Door(**fields))  # type: ignore[arg-type]
        return Number(text=text, door=len(self.doors) - 1)

    def definition(self, reading: Reading) -> str:
        """Return the definition's text with its parameters in words."""
        params = dict(reading.params)
        key = params.get("instrument")
        if isinstance(key, str):
            params["instrument"] = self.instrument(key)
        if self.readings is not None:
            params.setdefault("as_of", self.words.moment(self.readings.as_of))
        for name in ("from_step", "outcome"):
            if name in params:
                params[name] = self.names.get(str(params[name]), str(params[name]))
        params.setdefault(
            "window", str(params.get("window_seconds", "")) + "s" if "window_seconds" in params else self.journey.window
        )
        text, unit = self.words.define(reading.definition, params), params.get("unit")
        return f"{text} {self.words.define(f'unit_{unit}')}" if unit in ("person", "session", "account") else text

    def instrument(self, key: str) -> str:
        """Return an instrument's wording where it is known, else its key."""
        return self.words.say(self.options.questions.get(key)) or key

    def rows(self, reading: Reading) -> tuple[Row, ...]:
        """Return the interval with its method, n, and what was left out."""
        words, rows = self.words, []
        if reading.interval is not None:
            level = words.percent(reading.interval.level, 0)
            rows.append((words.tr("interval", level=level), words.span(reading.interval, reading.unit, exact=True)))
            rows.append((words.tr("method"), words.define(reading.interval.method)))
        if reading.count is not None:
            rows.append(
                (words.tr("counted"), words.tr("of", count=words.number(reading.count), n=words.number(reading.n)))
            )
        else:
            rows.append(("n", words.number(reading.n)))
        rows.extend((words.tr("left_out"), self.left_out(*item)) for item in reading.left_out.items() if item[1])
        if self.readings is not None:
            rows.append((words.tr("as_of"), words.moment(self.readings.as_of)))
        return tuple(rows)

    def left_out(self, reason: str, count: int) -> str:
        """Return why how many were not counted; an unknown reason is shown as itself."""
        known = {"open", "excluded", "pending", "recent", "not_due", "superseded", "no_score", "off_scale"}
        known |= {"no_feeling"}
        label = self.words.tr(f"out_{reason}") if reason in known else reason.replace("_", " ")
        return f"{self.words.number(count)} {label}"

    def command(self, reading: Reading) -> str:
        """Return the command line that lists the people behind a reading, or nothing where they cannot be listed."""
        who = reading.who
        if who is None:
            return ""
        parts = [*self.options.command.split(), "people", self.options.journey_file or f"{self.journey.key}.yaml"]
        for flag, value in (
            ("--step", who.step),
            ("--stage", who.stage),
            ("--instrument", who.instrument),
            ("--kind", who.kind),
            ("--what", who.what),
        ):
            parts += [flag, value] if value else []
        return shlex.join([*parts, *self._selection()])

    def _selection(self) -> list[str]:
        """Return the options that select the same passes at the same clock."""
        readings = self.readings
        if readings is None:
            return []
        given = (("--from", readings.period.start), ("--to", readings.period.end), ("--as-of", readings.as_of))
        parts = [part for flag, at in given if at is not None for part in (flag, self._instant(at))]
        if readings.segment is None:
            return parts
        of = self.journey.segments.get(readings.segment) or self.journey.personas.get(readings.segment)
        other = readings.when is not None and of is not None and readings.when != of.when
        return [*parts, "--segment", readings.segment, *(["--when", str(readings.when)] if other else [])]

    def _instant(self, instant: int) -> str:
        moment = datetime_of(instant, self.words.zone)
        return moment.date().isoformat() if moment.time() == time.min else moment.isoformat()

    def duration_rows(self, duration: Duration) -> tuple[Row, ...]:
        """Return quartiles, arrivals and the median a naive count would give."""
        words = self.words
        rows = [(words.tr("quartiles"), self.quartiles(duration))]
        rows.append((words.tr("arrived"), words.number(duration.arrived)))
        rows.append((words.tr("censored"), words.number(duration.censored)))
        rows.append((words.tr("left_before"), words.number(duration.left)))
        if duration.naive_median is not None:
            rows.append((words.tr("naive_median"), words.duration(duration.naive_median)))
        return tuple(rows)

    def quartiles(self, duration: Duration) -> str:
        """Return the middle half of a duration; an end the curve does not reach is said so."""
        ends = (duration.quartile_low, duration.quartile_high)
        low, high = (self.words.duration(v) if v is not None else self.words.tr("not_reached") for v in ends)
        return f"{low} – {high}"

    def voice_rows(self, voice: Voice) -> tuple[Row, ...]:
        """Return the instrument, the response rate and the age of the newest answer."""
        words = self.words
        rows = [(words.tr("instrument"), self.instrument(voice.instrument))]
        if voice.response_rate is not None:
            rate, asked = voice.response_rate, words.number(voice.response_rate.n)
            rows.append(
                (words.tr("response_rate"), words.tr("rate_of", rate=words.reading(rate, exact=True), asked=asked))
            )
        if voice.newest is not None:
            rows.append((words.tr("newest"), words.day(voice.newest)))
        return tuple(rows)

    def other_voices(self, voices: Sequence[Voice]) -> tuple[Table, ...]:
        """Return the step's other instruments, each a series of its own."""
        if not voices:
            return ()
        rows = tuple(
            (
                self.instrument(v.instrument),
                self.words.reading(v.emotion),
                self.words.reading(v.score) if v.score else "—",
                self.words.number(v.answers),
            )
            for v in voices
        )
        head = tuple(self.words.tr(k) for k in ("instrument", "lane_emotion", "score", "answers"))
        return ((self.words.tr("other_voices"), head, rows),)

    def said_at(self, index: int) -> tuple[Verbatim, ...]:
        """Return what people said at a step: what they scored, and texts without a score by how their words feel."""
        if self.readings is None:
            return ()
        told, said = self.readings.steps[index].verbatims, self.readings.said
        here = said.steps[index] if said else None
        felt = [one for one in here.quotes if one.score is None] if here else []
        known = {(one.text, one.time, one.person) for one in felt}
        return (*(one for one in told if (one.text, one.time, one.person) not in known), *felt)

    def quotes(self, verbatims: Sequence[Verbatim]) -> tuple[Quote, ...]:
        """Return what people said, the unhappiest first."""
        ordered = sorted(verbatims, key=lambda v: (v.emotion is None, v.emotion or 0.0))
        return tuple(self.quote(v) for v in ordered[:_MOST_QUOTES])

    def quote(self, verbatim: Verbatim) -> Quote:
        """Return one verbatim with its source, score and day."""
        day, scored = self.words.near_day(verbatim.time, self.readings.as_of if self.readings else verbatim.time), ""
        if verbatim.score is not None:
            scored = self.words.tr("scored", score=self.words.number(verbatim.score)) + " · "
        source = f"{self.instrument(verbatim.source)} · {scored}{day}"
        return Quote(
            text=verbatim.text, source=source, short=f"{scored}{day}", assumed=False, tone=tone_of(verbatim.emotion)
        )

    def flows(self, key: str) -> tuple[Table, ...]:
        """Return where people came from and where they went, both with everything beyond the largest in one row."""
        if self.readings is None:
            return ()
        edges = self.readings.edges
        into = [(e.source, e) for e in edges if e.target == key]
        out = [(e.target, e) for e in edges if e.source == key]
        return tuple(t for t in (self._flow("came_from", into), self._flow("went_to", out)) if t[2])

    def _flow(self, title: str, edges: Sequence[tuple[str, Edge]]) -> Table:
        words = self.words
        ranked = sorted(edges, key=lambda item: (-item[1].passes, item[0]))
        rows = [(self.node(name), words.number(e.passes), words.number(e.times)) for name, e in ranked[:_MOST_FLOWS]]
        rest = [e for _, e in ranked[_MOST_FLOWS:]]
        if rest:
            rows.append(
                (words.tr("other"), words.number(sum(e.passes for e in rest)), words.number(sum(e.times for e in rest)))
            )
        return words.tr(title), (words.tr("step"), words.tr("passes"), words.tr("times")), tuple(rows)

    def node(self, name: str) -> str:
        """Return the name of a step, or the words for a start or an end."""
        ends = {"(start)": "node_start", "(left)": "node_left", "(open)": "node_open", "(completed)": "node_completed"}
        return self.words.tr(ends[name]) if name in ends else self.names.get(name, name)

    def group(self, key: str) -> str:
        """Return the name of a segment or persona, its key where it has none."""
        found = self.journey.segments.get(key) or self.journey.personas.get(key)
        return self.words.say(found.name) if found else key

    def segments(self, index: int) -> tuple[Table, ...]:
        """Return a step's numbers for each segment."""
        if self.readings is None or not self.readings.segments:
            return ()
        rows = []
        for segment in self.readings.segments:
            cells = (segment.reach[index], segment.drop_off[index], segment.emotion[index], segment.score[index])
            rows.append(
                (
                    self.group(segment.key),
                    *(self.words.reading(c) if c else "—" for c in cells),
                )
            )
        head = tuple(self.words.tr(k) for k in ("segment", "reach", "drop_off", "lane_emotion", "score"))
        return ((self.words.tr("by_segment"), head, tuple(rows)),)

    def spark(self, trend: Sequence[TrendPoint], field: str, step: str = "") -> Spark | None:
        """Return the trend of one field of a step, scaled to its own range, marked where something was shipped at the
        step; None with fewer than two periods.
        """
        readings = [(p.start, r) for p in trend for r in [getattr(p, field)]]
        values = [r.value for _, r in readings if r is not None and r.value is not None]
        if len(values) < 2:
            return None
        low, high = min(values), max(values)
        spread = high - low or 1.0
        points = tuple(
            (
                self.words.day(start),
                self.words.reading(r) if r else "—",
                None if r is None or r.value is None else round(1 - (r.value - low) / spread, 3),
            )
            for start, r in readings
        )
        marks = marks_on([p.start for p in trend], self.shipped.get(step, ()), self.words)
        return Spark(title=self.words.tr("trend"), points=points, marks=marks)

    def of_step(self, index: int, step: StepReadings) -> dict[str, object]:
        """Return the parts every door of a step shares."""
        if step.key not in self._of_step:
            tables = (*self.flows(step.key), *self.segments(index))
            self._of_step[step.key] = {
                "place": self.names[step.key],
                "tables": tables,
                "quotes": self.quotes(self.said_at(index)),
            }
        return dict(self._of_step[step.key])

    def difference(self, difference: Difference, title: str, place: str, text: str) -> Number:
        """Return a difference's number; its door shows both sides and the interval of first minus second."""
        words, unit = self.words, difference.first.unit
        rows = [
            (words.tr("late"), self._side(difference.first)),
            (words.tr("on_time"), self._side(difference.second)),
        ]
        if difference.interval is not None:
            level = words.percent(difference.interval.level, 0)
            rows.append((words.tr("interval", level=level), words.points_span(difference.interval, unit)))
            rows.append((words.tr("method"), words.define(difference.interval.method)))
        return self.open(
            text,
            title=title,
            place=place,
            value=text,
            definition=words.define("late_difference"),
            rows=tuple(rows),
            command=self.command(difference.first),
            who=difference.first.who,
            n=difference.first.n,
        )

    def _side(self, reading: Reading) -> str:
        span = f" [{self.words.span(reading.interval, reading.unit)}]" if reading.interval else ""
        return f"{self.words.reading(reading, exact=True)}{span}, n{NBSP}={NBSP}{self.words.number(reading.n)}"

    def funnel(self, funnel: FunnelReadings | None) -> tuple[Table, ...]:
        """Return a funnel's steps, and the options it was counted under."""
        if funnel is None:
            return ()
        words = self.words
        rows = tuple(
            (
                self.names.get(s.key, s.key),
                words.number(s.reached.count if s.reached.count is not None else s.reached.n),
                words.reading(s.reached, exact=True),
                words.reading(s.from_previous, exact=True),
                "—" if s.median_seconds is None else words.duration(s.median_seconds),
            )
            for s in funnel.steps
        )
        head = tuple(words.tr(k) for k in ("step", "passes", "of_first", "of_previous", "median"))
        chosen = tuple((self._option(k), self._chosen(k, v)) for k, v in funnel.options.items())
        counts = ((words.tr("rated"), words.number(funnel.rated)), (words.tr("out_open"), words.number(funnel.open)))
        heads = (words.tr("option"), words.tr("chosen"))
        return (words.tr("funnel"), head, rows), (words.tr("funnel_options"), heads, (*counts, *chosen))

    def _option(self, name: str) -> str:
        return self.words.tr(f"opt_{name}") if name in _OPTIONS else name.replace("_", " ")

    def _chosen(self, name: str, value: str | int | float | bool) -> str:
        if isinstance(value, bool):
            return self.words.tr("yes" if value else "no")
        return self.words.tr(f"val_{value}") if value in _VALUES else self.words.param(name, value)
