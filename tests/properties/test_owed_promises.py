"""Promises that time breaks: what a base owes is read once, and later looks find what reading it anew would."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.cases.finding import broken_promises, owed
from hanhtrinh.app.live.listing import nobody_of
from hanhtrinh.events.parts import Parts
from hanhtrinh.voice.cases.model import BrokenPromise, CaseRule
from tests.timelines import DAY
from tests.worlds import frame_of, worlds

MICRO_DAY = DAY * 1_000_000


@settings(deadline=None, max_examples=60)
@given(worlds(), st.lists(st.integers(0, 70), min_size=1, max_size=4), st.sampled_from([0, 5, 48]), st.data())
def test_what_is_owed_breaks_as_time_goes_by(world, later, hours, data):
    """At every later instant the promises kept in mind give the triggers a reading of all timelines gives."""
    frame = frame_of(world.table)
    begin = frame.span[1] if frame.span else world.as_of
    gone = np.array(data.draw(st.lists(st.booleans(), min_size=frame.person_count, max_size=frame.person_count)), bool)
    rule = CaseRule(id="r", name="R", condition=BrokenPromise(late_hours=hours))
    journeys, since = {"j": world.journey}, begin - 20 * MICRO_DAY
    debts = owed(frame, rule, since, begin, journeys)
    for days in sorted(later):
        now = begin + days * MICRO_DAY + 1
        parts = Parts(frame, gone, nobody_of(frame), now)
        anew = list(broken_promises(parts, rule, since + days * MICRO_DAY, journeys))
        assert list(broken_promises(parts, rule, since + days * MICRO_DAY, journeys, based=debts)) == anew
