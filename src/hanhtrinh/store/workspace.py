"""The workspace: one folder with everything a company has in Hanhtrinh."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang
from hanhtrinh.store.files import storage_errors, write_atomically
from hanhtrinh.store.lake import Lake
from hanhtrinh.store.os_lock import held
from hanhtrinh.values import known_zone

FORMAT = "hanhtrinh-workspace/1"
FILE = "workspace.yaml"
FRAME = "frame"
INSTRUMENTS = "instruments.json"
LOCK, HOLDER = ".lock", ".lock-holder"
FRAME_LOCK, FRAME_HOLDER = ".frame-lock", ".frame-lock-holder"
FOLDERS = ("lake", FRAME, "rejects", "journeys")
DEFAULT_ZONE = "Asia/Ho_Chi_Minh"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `workspace.yaml` says: its format, the company's IANA time zone and its language."""

    format: str = FORMAT
    time_zone: str = DEFAULT_ZONE
    language: Lang = "vi"


class Workspace:
    """An opened workspace folder."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings

    @classmethod
    def create(cls, path: Path, *, time_zone: str = DEFAULT_ZONE, language: Lang = "vi") -> "Workspace":
        """Make a new workspace in a folder; WorkspaceError if there is one already or the zone is unknown."""
        _check_zone(path, time_zone)
        if (path / FILE).exists():
            raise WorkspaceError("sources.workspace_exists", path=str(path))
        settings = Settings(time_zone=time_zone, language=language)
        with storage_errors(path):
            for name in FOLDERS:
                (path / name).mkdir(parents=True, exist_ok=True)
        # Last, so that a folder with this file is always a whole workspace.
        write_atomically(path / FILE, msgspec.yaml.encode(settings))
        return cls(path, settings)

    @classmethod
    def open(cls, path: Path) -> "Workspace":
        """Open an existing workspace; WorkspaceError when it is missing, damaged or made by a newer version."""
        settings = _read_settings(path)
        with storage_errors(path):
            for name in FOLDERS:
                (path / name).mkdir(exist_ok=True)
        return cls(path, settings)

    def take_back(self) -> None:
        """Remove a workspace in which nothing has been stored yet; one that holds anything stays as it is."""
        own = {FILE, LOCK, HOLDER, FRAME_LOCK, FRAME_HOLDER}
        if any(path.is_file() and path.name not in own for path in self.path.rglob("*")):
            return
        with suppress(OSError):
            for name in own:
                (self.path / name).unlink(missing_ok=True)
            for name in FOLDERS:
                (self.path / name).rmdir()
            self.path.rmdir()

    def change(self, *, time_zone: str, language: Lang) -> "Workspace":
        """Store another time zone and language in one step; WorkspaceError for an unknown zone."""
        _check_zone(self.path, time_zone)
        settings = Settings(time_zone=time_zone, language=language)
        write_atomically(self.path / FILE, msgspec.yaml.encode(settings))
        return Workspace(self.path, settings)

    @property
    def time_zone(self) -> str:
        """The company's IANA time zone."""
        return self.settings.time_zone

    @property
    def language(self) -> Lang:
        """The company's language."""
        return self.settings.language

    @property
    def lake(self) -> Lake:
        """The lake, at its newest version."""
        return Lake(self.path / "lake")

    @property
    def frame_path(self) -> Path:
        """The folder of frame generations."""
        return self.path / FRAME

    @property
    def senses_path(self) -> Path:
        """The folder of what is understood of texts, which can be read anew (`store.senses`)."""
        return self.path / "senses"

    @property
    def rejects_path(self) -> Path:
        """The folder of rejects files, one per import that refused something."""
        return self.path / "rejects"

    @property
    def journeys_path(self) -> Path:
        """The folder of journey files."""
        return self.path / "journeys"

    def instruments(self) -> dict[str, Instrument]:
        """Return the instruments answers refer to, by key; WorkspaceError when their file is damaged."""
        path = self.path / INSTRUMENTS
        if not path.exists():
            return {}
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, Instrument])
        except (OSError, msgspec.MsgspecError) as error:
            raise WorkspaceError("sources.workspace_damaged", path=str(path), detail=str(error)) from error

    def save_instruments(self, instruments: dict[str, Instrument]) -> None:
        """Store the instruments in one step."""
        ordered = {key: instruments[key] for key in sorted(instruments)}
        write_atomically(self.path / INSTRUMENTS, msgspec.json.format(msgspec.json.encode(ordered)) + b"\n")

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the right to write; WorkspaceError says who has it when somebody else does.

        The right is a lock of the operating system on `.lock`: a process that dies gives it back.
        """
        with self._holding(LOCK, HOLDER, what):
            yield

    @contextmanager
    def building_frame(self) -> Iterator[None]:
        """Hold the right to build a frame, apart from the right to write: events are taken in meanwhile.

        WorkspaceError says who has it when somebody else does.
        """
        with self._holding(FRAME_LOCK, FRAME_HOLDER, "frame"):
            yield

    @contextmanager
    def _holding(self, lock: str, holder: str, what: str) -> Iterator[None]:
        with storage_errors(self.path), held(self.path / lock, self.path / holder, what, "sources.workspace_busy"):
            yield


def _read_settings(path: Path) -> Settings:
    file = path / FILE
    if not file.is_file():
        raise WorkspaceError("sources.workspace_missing", path=str(path))
    try:
        settings = msgspec.yaml.decode(file.read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        if (newer := _newer_format(file)) is not None:
            raise WorkspaceError("sources.workspace_newer", path=str(path), given=newer, known=FORMAT) from error
        detail = " ".join(str(error).split())
        raise WorkspaceError("sources.workspace_damaged", path=str(file), detail=detail) from error
    if settings.format != FORMAT:
        raise WorkspaceError("sources.workspace_newer", path=str(path), given=settings.format, known=FORMAT)
    _check_zone(path, settings.time_zone)
    return settings


def _newer_format(file: Path) -> str | None:
    """Return the format a file claims when it is a workspace of another version, whatever else stands in it."""
    first = b"format: hanhtrinh-workspace/"
    for line in file.read_bytes().splitlines():
        if line.startswith(first) and line.strip() != f"format: {FORMAT}".encode():
            return line.removeprefix(b"format: ").decode("utf-8", "replace").strip()
    return None


def _check_zone(path: Path, zone: str) -> None:
    if not known_zone(zone):
        raise WorkspaceError("sources.zone_unknown", zone=zone, path=str(path / FILE))
