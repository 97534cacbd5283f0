"""Use cases: looking whether a journey drifted, and saying that one has seen it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import add

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.drifting.desk import DriftDesk
from hanhtrinh.app.drifting.telling import letters_at_once
from hanhtrinh.app.live.listing import frames_of
from hanhtrinh.app.maps.opening import open_journey
from hanhtrinh.errors import NotFound
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.drift import LEAST_EMOTION, LEAST_SHARE, Drift, drift_partial, drifts, watch_of
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drifting import Alarm
from hanhtrinh.values import MICROSECONDS, datetime_of

EVERY = 3_600 * MICROSECONDS
"""A journey is looked at so often."""
SERVER = Actor(kind="server", id="drift")


def look_at(desk: DriftDesk, space: Space, key: str) -> Sequence[Alarm]:
    """Look at a journey if that is due and nobody else does; return the alarms that ask for attention anew."""
    now = desk.maps.clock()
    found = open_journey(SERVER, space, desk.maps, key)
    if found.file is None or not desk.alarms.take_turn(space.id, key, now, now - EVERY):
        return ()
    journey = found.file.journey
    before = desk.alarms.open_of(space.id, key)
    changed, asking = updated(before, drifted(desk, space, journey), now, desk.maps.new_id, space.id, key)
    desk.alarms.keep(changed, letters_at_once(desk, space, journey, key, asking))
    if changed:
        desk.turns.turn(space, key)
    if asking:
        desk.mail.wake()
    return asking


def drifted(desk: DriftDesk, space: Space, journey: Journey) -> tuple[Drift, ...]:
    """Return what drifted from a journey as of now, read over all timelines."""
    parts = desk.parts(space)
    zone = parts.base.zone
    today = datetime_of(parts.now, zone).toordinal()
    reviewed = date.fromisoformat(journey.reviewed).toordinal() if journey.reviewed else None
    oldest = min((frame.span[0] for frame in (parts.base, parts.overlay) if frame.span), default=parts.now)
    begun = datetime_of(oldest, zone).toordinal()
    watch = watch_of(today, journey.window_seconds, reviewed, begun)
    readings = (read_journey(frame, journey, as_of=parts.now, run=desk.run) for frame in frames_of(parts))
    return drifts(reduce(add, (drift_partial(reading, watch) for reading in readings)), journey, watch, zone)


def updated(
    before: Sequence[Alarm], found: Sequence[Drift], now: int, new_id: Callable[[], str], workspace: str, journey: str
) -> tuple[list[Alarm], list[Alarm]]:
    """Return the alarms that are new or changed, and those of them that ask for attention anew.

    A drift that was acknowledged asks again only once it has gone further by what is worth telling, beyond its
    interval; one that is back is closed.
    """
    there = {alarm.drift.place: alarm for alarm in before}
    changed: list[Alarm] = []
    asking: list[Alarm] = []
    for drift in found:
        old = there.pop(drift.place, None)
        if old is None and drift.beyond:
            new = Alarm(id=new_id(), workspace=workspace, journey=journey, drift=drift, opened_at=now, changed_at=now)
            changed.append(new)
            asking.append(new)
        elif old is not None and old.drift != drift:
            further = old.acknowledged_at is not None and drift.beyond and went_further(drift, old.seen_value)
            quiet = {"acknowledged_at": None, "acknowledged_by": "", "seen_value": None} if further else {}
            new = replace(old, drift=drift, changed_at=now, **quiet)
            changed.append(new)
            asking += [new] if further else []
    changed += [replace(alarm, closed_at=now, changed_at=now) for alarm in there.values()]
    return changed, asking


def went_further(drift: Drift, seen: float | None) -> bool:
    """Tell whether a number is clearly farther from what it was before than when somebody saw it, or on the other
    side.
    """
    if seen is None or drift.before is None or drift.after is None or drift.after.interval is None:
        return False
    centre, value, interval = drift.before.value, drift.after.value, drift.after.interval
    least = LEAST_EMOTION if drift.what == "score" else LEAST_SHARE
    apart = not interval.low <= seen <= interval.high and abs(value - seen) >= least
    return apart and (abs(value - centre) > abs(seen - centre) or (value - centre) * (seen - centre) < 0)


def alarms_of(actor: Actor, space: Space, desk: DriftDesk, key: str) -> Sequence[Alarm]:
    """Return the open alarms of a journey, acknowledged ones too."""
    require(actor, space.id, Right.SEE_MAPS)
    return desk.alarms.open_of(space.id, key)


def alarm_of(actor: Actor, space: Space, desk: DriftDesk, key: str, alarm: str) -> Alarm:
    """Return an alarm of a journey; NotFound where there is none."""
    require(actor, space.id, Right.SEE_MAPS)
    found = desk.alarms.get(space.id, alarm)
    if found is None or found.journey != key:
        raise NotFound("drift.none_such")
    return found


def acknowledge(actor: Actor, space: Space, desk: DriftDesk, key: str, alarm: str) -> Alarm:
    """Note that the actor has seen a drift: it is not shown on the map until it goes further."""
    require(actor, space.id, Right.EDIT_MAPS)
    found = alarm_of(actor, space, desk, key, alarm)
    value = found.drift.after.value if found.drift.after else None
    if desk.alarms.acknowledge(space.id, alarm, actor.id, desk.maps.clock(), value):
        details = {"what": found.drift.what, "step": found.drift.step}
        desk.maps.audit.note(actor, space.id, "drift.acknowledged", key, details)
        desk.turns.turn(space, key)
    return alarm_of(actor, space, desk, key, alarm)
