"""Erasure means gone: no byte of the workspace or its database speaks of the person, and nobody else lost a thing.

Everything the product keeps is filled: facts, traits, waiting and sealed messages, messages set aside, refused ones, a
lake of several files and versions, frames, an upload, lines an import refused, a job.
"""

import sqlite3

import msgspec
import polars as pl
import pytest
import zstandard

from hanhtrinh.access import Actor, Right
from hanhtrinh.app.jobs import Stopped
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.erasing import ask_erasure, erase
from hanhtrinh.app.sealing import seal_all
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.errors import NotAllowed, NotFound
from hanhtrinh.events.event import Aliased, Identified, Message
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.events.parts import Parts
from hanhtrinh.people.identity import fold
from hanhtrinh.people.members import without_events
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Refusal
from hanhtrinh.ports.jobs import Job
from hanhtrinh.ports.people import Export
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.audit import SqlAudit
from hanhtrinh.store.commit_points import CommitPoint, _witnesses, watch
from hanhtrinh.store.erasing import FolderErasing
from hanhtrinh.store.frames import Known, build_generation
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.journeys import JourneyFolder
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace

NOW = 1_795_348_800_000_000
MINUTE = 60 * 10**6
ID, EMAIL, PHONE = "khách-hàng/Gấm-7731", "gam.tran.7731@example.vn", "0912773177"
DEVICE, WORDS = "may-cua-gam-7731", "Giao hàng quá trễ, tôi rất buồn 7731"
HERS = [ID, EMAIL, PHONE, DEVICE, WORDS]
OWNER = Actor(kind="user", id="lan", rights={"w": frozenset(Right)})
SPACE = Space(id="w", slug="w", name="W", folder=".")


class House:
    """A workspace full of people."""

    def __init__(self, home, database):
        self.home, self.database = home, database
        Workspace.create(home)
        SqlAccounts(database).add_space(SPACE, 1)
        self.inbox, self.people, self.jobs = SqlInbox(database), SqlPeople(database), SqlJobs(database)
        self.count = 0
        self.desk = PeopleDesk(
            people=self.people, parts=lambda space: self.parts(), shelf=JourneyShelf(JourneyFolder(home)),
            zone=lambda space: "Asia/Ho_Chi_Minh", audit=SqlAudit(database, lambda: NOW), jobs=self.jobs,
            clock=lambda: NOW, new_id=self.new_id,
        )  # fmt: skip

    def new_id(self):
        self.count += 1
        return f"id{self.count}"

    @property
    def workspace(self):
        return WritableWorkspace.of(Workspace.open(self.home))

    def sent(self, kind, ago=60, **body):
        """Let a message be accepted."""
        self.count += 1
        at = NOW - ago * MINUTE
        body = {"type": kind, "timestamp": _iso(at), **body}
        message = Message(key=self.count.to_bytes(16, "big"), kind=kind, source="web", received_at=at, sent_at=at,
                          body=msgspec.json.encode(body))  # fmt: skip
        self.inbox.put("w", [message]).result(10)

    def seal(self):
        seal_all("w", self.workspace, SqlSealing(self.database), now=NOW)

    def parts(self):
        facts, mark = self.people.facts("w")
        frame = build_generation(self.workspace, Known(mark, fold(facts).persons)).frame
        nobody = without_events(pl.Series("person", [], dtype=pl.String))
        return Parts(frame, pl.zeros(frame.person_count, dtype=pl.Boolean, eager=True).to_numpy(), nobody, NOW)

    def rows(self):
        """Return what the lake holds."""
        return self.workspace.lake.scan().sort("id").collect()

    def erase(self, name=ID, tell=lambda progress: None, **how):
        """Erase a person as the server does it."""
        ask_erasure(OWNER, SPACE, self.desk, name, **how)
        return self.work(tell)

    def work(self, tell=lambda progress: None):
        job = self.jobs.claim(["erasure"], NOW)
        erasing = FolderErasing(self.database, self.home)
        report = erase(job, tell, erasing, SPACE, lambda: NOW, self.desk.forget)
        self.jobs.finish(job.id, "done", report, NOW)
        return report

    def close(self):
        self.inbox.close()


def _iso(at):
    return pl.Series([at]).cast(pl.Datetime("us", "UTC")).dt.to_string("iso:strict")[0]


@pytest.fixture
def house(both, tmp_path):
    made = House(tmp_path, both)
    fill(made)
    yield made
    made.close()


