"""The collection API as part of the whole server."""

import json

import pytest

from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.web.collecting import in_front
from tests.web.collect_world import track
from tests.web.world import World

ADDRESS = "/v1/batch"


@pytest.fixture
def world(world: World) -> World:
    """The server, with a source in the workspace of Lan."""
    source = Source(workspace="nha-may", key="web", name="Web", platform="html", created_at=world.now)
    world.services.sources.add_source(source)
    key = Key(
        id="k", workspace="nha-may", kind="write", name="Web", source="web", shown="hw_web", scopes=frozenset(),
        created_by="lan", created_at=world.now,
    )  # fmt: skip
    world.services.sources.add_key(key, "hw_web")
    return world


@pytest.mark.parametrize("front", [False, True])
def test_whole_server(world: World, front: bool) -> None:
    """Messages come in through the server's pages or before them, without session and form token, at its own clock."""
    client = world.client()
    if front:
        client.app = in_front(world.app)
    body = {"batch": [track(messageId="1"), {"type": "nix"}], "writeKey": "hw_web"}
    answer = client.post(ADDRESS, content=json.dumps(body), headers={"Origin": "https://shop.vn"})
    assert (answer.status_code, answer.json()) == (200, {"success": True, "rejected": 1})
    (message,), _ = world.services.inbox.tail("nha-may", 0, 10)
    assert message.received_at == world.now
    assert world.client().post("/v1/nix", content=b"{}").status_code == 404


def test_description(world: World) -> None:
    """The API's own description is served to everybody."""
    answer = world.client().get("/api/openapi.json")
    assert answer.status_code == 200
    assert "/v1/track" in answer.json()["paths"]


def test_secret_keys_do_not_collect(world: World) -> None:
    """A secret key is for the API; it is no write key."""
    key = Key(
        id="s", workspace="nha-may", kind="secret", name="S", source=None, shown="hs_12345", scopes=frozenset(),
        created_by="lan", created_at=world.now,
    )  # fmt: skip
    world.services.sources.add_key(key, "hs_1234567890")
    answer = world.client().post("/v1/track", json=track(), auth=("hs_1234567890", ""))
    assert answer.status_code == 401
    assert "hs_1234567890" not in answer.text
