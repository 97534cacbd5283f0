"""Who came by: looked up among the events of a while, as if every event of everybody were looked at."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.asking.came_by import came_by
from hanhtrinh.events.overlay import frame_of_rows, take_people
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.values import MICROSECONDS
from tests.timelines import DAY, lake_of, rows
from tests.worlds import EPOCH, INSTRUMENTS, frame_of

STEPS = tuple(Step(key=key, name=key, touchpoint=key) for key in "ab")
JOURNEY = Journey(
    key="j",
    name="J",
    touchpoints={key: Touchpoint(name=key, match={"event": key}) for key in "ab"},
    stages=(Stage(key="all", name="All", phase="before", steps=STEPS),),
)


def instant(second):
    """Return the instant of a second of the test's lakes."""
    return (EPOCH + second) * MICROSECONDS


def plainly(frame, after, until):
    """Return whose newest `a`, `b` or `x` was when, event by event."""
    column, found = frame.columns["event"], {}
    for place, person in enumerate(frame.people.to_list()):
        for event in range(frame.offsets[place], frame.offsets[place + 1]):
            name, at = column.values[int(column.codes[event]) - 1], int(frame.time[event])
            if name in "abx" and after < at <= until and found.get(person, (0, ""))[0] <= at:
                found[person] = at, name.replace("x", "")
    return found


@settings(max_examples=80, deadline=None)
@given(rows(names="abcx", max_events=10), st.integers(-1, 31), st.integers(0, 40), st.data())
def test_whoever_came_by_is_found_with_their_newest_time(data, begins, days, more):
    """The newest of all who came by within the while, of the base as of those touched since, nobody twice."""
    frame = frame_of(lake_of(data))
    touched = more.draw(st.lists(st.booleans(), min_size=frame.person_count, max_size=frame.person_count))
    gone = np.array(touched, np.bool_)
    overlay = frame_of_rows(take_people(frame, np.flatnonzero(gone)), INSTRUMENTS, zone=frame.zone)
    after, until = instant(begins * DAY), instant((begins + days) * DAY)
    parts = Parts(frame, gone, overlay, until)
    found = came_by(parts, lambda key: JOURNEY, "j", ("a", "b"), ("x",), after, until)
    assert dict(found) == plainly(frame, after, until)
