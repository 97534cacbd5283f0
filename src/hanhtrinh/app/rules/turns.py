"""The latest of what somebody asks in a row is answered; what is still being worked on for them is given up."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from hanhtrinh.errors import InputError

_MOST = 2_000


class Overtaken(InputError):
    """Somebody asked again before this was answered: nobody waits for it any more."""

    def __init__(self) -> None:
        super().__init__("rules_page.overtaken")


class Turns:
    """Knows the newest turn of each asker; turns are numbers that rise, given by the page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, int] = OrderedDict()

    def take(self, who: Hashable, turn: int) -> Callable[[], None]:
        """Begin a turn; return what raises Overtaken once a later turn of the same asker has begun."""
        with self._lock:
            newest = max(turn, self._newest.pop(who, turn))
            self._newest[who] = newest
            while len(self._newest) > _MOST:
                self._newest.popitem(last=False)

        def check() -> None:
            if self._newest.get(who, turn) > turn:
                raise Overtaken

        check()
        return check
