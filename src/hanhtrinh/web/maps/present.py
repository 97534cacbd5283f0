"""Who is on a map right now, and where on it: told by their pages, forgotten when these fall silent."""

import threading

import msgspec

from hanhtrinh.values import MICROSECONDS
from hanhtrinh.web.initials import initials

LIFE_SECONDS = 40
_MOST_TABS = 200


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page is: a random name for the tab, and the place its user is at (`steps/cart/pains`)."""

    tab: str
    place: str = ""
    gone: bool = False


class Presence:
    """Who is where, by journey. Belongs to one process and is lost with it: pages tell again within seconds."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], dict[tuple[str, str], tuple[int, str, str]]] = {}
        self._lock = threading.Lock()

    def note(self, space: str, journey: str, user: tuple[str, str], here: Here, now: int) -> bool:
        """Write down where somebody (id and name) is; tell whether that is news to others."""
        with self._lock:
            there = self._found.setdefault((space, journey), {})
            before = _people(there, now)
            if here.gone:
                there.pop((user[0], here.tab), None)
            elif (user[0], here.tab) in there or len(there) < _MOST_TABS:
                there[user[0], here.tab] = (now, user[1], here.place)
            return _people(there, now) != before

    def sweep(self, space: str, journey: str, now: int) -> bool:
        """Forget who has fallen silent; tell whether anybody has."""
        with self._lock:
            there = self._found.get((space, journey), {})
            gone = [key for key, (at, *_) in there.items() if at <= now - LIFE_SECONDS * MICROSECONDS]
            for key in gone:
                del there[key]
            if not there:
                self._found.pop((space, journey), None)
            return bool(gone)

    def people(self, space: str, journey: str, now: int) -> list[dict[str, str]]:
        """Return who is on a map, each once, at the place they were at last."""
        with self._lock:
            return _people(self._found.get((space, journey), {}), now)


def _people(there: dict[tuple[str, str], tuple[int, str, str]], now: int) -> list[dict[str, str]]:
    newest: dict[str, tuple[int, str, str]] = {}
    for (user, _), found in there.items():
        if found[0] > now - LIFE_SECONDS * MICROSECONDS and found[0] >= newest.get(user, (0, "", ""))[0]:
            newest[user] = found
    return [
        {"id": user, "name": name, "initials": initials(name), "place": place}
        for user, (_, name, place) in sorted(newest.items())
    ]
