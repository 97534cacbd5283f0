"""Commands over HTTP: what is answered, what everybody else on the map hears at once, who is there, what is refused."""

import json
import re
import threading
from dataclasses import replace

import httpx
import pytest

from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE
from hanhtrinh.web.maps.pace import Pace
from tests.web.living import with_shop
from tests.web.serving import Served, until

MAP = "/w/nha-may/maps/shop"


@pytest.fixture
def shop(world):
    """The world with the shop's journey."""
    with_shop(world)
    return world


def write(place, was, given, number=1, **more):
    """Return a command as a page sends it."""
    thing, key, field = place.split("/", 2)
    entries = {"was": [{"text": was}], "given": [{"text": given}]}
    command = {"do": "write", "thing": thing, "key": key, "field": field, "lang": "vi", **entries}
    return {"id": f"command-{number}", "base": "", "command": command, **more}


def send(world, *sent, who="minh", lang="vi"):
    """Send commands."""
    return world.client(who, lang).post(f"{MAP}/commands", json={"tab": "t", "sent": list(sent)})


def state(world, who="minh", lang="vi"):
    """Return what a page is given."""
    return world.client(who, lang).get(f"{MAP}/written.json").json()


def test_a_command_is_answered_with_what_became_of_it(shop) -> None:
    """The version now, one answer each, and how much can be undone; what is written says it afterwards."""
    answer = send(shop, write("steps/visit/activity", "Ghé xem hàng", "Lướt xem hàng")).json()
    assert answer["answers"] == [{"id": "command-1", "state": "done", "said": "", "by": ""}]
    assert (answer["undo"], answer["redo"], answer["undo_ids"]) == (1, 0, ["command-1"])
    found = state(shop)
    assert found["version"] == answer["version"]
    assert found["cells"]["steps/visit/activity"] == [{"text": "Lướt xem hàng", "level": ""}]
    assert state(shop, lang="en")["cells"]["steps/visit/activity"][0]["text"] == "Has a look around"
    back = {"id": "command-2", "base": "", "command": {"do": "take_back", "id": "command-1"}}
    answer = send(shop, back).json()
    assert (answer["undo"], answer["redo"], answer["redo_ids"]) == (0, 1, ["command-2"])


def test_the_state_tells_everything_a_page_needs(shop) -> None:
    """Stages in order, steps, lanes with what their cells write, things with names, what may be done."""
    found = state(shop)
    assert [(stage["key"], stage["steps"]) for stage in found["stages"]] == [
        ("look", ["visit"]),
        ("buy", ["cart", "pay"]),
    ]
    assert found["steps"]["cart"]["name"] == "Giỏ hàng"
    lanes = {lane["key"]: (lane["field"], lane["kind"]) for lane in found["lanes"]}
    assert lanes["emotion"] == ("feeling", "feeling")
    assert lanes["pains"] == ("pains", "pains")
    assert lanes["people"] == (None, None)
    assert found["touchpoints"]["cart"]["name"] == "Giỏ hàng"
    assert found["may_edit"] is True
    viewer = state(shop, "ha")
    assert (viewer["may_edit"], viewer["undo"], viewer["cells"]) == (False, 0, found["cells"])


def test_the_page_of_an_editor_holds_the_state(shop) -> None:
    """As data that no text can end, however it is written; viewers are not given it."""
    nasty = "</script><script>alert(1)</script><!-- \u2028 &"
    send(shop, write("steps/visit/activity", "Ghé xem hàng", nasty))
    page = shop.client("minh").get(MAP).text
    block = page.split('id="map-written">')[1].split("</script>")[0]
    assert json.loads(block)["cells"]["steps/visit/activity"][0]["text"] == nasty
    assert "<script>alert" not in page
    assert 'id="map-written"' not in shop.client("ha").get(MAP).text


def test_the_history_is_read_in_either_language(shop) -> None:
    """Who did what, in sentences, without the edits themselves."""
    send(shop, write("steps/visit/owner", "", "Lan"))
    (vi,), (en,) = (shop.client("ha", lang).get(f"{MAP}/edits.json").json()["edits"] for lang in ("vi", "en"))
    assert (vi["id"], vi["name"], vi["by"]) == ("command-1", "Minh", "minh")
    assert vi["said"] != en["said"]
    assert shop.client("ha").get(f"{MAP}/edits.json?after={vi['number']}").json() == {"edits": [], "next": None}


BODIES = (
    b"",
    b"{",
    b"[]",
    b'{"sent": 1}',
    b"[" * 5_000,
    b'{"tab": "t", "sent": [1]',
    b"\xff",
    b'{"tab": "\xff", "sent": []}',
)


