"""What is known of a workspace's people, held in memory and kept current by asking for what is newer."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from types import MappingProxyType

from hanhtrinh.collect import understand
from hanhtrinh.events.event import ADDRESS, Consent, Fact, Message, Traits, Value
from hanhtrinh.people.finding import Finder
from hanhtrinh.people.identity import Folding, Identities
from hanhtrinh.people.members import TraitsNow
from hanhtrinh.people.said import Said, later
from hanhtrinh.people.traits import Gathering, TraitTable, combined, trait_table
from hanhtrinh.ports.inbox import Watermark
from hanhtrinh.ports.people import Known, People

_CHANGED_AT_MOST = 20_000
_MESSAGES_AT_ONCE = 5_000
Tail = Callable[[Watermark, int], tuple[Sequence[Message], Watermark]]
"""Gives what was accepted and is not sealed (`ports.inbox.Inbox.tail`)."""
Waiting = Mapping[tuple[str, bool], Mapping[str, tuple[Value | None, int]]]
"""Traits that are not in the database yet, by raw id and whether somebody vouches for them."""
Combined = dict[str, Value]


class Knowledge:
    """One moment of what is known: who is who, and everybody's traits. `proving`: what is vouched for holds against
    newer claims (`ports.people.People.proves`).
    """

    def __init__(
        self,
        identities: Identities,
        traits: TraitsNow,
        finders: tuple[Finder, Finder],
        waiting: Waiting = MappingProxyType({}),
        *,
        proving: bool,
    ) -> None:
        self.identities, self.traits, self.finders, self._waiting = identities, traits, finders, waiting
        self.proving = proving

    def address(self, kept: tuple[int, str], raws: Iterable[str]) -> str:
        """Return the proven e-mail address of some raw ids: what is `kept` of them, or came a moment ago."""
        lately = (self._waiting[raw, True].get(ADDRESS) for raw in raws if (raw, True) in self._waiting)
        return max([kept, *((said[1], str(said[0] or "").strip()) for said in lately if said)])[1]

    def said(self, kept: Sequence[Known], raws: Iterable[str]) -> list[Said]:
        """Return the traits said of some raw ids, by origin: what is `kept` of them, or came a moment ago."""
        return _said(kept, self._waiting, raws)

    @cached_property
    def trait_names(self) -> tuple[str, ...]:
        """The traits anybody has, in order."""
        return tuple(sorted({*self.traits.table.texts, *self.traits.changed.texts}))


class Knowing:
    """Keeps a workspace's knowledge: a large table of traits, and the people changed since, until they are many."""

    def __init__(self, people: People, workspace: str, zone: str, tail: Tail) -> None:
        self._people, self._workspace, self._zone, self._tail = people, workspace, zone, tail
        self._lock = threading.Lock()
        self._begin()

    def forget(self) -> None:
        """Let go of everything; the next look reads it again (somebody was erased)."""
        with self._lock:
            self._begin()

    def _begin(self, *, proving: bool = False) -> None:
        self._proving = proving
        self._folding, self._facts, self._change, self._mark = Folding(), 0, 0, 0
        self._waiting: dict[tuple[str, bool], dict[str, tuple[Value | None, int]]] = {}
        self._changed: dict[str, Combined] = {}
        self._table: TraitTable | None = None
        self._finder: Finder | None = None
        self._now: Knowledge | None = None
        self._lately: tuple[float, Knowledge] | None = None

    def now(self, within: float = 0.0) -> Knowledge:
        """Return what is known now, or was known so many seconds ago where somebody asked then. The first call reads
        everything; later ones what is newer.
        """
        since = time.monotonic() - within
        if (lately := self._lately) is not None and lately[0] > since:
            return lately[1]
        with self._lock:
            if (lately := self._lately) is not None and lately[0] > since:
                return lately[1]  # who was waited for began to read later than that
            began = time.monotonic()
            if (proving := self._people.proves(self._workspace)) != self._proving:
                self._begin(proving=proving)
            before = self._folding.identities
            facts = self._waiting_facts()
            moved = self._take_facts(facts)
            touched = {
                person for raw in moved for found in (before, self._identities) for person in found.people_of(raw)
            }
            touched |= self._take_waiting(facts)
            if self._table is None or not self._keep_up(touched):
                self._read_all()
            if self._now is None:
                self._now = self._made()
            self._lately = began, self._now
            return self._now

    @property
    def _identities(self) -> Identities:
        return self._folding.identities

    def _waiting_facts(self) -> list[Fact]:
        """Return what messages say that were accepted since the last look and may not be sealed yet."""
        facts: list[Fact] = []
        while True:
            messages, self._mark = self._tail(self._mark, _MESSAGES_AT_ONCE)
            for message in messages:
                with suppress(Exception):  # what nobody understands is set aside when it is sealed
                    facts += understand(message).facts
            if len(messages) < _MESSAGES_AT_ONCE:
                return facts

    def _take_facts(self, waiting: list[Fact]) -> frozenset[str]:
        facts, self._facts = self._people.facts(self._workspace, self._facts)
        new = [*facts, *(fact for fact in waiting if not isinstance(fact, Traits | Consent))]
        return self._folding.add(new) if new else frozenset()

    def _take_waiting(self, facts: list[Fact]) -> set[str]:
        """Remember traits that are not in the database yet; return whose they are."""
        touched: set[str] = set()
        for fact in facts:
            if isinstance(fact, Traits) and fact.account is None:
                mine = dict(self._waiting.get((fact.person, fact.proven), {}))
                later(mine, fact.values, fact.at)
                self._waiting[fact.person, fact.proven] = mine
                touched.update(self._identities.people_of(fact.person))
        return touched

    def _keep_up(self, touched: set[str]) -> bool:
        """Look again at people whose traits or raw ids changed; False when they are too many for that."""
        for known in self._people.known(self._workspace, self._change):
            self._change = known.change
            self._arrived(known)
            touched.update(self._identities.people_of(known.raw))
            if len(touched) + len(self._changed) > _CHANGED_AT_MOST:
                return False
        if touched:
            self._changed |= self._traits_of(touched)
            self._now = None
        return True

    def _traits_of(self, people: Iterable[str]) -> dict[str, Combined]:
        identities, people = self._identities, list(people)
        raws = {raw for person in people for raw in identities.raw_ids(person)}
        kept = self._people.known_of(self._workspace, raws)
        found = combined(_said(kept, self._waiting, raws), identities.person_of, proving=self._proving)
        return {person: found.get(person, {}) for person in people}

    def _arrived(self, known: Known) -> None:
        """Let go of waiting traits that the database has by now."""
        for raw, kept, proven in known.said:
            waiting = self._waiting.pop((raw, proven), {})
            left = {name: said for name, said in waiting.items() if name not in kept or kept[name][1] < said[1]}
            if left:
                self._waiting[raw, proven] = left

    def _read_all(self) -> None:
        gathering, self._change, alone = Gathering(), 0, dict(self._waiting)
        for known in self._people.known(self._workspace):
            self._change = known.change
            for said in known.said:
                waiting = alone.pop((said.raw, said.proven), {}) if alone else {}
                if said.values or waiting:
                    gathering.add(_later(said, waiting), self._identities.person_of)
        for (raw, proven), values in alone.items():
            gathering.add(Said(raw, values, proven), self._identities.person_of)
        self._table, self._changed, self._now = gathering.table(self._zone, proving=self._proving), {}, None
        self._finder = Finder(self._table)

    def _made(self) -> Knowledge:
        table = self._table or trait_table({}, self._zone)
        changed = trait_table(self._changed, self._zone)
        finders = self._finder or Finder(table), Finder(changed)
        traits = TraitsNow(table, changed)
        return Knowledge(self._identities, traits, finders, dict(self._waiting), proving=self._proving)


def _said(kept: Iterable[Known], waiting: Waiting, raws: Iterable[str]) -> list[Said]:
    """Return the traits said of some raw ids as they will be kept once nothing waits."""
    there = {(said.raw, said.proven): said for known in kept for said in known.said}
    places = [(raw, proven) for raw in raws for proven in (False, True)]
    empty: dict[str, tuple[Value | None, int]] = {}
    return [_later(there.get(place, Said(place[0], empty, place[1])), waiting.get(place, empty)) for place in places]


def _later(said: Said, waiting: Mapping[str, tuple[Value | None, int]]) -> Said:
    if not waiting:
        return said
    values = dict(said.values)
    for name, (value, at) in waiting.items():
        later(values, {name: value}, at)
    return said._replace(values=values)
