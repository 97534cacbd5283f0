"""What several commands share: the workspace, instants, importing, writing a file."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import JourneyFile, check_data
from hanhtrinh.cli.progress import FrameLine, ImportLine
from hanhtrinh.errors import HanhtrinhError, InputError, StorageError
from hanhtrinh.events.frame import Frame
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.store.files import write_atomically
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.known_facts import known_of
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import Finding, Period, parse_duration, parse_instant

if TYPE_CHECKING:
    from hanhtrinh.app.importing import ImportReport
    from hanhtrinh.measures.map import MapQuestion
    from hanhtrinh.sources.inspecting import Inspection


def workspace_of(arguments: Namespace, lang: Lang, *, create: bool = False) -> Workspace:
    """Open the workspace meant by the arguments, made first where a command may make one."""
    path = arguments.workspace or bootstrap.default_workspace()
    zone = getattr(arguments, "time_zone", None)
    return bootstrap.workspace_at(path, create=create, time_zone=zone, lang=lang)


def importing_workspace(arguments: Namespace, files: list[Path], lang: Lang) -> Workspace:
    """Open the workspace to import into; a new one takes the mapping's time zone where none is asked for."""
    mapping = bootstrap.mapping_among(files)
    if arguments.time_zone is None and mapping is not None and mapping.is_file():
        from hanhtrinh.sources.load import load_mapping

        arguments.time_zone = load_mapping(mapping).time_zone
    path = arguments.workspace or bootstrap.default_workspace()
    arguments.workspace_is_new = not path.exists()
    return workspace_of(arguments, lang, create=True)


def instant(arguments: Namespace, name: str, option: str, zone: str) -> int | None:
    """Return the instant an option gives, None where it is not given; InputError when it is no instant."""
    text = getattr(arguments, name, None)
    if text is None:
        return None
    try:
        return parse_instant(text, zone)
    except (ValueError, OverflowError):
        raise InputError("errors.bad_instant", option=option, given=text) from None


def period_of(arguments: Namespace, zone: str) -> Period:
    """Return the period the arguments give."""
    return Period(instant(arguments, "begin", "--from", zone), instant(arguments, "end", "--to", zone))


def map_question(arguments: Namespace, zone: str) -> "MapQuestion":
    """Return what the arguments ask of a map, everything that stands beside it included."""
    from hanhtrinh.measures.map import MapQuestion

    return MapQuestion(
        period=period_of(arguments, zone),
        segment=arguments.segment,
        when=getattr(arguments, "when", None),
        unit=getattr(arguments, "unit", "pass"),
        trend=getattr(arguments, "trend", "auto"),
        beside=True,
    )


def seconds(text: str, option: str) -> int:
    """Return the seconds of a length of time; InputError when it is none."""
    try:
        return parse_duration(text)
    except ValueError:
        raise InputError("errors.bad_duration", option=option, given=text) from None


def run_import(arguments: Namespace, workspace: Workspace, files: list[Path], lang: Lang) -> "ImportReport":
    """Import files into the workspace with progress."""
    from hanhtrinh.bootstrap.importing import import_into

    line = ImportLine(lang)

    def proposed(inspection: "Inspection") -> None:
        tell(tr("run.proposed", lang, files=", ".join(file.name for file in files)))

    try:
        return import_into(
            workspace, files, arguments.data, replace=arguments.replace, lang=lang, progress=line, proposed=proposed
        )
    except HanhtrinhError:
        # A first import that fails leaves no empty workspace behind.
        if getattr(arguments, "workspace_is_new", False):
            workspace.take_back()
        raise
    finally:
        line.clear()


def frame_of(workspace: Workspace, lang: Lang) -> Frame:
    """Return the workspace's frame, with progress while it is built."""
    line = FrameLine(lang)
    try:
        return open_frame(workspace, line, known_of(workspace))
    finally:
        line.clear()


def warn(file: JourneyFile, frame: Frame | None, lang: Lang) -> None:
    """Print what a check found in a journey, and against the data."""
    print_findings((*file.findings, *(check_data(file, frame) if frame is not None else ())), lang)


def print_findings(findings: tuple[Finding, ...], lang: Lang) -> None:
    """Print warnings and errors, one line each; notes are for `check`."""
    for finding in findings:
        if finding.severity != "note":
            tell(finding.line_of_text(lang))


def tell(text: str) -> None:
    """Print to stderr what is not the command's result."""
    print(text, file=sys.stderr)


def print_json(value: object) -> None:
    """Print a result as JSON that people can read too."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step; StorageError when the disk refuses, and the old file stays."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file in one step; StorageError when the disk refuses, and the old file stays."""
    require_folder(path)
    write_atomically(path, data)


def require_folder(path: Path) -> None:
    """Raise StorageError where a file cannot be written because it is a folder, or its folder is not there."""
    if path.is_dir() or not path.parent.is_dir():
        detail = "is a folder" if path.is_dir() else f"no folder {path.parent}"
        raise StorageError("errors.cannot_write", file=str(path), detail=detail)
