"""How a text feels about each of its themes: what is said around a theme's words counts for it first.

`pin trâu nhưng camera tệ` praises one thing and blames another. Each word of feeling was weighed with its place
(`weighing.py`). It counts in full for the theme whose word stands last before it in its clause (the first theme of the
clause, where none does), by `BESIDE` for the other themes of the clause. The whole text counts by `TEXT`, as one strong
word at most, for every theme of it. A theme whose clauses judge nothing feels as the text does.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.apart import NOTHING_APART, Apart
from hanhtrinh.voice.said import CLEAR
from hanhtrinh.voice.text.matching import Hit
from hanhtrinh.voice.text.weighing import CURVE, Weight

BESIDE, TEXT, STRONGEST = 0.5, 0.1, 2.0
"""Chosen on the train parts of two sets, where more of each, or less, was no better; the strongest word counts 2."""
DIFFERS = 0.75
"""A theme is listed as feeling otherwise than its text where one is clearly good or bad and the other is not, where the
two are on different sides, or from so far apart on: praise of two things is not listed for being twice as much.
"""
_MOST_UNITS = 1 << 32
_MOST_THEMES = 64
_MOST_FELT = 1.99
"""No balance stands for 2: it is come close to, never reached."""
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


def themes_apart(
    weights: Sequence[Weight],
    found: Sequence[Sequence[Hit]],
    feeling: npt.NDArray[np.float32],
    themes: npt.NDArray[np.uint64],
) -> Apart:
    """Return the themes (as bits in `themes`) that feel otherwise than their texts; what was only learned never does.

    Texts are given by their weights, the words of themes found in them, and how they feel as a whole.
    """
    row, theme, balance = _balances(weights, found)
    felt = feeling[row]
    there = (themes[row] >> theme.astype(np.uint64)) & np.uint64(1) == 1
    there &= ~np.isnan(felt)
    row, theme, felt, balance = row[there], theme[there], felt[there], balance[there] + TEXT * _of_text(felt[there])
    own = (2.0 * balance / np.sqrt(balance * balance + CURVE)).astype(np.float32)
    apart = (np.abs(own - felt) >= DIFFERS) | (own * felt < 0) | (_clearly(own) != _clearly(felt))
    return Apart(row[apart], theme[apart].astype(np.uint8), own[apart]) if apart.any() else NOTHING_APART


def surety_of(feeling: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return how surely a theme that feels so is understood: as surely as a text that says just that (0…1)."""
    balance = np.abs(_balance_of(feeling))
    return (balance / (balance + 1.0)).astype(np.float32)


def _clearly(feeling: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Return −1, 0 or 1: clearly bad, neither, clearly good."""
    return (feeling >= CLEAR).astype(np.int8) - (feeling <= -CLEAR).astype(np.int8)


def _of_text(feeling: npt.NDArray[np.float32]) -> F64:
    """Return what a whole text says for each of its themes: as much as one strong word, at most."""
    balance: F64 = np.clip(_balance_of(feeling), -STRONGEST, STRONGEST)
    return balance


def _balance_of(feeling: npt.NDArray[np.float32]) -> F64:
    """Return the balance a feeling stands for: `weighing.feeling_of` the other way round."""
    felt = np.clip(feeling.astype(np.float64), -_MOST_FELT, _MOST_FELT)
    balance: F64 = felt * np.sqrt(CURVE / (4.0 - felt * felt))
    return balance


def _balances(weights: Sequence[Weight], found: Sequence[Sequence[Hit]]) -> tuple[I64, I64, F64]:
    """Return every theme of a text whose clauses judge anything, and what they say for and against it."""
    some = [i for i, hits in enumerate(found) if hits and weights[i].values]
    nothing = np.empty(0, np.int64)
    if not some:
        return nothing, nothing, np.empty(0)
    hits = np.array([(i, hit.theme, hit.start) for i in some for hit in found[i]], np.int64).reshape(-1, 3)
    value_at, values = _flat(some, [weights[i].places for i in some]), _numbers([weights[i].values for i in some])
    clauses = np.sort(np.concatenate([_flat(some, [weights[i].clauses for i in some]), _begins(some)]))
    hit_at = hits[:, 0] * _MOST_UNITS + hits[:, 2]
    pair, place = np.unique(hits[:, 0] * _MOST_THEMES + hits[:, 1], return_inverse=True)
    hit_clause, value_clause = (np.searchsorted(clauses, at, side="right") - 1 for at in (hit_at, value_at))
    whole: F64 = np.bincount(value_clause, weights=values, minlength=len(clauses)).astype(np.float64)
    total = BESIDE * _once(hit_clause, place, len(pair), whole)
    total += (1.0 - BESIDE) * _own(hit_at, hit_clause, place, len(pair), value_at, value_clause, values)
    counts = np.bincount(value_clause, minlength=len(clauses)).astype(np.float64)
    judged = _once(hit_clause, place, len(pair), counts) > 0
    return pair[judged] // _MOST_THEMES, pair[judged] % _MOST_THEMES, total[judged]


def _own(hit_at: I64, hit_clause: I64, pair: I64, pairs: int, value_at: I64, value_clause: I64, values: F64) -> F64:
    """Return what counts for each theme in full: values behind one of its words, up to the next theme's."""
    spots, spot = np.unique(hit_at, return_inverse=True)
    spot_clause = np.empty(len(spots), np.int64)
    spot_clause[spot] = hit_clause
    last = np.searchsorted(spots, value_at, side="right") - 1
    behind = (last >= 0) & (spot_clause[last] == value_clause)
    after = np.minimum(last + 1, len(spots) - 1)
    ahead = ~behind & (spot_clause[after] == value_clause)
    mine = behind | ahead
    sums = np.bincount(np.where(behind, last, after)[mine], weights=values[mine], minlength=len(spots))
    return _once(spot, pair, pairs, sums.astype(np.float64))


def _once(place: I64, pair: I64, pairs: int, sums: F64) -> F64:
    """Return the sums of the places each theme of a text stands at, each place once."""
    both = np.unique(place * pairs + pair)
    return np.bincount(both % pairs, weights=sums[both // pairs], minlength=pairs).astype(np.float64)


def _flat(rows: Sequence[int], lists: Sequence[Sequence[int]]) -> I64:
    """Return places within texts as places in all of them."""
    sizes = [len(one) for one in lists]
    return np.repeat(np.array(rows), sizes) * _MOST_UNITS + np.fromiter(chain.from_iterable(lists), np.int64)


def _begins(rows: Sequence[int]) -> I64:
    return np.array(rows, np.int64) * _MOST_UNITS


def _numbers(lists: Sequence[Sequence[float]]) -> F64:
    return np.fromiter(chain.from_iterable(lists), np.float64)
