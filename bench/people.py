"""People: a segment over everybody against ClickHouse; the profile of somebody with a long story."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from hanhtrinh.access import Actor
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.profile import Filter, profile
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.draw.words import Words
from hanhtrinh.engines.local import Threads
from hanhtrinh.events.frame import Column, Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.people.members import TraitsNow, members, without_events
from hanhtrinh.people.segment_data import parse_people_rule
from hanhtrinh.people.traits import TraitTable, trait_table
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.people.profile_page import profile_page
from report import Line
from sides import Reply
from turns import by_turns, same, spread

LAST_DAYS, WITHIN_DAYS, LONG = 30, 7, 10_000
BEHAVIOUR = {
    "did": {"event": {"event": "checkout_paid"}, "last": f"{LAST_DAYS}d"},
    "not": {"did": {"event": {"event": "support_contacted"}}},
    "then": {"steps": [{"event": {"event": "product_viewed"}}, {"event": {"event": "cart_added"}}],
             "within": f"{WITHIN_DAYS}d"},
}  # fmt: skip
WITH_TRAITS = {"trait": {"city": ["Huế", "Đà Nẵng"], "age": {"at_least": 30}}, **BEHAVIOUR}
CITIES = ("Huế", "Đà Nẵng", "Hà Nội", "Vinh", "Cần Thơ", "Quy Nhơn", "Đà Lạt", "Hải Phòng")
JOURNEY = Path(__file__).with_name("journey.yaml")
SPACE = Space(id="bench", slug="bench", name="", folder=".")
SERVER = Actor(kind="server", id="bench")


def people(bench: Any) -> None:
    """Count segments in turns with ClickHouse, then open a profile of ten thousand events."""
    bench.ours()  # has the log imported
    frame = open_frame(Workspace.open(bench.workspace))
    parts = _parts(frame)
    traits, run = _traits(frame), Threads(2)
    rules = [parse_people_rule(data, "UTC") for data in (BEHAVIOUR, WITH_TRAITS)]

    def ours(rule: Any) -> Reply:
        began = time.perf_counter()
        count = members(rule, parts, traits, _no_journey, now=parts.now, run=run).count
        return Reply(time.perf_counter() - began, count)

    with bench.clickhouse() as peer:
        asked = {"now": parts.now // 1_000_000, "days": LAST_DAYS, "within": WITHIN_DAYS * 86_400}
        theirs = peer.ask("segment", **asked)
        same(ours(rules[0]), theirs, "segment")
        turns = by_turns(bench.rounds, lambda: ours(rules[0]).seconds, lambda: peer.ask("segment", **asked).seconds)
    bench.say(Line(f"segment of {theirs.answer:,} among {frame.person_count:,} people", *turns, None))
    ours(rules[1])
    seconds = spread([ours(rules[1]).seconds for _ in range(bench.rounds)])
    bench.say(Line("the same with two traits more", seconds, None, None, ("s ≤", 0.5)))
    _profile(bench, frame, traits)


def _no_journey(key: str) -> Any:
    raise KeyError(key)


def _parts(frame: Frame) -> Parts:
    nobody = without_events(pl.Series("person", [], dtype=pl.String))
    now = frame.span[1] if frame.span else 0
    return Parts(frame, np.zeros(frame.person_count, np.bool_), nobody, now)


def _traits(frame: Frame) -> TraitsNow:
    """Return made-up traits of everybody: a city of few, an age, an e-mail of one's own."""
    number = np.arange(frame.person_count)
    texts = {
        "city": pl.Series([*CITIES]).gather(number % len(CITIES)).alias("city"),
        "age": pl.Series(18 + number * 7 % 60).cast(pl.String).alias("age"),
        "email": (frame.people + "@example.vn").alias("email"),
    }
    return TraitsNow(TraitTable(frame.people, texts), trait_table({}, "UTC"))


class _Known:
    """What is known of people, as a profile asks for it: nothing beside traits."""

    def __init__(self, traits: TraitsNow) -> None:
        self.traits = traits

    def facts(self, *_: object) -> Any:
        return [], 0

    def known(self, *_: object) -> Any:
        return iter(())

    def nothing(self, *_: object) -> Any:
        return []

    facts_of = known_of = segments = nothing


class _Journeys:
    """The bench's own journey."""

    def __init__(self, path: Any) -> None:
        self._path = path

    def keys(self, _space: Space) -> Any:
        return ["journey"]

    def stamp(self, *_: object) -> object:
        return 1

    def path(self, *_: object) -> Any:
        return self._path


def _profile(bench: Any, frame: Frame, traits: TraitsNow) -> None:
    """Let the first person have ten thousand events, and open their profile as a page."""
    held = _with_long_story(frame)
    desk = PeopleDesk(
        people=_Known(traits), parts=lambda space: held, shelf=JourneyShelf(_Journeys(JOURNEY)),
        zone=lambda space: "Asia/Ho_Chi_Minh", audit=None, jobs=None, clock=lambda: held.now, new_id=str,
    )  # type: ignore[arg-type]  # fmt: skip
    asking = Asking(SERVER, None, "vi", "", "/")
    seconds, wanted = [], None
    for _ in range(7):
        began = time.perf_counter()
        found = profile(SERVER, SPACE, desk, frame.people[0])
        wanted = profile_page(asking, SPACE, found, Filter(), Words("vi", "Asia/Ho_Chi_Minh"))
        seconds.append(time.perf_counter() - began)
    assert wanted
    assert found.matching == LONG, found.matching
    bench.say(Line(f"profile of a person with {LONG:,} events, drawn", spread(seconds[2:]), None, None, ("s ≤", 0.2)))


def _with_long_story(frame: Frame) -> Parts:
    """Return timelines whose overlay is one person with so many events, drawn from everybody's."""
    picked = np.linspace(0, frame.event_count - 1, LONG).astype(np.int64)
    columns = {name: Column(column.codes[picked], column.values) for name, column in frame.columns.items()}
    base = _parts(frame)
    superseded = base.superseded.copy()
    superseded[0] = True
    one = without_events(frame.people[:1])
    overlay = replace(
        one, offsets=np.array([0, LONG]), time=np.sort(frame.time[picked]), columns=columns, zone=frame.zone
    )
    return replace(base, superseded=superseded, overlay=overlay)
