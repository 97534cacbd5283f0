"""Living maps: what arrives is told to whoever watches, late events change what was told of yesterday and say so."""

import asyncio
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from hanhtrinh.app.live import registry as registry_module
from hanhtrinh.app.live.maps import LiveMaps
from hanhtrinh.app.live.registry import LiveRegistry
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.errors import InputError
from hanhtrinh.events.event import Merged
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import MICROSECONDS, in_one_part
from tests.live_worlds import Shelf, instant_at, said
from tests.timelines import DAY

JOURNEY = Journey(
    key="j",
    name="Mua hàng",
    window="2d",
    outcome="buy",
    touchpoints={name: Touchpoint(name=name, match={"event": name}) for name in "ab"},
    stages=(
        Stage(
            key="s",
            name="S",
            phase="before",
            steps=(Step(key="see", touchpoint="a"), Step(key="buy", touchpoint="b")),
        ),
    ),
)
ALL = MapQuestion()
NOON = 3 * DAY + 12 * 3600  # the worlds begin at midnight UTC, seven hours into a day in Viet Nam


@pytest.fixture
def shelf():
    """A live workspace at noon of its fourth day, with one person who looked on the first."""
    made = Shelf(clock=instant_at(NOON), accepted=instant_at(NOON))
    made.accept(said(1, 5, event="a", user="lan"))
    made.seal()
    made.build()
    return made


def maps_of(shelf, summed):
    """Return living maps that are summed over people, or read whole."""
    return LiveMaps(shelf.space, in_one_part, summed_from=0 if summed else 10**9)


def fresh(shelf, as_of):
    """Return the map made in one go."""
    return measure_map(shelf.whole(), JOURNEY, ALL, as_of=as_of, run=in_one_part)


@pytest.mark.parametrize("summed", [True, False])
def test_an_accepted_event_moves_the_map_at_the_next_tick(shelf, summed):
    """Before it is sealed, while it is sealed and afterwards the event counts once."""
    maps = maps_of(shelf, summed)
    assert maps.readings(JOURNEY, ALL).completed == 0
    shelf.accept(said(2, NOON, event="a", user="minh"), said(3, NOON, event="b", user="minh"))
    maps.tick()
    assert maps.readings(JOURNEY, ALL).completed == 1
    shelf.seal()
    maps.tick()
    found = maps.readings(JOURNEY, ALL)
    assert (found.completed, found.events) == (1, 3)
    assert found == fresh(shelf, found.as_of)


@pytest.mark.parametrize("summed", [True, False])
def test_time_alone_closes_windows(shelf, summed):
    """Nothing arrives, and yet who is open becomes left when the window has passed."""
    shelf.accept(said(2, NOON, event="a", user="minh"))
    maps = maps_of(shelf, summed)
    assert (maps.readings(JOURNEY, ALL).open, maps.readings(JOURNEY, ALL).left) == (1, 1)
    shelf.clock += 2 * DAY * MICROSECONDS
    maps.tick()
    assert maps.readings(JOURNEY, ALL).open == 1  # exactly the window: still open
    shelf.clock += MICROSECONDS
    maps.tick()
    assert (maps.readings(JOURNEY, ALL).open, maps.readings(JOURNEY, ALL).left) == (0, 2)


def test_without_a_live_source_knowledge_ends_at_the_newest_event(shelf):
    """An imported export is read as of its newest event; the first accepted message starts the clock."""
    shelf.accepted = None
    maps = maps_of(shelf, True)
    assert maps.readings(JOURNEY, ALL).as_of == instant_at(5)
    shelf.accept(said(2, NOON - 60, event="a", user="minh", received=NOON))
    maps.tick()
    assert maps.readings(JOURNEY, ALL).as_of == shelf.clock
    assert shelf.accepted == shelf.clock


@pytest.mark.parametrize("summed", [True, False])
def test_late_events_are_told_apart_from_today(shelf, summed):
    """What happens today changes nothing in what was said of yesterday; what arrives late does, and is counted."""
    maps = maps_of(shelf, summed)
    first = maps.late_changes(JOURNEY, ALL)
    assert (first.events, first.changes) == (0, ())
    shelf.accept(said(2, NOON, event="b", user="minh"))
    maps.tick()
    assert maps.late_changes(JOURNEY, ALL) == first
    shelf.accept(said(3, 60, event="b", user="lan", received=NOON))
    maps.tick()
    late = maps.late_changes(JOURNEY, ALL)
    assert late.events == 1
    changed = {(c.what, c.step): (c.old.value, c.new.value) for c in late.changes if c.old and c.new}
    assert changed["completed", None] == (0.0, 1.0)
    assert changed["reach", "buy"] == (0.0, 1.0)


