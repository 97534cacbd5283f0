"""A map held against a draft: whose events are whose, counted by hand."""

import numpy as np
import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.rules import Is, Prefix
from hanhtrinh.measures.draft.crossing import cross
from hanhtrinh.values import MICROSECONDS

DAY = 86_400


def frame_of(*timelines: tuple[str, ...]):
    """Return a frame of people who each did some things, a day apart."""
    rows = [
        {"id": i.to_bytes(8, "big") + k.to_bytes(8, "big"), "person": f"p{i}", "time": (k + 1) * DAY * MICROSECONDS,
         "event": event, "source": "t"}
        for i, timeline in enumerate(timelines)
        for k, event in enumerate(timeline)
    ]  # fmt: skip
    columns = {name: pl.Series(name, [row.get(name) for row in rows]).cast(kind) for name, kind in LAKE_SCHEMA.items()}
    return build_frame(reader_of(pl.DataFrame(columns)), {}, zone="UTC")


@pytest.fixture
def parts():
    """Three people, one of whom is read anew in the overlay, and one who happens after now."""
    base = frame_of(("a1", "b", "b"), ("b", "a2"), ("gone", "gone"))
    overlay = frame_of(("a1", "x", "b"))
    return Parts(base, np.array([False, False, True]), overlay, 10 * DAY * MICROSECONDS)


RULES = {"a": Prefix("event", "a"), "b": Is("event", "b")}
DRAFTED = {"one": Is("event", "a1"), "two": Is("event", "b"), "new": Is("event", "x")}


def test_whose_events_are_whose(parts) -> None:
    """Events and people of touchpoints and drafted steps, and what nobody claims; people read anew count once."""
    found = cross(parts, RULES, DRAFTED)
    assert (found.events, found.people) == (8, 3)
    assert found.on_map == (7, 3)
    assert found.claimed == {"a": (3, 3), "b": (4, 3)}
    assert found.drafted == {"one": (2, 2), "two": (4, 3), "new": (1, 1)}
    assert found.free == {"one": (0, 0), "two": (0, 0), "new": (1, 1)}
    assert found.shared == {("one", "a"): 2, ("two", "b"): 4}
    assert found.sharing("one") == ("a", 1.0)
    assert found.sharing("new") == ("", 0.0)


def test_whether_people_keep_to_the_order(parts) -> None:
    """Two of the three met the first touchpoint before the second."""
    found = cross(parts, RULES, DRAFTED)
    assert (found.ordered, found.pairs) == (2, 3)
    turned = cross(parts, dict(reversed(RULES.items())), DRAFTED)
    assert (turned.ordered, turned.pairs) == (1, 3)


def test_what_happens_after_now_is_not_known(parts) -> None:
    """Up to where the timelines are true, and no further."""
    early = Parts(parts.base, parts.superseded, parts.overlay, 1 * DAY * MICROSECONDS)
    assert cross(early, RULES, DRAFTED).events == 3


def test_nothing_at_all(parts) -> None:
    """Without rules or events every count is nothing, and there is no order."""
    found = cross(parts, {}, {})
    assert found.on_map == (0, 0)
    assert found.order is None