@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_list_of_commands_is_refused(shop, body) -> None:
    """With a reason, and nothing happens."""
    answer = shop.client("minh").post(
        f"{MAP}/commands", content=body, headers={"content-type": "application/json", "accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "commands.unreadable")


def test_one_broken_command_does_not_stop_the_others(shop) -> None:
    """It is refused by its id, so that the page can put it aside."""
    broken = {"id": "command-8", "base": "", "command": {"do": "fly"}}
    deep = {"id": "command-9", "base": "", "command": {"do": "several", "commands": []}}
    for _ in range(300):
        deep = {**deep, "command": {"do": "several", "commands": [deep["command"]]}}
    short = write("steps/visit/owner", "", "x", id="x")
    answers = send(shop, broken, deep, short, 7, write("steps/visit/owner", "", "Lan")).json()["answers"]
    assert [answer["state"] for answer in answers] == ["refused"] * 4 + ["done"]
    assert answers[0]["id"] == "command-8"
    assert all(answer["said"] for answer in answers[:4])


def test_too_many_at_once_are_refused(shop) -> None:
    """Two hundred fit into a request, a thousand in all into groups; more are told how many are allowed."""
    many = [write("steps/visit/owner", "", "x", i) for i in range(1_000, 1_201)]
    assert send(shop, *many).status_code == 400
    group = {"do": "several", "commands": [many[0]["command"]] * 1_001}
    answer = send(shop, {"id": "command-1", "base": "", "command": group})
    assert answer.status_code == 400
    assert "1000" in answer.text
    big = shop.client("minh").post(f"{MAP}/commands", content=b" " * 2_000_001, headers={"accept": "application/json"})
    assert big.status_code == 413


def test_a_flood_has_to_wait(shop) -> None:
    """Whoever sends more than anybody can type is told when to come again; others are not disturbed."""
    shop.services = replace(shop.services, pace=Pace(burst=3, per_second=0.5))
    shop.app.state.services = shop.services
    for i in range(3):
        assert send(shop, write("steps/visit/owner", "", f"x{i}", i)).status_code == 200
    refused = send(shop, write("steps/visit/owner", "", "x", 9))
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")
    assert send(shop, write("steps/cart/owner", "", "x", 10), who="lan").status_code == 200
    shop.now += 3 * MICROSECONDS
    assert send(shop, write("steps/visit/owner", "", "x", 9)).status_code == 200


def test_who_is_on_a_map(shop) -> None:
    """Each once, where they were last, until they fall silent or say that they go."""

    def here(who, tab, place, **more):
        return shop.client(who).post(f"{MAP}/presence", json={"tab": tab, "place": place, **more}).json()["people"]

    here("minh", "a", "steps/visit/pains")
    assert [(one["id"], one["initials"]) for one in here("ha", "b", "")] == [("ha", "H"), ("minh", "M")]
    shop.now += 30 * MICROSECONDS
    people = here("minh", "c", "steps/cart/pains")
    assert [one["place"] for one in people] == ["", "steps/cart/pains"]
    shop.now += 15 * MICROSECONDS
    assert [one["id"] for one in here("minh", "c", "")] == ["minh"]
    assert here("minh", "c", "", gone=True) == []
    assert shop.client("minh").post("/w/nha-may/maps/none/presence", json={"tab": "a"}).status_code == 404
    assert shop.client("minh").post(f"{MAP}/presence", json={"tab": "a" * 300}).status_code == 400


class Listening(threading.Thread):
    """Somebody who watches a map over a real connection; `heard` are the events by name."""

    def __init__(self, served, who, query="?period=90d"):
        super().__init__(daemon=True)
        self.heard = []
        cookies = {SESSION_COOKIE: f"token-{who}", LANGUAGE_COOKIE: "vi"}
        self._client = httpx.Client(cookies=cookies, timeout=120)
        shape = re.search(r'data-shape="(\w+)"', self._client.get(f"{served.address}{MAP}{query}").text)[1]
        self._url = f"{served.address}{MAP}/live{query}&shape={shape}"
        self.start()

    def run(self):
        """Listen until the connection ends."""
        try:
            with self._client.stream("GET", self._url) as answer:
                event = ""
                for line in answer.iter_lines():
                    if line.startswith("event:"):
                        event = line.removeprefix("event:").strip()
                    elif line.startswith("data:"):
                        self.heard.append((event, line.removeprefix("data:").strip()))
        except httpx.HTTPError:
            pass
        finally:
            self._client.close()

    def told(self, event):
        """Return what came under a name."""
        return [json.loads(data) for name, data in self.heard if name == event]


def test_everybody_on_the_map_hears_of_it_at_once(shop) -> None:
    """Whatever period they look at: who wrote where, who is there; and the pieces of the map follow the file."""
    served = Served(shop)
    try:
        watchers = [Listening(served, "ha"), Listening(served, "lan", "?period=7d")]
        until(lambda: all(any(name == "pieces" for name, _ in one.heard) for one in watchers))
        answer = send_to(
            served, "commands", {"tab": "t", "sent": [write("steps/visit/activity", "Ghé xem hàng", "Mới")]}
        )
        until(lambda: all(any(told["by"] for told in one.told("edited")) for one in watchers))
        version = answer.json()["version"]
        told = {"version": version, "by": "Minh", "id": "minh", "places": ["steps/visit/activity"]}
        assert all([one for one in w.told("edited") if one["by"]] == [told] for w in watchers)
        until(lambda: all("Mới" in json.dumps(one.told("pieces"), ensure_ascii=False) for one in watchers))
        send_to(served, "presence", {"tab": "t", "place": "steps/visit/pains"})
        until(lambda: all(one.told("present")[-1]["people"] for one in watchers))
        (minh,) = watchers[0].told("present")[-1]["people"]
        assert (minh["name"], minh["place"]) == ("Minh", "steps/visit/pains")
    finally:
        served.stop()
        for one in watchers:
            one.join(10)


def send_to(served, path, body):
    """Post something as Minh over a real connection."""
    client = served.world.client("minh")
    headers = {"x-csrftoken": client.headers["x-csrftoken"]}
    return httpx.post(
        f"{served.address}{MAP}/{path}", json=body, cookies=dict(client.cookies), headers=headers, timeout=30
    )
