"""Random small companies: timelines with ties, repeats and gaps, answers, promises, and a journey to read them by.

`people_of` sees the same company without any of our columns, codes or kernels: plain dicts in plain lists.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import strategies as st

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey, Persona, Promise, Segment, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.values import MICROSECONDS, in_one_part
from tests.oracles.passes_twin import Run, find_runs, state_of
from tests.timelines import DAY, NAMES, lake_of, rows

EPOCH = 1_767_225_600  # 2026-01-01, where `lake_of` begins
INSTRUMENTS = {
    "company": Instrument(key="company", kind="nps", low=0, high=10, relationship=True),
    "stars": Instrument(key="stars", kind="csat", low=1, high=5),
}
SPLITS = (1, 2, 5)
_SECONDS = st.one_of(st.integers(0, 8), st.integers(0, 30).map(lambda d: d * DAY), st.integers(0, 60 * DAY))


@dataclass(frozen=True)
class World:
    """A lake table, the journey, and the instant to read it as of."""

    table: pl.DataFrame
    journey: Journey
    as_of: int

    def read(self, *, frame=None, as_of=None, parts=1):
        """Return the journey read; another frame, another clock, another split where given."""
        frame = frame_of(self.table) if frame is None else frame
        return read_journey(frame, self.journey, as_of=self.as_of if as_of is None else as_of, run=in_parts(parts))


@dataclass
class Person:
    """One person the plain way: events in canonical order and the runs they make."""

    name: str
    events: list[dict]
    runs: list[Run] = field(default_factory=list)


def frame_of(table):
    """Return the frame of a lake table with this module's instruments."""
    return build_frame(reader_of(table), INSTRUMENTS, zone="Asia/Ho_Chi_Minh")


def in_parts(parts):
    """Return a runner that cuts every range into so many parts."""

    def run(task, size):
        edges = [size * i // parts for i in range(parts + 1)]
        return [task(a, b) for a, b in pairwise(edges)]

    return in_one_part if parts == 1 else run


def shuffled(table, seed):
    """Return the same events in another order of rows."""
    return table.sample(fraction=1, shuffle=True, seed=seed)


def _at(second):
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)


_SAID = st.tuples(
    st.sampled_from([None, None, "stars", "stars", "company"]),
    st.booleans(),
    st.sampled_from([None, 1.0, 2.0, 4.0, 5.0]),
    st.sampled_from([None, "", "a", "b", "x", "zz"]),
    st.sampled_from([None, "tốt", "chậm quá"]),
    st.one_of(st.none(), _SECONDS),
    st.sampled_from([None, 0.0, 2.5, 10.0]),
)


@st.composite
def tables(draw, **sizes):
    """Lakes of random rows, some with an answer or an invitation, a promised instant (`due`) and an amount."""
    data = draw(rows(**{"names": "abcdx", "max_events": 10, **sizes}))
    return table_of(data, draw(st.lists(_SAID, min_size=len(data), max_size=len(data))))


def table_of(data, said):
    """Return the lake of rows with what is said along each: instrument, is it an invitation, score, where asked, text,
    promised second, amount.
    """
    answers = [s if s[0] and not s[1] else (None,) * 7 for s in said]
    return lake_of(data).with_columns(
        instrument=pl.Series([a[0] for a in answers], dtype=pl.String),
        score=pl.Series([a[2] for a in answers], dtype=pl.Float64),
        text=pl.Series([a[4] for a in answers], dtype=pl.String),
        asks=pl.Series([s[0] if s[0] and s[1] else None for s in said], dtype=pl.String),
        asked_at=pl.Series([s[3] if s[0] else None for s in said], dtype=pl.String),
        p_due=pl.Series([None if s[5] is None else _at(s[5]) for s in said], dtype=pl.Datetime("us", "UTC")),
        p_amount=pl.Series([s[6] for s in said], dtype=pl.Float64),
    )


_EVENT_RULES = st.one_of(
    st.sampled_from(NAMES).map(lambda n: {"event": n}),
    st.sampled_from(["k1", "k2"]).map(lambda k: {"k": k}),
    st.just({"amount": {"range": [2, None]}}),
    st.just({"event": ["a", "x"], "k": {"exists": True}}),
    st.sampled_from(NAMES).map(lambda n: {"not": {"event": n}}),
)
_TESTS = st.builds(lambda word, rule: {word: rule}, st.sampled_from(["did", "in_pass"]), _EVENT_RULES)
_MORE_TESTS = st.one_of(_TESTS, _TESTS.map(lambda rule: {"not": rule}))
SEGMENT_RULES = st.one_of(
    _MORE_TESTS,
    st.lists(_MORE_TESTS, min_size=1, max_size=3).map(lambda rules: {"any": rules}),
    st.lists(_MORE_TESTS, min_size=1, max_size=3).map(lambda rules: {"all": rules}),
    st.tuples(_TESTS, _MORE_TESTS).map(lambda two: {**two[0], "not": {"any": [two[1]]}}),
)
_SEGMENTS = st.builds(Segment, name=st.just("G"), match=SEGMENT_RULES, when=st.sampled_from(["now", "at_entry"]))
_NAMES = st.lists(st.sampled_from([*"abcabcabcd", "", "unseen"]), min_size=1, max_size=6)


@st.composite
def _promises(draw, step):
    kind = draw(st.sampled_from(["none", "by", "within"]))
    whole = draw(st.booleans())
    if kind == "by":
        return Promise(by="due", whole_day=whole)
    if kind == "within" and step:
        within = draw(st.sampled_from(["0s", "3s", "2d"]))
        return Promise(within=within, after=f"s{draw(st.integers(0, step - 1))}", whole_day=whole)
    return None


