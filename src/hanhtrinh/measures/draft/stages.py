"""Steps in order → stages: by what the steps are known to be, else cut at the longest pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from hanhtrinh.i18n import LANGS, Localized, Text, say
from hanhtrinh.measures.draft.kernels import LOG_STEPS
from hanhtrinh.measures.draft.units import Firsts

_KNOWN = 0.5
_NEW_STAGE, _NEIGHBOUR, _STRANGER, _PAUSE = 0.6, 0.45, 1.0, 0.1
_MOST_STAGES = 7
_SHARED = 0.3
_A_STAGE, _SINGLE = 0.3, 0.35
_MOST_STEPS = 5


@dataclass(frozen=True)
class StageCut:
    """Consecutive steps (positions in the order) of one stage; `labels` are the vocabulary's stages it is made of,
    `pause` the usual pause before it in seconds (None: it is the first, or none is known).
    """

    steps: tuple[int, ...]
    labels: tuple[str, ...]
    pause: float | None


def pauses_of(firsts: Firsts, order: Sequence[int]) -> list[float]:
    """Return the usual time in seconds between neighbouring steps' first meetings, whichever came first (the geometric
    mean over units with both; 0 where there is none).
    """
    found = []
    for a, b in pairwise(order):
        count, logs = int(firsts.both[a, b]), int(firsts.apart[a, b] + firsts.apart[b, a])
        found.append(float(2 ** (logs / count / LOG_STEPS) - 1) if count else 0.0)
    return found


def cut_stages(
    labels: Sequence[str | None], pauses: Sequence[float], aim: int | None, names: Sequence[str]
) -> tuple[StageCut, ...]:
    """Return the stages of steps in order.

    `labels` are the stages the steps are known to belong to, `names` all stages in their order, `aim` the position of
    the aim. Where at least half of the steps are known the labels decide, else the pauses do.
    """
    known = sum(label is not None for label in labels)
    by_name = bool(labels) and known >= _KNOWN * len(labels)
    groups = _by_label(labels, pauses, names) if by_name else _by_pause(pauses, len(labels), aim)
    return tuple(_stage(group, labels if by_name else (), pauses) for group in groups)


def _stage(group: tuple[int, ...], labels: Sequence[str | None], pauses: Sequence[float]) -> StageCut:
    mine = [labels[i] for i in group] if labels else []
    counted = {label: mine.count(label) for label in mine if label is not None}
    most = max(counted.values(), default=0)
    named = tuple(label for label, count in counted.items() if count == most or count >= _SHARED * len(group))
    return StageCut(group, named[:2], pauses[group[0] - 1] or None if group[0] else None)


def _by_label(labels: Sequence[str | None], pauses: Sequence[float], names: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the cut of least cost into stages that come in their usual order.

    A stage costs 0.6, a step in the stage next to its own 0.45, in any other 1; going on after the longest pause
    costs 0.1, so that steps nothing is known of are cut off there.
    """
    place = {name: i for i, name in enumerate(names)}
    wanted = [place.get(label) if label is not None else None for label in labels]
    longest = max((np.log1p(p) for p in pauses), default=0.0) or 1.0

    def misfit(i: int, stage: int) -> float:
        mine = wanted[i]
        return 0.0 if mine is None or mine == stage else _NEIGHBOUR if abs(mine - stage) == 1 else _STRANGER

    @cache
    def best(i: int, stage: int) -> tuple[float, tuple[int, ...]]:
        """Return the least cost of steps i… with step i in a stage, and the stages of those steps."""
        here = misfit(i, stage)
        if i + 1 == len(labels):
            return here, (stage,)
        stay = _PAUSE * float(np.log1p(pauses[i])) / longest
        ways = [(best(i + 1, s)[0] + (stay if s == stage else _NEW_STAGE), s) for s in range(stage, len(names))]
        cost, following = min(ways)
        return here + cost, (stage, *best(i + 1, following)[1])

    _, stages = min(best(0, stage) for stage in range(len(names)))
    return _runs(stages)


def _runs(values: Sequence[int]) -> list[tuple[int, ...]]:
    cuts = [0, *(i for i in range(1, len(values)) if values[i] != values[i - 1]), len(values)]
    return [tuple(range(a, b)) for a, b in pairwise(cuts)]


def _by_pause(pauses: Sequence[float], size: int, aim: int | None) -> list[tuple[int, ...]]:
    """Return the cut at the longest pauses, one of them behind the aim.

    There are at least a fifth as many stages as steps and at most √(2·steps). A stage costs 0.3 (a single step 0.35
    more), going on after the longest pause costs 1, after others less, by the pauses' logarithms.
    """
    logs = [float(np.log1p(p)) for p in pauses]
    longest = max(logs, default=0.0) or 1.0
    costs = [one / longest for one in logs]
    forced = None if aim is None or aim + 1 >= size else aim + 1

    @cache
    def best(begin: int, left: int) -> tuple[float, tuple[int, ...]]:
        """Return the least cost of cutting steps begin… into so many stages, and where they end."""
        ways: list[tuple[float, tuple[int, ...]]] = []
        for end in range(begin + 1, size - left + 2):
            if forced is not None and begin < forced < end:
                break
            inside = sum(costs[begin : end - 1]) + _A_STAGE + (_SINGLE if end - begin == 1 else 0.0)
            if left == 1 and end == size:
                ways.append((inside, (end,)))
            elif left > 1 and end < size:
                cost, ends = best(end, left - 1)
                ways.append((inside + cost, (end, *ends)))
        return min(ways, default=(float("inf"), ()))

    if not size:
        return []
    most = min(_MOST_STAGES, max(1 + (forced is not None), round((2 * size) ** 0.5)), size)
    least = min(most, max(1 + (forced is not None), -(-size // _MOST_STEPS)))
    _, ends = min(best(0, count) for count in range(least, most + 1))
    return [tuple(range(a, b)) for a, b in pairwise((0, *ends))]


def name_between(first: Text, last: Text) -> Text:
    """Return the name of a stage that goes from one step to another."""
    if first == last:
        return first
    if isinstance(first, str) and isinstance(last, str):
        return f"{first} → {last}"
    vi, en = (f"{say(first, lang)} → {say(last, lang)}" for lang in LANGS)
    return Localized(vi=vi, en=en)
