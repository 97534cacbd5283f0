"""A workspace folder as living maps read it (`ports.live.History`): its lake, its frame, and what they remember."""

from collections.abc import Callable, Mapping

import msgspec
import polars as pl

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import Beside
from hanhtrinh.ports.live import Added, Generation, Opening
from hanhtrinh.store.delta_log import LOG, added_since
from hanhtrinh.store.files import write_atomically
from hanhtrinh.store.forgotten import FILE as FORGOTTEN
from hanhtrinh.store.forgotten import Forgotten
from hanhtrinh.store.frames import Known, build_generation, newest_generation
from hanhtrinh.store.workspace import INSTRUMENTS, Workspace

FOLDER = "live"
BUILT_HERE_ROWS = 500_000
"""A frame of so many events is built in this process; a larger one in a process of its own."""
_MOST_OPENINGS = 200


class FolderHistory:
    """`ports.live.History` of a folder.

    `known` says who is who; `build_apart` has another process build a generation and returns when it is there;
    `beside_apart` has one read what stands beside a map over the newest generation.
    """

    def __init__(
        self,
        workspace: Workspace,
        known: Callable[[], Known],
        build_apart: Callable[[], None],
        beside_apart: Callable[[Journey, MapQuestion, int], Beside],
    ) -> None:
        self._path, self._known = workspace.path, known
        self._build_apart, self._beside_apart = build_apart, beside_apart
        self._seen: tuple[int, int] = (-1, -1)
        self._schema: tuple[int, Mapping[str, pl.DataType]] = (-2, {})
        self._forgotten = (-1, Forgotten())
        self._instruments: tuple[tuple[int, int, int], Mapping[str, Instrument]] = ((-1, -1, -1), {})
        self._folder = workspace.path / FOLDER

    @property
    def _workspace(self) -> Workspace:
        """The workspace as its file says it is now."""
        return Workspace.open(self._path)

    @property
    def zone(self) -> str:
        """The workspace's IANA time zone."""
        return self._workspace.time_zone

    def generation(self) -> Generation | None:
        """Return the newest frame on disk, however much came since; None when it must be built."""
        return newest_generation(self._workspace)

    def build(self) -> Generation:
        """Build a new generation and return it."""
        workspace = self._workspace
        if workspace.lake.count() <= BUILT_HERE_ROWS:
            return build_generation(workspace, self._known())
        self._build_apart()
        return newest_generation(workspace) or build_generation(workspace, self._known())

    def instruments(self) -> Mapping[str, Instrument]:
        """Return the stored instruments by key; reads the file only when another one stands there."""
        try:
            found = (self._path / INSTRUMENTS).stat()
        except FileNotFoundError:
            return {}
        stamp = found.st_mtime_ns, found.st_size, found.st_ino
        if stamp != self._instruments[0]:
            self._instruments = stamp, self._workspace.instruments()
        return self._instruments[1]

    def version(self) -> int:
        """Return the number of the lake's newest commit; lists the log only when something was written there."""
        log = self._path / "lake" / LOG
        stamp = log.stat().st_mtime_ns if log.is_dir() else -1
        if stamp != self._seen[0]:
            self._seen = stamp, self._workspace.lake.version()
        return self._seen[1]

    def schema(self) -> Mapping[str, pl.DataType]:
        """Return the lake's columns."""
        version = self.version()
        if version != self._schema[0]:
            self._schema = version, self._workspace.lake.schema
        return self._schema[1]

    def since(self, version: int, limit: int) -> Added:
        """Return what came after a version, if it is at most `limit` rows and nothing was taken out."""
        lake = self._workspace.lake
        newest = lake.snapshot.version
        files = added_since(lake.path, version, newest)
        if files is None or sum(rows for _, rows in files) > limit:
            return Added(None, newest)
        tables = [lake.scan_files([name]).collect() for name, _ in files]
        return Added(pl.concat([pl.DataFrame(schema=lake.schema), *tables], how="diagonal"), newest)

    def kept(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return lake rows without those of people who were erased."""
        path = self._path / FORGOTTEN
        stamp = path.stat().st_mtime_ns if path.exists() else -1
        if stamp != self._forgotten[0]:
            self._forgotten = stamp, Forgotten.of(self._path)
        return self._forgotten[1].kept(rows)

    def beside(self, journey: Journey, question: MapQuestion, as_of: int) -> Beside | None:
        """Return what stands beside a map, read over the newest frame on disk by another process."""
        return self._beside_apart(journey, question, as_of)

    def accepted_at(self) -> int | None:
        """Return about when the newest message was accepted; None when none ever was."""
        try:
            return int((self._folder / "accepted").read_text("ascii"))
        except (OSError, ValueError):
            return None

    def note_accepted(self, instant: int) -> None:
        """Remember that a message was accepted at an instant."""
        self._write("accepted", str(instant).encode())

    def opening(self, name: str) -> Opening | None:
        """Return a kept opening of a map; None where there is none that can be read."""
        try:
            return msgspec.json.decode((self._folder / f"opening-{name}.json").read_bytes(), type=Opening)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep_opening(self, name: str, opening: Opening) -> None:
        """Keep a map's opening in place of an earlier one; of very many maps the oldest are forgotten."""
        self._write(f"opening-{name}.json", msgspec.json.encode(opening))
        kept = sorted(self._folder.glob("opening-*.json"), key=lambda path: path.stat().st_mtime_ns)
        for path in kept[:-_MOST_OPENINGS]:
            path.unlink(missing_ok=True)

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(exist_ok=True)
        write_atomically(self._folder / name, data)
