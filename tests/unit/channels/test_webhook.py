"""News for other servers: signed, to public addresses only, and never longer than it may take."""

import base64
import hashlib
import hmac
import http.server
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from msgspec.structs import replace

from hanhtrinh.app.hooking.carrying import GIVE_UP, PAUSES, tell_due
from hanhtrinh.channels.webhook import HttpSender, signature
from hanhtrinh.channels.webhook.places import is_public
from hanhtrinh.ports.webhooks import Answered, Delivery, Hook

NOON = 1_795_348_800_000_000
KEY = b"a key of some length"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


def a_hook(url="https://crm.example.vn/hook", **more):
    return Hook(id="h", workspace="w", name="H", url=url, kinds=("case.opened",), secret=SECRET, **more)


def news(**more):
    given = {"id": "d1", "workspace": "w", "hook": "h", "kind": "case.opened", "body": '{"tên":"Gấm"}',
             "created_at": NOON, "due_at": NOON}  # fmt: skip
    return Delivery(**(given | more))


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told, and answers as the test says."""

    def do_POST(self):
        """Take a piece of news."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        for name, value in self.server.headers_out.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *parts):
        """Say nothing."""


@contextmanager
def listening(status=200, headers=None, answer=b"ok"):
    """Give a server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.got, server.status, server.headers_out, server.answer = [], status, headers or {}, answer
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def sender(**more):
    return HttpSender(lambda: NOON, **({"private": True, "seconds": 5.0} | more))


def test_news_arrives_signed():
    """The body comes as it is, with an id, the second and a signature the receiver can check with the secret."""
    with listening() as server:
        answered = sender().send(a_hook(f"http://127.0.0.1:{server.server_port}/in?x=1"), news())
        ((path, headers, body),) = server.got
    assert (answered.status, answered.error) == (200, "")
    assert (path, body) == ("/in?x=1", '{"tên":"Gấm"}'.encode())
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("d1", str(NOON // 10**6))
    said = f"d1.{NOON // 10**6}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}" == signature(SECRET, "d1", NOON // 10**6, body)
    assert headers["host"] == f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    ("status", "error", "final"),
    [(204, "", False), (301, "redirects", True), (307, "redirects", True), (400, "status_400", True),
     (404, "status_404", True), (410, "status_410", True), (429, "status_429", False), (500, "status_500", False),
     (503, "status_503", False)],
)  # fmt: skip
def test_answers_are_judged(status, error, final):
    """Success is 2xx; nobody is followed elsewhere; what may pass is tried again, what will not is not."""
    with (
        listening() as inner,
        listening(status, {"location": f"http://127.0.0.1:{inner.server_port}/secret"}) as server,
    ):
        answered = sender().send(a_hook(f"http://127.0.0.1:{server.server_port}/"), news())
        assert inner.got == []
    assert (answered.status, answered.error, answered.final) == (status, error, final)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "fec0::1", "0.0.0.0", "100.64.0.1",  # noqa: S104
     "255.255.255.255", "224.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
     "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
     "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "nonsense"],
)  # fmt: skip
def test_private_addresses_are_known(address):
    """This machine, its network, the cloud's own services, and IPv4 in IPv6 clothes: none of them is public."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "103.21.244.1", "2606:4700:4700::1111"])
def test_public_addresses_are_known(address):
    """Ordinary addresses of the internet are."""
    assert is_public(address)


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.7"], ["::ffff:127.0.0.1"]])
def test_a_name_that_leads_inside_is_refused(found):
    """Nothing is connected to where any address of the name is private, and it is not tried again."""
    with listening() as server:
        answered = sender(private=False, resolve=lambda host, port: found).send(
            a_hook(f"http://evil.example:{server.server_port}/"), news()
        )
        assert server.got == []
    assert (answered.status, answered.error, answered.final) == (0, "private_address", True)


def test_a_name_that_changes_its_mind_is_asked_once():
    """What was looked at is what is connected to: a second, private answer of the same name is never used."""
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["203.0.113.9"] if len(asked) == 1 else ["127.0.0.1"]

    connected = []

    def connect(address, timeout=None):
        connected.append(address)
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch, listening() as server:
        patch.setattr("hanhtrinh.channels.webhook.sender.is_public", lambda one: one == "203.0.113.9")
        patch.setattr(socket, "create_connection", connect)
        answered = sender(private=False, resolve=rebinding).send(
            a_hook(f"http://rebind.example:{server.server_port}/"), news()
        )
    assert (asked, connected) == (["rebind.example"], [("203.0.113.9", server.server_port)])
    assert (answered.error, answered.final) == ("unreachable", False)


def test_one_that_drips_is_cut_off():
    """An answer that comes a byte at a time, for ever, ends when the time is up."""
    door = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip():
        came, _ = door.accept()
        with came, suppress(OSError):
            came.recv(65_536)
            came.sendall(b"HTTP/1.1 200 OK\r\n")
            while not stop.wait(0.05):
                came.sendall(b"x")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    answered = sender(seconds=0.6).send(a_hook(f"http://127.0.0.1:{door.getsockname()[1]}/"), news())
    stop.set()
    thread.join(5)
    door.close()
    assert (answered.status, answered.error, answered.final) == (0, "too_slow", False)


