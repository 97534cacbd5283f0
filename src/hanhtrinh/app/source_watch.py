"""Whether sources are alive: what arrived from each, and what that means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.ports.sources import QUARTER, Activities, Activity, Source, Sources
from hanhtrinh.values import MICROSECONDS, datetime_of, start_of_day

State = Literal["waiting", "live", "silent", "refusing"]
HOUR = 3_600 * MICROSECONDS
SILENT_AFTER = 24 * HOUR
"""A source is silent when nothing has arrived for a day."""
MUCH, SOME = 0.2, 10
"""A source is in trouble when at least this share of today's messages, and this many of them, was refused, or all."""
HOURS = 24


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """How a source is doing. `source` is None for what has no row of its own (contacts, files); `hours` are what
    arrived in each of the last 24 hours, the newest last."""

    key: str
    source: Source | None
    state: State
    activity: Activity
    today: int
    refused_share: float
    hours: tuple[int, ...]


@dataclass(frozen=True)
class SourceWatch:
    """Looks how sources are doing."""

    sources: Sources
    activities: Activities

    def all(self, actor: Actor, workspace: str, now: int, zone: str) -> Sequence[Watched]:
        """Return every source of a workspace and whatever else sent something, oldest first."""
        require(actor, workspace, Right.SEE_SOURCES)
        found = self.activities.of(workspace, now - HOURS * HOUR)
        known = {source.key: source for source in self.sources.sources(workspace)}
        keys = [*known, *(key for key in sorted(found) if key not in known)]
        return [_watched(key, known.get(key), found.get(key, Activity()), now, zone) for key in keys]

    def one(self, actor: Actor, workspace: str, key: str, now: int, zone: str) -> Watched:
        """Return how one source is doing."""
        require(actor, workspace, Right.SEE_SOURCES)
        activity = self.activities.of(workspace, now - HOURS * HOUR).get(key, Activity())
        return _watched(key, self.sources.source(workspace, key), activity, now, zone)


def _watched(key: str, source: Source | None, activity: Activity, now: int, zone: str) -> Watched:
    midnight = start_of_day(datetime_of(now, zone).date(), zone)
    today = [both for quarter, both in activity.quarters.items() if quarter * QUARTER >= midnight]
    accepted, refused = sum(good for good, _ in today), sum(bad for _, bad in today)
    share = refused / (accepted + refused) if accepted + refused else 0.0
    return Watched(
        key=key, source=source, state=_state(activity, accepted, refused, now), activity=activity, today=accepted,
        refused_share=share, hours=_hours(activity, now),
    )  # fmt: skip


def _state(activity: Activity, accepted: int, refused: int, now: int) -> State:
    if activity.last_at is None or not (activity.accepted or activity.refused):
        return "waiting"
    if refused and (not accepted or (refused >= SOME and refused >= MUCH * (accepted + refused))):
        return "refusing"
    return "silent" if now - activity.last_at > SILENT_AFTER else "live"


def _hours(activity: Activity, now: int) -> tuple[int, ...]:
    counts = [0] * HOURS
    for quarter, (accepted, _) in activity.quarters.items():
        back = (now - quarter * QUARTER) // HOUR
        if 0 <= back < HOURS:
            counts[HOURS - 1 - back] += accepted
    return tuple(counts)