def fill(house):
    """Let Gấm and two others do everything there is to do."""
    house.workspace.save_instruments({"nps": Instrument(key="nps", kind="nps", low=0, high=10)})
    house.sent("track", 900, anonymousId=DEVICE, event="visit", properties={"path": "/"})
    house.sent("identify", 890, anonymousId=DEVICE, userId=ID, traits={"email": EMAIL, "phone": PHONE, "name": "Gấm"})
    house.sent(
        "track", 880, userId=ID, event="Survey Answered", properties={"instrument": "nps", "score": 1, "text": WORDS}
    )
    house.sent("track", 870, userId="hà", event="purchase", properties={"value": 7})
    house.seal()
    house.parts()
    house.sent("track", 500, userId=ID, event="purchase", properties={"card": "x" + DEVICE})
    house.sent("identify", 490, anonymousId="chung", userId="bình", traits={"email": "binh@example.vn"})
    house.sent("track", 480, anonymousId="chung", event="visit")
    house.sent("identify", 470, anonymousId="chung", userId=ID)
    house.sent("track", 460, anonymousId="chung", event="visit", properties={"note": WORDS})
    house.sent("identify", 450, anonymousId="chung", userId="bình")
    house.sent("track", 440, anonymousId="chung", event="visit")
    house.seal()
    house.parts()
    house.sent("track", 30, userId=ID, event="waiting", properties={"email": EMAIL})
    house.sent("track", 20, userId="hà", event="waiting")
    house.inbox.put("w", [], [Refusal("web", "collect.no_event", {}, msgspec.json.encode({"userId": ID}), NOW)]).result(
        5
    )
    house.inbox.put("w", [], [Refusal("web", "collect.no_event", {}, b'{"userId": "h\\u00e0"}', NOW)]).result(5)
    upload = house.home / "uploads" / "u1"
    upload.mkdir(parents=True)
    (upload / "khach.csv").write_text(f"id,email\n{ID},{EMAIL}\n", encoding="utf-8")
    rejects = house.home / "rejects" / "crm.csv"
    rejects.write_text(f"file,line,event,column,value,reason\na,1,e,c,{EMAIL},x\na,2,e,c,other,x\n", "utf-8-sig")
    house.jobs.add(Job(id="imp", workspace="w", kind="import", state="done", asked={"rows": [[ID]]}, by="lan",
                       created_at=1, changed_at=1))  # fmt: skip
    house.people.note_export(
        "w", Export(id="e1", at=1, by="lan", what="person.csv", people=house.people.digests("w", [ID]))
    )
    house.people.note_export(
        "w", Export(id="e2", at=1, by="lan", what="person.csv", people=house.people.digests("w", ["hà"]))
    )


def found(house):
    """Return (place, word) wherever one of her words stands: in any byte, in Parquet columns, in compressed parcels."""
    places = set()
    for path in house.home.rglob("*"):
        if path.is_file():
            for text in _texts(path):
                places |= {(path.relative_to(house.home).as_posix(), word) for word in HERS if _has(text, word)}
    for name, text in _database_texts(house.database):
        places |= {(name, word) for word in HERS if _has(text, word)}
    return places


def _has(text, word):
    escaped = msgspec.json.encode(word).decode()[1:-1].encode("ascii", "backslashreplace")
    return word.encode() in text or word.encode("utf-16-le") in text or escaped in text


def _texts(path):
    data = path.read_bytes()
    yield data
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        yield frame.write_ndjson().encode() if "checkpoint" in path.name else str(frame.to_dicts()).encode()
    if path.suffix == ".arrow":
        yield str(pl.read_ipc(path).to_dicts()).encode()
    for start in _starts(data, b"\x28\xb5\x2f\xfd"):
        try:
            yield zstandard.ZstdDecompressor().decompressobj().decompress(data[start:])
        except zstandard.ZstdError:
            continue


def _starts(data, mark):
    start = data.find(mark)
    while start >= 0:
        yield start
        start = data.find(mark, start + 1)


def _database_texts(database):
    """Yield every value of every row (of PostgreSQL files are not at hand)."""
    with database.reading() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(table.select()).all():
                for value in row:
                    data = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    yield f"table {table.name}", data
                    for start in _starts(data, b"\x28\xb5\x2f\xfd"):
                        yield (
                            f"table {table.name}",
                            zstandard.ZstdDecompressor().decompressobj().decompress(data[start:]),
                        )


