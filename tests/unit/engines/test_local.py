"""The threads of this machine as an engine."""

import threading
from itertools import pairwise

import pytest

from hanhtrinh.engines.local import Threads


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("size", [0, 1, 4_095, 4_096, 4_097, 100_003])
def test_parts_cover_everything_once_and_in_order(count, size):
    """Whatever the size, every place is in one part and parts come back in their order."""
    engine = Threads(count)
    parts = engine(lambda lo, hi: (lo, hi), size)
    engine.close()
    assert parts[0][0] == 0
    assert parts[-1][1] == size
    assert all(a[1] == b[0] for a, b in pairwise(parts))
    assert sum(hi - lo for lo, hi in parts) == size


def test_small_ranges_run_where_they_are_asked():
    """A thread costs more than a few thousand people do."""
    engine = Threads(2)
    assert engine(lambda lo, hi: threading.current_thread(), 10) == [threading.current_thread()]
    assert threading.current_thread() not in engine(lambda lo, hi: threading.current_thread(), 10_000)
    engine.close()


def test_an_error_in_a_part_is_the_callers():
    """What goes wrong in a thread is raised to who asked."""
    engine = Threads(2)
    with pytest.raises(ZeroDivisionError):
        engine(lambda lo, hi: lo // 0, 10_000)
    engine.close()
