"""Some people of a frame, without looking anything up anew."""

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.frame import Raws
from hanhtrinh.events.overlay import take_people
from hanhtrinh.events.together import only_people
from tests.worlds import frame_of, tables


@settings(deadline=None)
@given(tables(max_people=6), st.data())
def test_some_people_lose_nothing(table, data):
    """The frame of some people says of them what the whole frame says: events, answers, properties, raw ids."""
    frame = frame_of(table)
    sent = np.array(sorted(data.draw(st.sets(st.integers(0, max(0, frame.event_count - 1))))), np.int64)
    sent = sent[sent < frame.event_count]
    frame = replace(frame, raws=Raws(sent, np.ones(len(sent), np.uint8), pl.Series("raw", ["elsewhere"])))
    chosen = data.draw(st.sets(st.sampled_from(range(frame.person_count)))) if frame.person_count else set()
    people = np.array(sorted(chosen), np.int64)
    some = only_people(frame, people)
    assert some.people.to_list() == frame.people.gather(people).to_list()
    assert take_people(some, np.arange(some.person_count)).equals(take_people(frame, people))
