"""Changes of a journey that a draft proposes: a rule, a step at its place, what holds of a step or of the whole."""

from collections.abc import Callable

import msgspec

from hanhtrinh.app.draft_pieces.shapes import Change
from hanhtrinh.journey.model import Channel, Journey, PlainRule, Segment, Stage, Step, Touchpoint

_replace = msgspec.structs.replace


def with_rule(touchpoint: str, rule: PlainRule | None) -> Change:
    """Return what lets a touchpoint recognise exactly some events."""

    def change(journey: Journey) -> Journey:
        old = journey.touchpoints.get(touchpoint)
        if old is None:
            return journey
        return _replace(journey, touchpoints={**journey.touchpoints, touchpoint: _replace(old, match=rule)})

    return change


def with_field(name: str, value: object) -> Change:
    """Return what sets a field of the journey."""
    return lambda journey: _replace(journey, **{name: value})


def with_friction(which: str, rule: PlainRule | None) -> Change:
    """Return what says which events show that something went wrong."""
    return lambda journey: _replace(journey, friction=_replace(journey.friction, **{which: rule}))


def with_segment(key: str, segment: Segment) -> Change:
    """Return what adds a group of customers."""
    return lambda journey: _replace(journey, segments={**journey.segments, key: segment})


def at_step(key: str, **fields: object) -> Change:
    """Return what sets fields of a step; without the step it changes nothing."""
    return lambda journey: _each_step(journey, lambda step: _replace(step, **fields) if step.key == key else step)


def beside_step(key: str, beside: str) -> Change:
    """Return what lets a step come before or after another; without the other it changes nothing."""
    set_beside = at_step(key, parallel=beside)
    return lambda journey: set_beside(journey) if beside in journey.step_index else journey


def without_step(key: str) -> Change:
    """Return what leaves a step out, with what refers to it."""

    def change(journey: Journey) -> Journey:
        stages = tuple(_replace(s, steps=tuple(one for one in s.steps if one.key != key)) for s in journey.stages)
        kept = _each_step(_replace(journey, stages=stages), lambda step: _without_mention(step, key))
        return _replace(kept, outcome=None) if journey.outcome == key else kept

    return change


def _without_mention(step: Step, gone: str) -> Step:
    if step.promise is not None and step.promise.after == gone:
        step = _replace(step, promise=None)
    return _replace(step, parallel=None) if step.parallel == gone else step


def without_empty_stages(journey: Journey) -> Journey:
    """Return the journey without stages that lost all their steps."""
    return _replace(journey, stages=tuple(stage for stage in journey.stages if stage.steps))


def without_unused(before: Journey) -> Change:
    """Return what drops touchpoints that were used before and are not now."""

    def change(journey: Journey) -> Journey:
        used = {step.touchpoint for step in journey.steps}
        was = {step.touchpoint for step in before.steps}
        points = {key: one for key, one in journey.touchpoints.items() if key in used or key not in was}
        return _replace(journey, touchpoints=points)

    return change


def with_step(
    step: Step,
    point: Touchpoint,
    behind: tuple[str, ...],
    ahead: tuple[str, ...],
    channel: Channel | None,
    *,
    ahead_first: bool = False,
) -> Change:
    """Return what adds a step with its touchpoint behind the first of some steps there is, else before the first of
    others, else at the end; `ahead_first` looks for those others before.
    """

    def change(journey: Journey) -> Journey:
        if not journey.stages or step.key in journey.step_index:
            return journey
        channels = journey.channels
        if point.channel and point.channel not in channels and channel is not None:
            channels = {**channels, point.channel: channel}
        made = _replace(point, channel=point.channel if point.channel in channels else None)
        points = {**journey.touchpoints, step.touchpoint or step.key: made}
        stages = _placed(journey, step, behind, ahead, ahead_first)
        return _replace(journey, channels=channels, touchpoints=points, stages=stages)

    return change


def _placed(
    journey: Journey, step: Step, behind: tuple[str, ...], ahead: tuple[str, ...], ahead_first: bool
) -> tuple[Stage, ...]:
    there = journey.step_index
    after = next((key for key in behind if key in there), None)
    before = next((key for key in ahead if key in there), None)
    if after is not None and before is not None:
        after, before = (None, before) if ahead_first else (after, None)
    place = there[after] + 1 if after is not None else there[before] if before is not None else len(there)
    anchor = place - 1 if after is not None or before is None else place
    stage = journey.stage_of[anchor] if there else 0
    first = sum(len(one.steps) for one in journey.stages[:stage])
    steps = journey.stages[stage].steps
    at = place - first
    mine = _replace(journey.stages[stage], steps=(*steps[:at], step, *steps[at:]))
    return (*journey.stages[:stage], mine, *journey.stages[stage + 1 :])


def _each_step(journey: Journey, change: Callable[[Step], Step]) -> Journey:
    stages = tuple(_replace(stage, steps=tuple(change(step) for step in stage.steps)) for stage in journey.stages)
    return _replace(journey, stages=stages)
