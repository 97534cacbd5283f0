"""Whatever is done to a journey can be undone, written, sent as JSON and found again by comparing."""

from itertools import islice
from random import Random

import msgspec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hanhtrinh.i18n import LANGS
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.edits import Edit, EditRefused, apply, apply_all, edits_between, invert
from hanhtrinh.journey.edits.applying import twins
from hanhtrinh.journey.edits.references import dangling
from hanhtrinh.journey.model import Journey
from tests.properties.test_journey import JOURNEYS
from tests.random_edits import ANY_JOURNEYS, SEEDS, SOUND_JOURNEYS, random_edits

A_WHILE = 60
QUICK = settings(deadline=None, phases=(Phase.explicit, Phase.generate))  # seeds do not shrink


def work_on(journey: Journey, seed: int, edits: int = A_WHILE) -> list[tuple[Journey, Edit, Journey]]:
    """Return what somebody did: each edit that fitted, with the journey before and after it."""
    random, done = Random(seed), []
    for _ in range(edits):
        (edit,) = islice(random_edits(journey, random), 1)
        try:
            after = apply(journey, edit)
        except EditRefused as refused:
            said = [refused.message(lang) for lang in LANGS]
        else:
            said = []
        if said:
            assert all(said)
            continue
        done.append((journey, edit, after))
        journey = after
    return done


def written(value: object) -> object:
    """Return all that a journey's file can say, in its order, what is left out there included."""
    if isinstance(value, msgspec.Struct):
        return [written(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, dict):
        return [(key, written(one)) for key, one in value.items()]
    return [written(one) for one in value] if isinstance(value, tuple) else value


@settings(QUICK, max_examples=40)
@given(SOUND_JOURNEYS, SEEDS)
def test_undo(journey: Journey, seed: int) -> None:
    """Each edit has one that takes it back exactly, to the last letter of the file; all of them together as well."""
    done = work_on(journey, seed)
    for before, edit, after in done:
        undone = apply(after, invert(before, edit))
        assert undone == before
        assert written(undone) == written(before)
    last = done[-1][2] if done else journey
    assert apply_all(last, [invert(before, edit) for before, edit, _ in reversed(done)]) == journey


@settings(QUICK, max_examples=20)
@given(SOUND_JOURNEYS, SEEDS)
def test_sound_after_each_edit(journey: Journey, seed: int) -> None:
    """After each edit the journey reads back from its file as it is, and nothing refers to nothing."""
    for i, (_, _, after) in enumerate(work_on(journey, seed)):
        assert not dangling(after)
        assert not twins(after)
        if i % 8 == 0:
            assert inspect_journey(write_journey(after), "f")[0] == after


@settings(QUICK, max_examples=25)
@given(SOUND_JOURNEYS, SEEDS)
def test_edits_as_json(journey: Journey, seed: int) -> None:
    """An edit sent as JSON does what it did before."""
    for before, edit, after in work_on(journey, seed):
        received = msgspec.json.decode(msgspec.json.encode(edit), type=Edit)
        assert apply(before, received) == after
        assert apply(after, invert(before, received)) == before


@settings(QUICK, max_examples=60)
@given(SOUND_JOURNEYS, SEEDS, st.integers(0, A_WHILE))
def test_found_again(journey: Journey, seed: int, edits: int) -> None:
    """What was done to a journey is found again by comparing, as edits that fit and lead to the same file."""
    done = work_on(journey, seed, edits)
    last = done[-1][2] if done else journey
    assert written(apply_all(journey, edits_between(journey, last))) == written(last)


@settings(QUICK, max_examples=120)
@given(ANY_JOURNEYS, ANY_JOURNEYS)
def test_between_any_two(old: Journey, new: Journey) -> None:
    """Between any two journeys, faulty ones too, there are edits that lead from the one to the other, and back."""
    edits = edits_between(old, new)
    assert apply_all(old, edits, strict=False) == new
    undone = [invert(before, edit) for before, edit in _with_states(old, edits)]
    assert apply_all(new, reversed(undone), strict=False) == old


def _with_states(journey: Journey, edits: tuple[Edit, ...]) -> list[tuple[Journey, Edit]]:
    states = []
    for edit in edits:
        states.append((journey, edit))
        journey = apply(journey, edit, strict=False)
    return states


@settings(QUICK, max_examples=60)
@given(SOUND_JOURNEYS, SOUND_JOURNEYS)
def test_between_sound_ones(old: Journey, new: Journey) -> None:
    """Between two sound journeys the edits fit under every rule."""
    assert apply_all(old, edits_between(old, new)) == new


@settings(QUICK, max_examples=10)
@given(JOURNEYS)
def test_nothing_between_a_journey_and_itself(journey: Journey) -> None:
    """A journey differs from itself in nothing."""
    assert edits_between(journey, journey) == ()
