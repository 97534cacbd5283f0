"""Sessions and accounts at the edges of their definitions."""

import polars as pl
import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.journey.model import Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.measures.map import MapQuestion, read_map
from hanhtrinh.values import MICROSECONDS
from tests.timelines import DAY, lake_of
from tests.worlds import EPOCH

MINUTE = 60


def map_of(rows, unit, *, as_of, accounts=None):
    """Return the map a → b (the outcome) of (who, second, name) rows by a unit, as of a second."""
    table = lake_of([(who, second, name, 0) for who, second, name in rows])
    table = table.with_columns(p_company=pl.Series(accounts or [None] * len(rows), dtype=pl.String))
    journey = Journey(
        key="j", name="J", window="30d", outcome="b", account="company",
        touchpoints={n: Touchpoint(name=n, match={"event": n}) for n in "ab"},
        stages=(Stage(key="s", name="S", phase="before", steps=tuple(Step(key=n, touchpoint=n) for n in "ab")),),
    )  # fmt: skip
    frame = build_frame(reader_of(table), {}, zone="UTC")
    reading = read_journey(frame, journey, as_of=(EPOCH + as_of) * MICROSECONDS)
    return read_map(reading, MapQuestion(unit=unit, trend="none"))


@pytest.mark.parametrize(("wait", "sessions"), [(30 * MINUTE, 1), (30 * MINUTE + 1, 2)])
def test_a_session_ends_after_more_than_half_an_hour(wait, sessions):
    """30:00 stays, a second more begins another."""
    assert map_of([(0, 0, "a"), (0, wait, "a")], "session", as_of=DAY).passes == sessions


def test_what_is_off_the_map_keeps_a_session_alive():
    """Two visits 50 minutes apart are one session where somebody searched in between."""
    assert map_of([(0, 0, "a"), (0, 25 * MINUTE, "search"), (0, 50 * MINUTE, "b")], "session", as_of=DAY).passes == 1
    assert map_of([(0, 0, "a"), (1, 25 * MINUTE, "search"), (0, 50 * MINUTE, "b")], "session", as_of=DAY).passes == 2


@pytest.mark.parametrize(("as_of", "state"), [(55, "open"), (56, "left")])
def test_a_session_is_over_half_an_hour_after_its_last_event_of_any_kind(as_of, state):
    """Visited at 0, searched at 25 minutes: still under way at 55, over a minute later."""
    found = map_of([(0, 0, "a"), (0, 25 * MINUTE, "search")], "session", as_of=as_of * MINUTE)
    assert (found.open, found.left) == ((1, 0) if state == "open" else (0, 1))
    assert found.steps[0].drop_off.count == found.left


def test_a_session_after_the_purchase_is_one_without_outcome():
    """Conversion by session is of all sessions, as web shops count it; by person the buyer has bought."""
    rows = [(0, 0, "a"), (0, 60, "b"), (0, 2 * DAY, "b")]
    again = [*rows, (1, 0, "a")]
    by_session = map_of(again, "session", as_of=90 * DAY)
    assert (by_session.conversion.count, by_session.conversion.n) == (2, 3)
    by_person = map_of(again, "person", as_of=90 * DAY)
    assert (by_person.conversion.count, by_person.conversion.n) == (1, 2)


def test_an_account_is_all_its_people_in_order_of_time():
    """One tries, a colleague buys: the account has bought; events without an account are out and counted."""
    rows, accounts = [(1, 0, "a"), (0, 60, "b"), (2, 0, "a"), (3, 0, "a")], ["acme", "acme", "solo", None]
    found = map_of(rows, "account", as_of=90 * DAY, accounts=accounts)
    assert (found.passes, found.completed, found.left, found.outside) == (2, 1, 1, 1)
    assert found.sales_cycle.reading.value == 60
    edges = {(edge.source, edge.target): edge.times for edge in found.edges}
    assert edges["a", "b"] == 1


def test_one_accounts_beginning_does_not_end_another():
    """Two accounts of one person stand beside each other: the first waits on until its own window has passed."""
    rows, accounts = [(0, 0, "a"), (0, 10 * DAY, "a")], ["acme", "solo"]
    found = map_of(rows, "account", as_of=20 * DAY, accounts=accounts)
    assert (found.passes, found.open) == (2, 2)
    assert (found.sales_cycle.censored, found.sales_cycle.left) == (2, 0)


def test_two_visits_of_one_person_at_one_instant_keep_their_order():
    """Canonical order decides within a person: by the event's name."""
    found = map_of([(0, 0, "b"), (0, 0, "a")], "person", as_of=DAY)
    assert {(edge.source, edge.target) for edge in found.edges} == {("(start)", "a"), ("a", "b"), ("b", "(completed)")}
