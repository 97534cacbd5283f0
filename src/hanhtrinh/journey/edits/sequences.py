"""What stays where it is between two sequences, and the edits that make one list of items the other."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from hanhtrinh.journey.edits.shapes import AddItem, ChangeField, ChangeItem, Edit, MoveItem, Place, RemoveItem
from hanhtrinh.journey.edits.values import plain

_MOST_COMPARED = 400


def staying(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the most keys that need not move for the old order to become the new one.

    The longest increasing subsequence of their new positions, by patience sorting.

    >>> sorted(staying(["a", "b", "c", "d"], ["d", "a", "c", "b"]))
    ['a', 'c']
    """
    position = {key: i for i, key in enumerate(new)}
    piles: list[int] = []
    tops: list[str] = []
    behind: dict[str, str | None] = {}
    for key in old:
        if key in position:
            at = bisect_left(piles, position[key])
            behind[key] = tops[at - 1] if at else None
            piles[at : at + 1] = [position[key]]
            tops[at : at + 1] = [key]
    kept: set[str] = set()
    last = tops[-1] if tops else None
    while last is not None:
        kept.add(last)
        last = behind[last]
    return kept


def item_edits(place: Place, field: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Edit]:
    """Yield the edits that make one list of items the other: moved items move, others are changed, added or removed."""
    if old == new:
        return
    if max(len(old), len(new)) > _MOST_COMPARED:
        yield ChangeField(place=place, field=(field,), old=plain(old), new=plain(new))
        return
    yield from _Items(place, field, old, new).edits()


class _Items:
    """Makes one list the other. Each item still there knows its place in the new list, None when it has none."""

    def __init__(self, place: Place, field: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> None:
        self.place, self.field, self.new = place, field, new
        self.matched: set[int] = set()
        self.now: list[tuple[Any, int | None]] = [(value, None) for value in old]
        for i, k in common(old, new):
            self._match(i, k)

    def _match(self, at: int, k: int) -> None:
        self.now[at] = (self.new[k], k)
        self.matched.add(k)

    def edits(self) -> Iterator[Edit]:
        yield from self._moves()
        yield from self._others()

    def _moves(self) -> Iterator[Edit]:
        """Yield a move for each item that is wanted elsewhere: to right before the next one that is in its place."""
        for k, value in enumerate(self.new):
            if k in self.matched:
                continue
            at = next((i for i, (one, partner) in enumerate(self.now) if partner is None and one == value), None)
            if at is not None:
                del self.now[at]
                later = (i for i, (_, partner) in enumerate(self.now) if partner is not None and partner > k)
                to = next(later, len(self.now))
                self.now.insert(to, (value, None))
                self._match(to, k)
                yield MoveItem(place=self.place, field=self.field, at=at, to=to, value=plain(value))

    def _others(self) -> Iterator[Edit]:
        """Yield, from left to right, a change where one item stands for another, else what is gone or new."""
        at = 0
        while at < max(len(self.now), len(self.new)):
            loose = at < len(self.now) and self.now[at][1] is None
            wanted = at < len(self.new) and at not in self.matched
            if loose:
                was = plain(self.now[at][0])
            if loose and wanted:
                self._match(at, at)
                value = plain(self.new[at])
                yield ChangeItem(place=self.place, field=self.field, at=at, old=was, new=value)
            elif loose:
                del self.now[at]
                yield RemoveItem(place=self.place, field=self.field, at=at, value=was)
                continue
            elif wanted:
                self.now.insert(at, (self.new[at], None))
                self._match(at, at)
                yield AddItem(place=self.place, field=self.field, at=at, value=plain(self.new[at]))
            at += 1


def common(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Return the positions, in both, of a longest common subsequence.

    >>> common("abcd", "xbxd")
    [(1, 1), (3, 3)]
    """
    length = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for k in reversed(range(len(new))):
            longer = max(length[i + 1][k], length[i][k + 1])
            length[i][k] = length[i + 1][k + 1] + 1 if old[i] == new[k] else longer
    pairs: list[tuple[int, int]] = []
    i = k = 0
    while i < len(old) and k < len(new):
        if old[i] == new[k]:
            pairs.append((i, k))
            i, k = i + 1, k + 1
        elif length[i + 1][k] >= length[i][k + 1]:
            i += 1
        else:
            k += 1
    return pairs
