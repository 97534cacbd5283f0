"""Which snapshots are taken by themselves, and which are let go: rules over instants, no clock of their own."""

from datetime import UTC, datetime, timedelta

import msgspec

from hanhtrinh.app.versions.keeping import DAY, HOUR, MINUTE, is_due, numbers_due, outdated
from hanhtrinh.ports.versions import Version

ZONE = "Asia/Ho_Chi_Minh"
NOW = int(datetime(2026, 11, 22, 5, tzinfo=UTC).timestamp()) * 1_000_000
SAME, OTHER = ("same", ""), ("other", "")


def version(at, kind="auto", text="same"):
    """Return a snapshot taken at an instant."""
    return Version(id=f"{kind}{at}", workspace="w", journey="shop", at=at, kind=kind, text_version=text)


def due(seen, changed=0, differs=0, newest=None):
    """Tell whether one is due; arguments are how long ago."""
    at = version(NOW - (newest if newest is not None else 5 * HOUR))
    return is_due(at, seen, NOW - changed, NOW - differs, NOW)


def test_the_first_look_keeps_a_version() -> None:
    """A journey without any is kept at once, so that there is something to go back to."""
    assert is_due(None, SAME, NOW, NOW, NOW)


def test_the_same_words_are_not_kept_twice() -> None:
    """However long nothing happens."""
    assert not due(SAME, changed=30 * DAY, differs=30 * DAY)


def test_what_was_left_alone_for_ten_minutes_is_kept() -> None:
    """Not while somebody is typing."""
    assert not due(OTHER, changed=9 * MINUTE, differs=20 * MINUTE)
    assert due(OTHER, changed=10 * MINUTE, differs=20 * MINUTE)


def test_an_hour_of_work_is_kept_even_while_it_goes_on() -> None:
    """The hour counts from the first change, and from the newest version at the earliest."""
    assert not due(OTHER, changed=0, differs=59 * MINUTE)
    assert due(OTHER, changed=0, differs=60 * MINUTE)
    assert not due(OTHER, changed=0, differs=90 * MINUTE, newest=30 * MINUTE)


def test_another_library_is_another_version() -> None:
    """The journey's own text may be the same."""
    assert due(("same", "shared"), changed=HOUR, differs=HOUR)


def test_numbers_are_kept_once_a_month() -> None:
    """By the calendar of the workspace: it is December in Vietnam seven hours before it is in Greenwich."""
    begun = int(datetime(2026, 11, 30, 17, tzinfo=UTC).timestamp()) * 1_000_000
    assert not numbers_due(version(begun - 60 * DAY), begun - 61 * DAY, ZONE)
    assert not numbers_due(version(begun - DAY), begun - 1, ZONE)
    assert numbers_due(version(begun - DAY), begun, ZONE)
    assert not numbers_due(None, begun, ZONE)


def kept(versions):
    """Return what is left, by how old it is in hours."""
    gone = {one.id for one in outdated(versions, NOW, ZONE)}
    return [round((NOW - one.at) / HOUR) for one in versions if one.id not in gone]


def test_everything_of_two_days_stays() -> None:
    """Every hour of it."""
    assert kept([version(NOW - n * HOUR) for n in range(48)]) == list(range(48))


def test_then_the_last_of_each_day_stays_and_then_of_each_week() -> None:
    """Of four a day for half a year, sixty daily ones and the weekly ones behind them."""
    many = [version(NOW - n * 6 * HOUR) for n in range(4 * 180)]
    gone = {one.id for one in outdated(many, NOW, ZONE)}
    left = [one for one in many if one.id not in gone]
    middle = [one for one in left if 2 * DAY <= NOW - one.at < 60 * DAY]
    old = [one for one in left if NOW - one.at >= 60 * DAY]
    days = [datetime.fromtimestamp(one.at / 1e6, UTC) + timedelta(hours=7) for one in middle]
    assert len(middle) == len({day.date() for day in days})
    assert 58 <= len(middle) <= 60
    assert len(old) == len({(d.isocalendar()[:2]) for d in (datetime.fromtimestamp(one.at / 1e6, UTC) for one in old)})
    assert 17 <= len(old) <= 19


def test_what_somebody_meant_to_keep_is_never_let_go() -> None:
    """Named ones and those around a restoring, whatever else lies on the same day; the newest of all, too."""
    old = [version(NOW - 100 * DAY - n, kind) for n, kind in enumerate(("auto", "named", "before_restore", "restored"))]
    newest = version(NOW - DAY)
    assert outdated([*old, newest], NOW, ZONE) == ()
    extra = msgspec.structs.replace(old[0], id="extra", at=old[0].at - 1000)
    assert outdated([*old, extra, newest], NOW, ZONE) == (extra,)


def test_thinning_twice_lets_nothing_more_go() -> None:
    """What is left is what the rules keep."""
    many = [version(NOW - n * 7 * HOUR) for n in range(500)]
    gone = {one.id for one in outdated(many, NOW, ZONE)}
    assert outdated([one for one in many if one.id not in gone], NOW, ZONE) == ()
