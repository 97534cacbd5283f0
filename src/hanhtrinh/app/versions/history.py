"""Use case: the versions of a journey, a page of them, and what was changed since the newest."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.access import Actor
from hanhtrinh.app.maps.opening import open_journey
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.reading import seen_of, texts_of
from hanhtrinh.app.versions.taking import told_since
from hanhtrinh.i18n import Text
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Told, Version

PAGE = 40


class Timeline(NamedTuple):
    """A page of versions, newest first. `unsaved` is what was changed since the newest one of all, None where nothing
    was or the page is not the first; `older` is the instant before which the next page begins.
    """

    name: Text
    versions: Sequence[Version]
    unsaved: Told | None
    older: int | None


def timeline(actor: Actor, space: Space, desk: VersionDesk, key: str, before: int | None = None) -> Timeline:
    """Return a page of a journey's versions; NotFound where there is no such journey."""
    opened = open_journey(actor, space, desk.desk, key)
    found = list(desk.versions.list(space.id, key, before=before, limit=PAGE + 1))
    shown = found[:PAGE]
    older = shown[-1].at if len(found) > PAGE else None
    name = opened.file.journey.name if opened.file else key
    unsaved = None
    if before is None and opened.file is not None and shown:
        texts = texts_of(opened)
        if seen_of(texts) != (shown[0].text_version, shown[0].library_version):
            unsaved = told_since(space, desk, key, shown[0], texts)
    return Timeline(name, shown, unsaved, older)
