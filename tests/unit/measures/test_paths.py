"""Paths by hand: what is a node, what is cut, what is refused, and what a Sankey picture looks like."""

import msgspec
import polars as pl
import pytest

from hanhtrinh.errors import InputError
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.journey.model import Journey, Segment, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.path_source import event_lines, path_lines
from hanhtrinh.measures.paths import PathQuestion, paths, plain_key
from hanhtrinh.measures.sankey import sankey
from hanhtrinh.measures.variants import VariantQuestion, variants
from hanhtrinh.values import Period
from tests.lines import lines_of_names
from tests.timelines import DAY, lake_of

EPOCH = 1_767_225_600 * 1_000_000
MINUTE = 60


def frame_of(*rows, **properties):
    """Return a frame of (person, second, name) rows."""
    return build_frame(reader_of(lake_of([(*row, 0) for row in rows]).with_columns(**properties)), {}, zone="UTC")


def edges(found):
    """Return {(source, target): occurrences} over all positions."""
    return {(e.position, e.source, e.target): e.occurrences for e in found.edges}


@pytest.fixture
def reading():
    """Two passes of one person and one of another over a → b, events x off the map, a later session."""
    journey = Journey(
        key="j",
        name="J",
        window="1d",
        outcome="b",
        touchpoints={k: Touchpoint(name=k.upper(), match={"event": k}) for k in "ab"},
        segments={"twice": Segment(name="Twice", match={"did": {"event": "x"}})},
        stages=(Stage(key="s", name="S", phase="before", steps=tuple(Step(key=k, touchpoint=k) for k in "ab")),),
    )
    rows = [(0, 0, "a"), (0, MINUTE, "x"), (0, 2 * MINUTE, "b"), (0, 5 * DAY, "a"), (1, 0, "a"), (1, 90 * MINUTE, "a")]
    return read_journey(frame_of(*rows), journey)


def test_passes_walk_their_steps_and_end_in_their_state(reading):
    """By pass, a path is the pass's steps; it ends completed, left or open."""
    question = PathQuestion()
    found = paths(path_lines(reading, question), question)
    assert (found.paths, found.people) == (3, 2)
    assert edges(found) == {
        (0, "(start)", "a"): 3, (1, "a", "b"): 1, (1, "a", "(left)"): 1, (1, "a", "(open)"): 1,
        (2, "b", "(completed)"): 1,
    }  # fmt: skip


def test_sessions_end_after_half_an_hour_and_people_never(reading):
    """By session there are four lines, by person two; what is off the map is a node only of event names."""
    for unit, lines in (("session", 4), ("person", 2)):
        question = PathQuestion(nodes="events", unit=unit)
        assert paths(path_lines(reading, question), question).paths == lines
    by_step = PathQuestion(nodes="steps", unit="person")
    assert (1, "a", "b") in edges(paths(path_lines(reading, by_step), by_step))
    by_name = PathQuestion(nodes="events", unit="person")
    assert (1, "a", "x") in edges(paths(path_lines(reading, by_name), by_name))


def test_a_segment_keeps_the_lines_of_its_people(reading):
    """With passes a segment keeps its passes, with sessions and people those of its people."""
    for unit, lines in (("pass", 2), ("session", 2), ("person", 1)):
        question = PathQuestion(nodes="touchpoints", unit=unit)
        assert paths(path_lines(reading, question, segment="twice"), question).paths == lines


def test_a_period_keeps_what_begins_in_it(reading):
    """Passes and sessions begun in the period; of people, the events in it."""
    period = Period(EPOCH + DAY * 1_000_000, None)
    for unit in ("pass", "session", "person"):
        question = PathQuestion(nodes="touchpoints", unit=unit)
        found = paths(path_lines(reading, question, period=period), question)
        assert (found.paths, found.people) == (1, 1)


def test_events_after_as_of_are_not_seen():
    """What happens later has no effect on any unit."""
    frame = frame_of((0, 0, "a"), (0, 60, "b"), (1, 120, "c"))
    for unit, left_out in (("session", {}), ("person", {"no_node": 1})):
        question = PathQuestion(nodes="events", unit=unit)
        found = paths(event_lines(frame, question, as_of=EPOCH + 59 * 1_000_000), question)
        assert edges(found) == {(0, "(start)", "a"): 1, (1, "a", "(end)"): 1}
        assert found.left_out == left_out


def test_nodes_of_a_property_pass_over_events_without_it():
    """Values of a property are nodes, whatever their type; events that lack it are passed over."""
    amount = pl.Series([1.5, None, 2.0])
    frame = frame_of((0, 0, "a"), (0, 1, "b"), (0, 2, "c"), p_amount=amount)
    question = PathQuestion(nodes="property:amount", unit="person")
    found = paths(event_lines(frame, question, as_of=EPOCH * 2), question)
    assert edges(found) == {(0, "(start)", "1.5"): 1, (1, "1.5", "2"): 1, (2, "2", "(end)"): 1}


