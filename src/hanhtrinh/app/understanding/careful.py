"""Reading texts of which one may trip the reader: the others are read all the same."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.app.understanding.known import Keys, rows_of
from hanhtrinh.ports.understanding import NO_SENSES, SenseRows, together
from hanhtrinh.voice.text.reading import Reader


class CarefulReading(NamedTuple):
    """What was read; the texts that tripped the reader, as if they had no words; and what it said of the first."""

    read: SenseRows
    tripped: SenseRows
    error: Exception | None


def read_carefully(reader: Reader, keys: Keys, texts: Sequence[str]) -> CarefulReading:
    """Read texts, at least one; those that trip the reader are found by halving.

    A reader that cannot even read no words is broken itself: its error is raised, and nothing is taken for read.
    """
    try:
        return CarefulReading(rows_of(keys, reader.columns(texts)), NO_SENSES, None)
    except Exception as error:
        if len(texts) == 1:
            return CarefulReading(NO_SENSES, rows_of(keys, reader.columns([""])), error)
    half = len(texts) // 2
    one, other = (read_carefully(reader, keys[part], texts[part]) for part in (slice(half), slice(half, None)))
    return CarefulReading(
        together([one.read, other.read]), together([one.tripped, other.tripped]), one.error or other.error
    )
