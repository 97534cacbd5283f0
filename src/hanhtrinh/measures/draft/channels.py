"""By which channel a touchpoint is met: what a channel property says of its events, else what is usual for it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.measures.draft.kinds import Kinds
from hanhtrinh.measures.draft.shapes import Reason, because
from hanhtrinh.measures.draft.view import View
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.measures.draft.words import key_of, tidy

I64 = npt.NDArray[np.int64]
_MOSTLY, _STAYS = 0.9, 0.98
_MOST_VALUES = 50


@dataclass(frozen=True)
class Placed:
    """The channel of a touchpoint: its key, the property's value where one named it, and why."""

    key: str
    value: str
    reasons: tuple[Reason, ...]


def place_channels(view: View, kinds: Kinds, order: list[int], vocabulary: Vocabulary) -> Mapping[int, Placed | None]:
    """Return the channel of every kind, None where nothing is known of it."""
    said = _said(view, kinds, order, vocabulary)
    return {k: said.get(k) or _usual(kinds.kinds[k].concept, vocabulary) for k in order}


def _usual(concept: str | None, vocabulary: Vocabulary) -> Placed | None:
    channel = vocabulary.concepts[concept].channel if concept else ""
    return Placed(channel, channel, (because("channel_usual"),)) if channel else None


def _said(view: View, kinds: Kinds, order: list[int], vocabulary: Vocabulary) -> dict[int, Placed]:
    """Return what a channel property says of the kinds whose events nearly all name one channel."""
    found: dict[int, Placed] = {}
    for name, column in sorted(view.frame.columns.items()):
        text = column.values.dtype == pl.String and len(column.values) <= _MOST_VALUES
        if not text or not vocabulary.names_property(name, "channel") or _is_of_person(view, kinds, name):
            continue
        values = column.values.to_list()
        keys = _keys(values, vocabulary)
        codes = view.codes(name).astype(np.int64)
        for k in order:
            placed = _mostly(codes[kinds.code == k], keys, values, name)
            if placed is not None and k not in found:
                found[k] = placed
    return found


def _is_of_person(view: View, kinds: Kinds, name: str) -> bool:
    """Tell whether a property hardly ever changes from event to event: how somebody came, not where each thing was."""
    some = np.flatnonzero((kinds.code >= 0) & (view.codes(name) > 0))
    codes, person = view.codes(name)[some], view.person[some]
    follows = person[1:] == person[:-1]
    same = np.count_nonzero((codes[1:] == codes[:-1]) & follows)
    return bool(same > _STAYS * max(1, int(np.count_nonzero(follows))))


def _keys(values: list[str], vocabulary: Vocabulary) -> list[str]:
    """Return the channel each value names: a known one, one of its own, or none (empty)."""
    taken = set(vocabulary.channels)
    found = []
    for value in values:
        none = vocabulary.is_no_channel(value)
        found.append("" if none else vocabulary.channel_of_value(value) or key_of(value, taken, "channel"))
    return found


def _mostly(codes: I64, keys: list[str], values: list[str], name: str) -> Placed | None:
    counts = np.bincount(codes, minlength=len(keys) + 1)[1:].tolist()
    by_key: dict[str, int] = {}
    for key, count in zip(keys, counts, strict=True):
        by_key[key] = by_key.get(key, 0) + count
    best = max(by_key, key=lambda key: (by_key[key], key), default="")
    if not best or by_key[best] < _MOSTLY * max(1, len(codes)):
        return None
    value = values[max((i for i, key in enumerate(keys) if key == best), key=lambda i: counts[i])]
    why = because("channel_said", property=name, value=value, with_share=by_key[best] / len(codes))
    return Placed(best, tidy(value), (why,))
