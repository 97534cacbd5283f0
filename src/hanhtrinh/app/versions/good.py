"""Use cases: a journey's file that cannot be used is shown as it last could be, and is put aside when somebody says so.

Whoever edits a file by hand makes mistakes; the map must not go because of one. It goes on as it was, says so with the
first finding, and takes no edits until the file is mended or given up. Given up, it lies in the trash folder.
"""

import re
from typing import NamedTuple

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.opening import Opened, open_journey
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.reading import file_of
from hanhtrinh.errors import HanhtrinhError, InputError, Rejected
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText, Overtaken
from hanhtrinh.ports.versions import Texts
from hanhtrinh.values import Finding

_BEGIN, _MIDDLE, _END = (re.compile(sign, re.MULTILINE) for sign in (r"^<{7}( |$)", r"^={7}\r?$", r"^>{7}( |$)"))


class Fault(NamedTuple):
    """Why a file cannot be used. `marks` are the lines on which git says that two versions were not merged."""

    file: str
    findings: tuple[Finding, ...]
    marks: tuple[int, ...]


class Shown(NamedTuple):
    """A journey as pages show it; with a `fault` it is what its file said when it could last be used."""

    kept: JourneyText
    file: JourneyFile
    fault: Fault | None


def shown_journey(actor: Actor, space: Space, desk: VersionDesk, key: str) -> Shown:
    """Return a journey to be shown; Rejected, with every finding, where it never could be used."""
    opened = open_journey(actor, space, desk.desk, key)
    if opened.file is not None:
        return Shown(opened.kept, opened.file, None)
    texts = good_texts(space, desk, key)
    if texts is None:
        raise Rejected(opened.kept.path.name, opened.findings)
    return Shown(opened.kept, file_of(texts, f"{key}.yaml"), fault_of(opened))


def fault_of(opened: Opened) -> Fault:
    """Return why a journey's file cannot be used."""
    errors = tuple(finding for finding in opened.findings if finding.severity == "error")
    return Fault(opened.kept.path.name, errors, merge_marks(opened.kept.text))


def merge_marks(text: str) -> tuple[int, ...]:
    """Return the lines at which git's marks of an unfinished merge begin; none where the marks are not complete."""
    if not (_BEGIN.search(text) and _MIDDLE.search(text) and _END.search(text)):
        return ()
    return tuple(text.count("\n", 0, found.start()) + 1 for found in _BEGIN.finditer(text))


def good_texts(space: Space, desk: VersionDesk, key: str) -> Texts | None:
    """Return what a journey's files said when they could last be used, as far as that was seen."""
    found = desk.versions.good(space.id, key)
    if found is not None and _usable(found[1], key):
        return found[1]
    newest = desk.versions.newest(space.id, key)
    texts = desk.versions.texts(space.id, key, newest.id) if newest else None
    return texts if texts is not None and _usable(texts, key) else None


def _usable(texts: Texts, key: str) -> bool:
    try:
        file_of(texts, f"{key}.yaml")
    except HanhtrinhError:
        return False
    return True


def can_give_up(space: Space, desk: VersionDesk, opened: Opened) -> bool:
    """Tell whether the last good version says something else than the file: else the fault lies in its library."""
    texts = good_texts(space, desk, opened.key)
    return opened.file is None and texts is not None and texts.text != opened.kept.text


def give_up(actor: Actor, space: Space, desk: VersionDesk, key: str) -> None:
    """Put a file that cannot be used into the trash folder and the last good version in its place.

    InputError where it can be used, or nothing better is known.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    opened = open_journey(actor, space, desk.desk, key)
    texts = good_texts(space, desk, key)
    if texts is None or not can_give_up(space, desk, opened):
        raise InputError("versions.not_faulty", given=key)
    _into_trash(space, desk, opened)
    kept = desk.desk.journeys.put(space, key, texts.text, None)
    details = {"version": kept.version, "faulty": opened.kept.version}
    desk.desk.audit.note(actor, space.id, "journey.given_up", key, details)


def _into_trash(space: Space, desk: VersionDesk, opened: Opened) -> None:
    journeys, now = desk.desk.journeys, desk.desk.clock()
    try:
        journeys.remove(space, opened.key, opened.kept.version, now)
    except Overtaken as met:
        if opened.kept.version or met.found is None:
            raise
        # A file that is no text at all could not be read, so nobody knew its version yet.
        journeys.remove(space, opened.key, met.found.version, now)
