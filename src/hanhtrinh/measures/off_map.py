"""What happens off the map: events of no step, by name and channel, counted by event and by person."""

import numba
import numpy as np
import numpy.typing as npt

from hanhtrinh.events.frame import Codes, Offsets, Times
from hanhtrinh.events.lens import Touches
from hanhtrinh.journey.rules import text_of
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.results import OffMap, Unclaimed
from hanhtrinh.measures.spare import Spare

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
CHANNEL = "channel"
EVENTS, PEOPLE, LAST = 0, 1, 2


@numba.njit(cache=True, nogil=True)
def _count(  # flat: one pass over each person's events
    lo: int,
    hi: int,
    keep: Mask,
    offsets: Offsets,
    time: Times,
    touch: Touches,
    name: Codes,
    key: Codes,
    keyed: bool,
    cut: bool,
    as_of: int,
    cells: I64,
    totals: I64,
) -> None:
    """Count events off the map by name; `totals` takes all of them, their people, and on-map events without a key."""
    for who in range(lo, hi):
        if not keep[who]:
            continue
        before = totals[EVENTS]
        for i in range(offsets[who], offsets[who + 1]):
            if cut and time[i] > as_of:
                break
            if touch[i] != 0:
                totals[LAST] += keyed and key[i] == 0
                continue
            at = name[i] * 3
            totals[EVENTS] += 1
            cells[at + EVENTS] += 1
            cells[at + PEOPLE] += cells[at + LAST] != who + 1
            cells[at + LAST] = who + 1
        totals[PEOPLE] += totals[EVENTS] > before


@numba.njit(cache=True, nogil=True)
def _count_channels(
    lo: int,
    hi: int,
    keep: Mask,
    offsets: Offsets,
    time: Times,
    touch: Touches,
    name: Codes,
    channel: Codes,
    cut: bool,
    as_of: int,
    slot: I64,
    counts: I64,
) -> None:
    for who in range(lo, hi):
        if not keep[who]:
            continue
        for i in range(offsets[who], offsets[who + 1]):
            if cut and time[i] > as_of:
                break
            if touch[i] == 0 and slot[name[i]] >= 0:
                counts[slot[name[i]], channel[i]] += 1


def off_map(reading: JourneyReading, keep: Mask | None = None, top: int = 20) -> OffMap:
    """Return the events up to as-of that are on no step of the map, the most frequent names first.

    Where `keep` leaves out some pass, those of the people who have a kept one; else everybody's, also of people who
    were never on the map. A touchpoint that stands on no step recognises nothing here.
    """
    frame, passes = reading.frame, reading.passes
    people = np.ones(frame.person_count, np.bool_)
    if keep is not None and not keep.all():
        people[:] = False
        people[passes.person[keep]] = True
    column = frame.columns["event"]
    cells, totals = _counts(reading, people, column.codes, len(column.values))
    met = np.flatnonzero(cells[:, EVENTS])
    most = met[np.argsort(-cells[met, EVENTS], kind="stable")][:top]
    channels = _channels(reading, people, most)
    shown = tuple(
        Unclaimed(
            event=text_of(column.values[code - 1]),
            events=int(cells[code, EVENTS]),
            people=int(cells[code, PEOPLE]),
            channels=channels.get(code, {}),
        )
        for code in most.tolist()
    )
    return OffMap(
        events=int(totals[EVENTS]),
        people=int(totals[PEOPLE]),
        top=shown,
        other_events=int(totals[EVENTS]) - sum(one.events for one in shown),
        other_kinds=len(met) - len(most),
        no_key=int(totals[LAST]),
    )


def _counts(reading: JourneyReading, people: Mask, name: Codes, names: int) -> tuple[I64, I64]:
    """Return (events, people) by name code, and in all."""
    frame, spare = reading.frame, Spare(((names + 1) * 3,), (3,))
    keyed = reading.journey.pass_key is not None
    column = frame.columns.get(reading.journey.pass_key or "")
    key: Codes = column.codes if column is not None else np.zeros(frame.event_count if keyed else 1, np.uint8)
    columns = people, frame.offsets, frame.time, reading.touch, name, key, keyed, _is_cut(reading), reading.as_of

    def task(lo: int, hi: int) -> None:
        held = spare.borrow()
        _count(lo, hi, *columns, *held)
        spare.give_back(held)

    reading.run(task, frame.person_count)
    cells, totals = spare.totals()
    return cells.reshape(-1, 3), totals


def _channels(reading: JourneyReading, people: Mask, names: I64) -> dict[int, dict[str, int]]:
    """Return, by name code, how many events came by each channel, the most frequent first; unknown ones are left out.

    Empty where no event has the property `channel`.
    """
    frame = reading.frame
    column = frame.columns.get(CHANNEL)
    if column is None:
        return {}
    slot = np.full(len(frame.columns["event"].values) + 1, -1, np.int64)
    slot[names] = np.arange(len(names))
    spare = Spare((len(names), len(column.values) + 1))
    columns = people, frame.offsets, frame.time, reading.touch, frame.columns["event"].codes, column.codes
    when = _is_cut(reading), reading.as_of

    def task(lo: int, hi: int) -> None:
        held = spare.borrow()
        _count_channels(lo, hi, *columns, *when, slot, *held)
        spare.give_back(held)

    reading.run(task, frame.person_count)
    found = {}
    for code, row in zip(names.tolist(), spare.totals()[0], strict=True):
        used = np.flatnonzero(row[1:]) + 1
        ranked = used[np.argsort(-row[used], kind="stable")].tolist()
        found[code] = {text_of(column.values[c - 1]): int(row[c]) for c in ranked}
    return found


def _is_cut(reading: JourneyReading) -> bool:
    """Tell whether any event is later than as-of."""
    return reading.frame.span is not None and reading.frame.span[1] > reading.as_of
