"""What keeps customers: which steps after the outcome those who came back had more often than those who did not.

Rated are the passes completed at least one review period before as-of. A person *came back* who began another pass
within the review period after the outcome; a step counts where the pass was there within that time. So the same time
is looked at for everybody, and recent customers, who had little time for either, do not make the two look related.
"""

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.pass_table import NEVER, Passes
from hanhtrinh.measures.results import AnswerPart, QuestionAnswer, Reading
from hanhtrinh.measures.statistics import newcombe
from hanhtrinh.values import MICROSECONDS, parse_duration

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
MOST_PARTS = 5


def kept_answer(reading: JourneyReading, keep: Mask, question: int) -> QuestionAnswer | None:
    """Return the steps after the outcome by how much more often those who came back had them; None without outcome."""
    outcome = reading.layout.outcome
    if outcome < 0:
        return None
    span = parse_duration(reading.journey.review_period) * MICROSECONDS
    rated = keep & (reading.passes.outcome != NEVER) & (reading.passes.outcome <= reading.as_of - span)
    back = came_back(reading.passes, span)[rated]
    later = [s for s in range(outcome + 1, len(reading.journey.steps)) if reading.measured[s]]
    parts = [_part(reading, step, _had(reading.passes, step, span)[rated], back) for step in later]
    told = sorted((part for part in parts if part is not None), key=lambda part: -(part.reading.value or 0.0))
    return QuestionAnswer(
        question=question, ask="what_keeps", by="step", n=int(rated.sum()), parts=tuple(told[:MOST_PARTS])
    )


def came_back(passes: Passes, span: int) -> Mask:
    """Tell, per pass, whether its person began another one after the outcome, within so many microseconds."""
    met = passes.outcome != NEVER
    following = np.arange(1, len(passes) + 1)
    # Passes of one person stand in order of their beginning; with a pass key they may overlap.
    while (early := met & _of_same_person(passes, following) & ~_begun_later(passes, following)).any():
        following = np.where(early, following + 1, following)
    there = met & _of_same_person(passes, following)
    result = np.zeros(len(passes), np.bool_)
    result[there] = passes.start[following[there]] - passes.outcome[there] <= span
    return result


def _of_same_person(passes: Passes, other: Integers) -> Mask:
    inside = np.minimum(other, len(passes) - 1)
    result: Mask = np.logical_and(other < len(passes), np.equal(passes.person[inside], passes.person))
    return result


def _begun_later(passes: Passes, other: Integers) -> Mask:
    return np.asarray(passes.start[np.minimum(other, len(passes) - 1)] > passes.outcome)


def _had(passes: Passes, step: int, span: int) -> Mask:
    """Tell, per pass, whether it was at a step within so many microseconds after the outcome."""
    visit = np.flatnonzero(passes.step == step)
    met = passes.outcome[passes.visit_pass[visit]]
    waited = passes.time[visit] - np.where(met == NEVER, passes.time[visit], met)
    near = (met != NEVER) & (waited >= 0) & (waited <= span)
    result = np.zeros(len(passes), np.bool_)
    result[passes.visit_pass[visit[near]]] = True
    return result


def _part(reading: JourneyReading, step: int, had: Mask, back: Mask) -> AnswerPart | None:
    n, others = int(back.sum()), int((~back).sum())
    if not n or not others:
        return None
    count, of_others = int((had & back).sum()), int((had & ~back).sum())
    params: dict[str, str | int | float] = {
        "within": reading.journey.review_period,
        "returned": n,
        "others": others,
        "returned_share": count / n,
        "others_share": of_others / others,
    }
    return AnswerPart(
        label=reading.journey.steps[step].key,
        reading=Reading(
            value=count / n - of_others / others,
            unit="share",
            n=n + others,
            definition="answer_what_keeps",
            params=params,
            interval=newcombe(count, n, of_others, others),
        ),
    )
