"""Use cases: which journeys a workspace has, and one of them with everything found in its file."""

from dataclasses import dataclass, replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import Inspected, JourneyFile, inspect_file
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.writing import Text
from hanhtrinh.app.picture_files import missing_pictures
from hanhtrinh.app.pictures import files_of
from hanhtrinh.errors import FileUnusable, NotFound, Rejected
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText
from hanhtrinh.values import Finding


@dataclass(frozen=True)
class Opened:
    """A journey of a workspace: its file as it stands, and what it says. `file` is None where it cannot be used."""

    kept: JourneyText
    file: JourneyFile | None
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """The name of the file, by which addresses of pages know it."""
        return self.kept.key


def list_journeys(actor: Actor, space: Space, desk: Desk) -> tuple[Opened, ...]:
    """Return the journeys of a workspace, those that cannot be used too; libraries are none."""
    require(actor, space.id, Right.SEE_MAPS)
    found = (_look(desk, space, key) for key in desk.journeys.keys(space))
    return tuple(one for one in found if one is not None)


def open_journey(actor: Actor, space: Space, desk: Desk, key: str) -> Opened:
    """Return a journey; NotFound where the workspace has no such file."""
    require(actor, space.id, Right.SEE_MAPS)
    found = _look(desk, space, key)
    if found is None:
        raise NotFound("map_page.no_journey", given=key)
    return found


def usable_journey(actor: Actor, space: Space, desk: Desk, key: str) -> tuple[JourneyText, JourneyFile]:
    """Return a journey that can be measured and drawn; Rejected, with every finding, where it has errors."""
    found = open_journey(actor, space, desk, key)
    if found.file is None:
        raise Rejected(found.kept.path.name, found.findings)
    return found.kept, found.file


def _look(desk: Desk, space: Space, key: str) -> Opened | None:
    """Return what a file says, None where there is none or it holds no journey."""
    try:
        stamp = desk.journeys.stamp(space, key)
        kept = desk.journeys.get(space, key)
        if kept is None:
            return None
        known = desk.kept.get(space.id, key, kept.version)
        if isinstance(known, Opened):
            return _with_pictures(replace(known, kept=kept))
        return _look_beyond(desk, space, kept, stamp)
    except FileUnusable as error:
        return _unreadable(desk, space, key, error)


def _look_beyond(desk: Desk, space: Space, kept: JourneyText, stamp: object) -> Opened | None:
    """Read a file with what it takes from and what opens from it, unless all of that is as it was."""
    beyond = f"{kept.version} {stamp}"
    known = desk.kept.get(space.id, f"{kept.key} and beyond", beyond)
    if isinstance(known, Opened):
        return _with_pictures(replace(known, kept=kept))
    found = _read(kept, inspect_file(kept.path, kept.path.parent))
    if found is not None and found.file is not None:
        if _alone(found.file.written):
            desk.kept.put(space.id, kept.key, kept.version, found)
        elif not found.file.opened and all(stage.opens is None for stage in found.file.written.stages):
            desk.kept.put(space.id, f"{kept.key} and beyond", beyond, found)
    return found


def keep_read(space: Space, desk: Desk, kept: JourneyText, text: Text) -> None:
    """Keep what a text says that was just written, so that nobody has to read it again."""
    if not _alone(text.journey):
        return
    file = JourneyFile(path=kept.path, journey=text.journey, document=text.document, findings=text.findings)
    findings = tuple(_named(finding) for finding in text.findings)
    desk.kept.put(space.id, kept.key, kept.version, Opened(kept, file, findings))


def _with_pictures(known: Opened) -> Opened:
    """Return what a text says with what holds of its pictures now: they come and go while the text stays."""
    if known.file is None or not files_of(known.file.written):
        return known
    now = missing_pictures(known.file.written, known.kept.path, known.file.document)
    others = (finding for finding in known.findings if not finding.key.startswith("pictures."))
    return replace(known, findings=(*others, *map(_named, now)))


def _alone(journey: Journey) -> bool:
    """Tell whether what a journey's file says depends on no other file."""
    return journey.library is None and all(stage.opens is None for stage in journey.stages)


def _read(kept: JourneyText, found: Inspected) -> Opened | None:
    findings = tuple(_named(finding) for finding in found.findings)
    if found.library is not None:
        return None
    return Opened(kept, found.journey if found.usable else None, findings)


def _named(finding: Finding) -> Finding:
    """Return a finding without the folders of the server's disk: they are nobody's business."""
    return Finding(
        severity=finding.severity, key=finding.key, params=finding.params,
        file=finding.file.replace("\\", "/").rpartition("/")[2], line=finding.line, path=finding.path,
    )  # fmt: skip


def _unreadable(desk: Desk, space: Space, key: str, error: FileUnusable) -> Opened | None:
    path = desk.journeys.path(space, key)
    if path is None:
        return None
    params = {**error.params, "file": path.name}
    finding = Finding(severity="error", key=error.key, params=params, file=path.name)
    kept = JourneyText(key=key, path=path, text="", version="", changed_at=0)
    return Opened(kept, None, (finding,))
