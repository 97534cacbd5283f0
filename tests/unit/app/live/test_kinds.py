"""One property in several kinds: what living maps hold stays whole, and trouble is met by reading anew."""

import numpy as np
import pytest

from hanhtrinh.app.live.delta import Delta
from hanhtrinh.app.live.maps import LiveMaps
from hanhtrinh.collect.understanding import understand
from hanhtrinh.events.overlay import frame_of_rows, rows_of_lake
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.rows import rows_of
from hanhtrinh.events.together import whole
from hanhtrinh.values import in_one_part
from tests.live_worlds import Shelf, instant_at, said
from tests.timelines import DAY
from tests.unit.app.live.test_maps import ALL, JOURNEY, fresh

KINDS = (True, 2.5, "nhiều", "2026-11-22T10:00:00Z")


@pytest.fixture
def shelf():
    """A workspace without a base's worth of anything."""
    made = Shelf(clock=instant_at(2 * DAY), accepted=instant_at(2 * DAY))
    made.build()
    return made


def rows_with(number, value):
    """Return timeline rows of one event with a property, as if sealed before any other kind of it was known."""
    event = understand(said(number, number, event="a", user=f"u{number}", k=value)).event
    return rows_of_lake(rows_of([event], {}))


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("later", KINDS)
def test_any_kind_may_follow_any_other(first, later):
    """A property comes in one kind by import and in another a moment later: nobody's events are lost or mixed up."""
    delta, both = Delta(), [rows_with(1, first), rows_with(2, later)]
    for rows in both:
        delta.add(rows)
    assert [delta.of_people([name])["person"].to_list() for name in ("u1", "u2")] == [["u1"], ["u2"]]
    base, overlay = (frame_of_rows(rows, {}, zone="UTC") for rows in both)
    found = whole(Parts(base, np.zeros(1, np.bool_), overlay, 0))
    assert found.people.to_list() == ["u1", "u2"]
    assert found.columns["k"].values.dtype == both[0]["p_k"].dtype


def test_a_failed_addition_changes_nothing(monkeypatch):
    """Rows that cannot be taken leave those that are there in their places."""
    delta = Delta()
    rows = rows_of_lake(rows_of([understand(said(n, n, user=f"u{n}")).event for n in (1, 2)], {}))
    delta.add(rows)

    def fails(*tables):
        raise ValueError

    monkeypatch.setattr("hanhtrinh.app.live.delta.in_common", fails)
    with pytest.raises(ValueError):  # noqa: PT011 - any
        delta.add(rows)
    monkeypatch.undo()
    delta.add(rows_of_lake(rows_of([understand(said(7, 7, user="u7")).event], {})))
    assert len(delta) == 3
    assert delta.of_people(["u7"])["person"].to_list() == ["u7"]


def test_what_failed_once_is_read_anew(shelf, monkeypatch):
    """Whatever goes wrong while events are taken in, the next base knows them all."""
    maps = LiveMaps(shelf.space, in_one_part, summed_from=0)
    maps.readings(JOURNEY, ALL)
    monkeypatch.setattr(Delta, "add", lambda *given, **more: 1 / 0)
    shelf.accept(said(1, DAY, event="a", user="lan"), said(2, DAY + 5, event="b", user="lan"))
    with pytest.raises(ZeroDivisionError):
        maps.tick()
    monkeypatch.undo()
    assert maps.outgrown()
    maps.rebase()
    found = maps.readings(JOURNEY, ALL)
    assert found.completed == 1
    assert found == fresh(shelf, found.as_of)
