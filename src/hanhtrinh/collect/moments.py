"""When a message happened: the sender's time, corrected for a clock that is wrong, never later than its arrival."""

from datetime import UTC, datetime
from typing import NamedTuple

from hanhtrinh.values import MICROSECONDS

DAY = 86_400 * MICROSECONDS
EARLIEST = 946_684_800 * MICROSECONDS
"""2000-01-01T00:00:00Z. No sender's clock that says less is believed: it is one that was never set."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BARE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times without an offset are UTC
_SECONDS_A_DAY = 86_400
_MILLISECONDS_FROM = 100_000_000_000  # as seconds it would be the year 5138


class Moment(NamedTuple):
    """An instant, and why it is not the one the sender gave (`future`, `past`, `unreadable`), with that one."""

    time: int
    problem: str = ""
    given: int | None = None


def instant(value: object) -> int | None:
    """Return the instant of a protocol's time, None where there is none to read.

    Times are ISO 8601 texts (without an offset they are UTC) or numbers since 1970, in seconds or milliseconds.
    """
    if type(value) is str:
        return _instant_of_text(value)
    if type(value) is not int and type(value) is not float:
        return None
    scale = 1_000 if abs(value) >= _MILLISECONDS_FROM else MICROSECONDS
    found = round(value * scale)
    return found if abs(found) < 253_402_300_800 * MICROSECONDS else None


def _instant_of_text(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text.strip().upper())
        except ValueError:
            return None
    since = moment - (_EPOCH if moment.tzinfo else _BARE_EPOCH)
    return (since.days * _SECONDS_A_DAY + since.seconds) * MICROSECONDS + since.microseconds


def happened(
    *, received: int, sent: int | None, timestamp: object, original: object = None, forwarded: object = None
) -> Moment:
    """Return when a message happened: `received − (sent − original)`, where `original` is else the `timestamp`.

    Without a time of sending the sender's time counts as it is; without any time the arrival does. A message that
    another server had received already (`forwarded`) carries a `timestamp` which that one has corrected. Nothing
    happens after its arrival, or before 2000: then the arrival counts.
    """
    given = original if original and not forwarded else timestamp
    if given is None or given == "":
        return Moment(received)
    at = instant(given)
    if at is None:
        return Moment(received, "unreadable")
    corrected = at if sent is None or forwarded else received - (sent - at)
    if corrected > received:
        return Moment(received, "future", corrected)
    if corrected < EARLIEST:
        return Moment(received, "past", corrected)
    return Moment(corrected)
