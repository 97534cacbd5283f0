"""Wiring of what imports: mapped files as sources, the workspace as the store that takes their events."""

from collections.abc import Callable
from pathlib import Path

from hanhtrinh.app import importing
from hanhtrinh.app.importing import ImportReport, OnProgress
from hanhtrinh.bootstrap import mapping_among
from hanhtrinh.bootstrap import now as clock
from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Lang
from hanhtrinh.sources.inspecting import Inspection, inspect_files
from hanhtrinh.sources.load import load_mapping, read_mapping
from hanhtrinh.sources.mapping import Mapping
from hanhtrinh.sources.source import MappedSource
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace


def import_files(
    workspace: Workspace,
    mapping: Mapping,
    base_dir: Path,
    *,
    now: int,
    progress: OnProgress = lambda progress: None,
    replace: bool = False,
    lang: Lang = "en",
    stamp: str | None = None,
) -> ImportReport:
    """Import a mapping's files, relative to `base_dir`, into a workspace (see `app.importing.import_files`)."""
    source = MappedSource(mapping, base_dir)
    store = WritableWorkspace.of(workspace)
    return importing.import_files(store, source, now=now, progress=progress, replace=replace, lang=lang, stamp=stamp)


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
    now = clock()
    mapping_file = mapping_among(given)
    if mapping_file is not None:
        if not mapping_file.is_file():
            raise FileUnusable("errors.no_file", file=str(mapping_file))
        mapping, base = load_mapping(mapping_file), data or mapping_file.parent
    else:
        inspection = inspect_files(given, now=now, zone=workspace.time_zone, lang=lang)
        proposed(inspection)
        mapping, base = read_mapping(inspection.to_yaml(), "(inspect)"), Path(inspection.base)
    return import_files(workspace, mapping, base, now=now, progress=progress, replace=replace, lang=lang)
