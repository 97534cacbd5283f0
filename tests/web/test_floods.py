"""Who asks for more than a person can is told to wait, before the work is done; others are not disturbed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hanhtrinh.app.maps.desk import Turns
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web.exports.sending import Makers
from hanhtrinh.web.maps.pace import Pace
from tests.picture_files import drawn, saved
from tests.web.living import with_shop

MAP = "/w/nha-may/maps/shop"


@pytest.fixture
def shop(world):
    """The world with the shop's journey."""
    with_shop(world)
    return world


def served(world, **changed):
    """Let the server work with something else."""
    world.services = replace(world.services, **changed)
    world.app.state.services = world.services


def look(world, who, what):
    """Ask what a rule would count."""
    return world.client(who).post(f"{MAP}/rules/cart/{what}", data={"name": "Giỏ hàng"})


@pytest.mark.parametrize("what", ["counts", "effect", "values"])
def test_looks_at_a_rule_have_a_pace(shop, what) -> None:
    """Each reads every event there is; another name for the tab does not make it free."""
    served(shop, looks=Pace(burst=2, per_second=1))
    assert [look(shop, "minh", what).status_code for _ in range(3)] == [200, 200, 429]
    assert look(shop, "lan", what).status_code == 200
    shop.now += MICROSECONDS
    assert look(shop, "minh", what).status_code == 200


def test_moving_about_has_a_pace(shop) -> None:
    """Each move is told to everybody on the map."""
    served(shop, moves=Pace(burst=2, per_second=1))
    sent = [
        shop.client("minh").post(f"{MAP}/presence", json={"tab": "a", "place": f"steps/visit/{i}"}).status_code
        for i in range(3)
    ]
    assert sent == [200, 200, 429]


def test_comments_have_a_pace(shop) -> None:
    """Each may write to a colleague."""
    served(shop, looks=Pace(burst=2, per_second=1))
    said = [
        shop.client("minh").post(f"{MAP}/comments", data={"text": "@Lan", "place": "map"}).status_code for _ in range(3)
    ]
    assert said == [200, 200, 429]
    assert len(shop.services.comments.comments.of_journey("nha-may", "shop")) == 2


def test_large_files_that_are_pushed_count_for_more(shop) -> None:
    """A file of a hundred kilobytes is as much as six commands."""
    served(shop, pace=Pace(burst=8, per_second=1))
    body = {"text": "a: 1\n" + "#" * 100_000}
    sent = [shop.client("minh").put("/api/w/nha-may/journeys/x", json=body).status_code for _ in range(2)]
    assert sent == [400, 429]


def test_pictures_leave_the_server_to_others(shop, monkeypatch) -> None:
    """Two are made clean at a time and a few wait; more are refused at once, and nobody else waits for a thread."""
    served(shop, picture_makers=Makers(at_once=1, waiting=0))
    begun, go_on = threading.Event(), threading.Event()
    keep = shop.services.pictures.keep

    def slow(space, data, name):
        begun.set()
        assert go_on.wait(60)
        return keep(space, data, name)

    monkeypatch.setattr(shop.services.pictures, "keep", slow)
    with shop.client("minh") as client, ThreadPoolExecutor() as pool:
        first = pool.submit(client.post, "/w/nha-may/pictures", content=saved(drawn(), "PNG"))
        assert begun.wait(60)
        refused = client.post("/w/nha-may/pictures", content=saved(drawn(), "PNG"))
        go_on.set()
        assert (first.result().status_code, refused.status_code) == (201, 503)


def test_turns_at_journeys_nobody_wants_are_forgotten() -> None:
    """Names come from addresses: what is kept of them is gone when they are through, also after an error."""
    turns, order = Turns(), []

    def second() -> None:
        with turns.of("w", "a"):
            order.append("second")

    with turns.of("w", "a"):
        waiting = threading.Thread(target=second)
        waiting.start()
        while turns._locks[("w", "a")][1] < 2:
            assert waiting.is_alive()
        order.append("first")
    waiting.join(20)
    with pytest.raises(ZeroDivisionError), turns.of("w", "b"):
        _ = 1 / 0
    assert order == ["first", "second"]
    assert turns._locks == {}
