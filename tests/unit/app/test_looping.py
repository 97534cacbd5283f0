"""Threads that do a thing again and again go on whatever happens once."""

import threading

import pytest

from hanhtrinh.app.looping import Loop, each
from hanhtrinh.errors import StorageError


@pytest.fixture
def loops():
    """Loops made here, ended at the end."""
    made = []

    def make(once, seconds=0.01):
        loop = Loop("test", once, seconds)
        made.append(loop)
        loop.start()
        return loop

    yield make
    for loop in made:
        loop.close(5)


def test_what_fails_is_done_again(loops) -> None:
    """A database that is away for some calls does not end the loop: it goes on by itself when that is over."""
    calls, back = [], threading.Event()

    def once() -> bool:
        calls.append(1)
        if len(calls) < 4:
            raise OSError
        back.set()
        return False

    loops(once)
    assert back.wait(30)


def test_what_goes_on_failing_is_tried_more_and_more_rarely() -> None:
    """The pause grows with each failure, up to a minute, and is as before once it went well."""
    loop = Loop("test", lambda: 1 / 0, 1)  # type: ignore[arg-type,return-value]
    assert [loop.turn() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    loop._once = lambda: False
    assert [loop.turn(), loop.turn()] == [1, 1]
    loop._once = lambda: True
    assert loop.turn() == 0
    rare = Loop("test", lambda: 1 / 0, 600)  # type: ignore[arg-type,return-value]
    assert [rare.turn(), rare.turn()] == [60, 60]


def test_one_that_fails_keeps_no_other_waiting() -> None:
    """Each has its turn, and what went wrong is told at the end; where nothing can be kept, at once."""
    done = []

    def work(one: int) -> None:
        if one == 1:
            raise ValueError(one)
        if one == 3:
            raise StorageError("storage.database_refuses", database="d", detail="")
        done.append(one)

    with pytest.raises(ValueError, match="1"):
        each([0, 1, 2], work)
    with pytest.raises(StorageError):
        each([3, 4], work)
    assert done == [0, 2]
