"""In which order the lanes of a map stand: as the team put them, and the others where they usually are."""

from collections.abc import Iterable, Mapping, Sequence

from hanhtrinh.journey.model import Lane


def lane_order(lanes: Mapping[str, Lane], usual: Sequence[str]) -> tuple[str, ...]:
    """Return every lane of a map in order, hidden ones too: those that are named in the order they are named in.

    `usual` holds the map's own lanes in their usual order. One that is not named stands behind the lane it usually
    follows, wherever that is; in front where it usually comes first. Lanes the team added are always named.

    >>> lane_order({"c": Lane(), "a": Lane(), "mine": Lane()}, ["a", "b", "c", "d"])
    ('c', 'd', 'a', 'b', 'mine')
    """
    order = list(lanes)
    for at, key in enumerate(usual):
        if key not in lanes:
            order.insert(order.index(usual[at - 1]) + 1 if at else 0, key)
    return tuple(order)


def named_for(order: Sequence[str], lanes: Iterable[str], moved: str, usual: Sequence[str]) -> tuple[str, ...]:
    """Return the lanes that have to be named, in order, for the lanes to stand in an order.

    Those that are named already (`lanes`) stay so. Beyond them it names the one that was `moved`, with what stands
    before and behind it and its usual neighbours, and all there are only where that is not enough.

    >>> named_for(["d", "a", "b", "c", "e", "f"], [], "d", ["a", "b", "c", "d", "e", "f"])
    ('d', 'a', 'c', 'e')
    """
    needed = {*lanes, moved, *_beside(order, moved), *_beside(usual, moved)}
    some = tuple(key for key in order if key in needed)
    enough = lane_order(dict.fromkeys(some, Lane()), usual) == tuple(order)
    return some if enough else tuple(order)


def _beside(order: Sequence[str], key: str) -> tuple[str, ...]:
    if key not in order:
        return ()
    at = order.index(key)
    return (*order[max(0, at - 1) : at], *order[at + 1 : at + 2])
