"""A workspace's timelines that live in a list: the test says what happens, and watchers see it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl

from hanhtrinh.app.live.late import LateChanges
from hanhtrinh.app.live.listing import nobody_of
from hanhtrinh.app.measuring import list_people, measure_map
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.events.parts import Parts
from hanhtrinh.values import MICROSECONDS, in_one_part

ZONE = "Asia/Ho_Chi_Minh"
INSTRUMENTS = {
    "stars": Instrument(key="stars", kind="csat", low=1, high=5),
    "company": Instrument(key="company", kind="nps", low=0, high=10, relationship=True),
}
SHOP = """\
# Our shop. This line was written by hand and stays.
format: hanhtrinh/1
key: shop
name: {vi: Mua ở tiệm, en: Buying at the shop}
owner: Minh
outcome: pay
window: 30d
channels:
  website: {name: Website, icon: globe}
touchpoints:
  visit: {name: {vi: Ghé trang, en: Visit}, channel: website, match: {event: visit}}
  cart: {name: {vi: Giỏ hàng, en: Cart}, channel: website, match: {event: cart}}
  pay: {name: {vi: Thanh toán, en: Payment}, channel: website, match: {event: purchase}}
segments:
  regulars: {name: {vi: Khách quen, en: Regulars}, match: {did: {event: purchase}}}
stages:
  - key: look
    name: {vi: Xem, en: Looking}
    phase: before
    steps:
      - key: visit
        touchpoint: visit
        # what people told us in March
        activity: {vi: Ghé xem hàng, en: Has a look around}
        feeling: {words: {vi: Tò mò, en: Curious}, score: 1}
        pains: [{text: {vi: Trang tải chậm, en: The page is slow}, severity: 3}]
  - key: buy
    name: {vi: Mua, en: Buying}
    phase: during
    steps:
      - key: cart
        touchpoint: cart
        feeling: {score: 0.5}
      - key: pay
        touchpoint: pay
        moment_of_truth: true
        feeling: {score: -0.5}
"""


class Living:
    """`ports.maps.Maps` over a list of events; `happens` adds one, now or so many seconds ago."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.clock = clock
        self.rows: list[dict[str, object]] = []
        self.late = LateChanges(as_of=clock(), told_at=clock(), events=0, changes=())
        self._lock = threading.Lock()
        self._frame: tuple[int, object] | None = None

    def happens(self, person: str, event: str, ago: int = 60, **more: object) -> None:
        """Let something happen."""
        moment = datetime.fromtimestamp(self.clock() / MICROSECONDS - ago, UTC)
        with self._lock:
            number = len(self.rows)
            row = {"id": number.to_bytes(8, "big") + bytes(8), "person": person, "time": moment, "event": event}
            self.rows.append({**row, "source": "test", **more})

    def frame(self):
        """Return all timelines."""
        with self._lock:
            if self._frame is None or self._frame[0] != len(self.rows):
                columns = {name: [row.get(name) for row in self.rows] for name in LAKE_SCHEMA}
                more = sorted({name for row in self.rows for name in row if name.startswith("p_")})
                held = [pl.Series(name, [row.get(name) for row in self.rows]) for name in more]
                table = pl.DataFrame(columns, schema=LAKE_SCHEMA).with_columns(held)
                self._frame = len(self.rows), build_frame(reader_of(table), INSTRUMENTS, zone=ZONE)
            return self._frame[1]

    def readings(self, journey, question):
        """Return the readings as of now."""
        return measure_map(self.frame(), journey, question, as_of=self.clock(), run=in_one_part)

    def people(self, journey, question, who):
        """Return who a reading counted."""
        period = question.period_at(self.clock(), ZONE)
        return list_people(
            self.frame(), journey, who, period=period, segment=question.segment, as_of=self.clock(), run=in_one_part
        )

    def parts(self):
        """Return all timelines, as a base alone."""
        frame = self.frame()
        return Parts(frame, np.zeros(frame.person_count, np.bool_), nobody_of(frame), self.clock())

    def late_changes(self, journey, question):
        """Return what the test says came late."""
        return self.late

    @asynccontextmanager
    async def watch(self, journey, question):
        """Give the readings now and whenever something has happened."""

        async def stream():
            seen = -1
            while True:
                if len(self.rows) != seen:
                    seen = len(self.rows)
                    yield await asyncio.to_thread(self.readings, journey, question)
                await asyncio.sleep(0.05)

        yield stream()


def with_shop(world, text: str = SHOP, key: str = "shop"):
    """Give a world a journey's file and living timelines; return those."""
    living = Living(lambda: world.now)
    desk = replace(world.services.desk, clock=lambda: world.now)
    world.services = replace(world.services, maps=lambda space: living, desk=desk)
    world.app.state["services"] = world.services
    (world.home / "journeys" / f"{key}.yaml").write_text(text, encoding="utf-8")
    return living
