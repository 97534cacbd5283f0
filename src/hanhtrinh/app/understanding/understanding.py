"""What is understood of a workspace's texts: known ones at once, new ones read beside, so that no page waits.

A few new texts are read while they are asked for: what was said a moment ago is on the map with its sense. Of many,
those asked for first are read first; until then they are `unread`, and whoever shows them says so.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.app.understanding.careful import CarefulReading, read_carefully
from hanhtrinh.app.understanding.known import Keys, Known, keys_of
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.understanding import SenseRows, SenseStore, together
from hanhtrinh.voice.text.reading import Reader

AT_ONCE = 200
"""So many new texts are read while somebody waits (tens of milliseconds)."""
CHUNK = 500
_KEEP, _KEEP_FEW = 20_000, 2_000
_PATIENCE = 2.0
_LARGE, _MOST_DIGESTED = 10_000, 4
Places = npt.NDArray[np.int64]
OnError = Callable[[str, BaseException], None]


class _Words:
    """Texts as they were given; a list of all is made where one is needed."""

    def __init__(self, given: pl.Series | Sequence[str]) -> None:
        self.given = given

    @cached_property
    def all(self) -> list[str]:
        return self.given.to_list() if isinstance(self.given, pl.Series) else list(self.given)

    def some(self, places: Places) -> list[str]:
        given = self.given
        return given.gather(places).to_list() if isinstance(given, pl.Series) else [given[i] for i in places.tolist()]


@dataclass
class _Shelf:
    """One workspace: its reader, what it read, and what waits."""

    space: Space
    reader: Reader
    known: Known
    turn: int = 0
    waiting: deque[tuple[Keys, list[str]]] = field(default_factory=deque)
    queued: set[int] = field(default_factory=set)
    fresh: list[SenseRows] = field(default_factory=list)


class Understanding:
    """Gives the senses of texts. `reader_of` tells who reads a workspace's texts now; `on_error` what went wrong."""

    def __init__(
        self,
        store: SenseStore,
        reader_of: Callable[[Space], Reader],
        on_error: OnError = lambda where, error: None,
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        self.on_error = on_error
        self._store, self._reader_of, self._at_once = store, reader_of, at_once
        self._shelves: dict[str, _Shelf] = {}
        self._digested: dict[int, tuple[pl.Series, bytes, Keys]] = {}
        self._lock, self._reading = threading.RLock(), threading.Lock()
        self._awake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def reader(self, space: Space) -> Reader:
        """Return who reads a workspace's texts now."""
        return self._reader_of(space)

    def turn(self, space: Space) -> tuple[str, str, int]:
        """Return something that is another one whenever the senses of known texts may be."""
        shelf = self._shelf(space)
        return shelf.reader.version, shelf.reader.taught, shelf.turn

    def senses(self, space: Space, texts: pl.Series | Sequence[str]) -> Senses:
        """Return what is understood of texts, what people corrected in its place; what is new is read soon."""
        shelf = self._shelf(space)
        words = _Words(texts)
        keys = self._keys(words, shelf.known.salt)
        with self._lock:
            columns, there = shelf.known.find(keys)
        missing = np.flatnonzero(~there)
        if 0 < len(missing) <= self._at_once:
            self._read(shelf, keys[missing], words.some(missing))
            if sum(map(len, shelf.fresh)) >= _KEEP_FEW:
                self._keep(shelf)
            with self._lock:
                columns, there = shelf.known.find(keys)
        elif len(missing):
            self._queue(shelf, keys, missing, words)
        columns = shelf.reader.corrected(words.all, columns) if shelf.reader.corrections else columns
        return Senses(
            columns.language, columns.feeling, columns.confidence, columns.themes, there, shelf.reader.themes,
            columns.apart,
        )  # fmt: skip

    def waiting(self, space: Space) -> int:
        """Return how many texts wait to be read."""
        shelf = self._shelves.get(space.id)
        return len(shelf.queued) if shelf else 0

    def close(self) -> None:
        """End the reading beside; what was read is kept."""
        self._closing.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        for shelf in list(self._shelves.values()):
            self._keep(shelf)

    def _shelf(self, space: Space) -> _Shelf:
        """Return a workspace's shelf; another one where another reader reads now."""
        reader = self._reader_of(space)
        with self._lock:
            found = self._shelves.get(space.id)
            if found is None or found.reader.version != reader.version:
                rows = self._store.load(space, reader.version)
                found = self._shelves[space.id] = _Shelf(
                    space, reader, Known(reader.version, self._store.salt(space), rows)
                )
            found.reader = reader
            return found

    def _keys(self, words: "_Words", salt: bytes) -> Keys:
        """Return the digests of texts; those of large columns are kept while the columns are looked at."""
        if not isinstance(words.given, pl.Series) or len(words.given) < _LARGE:
            return keys_of(words.all, salt)
        kept = self._digested.get(id(words.given))
        if kept is None or kept[0] is not words.given or kept[1] != salt:
            kept = words.given, salt, keys_of(words.all, salt)
            with self._lock:
                self._digested[id(words.given)] = kept
                while len(self._digested) > _MOST_DIGESTED:
                    del self._digested[next(iter(self._digested))]
        return kept[2]

    def _queue(self, shelf: _Shelf, keys: Keys, missing: Places, words: "_Words") -> None:
        with self._lock:
            wanted = zip(missing.tolist(), keys[missing].tolist(), strict=True)
            new = np.array([i for i, key in wanted if key not in shelf.queued], np.int64)
            shelf.queued.update(keys[new].tolist())
            for lo in range(0, len(new), CHUNK):
                some = new[lo : lo + CHUNK]
                shelf.waiting.append((keys[some], words.some(some)))
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._work, name="understanding", daemon=True)
                self._thread.start()
        self._awake.set()

    def _work(self) -> None:
        """Read what waits, workspace by workspace in turn."""
        while True:
            self._awake.clear()
            if self._closing.is_set():  # looked at after the clearing: whoever closes says so before they wake
                return
            while any([self._next(shelf) for shelf in list(self._shelves.values())]):  # noqa: C419 - a turn each
                if self._closing.is_set():
                    return
            self._awake.wait()

    def _next(self, shelf: _Shelf) -> bool:
        """Read one chunk of a workspace's texts; tell whether there was one."""
        with self._lock:
            if self._shelves.get(shelf.space.id) is not shelf or not shelf.waiting:
                return False
            keys, texts = shelf.waiting.popleft()
        self._read(shelf, keys, texts)
        with self._lock:
            shelf.queued.difference_update(keys.tolist())
            done = not shelf.waiting
        if done or sum(map(len, shelf.fresh)) >= _KEEP:
            self._keep(shelf)
        return True

    def _read(self, shelf: _Shelf, keys: Keys, texts: list[str]) -> None:
        """Read texts nobody read yet; where the reader itself is broken they stay unread."""
        with self._reading:  # one text at a time: reading is all computing
            with self._lock:
                _, there = shelf.known.find(keys)  # another thread may have read some since they were asked for
            new = np.flatnonzero(~there)
            if not len(new):
                return
            try:
                found = read_carefully(shelf.reader, keys[new], [texts[i] for i in new.tolist()])
            except Exception as error:
                self.on_error("understanding", error)
                return
            self._take(shelf, found)

    def _take(self, shelf: _Shelf, found: CarefulReading) -> None:
        """Know what was read, and of the rest, until the next start, that there is nothing to be had."""
        if found.error is not None:
            self.on_error("understanding a text", found.error)
        with self._lock:
            shelf.known.add(together([found.read, found.tripped]))
            shelf.fresh.append(found.read)
            shelf.turn += 1

    def _keep(self, shelf: _Shelf) -> None:
        with self._lock:
            fresh, shelf.fresh = shelf.fresh, []
            stands = self._shelves.get(shelf.space.id) is shelf
        if not fresh or not stands:  # what another reader keeps by now would go
            return
        try:
            self._store.add(shelf.space, shelf.known.version, together(fresh))
        except Exception as error:  # nothing is lost but the time to read again
            self.on_error("keeping senses", error)
