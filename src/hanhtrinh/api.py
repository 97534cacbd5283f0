"""The Python face: `import hanhtrinh as ht`.

company = ht.open("hanhtrinh-workspace")
journey = ht.load("journey.yaml")
readings = company.map(journey, segment="mobile")
company.funnel(journey, ht.Funnel(steps=ht.steps("cart", "checkout"), window_seconds=7 * 86_400))
company.people(journey, ht.Who(what="dropped", step="checkout"))   # a polars table
"""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from hanhtrinh import bootstrap
from hanhtrinh.app.drawing import draw_map
from hanhtrinh.app.importing import ImportReport
from hanhtrinh.app.journeys import JourneyFile, read_file
from hanhtrinh.app.measuring import list_people, measure_funnel, measure_map
from hanhtrinh.bootstrap.importing import import_into
from hanhtrinh.events.frame import Frame
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.funnel import Breakdown, Exclusion, Funnel, FunnelMatch
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.results import FunnelReadings, MapReadings, Reading, Who
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import Period, instant_of, parse_instant, start_of_day

__all__ = [
    "Breakdown",
    "Company",
    "Exclusion",
    "Funnel",
    "FunnelMatch",
    "FunnelReadings",
    "MapReadings",
    "Moment",
    "Reading",
    "Who",
    "load",
    "open",
    "steps",
]

Moment = str | date | datetime
"""An instant: ISO text, a date (its start) or a datetime; without an offset it is read in the workspace's time zone."""


def open(path: str | Path, *, create: bool = False, time_zone: str | None = None) -> "Company":
    """Open a workspace folder; with `create`, make it where there is none.

    Raises WorkspaceError when the folder is no workspace, or is damaged.
    """
    return Company(bootstrap.workspace_at(Path(path), create=create, time_zone=time_zone))


def load(path: str | Path) -> JourneyFile:
    """Read a journey file; Rejected, with every finding, when it cannot be used."""
    return read_file(Path(path))


def steps(*touchpoints: str) -> tuple[FunnelMatch, ...]:
    """Return funnel steps from touchpoint keys; `a|b` means either."""
    return tuple(FunnelMatch(key=one, touchpoints=tuple(one.split("|"))) for one in touchpoints)


class Company:
    """An opened workspace: everything imported so far, ready to be measured."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._run = bootstrap.threads()

    @property
    def frame(self) -> Frame:
        """The frame of everything in the lake, built anew where the lake has moved on."""
        return open_frame(self.workspace)

    def import_files(
        self, *files: str | Path, data: str | Path | None = None, replace: bool = False, lang: Lang = "en"
    ) -> ImportReport:
        """Import a mapping file's data, or data files through the mapping that is proposed for them."""
        folder = None if data is None else Path(data)
        given = [Path(file) for file in files]
        return import_into(self.workspace, given, folder, replace=replace, lang=lang, progress=_quiet, proposed=_quiet)

    def map(
        self,
        journey: JourneyFile,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
    ) -> MapReadings:
        """Return every reading of a journey's map; InputError for a segment it does not have."""
        period = Period(self._instant(begin), self._instant(end))
        question = MapQuestion(period=period, segment=segment)
        return measure_map(self.frame, journey.journey, question, as_of=self._instant(as_of), run=self._run)

    def funnel(self, journey: JourneyFile, question: Funnel, *, as_of: Moment | None = None) -> FunnelReadings:
        """Return a funnel over a journey's touchpoints; InputError when the question has no meaning."""
        return measure_funnel(self.frame, journey.journey, question, as_of=self._instant(as_of), run=self._run)

    def people(
        self,
        journey: JourneyFile,
        who: Who,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
    ) -> pl.DataFrame:
        """Return the passes behind a number: `person`, `begun`, `last_seen` (UTC) and `last_step`, one row each."""
        period = Period(self._instant(begin), self._instant(end))
        moment = self._instant(as_of)
        return list_people(
            self.frame, journey.journey, who, period=period, segment=segment, as_of=moment, run=self._run
        )

    def draw(self, journey: JourneyFile, readings: MapReadings | None = None, *, lang: Lang | None = None) -> str:
        """Return the map as one self-contained HTML page, of these readings or of the map as it stands."""
        instruments = self.workspace.instruments()
        return draw_map(journey, readings or self.map(journey), lang or self.workspace.language, instruments)

    def _instant(self, moment: Moment | None) -> int | None:
        zone = self.workspace.time_zone
        if moment is None:
            return None
        if isinstance(moment, datetime):
            return instant_of(moment) if moment.tzinfo else parse_instant(moment.isoformat(), zone)
        return start_of_day(moment, zone) if isinstance(moment, date) else parse_instant(moment, zone)


def _quiet(_: object) -> None:
    """Say nothing."""
