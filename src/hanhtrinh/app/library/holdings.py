"""Everything the journeys and libraries of a workspace hold, read together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import Opened, list_journeys
from hanhtrinh.errors import FileUnusable, NotFound
from hanhtrinh.journey.library import Library
from hanhtrinh.journey.library_file import inspect_library, is_library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import Document, read_yaml
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText
from hanhtrinh.values import Finding

USUAL = "library"
"""The library that is made where a workspace has none yet (`journeys/library.yaml`)."""
_FILE = re.compile(r"(?:\./)?([a-z0-9][a-z0-9_-]{0,63})\.yaml")


@dataclass(frozen=True)
class LibraryText:
    """A library's file as it stands; `library` is None where it cannot be used."""

    kept: JourneyText
    library: Library | None
    document: Document
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Holdings:
    """The libraries and journeys of a workspace by the name of their file; journeys with errors are left aside."""

    libraries: Mapping[str, LibraryText]
    journeys: Mapping[str, JourneyFile]
    opened: Mapping[str, Opened]

    def users(self, library: str) -> Mapping[str, JourneyFile]:
        """Return the journeys that take from a library."""
        return {key: file for key, file in self.journeys.items() if library_key(file.written) == library}


def library_key(journey: Journey) -> str:
    """Return the name of the library a journey takes from, empty where it takes from none of its own folder's."""
    return file_key(journey.library)


def file_key(file: str | None) -> str:
    """Return the key of a journey or library that is named by its file, empty where that lies elsewhere."""
    found = _FILE.fullmatch(file or "")
    return found[1] if found else ""


def holdings(actor: Actor, space: Space, desk: Desk) -> Holdings:
    """Return what a workspace's journeys and libraries hold."""
    require(actor, space.id, Right.SEE_MAPS)
    opened = {one.key: one for one in list_journeys(actor, space, desk)}
    rest = {key: _library(desk, space, key) for key in desk.journeys.keys(space) if key not in opened}
    libraries = {key: found for key, found in rest.items() if found is not None}
    journeys = {key: one.file for key, one in opened.items() if one.file is not None}
    return Holdings(libraries, journeys, opened)


def _library(desk: Desk, space: Space, key: str) -> LibraryText | None:
    try:
        kept = desk.journeys.get(space, key)
    except FileUnusable:
        return None
    return None if kept is None else library_of(kept)


def library_of(kept: JourneyText) -> LibraryText | None:
    """Return the library a text holds, None where it is none."""
    document = read_yaml(kept.text, kept.path.name)
    if not is_library(document):
        return None
    library, findings = inspect_library(document)
    sound = library is not None and not any(finding.severity == "error" for finding in findings)
    return LibraryText(kept, library if sound else None, document, findings)


def open_library(space: Space, desk: Desk, key: str) -> LibraryText:
    """Return a library; NotFound where the workspace has no such file."""
    found = _library(desk, space, key)
    if found is None:
        raise NotFound("library_page.no_library", given=key[:80])
    return found
