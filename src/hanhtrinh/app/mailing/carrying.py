"""Use case: letters that are due are carried, tried again later where that failed, and given up in the end.

A letter is claimed by moving the instant it is due: whoever dies with it in hand leaves it to the next one.
"""

from collections.abc import Callable
from functools import partial

from hanhtrinh.app.carrying import Carrier
from hanhtrinh.app.looping import each
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
_LOOK_SECONDS = 5.0


def carry_due(outbox: Outbox, mailer: Mailer, clock: Callable[[], int]) -> int:
    """Carry what is due now and return how many letters were taken up."""
    letters = outbox.claim(clock(), clock() + LEASE)
    each(letters, lambda letter: _carry(outbox, mailer, letter, clock))
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
        return _again(outbox, letter, clock(), error.code)
    except Exception:  # nobody foresaw it: this letter waits like any other that could not be carried
        _again(outbox, letter, clock(), "failed")
        raise
    return outbox.carried(letter.id, clock())


def _again(outbox: Outbox, letter: Letter, now: int, why: str) -> None:
    _later(outbox, letter, now, why, now + PAUSES[min(letter.tries, len(PAUSES)) - 1])


def _later(outbox: Outbox, letter: Letter, now: int, why: str, due: int) -> None:
    # What was quiet at night has not been tried: its three days begin when it was due first.
    if now - letter.created_at >= GIVE_UP:
        outbox.give_up(letter.id, now, why)
    else:
        outbox.put_off(letter.id, due, why)


def postman(outbox: Outbox, mailer: Mailer, clock: Callable[[], int], failed: Callable[[Exception], None]) -> Carrier:
    """Return what carries letters in a thread of its own; `wake` makes it look at once."""
    carry = partial(carry_due, outbox, mailer, clock)
    return Carrier("postman", carry, outbox.sweep, clock, failed, kept=KEPT, seconds=_LOOK_SECONDS)
