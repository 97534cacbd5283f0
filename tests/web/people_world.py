"""A world with people in it: timelines over a list of events, identities and traits in the database."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.event import Consent, Identified, Traits
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.events.parts import Parts
from hanhtrinh.people.identity import fold
from hanhtrinh.people.members import without_events
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.values import MICROSECONDS
from tests.web.living import SHOP

ZONE = "Asia/Ho_Chi_Minh"
STARS = {"stars": Instrument(key="stars", kind="csat", low=1, high=5)}
DAY = 86_400
ODD = "khách/ Trần?&#%: “Bảo” <b>"
"""An id with everything an address and a page may stumble over."""


class Everybody:
    """`ports.maps.Maps` as far as people need it: `happens` adds an event so many seconds ago."""

    def __init__(self, world) -> None:
        self.world, self.rows = world, []
        self.people = SqlPeople(world.database)

    def happens(self, person, event, ago, **more):
        """Let something happen; further columns are the lake's, properties as `p_…`."""
        moment = datetime.fromtimestamp(self.world.now / MICROSECONDS - ago, UTC)
        number = len(self.rows).to_bytes(8, "big") + bytes(8)
        self.rows.append({"id": number, "person": person, "time": moment, "event": event, "source": "web", **more})

    def parts(self):
        """Return all timelines, with who is who as it is known now."""
        names = sorted({name for row in self.rows for name in row if name.startswith("p_")})
        schema = {**LAKE_SCHEMA, **dict.fromkeys(names, pl.String())}
        table = pl.DataFrame({name: [row.get(name) for row in self.rows] for name in schema}, schema=schema)
        facts, _ = self.people.facts("nha-may")
        frame = build_frame(reader_of(table), STARS, zone=ZONE, persons=fold(facts).persons)
        nobody = without_events(pl.Series("person", [], dtype=pl.String))
        return Parts(frame, np.zeros(frame.person_count, np.bool_), nobody, self.world.now)


def with_people(world):
    """Give a world four people, a device of somebody unknown, and a journey."""
    everybody = Everybody(world)
    desk = replace(world.services.people_desk, new_id=_counting())
    world.services = replace(world.services, maps=lambda space: everybody, people_desk=desk)
    world.app.state["services"] = world.services
    (world.home / "journeys" / "shop.yaml").write_text(SHOP, encoding="utf-8")
    at = world.now - 9 * DAY * MICROSECONDS
    everybody.people.keep("nha-may", [
        Identified(anonymous="~may-1", known="gam", at=at),
        Traits(person="gam", values={"name": "Trần Thị Gấm", "email": "gam@example.vn", "age": 31.0}, at=at),
        Traits(person="gam", values={"city": "Huế"}, at=at),
        Traits(person=ODD, values={"name": "Bảo <script>alert(1)</script>", "phone": "+84 912 345 678"}, at=at),
        Traits(person="chi", values={"name": "Lê Chi", "city": "Đà Nẵng"}, at=at),
        Traits(person="lan-moi", values={"email": "chưa-tới@example.vn"}, at=at),
        Consent(person="gam", categories={"ads": False, "analytics": True}, at=at),
    ])  # fmt: skip
    happens = everybody.happens
    happens("~may-1", "visit", 10 * DAY, p_path="/tra-sen", p_utm_campaign="tet")
    happens("gam", "cart", 9 * DAY - 60, p_product="Trà sen")
    happens("gam", "purchase", 9 * DAY - 300, p_value="320000", p_product="Trà sen", p_order="A-17", p_city="Huế")
    happens("gam", "survey", 8 * DAY, instrument="stars", score=2.0, text="Giao hơi chậm, nhưng trà rất thơm <3")
    happens("gam", "visit", 2 * DAY, p_path="/tra-nhai")
    happens(ODD, "visit", 3 * DAY, p_path="=cmd|' /C calc'!A0")
    happens(ODD, "cart", 3 * DAY - 40)
    happens("chi", "visit", 40 * DAY)
    happens("chi", "purchase", 39 * DAY)
    happens("~may-9", "visit", DAY)
    return everybody


def _counting():
    numbers = iter(range(1, 1000))
    return lambda: f"n{next(numbers)}"