@pytest.mark.parametrize("summed", [True, False])
def test_midnight_keeps_what_was_told(shelf, summed):
    """A new day begins with the map as it stood at midnight, and a restart does not forget it."""
    maps = maps_of(shelf, summed)
    maps.late_changes(JOURNEY, ALL)
    shelf.clock = instant_at(4 * DAY)  # 07:00 of the next day in Viet Nam
    maps.tick()
    shelf.accept(said(3, 60, event="b", user="lan", received=4 * DAY))
    maps.tick()
    late = maps.late_changes(JOURNEY, ALL)
    assert late.as_of == instant_at(3 * DAY + 17 * 3600) - 1
    assert late.events == 1
    assert ("completed", None) in {(c.what, c.step) for c in late.changes}
    again = maps_of(shelf, summed).late_changes(JOURNEY, ALL)
    assert again.changes == late.changes


def test_an_undone_merge_is_a_change_of_yesterday(shelf):
    """A fact that moves old events to another person shows in yesterday's numbers, without any late event."""
    shelf.accept(said(2, 60, event="b", user="minh"))
    shelf.seal()
    maps = maps_of(shelf, True)
    maps.late_changes(JOURNEY, ALL)
    shelf.know(Merged(merge="m", into="lan", person="minh", at=instant_at(NOON), by="ha"))
    maps.tick()
    late = maps.late_changes(JOURNEY, ALL)
    assert late.events == 0
    assert ("people", None) in {(c.what, c.step) for c in late.changes}
    shelf.know(Merged(merge="m", into="lan", person="minh", at=instant_at(NOON), by="ha", undone=True))
    maps.tick()
    assert maps.late_changes(JOURNEY, ALL).changes == ()


def test_a_base_that_cannot_be_built_leaves_the_old_one_serving(shelf, monkeypatch):
    """The builder dies: readings go on, and the next attempt succeeds."""
    maps = maps_of(shelf, True)
    shelf.accept(said(2, NOON, event="b", user="minh"))
    maps.tick()

    def dies():
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(shelf, "build", dies)
        with pytest.raises(OSError, match="no space"):
            maps.rebase()
    assert maps.readings(JOURNEY, ALL).completed == 1
    maps.rebase()
    found = maps.readings(JOURNEY, ALL)
    assert found == fresh(shelf, found.as_of)


def test_rows_taken_out_of_the_lake_are_out_of_the_maps(shelf):
    """Somebody was erased: what is held in memory is forgotten and read again."""
    maps = maps_of(shelf, True)
    shelf.accept(said(2, NOON, event="b", user="minh"))
    shelf.seal()
    maps.tick()
    assert maps.readings(JOURNEY, ALL).people == 2
    shelf.lake = [rows.filter(rows["person"] != "minh") for rows in shelf.lake]
    shelf.made = None
    maps.begin_anew()
    found = maps.readings(JOURNEY, ALL)
    assert found.people == 1
    assert found == fresh(shelf, found.as_of)


def test_another_instrument_asks_for_another_base(shelf):
    """Answers to a question that is new are read as soon as the base is built for it."""
    maps = maps_of(shelf, True)
    assert not maps.outgrown()
    maps.readings(JOURNEY, ALL)
    shelf.scales = {**shelf.scales, "new": Instrument(key="new", kind="csat", low=1, high=5)}
    assert maps.outgrown()
    maps.rebase()
    assert not maps.outgrown()
    found = maps.readings(JOURNEY, ALL)
    assert found == fresh(shelf, found.as_of)


def test_words_may_be_edited_without_reading_anew(shelf, monkeypatch):
    """A renamed step is the same map; another rule is another one."""
    maps = maps_of(shelf, True)
    maps.readings(JOURNEY, ALL)
    renamed = Journey(**{f: getattr(JOURNEY, f) for f in JOURNEY.__struct_fields__} | {"name": "Khác"})
    with monkeypatch.context() as patch:
        patch.setattr(LiveMaps, "_open", lambda *_: pytest.fail("read anew"))
        maps.readings(renamed, ALL)


@pytest.mark.parametrize(
    "question", [MapQuestion(segment="nobody"), MapQuestion(unit="account")], ids=["segment", "account"]
)
def test_a_question_the_journey_cannot_answer_is_refused(shelf, question):
    """An unknown segment, or accounts where the journey names none, is an error of whoever asks."""
    with pytest.raises(InputError):
        maps_of(shelf, True).readings(JOURNEY, question)


