"""The collection API: what is taken, as what, and what senders are answered."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hanhtrinh.collect.ids import PLACEHOLDERS
from hanhtrinh.collect.limits import MAX_BODY, MAX_MESSAGE, MAX_MESSAGES, MAX_NESTING, MAX_REFUSED_BODY
from hanhtrinh.events.event import BOT, DESKTOP, KEPT_BOT, LATE, UNPROVEN
from hanhtrinh.i18n import LANGS, catalogue, tr
from hanhtrinh.web.collecting.paths import TARGETS
from tests.web.collect_world import CHROME, KEY, NOW, Door, packed, track

DAY = 86_400 * 10**6
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A fresh collection API."""
    made = Door(tmp_path / "home")
    yield made
    made.close()


def padded(size: int, **more: Any) -> bytes:
    """Return a sound message of exactly so many bytes."""
    bare = json.dumps(track(properties={"x": ""}, **more)).encode()
    return bare.replace(b'"x": ""', b'"x": "' + b"a" * (size - len(bare)) + b'"')


def deep(levels: int) -> bytes:
    """Return a message with so many levels within each other."""
    return b'{"event":"x","userId":"lan","properties":' + b'{"a":' * (levels - 1) + b"1" + b"}" * (levels - 1) + b"}"


@pytest.mark.parametrize("path", [path for path, target in TARGETS.items() if target.form == "call"])
@pytest.mark.parametrize("end", ["", "/"])
def test_single_calls(door: Door, path: str, end: str) -> None:
    """Each call has its address, in full and as one letter, and needs no `type` in its body."""
    body = {"userId": "lan", "event": "x", "groupId": "g", "previousId": "p", "messageId": "m"}
    assert door.post(f"/v1/{path}{end}", body).body == {"success": True}
    (message,) = door.messages()
    assert message.kind == TARGETS[path].kind
    assert (message.source, message.received_at) == ("web", NOW)
    assert json.loads(message.body) == body


@pytest.mark.parametrize("path", ["batch", "b", "import"])
def test_batches(door: Door, path: str) -> None:
    """A batch holds messages of any type, and when it was sent."""
    batch = [track(), {"type": "identify", "userId": "lan"}, {"type": "page", "anonymousId": "abc"}]
    assert door.post(f"/v1/{path}", {"batch": batch, "sentAt": "2026-11-22T11:59:59Z"}).body == {"success": True}
    assert [message.kind for message in door.messages()] == ["track", "identify", "page"]
    assert {message.sent_at for message in door.messages()} == {NOW - 10**6}


def test_metrics_of_libraries(door: Door) -> None:
    """What browser libraries tell about themselves is thanked for and thrown away."""
    assert door.post("/v1/m", {"series": []}, key=None).status == 200
    assert door.messages() == []


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/octet-stream", ""])
def test_content_types(door: Door, kind: str) -> None:
    """`sendBeacon` can only say text/plain; the content type decides nothing."""
    assert door.post("/v1/t", {**track(), "writeKey": KEY}, key=None, Content_Type=kind).status == 200
    assert len(door.messages()) == 1


def test_body_byte_by_byte(door: Door) -> None:
    """A message is kept exactly as it came, whatever its spacing and escapes."""
    body = '{ "event":"Đặt h\\u00e0ng" ,"userId":"lan","properties":{"n":1.00e2,"big":123456789012345678901234567890}}'
    door.post("/v1/t", body.encode())
    assert door.messages()[0].body == body.encode()


def test_keys(door: Door) -> None:
    """The key is Basic's user, else in the body; the header counts first."""
    assert door.post("/v1/t", {**track(), "writeKey": "hw_nix"}).status == 200
    assert door.post("/v1/b", {"batch": [track()], "writeKey": KEY}, key=None).status == 200
    for key, body, code in (
        (None, track(), "collect.no_key"),
        (None, {**track(), "writeKey": 7}, "collect.no_key"),
        ("", track(), "collect.no_key"),
        ("hw_nix", track(), "collect.unknown_key"),
        ("x" * 5_000, track(), "collect.unknown_key"),
    ):
        answer = door.post("/v1/t", body, key=key)
        assert (answer.status, answer.body["code"]) == (401, code)
    assert door.post("/v1/t", track(), key=None, Authorization="Basic %%%").status == 401
    assert len(door.messages()) == 2
    assert door.refused() == []


