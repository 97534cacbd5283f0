"""Frames on disk: generation folders behind a pointer, never rewritten in place, opened by memory mapping.

A frame belongs to one version of the lake and one set of instruments; when either moved on, the next reader builds a
new generation beside the old and turns the pointer. Losing the folder costs only the time to build it again.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.build import Reader, build_frame
from hanhtrinh.events.frame import Answers, Column, Frame
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.workspace import Workspace

FORMAT = 2
POINTER = "CURRENT"
Progress = Callable[[str, float], None]


class _Meta(msgspec.Struct, kw_only=True):
    """What a generation was built from, its columns in the order of their files, and the stamp of every file."""

    format: int
    state: str
    zone: str
    columns: list[str]
    instruments: dict[str, Instrument]
    files: dict[str, tuple[int, int]]


def _state_of(workspace: Workspace, version: int) -> str:
    """Return a name for what a frame depends on: the lake's version, the instruments, the zone and the frame's form."""
    parts = msgspec.json.encode([FORMAT, version, workspace.instruments(), workspace.time_zone], order="sorted")
    return f"{version}-{hashlib.blake2b(parts, digest_size=6).hexdigest()}"


def open_frame(workspace: Workspace, progress: Progress | None = None) -> Frame:
    """Return the frame of everything in the lake, from disk where it is current, else built anew (told to
    `progress`).
    """
    state = _state_of(workspace, workspace.lake.version())
    current = _current(workspace)
    if current is not None and current.name == state:
        with suppress(OSError, EOFError, ValueError, KeyError, msgspec.MsgspecError, pl.exceptions.PolarsError):
            return _load(current)
    return _rebuild(workspace, progress)


def _current(workspace: Workspace) -> Path | None:
    pointer = workspace.frame_path / POINTER
    try:
        return workspace.frame_path / pointer.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _rebuild(workspace: Workspace, progress: Progress | None) -> Frame:
    with workspace.writing("frame"), storage_errors(workspace.frame_path):
        lake = workspace.lake
        state = _state_of(workspace, lake.snapshot.version)
        reader = Reader(lake.scan, lake.count(), lake.schema)
        frame = build_frame(
            reader, workspace.instruments(), zone=workspace.time_zone, generation=state, progress=progress
        )
        folder = workspace.frame_path / state
        shutil.rmtree(folder, ignore_errors=True)
        _save(frame, folder, state)
        write_atomically(workspace.frame_path / POINTER, state.encode())
        _forget_others(workspace.frame_path, state)
    return frame


def _forget_others(path: Path, keep: str) -> None:
    for other in path.iterdir():
        if other.is_dir() and other.name != keep:
            shutil.rmtree(other, ignore_errors=True)


def _save(frame: Frame, folder: Path, state: str) -> None:
    folder.mkdir(parents=True)
    np.save(folder / "offsets.npy", frame.offsets)
    np.save(folder / "time.npy", frame.time)
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
        state=state,
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


def _load(folder: Path) -> Frame:
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
    return Frame(
        people=_series(folder / "people.arrow", "person"),
        offsets=_array(folder / "offsets.npy"),
        time=_array(folder / "time.npy"),
        columns=columns,
        answers=_load_answers(folder),
        instruments=meta.instruments,
        zone=meta.zone,
        generation=meta.state,
    )


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
