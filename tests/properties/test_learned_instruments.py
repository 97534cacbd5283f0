"""Instruments that are learned while maps are open: base and overlay say what a base built of everything would say."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.live.listing import frames_of
from hanhtrinh.app.live.maps import LiveMaps
from hanhtrinh.app.live.timelines import Timelines
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.app.rules.counting import read_draft
from hanhtrinh.events.event import Merged
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.together import whole
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.values import in_one_part
from tests.live_worlds import Shelf, instant_at, said
from tests.properties.test_timelines import drained, same_timelines
from tests.timelines import DAY
from tests.worlds import journeys

# "aaa" stands before those the worlds begin with, "zzz" after them: learning one moves the others' places, or not.
ALL = {
    "aaa": Instrument(key="aaa", kind="nps", low=0, high=10),
    "company": Instrument(key="company", kind="nps", low=0, high=10, relationship=True),
    "stars": Instrument(key="stars", kind="csat", low=1, high=5),
    "zzz": Instrument(key="zzz", kind="ces", low=1, high=7),
}
BEGUN = ("company", "stars")
_SAID = st.tuples(
    st.sampled_from(["lan", "minh", "ha"]),
    st.integers(0, 12).map(lambda n: n * DAY // 4),
    st.sampled_from(["a", "b", *ALL]),
    st.sampled_from([None, 1.0, 4.0]),
    st.booleans(),
)
_MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.lists(_SAID, min_size=1, max_size=4)),
        st.tuples(st.just("learn"), st.sampled_from(["aaa", "zzz"])),
        st.tuples(st.just("seal"), st.sampled_from([None, 1])),
        st.tuples(st.just("merge"), st.booleans()),
        st.tuples(st.just("look"), st.none()),
        st.tuples(st.just("rebase"), st.none()),
    ),
    min_size=1,
    max_size=10,
)


def messages_of(rows, first):
    """Return messages of (who, second, event or instrument, score, asked) rows."""
    found = []
    for number, (who, second, name, score, asked) in enumerate(rows, first):
        if name not in ALL:
            found.append(said(number, second, event=name, user=who))
            continue
        given = {"instrument": name, **({} if asked else {"score": score} if score else {"text": f"words {number}"})}
        found.append(said(number, second, event="Survey Asked" if asked else "Survey Answered", user=who, **given))
    return found


class World:
    """A shelf that learns; `hidden` tells that a base was built with answers to what nobody had said it is yet."""

    def __init__(self, begun):
        self.shelf = Shelf(clock=instant_at(4 * DAY), accepted=instant_at(4 * DAY))
        self.shelf.scales = {key: ALL[key] for key in BEGUN}
        self.shelf.accept(*messages_of(begun, 0))
        self.shelf.seal()
        self.number, self.hidden = 1_000, False
        self.build()

    def build(self):
        rows = self.shelf.rows()
        unknown = {*rows["instrument"], *rows["asks"]} - {None, *self.shelf.scales}
        self.hidden = bool(unknown)
        return self.shelf.build()

    def play(self, move, what):
        """Do one move that concerns the shelf alone."""
        self.number += 10
        match move:
            case "accept":
                self.shelf.accept(*messages_of(what, self.number))
            case "learn":
                self.shelf.scales = {**self.shelf.scales, what: ALL[what]}
            case "seal":
                self.shelf.seal(what)
            case "merge":
                at = instant_at(1)
                self.shelf.know(Merged(merge="m", into="lan", person="minh", at=at, by="lan", undone=what))


@settings(max_examples=40, deadline=None)
@given(st.lists(_SAID, max_size=8), _MOVES)
def test_what_is_learned_is_known_everywhere(begun, moves):
    """After any moves base and overlay are the frame of everything with all instruments, to the last code."""
    world = World(begun)
    timelines = Timelines(world.shelf.space, world.shelf.made)
    for move, what in moves:
        world.play(move, what)
        if move == "look":
            drained(timelines)
        if move == "rebase":
            drained(timelines)
            known = timelines.base.frame.instruments
            made = world.build()
            timelines = timelines.on(made) if made.frame.instruments == known else Timelines(world.shelf.space, made)
    drained(timelines)
    if world.hidden:  # answers that lay in the base before anybody said what they answer are found by the next one
        timelines = drained(Timelines(world.shelf.space, world.build()))
    right, parts = world.shelf.whole(), timelines.parts(0)
    assert dict(parts.instruments) == dict(right.instruments) == dict(parts.overlay.instruments)
    same_timelines(whole(parts), right)
    assert all(dict(frame.instruments) == dict(right.instruments) for frame in frames_of(parts))


@settings(max_examples=12, deadline=None)
@given(st.lists(_SAID, max_size=8), journeys(), st.sampled_from([None, "aaa", "zzz"]), _MOVES)
def test_an_open_map_shows_what_is_learned(begun, journey, named, moves):
    """Summed or read whole, also where a step names the instrument: what a fresh reading of everything says."""
    journey = _naming(journey, named) if named else journey
    world, question = World(begun), MapQuestion()
    kept = [LiveMaps(world.shelf.space, in_one_part, summed_from=summed) for summed in (0, 10**9)]
    for maps in kept:
        maps.readings(journey, question)
    for move, what in moves:
        world.play(move, what)
        if move == "rebase":
            world.build()
        for maps in kept:
            maps.tick()
            if move == "rebase":
                maps.rebase()
    for maps in kept:
        maps.tick()
        if world.hidden:  # as above: the server begins another base within seconds
            maps.rebase()
        found = maps.readings(journey, question)
        assert found == measure_map(world.shelf.whole(), journey, question, as_of=found.as_of, run=in_one_part)
        plain = MapQuestion(trend="none", compare=False, beside=False)
        right = measure_map(world.shelf.whole(), journey, plain, as_of=found.as_of, run=in_one_part)
        assert read_draft(maps.parts(), journey, plain, run=in_one_part) == right


def _naming(journey, instrument):
    """Return a journey whose steps all show one instrument."""
    stages = [
        msgspec.structs.replace(
            stage, steps=tuple(msgspec.structs.replace(step, instrument=instrument) for step in stage.steps)
        )
        for stage in journey.stages
    ]
    return msgspec.structs.replace(journey, stages=tuple(stages))
