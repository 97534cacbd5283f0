"""Use cases: which journeys a workspace has, and one of them with everything found in its file."""

from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import Inspected, JourneyFile, inspect_file
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.errors import FileUnusable, NotFound, Rejected
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
        kept = desk.journeys.get(space, key)
        return None if kept is None else _read(kept, inspect_file(kept.path, kept.path.parent))
    except FileUnusable as error:
        return _unreadable(desk, space, key, error)


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
