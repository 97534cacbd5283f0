# ruff: noqa: E501 - tables of cases as the tools write them; passwords of nobody
"""Hooks: tools tell what customers said, by key and signature; once each, and what is refused is shown with its reason."""

import base64
import hashlib
import hmac
import json

import pytest

from hanhtrinh.collect import understand
from hanhtrinh.errors import StorageError
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.store.taking_in import SqlSaidHooks
from hanhtrinh.voice.elsewhere.generic import Fields
from hanhtrinh.web.cookies import SESSION_COOKIE
from hanhtrinh.web.security import csrf_of
from tests.unit.voice.elsewhere.test_shapes import TICKET

KEY, SECRET = "hw_zd", "geheim-1234"
AT = "2026-11-20T10:00:00Z"
FIELDS = Fields(kind="review", scale="1-5", items="data.items", text="body.text", score="stars", id="id", at="at",
                changed="edited", person="who", words={"good": 5})  # fmt: skip
ITEM = {"id": 7, "body": {"text": "<p>Áo bị rách</p>"}, "stars": 2, "at": AT, "who": "lan@x.vn"}


@pytest.fixture
def send(world):
    """Send to the source `zd`, whose hook is set up as the test says."""
    sources = world.services.sources
    sources.add_source(Source(workspace="nha-may", key="zd", name="ZD", platform="http", created_at=world.now))
    key = Key(id="k", workspace="nha-may", kind="write", name="ZD", source="zd", shown=KEY, scopes=frozenset(),
              created_by="lan", created_at=world.now)  # fmt: skip
    sources.add_key(key, KEY)
    with world.client("") as client:

        def post(sent, *, hook=None, path="/v1/said/zd", headers=None, key=KEY):
            if hook is not None:
                world.services.said_hooks.keep(SaidHook(workspace="nha-may", source="zd", **hook))
            body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
            auth = {"authorization": f"Bearer {key}"} if key else {}
            return client.post(
                path, content=body, headers={**auth, "content-type": "application/json", **(headers or {})}
            )

        yield post


def said(world):
    """Return what arrived, oldest first."""
    return [understand(one).event for one in reversed(world.services.recent.recent("nha-may", "zd", 100))]


def refused(world):
    """Return the reasons of what was refused."""
    return [one.reason for one in world.services.recent.rejected("nha-may", "zd", 100)]


def test_a_generic_hook_reads_by_paths(world, send):
    """Text, score, person and id are found where the paths say; the instrument is kept with its scale."""
    answer = send({"data": {"items": [ITEM, {**ITEM, "id": 8, "stars": "good", "who": ""}]}}, hook={"fields": FIELDS})
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    first, second = sorted(said(world), key=lambda one: one.properties["said_id"])
    assert (first.text, first.score, first.instrument, first.person) == ("Áo bị rách", 2, "said.review.1-5", "lan@x.vn")
    assert (second.score, second.person[0]) == (5, "~")
    assert first.properties | {"said_kind": "review", "said_id": "7"} == first.properties


def test_the_same_twice_is_once_and_an_edit_is_another_version(world, send):
    """Sent again nothing is new; edited it is another message with the same id, later than the first."""
    for sent in (ITEM, ITEM, {**ITEM, "stars": 5, "edited": "2026-11-21T10:00:00Z"}):
        assert send({"data": {"items": [sent]}}, hook={"fields": FIELDS}).status_code == 200
    versions = sorted(said(world), key=lambda one: one.time)
    assert [one.score for one in versions] == [2, 5]
    assert {one.properties["said_id"] for one in versions} == {"7"}
    assert versions[0].time < versions[1].time
    assert len({one.person for one in versions}) == 1


def test_a_known_tool_needs_no_paths(world, send):
    """A Zendesk ticket is read as it comes; what another tool sends is refused with its reason."""
    assert send({"ticket": TICKET}, hook={"shape": "zendesk"}).status_code == 200
    assert {one.properties["said_id"] for one in said(world)} == {"35436", "comment-3", "rating-9"}
    assert send({"hello": 1}).json()["error"]["code"] == "taking_in.other_shape"
    assert refused(world) == ["taking_in.other_shape"]


