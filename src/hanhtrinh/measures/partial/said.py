"""Everything said about us up to as-of, one row an answer or invitation: where it stands, and what it counts as."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.about import US
from hanhtrinh.measures.attachment import RELATIONSHIP
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.partial.groups import JOURNEY
from hanhtrinh.measures.voice import classes, millionths, on_scale
from hanhtrinh.values import Period

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NOWHERE = -2
SCORED, USABLE, PROMOTER, DETRACTOR, SATISFIED = 1, 2, 4, 8, 16
_CLASSES = {"promoters": PROMOTER, "detractors": DETRACTOR, "satisfied": SATISFIED}
_MOST = 2**31


@dataclass(frozen=True)
class Said:
    """Rows in frame order. `row` is the place in `Frame.answers`, `place` a step, JOURNEY or NOWHERE, `pass_of` −1
    where there is none. `value` is a usable score in millionths (`voice.millionths`), `flags` how the score counts.
    """

    row: I64
    person: I64
    time: I64
    instrument: I64
    asked: Mask
    place: I64
    pass_of: I64
    value: I64
    flags: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.row)

    def only(self, rows: I64) -> "Said":
        """Return some rows alone."""
        return Said(*(getattr(self, field.name)[rows] for field in fields(self)))

    def of_passes(self, which: Mask) -> Mask:
        """Tell which rows belong to one of some passes."""
        result = self.pass_of >= 0
        result[result] = which[self.pass_of[result]]
        return result

    def inside(self, period: Period) -> Mask:
        """Tell which rows lie in a period by their own time."""
        inside = np.ones(len(self), np.bool_)
        if period.start is not None:
            inside &= self.time >= period.start
        if period.end is not None:
            inside &= self.time < period.end
        return inside


def said(reading: JourneyReading) -> Said:
    """Return everything said about us up to as-of, without what was said anew since."""
    answers, attached = reading.frame.answers, reading.attached
    time = reading.frame.time[answers.event]
    row = np.flatnonzero((reading.about == US) & (time <= reading.as_of) & reading.current)
    instrument = answers.instrument[row].astype(np.int64)
    relationship = attached.rule[row] == RELATIONSHIP
    step = attached.step[row].astype(np.int64)
    place = np.where(relationship, JOURNEY, np.where(step >= 0, step, NOWHERE))
    value, flags = _scores(reading, answers.score[row], instrument)
    person, pass_of = attached.person[row], attached.pass_of[row]
    return Said(row, person, time[row], instrument, answers.asked[row], place, pass_of, value, flags)


def _scores(
    reading: JourneyReading, score: npt.NDArray[np.float64], instrument: I64
) -> tuple[I64, npt.NDArray[np.uint8]]:
    instruments = [reading.frame.instruments[key] for key in sorted(reading.frame.instruments)]
    value, flags = np.zeros(len(score), np.int64), np.where(np.isnan(score), 0, SCORED).astype(np.uint8)
    for code in np.flatnonzero(np.bincount(instrument, minlength=1)).tolist():
        of = instruments[code]
        usable = np.flatnonzero((instrument == code) & on_scale(of, score))
        value[usable] = millionths(of, score[usable])
        flags[usable] |= USABLE
        for name, which in classes(of, score[usable]).items():
            flags[usable[which]] |= _CLASSES[name]
    if len(value) and max(-int(value.min()), int(value.max())) > _MOST:
        raise ValueError("scores beyond ±2,147 are too many millionths to be squared exactly")
    return value, flags
