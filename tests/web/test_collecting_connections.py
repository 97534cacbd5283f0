"""Slow and broken connections to a real server process."""

import base64
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.collect_server import accepted, server
from tests.web.collect_world import KEY, make_sources

SECONDS = 1.0
PATIENCE_SECONDS = 60.0
AUTHORIZATION = b"Authorization: Basic " + base64.b64encode(f"{KEY}:".encode()) + b"\r\n"
BODY = b'{"event":"x","userId":"lan"}'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources."""
    made: Path = tmp_path_factory.mktemp("connections")
    make_sources(made)
    return made


@pytest.fixture(scope="module")
def hasty(home: Path) -> Iterator[tuple[Path, int]]:
    """A server that has little patience: its folder and port."""
    with server(home, seconds=SECONDS) as (address, _):
        yield home, int(address.rpartition(":")[2])


@pytest.fixture(scope="module")
def place(home: Path) -> Iterator[tuple[Path, int]]:
    """A server as patient as usual, for what is to be answered however busy the machine is: its folder and port."""
    with server(home, seconds=PATIENCE_SECONDS) as (address, _):
        yield home, int(address.rpartition(":")[2])


def said(port: int, *parts: bytes, end: bool = False) -> bytes:
    """Send parts over one connection, then listen until the server closes it; `end` closes our side first."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        for part in parts:
            connection.sendall(part)
        if end:
            connection.shutdown(socket.SHUT_WR)
        return listened(connection)


def listened(connection: socket.socket) -> bytes:
    found = b""
    try:
        while part := connection.recv(65_536):
            found += part
    except ConnectionError:
        pass
    return found


def answered(connection: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"}"):
        found += connection.recv(65_536)
    return found


def head(length: int | str, more: bytes = b"") -> bytes:
    return b"POST /v1/track HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + f"Content-Length: {length}\r\n".encode() + more


def kept(home: Path) -> int:
    return len(accepted(home))


@pytest.mark.parametrize("start", [b"", b"POST /v1/tr", b"POST /v1/track HTTP/1.1\r\nHost: x\r\n"])
def test_heads_that_never_end(hasty: tuple[Path, int], start: bytes) -> None:
    """A connection that does not say what it wants is closed."""
    begun = time.monotonic()
    assert said(hasty[1], start) == b""
    assert time.monotonic() - begun >= SECONDS / 2


@pytest.mark.parametrize("start", [b"", b"X: ", b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX: "])
def test_heads_of_any_length(tmp_path: Path, start: bytes) -> None:
    """A head, or trailers, that grow and grow are hung up on long before the time for them is over."""
    make_sources(tmp_path)
    more = b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) if not start else b"y" * 1_000_000
    with server(tmp_path, seconds=10 * PATIENCE_SECONDS) as (address, _):
        begin = b"POST /v1/track HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + start
        with suppress(ConnectionError):
            assert not said(int(address.rpartition(":")[2]), begin, more)


def test_bodies_that_never_end(hasty: tuple[Path, int]) -> None:
    """A body that stops half-way is given up with 408, and nothing of it is kept."""
    before = kept(hasty[0])
    assert said(hasty[1], head(500, b"\r\n"), BODY).startswith(b"HTTP/1.1 408 ")
    assert kept(hasty[0]) == before


def test_bodies_that_break_off(place: tuple[Path, int]) -> None:
    """A sender that leaves half-way leaves nothing behind."""
    before = kept(place[0])
    said(place[1], head(500, b"\r\n"), BODY, end=True)
    assert said(place[1], head(len(BODY), b"Connection: close\r\n\r\n"), BODY).startswith(b"HTTP/1.1 200 ")
    assert kept(place[0]) == before + 1


def test_lengths_that_are_too_small(place: tuple[Path, int]) -> None:
    """What comes after the stated length is no part of the message: the cut message is refused."""
    before = kept(place[0])
    answer = said(place[1], head(10, b"\r\n"), BODY)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert kept(place[0]) == before


def test_lengths_that_are_none(place: tuple[Path, int]) -> None:
    """A length that is no number is refused before anything is read."""
    assert said(place[1], head("many", b"\r\n"), BODY).startswith(b"HTTP/1.1 400 ")


def test_chunks(place: tuple[Path, int]) -> None:
    """A body without a length, in chunks, is taken."""
    start = b"POST /v1/track HTTP/1.1\r\nHost: x\r\n" + AUTHORIZATION + b"Transfer-Encoding: chunked\r\n"
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (BODY[:7], BODY[7:], b""))
    before = kept(place[0])
    assert said(place[1], start + b"Connection: close\r\n\r\n" + chunks).startswith(b"HTTP/1.1 200 ")
    assert kept(place[0]) == before + 1


def test_requests_one_after_the_other(place: tuple[Path, int]) -> None:
    """Several requests sent at once over one connection are answered one after the other."""
    before = kept(place[0])
    one = head(len(BODY), b"\r\n") + BODY
    answer = said(place[1], one * 3 + head(len(BODY), b"Connection: close\r\n\r\n") + BODY)
    assert answer.count(b"HTTP/1.1 200 ") == 4
    assert kept(place[0]) == before + 4


def test_connections_that_stay_open(hasty: tuple[Path, int]) -> None:
    """A connection on which a request was answered may wait for its next one, but not begin it and stop."""
    with socket.create_connection(("127.0.0.1", hasty[1]), PATIENCE_SECONDS) as connection:
        for _ in range(2):
            connection.sendall(head(len(BODY), b"\r\n") + BODY)
            assert answered(connection).startswith(b"HTTP/1.1 200 ")
            time.sleep(SECONDS + 0.1)  # longer than a head may take
        connection.sendall(b"POST /v1/track HTT")
        assert listened(connection) == b""


def test_many_silent_connections(hasty: tuple[Path, int]) -> None:
    """Two hundred connections that say nothing keep nobody else from being heard."""
    silent = [socket.create_connection(("127.0.0.1", hasty[1]), PATIENCE_SECONDS) for _ in range(200)]
    assert said(hasty[1], head(len(BODY), b"Connection: close\r\n\r\n"), BODY).startswith(b"HTTP/1.1 200 ")
    assert all(listened(connection) == b"" for connection in silent)
    for connection in silent:
        connection.close()
