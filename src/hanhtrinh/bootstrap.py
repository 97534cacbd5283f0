"""Wiring: which engine runs the measures, which clock, which workspace. Nothing else knows all of it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from hanhtrinh.app.inspecting import Inspection, inspect_files
from hanhtrinh.app.importing import ImportReport, OnProgress, import_files
from hanhtrinh.engines.local import Threads
from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Lang
from hanhtrinh.sources.load import load_mapping, read_mapping
from hanhtrinh.store.workspace import DEFAULT_ZONE, FILE, Workspace

WORKSPACE = "hanhtrinh-workspace"


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


def import_into(
    workspace: Workspace,
    given: list[Path],
    data: Path | None,
    *,
    replace: bool,
    lang: Lang,
    progress: OnProgress,
    proposed: Callable[[Inspection], None],
) -> ImportReport:
    """Import a mapping file's data, or data files themselves through the mapping `inspect` proposes for them."""
    mapping_file = given[0] if len(given) == 1 and given[0].suffix in (".yaml", ".yml") else None
    if mapping_file is not None:
        if not mapping_file.is_file():
            raise FileUnusable("errors.no_file", file=str(mapping_file))
        mapping, base = load_mapping(mapping_file), data or mapping_file.parent
    else:
        inspection = inspect_files(given, now=now(), lang=lang)
        proposed(inspection)
        mapping, base = read_mapping(inspection.to_yaml(), "(inspect)"), inspection.base
    return import_files(workspace, mapping, base, now=now(), progress=progress, replace=replace, lang=lang)
