"""What keeps versions by itself beside the server's requests: looks at files, keeps what is due, lets go what is old.

Nothing hooks into saving. A file whose stamp has changed is read; where it can be used it is remembered as the last
good one, and kept as a version when the rules (`keeping`) say so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hanhtrinh.access import Actor
from hanhtrinh.app.looping import is_time
from hanhtrinh.app.maps.opening import Opened, open_journey
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.keeping import MINUTE, is_due, numbers_due, outdated
from hanhtrinh.app.versions.reading import seen_of, texts_of
from hanhtrinh.app.versions.taking import take, told_since
from hanhtrinh.errors import NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Texts, Version

KEEPER = Actor(kind="server", id="versions")
LOOK = MINUTE
"""How often it is asked whether something is due."""
THIN = 60 * MINUTE


@dataclass
class _Seen:
    """What was last seen of one journey."""

    stamp: object = None
    differs_since: int | None = None
    seen: tuple[str, str] = ("", "")
    good: tuple[str, str] | None = None


@dataclass
class Keeper:
    """Looks after the versions of all workspaces; `tick` is called every few seconds and is cheap when nothing moved.

    `failed` is told what went wrong with one journey; the others go on.
    """

    spaces: Callable[[], Iterable[Space]]
    desk: VersionDesk
    failed: Callable[[str, str, Exception], None] = lambda space, journey, error: None
    _seen: dict[tuple[str, str], _Seen] = field(default_factory=dict)
    _looked: int = 0
    _thinned: int = 0

    def tick(self) -> None:
        """Look at every journey whose file has moved; once a minute, keep what is due; once an hour, let go."""
        now = self.desk.desk.clock()
        looking, thinning = is_time(self._looked, LOOK, now), is_time(self._thinned, THIN, now)
        for space in self.spaces():
            for key in self._keys(space):
                try:
                    self._look(space, key, now, looking=looking)
                    if thinning:
                        self._thin(space, key, now)
                except Exception as error:  # the others are looked at all the same
                    self.failed(space.id, key, error)
        self._looked = now if looking else self._looked
        self._thinned = now if thinning else self._thinned

    def _keys(self, space: Space) -> Iterable[str]:
        try:
            return self.desk.desk.journeys.keys(space)
        except Exception as error:  # its folder is away: the other workspaces' are not
            self.failed(space.id, "", error)
            return ()

    def _look(self, space: Space, key: str, now: int, *, looking: bool) -> None:
        known = self._seen.setdefault((space.id, key), _Seen())
        stamp = self.desk.desk.journeys.stamp(space, key)
        if stamp == known.stamp and not looking:
            return
        known.stamp = stamp
        opened = self._opened(space, key)
        if opened is None or opened.file is None:
            return
        texts = texts_of(opened)
        known.seen = seen_of(texts)
        self._remember(space, key, known, texts, now)
        self._keep(space, opened, known, now)

    def _opened(self, space: Space, key: str) -> Opened | None:
        """Return a journey as it stands; None for a file that holds none (a library)."""
        try:
            return open_journey(KEEPER, space, self.desk.desk, key)
        except NotFound:
            return None

    def _remember(self, space: Space, key: str, known: _Seen, texts: Texts, now: int) -> None:
        if known.good is None:
            kept = self.desk.versions.good(space.id, key)
            known.good = seen_of(kept[1]) if kept else ("", "")
        if known.good != known.seen:
            self.desk.versions.keep_good(space.id, key, known.seen[0], texts, now)
            known.good = known.seen

    def _keep(self, space: Space, opened: Opened, known: _Seen, now: int) -> None:
        newest = self.desk.versions.newest(space.id, opened.key)
        if newest is not None and (newest.text_version, newest.library_version) == known.seen:
            known.differs_since = None
        elif known.differs_since is None:
            known.differs_since = now
        since = known.differs_since if known.differs_since is not None else now
        zone = self.desk.desk.journeys.about(space).zone
        if is_due(newest, known.seen, opened.kept.changed_at, since, now) or numbers_due(newest, now, zone):
            take(space, self.desk, opened, "auto")
            known.differs_since = None

    def _thin(self, space: Space, key: str, now: int) -> None:
        """Let go what is old; what stands behind a gap then is told anew, against the version before the gap."""
        versions = self.desk.versions.list(space.id, key)
        gone = {one.id for one in outdated(versions, now, self.desk.desk.journeys.about(space).zone)}
        if not gone:
            return
        self.desk.versions.drop(space.id, sorted(gone))
        left = [one for one in versions if one.id not in gone]
        for newer, older in zip(left, [*left[1:], None], strict=True):
            if older is not None and newer.told.since != older.text_version:
                self._tell(space, key, newer, older)

    def _tell(self, space: Space, key: str, version: Version, before: Version) -> None:
        texts = self.desk.versions.texts(space.id, key, version.id)
        if texts is not None:
            self.desk.versions.tell(space.id, version.id, told_since(space, self.desk, key, before, texts))