def test_nothing_is_left_of_a_person_and_nobody_else_lost_anything(house):
    """Before, she stands in lake, frames, rows, files; after, in no byte; others' events are as they were."""
    before = found(house)
    tops = {place.split("/")[0] for place, _ in before}
    assert {"lake", "frame", "uploads", "rejects", "table facts", "table traits", "table inbox", "table rejected",
            "table jobs"} <= tops  # fmt: skip
    others = house.rows().filter(~pl.col("person").is_in([ID, "~" + DEVICE, "~chung"]))
    report = house.erase()
    assert found(house) == set()
    after = house.rows()
    assert after.filter(pl.col("person") != "~chung").equals(others.select(after.columns))
    # The two visits that Bình made on the shared device stay; the one that was hers is gone.
    assert after.filter(pl.col("person") == "~chung").height == 2
    assert (report["events"], report["exports"], report["mentions"]) == (4, ["e1 person.csv"], [])
    assert {place: report[place] for place in ("refused_messages", "refused_lines", "jobs", "messages")} == {
        "refused_messages": 1, "refused_lines": 1, "jobs": 1, "messages": 7,
    }  # fmt: skip
    house.seal()
    assert house.rows().filter(pl.col("event") == "waiting")["person"].to_list() == ["hà"]
    assert fold(house.people.facts("w")[0]).person_of("~chung", NOW) == "bình"
    assert house.people.erasures("w")[0].report == report


def test_what_is_erased_does_not_come_back_but_a_new_beginning_may(house):
    """A late message or an import of the past is refused; what happens after the erasure is another story."""
    house.erase()
    house.sent("track", 10, userId=ID, event="late", properties={"email": EMAIL})
    house.sent("identify", 10, userId=ID, anonymousId=DEVICE, traits={"email": EMAIL})
    house.people.keep("w", [Aliased(previous="hà", known=ID, at=NOW - 1)])
    house.seal()
    lake = house.workspace.lake
    past = house.rows().head(1).with_columns(person=pl.lit(ID), id=pl.lit(b"x" * 16))
    house.workspace.lake.append(iter([past]), schema=dict(lake.schema), now=NOW)
    assert house.rows().filter(pl.col("person") == ID).height == 0
    assert house.people.known_of("w", [ID]) == []
    assert all(ID not in repr(fact) for fact in house.people.facts("w")[0])
    house.sent("track", -10, userId=ID, event="again")
    house.seal()
    assert house.rows().filter(pl.col("person") == ID)["event"].to_list() == ["again"]


def test_whoever_objects_stays_away(house):
    """Erased for ever means that nothing is taken in again, whenever it happens."""
    house.erase(for_ever=True)
    house.sent("track", -10, userId=ID, event="again")
    house.people.keep("w", [Identified(anonymous="~neu", known=ID, at=NOW + MINUTE)])
    house.seal()
    assert house.rows().filter(pl.col("person") == ID).height == 0
    assert all(ID not in repr(fact) for fact in house.people.facts("w")[0])


def test_a_stopped_erasure_is_finished_by_the_next_start(house):
    """Wherever it dies, before or after any commit, doing it again leaves nothing."""
    ask_erasure(OWNER, SPACE, house.desk, ID)
    died = 0
    for stop_at in range(40):
        house.jobs.put_back(["erasure"], NOW)
        passed = 0

        def witness(point, moment, stop_at=stop_at):
            nonlocal passed
            if point == CommitPoint.ERASURE:
                passed += 1
                if passed == stop_at + 1:
                    raise Stopped

        watch(witness)
        try:
            house.work()
            break
        except Stopped:
            died += 1
        finally:
            _witnesses.remove(witness)
    assert died >= 6
    assert found(house) == set()
    assert len(house.people.erasures("w")) == 1


def test_only_those_with_the_right_may_erase_and_strangers_learn_nothing(house):
    """An editor is refused; somebody of another workspace is told there is none."""
    editor = Actor(kind="user", id="minh", rights={"w": frozenset({Right.SEE_PEOPLE})})
    with pytest.raises(NotAllowed):
        ask_erasure(editor, SPACE, house.desk, ID)
    with pytest.raises(NotFound):
        ask_erasure(Actor(kind="user", id="tú", rights={"x": frozenset(Right)}), SPACE, house.desk, ID)
    with pytest.raises(NotFound):
        house.erase("nobody")


def test_what_people_wrote_about_her_is_named_for_people_to_judge(house):
    """A quotation in a journey's file and another's event that names her are not rewritten; the report lists them."""
    (house.home / "journeys" / "shop.yaml").write_text(f"thoughts: [{WORDS}]", encoding="utf-8")
    house.sent("track", 5, userId="hà", event="referral", properties={"friend": EMAIL})
    house.seal()
    assert house.erase()["mentions"] == ["journeys/shop.yaml", "lake p_friend: 1"]


def test_sqlite_keeps_no_freed_page(house):
    """Neither the file nor the log beside it holds what was deleted."""
    if not house.database.sqlite:
        pytest.skip("PostgreSQL keeps its files to itself")
    house.erase()
    wal = house.home / "hanhtrinh.db-wal"
    assert not wal.exists() or not wal.stat().st_size or EMAIL.encode() not in wal.read_bytes()
    with sqlite3.connect(house.home / "hanhtrinh.db") as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] < 5