def test_paths_to_a_node_are_counted_back_from_it():
    """With an end only, the last position is the end's; a line cut in front begins earlier."""
    lines = lines_of_names({"p": ["a", "b", "c", "d"], "q": ["c", "d", "a"], "r": ["a"]})
    question = PathQuestion(nodes="events", end="d", depth=2)
    found = paths(lines, question)
    assert edges(found) == {(0, "(earlier)", "c"): 1, (0, "(start)", "c"): 1, (1, "c", "d"): 2, (2, "d", "(end)"): 2}
    assert found.left_out == {"no_end": 1}
    assert found.options["counted_from"] == "end"


def test_the_last_occurrence_is_taken_when_asked_for():
    """Paths from a node begin at its first occurrence, or at its last."""
    lines = lines_of_names({"p": ["a", "b", "a", "c"]})
    for occurrence, then in (("first", "b"), ("last", "c")):
        question = PathQuestion(nodes="events", start="a", occurrence=occurrence)
        assert (1, "a", then) in edges(paths(lines, question))


def test_a_name_like_one_of_ours_is_told_apart():
    """An event called "(start)" keeps its name in one more pair of brackets; others stay as they are."""
    assert [plain_key(name) for name in ("(start)", "((start))", "start", "(x)")] == [
        "((start))", "(((start)))", "start", "(x)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"depth": 0}, "depth is 0; allowed is 1 to 50."),
        ({"top": 999}, "top is 999; allowed is 1 to 200."),
        ({"session_gap_seconds": -1}, "session_gap_seconds is -1"),
        ({"start": "cart"}, "There is no 'cart' on these paths. Nearest: carts. There are: a, carts."),
        ({"end": "z"}, "There is no 'z' on these paths. Nearest: –. There are: a, carts."),
    ],
)
def test_a_question_without_meaning_is_refused(fields, message):
    """The message names the option, what was given and what is allowed."""
    lines = lines_of_names({"p": ["a", "carts"]})
    with pytest.raises(InputError) as refused:
        paths(lines, PathQuestion(nodes="events", **fields))
    assert message in refused.value.message("en")
    assert refused.value.message("vi") != refused.value.message("en")


def test_too_many_nodes_are_refused_unless_cut():
    """Every pair of thousands of nodes is not counted; the most frequent ones are."""
    lines = lines_of_names({"p": [f"n{i}" for i in range(3_000)]})
    question = PathQuestion(nodes="events", positions=False, top=None)
    with pytest.raises(InputError, match="3000 different nodes"):
        paths(lines, question)
    found = paths(lines, msgspec.structs.replace(question, top=200))
    assert {n.key: n.occurrences for n in found.nodes if n.kind == "other"} == {"(other)": 2_800}


def test_a_property_no_event_has_is_refused():
    """The message names what there is."""
    with pytest.raises(InputError, match="Nearest: source"):
        event_lines(frame_of((0, 0, "a")), PathQuestion(nodes="sauce", unit="person"), as_of=EPOCH)


def test_a_sankey_picture_needs_positions():
    """A graph has loops and no columns; the message says so."""
    lines = lines_of_names({"p": ["a", "b"]})
    with pytest.raises(InputError, match="by position"):
        sankey(paths(lines, PathQuestion(nodes="events", positions=False)))


def test_bands_of_a_sankey_picture_do_not_cross_where_they_need_not():
    """Two ways that never meet stand one above the other in every column."""
    lines = lines_of_names({"p": ["a", "z"], "q": ["b", "y"], "r": ["b", "y"]})
    picture = sankey(paths(lines, PathQuestion(nodes="events")))
    place = {node.key: node.y for node in picture.nodes}
    assert (place["a"] < place["b"]) == (place["z"] < place["y"])
    assert sankey(paths(lines_of_names({}), PathQuestion(nodes="events"))).nodes == ()


def test_results_are_plain_data():
    """Paths, pictures and variants can be written as JSON and read back."""
    lines = lines_of_names({"p": ["a", "b"], "q": ["a", "b"]})
    found = paths(lines, PathQuestion(nodes="events", times=True))
    for result in (found, sankey(found), variants(lines, VariantQuestion(nodes="events"))):
        assert msgspec.json.decode(msgspec.json.encode(result), type=type(result)) == result


def test_a_variant_tells_how_long_it_took_and_who_took_it():
    """The median runs from first to last node; the example is the first person who went this way."""
    lines = lines_of_names({"p": ["a", "b", "b"], "q": ["a", "b"], "r": ["b"]})
    found = variants(lines, VariantQuestion(nodes="events", top=1))
    (one,) = found.top
    assert (one.nodes, one.paths, one.median_seconds, one.endings) == (("a", "b"), 2, 1.5, {"end": 2})
    assert (one.person, found.other_kinds, found.other_paths) == ("0", 1, 1)
    with pytest.raises(InputError, match="top is 0"):
        variants(lines, VariantQuestion(nodes="events", top=0))
