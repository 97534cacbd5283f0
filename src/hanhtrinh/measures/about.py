"""Whom an answer is about: us, or a competitor a rule of the journey recognises it by."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Column, Frame
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Rule, properties_of

US = 0


def competitor_rules(journey: Journey) -> dict[str, Rule]:
    """Return the rules of the competitors that have one, by key."""
    return {key: one.rule for key, one in journey.competitors.items() if one.rule is not None}


def about(frame: Frame, journey: Journey) -> npt.NDArray[np.uint16]:
    """Return, per answer and invitation, 1 + the position among `competitor_rules` it is about; `US` where it is us.

    Where several rules hold, the most specific decides, as among touchpoints.
    """
    rules = competitor_rules(journey)
    if not rules:
        return np.zeros(len(frame.answers), np.uint16)
    names = {name for rule in rules.values() for name in properties_of(rule)} & frame.columns.keys()
    event = frame.answers.event
    columns = {name: Column(frame.columns[name].codes[event], frame.columns[name].values) for name in names}
    # Only the answers are looked at: a frame of them alone, whoever gave them.
    offsets = np.array([0, len(event)], np.int64)
    answers = replace(frame, offsets=offsets, time=frame.time[event], columns=columns)
    return touches(compile_lens(rules, columns), answers)
