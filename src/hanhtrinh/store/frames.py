"""Frames on disk: generation folders behind a pointer, never rewritten in place, opened by memory mapping.

A frame belongs to one version of the lake, one set of instruments and what was known of who is who; when one of them
moved on, the next reader builds a new generation beside the old and turns the pointer. A server goes on with the old
one and what came since (`newest_generation`). Losing the folder costs only the time to build it again.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.build import Persons, Reader, build_frame
from hanhtrinh.events.frame import Answers, Column, Frame, Raws
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.live import Generation
from hanhtrinh.store.commit_points import CommitPoint, passing
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.workspace import Workspace

FORMAT = 3
POINTER = "CURRENT"
Progress = Callable[[str, float], None]
_DAMAGE = (OSError, EOFError, ValueError, KeyError, msgspec.MsgspecError, pl.exceptions.PolarsError)


class Known(NamedTuple):
    """Who is who, as a frame is built by it: the number of the newest fact, and what all say of raw ids."""

    facts: int = 0
    persons: Persons | None = None


NOBODY = Known()
"""Nothing is known: every raw id is a person."""


class _Meta(msgspec.Struct, kw_only=True):
    """What a generation was built from, its columns in the order of their files, and the stamp of every file."""

    format: int
    state: str
    version: int
    facts: int
    zone: str
    columns: list[str]
    instruments: dict[str, Instrument]
    files: dict[str, tuple[int, int]]


def _state_of(workspace: Workspace, version: int, facts: int) -> str:
    """Return a name for what a frame depends on: the lake's version, the facts, the instruments, the zone and the
    frame's form.
    """
    parts = msgspec.json.encode([FORMAT, version, facts, workspace.instruments(), workspace.time_zone], order="sorted")
    return f"{version}-{hashlib.blake2b(parts, digest_size=6).hexdigest()}"


def open_frame(workspace: Workspace, progress: Progress | None = None, known: Known = NOBODY) -> Frame:
    """Return the frame of everything in the lake, from disk where it is current, else built anew (told to
    `progress`). `known` says who is who.
    """
    state = _state_of(workspace, workspace.lake.version(), known.facts)
    current = _current(workspace)
    if current is not None and current.name == state:
        with suppress(*_DAMAGE):
            return _load(current).frame
    return build_generation(workspace, known, progress).frame


def newest_generation(workspace: Workspace) -> Generation | None:
    """Return the frame that is on disk, however much has come since; None when there is none, it is damaged, or it
    was built for other instruments or another time zone.
    """
    current = _current(workspace)
    if current is not None:
        with suppress(*_DAMAGE):
            found = _load(current)
            if found.frame.generation == _state_of(workspace, found.version, found.facts):
                return found
    return None


def _current(workspace: Workspace) -> Path | None:
    pointer = workspace.frame_path / POINTER
    try:
        return workspace.frame_path / pointer.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def build_generation(workspace: Workspace, known: Known = NOBODY, progress: Progress | None = None) -> Generation:
    """Build the frame of everything in the lake as a generation of its own, and turn the pointer to it.

    WorkspaceError when another process is building one.
    """
    with workspace.building_frame(), storage_errors(workspace.frame_path):
        lake = workspace.lake
        version = lake.snapshot.version
        state = _state_of(workspace, version, known.facts)
        reader = Reader(lake.scan, lake.count(), lake.schema)
        frame = build_frame(
            reader,
            workspace.instruments(),
            zone=workspace.time_zone,
            generation=state,
            progress=progress,
            persons=known.persons,
        )
        made = Generation(frame, version, known.facts)
        _publish(workspace, made)
    return made


def _publish(workspace: Workspace, made: Generation) -> None:
    state = made.frame.generation
    folder = workspace.frame_path / state
    shutil.rmtree(folder, ignore_errors=True)
    _save(made, folder)
    passing(CommitPoint.FRAME_POINTER, "before")
    write_atomically(workspace.frame_path / POINTER, state.encode())
    passing(CommitPoint.FRAME_POINTER, "after")
    _forget_others(workspace.frame_path, state)


def _forget_others(path: Path, keep: str) -> None:
    for other in path.iterdir():
        if other.is_dir() and other.name != keep:
            shutil.rmtree(other, ignore_errors=True)


def _save(made: Generation, folder: Path) -> None:
    frame = made.frame
    folder.mkdir(parents=True)
    np.save(folder / "offsets.npy", frame.offsets)
    np.save(folder / "time.npy", frame.time)
    np.save(folder / "tie.npy", np.zeros(0, np.uint64) if frame.tie is None else frame.tie)
    np.save(folder / "raw-event.npy", frame.raws.event)
    np.save(folder / "raw-code.npy", frame.raws.code)
    _save_series(frame.raws.values, folder / "raw-values.arrow")
    _save_series(frame.people, folder / "people.arrow")
    for i, column in enumerate(frame.columns.values()):
        np.save(folder / f"codes-{i}.npy", column.codes)
        _save_series(column.values, folder / f"values-{i}.arrow")
    answers = frame.answers
    for name in ("event", "instrument", "score", "asked"):
        np.save(folder / f"answer-{name}.npy", getattr(answers, name))
    _save_series(answers.asked_at, folder / "answer-asked_at.arrow")
    _save_series(answers.text, folder / "answer-text.arrow")
    meta = _Meta(
        format=FORMAT,
        state=frame.generation,
        version=made.version,
        facts=made.facts,
        zone=frame.zone,
        columns=list(frame.columns),
        instruments=dict(frame.instruments),
        files={path.name: _stamp(path) for path in sorted(folder.iterdir())},
    )
    write_atomically(folder / "meta.json", msgspec.json.encode(meta))


def _stamp(path: Path) -> tuple[int, int]:
    """Return a file's length and the moment of its last change: enough to see that somebody else wrote to it."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _save_series(series: pl.Series, path: Path) -> None:
    pl.DataFrame({"values": series}).write_ipc(path, compression="uncompressed")


