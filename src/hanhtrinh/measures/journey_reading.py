"""A journey read against its events: what every measure of one map starts from, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.lens import Lens, Touches, compile_lens, touches
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Rule
from hanhtrinh.journey.segments import SegmentRule, parse_segment
from hanhtrinh.measures.attachment import Attached, attach, steps_by_touchpoint
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.measures.passes import Layout, find_passes, layout_of
from hanhtrinh.measures.selection import When, in_period, in_segment
from hanhtrinh.values import Period, Runner, in_one_part

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class JourneyReading:
    """One journey's rules applied to one frame as of one instant: touchpoint codes, passes and attached answers."""

    frame: Frame
    journey: Journey
    lens: Lens
    touch: Touches
    layout: Layout
    passes: Passes
    run: Runner

    @property
    def as_of(self) -> int:
        """The instant everything is read as of."""
        return self.passes.as_of

    @cached_property
    def attached(self) -> Attached:
        """Which pass and step every answer and invitation is about."""
        key = self.frame.columns.get(self.journey.pass_key or "")
        codes = None if key is None else key.codes
        return attach(self.frame, self.passes, steps_by_touchpoint(self.journey), key_codes=codes)

    @cached_property
    def groups(self) -> Mapping[str, tuple[SegmentRule, When]]:
        """Segments and bound personas by key: the rule and the moment it looks at."""
        segments = {key: (parse_segment(s.match), s.when) for key, s in self.journey.segments.items()}
        personas: dict[str, tuple[SegmentRule, When]] = {
            key: (parse_segment(p.match), "now") for key, p in self.journey.personas.items() if p.match is not None
        }
        return {**personas, **segments}

    def keep(self, period: Period, group: str | None) -> Mask:
        """Tell, per pass, whether it belongs to a period and (if named) to a segment or persona."""
        mask = in_period(self.passes, period)
        return mask if group is None else mask & self.in_group(group)

    def in_group(self, group: str) -> Mask:
        """Tell, per pass, whether it belongs to a segment or persona; KeyError for an unknown one."""
        rule, when = self.groups[group]
        return in_segment(rule, when, self.frame, self.passes, self.run)


def touchpoint_rules(journey: Journey) -> dict[str, Rule]:
    """Return the rules of the touchpoints that stand on the map; touchpoints without a rule are not measured."""
    on_map = {step.touchpoint for step in journey.steps}
    return {key: t.rule for key, t in journey.touchpoints.items() if key in on_map and t.rule is not None}


def newest_instant(frame: Frame) -> int:
    """Return the instant of the newest event, 0 of nothing: how far the data reach."""
    return frame.span[1] if frame.span else 0


def read_journey(
    frame: Frame, journey: Journey, *, as_of: int | None = None, run: Runner = in_one_part
) -> JourneyReading:
    """Return the journey read against the frame as of an instant; none given: as of the newest event.

    The newest event, not the clock, is where knowledge ends: an export of last month must not make people look as if
    they had left since.
    """
    moment = newest_instant(frame) if as_of is None else as_of
    lens = compile_lens(touchpoint_rules(journey), frame.columns)
    touch = touches(lens, frame, run)
    layout = layout_of(journey, lens.touchpoints)
    passes = find_passes(frame, touch, journey, layout, as_of=moment, run=run)
    return JourneyReading(frame, journey, lens, touch, layout, passes, run)
