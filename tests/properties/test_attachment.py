"""Attachment against its slow twin on random timelines."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.journey.rules import Is
from hanhtrinh.measures.attachment import RULES, attach, steps_by_touchpoint
from hanhtrinh.measures.passes import find_passes, layout_of
from hanhtrinh.values import MICROSECONDS
from tests.oracles.attachment_twin import Answer, attach_one
from tests.oracles.passes_twin import find_runs
from tests.timelines import DAY, NAMES, lake_of, rows

INSTRUMENTS = {
    "company": Instrument(key="company", kind="nps", low=0, high=10, relationship=True),
    "visit": Instrument(key="visit", kind="csat", low=1, high=5),
}
EPOCH = 1_767_225_600


def journey(steps, keyed, outcome, window):
    """Return a journey whose touchpoints are single letters."""
    return Journey(
        key="j", name="J", window=f"{window}s", pass_key="k" if keyed else None,
        outcome=None if outcome is None else f"s{outcome}",
        touchpoints={name: Touchpoint(name=name) for name in dict.fromkeys(steps)},
        stages=(Stage(
            key="all", name="All", phase="before",
            steps=tuple(Step(key=f"s{i}", touchpoint=name) for i, name in enumerate(steps)),
        ),),
    )  # fmt: skip


@st.composite
def asked_timelines(draw):
    """Return rows and, per row, what is answered or asked there: (instrument or None, invitation, asked at)."""
    table = draw(rows())
    asked_at = st.sampled_from([None, None, "", *"abcx", "zz"])
    voice = st.tuples(st.sampled_from([None, "visit", "visit", "company"]), st.booleans(), asked_at)
    return table, draw(st.lists(voice, min_size=len(table), max_size=len(table)))


def lake_with_voice(table, voice):
    """Return the lake of rows whose events carry answers and invitations."""
    answered = [name if name and not asks else None for name, asks, _ in voice]
    asked = [name if name and asks else None for name, asks, _ in voice]
    columns = {
        "instrument": pl.Series(answered, dtype=pl.String),
        "score": pl.Series([3.0 if name else None for name in answered], dtype=pl.Float64),
        "asks": pl.Series(asked, dtype=pl.String),
        "asked_at": pl.Series([at if name else None for name, _, at in voice], dtype=pl.String),
    }
    return lake_of(table).with_columns(**columns)


def expected(table, voice, j, as_of):
    """Return what the twin says of every answer in frame order, runs numbered over all people."""
    found, so_far, keyed = [], 0, j.pass_key is not None
    steps_of = steps_by_touchpoint(j)
    for person in sorted({row[0] for row in table}, key=lambda p: f"p{p}"):
        order = sorted((r[1], r[2], i) for i, r in enumerate(table) if r[0] == person)
        events = [((EPOCH + s) * MICROSECONDS, place, name) for place, (s, name, _) in enumerate(order)]
        keys = {place: f"k{table[i][3]}" if table[i][3] else "" for place, (_, _, i) in enumerate(order)}
        outcome = j.step_index.get(j.outcome, -1)
        window = j.window_seconds * MICROSECONDS
        runs = find_runs(events, steps_of, outcome, window, 0, as_of, keys if keyed else None)
        for place, (_, _, i) in enumerate(order):
            name, _, asked_at = voice[i]
            if name:
                answer = Answer(events[place][0], place, asked_at, name == "company", keys[place])
                run, step, rule = attach_one(answer, runs, steps_of, 7 * DAY * MICROSECONDS, as_of, keyed)
                found.append((-1 if run is None else so_far + run, -1 if step is None else step, rule))
        so_far += len(runs)
    return found


@settings(max_examples=300, deadline=None)
@given(
    asked_timelines(),
    st.lists(st.sampled_from(NAMES[:5]), min_size=1, max_size=6),
    st.booleans(),
    st.booleans(),
    st.sampled_from([5, DAY, 30 * DAY]),
    st.integers(0, 60),
)
def test_attachment_says_what_its_slow_twin_says(timeline, steps, keyed, with_outcome, window, until):
    """Pass, step and rule of every answer and invitation equal the twin's, with ties, repeats, gaps and any clock."""
    table, voice = timeline
    j = journey(steps, keyed, len(steps) - 1 if with_outcome else None, window)
    as_of = (EPOCH + until * DAY) * MICROSECONDS
    frame = build_frame(reader_of(lake_with_voice(table, voice)), INSTRUMENTS, zone="UTC")
    lens = compile_lens({key: Is("event", key) for key in j.touchpoints}, frame.columns)
    passes = find_passes(frame, touches(lens, frame), j, layout_of(j, lens.touchpoints), as_of=as_of)
    column = frame.columns.get("k") if keyed else None
    got = attach(frame, passes, steps_by_touchpoint(j), key_codes=None if column is None else column.codes)
    said = list(zip(got.pass_of.tolist(), got.step.tolist(), (RULES[r] for r in got.rule), strict=True))
    assert said == expected(table, voice, j, as_of)


@settings(max_examples=100, deadline=None)
@given(asked_timelines(), st.lists(st.sampled_from(NAMES[:5]), min_size=1, max_size=6), st.randoms())
def test_the_order_of_imported_rows_decides_nothing(timeline, steps, random):
    """Shuffling rows with distinct instants changes no attachment."""
    table, voice = timeline
    places = {}
    for i, row in enumerate(table):
        places.setdefault((row[0], row[1], row[2]), i)
    keep = sorted(places.values())
    j = journey(steps, False, None, 30 * DAY)
    shuffled = keep.copy()
    random.shuffle(shuffled)

    def attached(order):
        frame = build_frame(
            reader_of(lake_with_voice([table[i] for i in order], [voice[i] for i in order])), INSTRUMENTS, zone="UTC"
        )
        lens = compile_lens({key: Is("event", key) for key in j.touchpoints}, frame.columns)
        as_of = (EPOCH + 90 * DAY) * MICROSECONDS
        passes = find_passes(frame, touches(lens, frame), j, layout_of(j, lens.touchpoints), as_of=as_of)
        return attach(frame, passes, steps_by_touchpoint(j))

    one, two = attached(keep), attached(shuffled)
    for name in ("pass_of", "step", "rule"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
