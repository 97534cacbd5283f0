"""A world in which customers speak: reviews, tickets, answers, over the shop of `tests.web.living`."""

from dataclasses import replace

import polars as pl

from hanhtrinh.app.understanding.maps import WordedMaps
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.event import Traits
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.values import MICROSECONDS, in_one_part
from tests.web.living import INSTRUMENTS, Living, with_shop

SAID = {
    "said.review": Instrument(key="said.review", kind="csat", low=1, high=5),
    "said.ticket": Instrument(key="said.ticket", kind="text", low=0, high=0),
}
PROPERTIES = ("said_kind", "said_id", "said_url", "said_title", "said_site", "said_state")


class Talking(Living):
    """Timelines whose events may have been said elsewhere."""

    def frame(self):
        """Return all timelines."""
        with self._lock:
            if self._frame is None or self._frame[0] != len(self.rows):
                schema = {**LAKE_SCHEMA, **{f"p_{name}": pl.String() for name in PROPERTIES}}
                table = pl.DataFrame({name: [row.get(name) for row in self.rows] for name in schema}, schema=schema)
                found = build_frame(reader_of(table), {**INSTRUMENTS, **SAID}, zone="Asia/Ho_Chi_Minh")
                self._frame = len(self.rows), found
            return self._frame[1]

    def said(self, person, text, kind="review", score=None, ago=60, id=None, **more):
        """Let somebody say something elsewhere."""
        about = {f"p_said_{name}": value for name, value in more.items()}
        self.happens(
            person, "Said", ago=ago, instrument=f"said.{kind}", score=score, text=text, p_said_kind=kind,
            p_said_id=id, **about,
        )  # fmt: skip


def talking(world):
    """Give a world a shop, six people who came to the cart, and what they said there."""
    with_shop(world)
    made = Talking(lambda: world.services.clock())  # noqa: PLW0108 - services are replaced
    maps = WordedMaps(lambda space: made, world.services.understanding, in_one_part).of
    world.services = replace(world.services, maps=maps)
    world.app.state["services"] = world.services
    for i in range(9):
        made.happens(f"p{i}", "visit", ago=90_000 + i)
        made.happens(f"p{i}", "cart", ago=80_000 + i)
    for i in range(6):
        made.said(f"p{i}", f"Giao hàng quá trễ, chờ rất lâu, lần {i}", score=1.0, ago=70_000 - i, id=f"r{i}")
    made.said("p6", "Giá rẻ, rất hài lòng", score=5.0, ago=60_000, id="r6", site="cho-viet", title="Đáng tiền")
    made.said("p7", "Nhân viên tư vấn nhiệt tình <script>alert(1)</script>", kind="ticket", ago=50_000, id="t1")
    made.happens("p8", "survey", ago=40_000, instrument="stars", score=4.0)
    at = world.services.clock() - 10**6 * MICROSECONDS
    SqlPeople(world.database).keep(
        "nha-may", [Traits(person="p0", values={"name": "Trần Thị Gấm", "email": "gam@example.vn"}, at=at)]
    )
    return made
