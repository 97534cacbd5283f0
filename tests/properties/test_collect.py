"""Messages of any kind: their times, their properties, and the door they come through."""

import json
from typing import Any

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hanhtrinh.collect import understand
from hanhtrinh.collect.door import Arrival, check
from hanhtrinh.collect.envelope import Envelope, Unreadable, open_batch, open_call
from hanhtrinh.collect.flatten import MAX_DEPTH, flatten
from hanhtrinh.collect.ids import message_key
from hanhtrinh.collect.moments import EARLIEST, happened
from hanhtrinh.events.event import KINDS, Value
from hanhtrinh.i18n import LANGS, tr

NOW = 1_795_348_800_000_000
MILLISECOND, DAY = 1_000, 86_400 * 10**6
ARRIVAL = Arrival(workspace="w", source="web", received=NOW, seed=b"seed")

waits = st.integers(0, 400 * DAY // MILLISECOND).map(lambda n: n * MILLISECOND)
skews = st.integers(-(10**4) * DAY // MILLISECOND, 10**4 * DAY // MILLISECOND).map(lambda n: n * MILLISECOND)
instants = st.integers(0, 2 * NOW)
believed = st.integers(EARLIEST, NOW)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.one_of(st.sampled_from(["a", "b", "a.b", "", "products", "channel"]), texts)
leaves = st.one_of(
    st.none(), st.booleans(), texts, st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False)
)
jsons = st.recursive(leaves, lambda x: st.lists(x, max_size=3) | st.dictionaries(names, x, max_size=4), max_leaves=12)
fields = st.sampled_from(
    ["type", "event", "userId", "anonymousId", "groupId", "previousId", "messageId", "timestamp", "originalTimestamp",
     "sentAt", "receivedAt", "properties", "traits", "context", "name"]
)  # fmt: skip
likely = st.one_of(
    jsons, st.sampled_from([*KINDS, "lan", "~x", "2026-11-22T11:00:00Z", "undefined"]),
    st.dictionaries(st.sampled_from(["page", "campaign", "consent", "ip", "traits", "userAgent", "os"]), jsons),
)  # fmt: skip
bodies = st.dictionaries(fields, likely, max_size=8)


def when(received: int, sent: int | None, stamp: int | None) -> int:
    """Return the time of a message whose times are numbers in milliseconds."""
    return happened(received=received, sent=sent, timestamp=None if stamp is None else stamp // MILLISECOND).time


@given(ago=waits, skew=skews, delay=st.integers(0, 60_000).map(lambda n: n * MILLISECOND))
def test_wrong_clocks(ago: int, skew: int, delay: int) -> None:
    """However wrong a sender's clock is, an event happened when it did, but for the time it was on its way."""
    sent, event = NOW - delay, NOW - delay - ago
    assume(event + skew > 200 * DAY and event + delay >= EARLIEST)
    assert when(NOW, sent + skew, event + skew) == event + delay


@given(received=instants, sent=st.none() | instants, stamp=st.none() | instants)
def test_times_are_possible(received: int, sent: int | None, stamp: int | None) -> None:
    """Nothing happens after it arrived, and nothing before 2000 unless it arrived then."""
    found = when(received, sent, stamp)
    assert found <= received
    assert found >= EARLIEST or found == received


@given(sent=st.integers(NOW // 2, 2 * NOW), first=believed, second=believed)
def test_order_is_kept(sent: int, first: int, second: int) -> None:
    """Of two believed events of one request, the one with the earlier time of the sender is the earlier."""
    first, second = first - NOW + sent, second - NOW + sent  # as a clock said that was as wrong as the time of sending
    one, two = (happened(received=NOW, sent=sent, timestamp=stamp // MILLISECOND) for stamp in (first, second))
    assume(not one.problem and not two.problem)
    assert (one.time <= two.time) == (first // MILLISECOND <= second // MILLISECOND)


def twin(given: dict[str, Any], prefix: str = "", depth: int = 1) -> list[tuple[str, Any]]:
    """Return names and values the obvious way, doubled names and all."""
    found: list[tuple[str, Any]] = []
    for name, value in given.items():
        whole = prefix + (name or "_")
        if isinstance(value, dict) and value and depth < MAX_DEPTH:
            found += twin(value, whole + ".", depth + 1)
        elif value is not None:
            found.append((whole, value))
    return found


@given(properties=st.dictionaries(names, jsons, max_size=5))
def test_properties_are_not_lost(properties: dict[str, Any]) -> None:
    """Every property is there after flattening, under its own name or that name with a number, and can be read back."""
    values: dict[str, Value] = {}
    times: dict[str, int] = {}
    flatten(properties, values, times)
    expected = twin(properties)
    assert not values.keys() & times.keys()
    assert len(values) + len(times) == len(expected)
    for (name, found), (wanted, value) in zip(values.items(), expected, strict=True) if not times else ():
        assert name == wanted or name.startswith(wanted + "_")
        if isinstance(value, list | dict):
            assert json.loads(str(found)) == value
        elif isinstance(value, int) and not isinstance(value, bool):
            assert int(found) == value
        else:
            assert found == value
            assert type(found) is type(value)


@settings(max_examples=200)
@given(body=bodies, kind=st.none() | st.sampled_from(KINDS))
def test_door(body: dict[str, Any], kind: Any) -> None:
    """A message is accepted as it came and can be understood, or refused with a reason in both languages."""
    raw = json.dumps(body).encode()
    checked = check(Envelope([raw]), kind, ARRIVAL)
    assert len(checked.accepted) + len(checked.refused) == 1
    for refused in checked.refused:
        assert all(tr(refused.reason, lang, **refused.params) for lang in LANGS)
        assert refused.body == raw[: len(refused.body)]
    for message in checked.accepted:
        found = understand(message)
        assert found.event is not None or found.facts or message.kind in ("alias", "group")
        assert found.event is None or found.event.time <= NOW
        msgspec.msgpack.encode(message)


@settings(max_examples=50)
@given(several=st.lists(bodies, max_size=5), sent=st.none() | st.sampled_from(["2026-11-22T11:00:00Z", 5, {}]))
def test_batches_are_their_messages(several: list[dict[str, Any]], sent: object) -> None:
    """Each message of a batch fares as it would alone."""
    timed = [{"messageId": str(i), "sentAt": sent, **body} for i, body in enumerate(several)]
    together = check(open_batch(json.dumps({"batch": timed}).encode()), None, ARRIVAL)
    alone = [check(Envelope([json.dumps(body).encode()]), None, ARRIVAL) for body in timed]
    assert [message.body for message in together.accepted] == [m.body for one in alone for m in one.accepted]
    assert [refused.reason for refused in together.refused] == [r.reason for one in alone for r in one.refused]


def said(problem: Unreadable) -> None:
    assert all(tr(problem.reason, lang, **problem.params) for lang in LANGS)


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are a body that can be opened, or are refused with a reason."""
    for opened in (open_call, open_batch):
        try:
            opened(data)
        except Unreadable as problem:
            said(problem)


@given(first=st.tuples(texts, texts), second=st.tuples(texts, texts))
def test_keys(first: tuple[str, str], second: tuple[str, str]) -> None:
    """Two messages have one key only if workspace and id are the same (workspaces have no NUL in their ids)."""
    assume("\0" not in first[0] + second[0])
    assert (message_key(*first) == message_key(*second)) == (first == second)