def test_revoked_keys(door: Door) -> None:
    """A revoked key is refused within five seconds; new keys work at once."""
    assert door.post("/v1/t", track()).status == 200
    door.sources.revoke_key("nha-may", "k-web", door.now)
    door.now += 5 * 10**6
    assert door.post("/v1/t", track()).status == 401


def test_workspaces_are_apart(door: Door) -> None:
    """The same message id in two workspaces are two messages; neither sees the other's."""
    body = track(messageId="one")
    door.post("/v1/t", body)
    door.post("/v1/t", body, key="hw_other")
    assert len(door.messages("nha-may")) == len(door.messages("tiem-khac")) == 1
    assert door.messages("nha-may")[0].key != door.messages("tiem-khac")[0].key


def test_the_same_message_again(door: Door) -> None:
    """A message is known by its id; without one by its content if that says when; else it is new each time."""
    stamp = "2026-11-22T11:00:00.123Z"
    for body in (track(messageId="a"), track(messageId=7), track(timestamp=stamp), track()):
        door.post("/v1/b", {"batch": [body, body]})
        door.post("/v1/b", {"batch": [body, body]})
    assert len(door.messages()) == 1 + 1 + 1 + 4


def test_partial_batches(door: Door) -> None:
    """Good messages of a batch are accepted, the others are kept with their reasons; the sender need not try again."""
    answer = door.post("/v1/b", {"batch": [track(messageId="1"), {"type": "nix"}, 5, track(messageId="2")]})
    assert (answer.status, answer.body) == (200, {"success": True, "rejected": 2})
    assert len(door.messages()) == 2
    assert [(refused.reason, refused.body) for refused in door.refused()] == [
        ("collect.unknown_type", b'{"type": "nix"}'),
        ("collect.not_object", b"5"),
    ]


def test_batches_with_nothing_good(door: Door) -> None:
    """A batch of which nothing is accepted is answered 400, with the first reason; an empty one is fine."""
    answer = door.post("/v1/b", {"batch": [{"type": "nix"}, 5]})
    assert (answer.status, answer.body["code"]) == (400, "collect.unknown_type")
    assert len(door.refused()) == 2
    assert door.post("/v1/b", {"batch": []}).status == 200


