"""Readings as rows: every leaf of `MapReadings` with the path that leads to it, each `Reading` kept in one piece."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings, Reading

# Lists with one entry per step of the map, in map order, by the fields that lead to them.
PER_STEP = frozenset(
    {
        ("steps",),
        *(("segments", name) for name in ("reach", "drop_off", "emotion", "score")),
        *(("beside", name) for name in ("friction", "effort", "answers")),
        ("said", "steps"),
        *(("beside", "competitors", name) for name in ("emotion", "difference", "verbatims")),
    }
)
PER_STAGE = frozenset({("stages",)})


class Leaf(NamedTuple):
    """A value of the readings: the step or stage it is about (keys, or nothing), fields, other positions, the shapes
    it lies in, outermost first, and the value itself.
    """

    stage: str
    step: str
    fields: tuple[str, ...]
    items: tuple[str, ...]
    inside: tuple[msgspec.Struct, ...]
    value: object


class _Path(NamedTuple):
    stage: str = ""
    step: str = ""
    fields: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    inside: tuple[msgspec.Struct, ...] = ()


def leaves(journey: Journey, readings: MapReadings) -> Iterator[Leaf]:
    """Yield every leaf in the order of the shapes; positions count from 1."""
    yield from _walk(journey, readings, _Path())


def _walk(journey: Journey, value: object, path: _Path) -> Iterator[Leaf]:
    if isinstance(value, Reading):
        yield Leaf(*path, value)
    elif isinstance(value, msgspec.Struct):
        within = path._replace(inside=(*path.inside, value))
        for name in value.__struct_fields__:
            yield from _walk(journey, getattr(value, name), within._replace(fields=(*path.fields, name)))
    elif isinstance(value, Mapping) and value:
        for key, part in value.items():
            yield from _walk(journey, part, path._replace(items=(*path.items, str(key))))
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for number, part in enumerate(value, 1):
            yield from _walk(journey, part, _entered(journey, path, number))
    else:
        yield Leaf(*path, value)


def _entered(journey: Journey, path: _Path, number: int) -> _Path:
    """Return the path into one entry of a list: by its step or stage where the list has one for each."""
    if path.fields in PER_STEP and not path.step:
        position = number - 1
        return path._replace(stage=journey.stages[journey.stage_of[position]].key, step=journey.steps[position].key)
    if path.fields in PER_STAGE:
        return path._replace(stage=journey.stages[number - 1].key)
    return path._replace(items=(*path.items, str(number)))
