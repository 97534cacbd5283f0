"""What a broken promise costs: the late share of a step, and the voice of late passes beside that of those on time."""

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.lateness import LATE, NOT_DUE, ON_TIME, PENDING, Promises, promises
from hanhtrinh.measures.results import Difference, Lateness, Reading, Voice, Who
from hanhtrinh.measures.statistics import wilson
from hanhtrinh.measures.step_voice import StepVoices
from hanhtrinh.measures.voice import voice_difference, voice_of
from hanhtrinh.values import MICROSECONDS

Mask = npt.NDArray[np.bool_]


def lateness_reading(
    reading: JourneyReading, voices: StepVoices, instruments: list[str | None], step: int, keep: Mask
) -> Lateness | None:
    """Return how the promise of a step was kept over kept passes; None where there is no promise or nobody was
    promised.

    Promises due by as-of are rated: late where the step came after the promised instant. `pending` counts those due
    and not come. The voice is read at the step itself, else at the next one with an instrument.
    """
    held = promises(reading.frame, reading.passes, reading.journey, step, reading.run)
    if held is None or not np.any(keep & (held.standing != 0)):
        return None
    at = next((s for s in range(step, len(instruments)) if instruments[s] is not None), None)
    on_time, late = keep & (held.standing == ON_TIME), keep & (held.standing == LATE)
    on_voice, late_voice, emotion, score = _voices(voices, instruments, at, on_time, late)
    return Lateness(
        late=late_share(reading, step, held, keep),
        pending=int(np.count_nonzero(keep & (held.standing == PENDING))),
        delay_median=_delay(held, late),
        on_time_voice=on_voice,
        late_voice=late_voice,
        emotion_difference=emotion,
        score_difference=score,
        voice_step=None if at is None else reading.journey.steps[at].key,
    )


def late_share(reading: JourneyReading, step: int, held: Promises, keep: Mask) -> Reading:
    """Return the share of rated promises of a step that were kept late, over kept passes."""
    late, on_time, not_due, pending = (
        int(np.count_nonzero(keep & (held.standing == kind))) for kind in (LATE, ON_TIME, NOT_DUE, PENDING)
    )
    promise = reading.journey.steps[step].promise
    key = reading.journey.steps[step].key
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


def _delay(held: Promises, late: Mask) -> float | None:
    """Return the median lateness of late passes in seconds."""
    if not late.any():
        return None
    return float(np.median((held.arrived[late] - held.promised[late]) // MICROSECONDS))


def _voices(
    voices: StepVoices, instruments: list[str | None], at: int | None, on_time: Mask, late: Mask
) -> tuple[Voice | None, Voice | None, Difference | None, Difference | None]:
    key = None if at is None else instruments[at]
    if at is None or key is None:
        return None, None, None, None
    instrument = voices.instrument(key)
    good, bad = voices.partial(at, key, on_time), voices.partial(at, key, late)
    apart = voice_difference(instrument, bad, good)
    return voice_of(instrument, good), voice_of(instrument, bad), apart.emotion, apart.score
