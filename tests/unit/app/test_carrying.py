"""What carries letters and news: its sweeping; what it carries has tests of its own."""

from hanhtrinh.app.carrying import Carrier
from hanhtrinh.values import MICROSECONDS

HOUR = 3_600 * MICROSECONDS


def test_it_sweeps_once_an_hour_when_nothing_is_due() -> None:
    """Not while there is something to carry; what goes wrong is told, and the next hour sweeps again."""
    now, due, swept, met = [10 * HOUR], [2, 1, 0], [], []

    def sweep(before: int) -> None:
        swept.append(before)
        if len(swept) == 2:
            raise RuntimeError("away")

    carry = lambda: due.pop(0) if due else 0  # noqa: E731
    carrier = Carrier("c", carry, sweep, lambda: now[0], met.append, kept=3 * HOUR, seconds=7)
    assert [carrier.turn() for _ in range(3)] == [0, 0, 7]
    assert swept == [7 * HOUR]
    assert carrier.turn() == 7
    now[0] += HOUR
    assert [carrier.turn(), carrier.turn(), *map(str, met)] == [7, 7, "away"]
    now[0] += HOUR
    carrier.turn()
    assert swept == [7 * HOUR, 8 * HOUR, 9 * HOUR]
