"""Threads that do things again and again, and what is at hand for those who ask again and again."""

import threading
import time

from hanhtrinh.app.lately import Lately
from hanhtrinh.app.looping import Loop


def test_a_loop_waits_before_its_first_call() -> None:
    """The first call comes a while after the start, or when the loop is woken; closed before that, there is none."""
    called = threading.Event()
    loop = Loop("late", lambda: bool(called.set()), 3_600, first=3_600)
    loop.start()
    assert not called.is_set()
    loop.wake()
    assert called.wait(30)
    assert not loop.rest(0)
    loop.close(30)
    assert loop.rest(3_600)
    never = Loop("never", lambda: bool(called.set()), 3_600, first=3_600)
    called.clear()
    never.start()
    never.close(30)
    assert not called.is_set()


def test_a_loop_goes_on_while_there_is_more() -> None:
    """After a True it calls again at once, after a False it waits."""
    calls: list[float] = []
    done = threading.Event()

    def once() -> bool:
        calls.append(time.monotonic())
        if len(calls) == 3:
            done.set()
        return len(calls) < 3

    loop = Loop("more", once, 3_600)
    loop.start()
    assert done.wait(30)
    loop.close(30)
    assert len(calls) == 3


def test_what_was_read_lately_is_at_hand() -> None:
    """It is read again after three seconds, when the clock went back, or when it is to be forgotten; name by name."""
    reads: list[int] = []
    lately: Lately[int] = Lately()

    def read() -> int:
        reads.append(1)
        return len(reads)

    second = 1_000_000
    times = (0, second, 3 * second - 1, 3 * second, second)
    assert [lately.get("a", now, read) for now in times] == [1, 1, 1, 2, 3]
    assert lately.get("b", second, read) == 4
    lately.forget()
    assert lately.get("a", second, read) == 5
