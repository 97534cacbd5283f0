"""A library's file is changed: the text keeps its comments, every map that takes from it stays sound."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.library.holdings import LibraryText, holdings, library_of, open_library
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.journey.check import check
from hanhtrinh.journey.library import LIBRARY_FORMAT, Library
from hanhtrinh.journey.library_file import inspect_library, write_library
from hanhtrinh.journey.yaml_patch import patched
from hanhtrinh.journey.yaml_text import Document, read_yaml
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText, Overtaken
from hanhtrinh.values import Finding

_TRIES = 5
LARGEST = 1_000
"""Most things of one kind a library holds."""


def plain_library(library: Library) -> dict[str, Any]:
    """Return a library as the plain data that stand in its file."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(library))
    return {"format": LIBRARY_FORMAT} | data


def text_after(text: str, before: Library, after: Library) -> str:
    """Return a library's text after a change; what nobody touched, comments included, stays as it was written."""
    candidate = patched(text, plain_library(before), plain_library(after))
    if candidate is not None and _says(candidate, after):
        return candidate
    return write_library(after)


def _says(text: str, library: Library) -> bool:
    document = read_yaml(text, "")
    return document.usable and inspect_library(document)[0] == library


def checked(file: str, text: str, users: Mapping[str, Any]) -> Document:
    """Return a library's text as it reads; Rejected where it would have errors, or a map that takes from it would."""
    document = read_yaml(text, file)
    library, found = inspect_library(document)
    errors: list[Finding] = [finding for finding in found if finding.severity == "error"]
    if library is not None and not errors:
        for user in users.values():
            said = check(user.written, user.document, library, document)
            errors += [finding for finding in said if finding.severity == "error"]
    if library is None or errors:
        raise Rejected(file, errors or found)
    return document


def change_library(
    actor: Actor, space: Space, desk: Desk, key: str, make: Callable[[Library], Library], about: Mapping[str, object]
) -> JourneyText | None:
    """Change a library as it stands; None where there is nothing to change. InputError from `make` refuses.

    Rejected where the library, or a map that takes from it, would have errors: then nothing is written.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    with desk.turns.of(space.id, key):
        for _ in range(_TRIES):
            found = open_library(space, desk, key)
            before = usable(found)
            after = make(before)
            if after == before:
                return None
            text = text_after(found.kept.text, before, after)
            checked(found.kept.path.name, text, holdings(actor, space, desk).users(key))
            try:
                saved = desk.journeys.put(space, key, text, found.kept.version)
            except Overtaken:
                continue
            desk.audit.note(actor, space.id, "library.edited", key, {**about, "version": saved.version})
            return saved
    raise InputError("map_page.busy", given=key)


def usable(found: LibraryText) -> Library:
    """Return what a library's file says; Rejected, with every finding, where it has errors."""
    if found.library is None:
        raise Rejected(found.kept.path.name, found.findings)
    return found.library


def ensure_library(actor: Actor, space: Space, desk: Desk, key: str, name: str) -> JourneyText:
    """Return a library's file, made where there is none yet; InputError where a journey has that name."""
    require(actor, space.id, Right.EDIT_MAPS)
    kept = desk.journeys.get(space, key)
    if kept is None:
        text = f"# {name}\n{write_library(Library(name=name))}"
        try:
            kept = desk.journeys.put(space, key, text, None)
        except Overtaken as error:
            if error.found is None:
                raise
            kept = error.found
        else:
            desk.audit.note(actor, space.id, "library.added", key, {"version": kept.version})
    if library_of(kept) is None:
        raise InputError("library_page.is_journey", given=key)
    return kept