@st.composite
def journeys(draw, of=_NAMES):
    """Journeys over single-letter touchpoints: repeats, an unmeasured step, empty stages, promises, segments."""
    names = draw(of)
    steps = [
        Step(
            key=f"s{i}",
            touchpoint=name or None,
            promise=draw(_promises(i)),
            instrument=draw(st.sampled_from([None, "stars"])),
        )
        for i, name in enumerate(names)
    ]
    cuts = sorted(draw(st.lists(st.integers(0, len(steps)), max_size=3)))
    edges = [0, *cuts, len(steps)]
    stages = tuple(
        Stage(key=f"t{i}", name=f"T{i}", phase="before", steps=tuple(steps[a:b]))
        for i, (a, b) in enumerate(pairwise(edges))
    )
    outcome = draw(st.one_of(st.none(), st.integers(0, len(steps) - 1)))
    return Journey(
        key="j",
        name="J",
        window=f"{draw(st.sampled_from([5, DAY, 14 * DAY]))}s",
        minimum_gap=f"{draw(st.sampled_from([0, 2, DAY]))}s",
        pass_key="k" if draw(st.booleans()) else None,
        outcome=None if outcome is None else f"s{outcome}",
        touchpoints={n: Touchpoint(name=n, match={"event": n}) for n in dict.fromkeys(names) if n},
        personas={"per": Persona(name="P", match=draw(SEGMENT_RULES))},
        segments={"g0": draw(_SEGMENTS), "g1": draw(_SEGMENTS)},
        stages=stages,
    )


@st.composite
def worlds(draw, **sizes):
    """A random company, a random journey and a random clock."""
    clock = draw(st.one_of(st.sampled_from([10, 20 * DAY, 100 * DAY]), st.integers(0, 70 * DAY)))
    return World(draw(tables(**sizes)), draw(journeys()), (EPOCH + clock) * MICROSECONDS)


def instant(moment):
    """Return the microseconds since 1970 of a datetime, None of None."""
    return None if moment is None else round((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


def events_of(table):
    """Return every person's events in canonical order, `position` counted over all people as in the frame."""
    found = table.with_columns(pl.col("time").dt.timestamp("us")).to_dicts()
    found.sort(key=lambda e: (e["person"], e["time"], e["event"], e["id"]))
    for position, event in enumerate(found):
        event["position"] = position
        event["p_due"] = instant(event["p_due"])
    return found


def people_of(world):
    """Return everybody with their runs, the plain way."""
    journey, found = world.journey, {}
    for event in events_of(world.table):
        found.setdefault(event["person"], Person(event["person"], [])).events.append(event)
    steps_of = {}
    for place, step in enumerate(journey.steps):
        if step.touchpoint:
            steps_of.setdefault(step.touchpoint, []).append(place)
    spans = journey.window_seconds * MICROSECONDS, journey.minimum_gap_seconds * MICROSECONDS
    outcome = journey.step_index.get(journey.outcome, -1)
    for person in found.values():
        events = [(e["time"], e["position"], e["event"]) for e in person.events]
        keys = {e["position"]: e["p_k"] for e in person.events} if journey.pass_key else None
        person.runs = find_runs(events, steps_of, outcome, *spans, world.as_of, keys)
    return list(found.values())


def runs_of(world):
    """Return (person, run, state) of every pass, in the order of the pass table."""
    window = world.journey.window_seconds * MICROSECONDS
    return [(p, run, state_of(run, window, world.as_of)) for p in people_of(world) for run in p.runs]


def in_segment(rule, when, person, run, as_of):
    """Tell whether a run belongs to a segment given as plain data: `semantics.md` read aloud."""
    entry = run.visits[0][1]
    visited = {position for _, position, _ in run.visits}
    if when == "at_entry":
        seen = [e for e in person.events if e["position"] <= entry]
        mine = [e for e in person.events if e["position"] == entry]
    else:
        seen = [e for e in person.events if e["time"] <= as_of]
        mine = [e for e in person.events if e["position"] in visited]
    return _holds(rule, seen, mine)


def _holds(rule, seen, mine):
    for word, inner in rule.items():
        match word:
            case "did":
                held = any(event_holds(inner, e) for e in seen)
            case "in_pass":
                held = any(event_holds(inner, e) for e in mine)
            case "not":
                held = not _holds(inner, seen, mine)
            case "any":
                held = any(_holds(part, seen, mine) for part in inner)
            case _:
                held = all(_holds(part, seen, mine) for part in inner)
        if not held:
            return False
    return True


def event_holds(rule, event):
    for word, wanted in rule.items():
        value = event["event"] if word == "event" else event.get(f"p_{word}")
        if word == "not":
            held = not event_holds(wanted, event)
        elif isinstance(wanted, dict) and "range" in wanted:
            held = value is not None and value >= wanted["range"][0]
        elif isinstance(wanted, dict):
            held = (value is not None) == wanted["exists"]
        else:
            held = value in wanted if isinstance(wanted, list) else value == wanted
        if not held:
            return False
    return True


def kept(world, segment=None, start=None, end=None):
    """Return, per pass, whether it is of a period and (if named) of a segment or persona."""
    journey, result = world.journey, []
    for person, run, _ in runs_of(world):
        begun = run.visits[0][0]
        keep = (start is None or begun >= start) and (end is None or begun < end)
        if segment is not None:
            of = journey.segments.get(segment) or journey.personas[segment]
            keep = keep and in_segment(of.match, getattr(of, "when", "now"), person, run, world.as_of)
        result.append(keep)
    return result
