"""Use case: several files are checked together, with everything that opens from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hanhtrinh.app.journeys import Inspected, JourneyFile, LibraryFile, inspect_file
from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.library import unused
from hanhtrinh.values import Finding


@dataclass(frozen=True)
class Checked:
    """Every finding, the files that were read and the journeys among them that could be."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...]
    journeys: tuple[JourneyFile, ...]


def check_files(paths: Sequence[Path]) -> Checked:
    """Return what was found in journey and library files and in all that opens from them, each file once.

    Of a library that is checked together with journeys that name it, what none of them uses is noted.
    """
    findings: list[Finding] = []
    read: dict[Path, Inspected] = {}
    for path in paths:
        try:
            found = inspect_file(path)
        except FileUnusable as error:
            findings.append(Finding(severity="error", key=error.key, params=error.params, file=str(path)))
            read.setdefault(path.resolve(), Inspected(path, ()))
            continue
        for one in (found, *found.opened):
            read.setdefault(one.path.resolve(), one)
    for one in read.values():
        findings += [finding for finding in one.findings if finding not in findings]
    journeys = tuple(one.journey for one in read.values() if one.journey is not None)
    for one in read.values():
        if one.library is not None:
            findings += _unused(one.library, journeys)
    return Checked(tuple(findings), tuple(one.path for one in read.values()), journeys)


def _unused(file: LibraryFile, journeys: Sequence[JourneyFile]) -> list[Finding]:
    place = file.path.resolve()
    users = {str(j.path): j.written for j in journeys if j.library is not None and j.library.path.resolve() == place}
    if file.library is None or not users:
        return []
    return [
        file.document.finding("note", f"library.unused_{field}", (field, key), given=key)
        for field, key in unused(file.library, users)
    ]
