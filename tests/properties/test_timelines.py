"""Timelines kept current against frames built in one go: in any order of arrival, sealed or not, whoever is who."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.live.timelines import Timelines
from hanhtrinh.events.event import Merged
from hanhtrinh.events.overlay import frame_of_rows, take_people
from hanhtrinh.events.together import people_between, whole
from tests.live_worlds import INSTRUMENTS, Shelf, instant_at, said
from tests.timelines import DAY
from tests.unit.store.test_frames import same_frame
from tests.worlds import frame_of, tables

USERS, DEVICES = ("lan", "minh", "ha"), ("d1", "d2", "d3")
_WHO = st.one_of(
    st.tuples(st.sampled_from(USERS), st.none()),
    st.tuples(st.none(), st.sampled_from(DEVICES)),
    st.tuples(st.sampled_from(USERS), st.sampled_from(DEVICES)),
)
_SAID = st.tuples(_WHO, st.integers(0, 6).map(lambda n: n * DAY // 4), st.sampled_from("abx"), st.integers(0, 3))
_MERGE = st.tuples(st.sampled_from(USERS), st.sampled_from(USERS), st.integers(0, 2), st.booleans())
_MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.lists(_SAID, min_size=1, max_size=5)),
        st.tuples(st.just("seal"), st.sampled_from([None, 1, 3])),
        st.tuples(st.just("merge"), _MERGE),
        st.tuples(st.just("look"), st.none()),
        st.tuples(st.just("rebase"), st.none()),
        st.tuples(st.just("restart"), st.none()),
    ),
    min_size=1,
    max_size=14,
)


def same_timelines(one, two):
    """Tell whether two frames hold the same timelines; a property nobody has may be there or not."""
    empty = {name for frame in (one, two) for name, column in frame.columns.items() if not column.codes.any()}
    for frame in (one, two):
        for name in empty - {"event", "source"}:
            if name in frame.columns:
                assert not frame.columns[name].codes.any()
                del frame.columns[name]
    same_frame(one, two)
    assert one.tie.tolist() == two.tie.tolist()
    assert raws_of(one) == raws_of(two)


def raws_of(frame):
    """Return the raw id of every event that was sent for another id than its person's."""
    values = frame.raws.values.to_list()
    return dict(zip(frame.raws.event.tolist(), [values[code - 1] for code in frame.raws.code.tolist()], strict=True))


def messages_of(rows, first):
    """Return messages of (who, second, event, key) rows."""
    return [
        said(first + i, second, event=event, user=user, device=device, **({"k": f"k{key}"} if key else {}))
        for i, ((user, device), second, event, key) in enumerate(rows)
    ]


def drained(timelines):
    """Take in all that came, checking each step: what is said of those touched is what the frames say."""
    while (step := timelines.advance()) is not None:
        assert set(step.before.people) | set(step.after.people) <= set(step.people)
    return timelines


def play(shelf, timelines, move, what, number):
    """Do one move; return the timelines to go on with."""
    match move:
        case "accept":
            shelf.accept(*messages_of(what, number))
        case "seal":
            shelf.seal(what)
        case "merge":
            into, person, key, undone = what
            at = instant_at(key)
            shelf.know(Merged(merge=f"{into}-{person}", into=into, person=person, at=at, by="lan", undone=undone))
        case "look":
            drained(timelines)
        case "rebase":
            generation = shelf.build()
            drained(timelines)
            return timelines.on(generation)
        case _:
            return drained(Timelines(shelf.space, shelf.made))
    return timelines


@settings(max_examples=150, deadline=None)
@given(st.lists(_SAID, max_size=12), _MOVES)
def test_what_is_kept_current_is_what_would_be_built(begun, moves):
    """After any moves base and overlay together are the frame of everything, to the last code."""
    shelf = Shelf()
    shelf.accept(*messages_of(begun, 0))
    shelf.seal()
    timelines, number = Timelines(shelf.space, shelf.build()), 1_000
    for move, what in moves:
        timelines = play(shelf, timelines, move, what, number)
        number += 10
    drained(timelines)
    same_timelines(whole(timelines.parts(0)), shelf.whole())
    names = whole(timelines.parts(0)).people.to_list()
    same_timelines(timelines.of_people(names[::-1]), shelf.whole())


@settings(max_examples=60, deadline=None)
@given(tables(max_people=6), st.data())
def test_people_taken_out_are_their_part_of_the_frame(table, data):
    """Rows of some people make the frame that a build of their events alone would make."""
    frame = frame_of(table)
    some = data.draw(st.lists(st.integers(0, max(0, frame.person_count - 1)), unique=True)) if len(table) else []
    rows = take_people(frame, np.array(some, np.int64))
    names = frame.people.gather(some).to_list()
    same_frame(frame_of_rows(rows, INSTRUMENTS, zone=frame.zone), frame_of(table.filter(table["person"].is_in(names))))


@settings(max_examples=60, deadline=None)
@given(tables(max_people=6), st.data())
def test_frames_cut_and_joined_are_the_frame(table, data):
    """Consecutive people of a frame, and people standing in an overlay, lose nothing."""
    frame = frame_of(table)
    cut = data.draw(st.integers(0, frame.person_count))
    first, second = people_between(frame, 0, cut), people_between(frame, cut, frame.person_count)
    rows = [take_people(part, np.arange(part.person_count)) for part in (first, second)]
    assert rows[0].vstack(rows[1]).equals(take_people(frame, np.arange(frame.person_count)))
