"""A journey read against its events: what every measure of one map starts from, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes, Frame
from hanhtrinh.events.lens import Lens, Touches, compile_lens, touches
from hanhtrinh.events.said import current
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Rule
from hanhtrinh.journey.segments import SegmentRule, parse_segment
from hanhtrinh.measures.about import about
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
    def about(self) -> npt.NDArray[np.uint16]:
        """Whom every answer and invitation is about: us (0) or a competitor (`measures.about`)."""
        return about(self.frame, self.journey)

    @cached_property
    def current(self) -> Mask:
        """Whether every answer and invitation holds: none said anew since (`events.said`)."""
        return current(self.frame, self.as_of)

    @cached_property
    def measured(self) -> tuple[bool, ...]:
        """Whether each step's touchpoint has a rule, so that its visits are known."""
        known = set(self.lens.touchpoints)
        return tuple(step.touchpoint in known for step in self.journey.steps)

    def key_of(self, event: npt.NDArray[np.int64]) -> Codes | None:
        """Return the pass key's code of events, 0 where they lack it; None where passes have no key."""
        if self.journey.pass_key is None:
            return None
        key = self.frame.columns.get(self.journey.pass_key)
        return np.zeros(len(event), np.uint8) if key is None else key.codes[event]

    @cached_property
    def groups(self) -> Mapping[str, tuple[SegmentRule, When]]:
        """Segments and bound personas by key: the rule and the moment it looks at."""
        segments = {key: (parse_segment(s.match), s.when) for key, s in self.journey.segments.items()}
        personas: dict[str, tuple[SegmentRule, When]] = {
            key: (parse_segment(p.match), p.when) for key, p in self.journey.personas.items() if p.match is not None
        }
        return {**personas, **segments}

    def keep(self, period: Period, group: str | None, when: When | None = None) -> Mask:
        """Tell, per pass, whether it belongs to a period and (if named) to a segment or persona."""
        mask = in_period(self.passes, period)
        return mask if group is None else mask & self.in_group(group, when)

    def in_group(self, group: str, when: When | None = None) -> Mask:
        """Tell, per pass, whether it belongs to a segment or persona; KeyError for an unknown one.

        `when`, where given, stands instead of the moment the segment itself looks at.
        """
        return in_segment(self.groups[group][0], self.moment_of(group, when), self.frame, self.passes, self.run)

    def moment_of(self, group: str, when: When | None = None) -> When:
        """Return the moment as of which people belong to a segment or persona."""
        return when or self.groups[group][1]


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
