"""Use case: letters that are due are carried, tried again later where that failed, and given up in the end.

A letter is claimed by moving the instant it is due: whoever dies with it in hand leaves it to the next one.
"""

from collections.abc import Callable

from hanhtrinh.app.looping import Loop
from hanhtrinh.ports.mail import TO_CUSTOMERS, Letter, Mailer, NotCarried, Outbox
from hanhtrinh.values import MICROSECONDS

LEASE = 120 * MICROSECONDS
"""A claimed letter is somebody else's again after so long; a conversation gives up long before."""
PAUSES = tuple(seconds * MICROSECONDS for seconds in (60, 300, 900, 3_600, 7_200, 14_400, 28_800, 43_200))
"""How long to wait after the first, second … try; the last one again and again."""
GIVE_UP = 3 * 86_400 * MICROSECONDS
MOST_A_DAY = 200
"""A workspace sends so many letters to colleagues in 24 hours; more wait for an hour."""
KEPT = 90 * 86_400 * MICROSECONDS
_DAY, _HOUR = 86_400 * MICROSECONDS, 3_600 * MICROSECONDS
_SWEEP = 3_600 * MICROSECONDS
_LOOK_SECONDS = 5.0


def carry_due(outbox: Outbox, mailer: Mailer, clock: Callable[[], int]) -> int:
    """Carry what is due now and return how many letters were taken up."""
    letters = outbox.claim(clock(), clock() + LEASE)
    for letter in letters:
        _carry(outbox, mailer, letter, clock)
    return len(letters)


def _carry(outbox: Outbox, mailer: Mailer, letter: Letter, clock: Callable[[], int]) -> None:
    now = clock()
    to_colleagues = letter.kind not in TO_CUSTOMERS
    if to_colleagues and outbox.carried_since(letter.workspace, now - _DAY) >= MOST_A_DAY:
        return _later(outbox, letter, now, "too_many", now + _HOUR)
    try:
        mailer.carry(letter)
    except NotCarried as error:
        if error.final:
            return outbox.give_up(letter.id, clock(), error.code)
        return _later(outbox, letter, clock(), error.code, clock() + PAUSES[min(letter.tries, len(PAUSES)) - 1])
    return outbox.carried(letter.id, clock())


def _later(outbox: Outbox, letter: Letter, now: int, why: str, due: int) -> None:
    # What was quiet at night has not been tried: its three days begin when it was due first.
    if now - letter.created_at >= GIVE_UP:
        outbox.give_up(letter.id, now, why)
    else:
        outbox.put_off(letter.id, due, why)


class Postman:
    """Carries letters in a thread of its own; `wake` makes it look at once."""

    def __init__(
        self, outbox: Outbox, mailer: Mailer, clock: Callable[[], int], failed: Callable[[Exception], None]
    ) -> None:
        self._outbox, self._mailer, self._clock, self._failed = outbox, mailer, clock, failed
        self._loop = Loop("postman", self._safely, _LOOK_SECONDS)
        self._swept = 0

    def start(self) -> None:
        """Carry letters until closed."""
        self._loop.start()

    def wake(self) -> None:
        """Look for letters now."""
        self._loop.wake()

    def close(self, seconds: float = 5.0) -> None:
        """Stop after the letter in hand; a conversation that hangs is not waited for."""
        self._loop.close(seconds)

    def _safely(self) -> bool:
        try:
            if carry_due(self._outbox, self._mailer, self._clock):
                return True
            if self._clock() - self._swept >= _SWEEP:
                self._swept = self._clock()
                self._outbox.sweep(self._swept - KEPT)
        except Exception as error:  # a database that is away must not end the carrying of letters
            self._failed(error)
        return False
