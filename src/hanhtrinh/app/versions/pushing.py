"""Use cases: the files of a workspace are taken to a folder elsewhere, and changed ones come back.

A file that nobody else has changed is written as it came. Where somebody has, the two are merged by edits; where they
disagree nothing is written, and both sayings go back to who sent it.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journey_files import MOST_BYTES
from hanhtrinh.app.maps.commands.telling import told
from hanhtrinh.app.maps.creating import MOST_JOURNEYS
from hanhtrinh.app.maps.opening import open_journey
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.merging_files import (
    Apart,
    Disagreement,
    Library,
    holds_library,
    merged_files,
    read_text,
)
from hanhtrinh.app.versions.reading import hash_of
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound, Rejected
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.edits import Several, edits_between, invert
from hanhtrinh.journey.library_file import inspect_library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed, JourneyText, Overtaken

FileKind = Literal["journey", "library", "faulty"]
_TRIES = 5


class Held(NamedTuple):
    """A file of a workspace: what it holds, and which version of it there is."""

    key: str
    kind: FileKind
    version: str
    changed_at: int


class Pushed(NamedTuple):
    """What became of a file that was sent: `merged` where it is not simply what was sent."""

    text: str
    version: str
    merged: bool = False
    created: bool = False


class Disagreed(InputError):
    """Two versions of a file cannot be merged: nothing was written; theirs is here, and what stands against it."""

    def __init__(self, key: str, found: JourneyText, about: Sequence[Disagreement]) -> None:
        super().__init__("sync.conflict", given=key, count=max(len(about), 1))
        self.found, self.about = found, tuple(about)


def held_files(actor: Actor, space: Space, desk: VersionDesk) -> tuple[Held, ...]:
    """Return the files of a workspace, journeys and libraries, in order of name."""
    require(actor, space.id, Right.SEE_MAPS)
    found = (_held(actor, space, desk, key) for key in desk.desk.journeys.keys(space))
    return tuple(one for one in found if one is not None)


def _held(actor: Actor, space: Space, desk: VersionDesk, key: str) -> Held | None:
    try:
        opened = open_journey(actor, space, desk.desk, key)
    except NotFound:
        kept = desk.desk.journeys.get(space, key)
        return Held(key, "library", kept.version, kept.changed_at) if kept else None
    kind: FileKind = "journey" if opened.file else "faulty"
    return Held(key, kind, opened.kept.version, opened.kept.changed_at)


def held_file(actor: Actor, space: Space, desk: VersionDesk, key: str) -> JourneyText:
    """Return a file as it stands; NotFound where there is none, FileUnusable where it is no text."""
    require(actor, space.id, Right.SEE_MAPS)
    found = desk.desk.journeys.get(space, key)
    if found is None:
        raise NotFound("map_page.no_journey", given=key[:80])
    return found


def push(
    actor: Actor, space: Space, desk: VersionDesk, key: str, text: str, base: str, base_text: str | None, lang: Lang
) -> Pushed:
    """Take in a file made from the version `base` (empty: a new one).

    Disagreed where it cannot be merged with what somebody else made of it; Rejected where it has errors.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    if len(text.encode()) > MOST_BYTES:
        raise InputError("sync.too_large", given=key, allowed=MOST_BYTES)
    with desk.desk.turns.of(space.id, key):
        for _ in range(_TRIES):
            found = desk.desk.journeys.get(space, key)
            if found is not None and found.version == hash_of(text):
                return Pushed(text, found.version)
            wanted = text if found is None or found.version == base else _merged(
                space, desk, found, text, _base_text(space, desk, key, base, base_text), lang
            )  # fmt: skip
            try:
                kept = _written(actor, space, desk, key, wanted, found)
            except Overtaken:
                continue
            return Pushed(wanted, kept.version, merged=wanted != text, created=found is None)
    raise InputError("map_page.busy", given=key)


def _base_text(space: Space, desk: VersionDesk, key: str, base: str, given: str | None) -> str | None:
    """Return the text both sides began from: as it was sent along, if that is what it says to be, or as it was kept."""
    if given is not None and hash_of(given) == base:
        return given
    return desk.versions.text_of(space.id, key, base) if base else None


def _merged(space: Space, desk: VersionDesk, found: JourneyText, mine: str, base: str | None, lang: Lang) -> str:
    """Return two versions of a file as one; Disagreed where that cannot be."""
    try:
        return merged_files(base, mine, found.text, found.path.name, _libraries(space, desk), lang)
    except Apart as met:
        raise Disagreed(found.key, found, met.about) from None


def _libraries(space: Space, desk: VersionDesk) -> Library:
    def text_of(stem: str) -> str | None:
        found = desk.desk.journeys.get(space, stem)
        return found.text if found else None

    return text_of


def _written(
    actor: Actor, space: Space, desk: VersionDesk, key: str, text: str, found: JourneyText | None
) -> JourneyText:
    """Write a file, and note what was done so that the page tells it; Rejected where it has errors."""
    name = f"{key}.yaml"
    if holds_library(text):
        _, findings = inspect_library(read_yaml(text, name))
        if any(finding.severity == "error" for finding in findings):
            raise Rejected(name, findings)
        return _put(actor, space, desk, key, text, found)
    after = read_text(text, name, _libraries(space, desk))
    if found is None and len(desk.desk.journeys.keys(space)) >= MOST_JOURNEYS:
        raise InputError("sync.too_many", allowed=MOST_JOURNEYS)
    before = _before(space, desk, found) if found else None
    edits = edits_between(before, after) if before else ()
    if found is not None and before is not None and edits:
        desk.desk.deeds.settle(space.id, key, found.version)
        edit = Several(edits=edits)
        deed = Deed(
            id=desk.desk.new_id(), workspace=space.id, journey=key, by=actor.id, at=desk.desk.clock(), edit=edit,
            inverse=invert(before, edit), name=actor.name, base=found.version, version=hash_of(text),
            said=told(edit, before, after),
        )  # fmt: skip
        desk.desk.deeds.mean([deed])
    kept = _put(actor, space, desk, key, text, found)
    desk.desk.deeds.settle(space.id, key, kept.version)
    return kept


def _before(space: Space, desk: VersionDesk, found: JourneyText) -> Journey | None:
    try:
        return read_text(found.text, found.path.name, _libraries(space, desk))
    except HanhtrinhError:
        return None


def _put(actor: Actor, space: Space, desk: VersionDesk, key: str, text: str, found: JourneyText | None) -> JourneyText:
    kept = desk.desk.journeys.put(space, key, text, found.version if found else None)
    desk.desk.audit.note(actor, space.id, "journey.pushed", key, {"version": kept.version})
    return kept
