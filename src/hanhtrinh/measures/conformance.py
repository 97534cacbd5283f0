"""How passes kept to the map: what they skipped, repeated, did out of order, did that no step foresees, and did late.

Distinct sequences of steps are aligned once (`measures.alignment`) and counted as often as they occur. Events of no
step between a pass's first and last visit are unplanned: each is one more move that the map does not have.
"""

from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes, Offsets
from hanhtrinh.events.lens import Touches
from hanhtrinh.measures.alignment import Alignments, align, linear_map
from hanhtrinh.measures.distinct import Distinct, distinct
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.lateness import PENDING, promises
from hanhtrinh.measures.lateness_reading import late_share
from hanhtrinh.measures.pass_table import Passes
from hanhtrinh.measures.results import Conformance, Counted, Reading, StepConformance, Who
from hanhtrinh.measures.shares import share
from hanhtrinh.measures.statistics import MICRO, Moments, mean_interval

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class AlignedPasses:
    """Kept passes aligned with the map: `found.of[pass]` is the variant of a pass (−1: not kept), `unplanned[pass]` its
    number of events of no step.
    """

    reading: JourneyReading
    keep: Mask
    found: Distinct
    variants: Alignments
    unplanned: I64

    @cached_property
    def followed(self) -> Mask:
        """Tell, per pass, whether it is kept and its steps have no deviation."""
        return self.of_variants(self.variants.deviations == 0)

    @cached_property
    def fitting(self) -> Mask:
        """Tell, per pass, whether it is kept and has no deviation at all."""
        return np.asarray(self.followed & (self.unplanned == 0), np.bool_)

    @cached_property
    def deviations(self) -> I64:
        """The number of deviations of each kept pass, in pass order."""
        number = self.variants.deviations[self.found.of[self.keep]] + self.unplanned[self.keep]
        return np.asarray(number, np.int64)

    def of_variants(self, which: Mask) -> Mask:
        """Tell, per pass, whether it is kept and of one of some variants."""
        return np.asarray(np.append(which, False)[self.found.of], np.bool_)

    def passes(self, which: Mask) -> int:
        """Return how many passes some variants have."""
        return int(self.found.units[which].sum())


def aligned_passes(reading: JourneyReading, keep: Mask) -> AlignedPasses:
    """Return the kept passes aligned with the map."""
    passes, run = reading.passes, reading.run
    begin, size = passes.offsets[:-1], np.where(keep, np.diff(passes.offsets), 0)
    found = distinct(begin, size, passes.step, passes.person, run)
    model = linear_map(reading.journey, set(reading.lens.touchpoints))
    variants = align(passes.step, begin[found.first], size[found.first], model, run)
    return AlignedPasses(reading, keep, found, variants, unplanned(reading))


@numba.njit(cache=True, nogil=True)
def _unplanned_of_key(
    lo: int, hi: int, offsets: Offsets, event: I64, touch: Touches, key: Codes, pass_key: Codes, result: I64
) -> None:
    for p in range(lo, hi):
        for i in range(event[offsets[p]] + 1, event[offsets[p + 1] - 1]):
            result[p] += touch[i] == 0 and key[i] == pass_key[p]


def unplanned(reading: JourneyReading) -> I64:
    """Return, per pass, how many events of no step lie between its first and last visit.

    Questions and answers are voice, not moves, and are not counted. Where passes have a key, events off the map belong
    to the pass whose key they carry, and to none without.
    """
    passes: Passes = reading.passes
    said = np.unique(reading.frame.answers.event)
    said = said[reading.touch[said] == 0]
    if reading.journey.pass_key is None:
        # Without a key passes never overlap: what lies between and is no visit is on no step.
        first, last = passes.event[passes.offsets[:-1]], passes.event[passes.offsets[1:] - 1]
        voices = np.searchsorted(said, last) - np.searchsorted(said, first)
        return np.asarray(last - first + 1 - np.diff(passes.offsets) - voices, np.int64)
    count = np.zeros(len(passes), np.int64)
    column = reading.frame.columns.get(reading.journey.pass_key)
    if column is not None:
        moves = reading.touch.copy()
        moves[said] = 1  # not off the map, as far as this is concerned
        columns = passes.offsets, passes.event, moves, column.codes, passes.key
        reading.run(lambda lo, hi: _unplanned_of_key(lo, hi, *columns, count), len(passes))
    return count


def deviating(reading: JourneyReading, what: Counted, step: str | None, keep: Mask) -> Mask:
    """Tell, per pass, whether it is kept and was counted as fitting, followed, unplanned, skipped, repeated or
    out_of_order; KeyError for anything else, or a step that is not on the map.
    """
    aligned = aligned_passes(reading, keep)
    if what == "unplanned":
        return np.logical_and(keep, aligned.unplanned > 0)
    if what in ("fitting", "followed"):
        return aligned.fitting if what == "fitting" else aligned.followed
    at = reading.journey.step_index[step or ""]
    tests = {
        "skipped": aligned.variants.skipped,
        "repeated": aligned.variants.repeated,
        "out_of_order": aligned.variants.out_of_order,
    }
    return aligned.of_variants(tests[what](at))


def conformance(reading: JourneyReading, keep: Mask) -> Conformance:
    """Return how kept passes kept to the map."""
    aligned = aligned_passes(reading, keep)
    n = int(np.count_nonzero(keep))
    stray = int(np.count_nonzero(keep & (aligned.unplanned > 0)))
    fitting, followed = (int(np.count_nonzero(mask)) for mask in (aligned.fitting, aligned.followed))
    return Conformance(
        passes=n,
        variants=len(aligned.found),
        fitting=share(fitting, n, "conform_fitting", who=Who(what="fitting")),
        followed=share(followed, n, "conform_followed", who=Who(what="followed")),
        deviations=_mean_deviations(aligned.deviations),
        unplanned=share(stray, n, "conform_unplanned", who=Who(what="unplanned")),
        steps=tuple(_step(aligned, step) for step in range(len(reading.journey.steps))),
    )


def _mean_deviations(number: I64) -> Reading:
    n, total, squares = len(number), int(number.sum()), int((number * number).sum())
    of = Moments(n, total * MICRO, squares * MICRO**2)
    interval = mean_interval(of, low=0.0)
    return Reading(value=of.mean, unit="events", n=n, definition="conform_deviations", count=total, interval=interval)


def _step(aligned: AlignedPasses, step: int) -> StepConformance:
    variants, journey = aligned.variants, aligned.reading.journey
    key = journey.steps[step].key
    due, here = aligned.passes(variants.due(step)), aligned.passes(variants.visited(step))
    skipped, repeated, odd = (
        aligned.passes(test(step)) for test in (variants.skipped, variants.repeated, variants.out_of_order)
    )
    return StepConformance(
        key=key,
        skipped=share(skipped, due, "conform_skipped", who=Who(what="skipped", step=key)),
        repeated=share(repeated, here, "conform_repeated", who=Who(what="repeated", step=key)),
        out_of_order=share(odd, here, "conform_out_of_order", who=Who(what="out_of_order", step=key)),
        late=_late(aligned, step),
    )


def _late(aligned: AlignedPasses, step: int) -> Reading | None:
    """Return the late share of a step with a promise; None where nobody was promised anything."""
    reading = aligned.reading
    held = promises(reading.frame, reading.passes, reading.journey, step, reading.run)
    if held is None:
        return None
    standing = np.bincount(held.standing[aligned.keep], minlength=PENDING + 1)
    return late_share(reading.journey, step, standing) if standing[1:].any() else None
