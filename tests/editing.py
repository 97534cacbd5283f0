"""A journey to edit at a desk: a folder, a database, three people, and commands as their pages send them."""

import itertools
from pathlib import Path

import msgspec

from hanhtrinh.access import RIGHTS, Actor
from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands.doing import Done, carry_out
from hanhtrinh.app.maps.commands.shapes import AnyCommand, Sent, TakeBack, Write
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.maps.written import written
from hanhtrinh.app.versions.good import Shown
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.audit import SqlAudit
from hanhtrinh.store.journeys import JourneyFolder, SqlDeeds
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.store.workspace import Workspace

SPACE = Space(id="w", slug="w", name="W", folder=".")
SHOP = """\
# Our shop. This line was written by hand and stays.
format: hanhtrinh/1
key: shop
name: {vi: Tiệm, en: Shop}
outcome: pay
personas:
  lan: {name: Chị Lan}
channels:
  web: {name: Website}
touchpoints:
  site: {name: Website, channel: web, match: {event: visit}}
  till: {name: Thanh toán, match: {event: pay}}
stages:
  - key: look
    name: {vi: Xem, en: Look}
    phase: before
    steps:
      - key: visit
        touchpoint: site
        activity:
          vi: Ghé xem hàng
          en: Has a look around
        pains:
          - text: Chậm   # what people told us in March
            severity: 3
          - text: {vi: Chữ nhỏ, en: Small print}
  - key: buy
    name: {vi: Mua, en: Buy}
    phase: during
    steps:
      - key: cart
        name: Giỏ hàng
        feeling: {words: Phân vân, score: 0.5}
      - key: pay
        touchpoint: till
"""


def person(name: str) -> Actor:
    """Return an editor of the workspace."""
    return Actor(kind="user", id=name.lower(), name=name, rights={"w": RIGHTS["editor"]})


LAN, MINH, HOA = person("Lan"), person("Minh"), person("Hoa")


class Shop:
    """The desk, and what people do at it. `ids` gives each command its own."""

    def __init__(self, home: Path, database: Database | None = None, text: str = SHOP) -> None:
        home.mkdir(parents=True, exist_ok=True)
        Workspace.create(home, language="vi")
        made = database or Database.at(home)
        if database is None:
            METADATA.create_all(made.engine)
        SqlAccounts(made).add_space(SPACE, 1)
        (home / "journeys").mkdir(exist_ok=True)
        (home / "journeys" / "shop.yaml").write_text(text, encoding="utf-8")
        self._sit(home, made)

    @classmethod
    def at(cls, home: Path, database: Database) -> "Shop":
        """Return the shop that is there already, as a server finds it that was started again."""
        shop = cls.__new__(cls)
        shop._sit(home, database)
        return shop

    def _sit(self, home: Path, database: Database) -> None:
        self.database, self.path = database, home / "journeys" / "shop.yaml"
        self.ids = (f"command-{i:06d}" for i in itertools.count())
        ticks = itertools.count(1_000_000)
        audit = SqlAudit(self.database, lambda: 1)
        deeds = SqlDeeds(self.database)
        self.desk = Desk(JourneyFolder(home), deeds, audit, lambda: next(ticks), lambda: next(self.ids))

    @property
    def text(self) -> str:
        """The file as it stands."""
        return self.path.read_text(encoding="utf-8")

    @property
    def journey(self) -> Journey:
        """The journey as its file has it."""
        return read_journey(self.text, "shop.yaml")

    @property
    def version(self) -> str:
        """The version the file has now."""
        kept = self.desk.journeys.get(SPACE, "shop")
        return "" if kept is None else kept.version

    def sent(self, command: AnyCommand, base: str = "") -> Sent:
        """Return a command with an id, made on the file as it stands unless told otherwise."""
        return Sent(id=next(self.ids), base=base or self.version, command=command)

    def send(self, who: Actor, *sent: Sent) -> Done:
        """Do what somebody sends."""
        return carry_out(who, SPACE, self.desk, "shop", sent, lang="en", tab="t")

    def do(self, who: Actor, *commands: AnyCommand) -> Done:
        """Do commands of somebody who sees the file as it stands."""
        return self.send(who, *(self.sent(command) for command in commands))

    def take_back(self, who: Actor, id: str) -> Done:
        """Take a deed back."""
        return self.do(who, TakeBack(id=id))


def entries(*lines: str | Entry) -> tuple[Entry, ...]:
    """Return lines as a cell has them."""
    return tuple(line if isinstance(line, Entry) else Entry(text=line) for line in lines)


def write(place: str, was: object, given: object, lang: str = "vi") -> Write:
    """Return a command that writes at a place (`steps/visit/activity`); texts, entries, or tuples of them."""
    thing, _, rest = place.partition("/")
    key, _, field = rest.partition("/") if thing != "journey" else ("", "", rest)
    before, after = (entries(*one) if isinstance(one, tuple) else entries(one) for one in (was, given))  # type: ignore[arg-type]
    return Write(thing=thing, key=key, field=field, lang=lang, was=before, given=after)  # type: ignore[arg-type]


def raw(sent: Sent) -> object:
    """Return a command as a page sends it."""
    return msgspec.to_builtins(sent)


def state(shop, who=LAN, lang="vi"):
    """Return what a page would be given."""
    return written(who, SPACE, shop.desk, Shown(*usable_journey(who, SPACE, shop.desk, "shop"), None), lang)
