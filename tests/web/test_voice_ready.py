"""What would make somebody wait is made ready before, and what was found once is not looked for again."""

import threading
from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from hanhtrinh.access import Actor
from hanhtrinh.app.said_list import listing, search
from hanhtrinh.app.said_list.listing import list_answers
from hanhtrinh.app.said_list.readying import make_ready
from hanhtrinh.app.said_list.search import Search
from hanhtrinh.app.understanding import understanding as texts_read
from hanhtrinh.bootstrap import warming
from hanhtrinh.bootstrap.running import beside_requests
from hanhtrinh.bootstrap.serving import zone_of
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.event import Traits
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import in_one_part
from hanhtrinh.web.services import Services
from tests.web.living import SHOP
from tests.web.said_world import talking

SERVER = Actor(kind="server", id="test")


@pytest.fixture
def said(world):
    """What was said in a shop."""
    return talking(world)


@pytest.fixture
def space(world):
    """The workspace."""
    return world.services.accounts.space("nha-may")


@pytest.fixture
def counted(monkeypatch):
    """How often a function was called: `counted(module, name)` begins to count."""

    def begin(module, name):
        calls, work = Counter(), getattr(module, name)

        def spied(*given, **named):
            calls[name] += 1
            return work(*given, **named)

        monkeypatch.setattr(module, name, spied)
        return calls

    return begin


def test_the_inbox_is_made_ready_for_a_base_once(world, said, space, counted) -> None:
    """Of each base of the timelines the table and the first page are made, once; a new base is made ready anew."""
    calls, spaces = counted(warming, "make_ready"), len(world.services.accounts.spaces())
    maker = warming.Warming(world.services)
    for _ in range(2):
        maker.make_inboxes_ready()
    assert calls["make_ready"] == spaces
    table = world.services.said_memory.table(world.services.maps(space).parts().base)
    assert {"rows", "person", "key", "has_words"} <= vars(table).keys()
    said.said("p1", "Vẫn trễ", score=1.0, ago=10)
    maker.make_inboxes_ready()
    assert calls["make_ready"] == 2 * spaces


def test_a_workspace_that_cannot_be_read_keeps_no_other_waiting(world, said, space, counted, monkeypatch) -> None:
    """What goes wrong in making ready is left: the page does the work itself."""

    def fails(desk, space, base):
        raise RuntimeError("no disk")
        yield ""

    monkeypatch.setattr(warming, "make_ready", fails)
    warming.Warming(world.services).make_inboxes_ready()
    assert "Giá rẻ" in world.client("lan").get("/w/nha-may/voice/responses").text


def test_where_an_answer_stands_is_found_once_for_a_journey(world, said, space, counted) -> None:
    """The timelines behind a page of the inbox are read again when the journey is another one, and only then."""
    list(make_ready(world.services.said, space, world.services.maps(space).parts().base))
    calls = counted(listing, "read_journey")
    before = list_answers(SERVER, space, world.services.said, Search()).rows
    assert calls["read_journey"] == 0
    assert {stand.step for row in before for stand in row.stands} == {"cart"}
    path = world.home / "journeys" / "shop.yaml"
    path.write_text(SHOP.replace("match: {event: cart}", "match: {event: nothing-such}"), encoding="utf-8")
    after = list_answers(SERVER, space, world.services.said, Search()).rows
    assert calls["read_journey"] > 0
    assert {stand.step for row in after for stand in row.stands} == {"visit"}


def test_a_filter_by_step_waits_for_nothing(world, said, space, monkeypatch) -> None:
    """At which step of a map answers of the base stand is made ready with the page; of a changed map when asked for."""
    base, read, work = world.services.maps(space).parts().base, [], search.steps_of
    monkeypatch.setattr(search, "steps_of", lambda table, *more: read.append(table.frame) or work(table, *more))
    assert "steps" in list(make_ready(world.services.said, space, base))
    read.clear()
    assert list_answers(SERVER, space, world.services.said, Search(step="shop/cart")).rows
    assert not any(frame is base for frame in read)
    path = world.home / "journeys" / "shop.yaml"
    path.write_text(SHOP.replace("match: {event: cart}", "match: {event: nothing-such}"), encoding="utf-8")
    assert not list_answers(SERVER, space, world.services.said, Search(step="shop/cart")).rows
    assert any(frame is base for frame in read)


