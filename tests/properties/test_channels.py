"""Channels by stage against a plain count."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.channels import channel_readings
from hanhtrinh.measures.statistics import wilson
from tests.beside_worlds import rich_worlds
from tests.oracles.answers_twin import Asked
from tests.worlds import frame_of, runs_of, shuffled


@settings(max_examples=40, deadline=None)
@given(rich_worlds(), st.integers(0, 99), st.data())
def test_passes_and_visits_equal_a_plain_count(world, seed, data):
    """Stages in map order, in each the most used channel first; a share is of the passes that came to the stage."""
    runs, journey = runs_of(world), world.journey
    keep = data.draw(st.lists(st.booleans(), min_size=len(runs), max_size=len(runs)))
    asked = Asked(world, keep)
    visits, through, reached = Counter(), Counter(), Counter()
    for person, run, _ in [found for found, k in zip(runs, keep, strict=True) if k]:
        places = [(journey.stage_of[visit[2]], asked.channel(person, visit)) for visit in run.visits]
        visits.update(places)
        through.update(set(places))
        reached.update({stage for stage, _ in places})
    reading = world.read(frame=frame_of(shuffled(world.table, seed)))
    found = channel_readings(reading, np.array(keep, np.bool_))
    keys = [stage.key for stage in journey.stages]
    got = {(keys.index(one.stage), one.channel): one for one in found}
    assert len(got) == len(found)
    assert {place: one.visits for place, one in got.items()} == dict(visits)
    assert {place: one.passes for place, one in got.items()} == dict(through)
    for (stage, _), one in got.items():
        assert (one.share.count, one.share.n) == (one.passes, reached[stage])
        assert one.share.interval == wilson(one.passes, reached[stage])
    order = [(keys.index(one.stage), -one.passes, -one.visits, one.channel) for one in found]
    assert order == sorted(order)
