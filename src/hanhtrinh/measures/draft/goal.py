"""What the journey aims at: the purchase-like event, else the gate most do not pass, else where it mostly ends."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.measures.draft.kinds import Kinds
from hanhtrinh.measures.draft.shapes import Reason, because
from hanhtrinh.measures.draft.units import Firsts
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Role, Vocabulary

I64 = npt.NDArray[np.int64]
_NEARLY_ALL, _MOST, _SOME = 0.9, 0.5, 0.05
_CARRIES, _LACKS = 0.8, 0.2
_DECISIVE, _LATE = 0.75, 0.25
_NEEDS, _GOES_ON, _NOT_ALL = 0.9, 0.85, 0.7
CURRENCY = "currency"


@dataclass(frozen=True)
class Aim:
    """The kind that is the aim, and why."""

    kind: int
    reasons: tuple[Reason, ...]


def find_aim(view: View, kinds: Kinds, firsts: Firsts, order: list[int], vocabulary: Vocabulary) -> Aim | None:
    """Return the aim of the journey, the first of these that there is:

    a kind that by its name is one, unless nearly everybody begins with it, then what it leads to; the first kind that
    carries an amount of money; a gate; the kind most units end with, of those in the second half. Answers to surveys
    are no aim.
    """
    shares = firsts.reach / max(1, firsts.units)
    able = [k for k in order if not kinds.kinds[k].is_answer]
    named = _named(kinds, able, shares, vocabulary, "goal")
    if named is not None and shares[named] < _NEARLY_ALL:
        return Aim(named, (_reason("aim_named", kinds, named, shares),))
    if named is not None:
        led_to = _named(kinds, [k for k in able if shares[k] >= _MOST], shares, vocabulary, "delivery")
        if led_to is not None:
            first, first_share = kinds.kinds[named].label, float(shares[named])
            why = _reason("aim_led_to", kinds, led_to, shares, first=first, first_share=first_share)
            return Aim(led_to, (why,))
    return (
        _paid(view, kinds, firsts, able, vocabulary)
        or _gate(kinds, firsts, able, shares)
        or _end(kinds, firsts, able, shares)
    )


def _reason(key: str, kinds: Kinds, k: int, shares: npt.NDArray[np.float64], **more: str | int | float) -> Reason:
    return because(key, event=kinds.kinds[k].label, reach_share=float(shares[k]), **more)


def _named(
    kinds: Kinds, able: list[int], shares: npt.NDArray[np.float64], vocabulary: Vocabulary, role: Role
) -> int | None:
    found = [k for k in able if vocabulary.role(kinds.kinds[k].concept) == role]
    return max(found, key=lambda k: (shares[k], -able.index(k))) if found else None


def _paid(view: View, kinds: Kinds, firsts: Firsts, able: list[int], vocabulary: Vocabulary) -> Aim | None:
    """Return the first kind that carries money, where those before do not and most of those after need it."""
    shares = firsts.reach / max(1, firsts.units)
    best: tuple[int, str] | None = None
    for name, column in view.frame.columns.items():
        if column.values.dtype != pl.Float64:
            continue
        carried = carried_by(view, kinds, name)
        if not (vocabulary.names_property(name, "money") or _has_currency(view, name)):
            continue
        first = next((i for i, k in enumerate(able) if carried[k] >= _CARRIES), None)
        if not first or any(carried[k] > _LACKS for k in able[:first]) or shares[able[first]] >= _NEARLY_ALL:
            continue
        if _is_decisive(firsts, able, first) or len(able) - first - 1 <= _LATE * len(able):
            best = max(best, (first, name)) if best else (first, name)
    if best is None:
        return None
    place, name = best
    return Aim(able[place], (_reason("aim_paid", kinds, able[place], shares, property=name),))


def _has_currency(view: View, name: str) -> bool:
    """Tell whether a property stands beside a currency, as amounts of money do after an import."""
    if CURRENCY not in view.frame.columns:
        return False
    amounts, currencies = view.codes(name) > 0, view.codes(CURRENCY) > 0
    return bool(amounts.any() and np.count_nonzero(amounts & currencies) >= _CARRIES * np.count_nonzero(amounts))


def carried_by(view: View, kinds: Kinds, name: str) -> npt.NDArray[np.float64]:
    """Return, per kind, the share of its events that carry a property."""
    some = kinds.code >= 0
    size = len(kinds.kinds)
    total = np.bincount(kinds.code[some], minlength=size)
    with_it = np.bincount(kinds.code[some], view.codes(name)[some] > 0, minlength=size)
    shares: npt.NDArray[np.float64] = with_it / np.maximum(1, total)
    return shares


def _gate(kinds: Kinds, firsts: Firsts, able: list[int], shares: npt.NDArray[np.float64]) -> Aim | None:
    """Return the kind that most of those after it never come without, that most units do not reach, and after which
    nearly all go on.
    """
    best: tuple[float, int, int, float] | None = None
    for k in able:
        after = [j for j in able if j != k and _is_needed(firsts, k, j)]
        on = max((firsts.both[k, j] / max(1, firsts.reach[k]) for j in after), default=0.0)
        decisive = len(after) > 1 and _is_decisive(firsts, able, able.index(k))
        if decisive and on >= _GOES_ON and shares[k] <= _NOT_ALL:
            gate = (float(on * (1 - shares[k])), k, len(after), float(on))
            best = max(best, gate) if best else gate
    if best is None:
        return None
    _, k, count, on = best
    return Aim(k, (_reason("aim_gate", kinds, k, shares, after=count, on_share=on),))


def _is_needed(firsts: Firsts, first: int, then: int) -> bool:
    """Tell whether a kind hardly ever comes without another before it."""
    return bool(firsts.before[first, then] >= _NEEDS * max(1, int(firsts.reach[then])))


def _is_decisive(firsts: Firsts, able: list[int], place: int) -> bool:
    """Tell whether most of the kinds after one need it."""
    later = able[place + 1 :]
    return sum(_is_needed(firsts, able[place], k) for k in later) >= _DECISIVE * len(later)


def _end(kinds: Kinds, firsts: Firsts, able: list[int], shares: npt.NDArray[np.float64]) -> Aim | None:
    late = [k for k in able[len(able) // 2 :] if shares[k] >= _SOME]
    if not late:
        return None
    k = max(late, key=lambda j: (int(firsts.last[j]), able.index(j)))
    ended = int(firsts.last[k])
    return Aim(k, (_reason("aim_end", kinds, k, shares, n=ended, end_share=ended / max(1, firsts.units)),))
