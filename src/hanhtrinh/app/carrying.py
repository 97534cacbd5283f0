"""A thread that carries what is due, letters or news, and once an hour lets go of what was done long ago."""

from collections.abc import Callable

from hanhtrinh.app.looping import Loop, is_time
from hanhtrinh.values import MICROSECONDS

_SWEEP = 3_600 * MICROSECONDS


class Carrier(Loop):
    """Calls `carry` until it takes up nothing, then `sweep` where an hour is over, with the instant before which what
    is done is let go. What goes wrong is told to `failed` and ends nothing.
    """

    def __init__(
        self, name: str, carry: Callable[[], int], sweep: Callable[[int], object], clock: Callable[[], int],
        failed: Callable[[Exception], None], *, kept: int, seconds: float,
    ) -> None:  # fmt: skip
        super().__init__(name, self._safely, seconds)
        self._carry, self._sweep, self._clock, self._failed, self._kept = carry, sweep, clock, failed, kept
        self._swept = 0

    def close(self, seconds: float = 5.0) -> None:
        """End after what is in hand; a conversation that hangs is not waited for."""
        super().close(seconds)

    def _safely(self) -> bool:
        try:
            if self._carry():
                return True
            if is_time(self._swept, _SWEEP, self._clock()):
                self._swept = self._clock()
                self._sweep(self._swept - self._kept)
        except Exception as error:  # a database that is away, say
            self._failed(error)
        return False
