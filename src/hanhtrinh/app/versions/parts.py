"""One stage or one step of a journey as it was in another version of it, everything else as it is now: no I/O."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

from msgspec.structs import replace

from hanhtrinh.errors import NotFound
from hanhtrinh.journey.model import Journey, Stage, Step

Part = Literal["stage", "step"]
T = TypeVar("T")
K = TypeVar("K", bound=Stage | Step)


def with_part(now: Journey, old: Journey, part: Part, key: str) -> Journey:
    """Return a journey with one part as it was: changed back, or put back where it stood; NotFound where it never was.

    Steps that were added to a stage since stay in it: nothing made since goes. What the part refers to (its touchpoint,
    say) comes back with it where it is gone.
    """
    return _with_stage(now, old, key) if part == "stage" else _with_step(now, old, key)


def _with_step(now: Journey, old: Journey, key: str) -> Journey:
    step = next((one for one in old.steps if one.key == key), None)
    if step is None:
        raise NotFound("versions.no_part", given=key[:80])
    ready = _with_referred(now, old, (step,))
    if key in now.step_index:
        return replace(ready, stages=tuple(_with_changed(stage, step) for stage in ready.stages))
    home = next(stage for stage in old.stages if any(one.key == key for one in stage.steps))
    return _put_step(ready, old, home, step)


def _with_changed(stage: Stage, step: Step) -> Stage:
    return replace(stage, steps=tuple(step if one.key == step.key else one for one in stage.steps))


def _put_step(now: Journey, old: Journey, home: Stage, step: Step) -> Journey:
    """Put a step behind the nearest one that stood before it and is still there, in the stage where it stood."""
    if all(stage.key != home.key for stage in now.stages):
        return _put_stage(now, old, replace(home, steps=(step,)))
    before = [one.key for one in home.steps[: [s.key for s in home.steps].index(step.key)]]
    stages = tuple(
        replace(stage, steps=_behind(stage.steps, step, before)) if stage.key == home.key else stage
        for stage in now.stages
    )
    return replace(now, stages=stages)


def _put_stage(now: Journey, old: Journey, stage: Stage) -> Journey:
    keys = [one.key for one in old.stages]
    return replace(now, stages=_behind(now.stages, stage, keys[: keys.index(stage.key)]))


def _behind(of: tuple[K, ...], thing: K, before: list[str]) -> tuple[K, ...]:
    """Return things with one more behind the last of those named that is there; in front where none is."""
    at = max((i + 1 for i, one in enumerate(of) if one.key in before), default=0)
    return (*of[:at], thing, *of[at:])


def _with_stage(now: Journey, old: Journey, key: str) -> Journey:
    was = next((stage for stage in old.stages if stage.key == key), None)
    if was is None:
        raise NotFound("versions.no_part", given=key[:80])
    ready = _with_referred(now, old, was.steps)
    wanted = {step.key for step in was.steps}
    elsewhere = tuple(
        replace(stage, steps=tuple(step for step in stage.steps if step.key not in wanted)) for stage in ready.stages
    )
    here = next((stage for stage in elsewhere if stage.key == key), None)
    if here is None:
        return _put_stage(replace(ready, stages=elsewhere), old, was)
    back = replace(was, steps=(*was.steps, *here.steps))
    return replace(ready, stages=tuple(back if stage.key == key else stage for stage in elsewhere))


def _with_referred(now: Journey, old: Journey, steps: Iterable[Step]) -> Journey:
    """Return a journey with what steps refer to taken from the old one where it is gone."""
    of = tuple(steps)
    points = _missing(now.touchpoints, old.touchpoints, (step.touchpoint for step in of))
    channels = _missing(now.channels, old.channels, (point.channel for point in points.values()))
    rivals = _missing(now.competitors, old.competitors, (key for step in of for key in step.competitors))
    lanes = _missing(now.lanes, old.lanes, (key for step in of for key in step.notes))
    return replace(
        now,
        touchpoints=now.touchpoints | points,
        channels=now.channels | channels,
        competitors=now.competitors | rivals,
        lanes=now.lanes | lanes,
    )


def _missing(now: Mapping[str, T], old: Mapping[str, T], wanted: Iterable[str | None]) -> dict[str, T]:
    return {key: old[key] for key in wanted if key is not None and key in old and key not in now}
