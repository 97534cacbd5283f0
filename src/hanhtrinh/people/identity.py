"""Facts about raw ids, collected as they come and folded into identities. Rules and reasons: `docs/adr/0019`."""

from collections.abc import Iterable, Mapping

from hanhtrinh.events.event import Aliased, Consent, Fact, Identified, Merged, Traits
from hanhtrinh.people.identities import Identities, Spans
from hanhtrinh.people.joining import (
    Groups,
    Points,
    is_device,
    joined_devices,
    joined_users,
    merge_order,
    points_said,
)

__all__ = ["Folding", "Identities", "Spans", "fold"]
_NEVER = 2**63


class Folding:
    """Facts so far, so that a few more cost only a few more: `add` what comes, read `identities`.

    Not to be used by several threads at once; the `Identities` it gives may be.
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._points: Points = {}
        self._said: Points = {}
        self._known: dict[str, int] = {}
        self._proven: dict[str, int] = {}  # each user is known here where somebody proved them, else above
        self._aliases: dict[tuple[int, str, str], Aliased] = {}
        self._alias_names: set[str] = set()
        self._merges: dict[str, Merged] = {}
        self._undone: set[str] = set()
        self._users, self._devices = Groups(), Groups()
        self._renamed: dict[str, str] = {}
        self._shared: dict[str, Spans] = {}
        self._suggested: tuple[Aliased, ...] = ()
        self._waiting: set[str] = set()
        self._stale = False
        self._made: Identities | None = None
        self.add(facts)

    @property
    def identities(self) -> Identities:
        """What the facts so far come to."""
        if self._made is None:
            self._made = Identities(dict(self._renamed), dict(self._shared), self._suggested)
        return self._made

    def add(self, facts: Iterable[Fact]) -> frozenset[str]:
        """Take facts; return the raw ids whose person may have become another one, for some instant."""
        for fact in facts:
            self._take(fact)
        changed = self._refold() if self._stale else self._settle(self._waiting)
        self._waiting, self._stale = set(), False
        if changed:
            self._made = None
        return changed

    def _take(self, fact: Fact) -> None:
        match fact:
            case Identified(anonymous=device, known=user, at=at) if is_device(device) and not is_device(user):
                self._identified(device, user, at, proven=fact.proven)
            case Identified(anonymous=previous, known=user, at=at, proven=proven):
                self._take(Aliased(previous=previous, known=user, at=at, proven=proven))
            case Aliased():
                self._aliased(fact)
            case Merged():
                self._merged(fact)
            case Traits(person=person, at=at) | Consent(person=person, at=at):
                self._evidence(person, at)

    def _identified(self, device: str, user: str, at: int, *, proven: bool) -> None:
        self._evidence(user, at, proven=proven)
        points = self._points.setdefault(device, set())
        if (at, user) not in points:
            points.add((at, user))
            self._waiting.add(device)

    def _aliased(self, fact: Aliased) -> None:
        place = fact.at, fact.previous, fact.known
        before = self._aliases.get(place)
        if before is None or fact.proven > before.proven:
            self._aliases[place], self._stale = fact, True
            self._alias_names |= {fact.previous, fact.known}

    def _evidence(self, user: str, at: int, *, proven: bool = False) -> None:
        """Remember the first instant at which a raw id is known to be a user's, and whether somebody proved that; only
        aliases ask for it.
        """
        if is_device(user):
            return
        vouched = user in self._proven
        first = (self._proven if vouched else self._known).get(user, _NEVER)
        if at < first or proven > vouched:
            if proven:
                self._known.pop(user, None)
            (self._proven if proven or vouched else self._known)[user] = min(at, first)
            self._stale = self._stale or user in self._alias_names

    def _merged(self, fact: Merged) -> None:
        if fact.undone:
            self._stale = self._stale or fact.merge not in self._undone
            self._undone.add(fact.merge)
            return
        first = min(fact, self._merges.get(fact.merge, fact), key=merge_order)
        self._stale = self._stale or self._merges.get(fact.merge) != first
        self._merges[fact.merge] = first

    def _refold(self) -> frozenset[str]:
        """Decide everything again: aliases and merges reach far, and are rare."""
        before: Mapping[str, str | Spans] = {**self._renamed, **self._shared}
        merges = [merge for key, merge in self._merges.items() if key not in self._undone]
        aliases = self._aliases.values()
        self._users, suggested = joined_users(aliases, self._known, self._proven, merges)
        self._devices, self._said = joined_devices(aliases, merges), points_said(aliases, merges)
        self._made = self._made if suggested == self._suggested else None
        self._suggested, self._shared = suggested, {}
        self._renamed = {name: head for name in self._users.names() if (head := self._users.head(name)) != name}
        self._settle([*self._points, *self._said, *self._devices.names()])
        after: Mapping[str, str | Spans] = {**self._renamed, **self._shared}
        return frozenset(raw for raw in before.keys() | after.keys() if before.get(raw) != after.get(raw))

    def _settle(self, devices: Iterable[str]) -> frozenset[str]:
        """Say whose devices were; return those that changed hands."""
        touched = {raw for device in devices for raw in self._devices.of(device)}
        return frozenset(raw for raw in touched if self._settle_one(raw))

    def _settle_one(self, raw: str) -> bool:
        points = self._points.get(raw, ())
        if len(points) == 1 and raw not in self._said and raw not in self._devices:  # most devices, by far
            ((_, user),) = points
            person = self._users.head(user)
            before = self._renamed.get(raw)
            self._renamed[raw] = person
            return before != person
        return self._settle_several(raw)

    def _settle_several(self, raw: str) -> bool:
        before = self._renamed.pop(raw, None), self._shared.pop(raw, None)
        spans = self._spans(raw)
        person = self._devices.head(raw) if spans is None else spans.people[0]
        if spans is not None and len(spans.people) > 1:
            self._shared[raw] = spans
        elif person != raw:
            self._renamed[raw] = person
        return (self._renamed.get(raw), self._shared.get(raw)) != before

    def _spans(self, raw: str) -> Spans | None:
        group = self._devices.of(raw)
        points = sorted({p for device in group for of in (self._points, self._said) for p in of.get(device, ())})
        spans: list[tuple[int, str]] = []
        for i, (at, user) in enumerate(points):
            if i + 1 < len(points) and points[i + 1][0] == at:
                continue  # several at one instant: the greatest id, whatever came first
            person = self._users.head(user)
            if not spans or spans[-1][1] != person:
                spans.append((at, person))
        return Spans(tuple(at for at, _ in spans), tuple(person for _, person in spans)) if spans else None


def fold(facts: Iterable[Fact]) -> Identities:
    """Return who is who by some facts; their order and repeats do not matter."""
    return Folding(facts).identities