@pytest.mark.parametrize(
    ("item", "reason"),
    [({**ITEM, "stars": 9}, "bad_score"), ({**ITEM, "at": "gestern"}, "bad_time"), ({**ITEM, "id": None}, "lacking"),
     ({**ITEM, "body": 5, "stars": None}, "lacking")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_place_and_value(world, send, item, reason):
    """The good ones of a request are taken all the same."""
    answer = send({"data": {"items": [item, {**ITEM, "id": 9}]}}, hook={"fields": FIELDS})
    assert answer.json() == {"success": True, "rejected": 1}
    assert refused(world) == [f"taking_in.{reason}"]
    assert [one.properties["said_id"] for one in said(world)] == ["9"]


def _signed(signing, body, at):
    key, stamp = SECRET.encode(), str(at // 1_000_000)
    match signing:
        case "intercom":
            return {"x-hub-signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest()}
        case "github":
            return {"x-hub-signature-256": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()}
        case "zendesk":
            made = base64.b64encode(hmac.new(key, AT_STAMP + body, hashlib.sha256).digest()).decode()
            return {"x-zendesk-webhook-signature": made, "x-zendesk-webhook-signature-timestamp": AT_STAMP.decode()}
        case _:
            made = hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            return {f"x-{signing}-signature": f"sha256={made}", f"x-{signing}-timestamp": stamp}


AT_STAMP = b"2026-11-22T11:59:00Z"


@pytest.mark.parametrize("signing", ["hanhtrinh", "zendesk", "intercom", "chatwoot", "github"])
def test_signatures_are_asked_for(world, send, signing):
    """Signed as the tool signs it is taken; unsigned, changed or signed with another secret it is refused."""
    body = json.dumps({"ticket": TICKET}).encode()
    hook = {"shape": "zendesk", "signing": signing, "secret": SECRET}
    good = _signed(signing, body, world.now)
    assert send(body, hook=hook).status_code == 403
    assert send(body + b" ", headers=good).status_code == 403
    assert said(world) == []
    assert send(body, headers=good).status_code == 200
    assert set(refused(world)) == {"taking_in.unsigned", "taking_in.wrong_signature"}


def test_an_old_signature_cannot_be_sent_again(world, send):
    """Six minutes later the same signed request is refused."""
    body = json.dumps({"ticket": TICKET}).encode()
    headers = _signed("chatwoot", body, world.now)
    world.now += 6 * 60 * 1_000_000
    answer = send(body, hook={"shape": "zendesk", "signing": "chatwoot", "secret": SECRET}, headers=headers)
    assert answer.json()["error"]["code"] == "taking_in.old_signature"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"key": "hw_nobody"}, 401),
        ({"key": ""}, 401),
        ({"path": "/v1/said/other"}, 404),
        ({"sent": b"{"}, 400),
        ({"sent": b"[]"}, 400),
        ({"sent": b"x" * 600_000}, 400),
    ],
)
def test_strangers_and_rubbish_are_refused(world, send, asked, status):
    """No key, another source's address, no JSON, too much: each has its answer, and nothing is taken."""
    answer = send(asked.pop("sent", {"data": {"items": [ITEM]}}), hook={"fields": FIELDS}, **asked)
    assert answer.status_code == status, answer.text
    assert said(world) == []


def test_the_key_may_stand_in_the_address(world, send):
    """For tools that can be told nothing but an address."""
    answer = send({"data": {"items": [ITEM]}}, hook={"fields": FIELDS}, key="", path=f"/v1/said/zd?key={KEY}")
    assert answer.status_code == 200


def test_a_source_without_a_hook_takes_nothing(world, send):
    """Until it was said how to read what comes, everything is refused with that reason."""
    assert send({"a": 1}).json()["error"]["code"] == "taking_in.no_hook"


def test_what_cannot_be_kept_now_is_to_be_sent_again(world, send, monkeypatch):
    """A database that is away is no fault of the sender's: they are told to come again, not that something broke."""

    def away(*_):
        raise StorageError("sources.disk_full", file="x")

    monkeypatch.setattr(SqlSaidHooks, "hook", away)
    answer = send(ITEM)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "collect.storage")
    assert int(answer.headers["retry-after"]) > 0


def test_the_page_makes_a_hook_and_keeps_its_secret(world):
    """A new source has an address at once; the secret is kept when the field is left empty, and never shown."""
    with world.client("lan", lang="en") as client:
        token = {"_csrf_token": csrf_of(client.cookies[SESSION_COOKIE])}
        made = client.post("/w/nha-may/voice/taking-in/hooks", data={**token, "name": "Chat"}, follow_redirects=False)
        at = made.headers["location"]
        fields = {**token, "shape": "chatwoot", "signing": "chatwoot", "kind": "chat", "secret": SECRET}
        assert client.post(at, data=fields, follow_redirects=False).status_code == 303
        assert client.post(at, data={**fields, "secret": ""}, follow_redirects=False).status_code == 303
        assert world.services.said_hooks.hook("nha-may", "chat").secret == SECRET
        page = client.get(at).text
        assert "/v1/said/chat?key=hw_" in page
        assert SECRET not in page
        wrong = client.post(at, data={**fields, "shape": "generic", "at_text": "a..b"}, follow_redirects=False)
        assert wrong.status_code == 400
        assert "is no path" in wrong.text
        assert 'value="a..b"' in wrong.text  # what was typed stands there to be mended
        for words in ("good = nan", "good 5", "good = five"):
            wrong = client.post(at, data={**fields, "at_text": "body", "words": words}, follow_redirects=False)
            assert wrong.status_code == 400
            assert f">{words}</textarea>" in wrong.text
            assert 'value="body"' in wrong.text
        for name in ("kind", "scale", "signing"):
            tampered = client.post(at, data={**fields, name: "song"}, follow_redirects=False)
            assert (tampered.status_code, "Please choose again" in tampered.text) == (400, True)
            assert "Invalid enum" not in tampered.text
        assert client.get(at).status_code == 200
        assert "Chat" in client.get("/w/nha-may/voice/taking-in").text
