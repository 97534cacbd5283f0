"""A journey and all that open from it: which maps there are, and how one leads to another."""

import os.path
from pathlib import Path, PurePath

import msgspec

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.i18n import Text


class SheetStage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage on a sheet of the atlas; `opens` is the number of the sheet that opens from it."""

    key: str
    name: Text
    phase: str
    steps: int
    opens: int | None = None


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One map of an atlas: its file as named from the first one's folder, and how deep it lies below the first."""

    file: str
    key: str
    name: Text
    depth: int
    stages: tuple[SheetStage, ...]


def sheets(file: JourneyFile) -> tuple[JourneyFile, ...]:
    """Return the journey and every journey that opens from it, each file once, those nearer the first before others."""
    found, waiting = {file.path.resolve(): file}, [file]
    while waiting:
        for one in waiting.pop(0).opened.values():
            if one.path.resolve() not in found:
                found[one.path.resolve()] = one
                waiting.append(one)
    return tuple(found.values())


def links(file: JourneyFile, suffix: str = ".html") -> dict[str, str]:
    """Return, by stage, the address of the map that opens from it, seen from this journey's own map.

    Each map is taken to lie beside its journey, with the same name and another suffix.
    """
    here = file.path.resolve().parent
    return {stage: _address(one.path.resolve().with_suffix(suffix), here) for stage, one in file.opened.items()}


def _address(target: Path, folder: Path) -> str:
    return PurePath(os.path.relpath(target, folder)).as_posix()


def atlas(file: JourneyFile) -> tuple[Sheet, ...]:
    """Return every map that can be reached from a journey with its stages, the journey itself first."""
    found = sheets(file)
    number = {one.path.resolve(): i for i, one in enumerate(found)}
    depth = {0: 0}
    for i, one in enumerate(found):
        for inner in one.opened.values():
            depth.setdefault(number[inner.path.resolve()], depth[i] + 1)
    folder = file.path.resolve().parent
    return tuple(_sheet(one, _address(one.path.resolve(), folder), depth[i], number) for i, one in enumerate(found))


def _sheet(file: JourneyFile, name: str, depth: int, number: dict[Path, int]) -> Sheet:
    stages = tuple(
        SheetStage(
            key=stage.key,
            name=stage.name,
            phase=stage.phase,
            steps=len(stage.steps),
            opens=number[file.opened[stage.key].path.resolve()] if stage.key in file.opened else None,
        )
        for stage in file.journey.stages
    )
    return Sheet(file=name, key=file.journey.key, name=file.journey.name, depth=depth, stages=stages)