def test_digests_of_a_large_column_are_made_once(world, space, monkeypatch, counted) -> None:
    """While texts are still being read, asking again for the same column hashes nothing again, and reads the same."""
    monkeypatch.setattr(texts_read, "_LARGE", 3)
    calls = counted(texts_read, "keys_of")
    texts = pl.Series(["rất tốt", "quá chậm", "giao trễ", "đẹp"])
    first = world.services.understanding.senses(space, texts)
    again = world.services.understanding.senses(space, texts)
    assert calls["keys_of"] == 1
    other = world.services.understanding.senses(space, texts.reverse())
    assert calls["keys_of"] == 2
    assert first.feeling.tolist() == again.feeling.tolist() == other.feeling.tolist()[::-1]


def test_a_glance_may_see_what_was_known_a_moment_ago(world, space) -> None:
    """Asked within a while the same is known; asked for now, what came since is known too."""
    desk = world.services.people_desk
    before = desk.knowledge(space)
    fact = Traits(person="lan-khach", values={"city": "Huế"}, at=world.now)
    SqlPeople(world.database).keep(space.id, [fact])
    assert desk.knowledge(space, 3_600) is before
    assert "city" in desk.knowledge(space).trait_names


class CountedLock:
    """A lock that tells how often somebody came to it."""

    def __init__(self) -> None:
        self.came, self._lock = threading.Semaphore(0), threading.Lock()

    def __enter__(self) -> None:
        self.came.release()
        self._lock.acquire()

    def __exit__(self, *given) -> None:
        self._lock.release()


def test_those_who_wait_for_what_is_known_read_it_once(world, space, monkeypatch) -> None:
    """Of many who ask while somebody reads, one reads again for all: what came before they asked is in it."""
    desk, reads, go, read, found = world.services.people_desk, [], threading.Event(), SqlPeople.facts, []
    desk.knowledge(space)
    lock = desk.minds.of(space, None)._lock = CountedLock()
    monkeypatch.setattr(SqlPeople, "facts", lambda *given: reads.append(go.wait(30)) or read(*given))
    asking = [threading.Thread(target=lambda: found.append(desk.knowledge(space))) for _ in range(6)]
    for number, one in enumerate(asking):
        one.start()
        assert lock.came.acquire(timeout=30)
        if number == 0:
            fact = Traits(person="lan-khach", values={"city": "Huế"}, at=world.now)
            SqlPeople(world.database).keep(space.id, [fact])
    go.set()
    for one in asking:
        one.join(30)
    assert len(reads) == 2
    assert sum("city" in one.trait_names for one in found) >= 5


def test_another_time_zone_is_seen_at_once(world, space) -> None:
    """The workspace's file is read again when it was changed; one that is gone is said to be."""
    zone, folder = zone_of(world.services.settings), world.services.settings.home / space.folder
    assert zone(space) == zone(space) == "Asia/Ho_Chi_Minh"
    Workspace.open(folder).change(time_zone="Europe/Berlin", language="vi")
    assert zone(space) == "Europe/Berlin"
    (folder / "workspace.yaml").unlink()
    with pytest.raises(WorkspaceError):
        zone(space)


def test_what_runs_beside_requests_leaves_a_processor(world) -> None:
    """Rounds, cases and warming compute in one part whatever the machine has; all else they share with requests."""
    services = replace(world.services, people_desk=replace(world.services.people_desk, run=lambda task, size: []))
    beside = beside_requests(services)
    assert {desk.run for desk in (beside.people, beside.drifts, beside.cases.people, beside.said.people)} == {
        in_one_part
    }
    assert services.people.run is not in_one_part
    assert beside.said_memory is services.said_memory


def test_services_are_enough_to_warm(world) -> None:
    """Making ready takes the services and is called off in time."""
    maker = warming.Warming(world.services, 3_600)
    assert isinstance(world.services, Services)
    maker.start()
    maker.close()
    assert not maker._loop._thread.is_alive()
