"""Wiring: which engine runs the measures, which clock, which workspace. Nothing else knows all of it.

What imports is wired in `bootstrap.importing`: who only reads loads neither the file readers nor the lake's writer.
"""

import os
import time
from pathlib import Path

from hanhtrinh.engines.local import Threads
from hanhtrinh.i18n import Lang
from hanhtrinh.store.workspace import DEFAULT_ZONE, FILE, Workspace

WORKSPACE = "hanhtrinh-workspace"


def mapping_among(files: list[Path]) -> Path | None:
    """Return the mapping file that was given, None where data files were."""
    return files[0] if len(files) == 1 and files[0].suffix in (".yaml", ".yml") else None


def threads() -> Threads:
    """Return the engine: as many threads as the process may use processors."""
    return Threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def now() -> int:
    """Return the instant of the clock."""
    return time.time_ns() // 1_000


def default_workspace() -> Path:
    """Return the workspace meant when none is named: `HANHTRINH_WORKSPACE`, else a folder here."""
    return Path(os.environ.get("HANHTRINH_WORKSPACE") or WORKSPACE)


def workspace_at(path: Path, *, create: bool = False, time_zone: str | None = None, lang: Lang = "vi") -> Workspace:
    """Open a workspace, or make it where it may be made and is not there."""
    if create and not (path / FILE).exists():
        return Workspace.create(path, time_zone=time_zone or DEFAULT_ZONE, language=lang)
    return Workspace.open(path)