def test_whoever_leaves_while_others_are_told_costs_nobody_the_news(shelf):
    """Watchers come and go in other threads than the one that tells them."""
    maps, told = maps_of(shelf, True), []
    watch = SimpleNamespace(give=lambda readings: told.append("leaves") or kept.watchers.remove(watch))
    kept = maps._watch(JOURNEY, ALL, watch, maps.readings(JOURNEY, ALL))
    kept.watchers.append(SimpleNamespace(give=lambda readings: told.append("stays")))
    shelf.accept(said(2, NOON, event="a", user="minh"))
    maps.tick()
    assert told == ["leaves", "stays"]


def test_a_watcher_that_slept_gets_the_newest_readings_only(shelf):
    """Three changes while nobody looks are one reading, the last; nothing is told when nothing changed."""
    maps = maps_of(shelf, True)

    async def look():
        async with maps.watch(JOURNEY, ALL) as stream:
            first = await anext(stream)
            for number, who in enumerate(("minh", "ha", "tu"), 2):
                shelf.accept(said(number, NOON, event="b", user=who))
                await asyncio.to_thread(maps.tick)
            newest = await asyncio.wait_for(anext(stream), 5)
            shelf.clock += MICROSECONDS
            await asyncio.to_thread(maps.tick)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(stream), 0.05)
            return first.completed, newest.completed

    assert asyncio.run(look()) == (0, 3)
    assert not maps.watched


def test_a_map_that_cannot_be_read_silences_no_other(shelf, monkeypatch):
    """Of two watched maps the first trips the reading: who watches the other is told, and what went wrong is raised."""
    maps, first = maps_of(shelf, False), replace(JOURNEY, key="i")
    told = []

    async def look() -> None:
        async with maps.watch(first, ALL), maps.watch(JOURNEY, ALL) as stream:
            told.append((await anext(stream)).completed)
            monkeypatch.setattr(maps, "_read", lambda kept: 1 / 0 if kept.journey.key == "i" else plain(kept))
            shelf.accept(said(2, NOON, event="b", user="lan"))
            with pytest.raises(ZeroDivisionError):
                maps.tick()
            async with asyncio.timeout(30):
                told.append((await anext(stream)).completed)

    plain = maps._read
    asyncio.run(look())
    assert told == [0, 1]


def test_what_stands_beside_is_read_again_where_that_failed(shelf, monkeypatch):
    """A child that died leaves one map without it for ten minutes, not until the next base, and no other map."""
    maps, asked = maps_of(shelf, True), []
    others = [replace(JOURNEY, key=key) for key in "xy"]
    for one in others:
        maps.readings(one, replace(ALL, beside=True))
    for kept in maps._maps.values():
        kept.beside_of = "of another base"

    def dies(journey, question, as_of):
        asked.append(journey.key)
        raise OSError("killed")

    monkeypatch.setattr(shelf, "beside", dies)
    for _ in range(3):
        with suppress(OSError):
            maps.refresh_beside()
    assert asked == ["x", "y"]
    shelf.clock += 601 * MICROSECONDS
    monkeypatch.setattr(shelf, "beside", lambda journey, *_: asked.append(journey.key))
    maps.refresh_beside()
    maps.refresh_beside()
    assert asked == ["x", "y", "x", "y"]


def test_looking_after_a_base_goes_on(shelf, monkeypatch):
    """An error in asking whether another base is due ends no thread."""
    monkeypatch.setattr(registry_module, "UNWATCHED_SECONDS", 0.01)
    monkeypatch.setattr(registry_module, "AGAIN_SECONDS", 0.01)
    calls, again = [], threading.Event()

    def outgrown(self) -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise OSError
        again.set()
        return False

    monkeypatch.setattr(LiveMaps, "outgrown", outgrown)
    registry = LiveRegistry(lambda space: shelf.space, in_one_part)
    registry.of(Space(id="s", slug="s", name="S", folder="."))
    assert again.wait(30)
    registry.close()


def test_the_registry_opens_once_and_reports_what_goes_wrong(shelf):
    """Two asks are one set of timelines; an error in a tick is told and the next tick goes on."""
    heard = []
    registry = LiveRegistry(lambda space: shelf.space, in_one_part, lambda where, error: heard.append((where, error)))
    space = Space(id="s", slug="s", name="S", folder=".")
    try:
        maps = registry.of(space)
        assert registry.of(space) is maps
        registry._safely("tick", lambda: 1 / 0)
        assert [(where, type(error)) for where, error in heard] == [("tick", ZeroDivisionError)]
    finally:
        registry.close()