def test_a_long_answer_is_not_read_to_its_end():
    """Some kilobytes are taken, whatever is sent."""
    with listening(answer=b"x" * 5_000_000) as server:
        answered = sender().send(a_hook(f"http://127.0.0.1:{server.server_port}/"), news())
    assert (answered.status, answered.error) == (200, "")


def test_nobody_there_is_no_success():
    """A port nobody listens at, and a name without an address, are tried again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # kept, so that nobody else begins to listen there
        port = probe.getsockname()[1]
        assert sender().send(a_hook(f"http://127.0.0.1:{port}/"), news()).error == "unreachable"

    def nothing(host, port):
        raise socket.gaierror

    assert sender(resolve=nothing).send(a_hook("http://nowhere.example/"), news()).error == "unreachable"


def test_a_certificate_is_checked():
    """A server whose certificate nobody signed is not told anything."""
    with listening() as server:
        answered = sender().send(a_hook(f"https://127.0.0.1:{server.server_port}/"), news())
        assert server.got == []
    assert answered.status == 0
    assert answered.error


class Kept:
    """An outbox in a list."""

    def __init__(self, hook, *waiting):
        self.hook, self.waiting, self.log = hook, list(waiting), []

    def claim(self, now, until, limit=8):
        due, self.waiting = self.waiting, []
        return due

    def get(self, workspace, hook):
        return self.hook

    def done(self, id, answered, now):
        self.log.append(("done", id))

    def put_off(self, id, answered, due_at):
        self.log.append(("later", id, due_at))

    def give_up(self, id, answered, now):
        self.log.append(("dead", id, answered.error))


class Says:
    """A sender that answers what it is told to."""

    def __init__(self, answered):
        self.answered, self.sent = answered, []

    def send(self, hook, delivery):
        self.sent.append(delivery.id)
        return self.answered


@pytest.mark.parametrize(
    ("answered", "tries", "age", "log"),
    [
        (Answered(200, 1), 1, 0, ("done", "d1")),
        (Answered(500, 1, "status_500"), 1, 0, ("later", "d1", NOON + PAUSES[0])),
        (Answered(0, 1, "unreachable"), 3, 0, ("later", "d1", NOON + PAUSES[2])),
        (Answered(0, 1, "unreachable"), 99, 0, ("later", "d1", NOON + PAUSES[-1])),
        (Answered(404, 1, "status_404", final=True), 1, 0, ("dead", "d1", "status_404")),
        (Answered(500, 1, "status_500"), 9, GIVE_UP, ("dead", "d1", "status_500")),
    ],
)
def test_what_fails_is_tried_again_for_two_days(answered, tries, age, log):
    """Each try waits longer than the one before; what is refused for good, or too old, is given up."""
    kept = Kept(a_hook(), news(tries=tries, created_at=NOON - age))
    assert tell_due(kept, Says(answered), lambda: NOON) == 1
    assert kept.log == [log]


def test_a_hook_that_is_off_is_told_nothing():
    """What waits for it is given up; a try is sent all the same."""
    says, kept = Says(Answered(200, 1)), Kept(a_hook(on=False), news(), news(id="d2", kind="test"))
    tell_due(kept, says, lambda: NOON)
    assert says.sent == ["d2"]
    assert kept.log == [("dead", "d1", "switched_off"), ("done", "d2")]


class Away(Says):
    """A sender that some hook does not answer, until another one was told."""

    def __init__(self):
        super().__init__(Answered(200, 1))
        self.told = threading.Event()

    def send(self, hook, delivery):
        if delivery.hook == "h":
            assert self.told.wait(20)
            self.sent.append(delivery.id)
            return Answered(0, 10_000, "too_slow")
        self.told.set()
        return super().send(hook, delivery)


def test_a_hook_that_does_not_answer_keeps_nobody_waiting():
    """Others are told meanwhile, and it is tried once, not once for each piece of news that waits for it."""
    kept, away = Kept(a_hook(), *(news(id=f"d{n}", tries=n) for n in (1, 2, 3)), news(id="d4", hook="z")), Away()
    assert tell_due(kept, away, lambda: NOON) == 4
    assert sorted(away.sent) == ["d1", "d4"]
    assert [one for one in kept.log if one[1] != "d4"] == [("later", f"d{n}", NOON + PAUSES[n - 1]) for n in (1, 2, 3)]
    assert ("done", "d4") in kept.log


def test_a_name_that_nobody_knows_does_not_hold_up():
    """A look-up counts towards the time of a conversation; nothing is sent without a secret to sign it with."""
    asked = threading.Event()

    def silent(host, port):
        asked.wait(20.0)
        return ["127.0.0.1"]

    try:
        assert sender(resolve=silent, seconds=0.2).send(a_hook(), news()).error == "too_slow"
    finally:
        asked.set()
    assert sender().send(replace(a_hook(), secret=""), news()).error == "secret_lost"
