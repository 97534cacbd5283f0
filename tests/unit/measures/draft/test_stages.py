"""Steps become stages by what they are, else by the pauses between them."""

from hanhtrinh.i18n import Localized
from hanhtrinh.measures.draft.spans import usual_span
from hanhtrinh.measures.draft.stages import cut_stages, name_between

NAMES = ("look", "weigh", "buy", "use")
DAY = 86_400.0


def groups(*args):
    """Return the steps of each stage."""
    return [cut.steps for cut in cut_stages(*args)]


def test_known_steps_decide():
    """Neighbours of one stage stay together, in the usual order of stages; a stranger among them changes nothing."""
    labels = ["look", "look", "use", "look", "weigh", "weigh", "buy"]
    cuts = cut_stages(labels, [60.0] * 6, 6, NAMES)
    assert [(c.steps, c.labels[0]) for c in cuts] == [((0, 1, 2, 3), "look"), ((4, 5, 6), "weigh")]


def test_an_unknown_step_goes_where_the_pause_is_short():
    """What nothing is known of belongs to the side it follows, or leads to, sooner."""
    labels = ["look", "look", None, "buy", "buy"]
    assert groups(labels, [60, 60, DAY, 60], 4, NAMES) == [(0, 1, 2), (3, 4)]
    assert groups(labels, [60, DAY, 60, 60], 4, NAMES) == [(0, 1), (2, 3, 4)]


def test_a_single_step_joins_the_stage_next_to_its_own():
    """A stage of its own is not worth it; the name tells of both."""
    cuts = cut_stages(["weigh", "weigh", "buy", "buy", "use"], [60.0] * 4, 3, NAMES)
    assert [c.labels for c in cuts] == [("weigh",), ("buy", "use")]


def test_unknown_steps_are_cut_at_the_longest_pauses():
    """The longest pauses part stages, and one of them ends with the aim."""
    pauses = [60, 60, DAY, 60, 60, 2 * DAY, 60]
    assert groups([None] * 8, pauses, 5, NAMES) == [(0, 1, 2), (3, 4, 5), (6, 7)]
    assert groups([None], [], 0, NAMES) == [(0,)]
    assert groups([], [], None, NAMES) == []


def test_names_between_two_steps():
    """A stage without a name of its own is named by its ends, in both languages where one of them has two."""
    assert name_between("A", "B") == "A → B"
    assert name_between("A", "A") == "A"
    assert name_between(Localized(vi="Giỏ", en="Cart"), "Pay") == Localized(vi="Giỏ → Pay", en="Cart → Pay")


def test_usual_spans():
    """Windows are lengths people use."""
    assert [usual_span(s) for s in (10, 1_800, 1_801, 29 * DAY, 800 * DAY)] == ["30m", "30m", "1h", "30d", "365d"]