LONG = "x" * 257
REFUSED: list[tuple[Any, str]] = [
    (b"{", "collect.malformed"),
    (b"", "collect.malformed"),
    (b"[]", "collect.not_object"),
    (b'"x"', "collect.not_object"),
    (b'{"event":"x","userId":"lan","properties":{"n":NaN}}', "collect.malformed"),
    (b'{"event":"x","userId":"lan","properties":{"n":1e400}}', "collect.bad_number"),
    (b'{"event":"x","userId":"lan","properties":{"n":' + b"9" * 5_000 + b"}}", "collect.bad_number"),
    (b'{"event":"x","userId":"lan","properties":{"n":"\xff"}}', "collect.bad_text"),
    (b'{"event":"x","userId":"lan","properties":{"n":"\xed\xa0\x80"}}', "collect.bad_text"),
    (b'{"event":"x","userId":"lan","properties":{"n":"\\ud800 x"}}', "collect.malformed"),
    (b'{"event":"x","userId":"lan","properties":{"n":"a\x00b"}}', "collect.malformed"),
    (b'{"event":"x","userId":"lan\\u0000"}', "collect.control_characters"),
    (b'{"event":"x\\u0000","userId":"lan"}', "collect.control_characters"),
    (b'{"event":"x","userId":"lan","properties":{"a\\u0000":1}}', "collect.control_characters"),
    (b'{"event":"x","userId":"lan","properties":{"a":[{"b\\n":1}]}}', "collect.control_characters"),
    (b'{"event":"x","userId":"lan","properties":{"a\x7f":1}}', "collect.control_characters"),
    ({"event": "x"}, "collect.no_id"),
    ({"event": "x", "userId": "", "anonymousId": None}, "collect.no_id"),
    ({"event": "x", "userId": "undefined"}, "collect.nobody"),
    ({"event": "x", "userId": ["lan"]}, "collect.bad_id"),
    ({"event": "x", "userId": "lan", "anonymousId": True}, "collect.bad_id"),
    ({"event": "x", "userId": LONG}, "collect.long_id"),
    ({"event": "x", "userId": int("9" * 300)}, "collect.long_id"),
    ({"event": "x", "userId": "~lan"}, "collect.tilde"),
    ({"userId": "lan"}, "collect.no_event"),
    ({"userId": "lan", "event": " "}, "collect.no_event"),
    ({"userId": "lan", "event": 5}, "collect.no_event"),
    ({"userId": "lan", "event": LONG}, "collect.long_event"),
    ({"userId": "lan", "event": "x", "properties": []}, "collect.not_an_object"),
    ({"userId": "lan", "event": "x", "traits": "x"}, "collect.not_an_object"),
    ({"userId": "lan", "event": "x", "context": 1}, "collect.not_an_object"),
    ({"userId": "lan", "event": "x", "timestamp": "yesterday"}, "collect.bad_time"),
    ({"userId": "lan", "event": "x", "originalTimestamp": [1]}, "collect.bad_time"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused_messages(door: Door, body: Any, reason: str) -> None:
    """Whatever cannot be kept without loss is refused, by itself and in a batch, said in both languages, and kept."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = door.post("/v1/t", raw)
    assert (answer.status, answer.body["error"]["code"]) == (400, reason)
    assert not answer.body["success"]
    (refused,) = door.refused()
    assert (refused.reason, refused.source) == (reason, "web")
    assert refused.body == raw[:MAX_REFUSED_BODY]
    assert answer.body["message"] == tr(reason, "en", **refused.params)
    assert all(tr(reason, lang, **refused.params) for lang in LANGS)
    assert door.messages() == []


@pytest.mark.parametrize("field", ["groupId", "previousId"])
def test_ids_that_only_some_messages_need(door: Door, field: str) -> None:
    """group needs the group, alias the previous id and the user."""
    path = "group" if field == "groupId" else "alias"
    answer = door.post(f"/v1/{path}", {"userId": "lan"})
    assert (answer.status, answer.body["code"]) == (400, "collect.needs_id")
    assert door.post("/v1/alias", {"anonymousId": "a", "previousId": "b"}).body["code"] == "collect.needs_id"


ODD: list[bytes] = [
    b'{"event":"x","userId":"lan","properties":{"n":"a\\u0000b"}}',
    b'{"event":"x","userId":"lan","properties":{"n":12345678901234567890123}}',
    b'{"event":"x","userId":"lan","properties":{"n":1e308,"m":-0.0,"k":5e-324}}',
    b'{"event":"\xf0\x9f\x98\x80","userId":"\\ud83d\\ude00"}',
    b'{"event":"x","userId":"lan","properties":{"":1,"a.b":1,"a":{"b":2}}}',
    b' \n{"event":"x","userId":"lan"}\t ',
    json.dumps({"event": "x", "userId": "lan", "properties": {f"p{i}": i for i in range(2_000)}}).encode(),
]


@pytest.mark.parametrize("body", ODD, ids=lambda value: str(value)[:50])
def test_odd_messages(door: Door, body: bytes) -> None:
    """What is odd and can be kept without loss is accepted as it came, and understood."""
    assert door.post("/v1/t", body).status == 200
    assert door.messages()[0].body == body
    assert door.understood()[0].event is not None


def test_ten_thousand_names(door: Door) -> None:
    """10,000 property names are more than a message may hold: refused for its size, alone and in a batch."""
    body = json.dumps(track(properties={f"p{i}": i for i in range(10_000)})).encode()
    assert door.post("/v1/t", body).status == 400
    assert door.post("/v1/b", b'{"batch":[' + body + b"," + json.dumps(track()).encode() + b"]}").body["rejected"] == 1
    assert [refused.reason for refused in door.refused()] == ["collect.message_too_large"] * 2


def test_size_of_a_message(door: Door) -> None:
    """32 KB are accepted to the byte, one more is not; a batch's other messages are."""
    assert door.post("/v1/t", padded(MAX_MESSAGE)).status == 200
    answer = door.post("/v1/t", padded(MAX_MESSAGE + 1))
    assert (answer.status, answer.body["code"]) == (400, "collect.message_too_large")
    large, fine = padded(MAX_MESSAGE + 1, messageId="1"), padded(MAX_MESSAGE, messageId="2")
    assert door.post("/v1/b", b'{"batch":[' + large + b"," + fine + b"]}").body == {"success": True, "rejected": 1}
    assert len(door.messages()) == 2


def body_of(size: int) -> bytes:
    """Return a batch of exactly so many bytes."""
    start, end = b'{"batch":[' + json.dumps(track()).encode() + b'],"pad":"', b'"}'
    return start + b"a" * (size - len(start) - len(end)) + end


@pytest.mark.parametrize("zipped", [False, True])
def test_size_of_a_body(door: Door, zipped: bool) -> None:
    """500 KB are accepted to the byte, packed or not, one more is not."""
    headers = {"Content_Encoding": "gzip"} if zipped else {}
    for size, status in ((MAX_BODY, 200), (MAX_BODY + 1, 400)):
        body = body_of(size)
        answer = door.post("/v1/b", gzip.compress(body) if zipped else body, **headers)
        assert answer.status == status
    assert answer.headers["connection"] == "close"
    assert len(door.messages()) == 1


def test_declared_sizes(door: Door) -> None:
    """A body that is said to be too large is refused before it is read, and one that grows too large on the way."""
    assert door.send("POST", "/v1/b", [None], KEY, {"Content-Length": str(MAX_BODY + 1)}).status == 400
    assert door.send("POST", "/v1/b", [b"a" * MAX_BODY, b"a", b"a"], KEY).status == 400


def test_number_of_messages(door: Door) -> None:
    """2,500 messages are accepted, one more is not."""
    one = json.dumps(track()).encode()
    for count, status in ((MAX_MESSAGES, 200), (MAX_MESSAGES + 1, 400)):
        assert door.post("/v1/b", b'{"batch":[' + b",".join([one] * count) + b"]}").status == status
    assert len(door.messages()) == MAX_MESSAGES
    assert door.refused()[0].reason == "collect.too_many"


@pytest.mark.parametrize(
    ("levels", "reason"),
    [(MAX_NESTING, None), (MAX_NESTING + 1, "collect.too_deep"), (5_000, "collect.too_deep_to_read")],
)
def test_nesting(door: Door, levels: int, reason: str | None) -> None:
    """Objects within each other are accepted down to a stated depth; however deep, nothing breaks."""
    answer = door.post("/v1/t", deep(levels))
    assert answer.body.get("code") == reason
    if reason is None:
        assert door.understood()[0].event is not None


def test_wide_is_not_deep(door: Door) -> None:
    """Many small objects beside each other are not deep."""
    assert door.post("/v1/t", track(properties={"list": [{"a": 1}] * 500})).status == 200


def test_packed_bodies(door: Door) -> None:
    """gzip is unpacked; what is damaged, unknown or a bomb is refused."""
    assert door.post("/v1/b", packed({"batch": [track()]}), Content_Encoding="gzip").status == 200
    for body, encoding, status, code in (
        (packed({"batch": []})[:-3], "gzip", 400, "collect.damaged_encoding"),
        (b"{}", "gzip", 400, "collect.damaged_encoding"),
        (b"{}", "br", 415, "collect.unknown_encoding"),
        (packed("a" * 10_000_000), "gzip", 400, "collect.body_too_large"),
    ):
        answer = door.post("/v1/b", body, Content_Encoding=encoding)
        assert (answer.status, answer.body["code"]) == (status, code)


def test_context_of_a_batch(door: Door) -> None:
    """A batch's context holds for its messages, unless they say the same part themselves; the rest stays as it came."""
    batch = [track(), track(context={"locale": "en"}), track(context=None), track(context=5)]
    door.post("/v1/b", {"batch": batch, "context": {"locale": "vi", "app": {"name": "Shop"}}})
    contexts = [json.loads(message.body)["context"] for message in door.messages()]
    shop = {"name": "Shop"}
    assert contexts == [{"locale": "vi", "app": shop}, {"locale": "en", "app": shop}, {"locale": "vi", "app": shop}]
    assert [refused.reason for refused in door.refused()] == ["collect.not_an_object"]


def test_late_messages(door: Door) -> None:
    """A message that comes more than a day after it happened is marked."""
    for minutes, late in ((24 * 60, 0), (24 * 60 + 1, LATE)):
        stamp = (NOW - minutes * 60 * 10**6) // 1_000
        door.post("/v1/t", track(timestamp=stamp))
        assert door.messages()[-1].flags & LATE == late


def test_devices(door: Door) -> None:
    """The device of the browser that sends is kept as a mark, what it calls itself is not."""
    door.post("/v1/t", track(), User_Agent=CHROME)
    assert door.messages()[0].flags == DESKTOP | UNPROVEN
    assert b"Mozilla" not in door.messages()[0].body


@pytest.mark.parametrize("key", ["hw_web", "hw_robots"])
def test_robots(door: Door, key: str) -> None:
    """Known robots are marked, by the request or by the message; they make events only where the source says so."""
    door.post("/v1/t", track(), key=key, User_Agent=GOOGLEBOT)
    door.post("/v1/t", track(context={"userAgent": GOOGLEBOT}), key=key, User_Agent="curl/8.5")
    counted = key == "hw_robots"
    for message, meaning in zip(door.messages(), door.understood(), strict=True):
        assert message.flags & (BOT | KEPT_BOT) == (BOT | KEPT_BOT if counted else BOT)
        assert (meaning.event is not None) is counted


@pytest.mark.parametrize(
    "agent", [CHROME, "analytics-python/2.4", "curl/8.5", "okhttp/4.9", "python-requests/2.32", ""]
)
def test_no_robots(door: Door, agent: str) -> None:
    """Browsers, and programs that send for a server, are no robots."""
    door.post("/v1/t", track(), User_Agent=agent)
    assert not door.messages()[0].flags & BOT


@pytest.mark.parametrize("signal", ["Sec_GPC", "DNT"])
def test_privacy_signals(door: Door, signal: str) -> None:
    """Nothing is kept of a browser that asks not to be tracked but that it did; it is answered as if all were well."""
    answer = door.post("/v1/b", {"batch": [track(), track()]}, **{signal: "1"})
    assert (answer.status, answer.body) == (200, {"success": True})
    assert door.messages() == []
    (refused,) = door.refused()
    assert (refused.reason, refused.params, refused.body) == ("collect.privacy_signal", {"count": 2}, b"")
    assert door.post("/v1/t", track(), **{signal: "0"}).status == 200
    assert len(door.messages()) == 1


@pytest.mark.parametrize(
    ("consent", "kept"),
    [
        ({"analytics": True, "ads": False}, "all"),
        ({"Analytics": False, "ads": True}, "refusal"),
        ({"ads": False, "functional": True}, "all"),
        ({"ads": False}, "refusal"),
        ({}, "nothing"),
        (None, "nothing"),
    ],
)
def test_consent(door: Door, consent: dict[str, bool] | None, kept: str) -> None:
    """A source that needs consent keeps a message that has it, only the refusal of one that refuses, else nothing."""
    context = {"consent": {"categoryPreferences": consent}, "page": {"path": "/x"}} if consent is not None else {}
    body = track(properties={"secret": 1}, anonymousId="abc", messageId="1", context=context)
    answer = door.post("/v1/t", body, key="hw_consent")
    assert answer.status == (400 if kept == "nothing" else 200)
    if kept == "all":
        assert door.understood()[0].event is not None
    if kept == "refusal":
        (message,) = door.messages()
        assert json.loads(message.body) == {
            "type": "track", "messageId": "1", "userId": "lan",
            "context": {"consent": {"categoryPreferences": consent}},
        }  # fmt: skip
        (meaning,) = door.understood()
        assert meaning.event is None
        assert any(fact.categories == consent for fact in meaning.facts if hasattr(fact, "categories"))
        assert not any(hasattr(fact, "anonymous") for fact in meaning.facts)
    if kept == "nothing":
        (refused,) = door.refused()
        assert (refused.reason, refused.body) == ("collect.consent_missing", b"")


def test_addresses_are_not_kept(door: Door) -> None:
    """Nobody's address is kept, neither the connection's nor the message's own, unless the source keeps addresses."""
    body = track(context={"ip": "198.51.100.9", "locale": "vi"}, properties={"n": 10**30})
    door.post("/v1/t", body)
    (message,) = door.messages()
    assert json.loads(message.body) == {**body, "context": {"locale": "vi"}}
    assert message.address == ""
    door.post("/v1/t", body, key="hw_addresses")
    message = door.messages()[-1]
    assert json.loads(message.body) == body
    assert message.address == "203.0.113.7"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://shop.vn", 200), ("https://m.shop.vn", 200), ("https://a.b.shop.vn", 200), ("HTTPS://SHOP.VN", 200),
        ("http://shop.vn", 403), ("https://shop.vn:8443", 403), ("https://notshop.vn", 403), ("null", 403),
        ("https://shop.vn.evil.com", 403), ("http://m.shop.vn", 403), ("https://[", 403),
    ],
)  # fmt: skip
def test_origins(door: Door, origin: str, status: int) -> None:
    """Where a source names its sites, no other site's pages may send with its key; servers name none."""
    assert door.post("/v1/t", track(), key="hw_locked", Origin=origin).status == status
    assert door.post("/v1/t", track(), Origin=origin).status == 200
    assert door.post("/v1/t", track(), key="hw_locked").status == 200


