"""The small parts of understanding: properties, channels, devices, packed bodies."""

import gzip
import json
import zlib

import msgspec
import pytest

from hanhtrinh.collect.channel import channel_of, place_of, utm_of
from hanhtrinh.collect.devices import device_of
from hanhtrinh.collect.flatten import MAX_DEPTH, flatten, traits_of
from hanhtrinh.collect.moments import instant
from hanhtrinh.collect.unpacking import Unpackable, unpack
from hanhtrinh.events.event import Value
from tests.unit.collect.messages import NOW


def flat(given: dict[str, object]) -> tuple[dict[str, Value], dict[str, int]]:
    values: dict[str, Value] = {}
    times: dict[str, int] = {}
    flatten(given, values, times)
    return values, times


def test_depth() -> None:
    """Objects are dotted down to a stated depth; what lies deeper is kept as JSON."""
    given: dict[str, object] = {"x": 1}
    for _ in range(MAX_DEPTH + 1):
        given = {"a": given}
    ((name, value),) = flat(given)[0].items()
    assert name == ".".join("a" * MAX_DEPTH)
    assert json.loads(str(value)) == {"a": {"x": 1}}


def test_values() -> None:
    """Numbers that a float cannot hold are text; instants with an offset are times; empty things are kept."""
    values, times = flat(
        {
            "large": 2**53 + 1, "small": -(2**53), "at": "2026-11-22T19:00:00+07:00", "naive": "2026-11-22T19:00:00",
            "day": "2026-11-22", "list": [1, 10**30], "none": [], "object": {}, "null": None, "text": "",
        }
    )  # fmt: skip
    assert times == {"at": NOW}
    assert values == {
        "large": "9007199254740993", "small": float(-(2**53)), "naive": "2026-11-22T19:00:00", "day": "2026-11-22",
        "list": f"[1,{10**30}]", "none": "[]", "object": "{}", "text": "",
    }  # fmt: skip


def test_traits_keep_null() -> None:
    """null takes a trait away, also within an object."""
    assert traits_of({"a": None, "b": {"c": None}, "at": "2026-11-22T19:00:00Z"}) == {
        "a": None, "b.c": None, "at": "2026-11-22T19:00:00Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("utm", "referrer", "host", "landing", "expected"),
    [
        ({"utm_source": "zalo", "utm_medium": "social"}, "https://google.com", "shop.vn", True, "zalo / social"),
        ({"gclid": "x"}, None, "shop.vn", True, "google / cpc"),
        ({}, "https://www.google.com.vn/search?q=a", "shop.vn", True, "google / organic"),
        ({}, "https://coccoc.com/search", "shop.vn", True, "coccoc / organic"),
        ({}, "https://mail.google.com/", "shop.vn", True, "mail.google.com / referral"),
        ({}, "https://l.facebook.com/l.php", "shop.vn", True, "facebook.com / referral"),
        ({}, "https://notgoogle.com/", "shop.vn", True, "notgoogle.com / referral"),
        ({}, "https://www.shop.vn/cart", "shop.vn", True, None),
        ({}, "", "shop.vn", True, "(direct) / (none)"),
        ({}, "", "shop.vn", False, None),
        ({}, None, "shop.vn", True, None),
        ({}, "http://[", "shop.vn", True, None),
    ],
)
def test_channel(utm: dict[str, object], referrer: str | None, host: str, landing: bool, expected: str | None) -> None:
    """The channel is said as web analytics says it: source / medium."""
    assert channel_of(utm, referrer, host, landing) == expected


def test_addresses() -> None:
    """Hosts lose www; the first of a doubled parameter counts; what is no address has no place."""
    assert place_of("https://WWW.Shop.vn:8080") == ("shop.vn", "/")
    assert place_of("/only/path") == ("", "/only/path")
    assert place_of("http://[broken") == ("", "")
    assert utm_of("?utm_source=a&utm_source=b&utm_medium=") == {"utm_source": "a"}


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "mobile"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0 Mobile Safari/537.36", "mobile"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/142.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "desktop"),
        ("analytics-python/2.4", None),
        ("", None),
    ],
)
def test_devices(agent: str, expected: str | None) -> None:
    """A browser says what it runs on; a program says nothing of its customers' devices."""
    assert device_of(agent) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-11-22T12:00:00Z", NOW),
        ("2026-11-22T12:00:00.000000999Z", NOW),
        ("2026-11-22T12:00:00", NOW),
        (" 2026-11-22t12:00:00z ", NOW),
        (NOW // 1_000, NOW),
        (NOW / 10**6, NOW),
        (True, None),
        ("yesterday", None),
        ("2026-13-01T00:00:00Z", None),
        (10**30, None),
        ([], None),
    ],
)
def test_instants(given: object, expected: int | None) -> None:
    """Times are ISO 8601 or numbers since 1970."""
    assert instant(given) == expected


def test_unpacking() -> None:
    """gzip, in one part or several, and deflate are unpacked up to the stated size."""
    body = b"x" * 1_000
    assert unpack(gzip.compress(body, mtime=0), "GZip", 1_000) == body
    assert unpack(gzip.compress(body[:400], mtime=0) + gzip.compress(body[400:], mtime=0), "gzip", 1_000) == body
    assert unpack(zlib.compress(body), "deflate", 1_000) == body
    assert unpack(body, "identity", 0) == body


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (gzip.compress(b"x" * 1_001, mtime=0), "gzip", "too_large"),
        (gzip.compress(b"x" * 600, mtime=0) + gzip.compress(b"x" * 401, mtime=0), "gzip", "too_large"),
        (gzip.compress(b"x" * 10**8, mtime=0), "gzip", "too_large"),
        (gzip.compress(b"x" * 10, mtime=0)[:-4], "gzip", "damaged"),
        (gzip.compress(b"x" * 10, mtime=0) + b"rest", "gzip", "damaged"),
        (b"not packed", "gzip", "damaged"),
        (b"x", "br", "unknown"),
    ],
)
def test_bodies_that_are_not_unpacked(body: bytes, encoding: str, why: str) -> None:
    """A bomb stops at the stated size; what is damaged or unknown is said to be."""
    with pytest.raises(Unpackable, match=why):
        unpack(body, encoding, 1_000)


def test_numbers_are_read_as_senders_write_them() -> None:
    """The decoder that understanding relies on keeps whole numbers of any length."""
    assert msgspec.json.decode(b"123456789012345678901234567890") == 123456789012345678901234567890
