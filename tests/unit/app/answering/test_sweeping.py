"""What could not be told is tried again, and holds up nobody."""

from types import SimpleNamespace

import pytest

from hanhtrinh.app.answering import telling
from hanhtrinh.app.answering.telling import Sweeper
from hanhtrinh.errors import StorageError

MINUTE = 60 * 10**6


class World:
    """Responses waiting to be told, some of which never can be."""

    def __init__(self, monkeypatch, ids, broken, error):
        self.now, self.tried, self.said = 0, [], []
        self.waiting, self._broken, self._error = ids, broken, error
        desk = SimpleNamespace(responses=self, clock=lambda: self.now)
        monkeypatch.setattr(telling, "tell", self._tell)
        monkeypatch.setattr(telling, "_log", SimpleNamespace(warning=lambda *_, **more: self.said.append(more)))
        self.sweeper = Sweeper(desk)

    def untold(self, before, nameless, limit, after):
        """Return what waits, a page at a time."""
        left = [one for one in sorted(self.waiting) if after is None or (0, one) > after]
        return [SimpleNamespace(id=one, changed_at=0, survey="s") for one in left[:limit]]

    def round(self):
        """Sweep until nothing is left to be looked at; return whom it tried."""
        self.tried = []
        while self.sweeper.once():
            pass
        return self.tried

    def _tell(self, desk, response):
        self.tried.append(response.id)
        if response.id in self._broken:
            raise self._error
        self.waiting.remove(response.id)


def test_what_can_never_be_told_holds_up_nobody(monkeypatch):
    """Those behind two hundred of them are told at once; they are tried ever more rarely, and complained of once."""
    broken = [f"a{n:03}" for n in range(200)]
    world = World(monkeypatch, [*broken, "b"], broken, ValueError())
    assert world.round() == [*broken, "b"]
    assert (world.waiting, world.round(), len(world.said)) == (broken, [], 200)
    for wait, tried in ((MINUTE, 200), (MINUTE, 0), (MINUTE, 200), (3 * MINUTE, 0)):
        world.now += wait
        assert len(world.round()) == tried
    assert len(world.said) == 200


@pytest.mark.parametrize("error", [StorageError("x"), TimeoutError()])
def test_where_nothing_can_be_kept_the_next_round_goes_on_behind(monkeypatch, error):
    """One that the storage alone refuses keeps its place, and the others theirs."""
    world = World(monkeypatch, ["a", "b", "c"], ["a"], error)
    assert (world.round(), world.waiting) == (["a"], ["a", "b", "c"])
    assert (world.round(), world.waiting) == (["b", "c"], ["a"])
    assert world.round() == []
    world.now += MINUTE
    assert world.round() == ["a"]
