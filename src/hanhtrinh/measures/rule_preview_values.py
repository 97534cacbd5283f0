"""Which properties and values there are to make a rule of, and how many events have each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.frame import Frame
from hanhtrinh.events.lens import Touches, compile_lens
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import people_between
from hanhtrinh.journey.rules import Rule, text_of
from hanhtrinh.measures.rule_preview import Check, kept_frames, touched
from hanhtrinh.measures.rule_preview_kernels import count_values
from hanhtrinh.measures.spare import Spare
from hanhtrinh.values import Runner, in_one_part

I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_BLOCK = 50_000
_KINDS: dict[object, str] = {pl.String: "text", pl.Boolean: "truth", pl.Float64: "number"}
_NO_TOUCH = np.empty(0, np.uint16)


@dataclass(frozen=True)
class Property:
    """A property of events: how many have it, how many different values there are, and of what kind they are."""

    name: str
    events: int
    values: int
    kind: str


@dataclass(frozen=True)
class Value:
    """One value of a property, as it is written, and how many events have it."""

    text: str
    events: int


def properties(parts: Parts, run: Runner = in_one_part) -> tuple[Property, ...]:
    """Return every property of events but those no event has: the name first, then the most frequent."""
    names = dict.fromkeys(name for frame, _ in kept_frames(parts) for name in frame.columns)
    found = [_property(parts, name, run) for name in names]
    kept = [one for one in found if one.events]
    return tuple(sorted(kept, key=lambda one: (one.name != "event", one.name == "source", -one.events, one.name)))


def _property(parts: Parts, name: str, run: Runner) -> Property:
    columns = [frame.columns[name] for frame, _ in kept_frames(parts) if name in frame.columns]
    counts = [
        code_counts(frame, keep, name, as_of=parts.now, run=run)
        for frame, keep in kept_frames(parts)
        if name in frame.columns
    ]
    return Property(
        name=name,
        events=sum(int(one[1:].sum()) for one in counts),
        values=max(int(np.count_nonzero(one[1:])) for one in counts),
        kind=_KINDS.get(columns[0].values.dtype.base_type(), "day"),
    )


def values_of(
    parts: Parts,
    name: str,
    *,
    among: Rule | None = None,
    like: str = "",
    top: int = 20,
    run: Runner = in_one_part,
    check: Check = lambda: None,
) -> tuple[Value, ...]:
    """Return the most frequent values of a property, among the events a rule recognises (None: all of them).

    `like`, where given, is looked for anywhere in a value; capital letters and Vietnamese marks make no difference.
    """
    total: dict[str, int] = {}
    for frame, keep in kept_frames(parts):
        check()
        column = frame.columns.get(name)
        if column is None:
            continue
        counts = code_counts(frame, keep, name, among=among, as_of=parts.now, run=run)[1:]
        for text, events in _most(column.values, counts, like, top if not total else max(top, 200)):
            total[text] = total.get(text, 0) + events
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Value(text, events) for text, events in ranked[:top])


def _most(values: pl.Series, counts: I64, like: str, top: int) -> list[tuple[str, int]]:
    """Return the most frequent values that contain a text, looking at the frequent ones first."""
    wanted, found = folded(pl.Series([like]))[0], list[tuple[str, int]]()
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    for begin in range(0, len(order), _BLOCK):
        some = order[begin : begin + _BLOCK]
        texts = _texts(values.gather(some))
        holds = folded(texts).str.contains(wanted, literal=True).to_numpy() if wanted else np.ones(len(some), np.bool_)
        chosen = np.flatnonzero(holds)[: top - len(found)]
        found += [(texts[i], int(counts[some[i]])) for i in chosen.tolist()]
        if len(found) >= top:
            break
    return found


def _texts(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        return values
    return pl.Series([text_of(value) for value in values], dtype=pl.String)


def folded(texts: pl.Series) -> pl.Series:
    """Return texts without capital letters and Vietnamese marks."""
    plain = texts.cast(pl.String).str.to_lowercase().str.replace_all("đ", "d", literal=True)
    return plain.str.normalize("NFD").str.replace_all(r"\p{M}", "")


def code_counts(
    frame: Frame,
    keep: Mask,
    name: str,
    *,
    as_of: int,
    among: Rule | None = None,
    touch: Touches | None = None,
    wanted: int = 1,
    run: Runner = in_one_part,
) -> I64:
    """Return how many events have each code of a property (0: lack it), among those a rule recognises.

    `touch`, where given, stands instead of a rule: those events count for which it is `wanted`.
    """
    column = frame.columns[name]
    lens = None if among is None else compile_lens({"": among}, frame.columns)
    spare = Spare((len(column.values) + 1,))

    def task(lo: int, hi: int) -> None:
        part, held = people_between(frame, lo, hi), spare.borrow()
        here = _NO_TOUCH if lens is None else touched(lens, part)
        if touch is not None:
            here = touch[frame.offsets[lo] : frame.offsets[hi]]
        which = wanted if lens is not None or touch is not None else -1
        count_values(keep[lo:hi], part.offsets, part.time, here, which, part.columns[name].codes, as_of, *held)
        spare.give_back(held)

    run(task, frame.person_count)
    return spare.totals()[0]
