"""What a broken promise costs: the late share of a step, and the voice of late passes beside that of those on time."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.keyed import Keyed
from hanhtrinh.measures.lateness import LATE, NOT_DUE, ON_TIME, PENDING
from hanhtrinh.measures.results import Lateness, Reading, Who
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.measures.voice import VoicePartial, voice_difference, voice_of

I64 = npt.NDArray[np.int64]


def lateness_of(
    journey: Journey,
    step: int,
    standing: I64,
    *,
    delay: float | None,
    voices: tuple[Instrument, VoicePartial, VoicePartial] | None,
    voice_step: str | None,
) -> Lateness:
    """Return how the promise of a step was kept: `standing` counts passes by how it stands.

    Promises due by as-of are rated: late where the step came after the promised instant. `pending` counts those due
    and not come. The voice (of those on time, and of late ones) is read at the step itself, else at the next one with
    an instrument: `voice_step`.
    """
    good = bad = emotion = score = None
    if voices is not None:
        instrument, on_time, late = voices
        apart = voice_difference(instrument, late, on_time)
        good, bad = voice_of(instrument, on_time), voice_of(instrument, late)
        emotion, score = apart.emotion, apart.score
    return Lateness(
        late=late_share(journey, step, standing),
        pending=int(standing[PENDING]),
        delay_median=delay,
        on_time_voice=good,
        late_voice=bad,
        emotion_difference=emotion,
        score_difference=score,
        voice_step=voice_step,
    )


def late_share(journey: Journey, step: int, standing: I64) -> Reading:
    """Return the share of rated promises of a step that were kept late; `standing` counts passes by how it stands."""
    late, on_time, not_due, pending = (int(standing[kind]) for kind in (LATE, ON_TIME, NOT_DUE, PENDING))
    promise, key = journey.steps[step].promise, journey.steps[step].key
    promised = "" if promise is None else promise.by or f"{promise.after} + {promise.within}"
    return Reading(
        value=late / (late + on_time) if late + on_time else None,
        unit="share",
        n=late + on_time,
        definition="late",
        params={"promise": promised},
        count=late,
        interval=wilson(late, late + on_time),
        left_out={reason: n for reason, n in (("not_due", not_due), ("pending", pending)) if n},
        who=Who(what="late", step=key),
    )


def delay_median(seconds: Keyed) -> float | None:
    """Return the median of counted delays: of an even number, the mean of the two in the middle."""
    ends = np.cumsum(seconds.counts[:, 0])
    if not len(ends):
        return None
    low, high = np.searchsorted(ends, [(ends[-1] + 1) // 2, ends[-1] // 2 + 1])
    return float((seconds.keys[low, 0] + seconds.keys[high, 0]) / 2)
