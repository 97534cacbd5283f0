"""Which step a survey is about: where its answers say they were asked, and what had happened just before."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.draft.kinds import Kinds
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.voice import UNFELT

I64 = npt.NDArray[np.int64]
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FEWEST = 5
_NEARLY_ALL = 0.9
_INVITES = 0.9


@dataclass(frozen=True)
class Asked:
    """Where a survey is asked: of `n` answers and invitations that name the touchpoint `place`, `share` came after an
    event of the kind, `seconds` (median) after the last one.
    """

    kind: int
    place: str
    instrument: str
    n: int
    share: float
    seconds: float


def find_asked(view: View, kinds: Kinds, order: list[int]) -> dict[int, Asked]:
    """Return, per kind, the survey asked at it.

    Answers name the touchpoint they were asked at by a key. It is the kind that nearly all of them come after, the
    nearest one in time; not one that is nearly always answered, for that is an invitation. The kind should bear that
    key, so that answers are known to be about it.
    """
    answers = view.frame.answers
    event = view.positions(answers.event)
    names = np.array(answers.asked_at.to_list(), object) if len(answers) else np.empty(0, object)
    kept = (event >= 0) & (names != "")
    kept &= ~_relationship(view)[answers.instrument] if len(answers) else kept
    passed = _passed(view, kinds, event[kept], order)
    found: dict[int, Asked] = {}
    counts = np.bincount(kinds.code[kinds.code >= 0], minlength=len(kinds.kinds))
    for place in sorted(set(names[kept].tolist())):
        mine = names[kept] == place
        answered = int(np.count_nonzero(mine & ~answers.asked[kept]))
        able = [k for k in order if answered < _INVITES * counts[k]]
        asked = _asked(view, place, mine, answers.instrument[kept], passed, able)
        if asked is not None and (asked.kind not in found or asked.n > found[asked.kind].n):
            found[asked.kind] = asked
    return found


def _relationship(view: View) -> npt.NDArray[np.bool_]:
    instruments = view.frame.instruments
    return np.array([instruments[key].relationship for key in sorted(instruments)], np.bool_)


def _passed(view: View, kinds: Kinds, event: I64, order: list[int]) -> npt.NDArray[np.float64]:
    """Return, per kind and answer, the seconds since the person's last event of the kind (NaN: there was none)."""
    begin = view.bounds[np.searchsorted(view.bounds, event, side="right") - 1]
    seconds = np.full((len(kinds.kinds), len(event)), np.nan)
    for k in order:
        mine = np.flatnonzero(kinds.code == k)
        place = np.searchsorted(mine, event) - 1
        last = mine[np.maximum(place, 0)] if len(mine) else np.full(len(event), -1)
        there = (place >= 0) & (last >= begin)
        seconds[k, there] = (view.time[event[there]] - view.time[last[there]]) / 1e6
    return seconds


def _asked(
    view: View, place: str, mine: npt.NDArray[np.bool_], instrument: npt.NDArray[np.int32],
    passed: npt.NDArray[np.float64], order: list[int],
) -> Asked | None:  # fmt: skip
    n = int(np.count_nonzero(mine))
    if n < _FEWEST or _KEY.fullmatch(place) is None:
        return None
    shares = np.count_nonzero(~np.isnan(passed[:, mine]), axis=1) / n
    near = [k for k in order if shares[k] >= _NEARLY_ALL]
    if not near:
        return None
    waits = {k: float(np.nanmedian(passed[k][mine])) for k in near}
    kind = min(near, key=lambda k: (waits[k], -order.index(k)))
    return Asked(kind, place, _instrument(view, instrument[mine]), n, float(shares[kind]), waits[kind])


def _instrument(view: View, given: npt.NDArray[np.int32]) -> str:
    """Return the survey most answers are of; one of effort or words only where there is no other."""
    keys = sorted(view.frame.instruments)
    counts = np.bincount(given, minlength=len(keys))
    effort = np.array([view.frame.instruments[key].kind in UNFELT for key in keys])
    return keys[int(np.where(effort, 0, counts).argmax() if counts[~effort].any() else counts.argmax())]
