"""Channels: by which way passes came to each stage, and how often.

The channel of a visit is its event's own property `channel`, else the channel the journey gives its touchpoint.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Codes, Column, narrowest
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.results import ChannelAtStage
from hanhtrinh.measures.shares import share

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
PROPERTY = "channel"
NO_CHANNEL = "(none)"


@dataclass(frozen=True)
class VisitChannels:
    """The channel of every visit, as a position in `names`; `NO_CHANNEL` is the first of them."""

    names: tuple[str, ...]
    code: Integers


def visit_channels(reading: JourneyReading) -> VisitChannels:
    """Return the channel of every visit of every pass."""
    journey, event = reading.journey, reading.passes.event
    planned = ["", *(journey.touchpoints[key].channel or "" for key in reading.lens.touchpoints)]
    column = reading.frame.columns.get(PROPERTY)
    own = None if column is None else column.codes[event]
    said = {0: ""} if column is None or own is None else _said(column, own)
    names = (NO_CHANNEL, *sorted({name for name in (*said.values(), *planned) if name} - {NO_CHANNEL}))
    position = {"": 0} | {name: i for i, name in enumerate(names)}
    code = np.array([position[name] for name in planned], np.int64)[reading.touch[event]]
    if own is not None:
        table = np.zeros(max(said, default=0) + 1, np.int64)
        table[list(said)] = [position[name] for name in said.values()]
        named = table[own]
        code = np.where(named > 0, named, code)
    return VisitChannels(names, code)


def _said(column: Column, codes: Codes) -> dict[int, str]:
    """Return the channel each code of the property that occurs stands for; spaces alone are none."""
    used = np.flatnonzero(np.bincount(codes))
    texts = column.values.cast(pl.String).gather(used[used > 0] - 1).to_list()
    return {0: ""} | {int(code): text.strip() for code, text in zip(used[used > 0], texts, strict=True)}


def channel_readings(
    reading: JourneyReading, keep: Mask, channels: VisitChannels | None = None
) -> tuple[ChannelAtStage, ...]:
    """Return each channel met at each stage by kept passes: stages in map order, in each the most used channel first.

    A pass may come to one stage by several channels, so shares of a stage may add up to more than one.
    """
    found = visit_channels(reading) if channels is None else channels
    passes, size = reading.passes, len(found.names)
    visit = np.flatnonzero(keep[passes.visit_pass])
    stage = np.array(reading.journey.stage_of, np.int64)[passes.step[visit]]
    place = stage * size + found.code[visit]
    stages = len(reading.journey.stages)
    visits = np.bincount(place, minlength=stages * size)
    through = _passes_at(passes.visit_pass[visit], place, stages * size)
    reached = _passes_at(passes.visit_pass[visit], stage, stages)
    result = []
    for i, one in enumerate(reading.journey.stages):
        here = [i * size + c for c in range(size) if visits[i * size + c]]
        for at in sorted(here, key=lambda at: (-through[at], -visits[at], found.names[at % size])):
            count, n = int(through[at]), int(reached[i])
            result.append(
                ChannelAtStage(
                    stage=one.key,
                    channel=found.names[at % size],
                    passes=count,
                    visits=int(visits[at]),
                    share=share(count, n, "channel_share"),
                )
            )
    return tuple(result)


def _passes_at(pass_of: Integers, place: Integers, size: int) -> Integers:
    """Return how many passes have a visit at each place; visits are given pass by pass."""
    order = np.argsort(place.astype(narrowest(size)), kind="stable")
    place, pass_of = place[order], pass_of[order]
    new = np.append(True, (place[1:] != place[:-1]) | (pass_of[1:] != pass_of[:-1])) if len(place) else order
    return np.bincount(place[new], minlength=size)
