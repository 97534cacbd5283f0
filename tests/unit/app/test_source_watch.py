"""What is said of sources: waiting, live, silent, in trouble."""

import pytest

from hanhtrinh.access import Actor, Right
from hanhtrinh.app.source_watch import HOUR, SourceWatch
from hanhtrinh.errors import NotAllowed
from hanhtrinh.ports.sources import QUARTER, Activity, Source

NOW = 1_795_348_800_000_000
"""2026-11-22T12:00:00Z: seven in the evening in Hà Nội."""
ZONE = "Asia/Ho_Chi_Minh"
ACTOR = Actor(kind="user", id="lan", rights={"w": frozenset({Right.SEE_SOURCES})})
WEB = Source(workspace="w", key="web", name="Web", platform="html", created_at=0)


class Kept:
    """A workspace with one source and what arrived."""

    def __init__(self, **activities: Activity) -> None:
        self.activities = activities

    def sources(self, workspace):
        return [WEB]

    def source(self, workspace, key):
        return WEB if key == "web" else None

    def of(self, workspace, since):
        return self.activities


def watched(activity: Activity | None = None):
    kept = Kept(**({"web": activity} if activity else {}))
    return SourceWatch(kept, kept).one(ACTOR, "w", "web", NOW, ZONE)


def activity(accepted: int, refused: int, age: int) -> Activity:
    at = NOW - age
    return Activity(accepted=accepted, refused=refused, last_at=at, quarters={at // QUARTER: (accepted, refused)})


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (None, "waiting"),
        (activity(5, 0, HOUR), "live"),
        (activity(5, 0, 25 * HOUR), "silent"),
        (activity(0, 1, HOUR), "refusing"),
        (activity(5, 5, HOUR), "live"),
        (activity(40, 10, HOUR), "refusing"),
        (activity(41, 10, HOUR), "live"),
    ],
)
def test_states(known, state) -> None:
    """A few refused messages of a new site are no trouble; a fifth of a day's messages is."""
    assert watched(known).state == state


def test_today_begins_at_local_midnight() -> None:
    """What arrived at 17:00 UTC the day before is today in Hà Nội; a quarter of an hour earlier it is not."""
    midnight = NOW - 19 * HOUR
    quarters = {midnight // QUARTER: (3, 1), midnight // QUARTER - 1: (50, 0)}
    found = watched(Activity(accepted=53, refused=1, last_at=NOW, quarters=quarters))
    assert found.today == 3
    assert found.refused_share == 0.25
    assert sum(found.hours) == 53
    assert found.hours[23 - 19] == 53


def test_what_has_no_row_is_shown_too() -> None:
    """Contacts logged by hand are no source anybody made, and are listed all the same."""
    kept = Kept(contacts=activity(2, 0, HOUR))
    assert [(one.key, one.state) for one in SourceWatch(kept, kept).all(ACTOR, "w", NOW, ZONE)] == [
        ("web", "waiting"),
        ("contacts", "live"),
    ]


def test_only_who_may() -> None:
    """Seeing sources is a right of its own."""
    viewer = Actor(kind="user", id="ha", rights={"w": frozenset({Right.SEE_MAPS})})
    with pytest.raises(NotAllowed):
        SourceWatch(Kept(), Kept()).all(viewer, "w", NOW, ZONE)