def _load(folder: Path) -> Generation:
    meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta)
    if meta.format != FORMAT or meta.state != folder.name:
        raise ValueError(meta.state)
    touched = [name for name, stamp in meta.files.items() if _stamp(folder / name) != stamp]
    if touched:
        raise ValueError(touched)
    columns = {
        name: Column(_array(folder / f"codes-{i}.npy"), _series(folder / f"values-{i}.arrow", name))
        for i, name in enumerate(meta.columns)
    }
    frame = Frame(
        people=_series(folder / "people.arrow", "person"),
        offsets=_array(folder / "offsets.npy"),
        time=_array(folder / "time.npy"),
        columns=columns,
        answers=_load_answers(folder),
        instruments=meta.instruments,
        zone=meta.zone,
        generation=meta.state,
        tie=_array(folder / "tie.npy"),
        raws=Raws(
            _array(folder / "raw-event.npy"),
            _array(folder / "raw-code.npy"),
            _series(folder / "raw-values.arrow", "raw"),
        ),
    )
    return Generation(frame, meta.version, meta.facts)


def _load_answers(folder: Path) -> Answers:
    event, instrument, score, asked = (
        _array(folder / f"answer-{name}.npy") for name in ("event", "instrument", "score", "asked")
    )
    asked_at, text = (_series(folder / f"answer-{name}.arrow", name) for name in ("asked_at", "text"))
    return Answers(event, instrument, score, asked, asked_at, text)


def _array(path: Path) -> npt.NDArray[Any]:
    # Copy-on-write, never written: kernels compiled for writable arrays take it as it is.
    return np.asarray(np.load(path, mmap_mode="c" if path.stat().st_size > 4096 else None))


def _series(path: Path, name: str) -> pl.Series:
    return pl.scan_ipc(path).collect()["values"].alias(name)
