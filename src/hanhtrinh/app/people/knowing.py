"""What is known of a workspace's people, held in memory and kept current by asking for what is newer."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property

from hanhtrinh.collect import understand
from hanhtrinh.events.event import Consent, Fact, Message, Traits, Value
from hanhtrinh.people.finding import Finder
from hanhtrinh.people.identity import Folding, Identities
from hanhtrinh.people.members import TraitsNow
from hanhtrinh.people.traits import Gathering, TraitTable, combined, trait_table
from hanhtrinh.ports.inbox import Watermark
from hanhtrinh.ports.people import Known, People

_CHANGED_AT_MOST = 20_000
_MESSAGES_AT_ONCE = 5_000
Tail = Callable[[Watermark, int], tuple[Sequence[Message], Watermark]]
"""Gives what was accepted and is not sealed (`ports.inbox.Inbox.tail`)."""
Said = dict[str, tuple[Value | None, int]]
Combined = dict[str, Value]


class Knowledge:
    """One moment of what is known: who is who, and everybody's traits."""

    def __init__(self, identities: Identities, traits: TraitsNow, finders: tuple[Finder, Finder]) -> None:
        self.identities, self.traits, self.finders = identities, traits, finders

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

    def _begin(self) -> None:
        self._folding, self._facts, self._change, self._mark = Folding(), 0, 0, 0
        self._waiting: dict[str, Said] = {}
        self._changed: dict[str, Combined] = {}
        self._table: TraitTable | None = None
        self._finder: Finder | None = None
        self._now: Knowledge | None = None

    def now(self) -> Knowledge:
        """Return what is known now. The first call reads everything; later ones what is newer."""
        with self._lock:
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
                mine = self._waiting.setdefault(fact.person, {})
                mine |= {name: (value, fact.at) for name, value in fact.values.items()}
                touched.add(self._identities.person_of(fact.person, fact.at))
        return touched

    def _keep_up(self, touched: set[str]) -> bool:
        """Look again at people whose traits or raw ids changed; False when they are too many for that."""
        for known in self._people.known(self._workspace, self._change):
            self._change = known.change
            self._arrived(known)
            touched |= {self._identities.person_of(known.raw, at) for _, at in known.traits.values()}
            if len(touched) + len(self._changed) > _CHANGED_AT_MOST:
                return False
        if touched:
            self._changed |= self._traits_of(touched)
            self._now = None
        return True

    def _traits_of(self, people: Iterable[str]) -> dict[str, Combined]:
        identities, people = self._identities, list(people)
        raws = {raw for person in people for raw in identities.raw_ids(person)}
        said: list[tuple[str, Said]] = [(k.raw, k.traits) for k in self._people.known_of(self._workspace, raws)]
        said += [(raw, self._waiting[raw]) for raw in raws if raw in self._waiting]
        found = combined(said, identities.person_of)
        return {person: found.get(person, {}) for person in people}

    def _arrived(self, known: Known) -> None:
        """Let go of waiting traits that the database has by now."""
        waiting = self._waiting.pop(known.raw, {})
        left = {n: said for n, said in waiting.items() if n not in known.traits or known.traits[n][1] < said[1]}
        if left:
            self._waiting[known.raw] = left

    def _read_all(self) -> None:
        gathering, self._change = Gathering(), 0
        for known in self._people.known(self._workspace):
            self._change = known.change
            gathering.add((known.raw, known.traits), self._identities.person_of)
        for raw, said in self._waiting.items():
            gathering.add((raw, said), self._identities.person_of)
        self._table, self._changed, self._now = gathering.table(self._zone), {}, None
        self._finder = Finder(self._table)

    def _made(self) -> Knowledge:
        table = self._table or trait_table({}, self._zone)
        changed = trait_table(self._changed, self._zone)
        finders = self._finder or Finder(table), Finder(changed)
        return Knowledge(self._identities, TraitsNow(table, changed), finders)
