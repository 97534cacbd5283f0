"""Living maps against maps made in one go: the same digits at any clock, whatever came in whatever order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.live.maps import LiveMaps
from hanhtrinh.app.measuring import list_people, measure_map
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.map_question import Sliding
from hanhtrinh.measures.results import Who
from hanhtrinh.values import in_one_part
from tests.live_worlds import Shelf, instant_at
from tests.properties.test_timelines import _MERGE, _SAID, messages_of, play
from tests.timelines import DAY
from tests.worlds import journeys

_MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.lists(_SAID, min_size=1, max_size=4)),
        st.tuples(st.just("seal"), st.sampled_from([None, 2])),
        st.tuples(st.just("merge"), _MERGE),
        st.tuples(st.just("tick"), st.sampled_from([0, 1, 5, DAY // 2, 3 * DAY, 15 * DAY])),
        st.tuples(st.just("rebase"), st.none()),
        st.tuples(st.just("anew"), st.none()),
    ),
    min_size=1,
    max_size=10,
)
_QUESTIONS = st.builds(
    MapQuestion,
    unit=st.sampled_from(["pass", "person", "session"]),
    segment=st.sampled_from([None, None, "g0", "per"]),
    trend=st.sampled_from(["auto", "none"]),
    sliding=st.sampled_from([None, None, Sliding(count=2, unit="day"), Sliding(count=90_000, unit="second")]),
)


def move_on(shelf, maps, move, what, number):
    """Do one move of a living workspace."""
    match move:
        case "tick":
            shelf.clock += what * 1_000_000
            maps.tick()
        case "rebase":
            maps.rebase()
        case "anew":
            shelf.replaced = True
            maps.tick()
            maps.rebase()
        case _:
            play(shelf, None, move, what, number)


@settings(max_examples=50, deadline=None)
@given(st.lists(_SAID, max_size=10), journeys(), _QUESTIONS, st.booleans(), _MOVES)
def test_a_living_map_is_the_map_made_in_one_go(begun, journey, question, live, moves):
    """Summed over people or read whole, as of the clock or of the newest event, it says what a fresh reading says."""
    shelf = Shelf(clock=instant_at(2 * DAY), accepted=instant_at(400 * DAY) if live else None)
    shelf.accept(*messages_of(begun, 0))
    shelf.seal()
    shelf.build()
    kept = {summed: LiveMaps(shelf.space, in_one_part, summed_from=summed) for summed in (0, 10**9)}
    for maps in kept.values():
        maps.readings(journey, question)
    for number, (move, what) in enumerate(moves):
        for i, maps in enumerate(kept.values()):
            if i == 0 or move in ("rebase", "anew"):
                move_on(shelf, maps, move, what, 1_000 + 10 * number)
            else:
                maps.tick()
    for maps in kept.values():
        maps.tick()
        found = maps.readings(journey, question)
        right = measure_map(shelf.whole(), journey, question, as_of=found.as_of, run=in_one_part)
        assert found == right


@settings(max_examples=15, deadline=None)
@given(st.lists(_SAID, max_size=10), st.lists(_SAID, min_size=1, max_size=8), journeys(), st.sampled_from(["s0", None]))
def test_doors_list_whom_a_fresh_reading_counts(begun, came, journey, step):
    """The people behind a number are the same, base and overlay together."""
    shelf = Shelf(clock=instant_at(3 * DAY), accepted=instant_at(400 * DAY))
    shelf.accept(*messages_of(begun, 0))
    shelf.seal()
    shelf.build()
    maps = LiveMaps(shelf.space, in_one_part)
    shelf.accept(*messages_of(came, 100))
    maps.tick()
    who, question = Who(what="all" if step is None else "reached", step=step), MapQuestion()
    found = maps.people(journey, question, who)
    as_of = maps.parts().now
    right = list_people(shelf.whole(), journey, who, period=question.period, segment=None, as_of=as_of, run=in_one_part)
    assert found.equals(right)
