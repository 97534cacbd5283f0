"""Which lines of a journey's text a change is about, where it is about one step alone.

Most changes are: somebody writes into a cell. To find the lines of its step is to look at a list of lines; to read the
whole text for its places takes as long as everything else together.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.journey.yaml_text import Path


class Part(NamedTuple):
    """One step of a text: its first line (from 0) and the line behind it, and what it said and is to say."""

    start: int
    end: int
    old: dict[str, Any]
    new: dict[str, Any]


def part_that_changed(places: Mapping[Path, int], lines: Sequence[str], old: object, new: object) -> Part | None:
    """Return the only step that differs between two versions of a journey's data, None where anything else does.

    `places` tells the line (from 1) of everything in the text, in its order.
    """
    if not isinstance(old, dict) or not isinstance(new, dict):
        return None
    where = _only_step(old, new)
    bounds = _bounds(places, ("stages", where[0], "steps", where[1]), len(lines)) if where else None
    if where is None or bounds is None or not lines[bounds[0]].lstrip().startswith("- "):
        return None
    stage, step = where
    return Part(*bounds, old["stages"][stage]["steps"][step], new["stages"][stage]["steps"][step])


def _only_step(old: dict[str, Any], new: dict[str, Any]) -> tuple[int, int] | None:
    """Return which stage's which step is the only thing that differs, order included."""
    found = [
        (i, j)
        for i, (was, now) in enumerate(zip(old.get("stages", ()), new.get("stages", ()), strict=False))
        for j, (before, after) in enumerate(zip(was.get("steps", ()), now.get("steps", ()), strict=False))
        if before != after
    ]
    if len(found) != 1:
        return None
    i, j = found[0]
    stages, steps = [*new["stages"]], [*new["stages"][i]["steps"]]
    steps[j] = old["stages"][i]["steps"][j]
    stages[i] = stages[i] | {"steps": steps}
    rest = new | {"stages": stages}
    return (i, j) if msgspec.json.encode(rest) == msgspec.json.encode(old) else None


def _bounds(places: Mapping[Path, int], place: Path, end: int) -> tuple[int, int] | None:
    """Return the first line of what stands at a place and the line of the next thing that is no part of it."""
    start, depth, inside = places.get(place), len(place), False
    if start is None:
        return None
    for path, line in places.items():
        if path[:depth] == place:
            inside = True
        elif inside:
            end = line - 1
            break
    return (start - 1, end) if start <= end else None