def test_browsers_may_ask_first(door: Door) -> None:
    """Browsers of any site may send, with key and packed."""
    headers = {"Origin": "https://shop.vn", "Access-Control-Request-Method": "POST"}
    answer = door.send("OPTIONS", "/v1/t", [b""], headers=headers)
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert door.post("/v1/t", track(), Origin="https://shop.vn").headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/t", 405), ("PUT", "/v1/batch", 405), ("POST", "/v1/", 404), ("POST", "/v1/tt", 404),
     ("POST", "/v1/projects/hw_web/settings", 405), ("POST", "/v1/../t", 404)],
)  # fmt: skip
def test_addresses_and_methods(door: Door, method: str, path: str, status: int) -> None:
    """Other addresses and methods are refused."""
    assert door.send(method, path, [b"{}"], KEY).status == status


def test_settings_of_libraries(door: Door) -> None:
    """Segment's browser and phone libraries are told to send to us and nowhere else."""
    answer = door.send("GET", f"/v1/projects/{KEY}/settings", [b""])
    assert list(answer.body["integrations"]) == ["Segment.io"]
    told = answer.body["integrations"]["Segment.io"]
    assert (told["apiKey"], told["protocol"], told["apiHost"]) == (KEY, "https", "track.shop.vn/v1")
    assert door.send("GET", "/v1/projects/hw_nix/settings", [b""]).status == 401


def test_language_of_errors(door: Door) -> None:
    """Errors are said in the sender's language, English where it names none."""
    assert door.post("/v1/t", {"event": "x"}, Accept_Language="vi-VN").body["message"] == tr("collect.no_id", "vi")
    assert door.post("/v1/t", {"event": "x"}).body["message"] == tr("collect.no_id", "en")


def test_documentation() -> None:
    """Every reason, address and limit stands in the documentation."""
    text = (Path(__file__).parents[2] / "docs" / "collect.md").read_text(encoding="utf-8")
    assert [key for key in catalogue("collect", "en") if f"`collect.{key}`" not in text] == []
    assert [path for path in TARGETS if f"/v1/{path}`" not in text] == []
    assert all(f"{limit:,}" in text for limit in (MAX_MESSAGE, MAX_BODY, MAX_MESSAGES, MAX_NESTING))
    assert all(placeholder in text.lower() for placeholder in PLACEHOLDERS)
