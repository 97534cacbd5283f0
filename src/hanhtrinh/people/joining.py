"""Joining names of one kind: users by aliases and merges, devices by aliases and merges."""

from collections.abc import Collection, Iterable, Mapping

from hanhtrinh.events.event import ANONYMOUS, Aliased, Merged

BEGINNING = -(2**63)
Points = dict[str, set[tuple[int, str]]]
"""Per device: the instants at which it was used by a user."""


def is_device(raw: str) -> bool:
    """Tell whether a raw id is that of a device nobody has named."""
    return raw.startswith(ANONYMOUS)


class Groups:
    """Disjoint groups of names, each with a head; a name never joined is alone and its own head."""

    def __init__(self) -> None:
        self._group: dict[str, list[str]] = {}
        self._head: dict[int, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._group

    def head(self, name: str) -> str:
        """Return the head of a name's group."""
        group = self._group.get(name)
        return name if group is None else self._head[id(group)]

    def of(self, name: str) -> tuple[str, ...]:
        """Return the names of a name's group."""
        return tuple(self._group.get(name, (name,)))

    def names(self) -> Iterable[str]:
        """Return every name that was joined with another."""
        return self._group.keys()

    def join(self, name: str, into: str) -> None:
        """Make two groups one under the head of `into`; a cycle changes nothing."""
        if self.head(name) == self.head(into):
            return
        head = self.head(into)
        small, large = sorted((self._list(name), self._list(into)), key=len)
        large.extend(small)
        self._head.pop(id(small))
        self._head[id(large)] = head
        self._group.update(dict.fromkeys(small, large))

    def _list(self, name: str) -> list[str]:
        group = self._group.setdefault(name, [name])
        self._head.setdefault(id(group), name)
        return group


def joined_users(
    aliases: Iterable[Aliased], known: Mapping[str, int], proven: Mapping[str, int], merges: Iterable[Merged]
) -> tuple[Groups, tuple[Aliased, ...]]:
    """Return users joined by aliases, then by merges, and the aliases that would have joined two known people.

    `known` says since when a name is known to be a user's, `proven` the same of those somebody proved. An alias joins
    unless both sides are known before it, or it proves nothing and both sides are proven: instants can be made up.
    """
    groups, suggested = Groups(), []
    since = {**known, **proven}
    for alias in sorted(aliases, key=_alias_order):
        if is_device(alias.previous) or is_device(alias.known):
            continue
        sides = alias.previous, alias.known
        if groups.head(sides[0]) != groups.head(sides[1]):
            apart = all(_known_before(groups.of(side), since, alias.at) for side in sides)
            if apart or not (alias.proven or _any_apart(groups, sides, proven)):
                suggested.append(alias)
            else:
                groups.join(*sides)
        since[alias.known] = min(alias.at - 1, since.get(alias.known, alias.at))
    for merge in sorted(merges, key=merge_order):
        if not is_device(merge.person) and not is_device(merge.into):
            groups.join(merge.person, merge.into)
    parted = (alias for alias in suggested if groups.head(alias.previous) != groups.head(alias.known))
    return groups, tuple(parted)


def _any_apart(groups: Groups, sides: Iterable[str], proven: Collection[str]) -> bool:
    """Tell whether one of two sides is nobody anybody proved."""
    return any(not any(name in proven for name in groups.of(side)) for side in sides)


def _known_before(names: Iterable[str], since: Mapping[str, int], at: int) -> bool:
    return any(since.get(name, at) < at for name in names)


def joined_devices(aliases: Iterable[Aliased], merges: Iterable[Merged]) -> Groups:
    """Return devices joined with each other: nobody is known on either side, so nothing can be glued together."""
    groups = Groups()
    pairs = [(a.previous, a.known) for a in sorted(aliases, key=_alias_order)]
    pairs += [(merge.person, merge.into) for merge in sorted(merges, key=merge_order)]
    for name, into in pairs:
        if is_device(name) and is_device(into):
            groups.join(name, into)
    return groups


def points_said(aliases: Iterable[Aliased], merges: Iterable[Merged]) -> Points:
    """Return what aliases and merges say about who used a device."""
    said = [(alias.previous, alias.known, alias.at) for alias in aliases]
    said += [(merge.person, merge.into, BEGINNING) for merge in merges]
    points: Points = {}
    for first, second, at in said:
        if is_device(first) != is_device(second):
            device, user = (first, second) if is_device(first) else (second, first)
            points.setdefault(device, set()).add((at, user))
    return points


def _alias_order(alias: Aliased) -> tuple[int, str, str]:
    return alias.at, alias.previous, alias.known


def merge_order(merge: Merged) -> tuple[int, str, str, str, str]:
    """Return the order in which merges are applied."""
    return merge.at, merge.merge, merge.into, merge.person, merge.by
