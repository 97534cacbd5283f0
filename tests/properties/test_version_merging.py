"""Two journeys made from one, merged: nothing changes hands where only one was changed, nothing is lost in silence."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.versions.merging import merged
from hanhtrinh.journey.edits import EditRefused, apply, edits_between
from hanhtrinh.journey.edits.applying import twins
from hanhtrinh.journey.edits.references import dangling
from tests.random_edits import random_edits, random_journey

SEEDS = st.integers(0, 10**9)


def changed(journey, random, count):
    """Return a journey after some edits that fit it."""
    for _, edit in zip(range(count), random_edits(journey, random), strict=False):
        try:
            journey = apply(journey, edit)
        except EditRefused:
            continue
    return journey


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_who_works_alone_gets_their_own(seed) -> None:
    """Merged with what nobody else has changed, and with the very same, a journey stays what it is."""
    random = Random(seed)
    base = random_journey(random, sound=True)
    mine = changed(base, random, 8)
    for found in (merged(base, mine, base), merged(base, base, mine), merged(base, mine, mine)):
        assert found.conflicts == ()
    assert merged(base, base, mine).journey == mine
    assert merged(base, mine, mine).journey == mine
    left = edits_between(merged(base, mine, base).journey, mine)
    assert all(type(edit).__name__.startswith("Move") for edit in left), left


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_what_is_merged_is_sound_and_keeps_theirs(seed) -> None:
    """No reference leads to nothing; what they added and did not take out themselves is there, whoever else worked."""
    random = Random(seed)
    base = random_journey(random, sound=True)
    mine, theirs = changed(base, random, 6), changed(base, random, 6)
    found = merged(base, mine, theirs)
    assert set(dangling(found.journey)) <= set(dangling(theirs))
    assert twins(found.journey) <= twins(theirs)
    renamed = {edit.old for edit in edits_between(base, mine) if type(edit).__name__ == "RenameKey"}
    for key in set(theirs.step_index) - set(base.step_index) - renamed:
        assert key in found.journey.step_index, key
